//! XML elements with the attributes that shapes share.

use std::borrow::Cow;

use egui::{Color32, Pos2, Rect, Stroke};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// An SVG document while it is written.
pub struct Canvas {
    writer: Writer<Vec<u8>>,
    numbers: usize,
}

impl Canvas {
    pub fn new() -> Self {
        Self { writer: Writer::new(Vec::new()), numbers: 0 }
    }

    /// A number that has not been given before, for a name.
    pub fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    /// An element without content.
    pub fn empty(&mut self, element: Element) {
        self.put(Event::Empty(element.0));
        self.end_line();
    }

    /// An element with nothing but words in it.
    pub fn words(&mut self, element: Element, words: &str) {
        let end = element.0.to_end().into_owned();
        self.put(Event::Start(element.0));
        self.put(Event::Text(BytesText::new(&legal(words))));
        self.put(Event::End(end));
        self.end_line();
    }

    /// Begins an element with others in it.
    pub fn open(&mut self, element: Element) {
        self.put(Event::Start(element.0));
        self.end_line();
    }

    /// Ends it.
    pub fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
        self.end_line();
    }

    /// The whole text.
    pub fn finish(self) -> String {
        String::from_utf8_lossy(&self.writer.into_inner()).into_owned()
    }

    fn end_line(&mut self) {
        self.put(Event::Text(BytesText::from_escaped("\n")));
    }

    fn put(&mut self, event: Event<'_>) {
        // Nothing that is written to a vector fails.
        let written = self.writer.write_event(event);
        debug_assert!(written.is_ok());
    }
}

/// An element while its attributes are gathered.
pub struct Element(BytesStart<'static>);

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self(BytesStart::new(name))
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push_attribute((name, legal(value).as_ref()));
        self
    }

    pub fn number(self, name: &str, value: f32) -> Self {
        self.with(name, &number(value))
    }

    pub fn place(self, rect: Rect) -> Self {
        self.number("x", rect.left())
            .number("y", rect.top())
            .number("width", rect.width())
            .number("height", rect.height())
    }

    pub fn fill(self, color: Color32) -> Self {
        self.paint("fill", "fill-opacity", color)
    }

    /// A line of no width leaves no attribute.
    pub fn stroke(self, stroke: Stroke) -> Self {
        if stroke.is_empty() {
            return self;
        }
        self.paint("stroke", "stroke-opacity", stroke.color).number("stroke-width", stroke.width)
    }

    /// Clockwise, in radians.
    pub fn rotated(self, angle: f32, about: Pos2) -> Self {
        if angle == 0.0 || !angle.is_finite() {
            return self;
        }
        let [angle, x, y] = [angle.to_degrees(), about.x, about.y].map(number);
        self.with("transform", &format!("rotate({angle} {x} {y})"))
    }

    fn paint(self, paint: &str, opacity: &str, color: Color32) -> Self {
        let [r, g, b, a] = color.to_srgba_unmultiplied();
        match a {
            0 => self.with(paint, "none"),
            255 => self.with(paint, &format!("#{r:02x}{g:02x}{b:02x}")),
            _ => {
                let strength = format!("{:.3}", f32::from(a) / 255.0);
                self.with(paint, &format!("#{r:02x}{g:02x}{b:02x}")).with(opacity, &strength)
            }
        }
    }
}

/// A hundredth of a point is exact enough; what is no number is 0.
pub fn number(value: f32) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let hundredths = (f64::from(value).clamp(-1e7, 1e7) * 100.0).round();
    // The sum turns -0 into 0.
    (hundredths / 100.0 + 0.0).to_string()
}

/// Points as `x,y x,y`, without those that are no numbers.
pub fn points(points: impl IntoIterator<Item = Pos2>) -> String {
    let finite = points.into_iter().filter(|point| point.is_finite());
    let mut text = String::new();
    for point in finite {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&number(point.x));
        text.push(',');
        text.push_str(&number(point.y));
    }
    text
}

/// Text of characters that XML 1.0 allows (section 2.2); the others become U+FFFD.
fn legal(text: &str) -> Cow<'_, str> {
    let allowed = |character: char| {
        matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..) && character != '\u{7F}'
    };
    if text.chars().all(allowed) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|character| if allowed(character) { character } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [(1.0, "1"), (-0.001, "0"), (12.345_678, "12.35"), (f32::NAN, "0"), (f32::INFINITY, "0")];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(1e30), "10000000");
    }

    #[test]
    fn points_that_are_no_numbers_are_left_out() {
        let line = [Pos2::new(1.0, 2.0), Pos2::new(f32::NAN, 0.0), Pos2::new(3.5, -4.0)];
        assert_eq!(points(line), "1,2 3.5,-4");
    }
}
