//! The circuit: units coloured by activity, connections by weight or by the change that comes next, rings for what each
//! unit is told.

use egui::{Align2, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use ndarray::Array2;

use super::drawing::{edge, strongest, unit};
use super::{index, neurons, parts, recurrent};
use crate::circuits::Inside;
use crate::circuits::layered::LayeredInside;
use crate::circuits::layered::examples::{PIXELS, ROW};
use crate::ui::keyed::Keyed;
use crate::ui::legend::{self, Mark};
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit";

/// Most connections drawn between two layers: the strongest.
const MOST: usize = 110;

/// Draws the network.
#[derive(Default)]
pub struct Network {
    /// Connections show the change that comes next instead of the weights.
    changes: bool,
    index: index::Patches,
}

impl View for Network {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Circuit"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn inside(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "The whole network at the presentation that comes next. Units are darker the more active they are; connections \
         are orange where positive, blue where negative, the strongest of each layer only. A ring says what the rule \
         tells a unit: orange to rise, blue to fall. The recurrent circuit has 32 excitatory and 8 inhibitory cells; \
         columns of W keep their sign. The layer of neurons has \
         excitatory and inhibitory inputs, filled where active, and says what is released to each neuron. Change shows what the next step does to the weights."
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            match circuit.inside.as_deref() {
                Some(Inside::Index(inside)) => {
                    parts::moment(ui, "pair", inside.recalls.len(), context.view_requests.print);
                }
                Some(inside) => {
                    if let Inside::Recurrent(inside) = inside {
                        parts::moment(ui, "moment", inside.trial.moments(), context.view_requests.print);
                    }
                    ui.selectable_value(&mut self.changes, true, "change").keyed("circuit-change");
                    ui.selectable_value(&mut self.changes, false, "weights").keyed("circuit-weights");
                }
                None => {}
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let palette = context.palette;
        let space = |ui: &mut Ui| ui.allocate_exact_size(ui.available_size(), Sense::hover()).0;
        match circuit.inside.as_deref() {
            Some(Inside::Layered(inside)) => {
                entries(ui, palette, self.changes, WEIGHTS);
                let arrays = if self.changes { &inside.change } else { &circuit.weights };
                let rect = space(ui);
                layered(ui, rect, inside, arrays, palette);
            }
            Some(Inside::Recurrent(inside)) => {
                entries(ui, palette, self.changes, WEIGHTS);
                let w = if self.changes { &inside.change[0] } else { &circuit.weights[0] };
                let rect = space(ui);
                recurrent::cells(ui, rect, circuit, inside, w, palette);
            }
            Some(Inside::Neurons(inside)) => {
                entries(ui, palette, self.changes, ["excitatory", "inhibitory"]);
                let rect = space(ui);
                let changes = self.changes.then_some(&inside.change);
                neurons::network(ui, rect, inside, (&circuit.weights, changes), palette);
            }
            Some(Inside::Index(inside)) => {
                let rect = space(ui);
                self.index.show(ui, rect, inside, palette);
            }
            None => parts::nothing(ui, "…"),
        }
    }
}

/// What the two colours of connections are, where weights have either sign.
const WEIGHTS: [&str; 2] = ["positive", "negative"];

fn entries(ui: &mut Ui, palette: &Palette, changes: bool, weights: [&str; 2]) {
    let [more, less] = if changes { ["grows", "shrinks"] } else { weights };
    legend::show(
        ui,
        &[
            (Mark::Line, palette.excitatory, more),
            (Mark::Line, palette.inhibitory, less),
            (Mark::Dot, palette.main, "active"),
            (Mark::Ring, palette.excitatory, "told to rise"),
            (Mark::Ring, palette.inhibitory, "told to fall"),
        ],
    );
}

fn layered(ui: &Ui, rect: Rect, inside: &LayeredInside, arrays: &[Array2<f64>], palette: &Palette) {
    let caption = parts::line(ui);
    let field = rect.with_max_y(rect.bottom() - caption).shrink2(vec2(18.0, 4.0));
    if field.width() < 60.0 || field.height() < 40.0 {
        return;
    }
    let layers = inside.activity.len();
    let places: Vec<(Vec<Pos2>, f32)> = (0..layers).map(|l| place(field, l, inside)).collect();
    for (l, w) in arrays.iter().enumerate().take(layers - 1) {
        let (from, to) = (&places[l].0, &places[l + 1].0);
        let strong = strongest(w, from.len(), MOST);
        let top = parts::top(strong.iter().map(|(.., w)| *w));
        for (i, j, w) in strong {
            edge(ui, [from[j], to[i]], w / top, palette);
        }
    }
    let told = parts::top(inside.told.iter().flatten().copied());
    for (l, (units, radius)) in places.iter().enumerate() {
        for (i, &at) in units.iter().enumerate() {
            let active = inside.activity[l][i];
            if l == 0 && units.len() == PIXELS {
                let cell = Rect::from_center_size(at, vec2(2.0 * radius, 2.0 * radius));
                let stroke = Stroke::new(0.5, palette.outline);
                ui.painter().rect(cell, 0.0, parts::shade(active, 1.0, palette), stroke, StrokeKind::Inside);
            } else {
                // Inputs of xor are -1 or 1.
                let active = if l == 0 { (active + 1.0) / 2.0 } else { active };
                let told = if l == 0 { 0.0 } else { inside.told[l - 1][i] / told };
                unit(ui, at, *radius, (active, told), palette);
            }
        }
        if l + 1 == layers {
            answers(ui, units, *radius, inside, palette);
        }
        let name = match l {
            0 => "input".to_owned(),
            _ if l + 1 == layers => "output".to_owned(),
            _ => format!("hidden {l}, {} units", units.len()),
        };
        let middle = units.first().zip(units.last()).map_or(field.left(), |(a, b)| (a.x + b.x) / 2.0);
        let (anchor, x) = match l {
            0 => (Align2::LEFT_BOTTOM, rect.left() + 2.0),
            _ if l + 1 == layers => (Align2::RIGHT_BOTTOM, rect.right() - 2.0),
            _ => (Align2::CENTER_BOTTOM, middle),
        };
        parts::note(ui, pos2(x, rect.bottom()), anchor, name, palette.weak);
    }
}

/// Where the units of a layer are, and how large.
fn place(field: Rect, l: usize, inside: &LayeredInside) -> (Vec<Pos2>, f32) {
    let (layers, count) = (inside.activity.len(), inside.activity[l].len());
    if l == 0 && count == PIXELS {
        let side = (field.width() * 0.16 / ROW as f32).min(field.height() * 0.6 / 7.0);
        let corner = pos2(field.left(), field.center().y - 3.5 * side);
        let cell = |i: usize| corner + vec2((i % ROW) as f32 + 0.5, (i / ROW) as f32 + 0.5) * side;
        return ((0..count).map(cell).collect(), side / 2.0);
    }
    // Room at the right for answers.
    let right = field.right() - 26.0;
    let x = egui::lerp(field.left() + 8.0..=right, l as f32 / (layers - 1) as f32);
    let step = field.height() / count as f32;
    let radius = (step * 0.32).clamp(1.5, 9.0);
    let y = |i: usize| field.top() + (i as f32 + 0.5) * step;
    ((0..count).map(|i| pos2(x, y(i))).collect(), radius)
}

/// What each output stands for; the target is marked.
fn answers(ui: &Ui, units: &[Pos2], radius: f32, inside: &LayeredInside, palette: &Palette) {
    for (i, &at) in units.iter().enumerate() {
        let wanted = inside.example.y[i] > 0.5;
        let name = if units.len() > 1 { i.to_string() } else { "differ".to_owned() };
        let ink = if wanted { palette.target } else { palette.weak };
        let at = at + vec2(radius + 6.0, 0.0);
        let rect = parts::note(ui, at, Align2::LEFT_CENTER, name, ink);
        if wanted {
            let mark = Stroke::new(1.5, palette.target);
            ui.painter().rect_stroke(rect.expand2(vec2(2.0, 0.0)), 2.0, mark, StrokeKind::Outside);
        }
    }
}
