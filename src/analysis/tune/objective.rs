//! What a search makes large.

use rayon::prelude::*;

use super::Search;
use crate::analysis::endurance::{self, ABLATIONS, Course};
use crate::model::{ModelError, Params};

/// A drop of balanced accuracy beyond this counts no more: a rule that is needed is needed.
pub const ENOUGH: f64 = 0.12;

/// What is to be made large; each is at most 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Balanced accuracy after training.
    Trained,
    /// Balanced accuracy after the unsupervised epochs that follow.
    Retained,
    /// Mean of balanced accuracy after training, after the long run and after a long unsupervised time.
    Lasting,
    /// What balanced accuracy after training loses without each rule, summed over the rules; in no neuron does a
    /// rule count for more than .12, so that all of them must need it.
    Needed,
}

/// Balanced accuracies, means over seeds and numbers of stimuli; what no goal asks for is NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// After training.
    pub trained: f64,
    /// After the unsupervised epochs that follow.
    pub retained: f64,
    /// After the long run.
    pub long: f64,
    /// After the unsupervised time that follows the long run.
    pub alone: f64,
    /// After training without each rule, in the order of [`ABLATIONS`].
    pub without: [f64; 4],
    /// What the drops of the single neurons come to: [`Goal::Needed`].
    pub needed: f64,
}

impl Score {
    /// Name and value of all that was measured.
    pub fn parts(&self) -> Vec<(String, f64)> {
        let moments = [
            ("trained", self.trained),
            ("retained", self.retained),
            ("long", self.long),
            ("alone", self.alone),
        ];
        let moments = moments.into_iter().map(|(name, value)| (name.to_owned(), value));
        let without = ABLATIONS
            .iter()
            .zip(self.without)
            .map(|(rule, value)| (format!("without {}", rule.spec().symbol), value));
        moments.chain(without).filter(|(_, value)| !value.is_nan()).collect()
    }

    fn mean(of: &[Self]) -> Self {
        let mean = |part: &dyn Fn(&Self) -> f64| of.iter().map(part).sum::<f64>() / of.len() as f64;
        Self {
            trained: mean(&|score| score.trained),
            retained: mean(&|score| score.retained),
            long: mean(&|score| score.long),
            alone: mean(&|score| score.alone),
            without: [0, 1, 2, 3].map(|rule| mean(&|score| score.without[rule])),
            needed: mean(&|score| score.needed),
        }
    }

    /// What the search makes large.
    pub fn of(&self, goal: Goal) -> f64 {
        match goal {
            Goal::Trained => self.trained,
            Goal::Retained => self.retained,
            Goal::Lasting => (self.trained + self.long + self.alone) / 3.0,
            Goal::Needed => self.needed,
        }
    }
}

/// A run of one neuron with all its rules, or without one.
#[derive(Clone, Copy)]
struct Run {
    stimuli: usize,
    seed: u64,
    ablation: Option<usize>,
}

pub(super) fn score(search: &Search, params: &Params, seeds: &[u64]) -> Result<Score, ModelError> {
    let asks = |goal| search.goals.contains(&goal);
    let ablations = if asks(Goal::Needed) { ABLATIONS.len() } else { 0 };
    let runs: Vec<Run> = search
        .stimuli
        .iter()
        .flat_map(|&stimuli| seeds.iter().map(move |&seed| (stimuli, seed)))
        .flat_map(|(stimuli, seed)| {
            let ablated = (0..ablations).map(Some);
            std::iter::once(None).chain(ablated).map(move |ablation| Run { stimuli, seed, ablation })
        })
        .collect();
    let course = Course::of(search.epochs, search.horizon);
    let measure = |run: &Run| -> Result<[f64; 4], ModelError> {
        let params = Params { p: run.stimuli, ..params.clone() };
        if let Some(ablation) = run.ablation {
            let params = endurance::without(&params, ABLATIONS[ablation]);
            let trained = endurance::trained(&params, run.seed, course)?.balanced_accuracy;
            return Ok([trained, f64::NAN, f64::NAN, f64::NAN]);
        }
        if asks(Goal::Lasting) {
            let found = endurance::endure(&params, run.seed, course)?;
            return Ok([found.trained, found.retained, found.long, found.alone].map(|m| m.balanced_accuracy));
        }
        if asks(Goal::Retained) {
            let found = endurance::keep(&params, run.seed, course)?;
            return Ok([
                found.trained.balanced_accuracy,
                found.retained.balanced_accuracy,
                f64::NAN,
                f64::NAN,
            ]);
        }
        let trained = endurance::trained(&params, run.seed, course)?.balanced_accuracy;
        Ok([trained, f64::NAN, f64::NAN, f64::NAN])
    };
    let found: Vec<[f64; 4]> =
        runs.par_iter().with_max_len(1).map(measure).collect::<Result<_, ModelError>>()?;
    let at_each: Vec<Score> =
        found.chunks(seeds.len() * (1 + ablations)).map(|at| averaged(at, 1 + ablations)).collect();
    Ok(Score::mean(&at_each))
}

/// Means at one number of stimuli. Chunks of `each` are one neuron with all its rules and without each.
fn averaged(found: &[[f64; 4]], each: usize) -> Score {
    let neurons = (found.len() / each) as f64;
    let mean = |run: usize, moment: usize| {
        found.chunks(each).map(|neuron| neuron[run][moment]).sum::<f64>() / neurons
    };
    let [trained, retained, long, alone] = [0, 1, 2, 3].map(|moment| mean(0, moment));
    let without = [1, 2, 3, 4].map(|run| if run < each { mean(run, 0) } else { f64::NAN });
    let lost = |neuron: &[[f64; 4]], run: usize| (neuron[0][0] - neuron[run][0]).min(ENOUGH);
    let needed =
        (1..each).map(|run| found.chunks(each).map(|neuron| lost(neuron, run)).sum::<f64>()).sum::<f64>();
    let needed = if each == 1 { f64::NAN } else { needed / neurons };
    Score { trained, retained, long, alone, without, needed }
}
