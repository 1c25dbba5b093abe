//! Upright rectangles whose colour changes along one side, such as the fading edge of a list.

use egui::epaint::Vertex;
use egui::{Color32, Rect};

use super::canvas::{Canvas, Element};

/// Where such a rectangle is, and its first and last colour; downwards if not to the right.
#[derive(Debug, PartialEq)]
pub struct Gradient {
    rect: Rect,
    colors: [Color32; 2],
    rightwards: bool,
}

impl Gradient {
    /// The gradient of two triangles that are the upright rectangle `rect`, if it is one.
    pub fn of(corners: &[Vertex], rect: Rect) -> Option<Self> {
        let color = |x: f32, y: f32| {
            let corner = corners.iter().find(|corner| corner.pos.x == x && corner.pos.y == y);
            corner.map(|corner| corner.color)
        };
        let (left, right) = (rect.left(), rect.right());
        let top = [color(left, rect.top())?, color(right, rect.top())?];
        let bottom = [color(left, rect.bottom())?, color(right, rect.bottom())?];
        let rightwards = top == bottom;
        let downwards = top[0] == top[1] && bottom[0] == bottom[1];
        let colors = if rightwards { top } else { [top[0], bottom[0]] };
        (rightwards != downwards).then_some(Self { rect, colors, rightwards })
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas) {
        let id = format!("gradient{}", canvas.number());
        let [x, y] = if self.rightwards { ["1", "0"] } else { ["0", "1"] };
        let gradient = Element::new("linearGradient").with("id", &id).with("x1", "0").with("y1", "0");
        canvas.open(gradient.with("x2", x).with("y2", y));
        let [first, last] = self.colors;
        for (offset, color, other) in [("0", first, last), ("1", last, first)] {
            // Nothing at all has the other end's hue: SVG mixes colours before it makes them transparent.
            let hue = if color.a() == 0 { other } else { color };
            let [r, g, b, _] = hue.to_srgba_unmultiplied();
            let stop = Element::new("stop").with("offset", offset);
            let stop = stop.with("stop-color", &format!("#{r:02x}{g:02x}{b:02x}"));
            canvas.empty(stop.with("stop-opacity", &format!("{:.3}", f32::from(color.a()) / 255.0)));
        }
        canvas.close("linearGradient");
        canvas.empty(Element::new("rect").place(self.rect).with("fill", &format!("url(#{id})")));
    }
}
