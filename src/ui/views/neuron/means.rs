//! Running means by class, for speeds that the eye cannot follow.

use egui::{Align2, Rect, Stroke, TextStyle, Ui, pos2, vec2};

use super::Context;
use crate::model::Presentation;
use crate::ui::format;

/// Means over the recent presentations of one class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Means {
    /// Presentations.
    pub count: usize,
    /// i_E.
    pub i_e: f64,
    /// i_I.
    pub i_i: f64,
    /// h.
    pub drive: f64,
    /// Part that fires.
    pub fires: f64,
    /// Part with acetylcholine.
    pub ach: f64,
    /// Part with noradrenaline.
    pub na: f64,
}

impl Means {
    /// Of the presentations of one class.
    pub fn of<'a>(recent: impl Iterator<Item = &'a Presentation>) -> Self {
        let mut sums = Self::default();
        for now in recent {
            sums.count += 1;
            sums.i_e += now.i_e;
            sums.i_i += now.i_i;
            sums.drive += now.drive;
            sums.fires += now.y();
            sums.ach += f64::from(u8::from(now.release.ach.is_some()));
            sums.na += f64::from(u8::from(now.release.na.is_some()));
        }
        let n = sums.count.max(1) as f64;
        Self {
            count: sums.count,
            i_e: sums.i_e / n,
            i_i: sums.i_i / n,
            drive: sums.drive / n,
            fires: sums.fires / n,
            ach: sums.ach / n,
            na: sums.na / n,
        }
    }
}

/// Paints both classes side by side.
pub fn paint(ui: &Ui, context: &Context<'_>, space: Rect) {
    if space.width() < 120.0 || space.height() < 60.0 {
        return;
    }
    let recent = &context.snapshot.recent;
    let classes = [true, false].map(|class| Means::of(recent.iter().filter(|now| now.target == class)));
    let top = classes.iter().map(|means| means.i_e.max(means.i_i)).fold(1e-9, f64::max);
    let (left, right) = space.split_left_right_at_fraction(0.5);
    for (rect, means, name) in [(left, classes[0], "targets"), (right, classes[1], "non-targets")] {
        class(ui, context, rect.shrink(6.0), (&means, name), top);
    }
}

fn class(ui: &Ui, context: &Context<'_>, space: Rect, (means, name): (&Means, &str), top: f64) {
    let palette = context.palette;
    let painter = ui.painter();
    let body = TextStyle::Body.resolve(ui.style());
    let line = body.size * 1.35;
    let color = if name == "targets" { palette.target } else { palette.non_target };
    let heading = format!("{name} ({} shown)", means.count);
    painter.text(space.left_top(), Align2::LEFT_TOP, heading, body.clone(), color);
    let label = 6.5 * body.size;
    let bars = [
        ("i_E", means.i_e / top, format::number(means.i_e), palette.excitatory),
        ("i_I", means.i_i / top, format::number(means.i_i), palette.inhibitory),
        ("fires", means.fires, format!("{:.0} %", 100.0 * means.fires), palette.text),
        ("ACh", means.ach, format!("{:.0} %", 100.0 * means.ach), palette.ach),
        ("NA", means.na, format!("{:.1} %", 100.0 * means.na), palette.na),
    ];
    let rows = bars.len() as f32 + 1.0;
    let step = ((space.height() - line) / rows).min(2.0 * line);
    let full = (space.width() - label - 5.0 * body.size).max(10.0);
    for (at, (name, part, value, color)) in bars.into_iter().enumerate() {
        let y = space.top() + line + (at as f32 + 0.5) * step;
        painter.text(pos2(space.left(), y), Align2::LEFT_CENTER, name, body.clone(), palette.text);
        let from = pos2(space.left() + label * 0.45, y - step * 0.28);
        let frame = Rect::from_min_size(from, vec2(full, step * 0.56));
        painter.rect_stroke(frame, 2.0, Stroke::new(1.0, palette.outline), egui::StrokeKind::Inside);
        let length = full * part.clamp(0.0, 1.0) as f32;
        painter.rect_filled(Rect::from_min_size(from, vec2(length, step * 0.56)), 2.0, color);
        let at = pos2(frame.right() + 6.0, y);
        painter.text(at, Align2::LEFT_CENTER, value, body.clone(), palette.text);
    }
    let side = if means.drive > 0.0 { "above" } else { "below" };
    let text = format!("mean drive h {}: {side} threshold", format::number(means.drive));
    let y = space.top() + line + 5.5 * step;
    painter.text(pos2(space.left(), y), Align2::LEFT_CENTER, text, body, palette.text);
}
