//! The one line of presentation mode: run or pause, what has been learned, the way out.

use crate::ui::keyed::Keyed;
use egui::{Align, Button, Layout, RichText, Ui};

use super::files::Jobs;
use super::fitting::{self, Part};
use super::message::Message;
use super::theme::Palette;
use super::{format, status};
use crate::engine::{Snapshot, Transport};

/// What has been learned by the neuron, and how early each part is left out.
pub fn of_neuron(snapshot: &Snapshot) -> Vec<(RichText, u8)> {
    vec![
        (RichText::new(format!("epoch {}", format::count(snapshot.epochs))), 2),
        (RichText::new(format!("BA {:.3}", snapshot.measures.balanced_accuracy)).strong(), 1),
        (RichText::new(format!("learned load {:.2}", snapshot.measures.learned_load)), 3),
    ]
}

/// Shows the line; true when presentation mode is to be left.
pub fn show(
    ui: &mut Ui,
    (paused, live): (bool, bool),
    mut facts: Vec<(RichText, u8)>,
    (notice, jobs): (Option<&Message>, &Jobs),
    palette: &Palette,
    commands: &mut Vec<Transport>,
) -> bool {
    let mut leave = false;
    // From the right first: the way out is always there.
    status::in_line(ui, |ui| {
        leave = ui
            .button("Leave")
            .keyed("leave-presentation")
            .on_hover_text("Back to the whole instrument  (P)")
            .clicked();
        jobs.show(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let text = RichText::new(if paused { "Play" } else { "Pause" }).strong().color(palette.card);
            let button = Button::new(text).fill(palette.inhibitory);
            if ui.add(button).on_hover_text("Run or pause  (space)").clicked() {
                commands.push(Transport::Toggle);
            }
            if !live {
                facts.push((RichText::new("in the past").strong().color(palette.wrong), 0));
            }
            let room = ui.available_width() * if notice.is_some() { 0.5 } else { 1.0 };
            let part =
                |(text, rank): &(RichText, u8)| Part { width: fitting::label(ui, text.clone()), rank: *rank };
            let parts: Vec<Part> = facts.iter().map(part).collect();
            let stays = fitting::fit(&parts, room, ui.spacing().item_spacing.x, 0.0);
            for ((text, _), _) in facts.into_iter().zip(stays).filter(|(_, stays)| *stays) {
                ui.label(text);
            }
            if let Some(notice) = notice {
                status::say(ui, notice, palette);
                return;
            }
            let hint =
                RichText::new("1–9 views   D one or two   C parameters   ? keys").small().color(palette.weak);
            if ui.available_width() > 60.0 {
                ui.add(egui::Label::new(hint).truncate());
            }
        });
    });
    leave
}
