//! From data to the screen and back, as exactly as numbers are.

use egui::{Pos2, Rect, pos2};

use super::clip::Place;

/// From where to where an axis goes.
pub type Span = [f64; 2];

/// The frame of a plot, and what it shows.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Where the data are.
    pub frame: Rect,
    /// What is seen: along x, along y.
    pub bounds: [Span; 2],
}

impl Screen {
    /// Where a point of the data is.
    pub fn place(&self, [x, y]: [f64; 2]) -> Place {
        let part = |value: f64, [low, high]: Span| (value - low) / (high - low);
        let (frame, [along, up]) = (self.frame, self.bounds);
        [
            f64::from(frame.left()) + part(x, along) * f64::from(frame.width()),
            f64::from(frame.bottom()) - part(y, up) * f64::from(frame.height()),
        ]
    }

    /// Where a point of the data is, to be painted there.
    pub fn position(&self, at: [f64; 2]) -> Pos2 {
        let [x, y] = self.place(at);
        pos2(x as f32, y as f32)
    }

    /// The data at a point of the screen.
    pub fn value(&self, at: Pos2) -> [f64; 2] {
        let across = f64::from((at.x - self.frame.left()) / self.frame.width());
        let up = f64::from((self.frame.bottom() - at.y) / self.frame.height());
        let between = |[low, high]: Span, t: f64| low + t * (high - low);
        [between(self.bounds[0], across), between(self.bounds[1], up)]
    }

    /// Is a point of the data seen, or a mark of this radius around it?
    pub fn shows(&self, at: [f64; 2], radius: f32) -> bool {
        let place = self.place(at);
        place.iter().all(|value| value.is_finite()) && self.frame.expand(radius).contains(self.position(at))
    }

    /// How much of an axis is seen.
    pub fn span(&self, d: usize) -> f64 {
        self.bounds[d][1] - self.bounds[d][0]
    }
}
