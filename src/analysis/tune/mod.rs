//! Better presets by search: CMA-ES (Hansen & Ostermeier 2001) over chosen parameters.
//!
//! A step of 1 in the search space multiplies a parameter with a logarithmic slider (a rate) by e^0.5,
//! and moves any other by 15 % of what it is at the start (of its slider's range if that is 0, or less); values are held within the declared range. Every
//! candidate is tried on the same seeds, so that differences between candidates are not differences
//! between seeds. The candidates of one generation run in parallel. What breaks an inequality is not
//! tried: its cost is above that of anything that keeps to it, the more so the more it breaks it.

use std::sync::Mutex;
use std::time::Duration;

use cmaes::{CMAESOptions, DVector};

pub use objective::{Goal, Score};
pub use subject::{Inequality, InequalityError};

use crate::model::params::{Kind, Scale};

use crate::model::state::StateError;
use crate::model::{ParamId, Params};

use gather::Gatherer;

mod gather;
mod objective;
mod subject;

/// A search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Where it begins; everything that is not free stays.
    pub start: Params,
    /// Parameters that may change.
    pub free: Vec<ParamId>,
    /// What candidates keep to.
    pub subject: Vec<Inequality>,
    /// What is to be made large; with several, their sum.
    pub goals: Vec<Goal>,
    /// Numbers of stimuli at which it is measured; their mean counts.
    pub stimuli: Vec<usize>,
    /// Seeds at which it is measured.
    pub seeds: Vec<u64>,
    /// Epochs trained (a quarter more without supervision for what is retained).
    pub epochs: u64,
    /// Epochs of the long run, and of the one without supervision after it, for [`Goal::Lasting`].
    pub horizon: u64,
    /// When to stop: after this time, or this many candidates.
    pub budget: Budget,
    /// Size of the first steps.
    pub step: f64,
}

/// How long a search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// So long; what is found then depends on the machine.
    Time(Duration),
    /// So many candidates.
    Candidates(usize),
}

/// One candidate and what it reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Values of the free parameters, in their order.
    pub values: Vec<f64>,
    /// What was measured: means over seeds and numbers of stimuli.
    pub score: Score,
    /// What the search makes large.
    pub total: f64,
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
    /// Nothing to make large.
    #[error("no objective: give one, as in trained")]
    NoGoal,
    /// The start breaks an inequality.
    #[error("the search begins where {0} does not hold: set other values, as in --set A_A=1")]
    Start(Inequality),
    /// The optimiser refused.
    #[error("the search could not begin: {0}")]
    Refused(String),
    /// A candidate could not be run.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Search {
    /// Searches until the budget is spent; `tried` sees every candidate as it is measured, from any
    /// thread. Gives the best candidate, the start included.
    ///
    /// # Errors
    /// [`TuneError`].
    pub fn run(&self, tried: impl Fn(&Evaluation) + Sync) -> Result<Evaluation, TuneError> {
        self.check()?;
        let first = self.evaluate(&self.start, &self.seeds)?;
        tried(&first);
        let best = Mutex::new(Ok(first));
        Gatherer::run(self, |gatherer| self.descend(&gatherer, &best, &tried))?;
        best.into_inner().map_err(|_| TuneError::Refused("a candidate panicked".to_owned()))?
    }

    /// Lets the optimiser ask until the budget is spent.
    fn descend(
        &self,
        gatherer: &Gatherer,
        best: &Mutex<Result<Evaluation, TuneError>>,
        tried: &(impl Fn(&Evaluation) + Sync),
    ) -> Result<(), TuneError> {
        let objective = |x: &DVector<f64>| {
            let params = self.params(&self.values(x.as_slice()));
            let broken: f64 = self.subject.iter().map(|inequality| inequality.broken_by(&params)).sum();
            if broken > 0.0 {
                return self.worst() + broken;
            }
            let evaluation = gatherer.evaluate(params);
            let Ok(mut best) = best.lock() else { return self.worst() };
            match (evaluation, &mut *best) {
                (Ok(evaluation), Ok(known)) => {
                    let total = evaluation.total;
                    tried(&evaluation);
                    if evaluation.total > known.total {
                        *known = evaluation;
                    }
                    -total
                }
                (Ok(evaluation), Err(_)) => -evaluation.total,
                (Err(error), best) => {
                    *best = Err(error);
                    self.worst()
                }
            }
        };
        let options = CMAESOptions::new(vec![0.0; self.free.len()], self.step).seed(1);
        let options = match self.budget {
            Budget::Time(time) => options.max_time(time),
            Budget::Candidates(most) => options.max_function_evals(most),
        };
        let mut optimiser =
            options.build(objective).map_err(|error| TuneError::Refused(format!("{error:?}")))?;
        // As many threads as there are candidates in a generation: all of them wait for the gatherer together.
        let threads = rayon::ThreadPoolBuilder::new().num_threads(optimiser.parameters().lambda());
        let threads = threads.build().map_err(|error| TuneError::Refused(error.to_string()))?;
        threads.install(|| optimiser.run_parallel());
        Ok(())
    }

    fn check(&self) -> Result<(), TuneError> {
        if self.free.is_empty() {
            return Err(TuneError::NothingFree);
        }
        if self.goals.is_empty() {
            return Err(TuneError::NoGoal);
        }
        if let Some(id) = self.free.iter().find(|id| id.spec().kind != Kind::Real) {
            return Err(TuneError::NotReal(id.spec().key));
        }
        match self.subject.iter().find(|inequality| inequality.broken_by(&self.start) > 0.0) {
            Some(broken) => Err(TuneError::Start(broken.clone())),
            None => Ok(()),
        }
    }

    /// Above the cost of whatever can be measured.
    fn worst(&self) -> f64 {
        // The lowest: each of four rules takes 1/2 away.
        2.0 * self.goals.len() as f64
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

    /// What `params` reach on `seeds`, in parallel.
    ///
    /// # Errors
    /// If the parameters cannot be built.
    pub fn evaluate(&self, params: &Params, seeds: &[u64]) -> Result<Evaluation, TuneError> {
        let found = self.evaluate_all(std::slice::from_ref(params), seeds)?;
        found.into_iter().next().ok_or(TuneError::NoGoal)
    }

    /// What each of these reaches on `seeds`, in parallel and in lanes.
    ///
    /// # Errors
    /// If some parameters cannot be built.
    pub fn evaluate_all(&self, candidates: &[Params], seeds: &[u64]) -> Result<Vec<Evaluation>, TuneError> {
        let scores = objective::scores(self, candidates, seeds)?;
        let evaluation = |(params, score): (&Params, Score)| Evaluation {
            values: self.free.iter().map(|&id| params.get(id)).collect(),
            total: self.goals.iter().map(|&goal| score.of(goal)).sum(),
            score,
        };
        Ok(candidates.iter().zip(scores).map(evaluation).collect())
    }

    fn values(&self, x: &[f64]) -> Vec<f64> {
        self.free.iter().zip(x).map(|(&id, &x)| self.value(id, x)).collect()
    }

    fn value(&self, id: ParamId, x: f64) -> f64 {
        let spec = id.spec();
        let start = self.start.get(id);
        let value = match spec.scale {
            Scale::Log => start.max(spec.slider.1 * 1e-4) * (0.5 * x).exp(),
            Scale::Linear => {
                let range = spec.slider.1 - spec.slider.0;
                start + 0.15 * if start == 0.0 { range } else { range.min(start.abs()) } * x
            }
        };
        if value.is_finite() { value.clamp(spec.min, spec.max) } else { start }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(free: Vec<ParamId>, goals: Vec<Goal>) -> Search {
        Search {
            start: Params { n_e: 40, n_i: 40, alpha_i: 0.02, ..Params::default() },
            free,
            subject: Vec::new(),
            goals,
            stimuli: vec![20, 40],
            seeds: vec![1, 2, 3],
            epochs: 120,
            horizon: 150,
            budget: Budget::Candidates(120),
            step: 1.0,
        }
    }

    fn tried(search: &Search) -> (Evaluation, Vec<Evaluation>) {
        let all = Mutex::new(Vec::new());
        let best = search.run(|evaluation| all.lock().unwrap().push(evaluation.clone())).unwrap();
        (best, all.into_inner().unwrap())
    }

    #[test]
    fn a_search_improves_a_bad_start_within_the_declared_ranges() {
        let search = search(vec![ParamId::alpha_i, ParamId::rho_a], vec![Goal::Trained]);
        let (best, all) = tried(&search);
        assert!(best.total > all[0].total + 0.02, "{} {}", all[0].total, best.total);
        assert!(all.iter().all(|evaluation| search.params(&evaluation.values).validate().is_ok()));
        assert!(all.iter().all(|evaluation| evaluation.total <= best.total));
    }

    #[test]
    fn whatever_is_tried_keeps_to_the_inequalities() {
        let subject =
            ["rho_N < rho_A", "alpha_I < 0.1"].map(|text| Inequality::parse(text).unwrap()).to_vec();
        let free = vec![ParamId::alpha_i, ParamId::rho_a, ParamId::rho_n];
        let search = Search { subject, step: 2.0, ..search(free, vec![Goal::Trained]) };
        let (_, all) = tried(&search);
        assert!(all.len() > 20, "{}", all.len());
        for evaluation in &all {
            let [alpha_i, rho_a, rho_n] = evaluation.values[..] else { panic!("three values") };
            assert!(alpha_i < 0.1 && rho_n < rho_a, "{evaluation:?}");
        }
        let broken = Search { subject: vec![Inequality::parse("rho_A < rho_N").unwrap()], ..search };
        assert!(broken.run(|_| ()).unwrap_err().to_string().contains("rho_A < rho_N does not hold"));
    }

    /// What a score is made of, measured again one by one.
    #[test]
    fn a_score_is_the_mean_of_what_single_neurons_reach() {
        use crate::analysis::endurance::{ABLATIONS, Course, endure, trained, without};
        let search = search(vec![ParamId::alpha_i], vec![Goal::Lasting, Goal::Needed]);
        let course = Course::of(120, 150);
        let found = search.evaluate(&search.start, &[5, 6]).unwrap();
        let (mut lasting, mut needed) = (0.0, 0.0);
        for p in [20, 40] {
            let params = Params { p, ..search.start.clone() };
            let runs = [5, 6].map(|seed| endure(&params, seed, course).unwrap());
            let mean = |of: &dyn Fn(usize) -> f64| (of(0) + of(1)) / 2.0;
            lasting += mean(&|k| {
                let moments = [runs[k].trained, runs[k].long, runs[k].alone];
                moments.iter().map(|measures| measures.balanced_accuracy).sum::<f64>() / 3.0
            });
            for switch in ABLATIONS {
                needed += mean(&|k| {
                    let ablated = trained(&without(&params, switch), [5, 6][k], course).unwrap();
                    (runs[k].trained.balanced_accuracy - ablated.balanced_accuracy).min(0.12)
                });
            }
        }
        assert!((found.score.of(Goal::Lasting) - lasting / 2.0).abs() < 1e-12, "{found:?} {lasting}");
        assert!((found.score.of(Goal::Needed) - needed / 2.0).abs() < 1e-12, "{found:?} {needed}");
        assert!((found.total - (lasting + needed) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_searched_is_refused_by_name() {
        let refused = |free, goals| search(free, goals).run(|_| ()).unwrap_err();
        assert_eq!(refused(vec![ParamId::gate_i], vec![Goal::Trained]), TuneError::NotReal("gate_i"));
        assert_eq!(refused(vec![], vec![Goal::Trained]), TuneError::NothingFree);
        assert_eq!(refused(vec![ParamId::b], vec![]), TuneError::NoGoal);
    }
}
