//! The index memory drawn: two long-term memories and the index between them.

use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use super::parts::{self, Heat};
use crate::circuits::index::{HYPERCOLUMNS, IndexInside, MINICOLUMNS, Pattern};
use crate::ui::theme::Palette;

/// Three patches of hypercolumns.
#[derive(Default)]
pub struct Patches([Heat; 3]);

impl Patches {
    /// Draws the recall of the pair that is looked at.
    pub fn show(&mut self, ui: &Ui, rect: Rect, inside: &IndexInside, palette: &Palette) {
        let Some(recall) = inside.recalls.get(parts::moment_shown(ui, "pair", inside.recalls.len())) else {
            let text = "Nothing is stored yet: play, or step.";
            parts::note(ui, rect.center(), Align2::CENTER_CENTER, text, palette.weak);
            return;
        };
        let line = parts::line(ui);
        let side = ((rect.width() - 80.0) / 3.0).min(rect.height() - 2.0 * line - 6.0);
        if side < 30.0 {
            return;
        }
        let gap = ((rect.width() - 3.0 * side) / 2.0).min(60.0);
        let left = rect.center().x - 1.5 * side - gap;
        let patch = |at: usize| {
            let corner = pos2(left + at as f32 * (side + gap), rect.center().y - side / 2.0);
            Rect::from_min_size(corner, vec2(side, side))
        };
        let index = recall.index.last().cloned().unwrap_or_default();
        let on = |pattern: &Pattern, column: usize, unit: usize| f64::from(u8::from(pattern[column] == unit));
        let [x, z, y] = &mut self.0;
        let cell = |value: f64| (value, parts::shade(value, 1.0, palette));
        let name = |what: &'static str| {
            move |column: usize, unit: usize| format!("{what}, hypercolumn {column}, unit {unit}")
        };
        let size = [HYPERCOLUMNS, MINICOLUMNS];
        x.show(ui, patch(0), size, |column, unit| cell(on(&recall.cue, column, unit)), palette, name("X"));
        let active = |column: usize, unit: usize| {
            cell(index.get(column * MINICOLUMNS + unit).copied().unwrap_or_default())
        };
        z.show(ui, patch(1), size, active, palette, name("Z"));
        let answered = |column: usize, unit: usize| {
            cell(recall.answer.map_or(0.0, |pattern| on(&pattern, column, unit)))
        };
        y.show(ui, patch(2), size, answered, palette, name("Y"));
        for at in 0..2 {
            let (from, to) = (patch(at).right_center(), patch(at + 1).left_center());
            ui.painter().arrow(
                from + vec2(6.0, 0.0),
                to - from - vec2(12.0, 0.0),
                Stroke::new(2.0, palette.weak),
            );
        }
        let right = recall.right();
        let (ink, said) = if right { (palette.right, "right") } else { (palette.wrong, "wrong") };
        let heads = ["X: cue", "Z: index", "Y: recalled"];
        for (at, head) in heads.into_iter().enumerate() {
            parts::note(ui, patch(at).center_top(), Align2::CENTER_BOTTOM, head, palette.weak);
        }
        let below = patch(2).center_bottom() + vec2(0.0, 3.0);
        parts::note(ui, below, Align2::CENTER_TOP, said, ink);
    }
}
