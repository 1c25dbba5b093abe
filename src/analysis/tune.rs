//! Better presets by search: CMA-ES (Hansen & Ostermeier 2001) over chosen parameters.
//!
//! A step of 1 in the search space multiplies a parameter with a logarithmic slider (a rate) by e^0.5,
//! and moves any other by 15 % of its slider's range; values are held within the declared range. Every
//! candidate is tried on the same seeds, so that differences between candidates are not differences
//! between seeds.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cmaes::{CMAESOptions, DVector};
use rayon::prelude::*;

use super::sweep::{Point, SweepError, train_at};
use super::training::Schedule;
use crate::model::params::{Kind, Scale};
use crate::model::{ParamId, Params};

/// What is to be made large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Balanced accuracy after training.
    Trained,
    /// Balanced accuracy after the unsupervised epochs that follow.
    Retained,
}

/// A search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Where it begins; everything that is not free stays.
    pub start: Params,
    /// Parameters that may change.
    pub free: Vec<ParamId>,
    /// What is to be made large.
    pub goal: Goal,
    /// Numbers of stimuli at which it is measured; their mean counts.
    pub stimuli: Vec<usize>,
    /// Seeds at which it is measured.
    pub seeds: Vec<u64>,
    /// Epochs trained (a quarter more without supervision for [`Goal::Retained`]).
    pub epochs: u64,
    /// When to stop.
    pub budget: Duration,
    /// Size of the first steps.
    pub step: f64,
}

/// One candidate and what it reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Values of the free parameters, in their order.
    pub values: Vec<f64>,
    /// Mean balanced accuracy.
    pub score: f64,
}

/// Why a search could not begin.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TuneError {
    /// Only real numbers can be searched.
    #[error("{0} is not a real number: give parameters such as alpha_A, a or b")]
    NotReal(&'static str),
    /// Nothing to search.
    #[error("no parameter is free: give some, as in alpha_A,alpha_I,b")]
    NothingFree,
    /// The optimiser refused.
    #[error("the search could not begin: {0}")]
    Refused(String),
    /// A candidate could not be run.
    #[error(transparent)]
    Sweep(#[from] SweepError),
}

impl Search {
    /// Searches until the budget is spent; `tried` sees every candidate as it is measured. Gives the
    /// best candidate, the start included.
    ///
    /// # Errors
    /// [`TuneError`].
    pub fn run(&self, mut tried: impl FnMut(&Evaluation)) -> Result<Evaluation, TuneError> {
        if self.free.is_empty() {
            return Err(TuneError::NothingFree);
        }
        if let Some(id) = self.free.iter().find(|id| id.spec().kind != Kind::Real) {
            return Err(TuneError::NotReal(id.spec().key));
        }
        let mut best = self.evaluate(&vec![0.0; self.free.len()])?;
        tried(&best);
        let mut failure = None;
        let objective = |x: &DVector<f64>| match self.evaluate(x.as_slice()) {
            Ok(evaluation) => {
                let cost = 1.0 - evaluation.score;
                tried(&evaluation);
                if evaluation.score > best.score {
                    best = evaluation;
                }
                cost
            }
            Err(error) => {
                failure = Some(error);
                1.0
            }
        };
        CMAESOptions::new(vec![0.0; self.free.len()], self.step)
            .max_time(self.budget)
            .seed(1)
            .build(objective)
            .map_err(|error| TuneError::Refused(format!("{error:?}")))?
            .run();
        failure.map_or(Ok(best), |error| Err(error.into()))
    }

    /// The parameters that a candidate stands for.
    pub fn params(&self, values: &[f64]) -> Params {
        let mut params = self.start.clone();
        for (&id, &value) in self.free.iter().zip(values) {
            // Held within the range by `value`.
            let _ = params.set(id, value);
        }
        params
    }

    fn evaluate(&self, x: &[f64]) -> Result<Evaluation, SweepError> {
        let values: Vec<f64> = self.free.iter().zip(x).map(|(&id, &x)| self.value(id, x)).collect();
        let params = self.params(&values);
        let unsupervised = (self.goal == Goal::Retained).then_some(self.epochs / 4);
        let schedule = Schedule { epochs: self.epochs, unsupervised };
        let points: Vec<Point> = self
            .stimuli
            .iter()
            .flat_map(|&stimuli| self.seeds.iter().map(move |&seed| Point { stimuli, seed }))
            .collect();
        let scores: Vec<f64> = points
            .par_iter()
            .map(|&point| {
                let outcome = train_at(&params, schedule, point, &AtomicBool::new(false))?;
                let measures = match self.goal {
                    Goal::Trained => outcome.trained,
                    Goal::Retained => outcome.retained.unwrap_or_default(),
                };
                Ok(measures.balanced_accuracy)
            })
            .collect::<Result<_, SweepError>>()?;
        Ok(Evaluation { values, score: scores.iter().sum::<f64>() / scores.len().max(1) as f64 })
    }

    fn value(&self, id: ParamId, x: f64) -> f64 {
        let spec = id.spec();
        let start = self.start.get(id);
        let value = match spec.scale {
            Scale::Log => start.max(spec.slider.1 * 1e-4) * (0.5 * x).exp(),
            Scale::Linear => start + 0.15 * (spec.slider.1 - spec.slider.0) * x,
        };
        if value.is_finite() { value.clamp(spec.min, spec.max) } else { start }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(free: Vec<ParamId>) -> Search {
        let start = Params { n_e: 40, n_i: 40, alpha_i: 0.02, ..Params::default() };
        let budget = Duration::from_secs(2);
        Search {
            start,
            free,
            goal: Goal::Trained,
            stimuli: vec![40],
            seeds: vec![1, 2, 3],
            epochs: 120,
            budget,
            step: 1.0,
        }
    }

    #[test]
    fn a_search_improves_a_bad_start_within_the_declared_ranges() {
        let search = search(vec![ParamId::alpha_i, ParamId::rho_a]);
        let mut tried = Vec::new();
        let best = search.run(|evaluation| tried.push(evaluation.clone())).unwrap();
        let first = tried.first().unwrap().score;
        assert!(best.score > first + 0.02, "{first} {}", best.score);
        assert!(tried.iter().all(|evaluation| search.params(&evaluation.values).validate().is_ok()));
        assert!(tried.iter().all(|evaluation| evaluation.score <= best.score));
    }

    #[test]
    fn what_cannot_be_searched_is_refused_by_name() {
        assert_eq!(search(vec![ParamId::gate_i]).run(|_| ()), Err(TuneError::NotReal("gate_i")));
        assert_eq!(search(vec![]).run(|_| ()), Err(TuneError::NothingFree));
    }
}
