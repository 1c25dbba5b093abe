//! The left panel of circuits: rule, seed, and sliders that derive from the declarations of parameters.

use std::collections::HashMap;

use egui::text::{LayoutJob, TextFormat};
use egui::{ComboBox, Label, Response, RichText, Sense, Slider, SliderClamping, TextStyle, Ui, vec2};

use super::{CircuitCommand, CircuitSnapshot};
use crate::circuits::{Kind, Parameter};
use crate::engine::circuits::CircuitAction;
use crate::ui::format;
use crate::ui::keyed::Keyed;
use crate::ui::number::Number;
use crate::ui::theme::Palette;

const LABEL_WIDTH: f32 = 150.0;
const VALUE_WIDTH: f32 = 56.0;
/// A rail that has no end stops here, and jumps.
const FAR: f64 = 1e6;

/// What has been asked for and not yet acknowledged: value, and number of the command.
#[derive(Default)]
pub struct Controls {
    requested: HashMap<&'static str, (f64, u64)>,
}

struct Panel<'a> {
    snapshot: &'a CircuitSnapshot,
    palette: &'a Palette,
    commands: &'a mut Vec<CircuitCommand>,
    requested: &'a mut HashMap<&'static str, (f64, u64)>,
    issued: u64,
}

impl Controls {
    /// Shows the panel; `issued` is the number of commands that were sent before this frame.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
        issued: u64,
    ) {
        self.requested.retain(|_, (_, sent)| snapshot.applied < *sent);
        let mut panel = Panel { snapshot, palette, commands, requested: &mut self.requested, issued };
        panel.whole(ui);
        panel.parameters(ui);
    }
}

impl Panel<'_> {
    fn act(&mut self, action: CircuitAction) -> u64 {
        self.commands.push(CircuitCommand::Act(action));
        self.issued + self.commands.len() as u64
    }

    /// What the rule is, and what is done to the circuit as a whole.
    fn whole(&mut self, ui: &mut Ui) {
        let now = &self.snapshot.now;
        ui.label(RichText::new(now.rule.name).strong().color(self.palette.inhibitory));
        for part in now.rule.equation.split(",   ") {
            let font = TextStyle::Body.resolve(ui.style());
            ui.label(super::equation::set(part.trim(), &font, self.palette.text));
        }
        ui.label(RichText::new(now.rule.citation).small().color(self.palette.weak));
        ui.separator();
        ui.label(RichText::new(super::choosing::sentence(now.task)).small());
        ui.horizontal(|ui| self.seed(ui));
        let mut on = !self.snapshot.others.is_empty();
        // The exact gradient is there already, as the twin.
        if on || now.task.rules().skip(1).any(|rule| rule != now.rule) {
            let tip = "Begin again with all other rules of this circuit beside this one: same starting weights, same \
                       data; their curves are in Learning curves";
            let label = ui.checkbox(&mut on, "all rules at once").keyed("compare-rules");
            if label.on_hover_text(tip).changed() {
                self.act(CircuitAction::Compare(on));
            }
        }
        ui.separator();
    }

    fn seed(&mut self, ui: &mut Ui) {
        let label = ui.label("seed");
        let mut seed = self.snapshot.now.seed;
        let tip =
            "Seed of starting weights, data, test trials and the rule's own noise; changing it begins again";
        let field = ui
            .add(Number::new("seed", &mut seed, 0..=u64::MAX).step(0.1).width(90.0))
            .labelled_by(label.id)
            .on_hover_text(tip);
        if field.changed() {
            self.act(CircuitAction::Restart(seed));
        }
        if ui.button("next").on_hover_text("Begin again with the next seed").clicked() {
            self.act(CircuitAction::Restart(self.snapshot.now.seed.wrapping_add(1)));
        }
    }

    fn parameters(&mut self, ui: &mut Ui) {
        let now = &self.snapshot.now;
        let (rule, task) = (now.rule, now.task);
        let all: Vec<(&'static Parameter, f64)> = now.settings.iter().collect();
        let of_rule = |one: &&(&'static Parameter, f64)| {
            rule.parameters.iter().any(|parameter| parameter.key == one.0.key)
        };
        let first = task.settings(rule);
        if !rule.parameters.is_empty() {
            ui.label(RichText::new("Rule").strong());
            all.iter()
                .filter(of_rule)
                .for_each(|&(one, value)| self.parameter(ui, one, value, first.get(one)));
            ui.separator();
        }
        ui.label(RichText::new("Circuit and task").strong());
        // Layers that the circuit does not have.
        let layers = now.settings.named("L").unwrap_or(f64::INFINITY);
        let there = |one: &&(&'static Parameter, f64)| {
            let number = one.0.key.strip_prefix("n_").and_then(|number| number.parse::<f64>().ok());
            number.is_none_or(|number| number < layers)
        };
        let rest = all.iter().filter(|one| !of_rule(one)).filter(there);
        rest.for_each(|&(one, value)| self.parameter(ui, one, value, first.get(one)));
        ui.separator();
        let limits = format!("A small circuit. {}", rule.limits);
        ui.label(RichText::new(limits).small().color(self.palette.weak));
    }

    fn parameter(&mut self, ui: &mut Ui, one: &'static Parameter, value: f64, first: f64) {
        let shown = self.requested.get(one.key).map_or(value, |(value, _)| *value);
        match one.kind {
            Kind::Choice(names) => self.choice(ui, one, names, shown, first),
            Kind::Real | Kind::Log | Kind::Count => self.slider(ui, one, shown, first),
        }
    }

    fn set(&mut self, one: &'static Parameter, value: f64) {
        let sent = self.act(CircuitAction::Set { key: one.key.to_owned(), value: one.show(value) });
        self.requested.insert(one.key, (value, sent));
    }

    fn choice(
        &mut self,
        ui: &mut Ui,
        one: &'static Parameter,
        names: &'static [&'static str],
        shown: f64,
        first: f64,
    ) {
        ui.horizontal(|ui| {
            let label = self.label(ui, one, shown != first);
            let at = shown as usize;
            let chosen = names.get(at).copied().unwrap_or_default();
            let list = ComboBox::from_id_salt(("circuit parameter", one.key))
                .width((ui.available_width() - 8.0).max(60.0))
                .selected_text(chosen);
            let list = list.show_ui(ui, |ui| {
                for (number, name) in names.iter().enumerate() {
                    let key = format!("{}-{name}", one.key);
                    if ui.selectable_label(number == at, *name).keyed(key).clicked() && number != at {
                        self.set(one, number as f64);
                    }
                }
            });
            list.response.accessible_name(one.key).on_hover_text(about(one));
            if label.on_hover_text(about(one)).double_clicked() {
                self.set(one, first);
            }
        });
    }

    fn slider(&mut self, ui: &mut Ui, one: &'static Parameter, shown: f64, first: f64) {
        ui.horizontal(|ui| {
            let label = self.label(ui, one, shown != first);
            let mut value = shown;
            let whole = one.kind == Kind::Count;
            ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - 10.0).max(40.0);
            // Wide whole ranges, as 0 to 200, are for a rail that is fine at its lower end.
            let logarithmic = one.kind == Kind::Log || whole && one.max >= 100.0;
            let rail = Slider::new(&mut value, one.min..=one.max)
                .logarithmic(logarithmic)
                .smallest_positive(if whole { 1.0 } else { 1e-6 })
                .largest_finite(FAR)
                .clamping(SliderClamping::Always)
                .show_value(false);
            let rail = if whole { rail.integer() } else { rail };
            let slider = ui.add(rail).labelled_by(label.id).accessible_name(one.key);
            if slider.drag_stopped() {
                slider.surrender_focus();
            }
            let step = if whole { 0.1 } else { (one.max.min(FAR) - one.min) / 500.0 };
            let field = Number::new(one.key, &mut value, one.min..=one.max)
                .step(step)
                .whole(whole)
                .width(VALUE_WIDTH)
                .shown(|value| if value.is_infinite() { "∞".to_owned() } else { format::number(value) });
            let field = ui.add(field).labelled_by(label.id).accessible_name(one.key);
            let typed = field.changed();
            let moved = slider.changed();
            for response in [&label, &slider, &field] {
                response.clone().on_hover_text(about(one));
            }
            if label.double_clicked() || slider.double_clicked() {
                self.set(one, first);
            } else if typed || moved {
                // A rail leaves digits that nobody asked for.
                let tidy = if typed || whole { value } else { tidied(value) };
                self.set(one, tidy.clamp(one.min, one.max));
            }
        });
    }

    /// Symbol and a few words; a dot where the value is another than at first.
    fn label(&self, ui: &mut Ui, one: &Parameter, changed: bool) -> Response {
        let font = TextStyle::Body.resolve(ui.style());
        let mut job = LayoutJob::default();
        if changed {
            job.append("• ", 0.0, TextFormat::simple(font.clone(), self.palette.wrong));
        }
        format::symbol(&mut job, one.symbol, &font, self.palette.text);
        let small = egui::FontId::new(font.size - 1.0, font.family.clone());
        // Of a choice its values say what it is.
        let doc = if matches!(one.kind, Kind::Choice(_)) { "" } else { one.doc };
        let words = doc.split([',', ':', ';', '(']).next().unwrap_or_default().trim();
        job.append("  ", 0.0, TextFormat::simple(font, self.palette.text));
        job.append(words, 0.0, TextFormat::simple(small, self.palette.weak));
        let size = vec2(LABEL_WIDTH, ui.spacing().interact_size.y);
        let place = egui::Layout::left_to_right(egui::Align::Center);
        let label = Label::new(job).truncate().selectable(false).show_tooltip_when_elided(false);
        ui.allocate_ui_with_layout(size, place, |ui| {
            ui.set_min_width(LABEL_WIDTH);
            ui.add(label.sense(Sense::click()))
        })
        .inner
    }
}

/// To three significant digits.
fn tidied(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// What a parameter is, its range, and what happens at its ends.
fn about(one: &Parameter) -> String {
    let mut text = format!("{} {}: {}\n{}", one.symbol, one.key, one.doc, one.range());
    if one.symbol == one.key {
        text = format!("{}: {}\n{}", one.key, one.doc, one.range());
    }
    if !one.extremes.is_empty() {
        text += &format!("\n{}", one.extremes);
    }
    if one.rebuilds {
        text += "\nBegins again when it changes.";
    }
    text + "\nDouble-click the name to go back to the first value."
}
