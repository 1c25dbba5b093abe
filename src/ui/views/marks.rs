//! Marks on a time axis: what was changed or happened, as lines with words.

use egui::{Align2, TextStyle, Ui, pos2};
use egui_plot::{LineStyle, PlotPoint, PlotResponse, PlotUi, VLine};

use crate::engine::{Event, Mark, Snapshot};
use crate::ui::theme::Palette;

/// A mark's place on the axis, and its words; changes of one parameter close together are one.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    x: f64,
    text: String,
    breakpoint: bool,
}

impl Label {
    fn color(&self, palette: &Palette) -> egui::Color32 {
        if self.breakpoint { palette.wrong } else { palette.mark }
    }
}

/// Most labels with words; of more, the earlier ones are lines only.
const MOST: usize = 8;

/// Draws a line for every mark of the present start between `from` and `to` on an axis on which a mark is
/// at `position`; gives their words.
pub fn draw(
    plot: &mut PlotUi<'_>,
    snapshot: &Snapshot,
    palette: &Palette,
    (from, to): (f64, f64),
    position: impl Fn(&Mark) -> f64,
) -> Vec<Label> {
    let visible = snapshot.marks.iter().filter(|mark| {
        // That a run begins at its beginning needs no mark.
        mark.generation == snapshot.generation
            && mark.event != Event::Restart
            && (from..=to).contains(&position(mark))
    });
    let labels = merged(visible, &position, (to - from) * 0.03);
    for label in &labels {
        let line = VLine::new(label.text.clone(), label.x).color(label.color(palette)).width(1.2);
        plot.vline(line.style(LineStyle::dashed_dense()));
    }
    labels
}

/// Writes the words beside their lines, in steps, so that neighbours do not cover each other.
pub fn name<R>(ui: &Ui, shown: &PlotResponse<R>, labels: &[Label], palette: &Palette) {
    let frame = *shown.transform.frame();
    let font = TextStyle::Small.resolve(ui.style());
    let painter = ui.painter().with_clip_rect(frame);
    for (at, label) in labels.iter().enumerate().skip(labels.len().saturating_sub(MOST)) {
        let x = shown.transform.position_from_point(&PlotPoint::new(label.x, 0.0)).x;
        let y = frame.top() + 2.0 + (at % 3) as f32 * (font.size + 3.0);
        let late = x > frame.left() + frame.width() * 0.7;
        let (anchor, x) = if late { (Align2::RIGHT_TOP, x - 4.0) } else { (Align2::LEFT_TOP, x + 4.0) };
        let galley = painter.layout_no_wrap(label.text.clone(), font.clone(), label.color(palette));
        let rect = anchor.anchor_size(pos2(x, y), galley.size());
        painter.rect_filled(rect.expand(1.0), 2.0, palette.card.gamma_multiply(0.85));
        painter.galley(rect.min, galley, palette.text);
    }
}

fn merged<'a>(
    marks: impl Iterator<Item = &'a Mark>,
    position: impl Fn(&Mark) -> f64,
    near: f64,
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut last: Option<(Event, f64)> = None;
    for mark in marks {
        let x = position(mark);
        let event = match (&last, &mark.event) {
            (Some((Event::Change { id: of, from, .. }, before)), Event::Change { id, to, .. })
                if of == id && x - before <= near =>
            {
                labels.pop();
                Event::Change { id: *id, from: *from, to: *to }
            }
            _ => mark.event.clone(),
        };
        let breakpoint = matches!(event, Event::Breakpoint(_));
        labels.push(Label { x, text: event.text(), breakpoint });
        last = Some((event, x));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParamId;

    #[test]
    fn a_drag_becomes_one_mark_and_another_parameter_another() {
        let change = |x: f64, id, from, to| Mark {
            made: 0,
            presentation: 0,
            epoch: x,
            generation: 0,
            event: Event::Change { id, from, to },
        };
        let marks = [
            change(1.0, ParamId::rho_a, 0.7, 0.6),
            change(1.1, ParamId::rho_a, 0.6, 0.5),
            change(1.2, ParamId::rho_a, 0.5, 0.25),
            change(1.3, ParamId::b, 3.0, 2.0),
            change(9.0, ParamId::rho_a, 0.25, 0.7),
        ];
        let labels = merged(marks.iter(), |mark| mark.epoch, 0.5);
        let texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(texts, ["ρ_A 0.7 › 0.25", "b 3 › 2", "ρ_A 0.25 › 0.7"]);
        assert_eq!(labels[0].x, 1.2);
    }
}
