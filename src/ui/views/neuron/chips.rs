//! The four rules, each with its switch; one that acts has a frame of its colour.

use egui::{Frame, Label, Margin, RichText, Sense, Stroke, TextStyle, Ui};

use super::{Context, parts};
use crate::analysis::endurance::ABLATIONS;
use crate::engine::{Action, Command, RuleChange, Snapshot};
use crate::model::plasticity::{PerRule, RULES, Source};
use crate::ui::format::signed;
use crate::ui::rule_colors::rule_colors;

/// What the chips say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Which rules there are.
    Names,
    /// What each changed in the last presentation.
    Changes,
    /// What each changed in the mean of recent presentations.
    Means,
}

/// Narrower than this, names are small.
const NARROW: f32 = 90.0;

/// What each rule does, in a few words.
const MEANING: [[&str; 2]; RULES.len()] = [
    ["teaches", "targets"],
    ["lifts what is", "deeply silent"],
    ["strengthens", "what fires"],
    ["restores", "balance"],
];

/// Height of the row.
pub fn height(ui: &Ui) -> f32 {
    ui.spacing().interact_size.y.max(ui.text_style_height(&TextStyle::Body))
        + 2.0 * ui.text_style_height(&TextStyle::Small)
        + 2.0 * ui.spacing().item_spacing.y
        + 14.0
}

/// Most rules that have room.
const MOST: usize = 7;

/// Shows them: the four, then those that are loaded.
pub fn show(ui: &mut Ui, context: &mut Context<'_>, says: Says) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let rules = &snapshot.columns;
    let colors = rule_colors(rules, palette);
    let means = mean_changes(context);
    let there: Vec<usize> = (0..rules.len())
        .filter(|&at| rules.get(at).is_some_and(|rule| rule.source != Source::Removed))
        .collect();
    let shown = there.len().min(MOST);
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.columns(shown, |columns| {
        for (&at, ui) in there.iter().zip(columns) {
            let state = state(snapshot, at);
            let change = snapshot.last_changes[at];
            let lines = match says {
                _ if state != State::On => [state.name().to_owned(), String::new()],
                Says::Names => {
                    MEANING.get(at).map_or([String::new(), String::new()], |words| words.map(str::to_owned))
                }
                Says::Changes => {
                    [format!("active {}", signed(change.active)), format!("silent {}", signed(change.silent))]
                }
                Says::Means => [format!("Δh {}", signed(means[at])), "in the mean".to_owned()],
            };
            let acts = match says {
                Says::Names => false,
                Says::Changes => change.active != 0.0 || change.silent != 0.0,
                Says::Means => means[at] != 0.0,
            };
            let lit = state == State::On && acts;
            let frame = Frame::new().stroke(Stroke::new(1.0, palette.outline)).corner_radius(6);
            let frame = frame.inner_margin(Margin::symmetric(3, 3));
            let chip = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                head(ui, context, at, (state, colors[at]));
                for line in lines {
                    ui.add(Label::new(RichText::new(line).small()).truncate());
                }
            });
            if lit {
                let stroke = Stroke::new(2.5, colors[at]);
                ui.painter().rect_stroke(chip.response.rect, 6, stroke, egui::StrokeKind::Inside);
            }
        }
    });
}

/// Does a rule act, and if not, why?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    On,
    Off,
    /// A loaded rule is in its place.
    Replaced,
    /// It asked what it may not ask.
    Paused,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Replaced => "replaced",
            Self::Paused => "paused",
        }
    }
}

fn state(snapshot: &Snapshot, at: usize) -> State {
    match snapshot.columns.get(at).map(|rule| rule.source) {
        Some(Source::BuiltIn(rule)) if snapshot.params.rules.replaces(rule) => State::Replaced,
        Some(Source::BuiltIn(rule)) if snapshot.params.get(ABLATIONS[rule]) != 0.0 => State::On,
        Some(Source::Loaded(file, rule)) => {
            let on = snapshot.params.rules.files().get(file).is_some_and(|loaded| loaded.on);
            let paused =
                snapshot.own_rules.iter().any(|own| own.place == (file, rule) && own.fault.is_some());
            match (on, paused) {
                (false, _) => State::Off,
                (true, true) => State::Paused,
                (true, false) => State::On,
            }
        }
        _ => State::Off,
    }
}

/// Switch and name, and what the rule is.
fn head(ui: &mut Ui, context: &mut Context<'_>, at: usize, (state, color): (State, egui::Color32)) {
    let Some(rule) = context.snapshot.columns.get(at) else { return };
    let name = RichText::new(&rule.name).color(color).strong();
    // Of the longest name.
    let name = if ui.available_width() < NARROW { name.small() } else { name };
    if context.view_requests.print {
        ui.label(name);
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        match rule.source {
            Source::BuiltIn(rule) => {
                let switch = ABLATIONS[rule];
                let mut checked = context.snapshot.params.get(switch) != 0.0;
                let box_ = ui.checkbox(&mut checked, "").accessible_name(switch.spec().name);
                if box_.on_hover_text("On or off").changed() {
                    let value = f64::from(u8::from(checked));
                    context.commands.push(Command::Act(Action::Set(switch, value)));
                }
                let response = ui.add(Label::new(name).truncate().sense(Sense::click()));
                parts::explain(response, context, &parts::rule(rule));
            }
            Source::Loaded(..) | Source::Removed => {
                let mut on = state != State::Off;
                let box_ = ui.checkbox(&mut on, "").accessible_name(format!("loaded rule {}", rule.name));
                if box_.on_hover_text("On or off").changed() {
                    let change = RuleChange::Switch { rule: rule.name.clone(), on };
                    context.commands.push(Command::Act(Action::Rules(change)));
                }
                ui.add(Label::new(name).truncate()).on_hover_text(&rule.name);
            }
        }
    });
}

/// Mean over the recent presentations of what each rule changed of the drive of the stimulus shown.
fn mean_changes(context: &Context<'_>) -> PerRule<f64> {
    let changes = &context.snapshot.changes;
    let n = changes.len().max(1) as f64;
    let mut means = PerRule::default();
    for change in changes {
        means.iter_mut().zip(change).for_each(|(mean, change): (&mut f64, &f64)| *mean += change / n);
    }
    means
}
