//! Means over seeds and their comparison.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Mean, sample standard deviation and number of repeats.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation (n - 1); 0 for a single value.
    pub sd: f64,
    /// Number of values.
    pub n: usize,
}

impl Summary {
    /// Summarises `values`; `None` if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        let sd = if n > 1 { (squares / (n - 1) as f64).sqrt() } else { 0.0 };
        Some(Self { mean, sd, n })
    }

    /// Half width of the 95 % confidence interval of the mean (Student's t); infinite for a single
    /// value, which says nothing of its own spread.
    pub fn confidence(&self) -> f64 {
        if self.n < 2 {
            return f64::INFINITY;
        }
        let freedom = (self.n - 1) as f64;
        let t = StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975));
        t * self.sd / (self.n as f64).sqrt()
    }

    /// Two-sample t statistic (Welch) of the difference of the means, where `other` was printed to
    /// a precision of `resolution`: half of that is no difference at all. Infinite if the means
    /// differ and neither sample varies.
    pub fn t_against(&self, other: &Self, resolution: f64) -> f64 {
        let difference = ((self.mean - other.mean).abs() - resolution / 2.0).max(0.0);
        // The last bit of a printed decimal is not a difference either.
        if difference < 1e-12 {
            return 0.0;
        }
        let variance = |s: &Self| s.sd * s.sd / s.n as f64;
        difference / (variance(self) + variance(other)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_by_hand() {
        let x = Summary::of(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!((x.mean, x.sd), (2.0, 1.0));
        let y = Summary { mean: 4.0, sd: 1.0, n: 3 };
        assert!((x.t_against(&y, 0.0) - 2.0 / (2.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(x.t_against(&Summary { mean: 2.0004, ..y }, 0.001), 0.0);
    }

    #[test]
    fn confidence_intervals_use_students_t() {
        // t(0.975, 9) = 2.262157 (tables).
        let ten = Summary { mean: 0.0, sd: 2.0, n: 10 };
        assert!((ten.confidence() - 2.262_157 * 2.0 / 10f64.sqrt()).abs() < 1e-5);
        assert_eq!(Summary::of(&[1.0]).unwrap().confidence(), f64::INFINITY);
    }

    #[test]
    fn constant_samples_that_differ_are_infinitely_different() {
        let half = Summary::of(&[0.5; 10]).unwrap();
        assert_eq!(half.t_against(&Summary { mean: 0.5, sd: 0.0, n: 10 }, 0.001), 0.0);
        assert_eq!(half.t_against(&Summary { mean: 0.6, sd: 0.0, n: 10 }, 0.001), f64::INFINITY);
        assert_eq!(Summary::of(&[]), None);
    }
}
