//! "Pause when": a menu of conditions that pause the run.

use crate::ui::keyed::Keyed;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{ComboBox, PopupCloseBehavior, RichText, Ui};

use super::number::Number;
use super::theme::Palette;
use crate::engine::{Breakpoint, Command, Condition, Look, Snapshot};
use crate::model::Population;

/// The kinds of condition.
const KINDS: [&str; 7] = [
    "BA rises above",
    "BA falls below",
    "response changes of stimulus",
    "mean |i_E − i_I| exceeds",
    "a weight reaches zero",
    "a weight reaches its upper bound",
    "presentation is reached",
];

/// The condition that is being composed.
pub struct BreakpointMenu {
    kind: usize,
    accuracy: f64,
    stimulus: usize,
    imbalance: f64,
    population: Population,
    pinned: bool,
    count: u64,
}

impl Default for BreakpointMenu {
    fn default() -> Self {
        Self {
            kind: 0,
            accuracy: 0.95,
            stimulus: 0,
            imbalance: 5.0,
            population: Population::Excitatory,
            pinned: false,
            count: 10_000,
        }
    }
}

impl BreakpointMenu {
    /// Shows the button, and the menu when it is open.
    pub fn show(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette, commands: &mut Vec<Command>) {
        let set = snapshot.breakpoints.iter().filter(|breakpoint| breakpoint.enabled).count();
        let title = RichText::new(if set > 0 {
            format!("Pause when … ({set})")
        } else {
            "Pause when …".to_owned()
        });
        let title = if set > 0 { title.strong().color(palette.wrong) } else { title };
        // Lists and number fields inside would close the menu by their own clicks.
        let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (response, _) = MenuButton::new(title).config(staying).ui(ui, |ui| {
            self.list(ui, snapshot, commands);
            ui.separator();
            self.compose(ui, snapshot);
            if ui.button("Add breakpoint").keyed("add-breakpoint").clicked() {
                let mut all = snapshot.breakpoints.clone();
                all.push(Breakpoint { condition: self.condition(snapshot), enabled: true });
                commands.push(Command::Look(Look::SetBreakpoints(all)));
            }
        });
        response
            .keyed("menu-breakpoints")
            .on_hover_text("Breakpoints: pause the run at the moment a condition begins to hold");
    }

    fn list(&self, ui: &mut Ui, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        if snapshot.breakpoints.is_empty() {
            ui.label("Nothing pauses the run yet.");
        }
        for (at, breakpoint) in snapshot.breakpoints.iter().enumerate() {
            ui.horizontal(|ui| {
                let mut all = snapshot.breakpoints.clone();
                if ui.checkbox(&mut all[at].enabled, breakpoint.condition.text()).changed() {
                    commands.push(Command::Look(Look::SetBreakpoints(all)));
                } else if ui.add(egui::Button::new("Remove").small()).keyed("remove-breakpoint").clicked() {
                    all.remove(at);
                    commands.push(Command::Look(Look::SetBreakpoints(all)));
                }
            });
        }
    }

    fn compose(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        ui.set_min_width(300.0);
        ui.horizontal(|ui| {
            let list = ComboBox::from_id_salt("condition").width(190.0).selected_text(KINDS[self.kind]);
            let list = list.show_ui(ui, |ui| {
                for (kind, name) in KINDS.iter().enumerate() {
                    ui.selectable_value(&mut self.kind, kind, *name);
                }
            });
            list.response.accessible_name("condition");
            match self.kind {
                0 | 1 => {
                    ui.add(Number::new("accuracy", &mut self.accuracy, 0.0..=1.0).step(0.005))
                        .accessible_name("accuracy");
                }
                2 => {
                    let last = snapshot.stimuli.len().saturating_sub(1);
                    self.stimulus = self.stimulus.min(last);
                    ui.add(Number::new("stimulus", &mut self.stimulus, 0..=last)).accessible_name("stimulus");
                }
                3 => {
                    ui.add(Number::new("imbalance", &mut self.imbalance, 0.0..=1e6).step(0.05))
                        .accessible_name("imbalance");
                }
                4 | 5 => self.weight(ui, snapshot),
                _ => {
                    ui.add(Number::new("presentation", &mut self.count, 1..=u64::MAX).step(50.0).width(90.0))
                        .accessible_name("presentation");
                }
            }
        });
    }

    fn weight(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        ui.selectable_value(&mut self.population, Population::Excitatory, "w_E");
        ui.selectable_value(&mut self.population, Population::Inhibitory, "w_I");
        let there = snapshot.synapse.is_some();
        let tip = "Only the synapse that is pinned in the view of the weights";
        ui.add_enabled(there, egui::Checkbox::new(&mut self.pinned, "pinned one")).on_hover_text(tip);
    }

    fn condition(&self, snapshot: &Snapshot) -> Condition {
        let pinned = snapshot.synapse.as_ref().map(|synapse| (synapse.now.population, synapse.now.synapse));
        let bound = |upper| match pinned.filter(|_| self.pinned) {
            Some((population, synapse)) => Condition::Bound { population, synapse: Some(synapse), upper },
            None => Condition::Bound { population: self.population, synapse: None, upper },
        };
        match self.kind {
            0 | 1 => Condition::Accuracy { above: self.kind == 0, value: self.accuracy },
            2 => Condition::Flip { stimulus: self.stimulus },
            3 => Condition::Imbalance { value: self.imbalance },
            4 => bound(false),
            5 => bound(true),
            _ => Condition::Presentations { count: self.count },
        }
    }
}
