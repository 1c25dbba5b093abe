//! Marks on a time axis: what was changed or happened, as lines with words.

use egui::{Align2, Rect, TextStyle, Ui, pos2, vec2};
use egui_plot::LineStyle;

use super::plots::{Canvas, Line, Shown};
use crate::engine::Happening;
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
    /// Words at a place of the axis.
    pub fn new(x: f64, text: impl Into<String>) -> Self {
        Self { x, text: text.into(), breakpoint: false }
    }

    /// Draws its line.
    pub fn line(&self, plot: &mut Canvas, palette: &Palette) {
        let line = Line::at(self.text.clone(), self.x).color(self.color(palette)).width(1.2);
        plot.line(line.style(LineStyle::dashed_dense()));
    }

    fn color(&self, palette: &Palette) -> egui::Color32 {
        if self.breakpoint { palette.wrong } else { palette.mark }
    }
}

/// Most labels with words; of more, the earlier ones are lines only.
const MOST: usize = 8;

/// Draws a line for every mark of the present start between `from` and `to` on an axis on which a mark is
/// at `position`; gives their words.
pub fn draw(
    plot: &mut Canvas,
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
    labels.iter().for_each(|label| label.line(plot, palette));
    labels
}

/// Writes the words next to their lines, in rows, so that no two cover each other: of those for which there is no
/// room, the latest are written.
pub fn name<R>(ui: &Ui, shown: &Shown<R>, labels: &[Label], palette: &Palette) {
    let frame = shown.screen.frame;
    let font = TextStyle::Small.resolve(ui.style());
    let painter = ui.painter().with_clip_rect(frame);
    let row = font.size + 4.0;
    let rows = ((frame.height() * 0.6 / row) as usize).clamp(1, 3);
    let mut taken: Vec<Rect> = Vec::new();
    for label in labels.iter().rev().take(MOST) {
        let x = shown.screen.position([label.x, 0.0]).x;
        if !(frame.left()..=frame.right()).contains(&x) {
            continue;
        }
        let galley = painter.layout_no_wrap(label.text.clone(), font.clone(), label.color(palette));
        let late = x + 4.0 + galley.size().x > frame.right();
        let (anchor, x) = if late { (Align2::RIGHT_TOP, x - 4.0) } else { (Align2::LEFT_TOP, x + 4.0) };
        let place = |at: usize| {
            let top = pos2(x, frame.top() + 2.0 + at as f32 * row);
            anchor.anchor_size(top, galley.size()).expand2(vec2(2.0, 0.5))
        };
        let free = (0..rows).map(place).find(|place| taken.iter().all(|other| !other.intersects(*place)));
        let Some(rect) = free else { continue };
        taken.push(rect);
        painter.rect_filled(rect, 2.0, palette.card.gamma_multiply(0.85));
        painter.galley(rect.min + vec2(2.0, 0.5), galley, palette.text);
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
        let text = if unchanged(&event) { String::new() } else { event.text() };
        labels.push(Label { x, text, breakpoint });
        last = Some((event, x));
    }
    labels.retain(|label| !label.text.is_empty());
    labels
}

/// Is a change none that its words would show?
fn unchanged(event: &Event) -> bool {
    let Event::Change { id, from, to } = event else { return false };
    let same = Event::Change { id: *id, from: *from, to: *from };
    event.text() == same.text() || from == to
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

    #[test]
    fn what_comes_back_to_its_value_is_no_change() {
        let change = |x: f64, from, to| Mark {
            made: 0,
            presentation: 0,
            epoch: x,
            generation: 0,
            event: Event::Change { id: ParamId::rho_a, from, to },
        };
        let texts = |marks: &[Mark]| -> Vec<String> {
            merged(marks.iter(), |mark| mark.epoch, 0.5).into_iter().map(|label| label.text).collect()
        };
        assert_eq!(texts(&[change(1.0, 0.7, 0.9), change(1.1, 0.9, 0.7)]), Vec::<String>::new());
        // Equal to the digits that are shown.
        assert_eq!(texts(&[change(1.0, 0.7, 0.700_000_1)]), Vec::<String>::new());
        // A drag back that goes on is the change from its beginning.
        let drag = [change(1.0, 0.7, 0.9), change(1.1, 0.9, 0.7), change(1.2, 0.7, 0.5)];
        assert_eq!(texts(&drag), ["ρ_A 0.7 › 0.5"]);
    }
}
