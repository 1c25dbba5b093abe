//! The balance line i_I = a i_E + b by orthogonal regression.
//!
//! Both currents are measured with noise, so the sum of squared perpendicular distances is minimised (total
//! least squares; Deming regression with equal error variances, Adcock 1878). With S the sums of squares and products about the
//! means,
//!
//! ```text
//! a = ( d + sqrt(d^2 + 4 S_EI^2) ) / (2 S_EI),   d = S_II - S_EE,      b = mean i_I - a mean i_E
//! ```
//!
//! Limits: the fit depends on the relative scale of the axes, so both currents must be in the same unit.

use serde::Serialize;

use super::estimate::NotEstimable;
use super::{Currents, Pair, Phase, Recordings};

/// Below this fraction of the larger quantity a difference is rounding.
const ROUNDING: f64 = 1e-12;

/// A line whose angle to the i_I axis is below this (in radians) is vertical.
const VERTICAL: f64 = 1e-9;

/// The line i_I = a i_E + b.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Line {
    /// Slope a.
    pub a: f64,
    /// Offset b, in the unit of the currents.
    pub b: f64,
}

impl Line {
    /// The orthogonal fit to points of finite numbers.
    ///
    /// # Errors
    /// Fewer than two points, or points that define no such line.
    pub fn fit(points: impl Iterator<Item = Currents> + Clone) -> Result<Self, NotEstimable> {
        let sums = Sums::of(points.map(|p| (p.i_e, p.i_i)));
        if sums.n < 2 {
            return Err(NotEstimable::TooFew { what: "points", found: sums.n, needed: 2 });
        }
        let (s_ee, s_ii, s_ei) = sums.about_means();
        if s_ee + s_ii <= ROUNDING * (sums.xx + sums.yy) {
            return Err(NotEstimable::AllEqual);
        }
        let d = s_ii - s_ee;
        let root = d.hypot(2.0 * s_ei);
        if root <= ROUNDING * (s_ee + s_ii) {
            return Err(NotEstimable::Isotropic);
        }
        // Half the angle of (-d, 2 S_EI); of the two forms of its tangent, the one without cancellation.
        let (rise, run) = if d > 0.0 { (d + root, 2.0 * s_ei) } else { (2.0 * s_ei, root - d) };
        if run.abs() <= VERTICAL * rise.abs() {
            return Err(NotEstimable::Vertical);
        }
        let a = rise / run;
        let (i_e, i_i) = sums.means();
        Ok(Self { a, b: i_i - a * i_e })
    }

    /// Inhibition that balance asks for beyond what there is: a i_E + b - i_I.
    pub fn residual(self, at: Currents) -> f64 {
        self.a * at.i_e + self.b - at.i_i
    }

    /// Perpendicular distance of a point, in the unit of the currents.
    pub fn distance(self, from: Currents) -> f64 {
        self.residual(from).abs() / self.a.hypot(1.0)
    }
}

/// The line through pre and post points together: it does not change when the labels of a pair are swapped, so
/// it favours neither.
pub(super) fn joint<'a>(pairs: impl Iterator<Item = &'a Pair> + Clone) -> Result<Line, NotEstimable> {
    Line::fit(pairs.flat_map(|pair| [pair.pre, pair.post]))
}

/// All points of one phase.
pub(super) fn points(recordings: &Recordings, phase: Phase) -> impl Iterator<Item = Currents> + Clone {
    recordings.cells.iter().flat_map(move |cell| cell.points(phase))
}

/// Sums over points (x, y), taken from the first point on: a far-off origin costs no digits, and the
/// sums over equal points are exactly zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sums {
    pub n: usize,
    origin: (f64, f64),
    x: f64,
    y: f64,
    pub xx: f64,
    pub yy: f64,
    xy: f64,
}

impl Sums {
    pub fn of(mut points: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let all = points.clone();
        let Some(origin) = points.next() else { return Self::default() };
        let mut sums = Self { origin, ..Self::default() };
        for (x, y) in all {
            let (x, y) = (x - origin.0, y - origin.1);
            sums.n += 1;
            sums.x += x;
            sums.y += y;
            sums.xx += x * x;
            sums.yy += y * y;
            sums.xy += x * y;
        }
        sums
    }

    pub fn means(&self) -> (f64, f64) {
        let n = self.n as f64;
        (self.origin.0 + self.x / n, self.origin.1 + self.y / n)
    }

    /// Sums of squares of x, of y, and of products, about the means.
    pub fn about_means(&self) -> (f64, f64, f64) {
        let n = self.n as f64;
        let square = |sum: f64, squares: f64| (squares - sum * sum / n).max(0.0);
        (square(self.x, self.xx), square(self.y, self.yy), self.xy - self.x * self.y / n)
    }

    /// Pearson's r.
    pub fn pearson(&self, names: [&'static str; 2]) -> Result<f64, NotEstimable> {
        if self.n < 3 {
            return Err(NotEstimable::TooFew { what: "points", found: self.n, needed: 3 });
        }
        let (s_xx, s_yy, s_xy) = self.about_means();
        for (about_mean, squares, name) in [(s_xx, self.xx, names[0]), (s_yy, self.yy, names[1])] {
            if about_mean <= ROUNDING * squares {
                return Err(NotEstimable::Constant(name));
            }
        }
        Ok((s_xy / (s_xx.sqrt() * s_yy.sqrt())).clamp(-1.0, 1.0))
    }

    /// Slope of y on x by ordinary least squares.
    pub fn slope(&self, name: &'static str) -> Result<f64, NotEstimable> {
        let (s_xx, _, s_xy) = self.about_means();
        let slope = s_xy / s_xx;
        if s_xx <= ROUNDING * self.xx || !slope.is_finite() {
            Err(NotEstimable::Constant(name))
        } else {
            Ok(slope)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(points: &[(f64, f64)]) -> Result<Line, NotEstimable> {
        Line::fit(points.iter().map(|&(i_e, i_i)| Currents { i_e, i_i }))
    }

    #[test]
    fn undefined_lines_are_told_apart() {
        assert_eq!(fit(&[(1.0, 2.0)]), Err(NotEstimable::TooFew { what: "points", found: 1, needed: 2 }));
        assert_eq!(fit(&[(0.1, 0.7); 7]), Err(NotEstimable::AllEqual));
        assert_eq!(fit(&[(0.1, 1.0), (0.1, 2.0), (0.1, 5.0)]), Err(NotEstimable::Vertical));
        assert_eq!(fit(&[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]), Err(NotEstimable::Isotropic));
        assert_eq!(fit(&[(0.0, 0.3), (1.0, 0.3), (5.0, 0.3)]), Ok(Line { a: 0.0, b: 0.3 }));
    }

    #[test]
    fn exact_lines_are_found_far_from_the_origin() {
        for (a, b) in [(0.91, 3.2), (-2.0, 7.0), (40.0, -1.0)] {
            let on_line: Vec<(f64, f64)> =
                (0..9).map(|k| 1e5 + f64::from(k)).map(|x| (x, a * x + b)).collect();
            let found = fit(&on_line).unwrap();
            assert!((found.a - a).abs() < 1e-9 * a.abs(), "{found:?}");
            let beside = Currents { i_e: 1e5, i_i: a * 1e5 + b + 1.0 };
            // One unit above the line, measured at right angles.
            assert!((found.distance(beside) - 1.0 / (1.0 + a * a).sqrt()).abs() < 1e-6);
        }
    }
}
