//! The thesis in one sentence, a run to watch, and three things to try.

use crate::ui::keyed::Keyed;
use egui::{Button, RichText, TextStyle, Ui};

use crate::engine::Snapshot;
use crate::engine::scenario::Scenario;
use crate::model::plasticity::RULES;
use crate::ui::format;
use crate::ui::pace::Stage;
use crate::ui::theme::Palette;

/// What the program is about.
const THESIS: &str = "Four local rules let one neuron learn from an unreliable teacher, as long as inhibition keeps excitation in balance.";

/// What is offered.
pub struct Offer<'a> {
    /// The simulation.
    pub snapshot: &'a Snapshot,
    /// How far a run that speeds up has come.
    pub stage: Option<Stage>,
    /// What can be tried: without each of the rules, then the teacher.
    pub tries: &'a [Scenario],
    /// Is it shown at every start?
    pub at_start: bool,
    /// Has the tour been taken?
    pub toured: bool,
    /// Colours.
    pub palette: &'a Palette,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuideAction {
    /// The run.
    Watch,
    /// The thing to try with this number.
    Try(usize),
    /// The tour.
    Tour,
    /// To see this at every start, or never again.
    AtStart(bool),
    /// Close it.
    Close,
}

impl Offer<'_> {
    /// Shows it; less of it beside something that is tried.
    pub fn show(&self, ui: &mut Ui, tried: bool) -> Option<GuideAction> {
        let mut wish = None;
        let size = TextStyle::Body.resolve(ui.style()).size;
        // What is tried says itself what is seen.
        if !tried {
            ui.label(RichText::new(THESIS).size(size * 1.25).strong());
            ui.label(RichText::new(self.now()).size(size * 1.1));
        }
        ui.horizontal_wrapped(|ui| {
            let text = RichText::new("Watch it learn").strong().color(self.palette.card);
            let watch = Button::new(text).fill(self.palette.inhibitory).min_size(egui::vec2(0.0, 26.0));
            let tip = "From the start: one stimulus at a time at first, then faster; holds when balanced accuracy reaches 0.9";
            if ui.add(watch).keyed("watch").on_hover_text(tip).clicked() {
                wish = Some(GuideAction::Watch);
            }
            ui.label(if tried { "Or:" } else { "Then:" });
            self.rules(ui, &mut wish);
            let names = ["Let the teacher leave", "Make the teacher less reliable"];
            for (at, name) in (RULES.len()..).zip(names) {
                let Some(scenario) = self.tries.get(at) else { continue };
                if ui.button(name).keyed(&scenario.name).on_hover_text(&scenario.summary).clicked() {
                    wish = Some(GuideAction::Try(at));
                }
            }
            if !self.toured {
                let tip = "Where things are, in the order in which one needs them; later under Demonstrations";
                if ui.button("Tour (2 min)").keyed("tour").on_hover_text(tip).clicked() {
                    wish = Some(GuideAction::Tour);
                }
            }
            let mut at_start = self.at_start;
            let tip = "Without it the neuron runs as soon as the program opens. Demonstrations, First steps brings it back.";
            if ui.checkbox(&mut at_start, "show at start").on_hover_text(tip).changed() {
                wish = Some(GuideAction::AtStart(at_start));
            }
            if ui.button("Close").keyed("welcome-close").clicked() {
                wish = Some(GuideAction::Close);
            }
        });
        wish
    }

    fn rules(&self, ui: &mut Ui, wish: &mut Option<GuideAction>) {
        let menu = ui.menu_button("Switch one rule off…", |ui| {
            for (at, (rule, scenario)) in RULES.iter().zip(self.tries).enumerate() {
                if ui.button(rule.name).keyed(&scenario.name).on_hover_text(&scenario.summary).clicked() {
                    *wish = Some(GuideAction::Try(at));
                }
            }
        });
        menu.response
            .keyed("rules-off")
            .on_hover_text("The neuron learns without it, next to a second one that has all four rules");
    }

    /// What is seen now.
    fn now(&self) -> String {
        let snapshot = self.snapshot;
        let made = format::count(snapshot.presentations);
        let accuracy = snapshot.measures.balanced_accuracy;
        match self.stage {
            _ if snapshot.presentations == 0 => format!(
                "It is to learn {} stimuli: to fire for targets, one in {}, and to be silent for all others.",
                format::count(snapshot.params.p as u64),
                (1.0 / snapshot.params.f_out).round()
            ),
            Some(Stage::OneByOne) => {
                "One stimulus at a time: follow the five beats in the view Neuron.".to_owned()
            }
            Some(Stage::Faster) => format!(
                "Too fast for beats: means of targets and non-targets in the view Neuron. Balanced accuracy, without the teacher: {accuracy:.2}; chance is 0.50."
            ),
            Some(Stage::Learned) => format!(
                "Learned, after {made} presentations: balanced accuracy {accuracy:.2}; chance is 0.50. It holds here."
            ),
            None => format!("Balanced accuracy {accuracy:.2} after {made} presentations; chance is 0.50."),
        }
    }
}
