//! The neuron, drawn: one presentation in five beats, or, at a speed that the eye cannot follow, running means of both
//! classes. Every number is one of the snapshot.

mod beats;
mod chips;
mod means;
mod picture;

use egui::{Key, RichText, Ui};

pub use beats::{Beat, sentence};

use super::{Context, View};
use crate::engine::{Command, RunState, Snapshot, Speed};
use crate::model::Presentation;

/// Presentations a second up to which the eye follows five beats.
const FOLLOWED: f64 = 2.5;

/// Shows stimulus, synapses, currents, modulators, spike and rules.
#[derive(Default)]
pub struct Neuron {
    /// The presentation on show and when it came, in seconds.
    shown: Option<(u64, f64)>,
    /// The beat that was stepped to.
    chosen: Option<Beat>,
}

impl View for Neuron {
    fn key(&self) -> &'static str {
        "neuron"
    }

    fn title(&self) -> &'static str {
        "Neuron"
    }

    fn help(&self) -> &'static str {
        "The neuron and its inputs. Lines are synapses, as thick as their weights, orange excitatory and blue inhibitory; where there are \
         many, each stands for a group. The bar in the cell is the drive h = i_E − i_I − θ against the threshold. Acetylcholine (ACh) \
         and noradrenaline (NA) come from the right when they are released. Below, the four rules: a rule has a frame when it \
         changes synapses, with the change of each active and each silent one. Slowly (up to 2.5 presentations a second, or step by \
         step) a presentation plays in five beats; faster, means over the recent presentations are shown for targets and \
         non-targets. Point at a part for its equation; its slider is marked in the panel."
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let snapshot = context.snapshot;
        let Some(now) = snapshot.recent.last().copied() else {
            ui.centered_and_justified(|ui| {
                ui.label("The neuron is at rest. Press Step for one presentation, Play for many.")
            });
            return;
        };
        let beat = if follows(snapshot) { Some(self.beat(ui, snapshot, &now)) } else { None };
        let pointed = ui.rect_contains_pointer(ui.max_rect());
        match beat {
            Some(beat) => self.steps(ui, context, (beat, pointed), &now),
            None => {
                self.chosen = None;
                let text = format!("Means of the last {} presentations, by class.", snapshot.recent.len());
                ui.label(RichText::new(text).strong());
            }
        }
        let chips = chips::height(ui);
        let mut space = ui.available_rect_before_wrap();
        let below = space.split_top_bottom_at_y((space.bottom() - chips).max(space.top()));
        space = below.0;
        match beat {
            Some(beat) => picture::paint(ui, context, space, beat, &now),
            None => means::paint(ui, context, space),
        }
        ui.scope_builder(egui::UiBuilder::new().max_rect(below.1).id_salt("rules"), |ui| {
            chips::show(ui, context, beat.is_none_or(|beat| beat == Beat::Plasticity), beat.is_none());
        });
    }
}

/// Is it slow enough for beats?
fn follows(snapshot: &Snapshot) -> bool {
    let slow = match snapshot.speed {
        Speed::PerSecond(limit) => limit <= FOLLOWED,
        Speed::Unlimited => false,
    };
    slow || snapshot.run == RunState::Paused
}

impl Neuron {
    /// The beat to show: the one that was chosen, else what time says; a paused neuron has played to the end.
    fn beat(&mut self, ui: &Ui, snapshot: &Snapshot, now: &Presentation) -> Beat {
        let time = ui.input(|input| input.time);
        if self.shown.map(|(index, _)| index) != Some(now.index) {
            // Stepped to from the last beat, a presentation begins with the first.
            let begun = self.chosen.is_some() && snapshot.run == RunState::Paused;
            self.chosen = begun.then_some(Beat::Stimulus);
            self.shown = Some((now.index, time));
        }
        if let Some(chosen) = self.chosen {
            return chosen;
        }
        let (Speed::PerSecond(rate), RunState::Running | RunState::Until(_)) = (snapshot.speed, snapshot.run)
        else {
            return Beat::Plasticity;
        };
        let since = time - self.shown.map_or(time, |(_, since)| since);
        let beats = since * rate * Beat::ALL.len() as f64;
        ui.ctx().request_repaint_after_secs(((1.0 - beats.fract()) / rate / 5.0).max(0.01) as f32);
        Beat::ALL[(beats as usize).min(Beat::ALL.len() - 1)]
    }

    /// The five beats as buttons, and what the present one says.
    fn steps(
        &mut self,
        ui: &mut Ui,
        context: &mut Context<'_>,
        (beat, pointed): (Beat, bool),
        now: &Presentation,
    ) {
        if !context.desk.print {
            ui.horizontal_wrapped(|ui| {
                let tip = "The beat before  (comma, while the pointer is over the view)";
                let earlier = ui.small_button("earlier beat").on_hover_text(tip).clicked();
                for (at, each) in Beat::ALL.into_iter().enumerate() {
                    let name = format!("{} {}", at + 1, each.name());
                    if ui.selectable_label(each == beat, name).clicked() {
                        self.chosen = Some(each);
                        context.commands.push(Command::Pause);
                    }
                }
                let tip = "After the last beat, the next presentation  (full stop, while the pointer is over the view)";
                let later = ui.small_button("next beat").on_hover_text(tip).clicked();
                let typing = ui.ctx().text_edit_focused();
                let key = |key| pointed && !typing && ui.input(|input| input.key_pressed(key));
                if earlier || key(Key::Comma) {
                    self.step(context, beat, false);
                }
                if later || key(Key::Period) {
                    self.step(context, beat, true);
                }
            });
        }
        let text = sentence(beat, context.snapshot, now);
        ui.label(RichText::new(text).strong());
    }

    fn step(&mut self, context: &mut Context<'_>, beat: Beat, later: bool) {
        let at = beat as usize;
        context.commands.push(Command::Pause);
        if later && at + 1 == Beat::ALL.len() {
            self.chosen = Some(Beat::Plasticity);
            context.commands.push(Command::Step);
        } else {
            let next = if later { at + 1 } else { at.saturating_sub(1) };
            self.chosen = Some(Beat::ALL[next]);
        }
    }
}
