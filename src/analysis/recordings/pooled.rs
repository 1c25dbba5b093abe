//! Balance lines of all cells together, and the bootstrap that gives all intervals of pooled statistics.
//!
//! Each resample of units repeats the whole procedure, the fit of the joint line included.

use serde::Serialize;

use super::estimate::{Estimate, NotEstimable};
use super::work::{Cancelled, Purpose, Work};
use super::{
    Interval, Line, Pair, Phase, Recordings, Sampling, distance_to_line, inhibition, line, resampling,
};

/// A balance line with its uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FittedLine {
    /// The line.
    pub line: Line,
    /// Bootstrap interval of a.
    pub a_interval: Estimate<Interval>,
    /// Bootstrap interval of b.
    pub b_interval: Estimate<Interval>,
}

/// The balance lines over all points of all cells, by orthogonal regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledLines {
    /// Of the points before pairing.
    pub pre: Estimate<FittedLine>,
    /// Of those after.
    pub post: Estimate<FittedLine>,
    /// Of both together.
    pub both: Estimate<FittedLine>,
}

/// All that one bootstrap gives.
pub(super) struct Pooled {
    pub lines: PooledLines,
    /// Interval of the mean reduction_in_distance to the joint line.
    pub reduction_in_distance: Estimate<Interval>,
    /// Intervals of slope and r of the change of inhibition.
    pub inhibition: [Estimate<Interval>; 2],
}

pub(super) fn pooled(recordings: &Recordings, work: &mut Work) -> Result<Pooled, Cancelled> {
    let units = Sampling::of(recordings).units(recordings);
    let found =
        resampling::intervals(units.len(), work, Purpose::Intervals, |drawn| statistics(&units, drawn))?;
    let [pre_a, pre_b, post_a, post_b, both_a, both_b, reduction_in_distance, slope, r] = found;
    let fitted = |line: Result<Line, NotEstimable>, a_interval, b_interval| -> Estimate<FittedLine> {
        line.map(|line| FittedLine { line, a_interval, b_interval }).into()
    };
    let of_phase = |phase| Line::fit(line::points(recordings, phase));
    let lines = PooledLines {
        pre: fitted(of_phase(Phase::Pre), pre_a, pre_b),
        post: fitted(of_phase(Phase::Post), post_a, post_b),
        both: fitted(line::joint(units.iter().copied().flatten()), both_a, both_b),
    };
    Ok(Pooled { lines, reduction_in_distance, inhibition: [slope, r] })
}

/// a and b pre, post and both, mean reduction_in_distance, slope and r, of one draw of units.
fn statistics(units: &[&[Pair]], drawn: &[usize]) -> [Option<f64>; 9] {
    let pairs = drawn.iter().flat_map(|&k| units[k]);
    let pre = Line::fit(pairs.clone().map(|pair| pair.pre)).ok();
    let post = Line::fit(pairs.clone().map(|pair| pair.post)).ok();
    let both = line::joint(pairs.clone()).ok();
    let reduction_in_distance = both.map(|line| {
        drawn.iter().map(|&k| distance_to_line::reduction_in_distance(line, units[k])).sum::<f64>()
            / drawn.len() as f64
    });
    let (slope, r) = match both.map(|line| inhibition::slope_and_r(line, pairs)) {
        Some((slope, r)) => (slope.ok(), r.ok()),
        None => (None, None),
    };
    let parts = |line: Option<Line>| (line.map(|line| line.a), line.map(|line| line.b));
    let ((pre_a, pre_b), (post_a, post_b), (both_a, both_b)) = (parts(pre), parts(post), parts(both));
    [pre_a, pre_b, post_a, post_b, both_a, both_b, reduction_in_distance, slope, r]
}
