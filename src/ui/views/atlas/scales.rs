//! From where to where the colours of a quantity go.

use crate::analysis::atlas::{Frame, Quantity};
use crate::ui::colormap::nice_top;

/// Values of the first and of the last colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    low: f64,
    high: f64,
}

impl Range {
    /// Of a quantity: fixed where it has natural ends, else that of the frame.
    pub fn of(quantity: Quantity, frame: &Frame) -> Self {
        let all = || frame.all(quantity).flatten().map(|summary| summary.mean);
        let largest =
            |value: fn(f64) -> f64| f64::from(nice_top(all().map(value).fold(0.0, f64::max) as f32));
        let (low, high) = match quantity {
            // Chance is 0.5.
            Quantity::BalancedAccuracy => (0.5, 1.0),
            Quantity::HitRate | Quantity::CorrectRejection | Quantity::AtBounds => (0.0, 1.0),
            Quantity::Correlation => (if all().any(|value| value < 0.0) { -1.0 } else { 0.0 }, 1.0),
            Quantity::LearnedLoad | Quantity::MeanCurrent => (0.0, largest(|value| value)),
            Quantity::Difference => {
                let most = largest(f64::abs);
                (-most, most)
            }
        };
        Self { low, high }
    }

    /// Both ends.
    pub fn ends(self) -> [f32; 2] {
        [self.low as f32, self.high as f32]
    }

    /// Where a value lies between them, from 0 to 1.
    pub fn part(self, value: f64) -> f32 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) as f32
    }
}
