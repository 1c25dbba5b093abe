//! Keeps the settings: reads them once, writes them in the background when they have changed.

use std::path::PathBuf;
use std::thread::JoinHandle;

use serde::Deserialize;

use super::place;
use super::views::{Arrangement, Layout, Workspaces};
use crate::io::settings::{self, Settings};

/// Seconds that a change rests before it is written.
const REST: f64 = 2.0;

/// The settings, where they are kept, and what has been written.
pub struct SettingsStore {
    /// What is to be kept.
    pub settings: Settings,
    written: Settings,
    path: Option<PathBuf>,
    changed_at: Option<f64>,
    writing: Option<JoinHandle<()>>,
}

impl SettingsStore {
    /// Reads the settings; a message if they could not be used.
    pub fn open(path: Option<PathBuf>) -> (Self, Option<String>) {
        let (settings, message) = path.as_deref().map(settings::load).unwrap_or_default();
        let written = settings.clone();
        (Self { settings, written, path, changed_at: None, writing: None }, message)
    }

    /// Puts the views where they were; without kept places, or with those of other views, they stay.
    pub fn arrange(&self, arrangement: &mut Arrangement, circuits: &mut Arrangement) {
        if let Some(kept) =
            self.settings.circuits.as_ref().and_then(|kept| Workspaces::deserialize(kept).ok())
        {
            circuits.set_workspaces(kept);
        }
        let Some(kept) = &self.settings.layout else { return };
        if let Ok(workspaces) = Workspaces::deserialize(kept) {
            arrangement.set_workspaces(workspaces);
        } else if let Ok(layout) = Layout::deserialize(kept) {
            arrangement.set_layout(layout);
        }
    }

    /// Writes what has changed, once it has rested; `now` is the time in seconds. True every so often: what
    /// else is kept should be looked at as well.
    pub fn look(&mut self, ctx: &egui::Context, [neuron, circuits]: [&Arrangement; 2], now: f64) -> bool {
        // Every frame: when the window closes it is no longer asked where it was.
        self.settings.window = place::now(ctx, self.settings.window);
        let due = match self.changed_at {
            Some(since) => now - since >= REST,
            None => true,
        };
        if !due || self.writing.as_ref().is_some_and(|writing| !writing.is_finished()) {
            return false;
        }
        self.changed_at = Some(now);
        self.note([neuron, circuits]);
        if self.path.is_some() && self.settings != self.written {
            let (path, settings) = (self.path.clone(), self.settings.clone());
            self.written.clone_from(&self.settings);
            self.writing = std::thread::Builder::new()
                .name("settings".to_owned())
                .spawn(move || {
                    // Settings that cannot be kept are no reason to disturb an experiment.
                    let _ = path.map(|path| settings::save(&path, &settings));
                })
                .ok();
        }
        true
    }

    fn note(&mut self, arrangements: [&Arrangement; 2]) {
        let [neuron, circuits] = arrangements.map(|it| serde_json::to_value(it.workspaces()).ok());
        (self.settings.layout, self.settings.circuits) = (neuron, circuits);
    }

    /// Writes what has changed, at once: the window closes.
    pub fn close(&mut self, arrangements: [&Arrangement; 2]) {
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
        }
        self.note(arrangements);
        if let Some(path) = self.path.as_ref().filter(|_| self.settings != self.written) {
            let _ = settings::save(path, &self.settings);
        }
    }
}
