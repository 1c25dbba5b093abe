//! A picture as SVG text: texts stay texts, heatmaps are images whose pixels stay sharp.
//!
//! Numbers are rounded to a hundredth of a point. What egui's own renderer snaps to pixels (rectangles, upright
//! lines, the beginnings of texts) is snapped to whole points, so that it is sharp at every whole scale.

mod canvas;
mod gradient;
mod image;
mod mesh;
mod outline;
mod paths;
mod rect;
mod text;

use std::collections::HashMap;

use egui::emath::GuiRounding;
use egui::{Pos2, Rect, Shape};

use self::canvas::{Canvas, Element, number};
use super::{Picture, Provenance};

pub use text::{Face, MONOSPACE, PROPORTIONAL};

/// `picture` as an SVG 1.1 document of its size in points.
pub fn svg(picture: &Picture, provenance: &Provenance) -> String {
    document(picture, None, provenance)
}

/// `picture` as an SVG 1.1 document that is as wide as that many millimetres.
pub fn printed(picture: &Picture, millimetres: f32, provenance: &Provenance) -> String {
    document(picture, Some(millimetres), provenance)
}

fn document(picture: &Picture, millimetres: Option<f32>, provenance: &Provenance) -> String {
    let size = picture.size.max(egui::Vec2::splat(1.0));
    let (width, height) = (number(size.x), number(size.y));
    let outer = match millimetres {
        Some(wide) => [wide, wide * size.y / size.x].map(|side| format!("{}mm", number(side))),
        None => [width.clone(), height.clone()],
    };
    let mut canvas = Canvas::new();
    let root = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("xmlns:xlink", "http://www.w3.org/1999/xlink")
        .with("width", &outer[0])
        .with("height", &outer[1])
        .with("viewBox", &format!("0 0 {width} {height}"));
    canvas.open(text::in_face(root, PROPORTIONAL));
    canvas.words(Element::new("title"), &provenance.title);
    canvas.words(Element::new("desc"), &provenance.description);
    canvas.words(Element::new("metadata"), &provenance.text());
    let whole = Rect::from_min_size(Pos2::ZERO, size);
    if picture.background.a() > 0 {
        let ground = Element::new("rect").with("width", &width).with("height", &height);
        canvas.empty(ground.fill(picture.background));
    }
    let mut drawing = Drawing { canvas, picture, whole, clips: HashMap::new(), group: None };
    for clipped in &picture.shapes {
        drawing.draw(clipped.clip_rect, &clipped.shape);
    }
    drawing.leave();
    drawing.canvas.close("svg");
    drawing.canvas.finish()
}

struct Drawing<'a> {
    canvas: Canvas,
    picture: &'a Picture,
    whole: Rect,
    /// Number of every clip that has been declared, by what it says.
    clips: HashMap<[String; 4], usize>,
    /// The clip of the group that is open.
    group: Option<Rect>,
}

impl Drawing<'_> {
    fn draw(&mut self, clip: Rect, shape: &Shape) {
        if let Shape::Vec(shapes) = shape {
            return shapes.iter().for_each(|shape| self.draw(clip, shape));
        }
        let clip = clip.intersect(self.whole).round_to_pixels(1.0);
        let bounds = shape.visual_bounding_rect();
        if !clip.is_positive() || !bounds.intersects(clip) {
            return;
        }
        // A shape that needs no clip may stay in a group that has it.
        if self.group != Some(clip) {
            self.leave();
            if clip != self.whole && !clip.contains_rect(bounds) {
                self.enter(clip);
            }
        }
        let canvas = &mut self.canvas;
        match shape {
            Shape::Noop | Shape::Vec(_) | Shape::Callback(_) => {}
            Shape::Circle(circle) => paths::circle(canvas, circle),
            Shape::Ellipse(ellipse) => paths::ellipse(canvas, ellipse),
            Shape::LineSegment { points, stroke } => paths::line(canvas, *points, *stroke),
            Shape::Path(path) => paths::path(canvas, path),
            Shape::Band(band) => paths::band(canvas, band),
            Shape::QuadraticBezier(curve) => paths::quadratic(canvas, curve),
            Shape::CubicBezier(curve) => paths::cubic(canvas, curve),
            Shape::Rect(rect) => rect::draw(canvas, rect, &self.picture.images),
            Shape::Text(text) => text::draw(canvas, text),
            Shape::Mesh(mesh) => mesh::draw(canvas, mesh, &self.picture.images),
        }
    }

    fn enter(&mut self, clip: Rect) {
        let place = [clip.left(), clip.top(), clip.width(), clip.height()].map(number);
        let next = self.clips.len();
        let at = *self.clips.entry(place).or_insert(next);
        if at == next {
            self.canvas.open(Element::new("clipPath").with("id", &format!("clip{at}")));
            self.canvas.empty(Element::new("rect").place(clip));
            self.canvas.close("clipPath");
        }
        self.canvas.open(Element::new("g").with("clip-path", &format!("url(#clip{at})")));
        self.group = Some(clip);
    }

    fn leave(&mut self) {
        if self.group.take().is_some() {
            self.canvas.close("g");
        }
    }
}
