//! Size of a picture in print, and of the text in it.

use egui::{Vec2, vec2};

/// Pixels per inch of printed pixels.
pub const DPI: f32 = 300.0;
/// Printed millimetres per point of the layout. The text of a view, of 11 to 13.5 points on screen, is printed at
/// 7.0 to 8.6 points.
const PER_POINT: f32 = 0.64 * 25.4 / 72.0;
/// Widths that journals ask for, in millimetres: one column, one and a half, two.
pub const WIDTHS: [f32; 3] = [85.0, 114.0, 174.0];
/// Shortest and longest side, in millimetres.
pub const SIDES: [f32; 2] = [40.0, 300.0];

/// A printed picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Width in millimetres.
    pub width: f32,
    /// Height in millimetres.
    pub height: f32,
}

impl Sheet {
    /// As wide as that many millimetres, in the usual proportion.
    pub fn of_width(width: f32) -> Self {
        Self { width, height: (width * 0.75).round() }
    }

    /// The same with both sides in [`SIDES`].
    #[must_use]
    pub fn bounded(self) -> Self {
        let side = |side: f32| if side.is_finite() { side.clamp(SIDES[0], SIDES[1]) } else { WIDTHS[0] };
        Self { width: side(self.width), height: side(self.height) }
    }

    /// Size of the layout in points.
    pub fn points(self) -> Vec2 {
        vec2(self.width, self.height) / PER_POINT
    }
}
