//! The bottom line: what the simulation and the window are doing.

use egui::{RichText, Ui};

use super::format;
use super::theme::Palette;
use crate::engine::{RunState, Snapshot};

/// Frames per second over about half a second.
#[derive(Debug, Default)]
pub struct FrameRate {
    since: f64,
    frames: u32,
    shown: f64,
}

impl FrameRate {
    /// Counts a frame drawn at `now`, in seconds.
    pub fn frame(&mut self, now: f64) {
        self.frames += 1;
        let elapsed = now - self.since;
        if elapsed >= 0.5 {
            self.shown = f64::from(self.frames) / elapsed;
            self.since = now;
            self.frames = 0;
        }
    }
}

/// Shows the line; gives true when its message is to be dismissed.
pub fn show(
    ui: &mut Ui,
    snapshot: &Snapshot,
    frames: &FrameRate,
    message: Option<(&str, bool)>,
    palette: &Palette,
) -> bool {
    let mut dismissed = false;
    ui.horizontal(|ui| {
        let state = match (snapshot.building, snapshot.run) {
            (true, _) => "building …",
            (false, RunState::Paused) => "paused",
            (false, _) if !snapshot.plastic => "running, weights frozen",
            (false, _) => "running",
        };
        ui.label(RichText::new(state).strong());
        ui.separator();
        ui.label(format!("{} presentations", format::count(snapshot.presentations)));
        ui.separator();
        ui.label(format!("{} epochs", format::count(snapshot.epochs)));
        ui.separator();
        ui.label(format!("{} presentations/s", format::count(snapshot.rate.round() as u64)));
        ui.separator();
        let rate = if snapshot.run == RunState::Paused {
            "drawn on demand".to_owned()
        } else {
            format!("{:.0} frames/s", frames.shown)
        };
        ui.label(rate);
        if let Some((text, fault)) = message {
            ui.separator();
            let color = if fault { palette.wrong } else { palette.target };
            dismissed = ui.small_button("dismiss").clicked();
            ui.add(egui::Label::new(RichText::new(text).color(color).strong()).truncate())
                .on_hover_text(text);
        }
    });
    dismissed
}
