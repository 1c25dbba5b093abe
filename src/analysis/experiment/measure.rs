//! Correlations and lines that say where there are none.

use serde::Serialize;

use crate::model::responses::scatter;

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Line {
    /// Slope.
    pub slope: f64,
    /// Intercept.
    pub intercept: f64,
}

/// Pearson correlation; `None` where either does not vary.
pub fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let (_, [xx, yy, xy]) = scatter(x, y);
    let spread = xx.sqrt() * yy.sqrt();
    (spread > 0.0).then(|| (xy / spread).clamp(-1.0, 1.0))
}

/// Ordinary least squares of y on x; `None` where x does not vary.
pub fn line(x: &[f64], y: &[f64]) -> Option<Line> {
    let ([mean_x, mean_y], [xx, _, xy]) = scatter(x, y);
    let slope = xy / xx;
    let line = Line { slope, intercept: mean_y - slope * mean_x };
    (line.slope.is_finite() && line.intercept.is_finite()).then_some(line)
}

/// Mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Root mean square; 0 of nothing.
pub fn rms(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len().max(1) as f64;
    (values.map(|value| value * value).sum::<f64>() / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // x = 0, 1, 2 and y = 1, 1, 4: sxx 2, sxy 3, syy 6.
        let (x, y) = ([0.0, 1.0, 2.0], [1.0, 1.0, 4.0]);
        assert_eq!(line(&x, &y), Some(Line { slope: 1.5, intercept: 0.5 }));
        assert!((correlation(&x, &y).unwrap() - 3.0 / 12f64.sqrt()).abs() < 1e-15);
        assert_eq!(rms([3.0, 4.0].into_iter()), 12.5f64.sqrt());
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!((line(&[1.0; 3], &[1.0, 2.0, 3.0]), correlation(&[1.0; 3], &[1.0; 3])), (None, None));
        assert_eq!((line(&[], &[]), correlation(&[1.0], &[1.0]), mean(&[])), (None, None, None));
    }
}
