//! The neuron, drawn: one presentation in five beats, or, at a speed that the eye cannot follow, running means of both
//! classes. Every number is one of the snapshot.

mod beats;
mod chips;
mod groups;
mod means;
mod parts;
mod picture;

use crate::ui::keyed::Keyed;
use egui::{Label, RichText, TextStyle, Ui};

/// Name of this view in saved arrangements.
pub const KEY: &str = "neuron";

pub use beats::{Beat, sentence};

use self::means::Means;
use self::picture::Scene;
use super::{Context, Moment, View};
use crate::engine::{Command, Event, RunState, Snapshot, Speed, Transport, Wants};
use crate::model::Presentation;
use crate::ui::{fitting, pace};

/// Where there is room for the names of the beats.
const WIDE: f32 = 560.0;

/// Generation of the run, and number of the presentation.
type Number = (u64, u64);

/// Shows stimulus, synapses, currents, modulators, spike and rules.
#[derive(Default)]
pub struct Neuron {
    /// The presentation on show and when it came, in seconds.
    shown: Option<(Number, f64)>,
    /// The beat that was stepped to.
    chosen: Option<Beat>,
    /// The beat that was drawn last.
    last: Option<Beat>,
}

impl View for Neuron {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Neuron"
    }

    fn help(&self) -> &'static str {
        "The neuron and its inputs. Lines are synapses, as thick as their weights, orange excitatory above and blue inhibitory \
         below; where there are many, each stands for a group. Both currents flow into the cell; the bar in it is the drive \
         h = i_E − i_I − θ against the threshold, on a scale that is compressed for large ones (half as long as possible for h = 2); with modulators, h + M. Acetylcholine (ACh) and noradrenaline (NA) come from the right when they are \
         released. Below, the four rules: a rule has a thick frame when it changes synapses, with the change of each active and each \
         silent one. Slowly (up to 2.5 presentations a second, or step by step) a presentation plays in five beats; faster, means over \
         the recent presentations are shown for targets | non-targets. Press a part for its equation and its sliders. Full stop and \
         comma step through the beats."
    }

    fn wants(&self) -> Wants {
        Wants { weights: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let snapshot = context.snapshot;
        let now = snapshot.recent.last().copied().filter(|now| !of_other_stimuli(snapshot, now));
        let beat = now.and_then(|now| match context.view_requests.neuron {
            // Paper has the beat that is on the screen.
            Moment::Live if context.view_requests.print && follows(snapshot) => {
                self.last.or(Some(Beat::Plasticity))
            }
            Moment::Live => follows(snapshot).then(|| self.beat(ui, snapshot, &now)),
            Moment::Beat(beat) => Some(beat),
            Moment::Means => None,
        });
        let means = Means::by_class(snapshot);
        let (scene, says, chips) = match (&now, beat) {
            (None, _) if !snapshot.recent.is_empty() => (Scene::Rest, NEW.to_owned(), chips::Says::Names),
            (None, _) => (Scene::Rest, AT_REST.to_owned(), chips::Says::Names),
            (Some(now), Some(beat)) => {
                let acts = beat == Beat::Plasticity;
                let chips = if acts { chips::Says::Changes } else { chips::Says::Names };
                (Scene::Beat(beat, now), sentence(beat, snapshot, now), chips)
            }
            (Some(_), None) => (Scene::Means(&means), means::sentence(&means), chips::Says::Means),
        };
        match (beat, &now) {
            (Some(beat), Some(now)) => self.steps(ui, context, beat, now.index),
            // The first one begins with its first beat.
            (_, None) if context.view_requests.beat.take() == Some(true) => {
                self.chosen = Some(Beat::Plasticity);
                context.commands.push(Command::Transport(Transport::Step));
            }
            (_, None) => {}
            (None, Some(_)) => self.chosen = None,
        }
        told(ui, &says, beat.is_some());
        let space = ui.available_rect_before_wrap();
        let row = chips::height(ui);
        let (space, below) = space.split_top_bottom_at_y((space.bottom() - row).max(space.top()));
        picture::paint(ui, context, space, scene);
        ui.scope_builder(egui::UiBuilder::new().max_rect(below).id_salt("rules"), |ui| {
            chips::show(ui, context, chips);
        });
    }
}

const AT_REST: &str =
    "At rest: nothing has been shown to the neuron. Press Step for one presentation, Play for many.";

const NEW: &str = "New associations: none of them has been shown to the neuron yet.";

/// Is it of associations that have been replaced since?
fn of_other_stimuli(snapshot: &Snapshot, now: &Presentation) -> bool {
    let later = snapshot.marks.iter().rev().take_while(|mark| mark.presentation > now.index);
    let mut replaced = later.filter(|mark| mark.generation == snapshot.generation);
    replaced.any(|mark| mark.event == Event::NewStimuli)
}

/// What is said, in the space of two lines at least, so that nothing below moves; a screen reader says each beat.
fn told(ui: &mut Ui, says: &str, aloud: bool) {
    let height = 2.0 * ui.text_style_height(&TextStyle::Body);
    let top = ui.cursor().top();
    let response = ui.add(Label::new(RichText::new(says).strong()).wrap());
    if aloud {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    let used = response.rect.bottom() - top;
    ui.add_space((height - used).max(0.0));
}

/// Is it slow enough for beats?
fn follows(snapshot: &Snapshot) -> bool {
    pace::followed(snapshot.speed) || snapshot.run == RunState::Paused
}

impl Neuron {
    /// The beat to show: the one that was chosen, else what time says; a paused neuron has played to the end.
    fn beat(&mut self, ui: &Ui, snapshot: &Snapshot, now: &Presentation) -> Beat {
        let time = ui.input(|input| input.time);
        let number = (snapshot.generation, now.index);
        if self.shown.map(|(shown, _)| shown) != Some(number) {
            // Stepped to from the last beat, a presentation begins with the first.
            let begun = self.chosen.is_some() && snapshot.run == RunState::Paused;
            self.chosen = begun.then_some(Beat::Stimulus);
            self.shown = Some((number, time));
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
        let at = (beats as usize).min(Beat::ALL.len() - 1);
        if at + 1 < Beat::ALL.len() {
            let wait = (1.0 - beats.fract()) / rate / Beat::ALL.len() as f64;
            ui.ctx().request_repaint_after_secs(wait.max(0.01) as f32);
        }
        Beat::ALL[at]
    }

    /// The five beats as buttons.
    fn steps(&mut self, ui: &mut Ui, context: &mut Context<'_>, beat: Beat, index: u64) {
        if context.view_requests.print {
            return;
        }
        self.last = Some(beat);
        let wide = ui.available_width() > WIDE;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let tip = "The beat before  (comma)";
            let earlier = ui
                .button("‹")
                .accessible_name("earlier beat")
                .keyed("earlier-beat")
                .on_hover_text(tip)
                .clicked();
            for (at, each) in Beat::ALL.into_iter().enumerate() {
                let name = format!("{} {}", at + 1, each.name());
                // Where there is little room, only the present one has its name.
                let shown = if wide || each == beat { name.clone() } else { (at + 1).to_string() };
                let button = ui.selectable_label(each == beat, shown).accessible_name(name.clone());
                let button = button.keyed(format!("beat-{}", each.name()));
                if button.on_hover_text(name).clicked() {
                    self.chosen = Some(each);
                    pause(context);
                }
            }
            let tip = "After the last beat, the next presentation  (full stop)";
            let later =
                ui.button("›").accessible_name("next beat").keyed("next-beat").on_hover_text(tip).clicked();
            let count = RichText::new(format!("presentation {}", crate::ui::format::count(index + 1)));
            if fitting::label(ui, count.clone()) < ui.available_width() {
                ui.label(count.color(context.palette.weak));
            }
            let key = context.view_requests.beat.take();
            if earlier || key == Some(false) {
                self.step(context, beat, false);
            }
            if later || key == Some(true) {
                self.step(context, beat, true);
            }
        });
    }

    fn step(&mut self, context: &mut Context<'_>, beat: Beat, later: bool) {
        let at = beat as usize;
        pause(context);
        if later && at + 1 == Beat::ALL.len() {
            self.chosen = Some(Beat::Plasticity);
            context.commands.push(Command::Transport(Transport::Step));
        } else {
            let next = if later { at + 1 } else { at.saturating_sub(1) };
            self.chosen = Some(Beat::ALL[next]);
        }
    }
}

fn pause(context: &mut Context<'_>) {
    if context.snapshot.run != RunState::Paused {
        context.commands.push(Command::Transport(Transport::Pause));
    }
}
