//! The four rules, each with its switch; one that acts has a frame of its colour.

use egui::{Frame, Label, Margin, RichText, Sense, Stroke, TextStyle, Ui};

use super::{Context, parts};
use crate::analysis::endurance::ABLATIONS;
use crate::engine::{Action, Command};
use crate::model::plasticity::RULES;
use crate::ui::format::signed;

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

/// Shows them.
pub fn show(ui: &mut Ui, context: &mut Context<'_>, says: Says) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let colors = [palette.ach, palette.na, palette.hebbian, palette.inhibitory];
    let means = mean_changes(context);
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.columns(RULES.len(), |columns| {
        for (at, ui) in columns.iter_mut().enumerate() {
            let on = snapshot.params.get(ABLATIONS[at]) != 0.0;
            let change = snapshot.last_changes[at];
            let lines = match says {
                _ if !on => ["off".to_owned(), String::new()],
                Says::Names => MEANING[at].map(str::to_owned),
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
            let lit = on && acts;
            let frame = Frame::new().stroke(Stroke::new(1.0, palette.outline)).corner_radius(6);
            let frame = frame.inner_margin(Margin::symmetric(3, 3));
            let chip = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                head(ui, context, at, (on, colors[at]));
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

/// Switch and name, and what the rule is.
fn head(ui: &mut Ui, context: &mut Context<'_>, at: usize, (on, color): (bool, egui::Color32)) {
    let name = RichText::new(RULES[at].name).color(color).strong();
    // Of the longest name.
    let name = if ui.available_width() < NARROW { name.small() } else { name };
    if context.view_requests.print {
        ui.label(name);
        return;
    }
    let switch = ABLATIONS[at];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut checked = on;
        let box_ = ui.checkbox(&mut checked, "").accessible_name(switch.spec().name);
        if box_.on_hover_text("On or off").changed() {
            context.commands.push(Command::Act(Action::Set(switch, f64::from(u8::from(checked)))));
        }
        let response = ui.add(Label::new(name).truncate().sense(Sense::click()));
        parts::explain(response, context, &parts::rule(at));
    });
}

/// Mean over the recent presentations of what each rule changed of the drive of the stimulus shown.
fn mean_changes(context: &Context<'_>) -> [f64; RULES.len()] {
    let changes = &context.snapshot.changes;
    let n = changes.len().max(1) as f64;
    let mut means = [0.0; RULES.len()];
    for change in changes {
        means.iter_mut().zip(change).for_each(|(mean, change)| *mean += change / n);
    }
    means
}
