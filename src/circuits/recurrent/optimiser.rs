//! Adam (Kingma & Ba 2015), the same for every rule.

use crate::circuits::arrays::{Arrays, flat, flat_mut, zeros};
use crate::circuits::state::{InvalidState, Plain, arrays, plain};

/// Running means of the estimate and its square.
#[derive(Debug, Clone)]
pub struct Adam {
    mean: Arrays,
    square: Arrays,
    steps: i32,
}

impl Adam {
    /// Its running means.
    pub fn state(&self) -> [Vec<Plain>; 2] {
        [plain(&self.mean), plain(&self.square)]
    }

    /// With these running means after so many steps.
    ///
    /// # Errors
    /// Means of other shapes.
    pub fn restored(
        [mean, square]: [Vec<Plain>; 2],
        like: &Arrays,
        steps: u64,
    ) -> Result<Self, InvalidState> {
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        Ok(Self { mean: arrays(mean, like)?, square: arrays(square, like)?, steps })
    }

    /// Before the first step.
    pub fn new(like: &Arrays) -> Self {
        Self { mean: zeros(like), square: zeros(like), steps: 0 }
    }

    /// Changes the weights against the gradient.
    pub fn descend(&mut self, weights: &mut Arrays, gradient: &Arrays, eta: f64) {
        self.steps = self.steps.saturating_add(1);
        let (grown, grown_square) = (1.0 - 0.9_f64.powi(self.steps), 1.0 - 0.999_f64.powi(self.steps));
        let means = self.mean.iter_mut().zip(&mut self.square);
        for ((weights, gradient), (mean, square)) in weights.iter_mut().zip(gradient).zip(means) {
            let means = flat_mut(mean).iter_mut().zip(flat_mut(square));
            for ((w, g), (mean, square)) in flat_mut(weights).iter_mut().zip(flat(gradient)).zip(means) {
                *mean = 0.9 * *mean + 0.1 * g;
                *square = 0.999 * *square + 0.001 * g * g;
                *w -= eta * (*mean / grown) / ((*square / grown_square).sqrt() + 1e-8);
            }
        }
    }
}
