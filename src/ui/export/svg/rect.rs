//! Rectangles.

use std::collections::HashMap;
use std::sync::Arc;

use egui::emath::GuiRounding;
use egui::epaint::RectShape;
use egui::{ColorImage, CornerRadius, Rect, Stroke, StrokeKind, TextureId};

use super::canvas::{Canvas, Element, number};
use super::image;

/// Narrower than this, a rectangle is a line to egui, which it does not snap.
const THIN: f32 = 2.0;

/// A blurred rectangle, which is the shadow of a menu, has sharp edges here.
pub fn draw(canvas: &mut Canvas, shape: &RectShape, images: &HashMap<TextureId, Arc<ColorImage>>) {
    let rect = snapped(shape);
    if let Some(brush) = &shape.brush
        && let Some(texture) = images.get(&brush.fill_texture_id)
    {
        image::draw(canvas, rect, texture, brush.uv, shape.fill);
        stroke(canvas, shape, rect);
        return;
    }
    // One element suffices if nothing of the fill can be seen through the line.
    let together = shape.stroke_kind == StrokeKind::Middle || shape.stroke.color.is_opaque();
    if shape.stroke.is_empty() {
        canvas.empty(outline(shape, rect, 0.0).fill(shape.fill));
    } else if together {
        let element = outline(shape, rect, outward(shape)).fill(shape.fill);
        canvas.empty(element.stroke(shape.stroke));
    } else {
        canvas.empty(outline(shape, rect, 0.0).fill(shape.fill));
        stroke(canvas, shape, rect);
    }
}

fn stroke(canvas: &mut Canvas, shape: &RectShape, rect: Rect) {
    if !shape.stroke.is_empty() {
        canvas.empty(outline(shape, rect, outward(shape)).with("fill", "none").stroke(shape.stroke));
    }
}

/// From the edge to the middle of the line.
fn outward(shape: &RectShape) -> f32 {
    match shape.stroke_kind {
        StrokeKind::Inside => -0.5 * shape.stroke.width,
        StrokeKind::Middle => 0.0,
        StrokeKind::Outside => 0.5 * shape.stroke.width,
    }
}

fn outline(shape: &RectShape, rect: Rect, outward: f32) -> Element {
    let center = rect.center();
    // A line inside of a narrow rectangle covers it, and no more.
    let rect = rect.expand(outward.max(-0.5 * rect.size().min_elem()));
    let most = 0.5 * rect.size().min_elem();
    let CornerRadius { nw, ne, sw, se } = shape.corner_radius;
    let radius = |corner: u8| match corner {
        0 => 0.0,
        corner => (f32::from(corner) + outward).clamp(0.0, most),
    };
    let element = if shape.corner_radius.is_same() {
        let element = Element::new("rect").place(rect);
        if nw == 0 { element } else { element.number("rx", radius(nw)) }
    } else {
        Element::new("path").with("d", &round(rect, [nw, ne, se, sw].map(radius)))
    };
    element.rotated(shape.angle, center)
}

/// Clockwise from the top left, with a radius for every corner.
fn round(rect: Rect, radii: [f32; 4]) -> String {
    let [nw, ne, se, sw] = radii;
    let arc = |radius: f32, x: f32, y: f32| {
        let [radius, x, y] = [radius, x, y].map(number);
        format!("A{radius} {radius} 0 0 1 {x} {y}")
    };
    let (left, top, right, bottom) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    format!(
        "M{} {}H{}{}V{}{}H{}{}V{}{}Z",
        number(left + nw),
        number(top),
        number(right - ne),
        arc(ne, right, top + ne),
        number(bottom - se),
        arc(se, right - se, bottom),
        number(left + sw),
        arc(sw, left, bottom - sw),
        number(top + nw),
        arc(nw, left + nw, top),
    )
}

fn snapped(shape: &RectShape) -> Rect {
    let rect = shape.rect.intersect(Rect::from_center_size(egui::Pos2::ZERO, egui::Vec2::splat(2e7)));
    let thin = shape.stroke.is_empty() && rect.size().min_elem() <= THIN;
    if shape.round_to_pixels == Some(false) || shape.angle != 0.0 || thin {
        return rect;
    }
    let Stroke { width, .. } = shape.stroke;
    let odd = width > 0.0 && (width <= 1.0 || width.round() % 2.0 == 1.0);
    if shape.stroke_kind == StrokeKind::Middle && odd {
        rect.round_to_pixel_center(1.0)
    } else {
        rect.round_to_pixels(1.0)
    }
}
