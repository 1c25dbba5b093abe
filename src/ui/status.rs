//! The bottom line: what the simulation and the window are doing.

use crate::ui::keyed::Keyed;
use egui::{Align, Layout, RichText, Ui};

use super::files::Jobs;
use super::fitting::{self, Part};
use super::message::Message;
use super::theme::Palette;
use super::{copying, format};
use crate::engine::recipe::Recipe;
use crate::engine::{RunState, Snapshot};

/// Width of a line between two facts.
const LINE: f32 = 6.0;
/// Seconds without a frame after which counting begins again: nothing was to be drawn.
const LULL: f64 = 0.3;

/// Frames per second over about half a second.
#[derive(Debug, Default)]
pub struct FrameRate {
    since: f64,
    last: f64,
    frames: u32,
    shown: f64,
}

impl FrameRate {
    /// How often it is drawn, in words.
    pub fn drawn(&self, paused: bool) -> String {
        if paused { "drawn on demand".to_owned() } else { format!("{:.0} frames/s", self.shown) }
    }

    /// When the last frame was drawn, in seconds.
    pub fn now(&self) -> f64 {
        self.last
    }

    /// Counts a frame drawn at `now`, in seconds.
    pub fn frame(&mut self, now: f64) {
        if now - self.last > LULL {
            (self.since, self.last, self.frames) = (now, now, 0);
            return;
        }
        self.last = now;
        self.frames += 1;
        let elapsed = now - self.since;
        if elapsed >= 0.5 {
            self.shown = f64::from(self.frames) / elapsed;
            self.since = now;
            self.frames = 0;
        }
    }
}

const COPY: &str = "Copy a command line that computes this run again without a window, up to this presentation and \
                    with everything that was changed on the way, bit for bit";

/// The command that computes what is on screen.
pub fn command(snapshot: &Snapshot) -> String {
    Recipe::new(&snapshot.origin, &snapshot.log, snapshot.timeline.made).command_line()
}

/// What the simulation is doing, and how early each part is left out: the highest first, 0 never.
pub fn of_neuron(snapshot: &Snapshot, frames: &FrameRate) -> Vec<(RichText, u8)> {
    let state = match (snapshot.building, snapshot.run) {
        (true, _) => "building …",
        (false, RunState::Paused) => "paused",
        (false, _) if !snapshot.plastic => "running, weights frozen",
        (false, _) => "running",
    };
    let drawn = frames.drawn(snapshot.run == RunState::Paused);
    let presentations = format!("{} presentations", format::count(snapshot.presentations));
    let epochs = format!("{} epochs", format::count(snapshot.epochs));
    let rate = format!("{} presentations/s", format::count(snapshot.rate.round() as u64));
    vec![
        (RichText::new(state).strong(), 0),
        (presentations.into(), 2),
        (epochs.into(), 1),
        (rate.into(), 3),
        (drawn.into(), 4),
    ]
}

/// Shows the line; gives true when its message is to be dismissed.
pub fn show(
    ui: &mut Ui,
    facts: Vec<(RichText, u8)>,
    command: impl FnOnce() -> String,
    jobs: &Jobs,
    message: Option<&Message>,
    palette: &Palette,
) -> bool {
    let mut dismissed = false;
    // From the right first: what is left is for what the simulation does, and for the message.
    in_line(ui, |ui| {
        copying::small(ui, "Copy command", COPY, command);
        jobs.show(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let all = ui.available_width();
            let room = if message.is_some() { all - (0.5 * all).max(180.0) } else { all };
            let part =
                |(text, rank): &(RichText, u8)| Part { width: fitting::label(ui, text.clone()), rank: *rank };
            let gap = 2.0 * ui.spacing().item_spacing.x + LINE;
            let stays = fitting::fit(&facts.iter().map(part).collect::<Vec<_>>(), room, gap, 0.0);
            let shown = facts.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|((text, _), _)| text);
            for (at, text) in shown.enumerate() {
                if at > 0 {
                    ui.separator();
                }
                ui.label(text);
            }
            let hint =
                super::views::hint(ui.ctx()).filter(|_| message.is_none() && ui.available_width() > 120.0);
            if let Some(hint) = hint {
                ui.separator();
                ui.add(egui::Label::new(RichText::new(hint).color(palette.weak)).truncate());
            }
            if let Some(message) = message {
                ui.separator();
                dismissed = ui.small_button("dismiss").keyed("dismiss").clicked();
                say(ui, message, palette);
            }
        });
    });
    dismissed
}

/// One line of widgets, from the right.
pub fn in_line(ui: &mut Ui, show: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| ui.with_layout(Layout::right_to_left(Align::Center), show));
}

/// Shows a message in the room that is left.
pub fn say(ui: &mut Ui, Message { severity, text }: &Message, palette: &Palette) {
    severity.mark(ui, palette);
    let shown = RichText::new(text).color(severity.color(palette)).strong();
    let label = ui.add(egui::Label::new(shown).truncate());
    label.on_hover_text(format!("{}: {text}", severity.word()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_no_slow_frame() {
        let mut frames = FrameRate::default();
        for frame in 0..61 {
            frames.frame(f64::from(frame) / 60.0);
        }
        assert!((frames.shown - 60.0).abs() < 3.0, "{}", frames.shown);
        // Half a minute of nothing to draw, then frames as before.
        for frame in 0..40 {
            frames.frame(31.0 + f64::from(frame) / 60.0);
            assert!((frames.shown - 60.0).abs() < 3.0, "{}", frames.shown);
        }
    }
}
