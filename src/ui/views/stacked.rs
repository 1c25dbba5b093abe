//! A stacked chart of signed parts: what raises lies above zero, what lowers below.

use egui::Color32;

use super::plots::{Area, Canvas, Line};
use crate::ui::theme::Palette;

/// One part of the sum: its name, colour and values.
pub struct Part<'a> {
    /// Name.
    pub name: &'a str,
    /// Colour.
    pub color: Color32,
    /// Values, one per position.
    pub values: Vec<f64>,
}

/// Draws the parts over the positions `xs`, and their sum as a line.
pub fn draw(plot: &mut Canvas, xs: &[f64], parts: &[Part<'_>], palette: &Palette) {
    for side in [1.0, -1.0] {
        let mut base = vec![0.0; xs.len()];
        for part in parts {
            let top: Vec<f64> = base
                .iter()
                .zip(&part.values)
                .map(|(base, value)| base + side * (side * value).max(0.0))
                .collect();
            if top != base {
                let (low, high) = if side > 0.0 { (&base, &top) } else { (&top, &base) };
                let area = Area::new(part.name, xs, low, high).fill_color(part.color.gamma_multiply(0.75));
                plot.area(area.silent());
            }
            base = top;
        }
    }
    for part in parts {
        plot.data(
            part.name,
            xs.iter().copied().zip(part.values.iter().copied()).map(<[f64; 2]>::from).collect(),
        );
    }
    let sum: Vec<[f64; 2]> =
        xs.iter().enumerate().map(|(at, &x)| [x, parts.iter().map(|part| part.values[at]).sum()]).collect();
    plot.line(Line::level("none", 0.0).color(palette.theory).width(1.0).silent());
    plot.line(Line::new("sum", sum).color(palette.main).width(2.2));
}
