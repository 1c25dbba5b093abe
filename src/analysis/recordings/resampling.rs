//! Bootstrap percentile intervals (Efron 1979).

use rand::RngExt;
use serde::Serialize;

use super::estimate::{Estimate, NotEstimable};
use super::work::{Cancelled, Purpose, Work};

/// Largest fraction of resamples in which a statistic may be undefined (as the slope of equal points) and
/// are left out.
const MOST_UNDEFINED: f64 = 0.05;

/// A bootstrap percentile interval of 95 %.
///
/// With few units it is too narrow; it says how the estimate would vary if other units like these had been
/// recorded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// Draws `units` of `units` with replacement, again and again, and gives the interval of each of the
/// statistics over these draws.
pub(super) fn intervals<const K: usize>(
    units: usize,
    work: &mut Work,
    purpose: Purpose,
    mut statistics: impl FnMut(&[usize]) -> [Option<f64>; K],
) -> Result<[Estimate<Interval>; K], Cancelled> {
    if units < 2 {
        let too_few = NotEstimable::TooFew { what: "units to resample", found: units, needed: 2 };
        return Ok([(); K].map(|()| Err(too_few.clone()).into()));
    }
    let mut rng = work.generator(purpose);
    let mut drawn = vec![0; units];
    let mut values = [(); K].map(|()| Vec::with_capacity(work.resamples as usize));
    for _ in 0..work.resamples {
        work.step()?;
        drawn.fill_with(|| rng.random_range(0..units as u32) as usize);
        for (values, value) in values.iter_mut().zip(statistics(&drawn)) {
            values.extend(value.filter(|value| value.is_finite()));
        }
    }
    Ok(values.map(|values| percentiles(values, work.resamples as usize).into()))
}

fn percentiles(mut values: Vec<f64>, resamples: usize) -> Result<Interval, NotEstimable> {
    let undefined = resamples - values.len();
    if values.is_empty() || undefined as f64 > MOST_UNDEFINED * resamples as f64 {
        return Err(NotEstimable::Resamples { undefined, resamples });
    }
    values.sort_unstable_by(f64::total_cmp);
    Ok(Interval { low: percentile(&values, 0.025), high: percentile(&values, 0.975) })
}

/// By linear interpolation between the sorted values.
fn percentile(sorted: &[f64], fraction: f64) -> f64 {
    let place = fraction * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let t = place - below as f64;
    sorted[below] * (1.0 - t) + sorted[above] * t
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_interpolated_and_need_nearly_all_values() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        let found = percentiles(values, 101).unwrap();
        assert!((found.low - 2.5).abs() < 1e-12 && (found.high - 97.5).abs() < 1e-12);
        let missing = NotEstimable::Resamples { undefined: 6, resamples: 100 };
        assert_eq!(percentiles(vec![1.0; 94], 100), Err(missing));
        assert!(percentiles(vec![1.0; 95], 100).is_ok());
    }
}
