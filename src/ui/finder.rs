//! The command palette: finds what can be done, set, played and seen by a few letters of its name.

use egui::{Align2, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::circumstances::Circumstances;
use super::glossary;
use super::theme::Palette;
use super::ui_action::{UiAction, entries};
use super::views;
use crate::engine::circuits::scenario::CircuitScenario;
use crate::engine::scenario::Scenario;
use crate::io::presets::Preset;
use crate::model::ParamId;

/// Most entries shown at once.
const MOST: usize = 200;
const WIDTH: f32 = 520.0;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Action(UiAction),
    Preset(Box<Preset>),
    Demonstration(Box<Scenario>),
    Circuit(Box<CircuitScenario>),
    Try(Box<Scenario>),
    View(&'static str),
    Parameter(ParamId),
}

/// One line.
#[derive(Debug, Clone)]
struct Entry {
    /// What kind of thing it is.
    kind: &'static str,
    name: String,
    /// Keys, or the short name of a parameter.
    keys: String,
    /// Another name that finds it: that of its button.
    also: &'static str,
    tip: String,
    found: Found,
}

/// The window while it is open.
pub struct Finder {
    entries: Vec<Entry>,
    text: String,
    chosen: usize,
    fresh: bool,
}

impl Finder {
    /// Over everything that there is.
    pub fn new(
        presets: &[Preset],
        (demonstrations, circuits): (&[Scenario], &[CircuitScenario]),
        tries: &[Scenario],
    ) -> Self {
        let mut found = Vec::new();
        let lines = entries().filter(|line| !line.text.is_empty() && line.action != UiAction::Find);
        found.extend(lines.map(|line| Entry {
            kind: "command",
            name: line.text.to_owned(),
            keys: line.printed.to_owned(),
            also: line.name,
            tip: String::new(),
            found: Found::Action(line.action),
        }));
        found.extend(views::all().iter().map(|view| Entry {
            kind: "view",
            name: view.title().to_owned(),
            keys: String::new(),
            also: "",
            tip: view.help().to_owned(),
            found: Found::View(view.key()),
        }));
        found.extend(ParamId::ALL.iter().map(|&id| Entry {
            kind: "parameter",
            name: id.spec().name.to_owned(),
            keys: id.spec().key.to_owned(),
            also: "",
            tip: id.spec().doc.to_owned(),
            found: Found::Parameter(id),
        }));
        found.extend(presets.iter().map(|preset| Entry {
            kind: "preset",
            name: preset.title.clone(),
            keys: preset.name.clone(),
            also: "",
            tip: preset.description.clone(),
            found: Found::Preset(Box::new(preset.clone())),
        }));
        let scenario = |kind, scenario: &Scenario, found: fn(Box<Scenario>) -> Found| Entry {
            kind,
            name: scenario.title.clone(),
            keys: String::new(),
            also: "",
            tip: scenario.summary.clone(),
            found: found(Box::new(scenario.clone())),
        };
        found.extend(glossary::TERMS.iter().map(|&(term, meaning)| Entry {
            kind: "word",
            name: term.to_owned(),
            keys: String::new(),
            also: "",
            tip: meaning.to_owned(),
            found: Found::Action(UiAction::Glossary),
        }));
        found.extend(demonstrations.iter().map(|it| scenario("demonstration", it, Found::Demonstration)));
        found.extend(circuits.iter().map(|it| Entry {
            kind: "demonstration",
            name: it.title.clone(),
            keys: String::new(),
            also: "",
            tip: it.summary.clone(),
            found: Found::Circuit(Box::new(it.clone())),
        }));
        found.extend(tries.iter().map(|it| scenario("to try", it, Found::Try)));
        Self { entries: found, text: String::new(), chosen: 0, fresh: true }
    }

    /// Entries that have every word that was typed, the best first.
    fn matching(&self) -> Vec<&Entry> {
        let typed = self.text.to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let mut found: Vec<(usize, &Entry)> =
            self.entries.iter().filter_map(|entry| Some((rank(entry, &words)?, entry))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, entry)| entry).take(MOST).collect()
    }

    /// Shows the window; what was chosen, and whether it stays open.
    pub fn show(&mut self, ui: &Ui, palette: &Palette, now: &Circumstances) -> (Option<Found>, bool) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (up, down, enter) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown), pressed(Key::Enter));
        let escape = pressed(Key::Escape);
        let count = self.matching().len();
        let last = count.saturating_sub(1);
        self.chosen = (self.chosen + usize::from(down)).min(last).saturating_sub(usize::from(up));
        let mut open = !escape;
        let mut clicked = None;
        let window = egui::Window::new("Find").open(&mut open).collapsible(false).resizable(false);
        window.anchor(Align2::CENTER_TOP, vec2(0.0, 60.0)).show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 40.0));
            let hint = "command, parameter, preset, demonstration, view or word";
            let field = TextEdit::singleline(&mut self.text).hint_text(hint).char_limit(100);
            let field = ui.add(field.desired_width(f32::INFINITY)).accessible_name("find");
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            if field.changed() {
                self.chosen = 0;
            }
            let matching = self.matching();
            if matching.is_empty() {
                ui.label("Nothing has these words in its name.");
            }
            ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show(ui, |ui| {
                for (at, entry) in matching.into_iter().enumerate() {
                    let response = line(ui, entry, at == self.chosen, palette, now);
                    if at == self.chosen && (up || down) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(entry.found.clone());
                    }
                }
            });
        });
        let entered =
            enter.then(|| self.matching().get(self.chosen).map(|entry| entry.found.clone())).flatten();
        let possible =
            |found: &Found| !matches!(found, Found::Action(action) if action.why_not(now).is_some());
        let found = clicked.or(entered).filter(possible);
        let stays = open && found.is_none();
        (found, stays)
    }
}

/// How well the words fit; the lowest fits best, and nothing where one is missing.
fn rank(entry: &Entry, words: &[&str]) -> Option<usize> {
    let name = entry.name.to_lowercase();
    let also = entry.also.to_lowercase();
    let all = format!("{name} {also} {} {}", entry.keys.to_lowercase(), entry.kind);
    if !words.iter().all(|word| all.contains(word)) {
        return None;
    }
    let first = words.first().copied().unwrap_or_default();
    let begins = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(first));
    let named = name.starts_with(first) || entry.keys.to_lowercase() == first || also == first;
    Some(if named { 0 } else { 1 + usize::from(!begins(&name)) })
}

fn line(ui: &mut Ui, entry: &Entry, chosen: bool, palette: &Palette, now: &Circumstances) -> egui::Response {
    let (why_not, tip) = match &entry.found {
        Found::Action(action) => (action.why_not(now), action.why_not(now).unwrap_or(&entry.tip)),
        _ => (None, entry.tip.as_str()),
    };
    let row = ui.horizontal(|ui| {
        ui.set_width(ui.available_width());
        let name = ui
            .add_enabled(why_not.is_none(), egui::Button::selectable(chosen, &entry.name))
            .accessible_name(format!("{}: {}", entry.kind, entry.name));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(entry.kind).small().color(palette.weak));
            ui.label(RichText::new(&entry.keys).small().color(palette.weak));
        });
        name
    });
    if tip.is_empty() { row.inner } else { row.inner.on_hover_text(tip).on_disabled_hover_text(tip) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let presets = Preset::builtin().unwrap();
        let demonstrations = crate::io::scenarios::builtin().unwrap();
        let mut finder =
            Finder::new(&presets, (&demonstrations, &[]), &crate::io::scenarios::tries().unwrap());
        text.clone_into(&mut finder.text);
        finder.matching().into_iter().map(|entry| format!("{}: {}", entry.kind, entry.name)).collect()
    }

    #[test]
    fn a_few_letters_find_what_is_meant_first() {
        for (typed, first) in [
            ("rho_A", "parameter: release probability"),
            ("undo", "command: Undo a change of parameters"),
            ("step", "command: Show one stimulus, then pause"),
            ("export series", "command: Every series as CSV files in a folder"),
            ("together", "preset: Together"),
            ("four", "demonstration: Four rules, one neuron"),
            ("without hebb", "to try: Without the Hebbian rule"),
            ("neuron view", "view: Neuron"),
            ("load view", "view: Capacity against load"),
        ] {
            assert_eq!(named(typed).first().map(String::as_str), Some(first), "{typed}: {:?}", named(typed));
        }
        assert!(named("no such thing").is_empty());
        assert!(named("").len() > 80, "everything is there");
    }
}
