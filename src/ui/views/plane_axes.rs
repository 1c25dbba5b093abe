//! Axes of the plane of currents.

/// What is drawn upwards over i_E.
#[derive(Debug, Clone, Copy)]
pub struct Axes {
    /// The drive, instead of i_I.
    pub drive: bool,
    /// Threshold theta.
    pub theta: f64,
}

impl Axes {
    /// Where a pair of currents is.
    pub fn place(&self, i_e: f64, i_i: f64) -> [f64; 2] {
        [i_e, if self.drive { i_e - i_i - self.theta } else { i_i }]
    }

    /// Slope and offset of the threshold.
    pub fn threshold(&self) -> [f64; 2] {
        if self.drive { [0.0, 0.0] } else { [1.0, -self.theta] }
    }
}
