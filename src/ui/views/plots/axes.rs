//! The axes around a plot: how much room they need, their ticks, numbers and titles.

use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{FontId, Galley, Pos2, Rect, TextStyle, TextWrapMode, Ui, WidgetText, pos2, vec2};

use super::screen::{Screen, Span};
use super::ticks::{self, Scale, Tick};

/// One axis.
#[derive(Debug, Clone)]
pub struct Axis {
    /// What is measured along it.
    pub name: String,
    /// In which unit, in words; empty for a pure number.
    pub unit: &'static str,
    /// Its numbers or names.
    pub scale: Scale,
    /// Are its ticks labelled?
    pub shown: bool,
    /// Is its name written?
    pub titled: bool,
}

/// Between two labels, and between a label and the frame.
const GAP: f32 = 8.0;
const NEAR: f32 = 3.0;
/// Smallest frame that leaves room for axes.
const LEAST: f32 = 30.0;

/// Where everything around a plot is.
pub struct Layout {
    /// Where the data are.
    pub frame: Rect,
    /// How wide the margin at the left of it is.
    pub left: f32,
    /// The ticks of either axis.
    pub ticks: [Vec<Tick>; 2],
    labels: Vec<(Pos2, Arc<Galley>)>,
    titles: [Option<Title>; 2],
}

struct Title {
    at: Pos2,
    galley: Arc<Galley>,
    angle: f32,
}

/// Makes room for the axes of a plot in `space`: at the left at least `margin`.
pub fn lay_out(ui: &Ui, space: Rect, axes: &[Axis; 2], bounds: [Span; 2], margin: f32) -> Layout {
    let [x, y] = axes;
    let font = TextStyle::Body.resolve(ui.style());
    let line = ui.fonts_mut(|fonts| fonts.row_height(&font));
    let title = |axis: &Axis| axis.shown && axis.titled && !axis.name.is_empty();
    let below = if x.shown { line + NEAR + if title(x) { line } else { 0.0 } } else { 0.0 };
    let mut frame = space.with_max_y(space.bottom() - below);
    if frame.height() < LEAST || space.width() < margin + LEAST {
        return Layout {
            frame: space,
            left: 0.0,
            ticks: Default::default(),
            labels: Vec::new(),
            titles: [None, None],
        };
    }
    let (ups, mut labels) = up(ui, frame, y, bounds[1], &font);
    let widest = labels.iter().map(|(_, galley)| galley.size().x).fold(0.0, f32::max);
    let left = widest + NEAR + if title(y) { line + 2.0 * NEAR } else { 0.0 };
    frame.min.x += if y.shown { left.max(margin) } else { 0.0 }.min(space.width() - LEAST);
    for (at, galley) in &mut labels {
        at.x = frame.left() - NEAR - galley.size().x;
    }
    let (acrosses, more) = across(ui, frame, space, x, bounds[0], &font);
    labels.extend(more);
    let y_title = title(y).then(|| {
        let galley = fitting(ui, &y.name, frame.height() + below.min(line));
        let bottom = (frame.center().y + galley.size().x / 2.0).min(space.bottom());
        Title { at: pos2(space.left(), bottom), galley, angle: -std::f32::consts::FRAC_PI_2 }
    });
    let x_title = title(x).then(|| {
        let galley = fitting(ui, &x.name, space.width());
        let from = frame.center().x - galley.size().x / 2.0;
        let left = from.min(space.right() - galley.size().x).max(space.left());
        Title { at: pos2(left, frame.bottom() + NEAR + line), galley, angle: 0.0 }
    });
    Layout {
        frame,
        left: frame.left() - space.left(),
        ticks: [acrosses, ups],
        labels,
        titles: [x_title, y_title],
    }
}

/// A title that is not longer than its axis: small if it must, and with an end that is left out.
fn fitting(ui: &Ui, text: &str, length: f32) -> Arc<Galley> {
    let galley = |wrap, style| WidgetText::from(text).into_galley(ui, Some(wrap), length, style);
    for style in [TextStyle::Body, TextStyle::Small] {
        let found = galley(TextWrapMode::Extend, style);
        if found.size().x <= length {
            return found;
        }
    }
    galley(TextWrapMode::Truncate, TextStyle::Small)
}

fn galley(ui: &Ui, text: &str, font: &FontId) -> Arc<Galley> {
    ui.painter().layout_no_wrap(text.to_owned(), font.clone(), ui.visuals().text_color())
}

/// Ticks and labels of the vertical axis, with the height of each label.
fn up(ui: &Ui, frame: Rect, axis: &Axis, span: Span, font: &FontId) -> (Vec<Tick>, Vec<(Pos2, Arc<Galley>)>) {
    let screen = Screen { frame, bounds: [[0.0, 1.0], span] };
    let most = ((frame.height() / 34.0) as usize).clamp(1, 6);
    let place = |tick: &Tick| {
        let galley = galley(ui, &tick.text, font);
        let middle = screen.position([0.0, tick.value]).y;
        let top =
            (middle - galley.size().y / 2.0).clamp(frame.top(), frame.bottom() + NEAR - galley.size().y);
        (pos2(0.0, top), galley)
    };
    settled(axis, span, most, place, |_, above| above.min.y)
}

/// Ticks and labels of the level axis: each below its tick, and within `space`.
fn across(
    ui: &Ui,
    frame: Rect,
    space: Rect,
    axis: &Axis,
    span: Span,
    font: &FontId,
) -> (Vec<Tick>, Vec<(Pos2, Arc<Galley>)>) {
    let screen = Screen { frame, bounds: [span, [0.0, 1.0]] };
    let most = ((frame.width() / 70.0) as usize).clamp(1, 8);
    let place = |tick: &Tick| {
        let galley = galley(ui, &tick.text, font);
        let from = screen.position([tick.value, 0.0]).x - galley.size().x / 2.0;
        let left = from.min(space.right() - galley.size().x).max(space.left());
        (pos2(left, frame.bottom() + NEAR), galley)
    };
    settled(axis, span, most, place, |left, _| left.max.x + GAP)
}

/// As many ticks as have room for their labels: fewer ticks first; of names, those that fit.
fn settled(
    axis: &Axis,
    span: Span,
    most: usize,
    place: impl Fn(&Tick) -> (Pos2, Arc<Galley>),
    free: impl Fn(Rect, Rect) -> f32,
) -> (Vec<Tick>, Vec<(Pos2, Arc<Galley>)>) {
    let rect = |(at, galley): &(Pos2, Arc<Galley>)| Rect::from_min_size(*at, galley.size());
    // Along x the next label begins beyond the last; along y it ends above it.
    let apart = |one: Rect, next: Rect| {
        let limit = free(one, one);
        if next.min.y == one.min.y { next.min.x >= limit } else { next.max.y <= limit + 1.0 }
    };
    let mut last = (Vec::new(), Vec::new());
    for count in (1..=most).rev() {
        let ticks = ticks::over(&axis.scale, (span[0], span[1]), count);
        if !axis.shown {
            return (ticks, Vec::new());
        }
        let labels: Vec<_> = ticks.iter().map(&place).collect();
        if labels.windows(2).all(|pair| apart(rect(&pair[0]), rect(&pair[1]))) {
            return (ticks, labels);
        }
        last = (ticks, labels);
    }
    let mut kept: Vec<(Pos2, Arc<Galley>)> = Vec::new();
    for label in last.1 {
        if kept.last().is_none_or(|before| apart(rect(before), rect(&label))) {
            kept.push(label);
        }
    }
    (last.0, kept)
}

impl Layout {
    /// Writes labels and titles.
    pub fn paint(&self, ui: &Ui) {
        let color = ui.visuals().text_color();
        for (at, galley) in &self.labels {
            ui.painter().galley(*at, Arc::clone(galley), color);
        }
        for Title { at, galley, angle } in self.titles.iter().flatten() {
            ui.painter().add(TextShape::new(*at, Arc::clone(galley), color).with_angle(*angle));
        }
    }

    /// The narrowest plot: nothing but its frame.
    pub fn least() -> egui::Vec2 {
        vec2(2.0, 2.0)
    }
}
