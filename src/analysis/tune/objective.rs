//! What a search makes large.

use super::Search;
use crate::analysis::endurance::{self, ABLATIONS, Course, Followed, Until, several};
use crate::model::Params;
use crate::model::state::StateError;

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

/// What each candidate reaches on `seeds`. All their neurons are computed together, in lanes.
pub(super) fn scores(
    search: &Search,
    candidates: &[Params],
    seeds: &[u64],
) -> Result<Vec<Score>, StateError> {
    let asks = |goal| search.goals.contains(&goal);
    let until = match (asks(Goal::Lasting), asks(Goal::Retained)) {
        (true, _) => Until::Alone,
        (false, true) => Until::Retained,
        (false, false) => Until::Trained,
    };
    let ablations = if asks(Goal::Needed) { &ABLATIONS[..] } else { &[] };
    let mut neurons = Vec::new();
    for candidate in candidates {
        for &p in &search.stimuli {
            let params = Params { p, ..candidate.clone() };
            for &seed in seeds {
                let ablated = ablations.iter().map(|&switch| Followed {
                    params: endurance::without(&params, switch),
                    seed,
                    until: Until::Trained,
                });
                neurons.push(Followed { params: params.clone(), seed, until });
                neurons.extend(ablated);
            }
        }
    }
    let course = Course::of(search.epochs, search.horizon);
    let found: Vec<[f64; 4]> = several(&neurons, course)?
        .iter()
        .map(|moments| {
            [0, 1, 2, 3].map(|at| moments.get(at).map_or(f64::NAN, |measures| measures.balanced_accuracy))
        })
        .collect();
    let each = 1 + ablations.len();
    let at_each: Vec<Score> = found.chunks(seeds.len() * each).map(|at| averaged(at, each)).collect();
    Ok(at_each.chunks(search.stimuli.len()).map(Score::mean).collect())
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
