//! The bottom line: what the simulation and the window are doing.

use egui::{RichText, Ui};

use super::files::Jobs;
use super::format;
use super::theme::Palette;
use crate::engine::recipe::Recipe;
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

/// Copies the command that computes what is on screen.
fn copy(ui: &mut Ui, snapshot: &Snapshot) {
    let tip = "Copy a command line that computes this run again without a window, up to this presentation and \
               with everything that was changed on the way, bit for bit";
    if ui.small_button("Copy command").on_hover_text(tip).clicked() {
        let recipe = Recipe::new(&snapshot.origin, &snapshot.log, snapshot.timeline.made);
        ui.ctx().copy_text(recipe.command_line());
    }
}

/// Shows the line; gives true when its message is to be dismissed.
pub fn show(
    ui: &mut Ui,
    snapshot: &Snapshot,
    (frames, jobs): (&FrameRate, &Jobs),
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
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            copy(ui, snapshot);
            jobs.show(ui);
            if let Some((text, fault)) = message {
                let color = if fault { palette.wrong } else { palette.target };
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.separator();
                    dismissed = ui.small_button("dismiss").clicked();
                    ui.add(egui::Label::new(RichText::new(text).color(color).strong()).truncate())
                        .on_hover_text(text);
                });
            }
        });
    });
    dismissed
}
