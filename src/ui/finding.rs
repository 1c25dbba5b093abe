//! The command palette in the window: it opens, and what was chosen in it is done.

use egui::Ui;

use super::finder::{Finder, Found};
use super::laboratory::Laboratory;
use super::shown::Shown;
use super::theme::Palette;
use crate::engine::{Command, Snapshot};

impl Laboratory {
    /// Opens the palette, or closes it.
    pub(super) fn toggle_finder(&mut self) {
        let new = || {
            Finder::new(&self.presets, (&self.scenarios, &self.circuits.scenarios), self.guide.all_tries())
        };
        self.finder = if self.finder.is_some() { None } else { Some(new()) };
    }

    /// Shows the palette, if it is open, and does what was chosen in it.
    pub(super) fn find(
        &mut self,
        ui: &Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        let now = self.circumstances(snapshot);
        let Some(finder) = &mut self.finder else { return };
        let (found, stays) = finder.show(ui, palette, &now);
        if !stays {
            self.finder = None;
        }
        match found {
            None => {}
            Some(Found::Action(action)) => self.act(ui, action, snapshot, commands),
            Some(Found::Preset(preset)) => {
                self.show_system(Shown::Neuron);
                self.take_preset(&preset, snapshot);
            }
            Some(Found::Demonstration(scenario)) => self.play(ui, *scenario),
            Some(Found::Circuit(scenario)) => self.play_circuit(ui, *scenario),
            Some(Found::Try(scenario)) => self.try_out(*scenario),
            Some(Found::View(key)) => {
                self.bring(key);
            }
            Some(Found::Parameter(id)) => {
                self.show_system(Shown::Neuron);
                self.presentation.controls = true;
                self.controls.point_to(id);
            }
        }
    }
}
