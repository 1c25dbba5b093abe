//! Lines, curves and what they enclose.

use egui::emath::Rot2;
use egui::epaint::{
    BandShape, CircleShape, ColorMode, CubicBezierShape, EllipseShape, PathShape, PathStroke,
    QuadraticBezierShape,
};
use egui::{Color32, Pos2, Rect, Stroke, pos2};

use super::canvas::{Canvas, Element, number, points};

pub fn circle(canvas: &mut Canvas, shape: &CircleShape) {
    let circle = Element::new("circle").number("cx", shape.center.x).number("cy", shape.center.y);
    canvas.empty(circle.number("r", shape.radius).fill(shape.fill).stroke(shape.stroke));
}

pub fn ellipse(canvas: &mut Canvas, shape: &EllipseShape) {
    let ellipse = Element::new("ellipse").number("cx", shape.center.x).number("cy", shape.center.y);
    let ellipse = ellipse.number("rx", shape.radius.x).number("ry", shape.radius.y);
    canvas.empty(ellipse.fill(shape.fill).stroke(shape.stroke).rotated(shape.angle, shape.center));
}

pub fn line(canvas: &mut Canvas, [mut from, mut to]: [Pos2; 2], stroke: Stroke) {
    if stroke.is_empty() || !from.is_finite() || !to.is_finite() {
        return;
    }
    if from.x == to.x {
        stroke.round_center_to_pixel(1.0, &mut from.x);
        to.x = from.x;
    } else if from.y == to.y {
        stroke.round_center_to_pixel(1.0, &mut from.y);
        to.y = from.y;
    }
    let line = Element::new("line").number("x1", from.x).number("y1", from.y);
    canvas.empty(line.number("x2", to.x).number("y2", to.y).stroke(stroke));
}

/// The line of a closed path runs along its edge, also where it should run inside or outside of it.
pub fn path(canvas: &mut Canvas, shape: &PathShape) {
    let stroke = plain(&shape.stroke, &shape.points);
    if let ([from, to], false) = (shape.points.as_slice(), shape.closed) {
        return line(canvas, [*from, *to], stroke);
    }
    let name = if shape.closed { "polygon" } else { "polyline" };
    let fill = if shape.closed { shape.fill } else { Color32::TRANSPARENT };
    let element = Element::new(name).with("points", &points(shape.points.iter().copied())).fill(fill);
    let element = if stroke.is_empty() { element } else { element.with("stroke-linejoin", "round") };
    canvas.empty(element.stroke(stroke));
}

pub fn band(canvas: &mut Canvas, shape: &BandShape) {
    let rotation = Rot2::from_angle(shape.angle);
    let upper = shape.points.iter().map(|point| pos2(point.x, point.y.min));
    let lower = shape.points.iter().rev().map(|point| pos2(point.x, point.y.max));
    let edge = upper.chain(lower).map(|point| (rotation * point.to_vec2()).to_pos2());
    let element = Element::new("polygon").with("points", &points(edge));
    canvas.empty(element.fill(shape.fill).stroke(shape.stroke));
}

pub fn quadratic(canvas: &mut Canvas, shape: &QuadraticBezierShape) {
    let stroke = plain(&shape.stroke, &shape.points);
    curve(canvas, "Q", &shape.points, shape.closed, shape.fill, stroke);
}

pub fn cubic(canvas: &mut Canvas, shape: &CubicBezierShape) {
    let stroke = plain(&shape.stroke, &shape.points);
    curve(canvas, "C", &shape.points, shape.closed, shape.fill, stroke);
}

fn curve(canvas: &mut Canvas, kind: &str, at: &[Pos2], closed: bool, fill: Color32, stroke: Stroke) {
    let Some((from, others)) = at.split_first() else { return };
    let (x, y) = (number(from.x), number(from.y));
    let end = if closed { "Z" } else { "" };
    let way = format!("M{x},{y}{kind}{}{end}", points(others.iter().copied()));
    let fill = if closed { fill } else { Color32::TRANSPARENT };
    canvas.empty(Element::new("path").with("d", &way).fill(fill).stroke(stroke));
}

/// A line whose colour changes along it takes that of its middle point.
fn plain(stroke: &PathStroke, points: &[Pos2]) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(color) => {
            let middle = points.get(points.len() / 2).copied().unwrap_or_default();
            color(Rect::from_points(points), middle)
        }
    };
    Stroke::new(stroke.width, color)
}
