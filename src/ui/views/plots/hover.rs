//! What is pointed at in a plot.

use egui::{Pos2, Response, RichText, Ui};

use super::axes::Axis;
use super::clip::Place;
use super::items::{Item, Line, Path, dot};
use super::screen::Screen;
use super::ticks::{self, Scale};

/// How near one has to point, in points.
const REACH: f64 = 12.0;
/// By so much a mark is nearer than a line: it is smaller and lies on it.
const FAVOUR: f64 = 5.0;

/// The nearest thing.
struct Near {
    name: String,
    at: [f64; 2],
    distance: f64,
}

/// Shows in words what is pointed at: the nearest item and its values, else those of the pointer.
pub fn show(ui: &Ui, response: &Response, screen: &Screen, items: &[Item], axes: &[Axis; 2]) {
    let Some(pointer) =
        response.hover_pos().filter(|_| !response.dragged() && !response.context_menu_opened())
    else {
        return;
    };
    let near = nearest(items, screen, pointer);
    let at = near.as_ref().map_or_else(|| screen.value(pointer), |near| near.at);
    if near.is_some() {
        let painter = ui.painter().with_clip_rect(screen.frame);
        painter.add(dot(screen.position(at), ui.visuals().text_color()));
    }
    let lines: Vec<String> =
        [0, 1].into_iter().filter_map(|d| said(&axes[d], at[d], screen.span(d))).collect();
    let tooltip = egui::Tooltip::always_open(
        ui.ctx().clone(),
        ui.layer_id(),
        response.id.with("pointed at"),
        egui::PopupAnchor::Pointer,
    );
    tooltip.gap(12.0).show(|ui| {
        ui.set_max_width(320.0);
        if let Some(name) = near.map(|near| near.name).filter(|name| !name.is_empty()) {
            ui.label(RichText::new(name).strong());
        }
        lines.into_iter().for_each(|line| {
            ui.label(line);
        });
    });
}

/// An axis' name and a value on it; nothing where the value is none.
fn said(axis: &Axis, value: f64, span: f64) -> Option<String> {
    let value = match axis.scale {
        Scale::Numbers => ticks::value(value, span),
        Scale::Octaves => ticks::value(value.exp2(), value.exp2() * span),
        Scale::Names(_) | Scale::Placed(_) => return None,
    };
    let space = if axis.unit.is_empty() { "" } else { " " };
    (!axis.name.is_empty() && !value.contains("NaN"))
        .then(|| format!("{}: {value}{space}{}", axis.name, axis.unit))
}

/// The topmost of the nearest items.
fn nearest(items: &[Item], screen: &Screen, pointer: Pos2) -> Option<Near> {
    let found = items.iter().rev().filter_map(|item| match item {
        Item::Line(line) if !line.silent => of_line(line, screen, pointer),
        Item::Points(points) if !points.silent => {
            let at = |&at: &[f64; 2]| (at, distance(screen.place(at), place(pointer)) - FAVOUR);
            let shown = points.points.iter().filter(|&&at| screen.shows(at, 0.0));
            let (at, distance) = shown.map(at).min_by(|one, other| one.1.total_cmp(&other.1))?;
            Some(Near { name: points.name.clone(), at, distance })
        }
        Item::Bars(bars) => bars.bars.iter().find_map(|(name, at, _)| {
            let inside = bars.rect(*at, screen)?.expand(2.0).contains(pointer);
            inside.then(|| Near { name: name.clone(), at: *at, distance: 0.0 })
        }),
        _ => None,
    });
    found.filter(|near| near.distance <= REACH).min_by(|one, other| one.distance.total_cmp(&other.distance))
}

fn place(at: Pos2) -> Place {
    [f64::from(at.x), f64::from(at.y)]
}

fn distance(one: Place, other: Place) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

/// The point of a line that is nearest: one of its own points where one is near, else one between two.
fn of_line(line: &Line, screen: &Screen, pointer: Pos2) -> Option<Near> {
    let (path, pointed) = (line.places(screen), screen.value(pointer));
    let pointer = place(pointer);
    let finite = |at: &Place| at.iter().all(|value| value.is_finite());
    let segments = path.windows(2).enumerate().filter(|(_, pair)| pair.iter().all(finite));
    let (index, t, distance) = segments
        .map(|(index, pair)| {
            let [from, to] = [pair[0], pair[1]];
            let (x, y) = (to[0] - from[0], to[1] - from[1]);
            let length = (x * x + y * y).max(f64::MIN_POSITIVE);
            let t = (((pointer[0] - from[0]) * x + (pointer[1] - from[1]) * y) / length).clamp(0.0, 1.0);
            (index, t, self::distance([from[0] + t * x, from[1] + t * y], pointer))
        })
        .min_by(|one, other| one.2.total_cmp(&other.2))?;
    let [from, to] = [path[index], path[index + 1]];
    let length = self::distance(from, to);
    let t = if t * length < FAVOUR {
        0.0
    } else if (1.0 - t) * length < FAVOUR {
        1.0
    } else {
        t
    };
    let between = |from: [f64; 2], to: [f64; 2]| [0, 1].map(|d| from[d] + t * (to[d] - from[d]));
    let at = match &line.path {
        Path::Points(points) => between(points[index], points[index + 1]),
        Path::Level(y) => [pointed[0], *y],
        Path::At(x) => [*x, pointed[1]],
    };
    Some(Near { name: line.name.clone(), at, distance })
}
