//! Measured capacity, first way: every load and seed on its own, in parallel.
//!
//! Each point is a deterministic function of its load and seed, so the result depends neither on the
//! number of threads nor on what was already finished before an interruption.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::feasibility::{Feasibility, FeasibilityError, Threshold, feasibility};
use super::statistics::Summary;
use super::training::{Outcome, Schedule, train};
use crate::model::params::ParamError;
use crate::model::{ModelError, ParamId, Params, Stimuli};

/// One load and seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// P.
    pub stimuli: usize,
    /// Seed.
    pub seed: u64,
}

/// A point with what was found there.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Found<T> {
    /// Where.
    pub point: Point,
    /// What.
    pub result: T,
}

/// Why a sweep gave no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// Parameters that cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The linear program was not solved.
    #[error(transparent)]
    Feasibility(#[from] FeasibilityError),
    /// It was asked to stop; finished points have been handed over.
    #[error("cancelled")]
    Cancelled,
}

/// P at each load, at least 2, without repeats.
///
/// # Errors
/// A load that is not finite and positive, or gives more stimuli than P allows.
pub fn stimuli_at(params: &Params, loads: &[f64]) -> Result<Vec<usize>, ParamError> {
    let mut counts = Vec::new();
    for load in loads {
        let stimuli = (load * params.synapses() as f64).round().max(2.0);
        let mut at_load = params.clone();
        at_load.set(ParamId::p, if *load > 0.0 { stimuli } else { *load })?;
        counts.push(at_load.p);
    }
    counts.sort_unstable();
    counts.dedup();
    Ok(counts)
}

/// All points of a sweep, in order.
pub fn points(stimuli: &[usize], seeds: u64) -> Vec<Point> {
    stimuli.iter().flat_map(|&stimuli| (1..=seeds).map(move |seed| Point { stimuli, seed })).collect()
}

/// Does `work` at every point that is not `done` yet, on all cores, and gives all results in order
/// of points. `finished` sees each new result as it comes, from any thread.
///
/// # Errors
/// The first error of `work`, or [`SweepError::Cancelled`].
pub fn run<T: Copy + Send + Sync>(
    points: &[Point],
    done: &[Found<T>],
    cancel: &AtomicBool,
    work: impl Fn(Point) -> Result<T, SweepError> + Sync,
    finished: impl Fn(&Found<T>) + Sync,
) -> Result<Vec<Found<T>>, SweepError> {
    let known: HashMap<Point, Found<T>> = done.iter().map(|found| (found.point, *found)).collect();
    let one = |&point: &Point| {
        if let Some(found) = known.get(&point) {
            return Ok(*found);
        }
        if cancel.load(Ordering::Relaxed) {
            return Err(SweepError::Cancelled);
        }
        let found = Found { point, result: work(point)? };
        finished(&found);
        Ok(found)
    };
    // Large loads take longest: beginning with them keeps all cores busy to the end.
    let mut largest_first: Vec<Point> = points.to_vec();
    largest_first.sort_unstable_by(|x, y| y.cmp(x));
    let mut results: Vec<Found<T>> =
        largest_first.par_iter().with_max_len(1).map(one).collect::<Result<_, _>>()?;
    results.sort_unstable_by_key(|found| found.point);
    Ok(results)
}

/// Trains the neuron at one point.
///
/// # Errors
/// As [`train`], or [`SweepError::Cancelled`] after the present epoch.
pub fn train_at(
    params: &Params,
    schedule: Schedule,
    point: Point,
    cancel: &AtomicBool,
) -> Result<Outcome, SweepError> {
    let params = Params { p: point.stimuli, ..params.clone() };
    train(params, point.seed, schedule, |_| {
        if cancel.load(Ordering::Relaxed) { Err(SweepError::Cancelled) } else { Ok(()) }
    })
}

/// Asks at one point whether any admissible weights store the associations that the neuron would
/// be given there.
///
/// # Errors
/// As [`feasibility`], or parameters that cannot be built.
pub fn feasible_at(
    params: &Params,
    threshold: Threshold,
    point: Point,
    cancel: &Arc<AtomicBool>,
) -> Result<Feasibility, SweepError> {
    let params = Params { p: point.stimuli, ..params.clone() };
    params.check_buildable()?;
    Ok(feasibility(&Stimuli::draw(&params, point.seed, 0), threshold, cancel)?)
}

/// One load's results over seeds, for a curve with a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtLoad {
    /// P.
    pub stimuli: usize,
    /// Mean, spread and number of the values.
    pub summary: Summary,
}

/// Summarises `value` over the seeds of each load, in order of load.
pub fn summarise<T>(found: &[Found<T>], value: impl Fn(&T) -> f64) -> Vec<AtLoad> {
    found
        .chunk_by(|x, y| x.point.stimuli == y.point.stimuli)
        .filter_map(|chunk| {
            let values: Vec<f64> = chunk.iter().map(|found| value(&found.result)).collect();
            Some(AtLoad { stimuli: chunk.first()?.point.stimuli, summary: Summary::of(&values)? })
        })
        .collect()
}

/// The load at which a falling curve passes `level`, by linear interpolation between neighbouring
/// points; `None` if it does not.
pub fn crossing(curve: &[AtLoad], level: f64, synapses: usize) -> Option<f64> {
    curve.windows(2).find_map(|pair| {
        let [left, right] = pair else { return None };
        let (high, low) = (left.summary.mean, right.summary.mean);
        (high >= level && low < level).then(|| {
            let t = (high - level) / (high - low);
            let at = left.stimuli as f64 + t * (right.stimuli as f64 - left.stimuli as f64);
            at / synapses as f64
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_become_stimuli_and_nonsense_is_refused() {
        let params = Params::default();
        assert_eq!(stimuli_at(&params, &[0.5, 0.125, 0.5, 1e-9]), Ok(vec![2, 50, 200]));
        for bad in [0.0, -0.5, f64::NAN, f64::INFINITY, 1e9] {
            assert!(stimuli_at(&params, &[bad]).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_crossing_is_interpolated() {
        let at = |stimuli, mean| AtLoad { stimuli, summary: Summary { mean, sd: 0.0, n: 1 } };
        let curve = [at(100, 1.0), at(200, 0.8), at(300, 0.4)];
        assert_eq!(crossing(&curve, 0.5, 100), Some(2.75));
        assert_eq!(crossing(&curve, 0.1, 100), None);
    }
}
