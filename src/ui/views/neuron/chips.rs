//! The four rules, each with its switch; one that acts has a frame of its colour.

use egui::{Frame, Margin, RichText, Stroke, TextStyle, Ui};

use super::Context;
use super::beats::signed;
use crate::analysis::endurance::ABLATIONS;
use crate::engine::Command;
use crate::model::ParamId;
use crate::model::plasticity::RULES;

/// Rate of each rule, in the order of [`RULES`].
const RATES: [ParamId; 4] = [ParamId::alpha_a, ParamId::alpha_n, ParamId::alpha_h, ParamId::alpha_i];

/// Height of the row.
pub fn height(ui: &Ui) -> f32 {
    ui.text_style_height(&TextStyle::Body) + 2.0 * ui.text_style_height(&TextStyle::Small) + 30.0
}

/// Shows them; `acting` says that this is the beat of the rules, `means` that changes are means over recent presentations.
pub fn show(ui: &mut Ui, context: &mut Context<'_>, acting: bool, means: bool) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let colors = [palette.ach, palette.na, palette.hebbian, palette.inhibitory];
    let changes = mean_changes(context);
    ui.columns(RULES.len(), |columns| {
        for (at, ui) in columns.iter_mut().enumerate() {
            let (switch, rate) = (ABLATIONS[at], RATES[at]);
            let on = snapshot.params.get(switch) != 0.0;
            let change = snapshot.last_changes[at];
            let moves = if means { changes[at] != 0.0 } else { change.active != 0.0 || change.silent != 0.0 };
            let lit = acting && on && moves;
            let stroke = Stroke::new(2.5, if lit { colors[at] } else { palette.outline });
            let frame = Frame::new().stroke(stroke).corner_radius(6).inner_margin(Margin::symmetric(6, 4));
            let chip = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                let mut checked = on;
                let name = RichText::new(switch.spec().symbol).color(colors[at]).strong();
                if context.desk.print {
                    ui.label(name);
                } else {
                    let switched = ui.checkbox(&mut checked, name).accessible_name(switch.spec().name);
                    if switched.changed() {
                        context.commands.push(Command::Set(switch, f64::from(u8::from(checked))));
                    }
                }
                let small = |text: String| RichText::new(text).small();
                if means {
                    ui.add(egui::Label::new(small(format!("mean Δh {}", signed(changes[at])))).truncate());
                    ui.label(small(if on { String::new() } else { "off".to_owned() }));
                } else if acting {
                    ui.add(egui::Label::new(small(format!("active {}", signed(change.active)))).truncate());
                    ui.add(egui::Label::new(small(format!("silent {}", signed(change.silent)))).truncate());
                } else {
                    ui.label(small(String::new()));
                    ui.label(small(String::new()));
                }
            });
            let spec = rate.spec();
            let tip =
                format!("{}\n{}\nwith {} {}", switch.spec().doc, RULES[at].equation, spec.name, spec.symbol);
            if chip.response.on_hover_text(tip).hovered() {
                *context.highlight = Some(rate);
            }
        }
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
