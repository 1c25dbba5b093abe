//! The rules that are loaded: a switch, a slider for every parameter, states, and what is wrong, for panel and editor.

use egui::{Id, Label, RichText, Slider, SliderClamping, Ui};

use super::format;
use super::keyed::Keyed;
use super::number::Number;
use super::rule_colors::rule_colors;
use super::theme::Palette;
use crate::engine::{Action, Command, RuleChange, Snapshot};
use crate::model::plasticity::Loaded;
use crate::model::plasticity::language::{Information, Parameter, Spread, symbol};

/// Seconds for which a slider shows what it has asked for.
const ASKED: f64 = 0.6;
const LABEL_WIDTH: f32 = 96.0;
const VALUE_WIDTH: f32 = 64.0;

/// What a slider has asked for, and when.
#[derive(Clone, Copy)]
struct Asked {
    value: f64,
    at: f64,
}

/// Colour of what a rule must be told.
pub fn information_color(information: Information, palette: &Palette) -> egui::Color32 {
    match information {
        Information::Nothing => palette.inhibitory,
        Information::Modulator => palette.ach,
        Information::Reward => palette.na,
        Information::Label => palette.wrong,
    }
}

/// What a rule must be told, as a badge.
pub fn badge(ui: &mut Ui, information: Information, palette: &Palette) {
    let name = match information {
        Information::Nothing => "needs no information".to_owned(),
        other => format!("needs {}", other.name()),
    };
    let text = RichText::new(name).small().strong().color(palette.card);
    let frame = egui::Frame::new().fill(information_color(information, palette)).corner_radius(8);
    let response = frame.inner_margin(egui::Margin::symmetric(7, 2)).show(ui, |ui| ui.label(text)).response;
    response.on_hover_text(information.doc());
}

/// Number of the file that has this title among the loaded ones.
pub fn place(snapshot: &Snapshot, title: &str) -> Option<usize> {
    snapshot.params.rules.find(title)
}

/// A change of the loaded rules.
pub fn change(commands: &mut Vec<Command>, change: RuleChange) {
    commands.push(Command::Act(Action::Rules(change)));
}

/// Switch and title of a file; true if its title was pressed.
pub fn heading(
    ui: &mut Ui,
    snapshot: &Snapshot,
    file: usize,
    palette: &Palette,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(loaded) = snapshot.params.rules.files().get(file) else { return false };
    let title = loaded.file.title.clone();
    let color = color(snapshot, file, palette);
    let mut pressed = false;
    ui.horizontal(|ui| {
        let mut on = loaded.on;
        let switch = ui.checkbox(&mut on, "").accessible_name(format!("rule {title}"));
        let switch = switch.keyed(format!("rule-on-{}", loaded.file.slug()));
        if switch.on_hover_text("Off, the rule changes nothing, and its states stand still").changed() {
            change(commands, RuleChange::Switch { rule: title.clone(), on });
        }
        let name = RichText::new(&title).strong().color(color);
        let label = ui.add(Label::new(name).truncate().sense(egui::Sense::click()));
        let label = label.keyed(format!("rule-{}", loaded.file.slug()));
        pressed = label.on_hover_text("Show its equations in the view Rules").clicked();
    });
    pressed
}

/// The colour of the first rule of a file.
fn color(snapshot: &Snapshot, file: usize, palette: &Palette) -> egui::Color32 {
    let column = snapshot.columns.of_loaded(file, 0);
    let colors = rule_colors(&snapshot.columns, palette);
    column.and_then(|column| colors.get(column)).copied().unwrap_or(palette.text)
}

/// Why rules of a file are paused, if one is.
pub fn faults(ui: &mut Ui, snapshot: &Snapshot, file: usize, palette: &Palette) {
    for view in snapshot.own_rules.iter().filter(|view| view.place.0 == file) {
        let Some(fault) = &view.fault else { continue };
        let text = format!(
            "Paused at presentation {}: {}. Edit the rule, move one of its sliders, or switch it off and on.",
            format::count(fault.presentation),
            fault.refused.because()
        );
        ui.colored_label(palette.wrong, text);
    }
}

/// A slider for every parameter of a file.
pub fn sliders(ui: &mut Ui, snapshot: &Snapshot, file: usize, commands: &mut Vec<Command>) {
    let Some(loaded) = snapshot.params.rules.files().get(file) else { return };
    for (parameter, value) in loaded.parameters() {
        slider(ui, loaded, parameter, value, commands);
    }
}

fn slider(ui: &mut Ui, loaded: &Loaded, parameter: &Parameter, value: f64, commands: &mut Vec<Command>) {
    let title = &loaded.file.title;
    let memory = Id::unique(("rule slider", title.as_str(), parameter.name.as_str()));
    let now = ui.input(|input| input.time);
    let asked: Option<Asked> = ui.data(|data| data.get_temp(memory));
    let asked = asked.filter(|asked| now - asked.at < ASKED && asked.value != value);
    let shown = asked.map_or(value, |asked| asked.value);
    let mut wanted = shown;
    ui.horizontal(|ui| {
        let size = egui::vec2(LABEL_WIDTH, ui.spacing().interact_size.y);
        let place = egui::Layout::left_to_right(egui::Align::Center);
        let label = ui.allocate_ui_with_layout(size, place, |ui| {
            ui.set_min_width(size.x);
            ui.add(Label::new(symbol(&parameter.name)).truncate())
        });
        let tip = tip(parameter);
        let label = label.inner.on_hover_text(&tip);
        let name = format!("{title}: {}", parameter.name);
        ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - 10.0).max(40.0);
        let rail = Slider::new(&mut wanted, parameter.least..=parameter.most)
            .show_value(false)
            .clamping(SliderClamping::Always)
            .logarithmic(parameter.spread == Spread::Log)
            .smallest_positive(1e-5);
        let rail = ui.add(rail).labelled_by(label.id).accessible_name(&name).on_hover_text(&tip);
        if rail.drag_stopped() {
            rail.surrender_focus();
        }
        let field = Number::new(&parameter.name, &mut wanted, parameter.least..=parameter.most)
            .width(VALUE_WIDTH)
            .step((parameter.most - parameter.least) / 400.0)
            .shown(format::number);
        ui.add(field).labelled_by(label.id).accessible_name(name).on_hover_text(tip);
        if label.double_clicked() {
            wanted = parameter.default;
        }
    });
    if wanted != shown {
        ui.data_mut(|data| data.insert_temp(memory, Asked { value: wanted, at: now }));
        let (rule, parameter) = (title.clone(), parameter.name.clone());
        change(commands, RuleChange::Set { rule, parameter, value: wanted });
    }
}

fn tip(parameter: &Parameter) -> String {
    let Parameter { name, default, least, most, doc, .. } = parameter;
    let doc = if doc.is_empty() { String::new() } else { format!("{doc}; ") };
    format!("{name}: {doc}from {least} to {most}, {default} in the file")
}
