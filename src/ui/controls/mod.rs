//! The left panel: modulators, rules, balance line, associations. All widgets derive from the
//! parameters' declarations; this file only says where each belongs.

mod parameter;

/// A parameter's slider and field, for other places.
pub mod widgets {
    pub use super::parameter::{field, rail};
}

use crate::ui::keyed::Keyed;
use std::collections::HashMap;

use egui::{CollapsingHeader, RichText, Ui};

use super::number::Number;
use super::rule_sliders;
use super::theme::Palette;
use crate::analysis::endurance::ABLATIONS;
use crate::analysis::growth::Growth;
use crate::engine::{Action, Command, Snapshot};
use crate::model::{ParamId, Params};

/// A part of the panel.
struct Section {
    title: &'static str,
    color: Option<fn(&Palette) -> egui::Color32>,
    /// The big on/off, if there is one.
    switch: Option<ParamId>,
    /// Always visible.
    main: &'static [ParamId],
    /// Folded away: title and parameters.
    folded: Option<(&'static str, &'static [ParamId])>,
}

static SECTIONS: [Section; 10] = [
    Section {
        title: "Acetylcholine",
        color: Some(|palette| palette.ach),
        switch: Some(ParamId::ach),
        main: &[ParamId::rho_a, ParamId::a_a],
        folded: None,
    },
    Section {
        title: "Noradrenaline",
        color: Some(|palette| palette.na),
        switch: Some(ParamId::na),
        main: &[ParamId::rho_n, ParamId::a_n],
        folded: None,
    },
    Section {
        title: "ACh rule",
        color: Some(|palette| palette.ach),
        switch: Some(ParamId::rule_a),
        main: &[ParamId::alpha_a],
        folded: Some(("heterosynaptic, reference, gate", &[ParamId::beta, ParamId::y_ref, ParamId::kappa_a])),
    },
    Section {
        title: "NA rule",
        color: Some(|palette| palette.na),
        switch: Some(ParamId::rule_n),
        main: &[ParamId::alpha_n],
        folded: None,
    },
    Section {
        title: "Hebbian rule",
        color: Some(|palette| palette.hebbian),
        switch: Some(ParamId::rule_h),
        main: &[ParamId::alpha_h],
        folded: Some(("mean activity", &[ParamId::ybar_running])),
    },
    Section {
        title: "Inhibitory rule",
        color: Some(|palette| palette.inhibitory),
        switch: Some(ParamId::rule_i),
        main: &[ParamId::alpha_i],
        folded: Some(("potentiation only, gate", &[ParamId::i_ltp_only, ParamId::gate_i])),
    },
    Section {
        title: "Balance line  i_I = a i_E + b",
        color: None,
        switch: None,
        main: &[ParamId::a, ParamId::b],
        folded: None,
    },
    Section {
        title: FOR_RULES,
        color: None,
        switch: None,
        main: &[],
        folded: Some((
            "label, reward, inhibitory groups",
            &[
                ParamId::rho_t,
                ParamId::rho_r,
                ParamId::eps_r,
                ParamId::clamp,
                ParamId::groups,
                ParamId::g_1,
                ParamId::g_2,
            ],
        )),
    },
    Section {
        title: "Associations",
        color: None,
        switch: None,
        main: &[ParamId::p, ParamId::c],
        folded: Some(("size and coding", &[ParamId::n_e, ParamId::n_i, ParamId::f_in, ParamId::f_out])),
    },
    Section {
        title: "Neuron and weights",
        color: None,
        switch: None,
        main: &[],
        folded: Some((
            "threshold, noise, start, bounds, turnover",
            &[ParamId::theta, ParamId::sigma, ParamId::e0, ParamId::w_max, ParamId::soft, ParamId::lambda],
        )),
    },
];

const FOR_RULES: &str = "For loaded rules";

/// The panel's own state: what has been asked for and not yet acknowledged.
#[derive(Default)]
pub struct Controls {
    requested: HashMap<ParamId, Requested>,
    /// A parameter that is to be found: it gets the focus.
    wanted: Option<ParamId>,
    /// A loaded rule that was pressed.
    rule: Option<usize>,
    /// A parameter that is to be swept.
    sweep: Option<ParamId>,
}

#[derive(Clone, Copy)]
struct Requested {
    value: f64,
    /// Number of the command that asked for it; none yet, while a drag goes on.
    sent: Option<u64>,
}

/// What a widget needs to know.
struct Panel<'a> {
    snapshot: &'a Snapshot,
    /// Values to go back to with a double click.
    preset_values: &'a Params,
    palette: &'a Palette,
    commands: &'a mut Vec<Command>,
    issued: u64,
    highlight: Option<ParamId>,
    wanted: &'a mut Option<ParamId>,
    requested: &'a mut HashMap<ParamId, Requested>,
    /// How wide the panel is.
    width: f32,
    /// A loaded rule that was pressed.
    rule: &'a mut Option<usize>,
    /// A parameter that is to be swept.
    sweep: &'a mut Option<ParamId>,
}

impl Controls {
    /// Gives the focus to this parameter's widget when it is drawn.
    pub fn point_to(&mut self, id: ParamId) {
        self.wanted = Some(id);
    }

    /// The loaded rule that was pressed, by number of its file.
    pub fn take_rule(&mut self) -> Option<usize> {
        self.rule.take()
    }

    /// The parameter that is to be swept.
    pub fn take_sweep(&mut self) -> Option<ParamId> {
        self.sweep.take()
    }

    /// Shows the panel; `preset_values` are the values of the chosen preset, `issued` is the number of
    /// commands that were sent before this frame, `highlight` a parameter to point out.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        preset_values: &Params,
        palette: &Palette,
        commands: &mut Vec<Command>,
        (issued, highlight): (u64, Option<ParamId>),
    ) {
        // Once the simulation has carried out the command, its value counts, whatever it is.
        self.requested.retain(|_, asked| asked.sent.is_none_or(|sent| snapshot.applied < sent));
        let (requested, wanted, width) = (&mut self.requested, &mut self.wanted, ui.available_width());
        let (rule, sweep) = (&mut self.rule, &mut self.sweep);
        let mut panel = Panel {
            snapshot,
            preset_values,
            palette,
            commands,
            issued,
            highlight,
            wanted,
            requested,
            width,
            rule,
            sweep,
        };
        panel.neuron(ui);
        for section in &SECTIONS {
            // Loaded rules come before what only they ask for.
            if section.title == FOR_RULES {
                panel.loaded_rules(ui);
            }
            panel.section(ui, section);
        }
    }
}

impl Panel<'_> {
    /// What is done to the neuron as a whole.
    fn neuron(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let mut frozen = !self.snapshot.plastic;
            let tip = "Freeze the weights: the neuron goes on responding but learns nothing  (F)";
            if ui.checkbox(&mut frozen, "freeze").on_hover_text(tip).changed() {
                self.commands.push(Command::Act(Action::SetPlastic(!frozen)));
            }
            let mut growing = self.snapshot.growing.is_some();
            let tip = "Growing load: whenever what is there is stored (BA of at least 0.95), add 1 % of N \
                       associations, until learning stalls; watch offered and learned load climb towards the \
                       limit  (G)";
            if ui.checkbox(&mut growing, "grow").on_hover_text(tip).changed() {
                self.commands
                    .push(Command::Act(Action::Grow(growing.then(|| Growth::usual(&self.snapshot.params)))));
            }
            let tip = "Replace the associations by new ones and keep the weights  (N)";
            if ui.button("New stimuli").keyed("new-stimuli").on_hover_text(tip).clicked() {
                self.commands.push(Command::Act(Action::NewStimuli));
            }
        });
        ui.horizontal(|ui| self.seed(ui));
        ui.separator();
    }

    /// Says that a loaded rule acts in place of a built-in one.
    fn replaced(&self, ui: &mut Ui, section: &Section) {
        let rule = ABLATIONS.iter().position(|switch| Some(*switch) == section.switch);
        let files = self.snapshot.params.rules.files().iter();
        let by = rule.and_then(|rule| files.filter(|it| it.on).find(|it| it.file.replaces.contains(&rule)));
        if let Some(loaded) = by {
            let text = format!("Changes no weight: {} is in its place.", loaded.file.title);
            ui.label(RichText::new(text).small().color(self.palette.weak));
        }
    }

    /// Switch and sliders of every loaded rule.
    fn loaded_rules(&mut self, ui: &mut Ui) {
        for file in 0..self.snapshot.params.rules.files().len() {
            ui.add_space(3.0);
            if rule_sliders::heading(ui, self.snapshot, file, self.palette, self.commands) {
                *self.rule = Some(file);
            }
            rule_sliders::faults(ui, self.snapshot, file, self.palette);
            rule_sliders::sliders(ui, self.snapshot, file, self.commands);
            ui.separator();
        }
    }

    fn seed(&mut self, ui: &mut Ui) {
        let label = ui.label("seed");
        let mut seed = self.snapshot.seed;
        let tip = "Seed of associations, starting weights, order and releases; changing it resets";
        let response = ui
            .add(Number::new("seed", &mut seed, 0..=u64::MAX).step(0.1).width(90.0))
            .labelled_by(label.id)
            .on_hover_text(tip);
        if response.changed() {
            self.commands.push(Command::Act(Action::Reset { seed }));
        }
        if ui.button("next").on_hover_text("Reset with the next seed").clicked() {
            self.commands.push(Command::Act(Action::Reset { seed: self.snapshot.seed.wrapping_add(1) }));
        }
    }

    fn section(&mut self, ui: &mut Ui, section: &Section) {
        let color = section.color.map_or(self.palette.text, |of| of(self.palette));
        let title = RichText::new(section.title).color(color).strong();
        ui.add_space(3.0);
        match section.switch {
            Some(id) => self.big_switch(ui, id, title, color),
            None => {
                ui.label(title);
            }
        }
        self.replaced(ui, section);
        for &id in section.main {
            self.parameter(ui, id);
        }
        if let Some((title, ids)) = section.folded {
            let pointed = self.highlight.is_some_and(|id| ids.contains(&id));
            let title = RichText::new(title).small();
            let title = if pointed { title.color(self.palette.wrong).strong() } else { title };
            // What is looked for is unfolded.
            let wanted = self.wanted.is_some_and(|id| ids.contains(&id));
            CollapsingHeader::new(title)
                .id_salt(section.title)
                .open(wanted.then_some(true))
                .show_unindented(ui, |ui| ids.iter().for_each(|&id| self.parameter(ui, id)));
        }
        ui.separator();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_exactly_one_place() {
        for &id in ParamId::ALL {
            let places = SECTIONS.iter().flat_map(|section| {
                let folded = section.folded.map_or(&[][..], |(_, ids)| ids);
                section.main.iter().chain(folded).copied().chain(section.switch)
            });
            assert_eq!(places.filter(|&place| place == id).count(), 1, "{}", id.spec().key);
        }
    }
}
