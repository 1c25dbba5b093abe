//! Surveys around the live simulation: capacity over loads, dimension over co-tuning, and whether the
//! stimuli on screen can be stored at all. Each is a [`Task`].

use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::dimension::{AtCoTuning, at_co_tuning};
use crate::analysis::feasibility::{Feasibility, Threshold, feasibility};
use crate::analysis::sweep::{Found, Point, SweepError, feasible_at, points, run, stimuli_at, train_at};
use crate::analysis::training::{Outcome, Schedule};
use crate::engine::task::{Task, in_background};
use crate::model::{Params, Stimuli};

/// What a capacity survey is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct CapacityRequest {
    /// Parameters; P is replaced by the loads.
    pub params: Params,
    /// Loads P/(N_E + N_I).
    pub loads: Vec<f64>,
    /// Seeds at each load.
    pub seeds: u64,
    /// How long to train.
    pub schedule: Schedule,
    /// Also ask, by linear programming, whether any admissible weights store the associations.
    pub feasibility: bool,
}

/// What it has found so far, in the order in which it came.
#[derive(Debug, Clone, PartialEq)]
pub struct CapacityFound {
    /// What was asked.
    pub request: CapacityRequest,
    /// Points in all, of training and of feasibility together.
    pub of: usize,
    /// Trained neurons.
    pub trained: Vec<Found<Outcome>>,
    /// Linear programs.
    pub feasible: Vec<Found<Feasibility>>,
}

impl CapacityFound {
    /// Finished part, from 0 to 1.
    pub fn progress(&self) -> f32 {
        (self.trained.len() + self.feasible.len()) as f32 / self.of.max(1) as f32
    }
}

/// Begins a capacity survey.
///
/// # Errors
/// A load out of range, or too large a problem.
pub fn capacity(
    request: CapacityRequest,
    wake: impl Fn() + Send + Sync + 'static,
) -> Result<Task<CapacityFound>, SweepError> {
    let stimuli = stimuli_at(&request.params, &request.loads).map_err(crate::model::ModelError::from)?;
    let largest = Params { p: stimuli.last().copied().unwrap_or(2), ..request.params.clone() };
    largest.check_buildable()?;
    let all = points(&stimuli, request.seeds);
    let of = all.len() * (1 + usize::from(request.feasibility));
    let initial = CapacityFound { request: request.clone(), of, trained: Vec::new(), feasible: Vec::new() };
    Ok(Task::start(initial, wake, move |reporter| {
        let CapacityRequest { params, schedule, .. } = &request;
        let threshold = Threshold::of(params.theta);
        let cancel = reporter.cancel();
        let train = |point: Point| train_at(params, *schedule, point, cancel);
        let solve = |point: Point| feasible_at(params, threshold, point, cancel);
        in_background(|| {
            run(&all, &[], cancel, train, |found| {
                reporter.update(|so_far| insert(&mut so_far.trained, *found));
            })
            .map_err(say)?;
            if request.feasibility {
                run(&all, &[], cancel, solve, |found| {
                    reporter.update(|so_far| insert(&mut so_far.feasible, *found));
                })
                .map_err(say)?;
            }
            Ok(())
        })
    }))
}

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// In order of points, whatever the order of arrival.
fn insert<T>(all: &mut Vec<Found<T>>, found: Found<T>) {
    let at = all.partition_point(|other| other.point < found.point);
    all.insert(at, found);
}

/// Asks whether any admissible weights store `stimuli`.
pub fn stored_by_any_weights(
    stimuli: Arc<Stimuli>,
    theta: f64,
    wake: impl Fn() + Send + Sync + 'static,
) -> Task<Option<Feasibility>> {
    Task::start(None, wake, move |reporter| {
        let found = feasibility(&stimuli, Threshold::of(theta), reporter.cancel()).map_err(say)?;
        reporter.update(|answer| *answer = Some(found));
        Ok(())
    })
}

/// What a survey of dimension over co-tuning has found so far, in order of c.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionFound {
    /// Parameters; c varies.
    pub params: Params,
    /// Neurons in all.
    pub of: usize,
    /// By degree of co-tuning and seed.
    pub found: Vec<AtCoTuning>,
}

/// Begins to measure the dimension of the currents at each `c`, for `seeds` seeds, before and after
/// `epochs` epochs.
pub fn dimension(
    params: Params,
    c: &[f64],
    seeds: u64,
    epochs: u64,
    wake: impl Fn() + Send + Sync + 'static,
) -> Task<DimensionFound> {
    let all: Vec<(f64, u64)> = c.iter().flat_map(|&c| (1..=seeds).map(move |seed| (c, seed))).collect();
    let initial = DimensionFound { params: params.clone(), of: all.len(), found: Vec::new() };
    Task::start(initial, wake, move |reporter| {
        in_background(|| {
            all.par_iter().try_for_each(|&(c, seed)| {
                let found = at_co_tuning(&params, c, seed, epochs, reporter.cancel()).map_err(say)?;
                reporter.update(|so_far| {
                    let at = so_far.found.partition_point(|other| other.c <= found.c);
                    so_far.found.insert(at, found);
                });
                Ok(())
            })
        })
    })
}
