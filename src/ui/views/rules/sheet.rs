//! Beside the text: what it says, what it needs, and how it runs.

use egui::{RichText, Ui};

use super::super::Context;
use crate::engine::{Action, Command};
use crate::io::rule_files;
use crate::model::plasticity::language::{
    Constant, FUNCTIONS, Fraction, Program, RuleFile, RuleSource, Target, Variable, symbol,
};
use crate::model::{ParamId, Params};
use crate::ui::format;
use crate::ui::keyed::Keyed;
use crate::ui::rule_sliders::{badge, faults, place, sliders};
use crate::ui::theme::Palette;

/// Shows a file that is right.
pub fn show(ui: &mut Ui, context: &mut Context<'_>, file: &RuleFile) {
    let palette = context.palette;
    let loaded = place(context.snapshot, &file.title);
    about(ui, file, palette);
    for (at, rule) in file.rules.iter().enumerate() {
        equations(ui, context, (loaded, at), rule);
    }
    ui.add_space(4.0);
    match loaded {
        Some(place) => {
            faults(ui, context.snapshot, place, palette);
            sliders(ui, context.snapshot, place, context.commands);
        }
        None => declared(ui, file),
    }
    suggestions(ui, context, file);
}

fn about(ui: &mut Ui, file: &RuleFile, palette: &Palette) {
    ui.label(RichText::new(&file.title).strong());
    for (text, what) in [(&file.citation, "after "), (&file.own, "")] {
        if !text.is_empty() {
            ui.label(RichText::new(format!("{what}{text}")).small().color(palette.weak));
        }
    }
    if !file.replaces.is_empty() {
        let names: Vec<&str> =
            file.replaces.iter().map(|&rule| crate::model::plasticity::RULES[rule].name).collect();
        let text = format!("In place of {}: these change no weight while it is on.", names.join(", "));
        ui.label(RichText::new(text).small());
    }
}

/// One rule: its equations, its badge, its states.
fn equations(ui: &mut Ui, context: &Context<'_>, (loaded, at): (Option<usize>, usize), rule: &RuleSource) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let running = snapshot.own_rules.iter().find(|view| Some(view.place.0) == loaded && view.place.1 == at);
    let own =
        |rule: &RuleSource| rule.parameters.iter().map(|parameter| parameter.default).collect::<Vec<_>>();
    let program = Program::new(rule, &own(rule), &snapshot.params.in_force());
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&rule.name).strong());
        badge(ui, running.map_or(program.information(), |running| running.information), palette);
        let operations = running.map_or(program.operations(), |running| running.operations);
        let text = RichText::new(format!("{operations} operations")).small().color(palette.weak);
        ui.label(text).on_hover_text("Computed at every presentation: some nanoseconds each");
    });
    for line in rule.equations() {
        ui.label(line);
    }
    if rule.on != Target::E {
        let text = "Above zero inhibition grows, and the drive falls.";
        ui.label(RichText::new(text).small().color(palette.weak));
    }
    if matches!(rule.on, Target::I1 | Target::I2) && snapshot.params.groups == 1 {
        let text = "There is one group of inhibitory synapses, I1. Set inhibitory groups to 2: both then start anew.";
        ui.label(RichText::new(text).small().color(palette.weak));
    }
    if program.fraction() == Fraction::Apart {
        let text =
            "Active and silent weights shrink differently: every synapse is visited at every presentation.";
        ui.label(RichText::new(text).small().color(palette.weak));
    }
    if rule.is_unguarded() {
        let text = "It names Y or R and never eta_T or eta_R: it goes on where it is told nothing.";
        ui.colored_label(palette.wrong, text);
    }
    for (state, value) in rule.states.iter().zip(running.map(|running| &running.states).into_iter().flatten())
    {
        ui.label(format!("{} = {}", symbol(&state.name), format::number(*value)));
    }
}

/// Parameters of a file that is not loaded.
fn declared(ui: &mut Ui, file: &RuleFile) {
    for rule in &file.rules {
        for parameter in &rule.parameters {
            let (name, default) = (symbol(&parameter.name), parameter.default);
            ui.label(format!("{name} = {default}, from {} to {}", parameter.least, parameter.most))
                .on_hover_text(&parameter.doc);
        }
    }
}

/// Parameters of the neuron that suit it, to be taken together.
fn suggestions(ui: &mut Ui, context: &mut Context<'_>, file: &RuleFile) {
    let params = &context.snapshot.params;
    let Ok(suggested) = rule_files::suggested(file, params) else { return };
    if file.suggests.is_empty() || context.view_requests.print {
        return;
    }
    ui.add_space(6.0);
    let printed = |key: &str| ParamId::from_key(key).map_or(key.to_owned(), |id| id.spec().symbol.to_owned());
    let words: Vec<String> =
        file.suggests.iter().map(|(key, value)| format!("{} {value}", printed(key))).collect();
    ui.label(RichText::new(format!("It suggests {}.", words.join(", "))).small());
    let same = Params { rules: params.rules.clone(), ..suggested.clone() } == *params;
    let button = ui.add_enabled(!same, egui::Button::new("Take them")).keyed("rule-suggested");
    let tip = "Set these parameters of the neuron, and start it again: E0 acts at the start";
    if button.on_hover_text(tip).on_disabled_hover_text("They are in force").clicked() {
        let seed = context.snapshot.seed;
        context.commands.push(Command::Act(Action::Load { params: Box::new(suggested), seed }));
    }
}

/// The words of the language.
pub fn language(ui: &mut Ui, palette: &Palette) {
    ui.label("A rule gives, for each presentation, up to four expressions under [change]:");
    ui.label("active, silent: the change of each active, each silent synapse, in units of current;");
    ui.label("active_w, silent_w: a fraction of the synapse's own weight (or write w in the first two).");
    ui.add_space(4.0);
    egui::Grid::new("names").num_columns(2).spacing([12.0, 1.0]).show(ui, |ui| {
        for variable in Variable::ALL {
            let spec = variable.spec();
            ui.monospace(spec.name);
            ui.label(RichText::new(spec.doc).small());
            ui.end_row();
        }
        for (name, doc) in Constant::NAMES {
            ui.monospace(name);
            ui.label(RichText::new(doc).small().color(palette.weak));
            ui.end_row();
        }
    });
    ui.add_space(4.0);
    let functions: Vec<&str> = FUNCTIONS.iter().map(|function| function.example).collect();
    ui.label(RichText::new(functions.join(";  ")).small());
    ui.label(RichText::new("+ − * / ^   < > <= >= = !=   and or not   pi e w").small());
}
