//! Are the currents closer to balance after pairing than before?
//!
//! The line is the orthogonal fit to pre and post points together. A line fitted to the post points alone
//! would be as near to them as a line can be, and would find them closer whatever pairing did: that would be
//! circular. The joint line does not change when labels are swapped, so the swaps need no new fit and the
//! test is exact.
//!
//! The statistic is the mean of (distance pre - distance post), over pairs, or over cells with each the mean of
//! its pairs.

use super::estimate::NotEstimable;
use super::{Line, Pair, line};

/// Distance before minus distance after, mean over the pairs of a unit: positive is closer.
pub(super) fn reduction_in_distance(line: Line, unit: &[Pair]) -> f64 {
    let sum: f64 = unit.iter().map(|pair| line.distance(pair.pre) - line.distance(pair.post)).sum();
    sum / unit.len() as f64
}

/// The difference of each unit, about the line that fits all of them together.
pub(super) fn differences(units: &[&[Pair]]) -> Result<Vec<f64>, NotEstimable> {
    let line = line::joint(units.iter().copied().flatten())?;
    Ok(units.iter().map(|unit| reduction_in_distance(line, unit)).collect())
}
