//! The layer of neurons: drawn, what it recalls, and the two currents of one of its neurons.

use egui::{Align2, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};
use egui_plot::LineStyle;

use super::drawing::{edge, strongest, unit};
use super::parts::{self, Heat};
use crate::circuits::Arrays;
use crate::circuits::neurons::NeuronsInside;
use crate::model::Presentation;
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;
use crate::ui::views::plots::{self, Line, Points};

const AXIS: f32 = 44.0;
/// Most connections drawn from each kind of inputs: the strongest.
const MOST: usize = 60;
/// Inputs in a row of their block.
const ROW: usize = 20;
/// Room at the right for what is released and for answers.
const ANSWERS: f32 = 128.0;

/// Draws inputs, neurons, and what is released to them.
pub fn network(
    ui: &Ui,
    rect: Rect,
    inside: &NeuronsInside,
    (weights, changes): (&Arrays, Option<&Arrays>),
    palette: &Palette,
) {
    let arrays = changes.unwrap_or(weights);
    let line = parts::line(ui);
    let [Some(w_e), Some(w_i)] = [arrays.first(), arrays.get(1)] else { return };
    let field = rect.shrink2(vec2(10.0, 2.0));
    if field.width() < 160.0 || field.height() < 80.0 {
        return;
    }
    let width = (field.width() * 0.3).min(220.0);
    let half = field.height() / 2.0;
    let count = inside.neurons.len();
    let step = field.height() / count as f32;
    let radius = (step * 0.3).clamp(3.0, 11.0);
    let neuron = |i: usize| pos2(field.right() - ANSWERS, field.top() + (i as f32 + 0.5) * step);
    let kinds = [("excitatory inputs", w_e, 1.0), ("inhibitory inputs", w_i, -1.0)];
    for (at, (name, w, sign)) in kinds.into_iter().enumerate() {
        let rows = w.ncols().div_ceil(ROW);
        let side = (width / ROW as f32).min((half - line - 6.0) / rows as f32);
        // Names stand outside, clear of the connections.
        let below = field.bottom() - line - rows as f32 * side;
        let top = if at == 0 { field.top() + line } else { below };
        let corner = pos2(field.left(), top);
        let cell = |j: usize| corner + vec2((j % ROW) as f32 + 0.5, (j / ROW) as f32 + 0.5) * side;
        let strong = strongest(w, w.ncols(), MOST);
        let most = parts::top(strong.iter().map(|(.., w)| *w));
        for (i, j, w) in strong {
            // A change is coloured by whether a weight grows, a weight by what it does.
            let sign = if changes.is_some() { 1.0 } else { sign };
            edge(ui, [cell(j), neuron(i)], sign * w / most, palette);
        }
        let ink = if sign > 0.0 { palette.excitatory } else { palette.inhibitory };
        let active = &inside.active[at];
        for j in 0..w.ncols() {
            let on = active.binary_search(&j).is_ok();
            let square = Rect::from_center_size(cell(j), vec2(side, side));
            let fill = if on { ink } else { palette.card };
            ui.painter().rect(square, 0.0, fill, Stroke::new(0.5, palette.outline), StrokeKind::Inside);
        }
        let (y, anchor) =
            if at == 0 { (field.top(), Align2::LEFT_TOP) } else { (field.bottom(), Align2::LEFT_BOTTOM) };
        parts::note(ui, pos2(field.left(), y), anchor, name, palette.weak);
    }
    let told = parts::top(inside.told.iter().copied());
    for (i, now) in inside.neurons.iter().enumerate() {
        let fired = f64::from(u8::from(now.fired));
        unit(ui, neuron(i), radius, (fired, inside.told[i] / told), palette);
        answer(ui, neuron(i) + vec2(radius + 8.0, 0.0), now, palette);
    }
}

/// What was released to a neuron, and whether it was to fire.
fn answer(ui: &Ui, at: Pos2, now: &Presentation, palette: &Palette) {
    let wanted = if now.target { "to fire" } else { "to be silent" };
    let ink = if now.target { palette.target } else { palette.weak };
    let said = parts::note(ui, at, Align2::LEFT_CENTER, wanted, ink);
    let mut at = pos2(said.right() + 6.0, at.y);
    let released = [(now.release.ach, "ACh", palette.ach), (now.release.na, "NA", palette.na)];
    for (_, name, ink) in released.into_iter().filter(|(release, ..)| release.is_some()) {
        at.x = parts::note(ui, at, Align2::LEFT_CENTER, name, ink).right() + 4.0;
    }
}

/// Which stimuli each neuron answers as wanted, neuron by neuron.
pub fn recall(ui: &mut Ui, heat: &mut Heat, inside: &NeuronsInside, palette: &Palette) {
    legend::show(
        ui,
        &[
            (Mark::Square, palette.target, "hit"),
            (Mark::Square, palette.outline, "correct rejection"),
            (Mark::Square, palette.wrong, "miss"),
            (Mark::Square, palette.na, "false alarm"),
        ],
    );
    let space = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover()).0;
    let line = parts::line(ui);
    let body =
        space.with_min_x(space.left() + 66.0).with_max_y(space.bottom() - line).shrink2(vec2(4.0, 2.0));
    let (neurons, stimuli) = (inside.wanted.len(), inside.wanted.first().map_or(0, Vec::len));
    let cell = |mu: usize, neuron: usize| {
        let [i_e, i_i] = inside.currents[neuron][mu];
        let ink = match (inside.right(neuron, mu), inside.wanted[neuron][mu]) {
            (true, true) => palette.target,
            (true, false) => palette.outline,
            (false, true) => palette.wrong,
            (false, false) => palette.na,
        };
        (i_e - i_i, ink)
    };
    heat.show(ui, body, [stimuli, neurons], cell, palette, |mu, neuron| {
        let wanted = if inside.wanted[neuron][mu] { "is to fire" } else { "is to be silent" };
        format!("neuron {}, stimulus {mu}, {wanted}; drive", neuron + 1)
    });
    let height = body.height() / neurons.max(1) as f32;
    for neuron in 0..neurons {
        let at = pos2(body.left() - 6.0, body.top() + (neuron as f32 + 0.5) * height);
        parts::note(ui, at, Align2::RIGHT_CENTER, format!("neuron {}", neuron + 1), palette.weak);
    }
    let below = pos2(body.center().x, space.bottom());
    parts::note(ui, below, Align2::CENTER_BOTTOM, format!("{stimuli} stimuli"), palette.weak);
}

/// The currents of one neuron at all stimuli, with threshold and balance.
pub fn currents(ui: &mut Ui, circuit: &CircuitSnapshot, inside: &NeuronsInside, palette: &Palette) {
    let neuron = parts::moment_shown(ui, "neuron", inside.neurons.len());
    let (Some(all), Some(wanted)) = (inside.currents.get(neuron), inside.wanted.get(neuron)) else { return };
    let settings = &circuit.now.settings;
    let balance = settings.named("a").zip(settings.named("b"));
    let mut entries = vec![
        (Mark::Dot, palette.target, "to fire"),
        (Mark::Dot, palette.non_target, "to be silent"),
        (Mark::Ring, palette.pin, "next stimulus"),
        (Mark::Line, palette.theory, "threshold"),
    ];
    if balance.is_some() {
        entries.push((Mark::Dashed, palette.inhibitory, "balance"));
    }
    legend::show(ui, &entries);
    let of = |class: bool| -> Vec<[f64; 2]> {
        all.iter().zip(wanted).filter(|(_, wanted)| **wanted == class).map(|(at, _)| *at).collect()
    };
    let (low, high) =
        all.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), [i_e, _]| (low.min(*i_e), high.max(*i_e)));
    let next = inside.neurons.get(neuron).map(|now| [now.i_e, now.i_i]);
    let height = ui.available_height().max(10.0);
    plots::plot("circuit currents", height, "inhibitory current i_I", AXIS)
        .x_axis_label("excitatory current i_E; below the threshold line the neuron fires")
        .show(ui, |plot| {
            let threshold = Line::new("threshold", vec![[low, low], [high, high]]);
            plot.line(threshold.color(palette.theory).width(1.5));
            if let Some((a, b)) = balance {
                let line = Line::new("balance", [low, high].map(|i_e| [i_e, a * i_e + b]).to_vec());
                let line = line.color(palette.inhibitory).width(1.5);
                plot.line(line.style(LineStyle::dashed_dense()));
            }
            plot.points(Points::new("to be silent", of(false)).color(palette.non_target).radius(2.5));
            plot.points(Points::new("to fire", of(true)).color(palette.target).radius(3.0));
            let next = Points::new("next stimulus", next.into_iter().collect());
            plot.points(next.color(palette.pin).radius(6.0).filled(false));
        });
}
