//! Text as `<text>` elements: one for every run of a row that has one format.
//!
//! Every run says how long it is, so that it fits where another font has to stand in.

use egui::epaint::TextShape;
use egui::epaint::text::{ByteIndex, Galley, Glyph, PlacedRow};
use egui::text::{LayoutSection, TextFormat};
use egui::{Color32, FontFamily, Pos2, Rect, Stroke, Vec2};

use super::canvas::{Canvas, Element};

/// How a font is asked for in CSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// Names, the best first.
    pub family: &'static str,
    /// 400 is regular.
    pub weight: u16,
}

/// The face of egui's proportional family.
pub const PROPORTIONAL: Face = Face { family: "Roboto, sans-serif", weight: 400 };
/// The face of egui's monospace family.
pub const MONOSPACE: Face = Face { family: "Hack, monospace", weight: 400 };

/// Sets the font of an element and of all in it.
pub fn in_face(element: Element, face: Face) -> Element {
    element.with("font-family", face.family).with("font-weight", &face.weight.to_string())
}

/// Writes a text, turned about its origin.
pub fn draw(canvas: &mut Canvas, shape: &TextShape) {
    if shape.opacity_factor <= 0.0 || !shape.pos.is_finite() {
        return;
    }
    let origin = shape.pos.round();
    let mut byte = 0;
    for row in &shape.galley.rows {
        let corner = origin + row.pos.to_vec2();
        for (section, glyphs) in runs(&shape.galley, row, &mut byte) {
            let run = Run { shape, format: &section.format, corner, origin, glyphs };
            run.draw(canvas);
        }
        let below = row.rect().translate(origin.to_vec2());
        under(canvas, below.left_bottom(), below.width(), shape.underline, shape.angle, origin);
    }
}

/// The glyphs of a row by section; `byte` is where the row begins in the text, then where it ends.
///
/// A glyph stands for one character. Which section it belongs to is no longer known after the layout, but for
/// the order of the characters.
fn runs<'a>(
    galley: &'a Galley,
    row: &'a PlacedRow,
    byte: &mut usize,
) -> Vec<(&'a LayoutSection, &'a [Glyph])> {
    let job = &galley.job;
    let mut runs = Vec::new();
    let (mut first, mut now) = (0, None);
    for (at, _) in row.glyphs.iter().enumerate() {
        let section =
            job.sections.iter().position(|section| section.byte_range.contains(&ByteIndex(*byte))).or(now);
        if section != now && at > first {
            runs.push((now, first..at));
            first = at;
        }
        now = section;
        *byte += job.text.get(*byte..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    runs.push((now, first..row.glyphs.len()));
    *byte += usize::from(row.ends_with_newline);
    let known = |(section, glyphs): (Option<usize>, std::ops::Range<usize>)| {
        Some((job.sections.get(section?)?, row.glyphs.get(glyphs)?))
    };
    runs.into_iter().filter_map(known).collect()
}

struct Run<'a> {
    shape: &'a TextShape,
    format: &'a TextFormat,
    /// Top left of the row, before it is turned.
    corner: Pos2,
    /// What the text turns about.
    origin: Pos2,
    glyphs: &'a [Glyph],
}

impl Run<'_> {
    fn draw(&self, canvas: &mut Canvas) {
        let blank = |glyph: &Glyph| glyph.chr.is_whitespace();
        let Some(from) = self.glyphs.iter().position(|glyph| !blank(glyph)) else { return };
        let to = self.glyphs.iter().rposition(|glyph| !blank(glyph)).unwrap_or(from);
        let glyphs = self.glyphs.get(from..=to).unwrap_or_default();
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { return };
        let line = first.logical_rect().union(last.logical_rect()).translate(self.corner.to_vec2());
        self.ground(canvas, line);
        let color = self.shape.override_text_color.unwrap_or(self.format.color);
        let words: String = glyphs.iter().map(|glyph| glyph.chr).collect();
        let at = self.corner + first.pos.to_vec2();
        let element = Element::new("text").number("x", at.x).number("y", at.y);
        let element = self.font(element).fill(self.color(color)).rotated(self.shape.angle, self.origin);
        let element = if words.contains("  ") { element.with("xml:space", "preserve") } else { element };
        let length = last.max_x() - first.pos.x;
        let element = if glyphs.len() > 1 { element.number("textLength", length) } else { element };
        canvas.words(element, &words);
        let (width, angle) = (line.width(), self.shape.angle);
        under(canvas, line.left_bottom(), width, self.line(self.format.underline), angle, self.origin);
        let through = self.line(self.format.strikethrough);
        under(canvas, line.left_center(), width, through, angle, self.origin);
    }

    fn ground(&self, canvas: &mut Canvas, line: Rect) {
        let color = self.color(self.format.background);
        if color.a() > 0 {
            let ground = Element::new("rect").place(line.expand(self.format.expand_bg));
            canvas.empty(ground.fill(color).rotated(self.shape.angle, self.origin));
        }
    }

    fn font(&self, element: Element) -> Element {
        let id = &self.format.font_id;
        let element = match &id.family {
            FontFamily::Name(name) => element.with("font-family", &format!("'{}'", name.replace('\'', ""))),
            FontFamily::Monospace => in_face(element, MONOSPACE),
            // What the whole document is in.
            FontFamily::Proportional => element,
        };
        let element = element.number("font-size", id.size);
        if self.format.italics { element.with("font-style", "italic") } else { element }
    }

    fn color(&self, color: Color32) -> Color32 {
        let color = if color == Color32::PLACEHOLDER { self.shape.fallback_color } else { color };
        if self.shape.opacity_factor < 1.0 { color.gamma_multiply(self.shape.opacity_factor) } else { color }
    }

    fn line(&self, stroke: Stroke) -> Stroke {
        Stroke::new(stroke.width, self.color(stroke.color))
    }
}

/// A line under or through a text.
fn under(canvas: &mut Canvas, from: Pos2, width: f32, stroke: Stroke, angle: f32, about: Pos2) {
    if stroke.is_empty() {
        return;
    }
    let to = from + Vec2::new(width, 0.0);
    let line = Element::new("line").number("x1", from.x).number("y1", from.y);
    let line = line.number("x2", to.x).number("y2", to.y).stroke(stroke);
    canvas.empty(line.rotated(angle, about));
}
