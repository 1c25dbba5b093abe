//! Units and connections.

use egui::{Pos2, Stroke, Ui};
use ndarray::Array2;

use super::parts;
use crate::ui::theme::Palette;

/// The strongest connections: to, from, weight.
pub(super) fn strongest(w: &Array2<f64>, columns: usize, most: usize) -> Vec<(usize, usize, f64)> {
    let mut all: Vec<(usize, usize, f64)> = w
        .indexed_iter()
        .filter(|((_, from), w)| *from < columns && w.is_finite() && **w != 0.0)
        .map(|((to, from), w)| (to, from, *w))
        .collect();
    if all.len() > most {
        all.select_nth_unstable_by(most, |one, other| other.2.abs().total_cmp(&one.2.abs()));
        all.truncate(most);
    }
    // The weakest first: strong ones lie on top.
    all.sort_by(|one, other| one.2.abs().total_cmp(&other.2.abs()));
    all
}

/// A connection as strong as `part` of the strongest.
pub(super) fn edge(ui: &Ui, ends: [Pos2; 2], part: f64, palette: &Palette) {
    let strength = part.abs().clamp(0.0, 1.0) as f32;
    let ink = if part < 0.0 { palette.inhibitory } else { palette.excitatory };
    let stroke = Stroke::new(0.4 + 1.8 * strength, ink.gamma_multiply(0.15 + 0.7 * strength));
    ui.painter().line_segment(ends, stroke);
}

/// A unit: how active, and what it is told as a part of the most that any is.
pub(super) fn unit(ui: &Ui, at: Pos2, radius: f32, (active, told): (f64, f64), palette: &Palette) {
    let painter = ui.painter();
    let fill = parts::shade(active, 1.0, palette);
    painter.circle(at, radius, fill, Stroke::new(1.0, palette.weak));
    let ink = if told < 0.0 { palette.inhibitory } else { palette.excitatory };
    let width = 3.0 * told.abs().min(1.0) as f32;
    if width > 0.25 {
        painter.circle_stroke(at, radius + 1.5 + width / 2.0, Stroke::new(width, ink));
    }
}
