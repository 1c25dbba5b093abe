//! A colour for each rule: those of the four, then others for rules that were loaded.

use egui::Color32;

use super::theme::Palette;
use crate::model::plasticity::{Columns, Source};

/// Loaded rules in the order of their columns; after the last the first again.
const LOADED: [Color32; 6] = [
    Color32::from_rgb(0xB2, 0x5A, 0xC8),
    Color32::from_rgb(0x9A, 0x7B, 0x2E),
    Color32::from_rgb(0xD8, 0x55, 0x7C),
    Color32::from_rgb(0x3A, 0x92, 0x96),
    Color32::from_rgb(0x7C, 0x86, 0x28),
    Color32::from_rgb(0x80, 0x70, 0xD0),
];

/// The colours of all columns, in order.
pub fn rule_colors(columns: &Columns, palette: &Palette) -> Vec<Color32> {
    let built_in = [palette.ach, palette.na, palette.hebbian, palette.inhibitory];
    let mut loaded = LOADED.iter().cycle();
    let color = |source| match source {
        Source::BuiltIn(at) => built_in[at],
        Source::Loaded(..) => loaded.next().copied().unwrap_or(palette.main),
        Source::Removed => palette.weak,
    };
    columns.iter().map(|column| column.source).map(color).collect()
}
