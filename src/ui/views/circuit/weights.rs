//! Weights as heatmaps, and the change that comes next; of the recurrent circuit sorted by sign, beside what feedback sees.

use egui::{Align2, Rect, Sense, Stroke, Ui, pos2, vec2};
use ndarray::Array2;

use super::parts::{self, Heat};
use crate::circuits::Inside;
use crate::circuits::recurrent::N_E;
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit-heatmaps";

/// Shows every learned matrix and its change.
#[derive(Default)]
pub struct Heatmaps {
    heats: Vec<Heat>,
}

/// A matrix, what it is called, and the first column whose sign is negative.
struct Map<'a> {
    name: String,
    w: &'a Array2<f64>,
    signs: Option<usize>,
}

impl View for Heatmaps {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Weights of the circuit"
    }

    fn tab(&self) -> &'static str {
        "Weights"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn inside(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "Every learned matrix, one row per receiving unit, one column per sending unit: orange positive, blue negative, \
         each on a scale of its own, to the size that its caption gives. Below, ΔW: what the next step asks for. In the \
         recurrent circuit columns keep their sign: left of the line excitatory cells, right of it inhibitory ones; W~ is W \
         as feedback sees it, averaged over cell types where the rule does that. Of the layer of neurons: w_E and w_I, which are never negative. Of the index memory: weights from X to Z, \
         within Z, and from Z to Y."
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let palette = context.palette;
        let (above, below) = maps(circuit);
        let count = above.len().max(1);
        self.heats.resize_with(2 * count, Heat::default);
        let space = ui.allocate_exact_size(ui.available_size(), Sense::hover()).0;
        let line = parts::line(ui);
        let rows = if below.is_empty() { 1.0 } else { 2.0 };
        let cell = vec2(space.width() / count as f32, space.height() / rows);
        for (row, maps) in [above, below].iter().enumerate() {
            for (at, map) in maps.iter().enumerate() {
                let corner = space.min + vec2(at as f32 * cell.x, row as f32 * cell.y);
                let place = Rect::from_min_size(corner, cell).shrink2(vec2(6.0, 2.0));
                one(ui, place, line, &mut self.heats[row * count + at], map, palette);
            }
        }
    }
}

fn maps(circuit: &CircuitSnapshot) -> (Vec<Map<'_>>, Vec<Map<'_>>) {
    let plain = |name: String, w| Map { name, w, signs: None };
    match circuit.inside.as_deref() {
        Some(Inside::Layered(inside)) => {
            let numbered = |what: &'static str, arrays: &'_ [Array2<f64>]| -> Vec<String> {
                (1..=arrays.len()).map(|l| format!("{what}W_{l}")).collect()
            };
            let names = numbered("", &circuit.weights);
            let above = names.into_iter().zip(&circuit.weights).map(|(name, w)| plain(name, w)).collect();
            let names = numbered("Δ", &inside.change);
            let below = names.into_iter().zip(&inside.change).map(|(name, w)| plain(name, w)).collect();
            (above, below)
        }
        Some(Inside::Recurrent(inside)) => {
            let signed = |name: &str, w| Map { name: name.to_owned(), w, signs: Some(N_E) };
            let above = vec![signed("W", &circuit.weights[0]), plain("U".to_owned(), &circuit.weights[1])];
            let below = vec![signed("W~", &inside.typed), signed("ΔW", &inside.change[0])];
            (above, below)
        }
        Some(Inside::Neurons(inside)) => {
            let both = |names: [&str; 2], arrays| -> Vec<Map<'_>> {
                let arrays: &[Array2<f64>] = arrays;
                names.into_iter().zip(arrays).map(|(name, w)| plain(name.to_owned(), w)).collect()
            };
            (both(["w_E", "w_I"], &circuit.weights), both(["Δw_E", "Δw_I"], &inside.change))
        }
        Some(Inside::Index(inside)) => {
            let names = ["X to Z", "Z to Z", "Z to Y"];
            let all = names.into_iter().zip(&inside.weights);
            (all.map(|(name, w)| plain(name.to_owned(), w)).collect(), Vec::new())
        }
        None => (Vec::new(), Vec::new()),
    }
}

fn one(ui: &Ui, place: Rect, line: f32, heat: &mut Heat, map: &Map<'_>, palette: &Palette) {
    let body = place.with_min_y(place.top() + line);
    if body.height() < 12.0 {
        return;
    }
    let top = parts::top(map.w.iter().copied());
    // Two digits, however small the change has become.
    let size = format!("{top:.1e}").parse().unwrap_or(top);
    let caption = match map.w.iter().any(|w| *w != 0.0) {
        true => format!("{} to {}", map.name, format::number(size)),
        false => format!("{}: all 0", map.name),
    };
    parts::note(ui, pos2(place.left(), place.top()), Align2::LEFT_TOP, caption, palette.weak);
    let (rows, columns) = map.w.dim();
    let cell = |column: usize, row: usize| {
        let w = map.w[(row, column)];
        (w, parts::signed(w, top, palette))
    };
    heat.show(ui, body, [columns, rows], cell, palette, |column, row| {
        let bias = columns == map.w.ncols() && map.name.contains("W_") && column + 1 == columns;
        if bias { format!("bias of unit {row}") } else { format!("to {row} from {column}") }
    });
    if let Some(first) = map.signs.filter(|first| *first < columns) {
        let x = body.left() + body.width() * first as f32 / columns as f32;
        ui.painter().vline(x, body.y_range(), Stroke::new(1.5, palette.main));
    }
}
