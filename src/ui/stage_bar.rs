//! The one line of presentation mode: run or pause, what has been learned, the way out.

use egui::{Button, RichText, Ui};

use super::files::Jobs;
use super::format;
use super::theme::Palette;
use crate::engine::{Command, RunState, Snapshot};

/// Shows the line; true when presentation mode is to be left.
pub fn show(
    ui: &mut Ui,
    snapshot: &Snapshot,
    (notice, jobs): (Option<&str>, &Jobs),
    palette: &Palette,
    commands: &mut Vec<Command>,
) -> bool {
    let mut leave = false;
    ui.horizontal(|ui| {
        let paused = snapshot.run == RunState::Paused;
        let text = RichText::new(if paused { "Play" } else { "Pause" }).strong().color(palette.card);
        let button = Button::new(text).fill(palette.inhibitory);
        if ui.add(button).on_hover_text("Run or pause  (space)").clicked() {
            commands.push(Command::Toggle);
        }
        ui.label(format!("epoch {}", format::count(snapshot.epochs)));
        ui.label(RichText::new(format!("BA {:.3}", snapshot.measures.balanced_accuracy)).strong());
        ui.label(format!("learned load {:.2}", snapshot.measures.learned_load));
        if !snapshot.timeline.live {
            ui.label(RichText::new("in the past").strong().color(palette.wrong));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            leave = ui.button("Leave").on_hover_text("Back to the whole instrument  (P)").clicked();
            jobs.show(ui);
            if let Some(notice) = notice {
                let text = RichText::new(notice).strong().color(palette.target);
                ui.add(egui::Label::new(text).truncate()).on_hover_text(notice);
                return;
            }
            let hint = "1–9 views   D one or two   C parameters   ? keys";
            ui.add(egui::Label::new(RichText::new(hint).small().color(palette.weak)).truncate());
        });
    });
    leave
}
