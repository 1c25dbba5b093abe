//! Did inhibition change where it was lacking?
//!
//! Over pairs, the change y = i_I post - i_I pre against the initial imbalance x = a i_E,pre + b - i_I,pre (the
//! inhibitory rule's bracket), with the joint line of pre and post points.
//!
//! x and y share the term -i_I,pre. Noise of that measurement alone therefore gives a positive slope and correlation
//! (mathematical coupling; Oldham 1962), and the usual p of a regression would be wrong. The slope is compared with those that
//! are found when the labels pre and post are swapped within units: these have the same coupling. The
//! mean of that null distribution stands next to the slope: what exceeds it is evidence, the slope alone is not.

use serde::Serialize;

use super::estimate::{Estimate, NotEstimable};
use super::line::Sums;
use super::sign_flip::Permutation;
use super::work::{Cancelled, Purpose, Work};
use super::{Interval, Line, Pair, Recordings, Sampling, line};

/// One pair's initial imbalance and change of inhibition.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairChange {
    /// x = a i_E,pre + b - i_I,pre.
    pub imbalance: f64,
    /// y = i_I post - i_I pre.
    pub change: f64,
}

/// How the change of inhibition goes with the initial imbalance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InhibitionChange {
    /// What is swapped and resampled.
    pub sampling: Sampling,
    /// The points, pair by pair in order of cells and stimuli.
    pub points: Vec<PairChange>,
    /// Slope of y on x, ordinary least squares over pairs.
    pub slope: f64,
    /// Mean y minus slope times mean x, in the unit of the currents: the fitted line's offset.
    pub offset: f64,
    /// Bootstrap interval of the slope, the balance line fitted again each time.
    pub slope_interval: Estimate<Interval>,
    /// Pearson's r of x and y.
    pub r: Estimate<f64>,
    /// Bootstrap interval of r.
    pub r_interval: Estimate<Interval>,
    /// Mean slope under swapped labels: what coupling alone gives.
    pub null_mean_slope: f64,
    /// The slope against its null distribution under swapped labels.
    pub test: Permutation,
}

const NAMES: [&str; 2] = ["the initial imbalance", "the change of i_I"];

/// x and y of a pair, its labels swapped or not.
fn point(line: Line, pair: &Pair, swapped: bool) -> (f64, f64) {
    let (first, then) = if swapped { (pair.post, pair.pre) } else { (pair.pre, pair.post) };
    (line.residual(first), then.i_i - first.i_i)
}

/// Slope and r of these pairs about a line.
pub(super) fn slope_and_r<'a>(
    line: Line,
    pairs: impl Iterator<Item = &'a Pair> + Clone,
) -> (Result<f64, NotEstimable>, Result<f64, NotEstimable>) {
    let sums = Sums::of(pairs.map(|pair| point(line, pair, false)));
    (sums.slope(NAMES[0]), sums.pearson(NAMES))
}

/// The whole comparison, with intervals of slope and r that come from the common bootstrap.
pub(super) fn inhibition(
    recordings: &Recordings,
    [slope_interval, r_interval]: [Estimate<Interval>; 2],
    work: &mut Work,
) -> Result<Estimate<InhibitionChange>, Cancelled> {
    let sampling = Sampling::of(recordings);
    let units = sampling.units(recordings);
    let pairs = units.iter().copied().flatten();
    let line = match line::joint(pairs.clone()) {
        Ok(line) => line,
        Err(undefined) => return Ok(Err(undefined).into()),
    };
    let sums = Sums::of(pairs.clone().map(|pair| point(line, pair, false)));
    let slope = match sums.slope(NAMES[0]) {
        Ok(slope) => slope,
        Err(undefined) => return Ok(Err(undefined).into()),
    };
    let (s_xx, s_yy, _) = sums.about_means();
    let scale = (s_yy / s_xx).sqrt();
    let (test, null_mean_slope) =
        Permutation::of(units.len(), scale, work, Purpose::Inhibition, |swapped| {
            let of_units = units.iter().zip(swapped);
            let points =
                of_units.flat_map(|(unit, &swapped)| unit.iter().map(move |pair| point(line, pair, swapped)));
            Sums::of(points).slope(NAMES[0]).ok()
        })?;
    let points = pairs.map(|pair| point(line, pair, false));
    let (x, y) = sums.means();
    Ok(Ok(InhibitionChange {
        sampling,
        points: points.map(|(imbalance, change)| PairChange { imbalance, change }).collect(),
        slope,
        offset: y - slope * x,
        slope_interval,
        r: sums.pearson(NAMES).into(),
        r_interval,
        null_mean_slope,
        test,
    })
    .into())
}
