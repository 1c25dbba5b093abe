//! What an experiment finds, cell by cell and over the cells.

use serde::Serialize;

use super::measure::{Line, correlation, line};
use crate::analysis::statistics::Summary;

/// Mean over cells, with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean {
    /// Mean.
    pub mean: f64,
    /// Standard error of the mean; `None` for a single cell.
    pub sem: Option<f64>,
    /// Cells.
    pub n: usize,
}

impl Mean {
    /// Over `values`; `None` if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let Summary { mean, sd, n } = Summary::of(values)?;
        mean.is_finite().then_some(Self { mean, sem: (n > 1).then(|| sd / (n as f64).sqrt()), n })
    }

    /// Over those of `values` that there are.
    pub fn of_those(values: impl Iterator<Item = Option<f64>>) -> Option<Self> {
        Self::of(&values.flatten().collect::<Vec<f64>>())
    }
}

/// Currents of one stimulus, in threshold units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Currents {
    /// i_E.
    pub i_e: f64,
    /// i_I.
    pub i_i: f64,
}

/// Tuning curves: currents of every tone, without modulators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tuning {
    /// i_E by tone.
    pub i_e: Vec<f64>,
    /// i_I by tone.
    pub i_i: Vec<f64>,
}

impl Tuning {
    /// Currents of tone `mu`.
    pub fn at(&self, mu: usize) -> Currents {
        Currents { i_e: self.i_e[mu], i_i: self.i_i[mu] }
    }

    /// The tone with the largest excitation.
    pub fn best_e(&self) -> usize {
        largest(&self.i_e)
    }

    /// The tone with the largest inhibition.
    pub fn best_i(&self) -> usize {
        largest(&self.i_i)
    }

    /// Pearson correlation of i_E and i_I over the tones; `None` where either does not vary.
    pub fn correlation(&self) -> Option<f64> {
        correlation(&self.i_e, &self.i_i)
    }

    /// The balance line that is found: least squares of i_I on i_E over the tones.
    pub fn line(&self) -> Option<Line> {
        line(&self.i_e, &self.i_i)
    }
}

/// The first of the largest.
fn largest(values: &[f64]) -> usize {
    let best = |best, at| if values[at] > values[best] { at } else { best };
    (1..values.len()).fold(0, best)
}

/// Part of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Tones alone, on the settled neuron.
    Before,
    /// Tones with modulators or forced spikes.
    Pairing,
    /// Tones alone again.
    After,
}

/// One moment of one cell, on the weights as they were then.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sample {
    /// Part of the experiment.
    pub phase: Phase,
    /// Presentations since the experiment began.
    pub presentation: u64,
    /// The paired tone; where every tone is paired in a copy of the cell of its own, their mean.
    pub paired: Currents,
    /// The original best frequency.
    pub best: Currents,
    /// Mean disinhibition M of the paired tone since the last sample, during pairing: the neuron feels i_I - M.
    pub disinhibition: Option<f64>,
    /// Correlation of i_E and i_I over the tones.
    pub correlation: Option<f64>,
    /// Balance line over the tones.
    pub line: Option<Line>,
    /// Root mean square over the tones of the imbalance a i_E + b - i_I.
    pub imbalance: f64,
}

/// An imbalance and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Restoration {
    /// Tone.
    pub tone: usize,
    /// a i_E + b - i_I at first.
    pub imbalance: f64,
    /// Change of i_I.
    pub change_i: f64,
    /// Change of i_E meanwhile.
    pub change_e: f64,
    /// What the inhibitory rule predicts for the change of i_I.
    pub predicted: f64,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Its seed.
    pub seed: u64,
    /// Original best frequency: the tone with the largest i_E before.
    pub best: usize,
    /// Paired tone.
    pub paired: usize,
    /// Before pairing.
    pub before: Tuning,
    /// Right after pairing.
    pub during: Tuning,
    /// At the end.
    pub after: Tuning,
    /// Time course.
    pub course: Vec<Sample>,
    /// Imbalances and their restoration: see [`super::Experiment::restoration`].
    pub restorations: Vec<Restoration>,
}

impl Cell {
    /// Change of i_E of every tone, from before to right after pairing.
    pub fn potentiation(&self) -> Vec<f64> {
        self.during.i_e.iter().zip(&self.before.i_e).map(|(during, before)| during - before).collect()
    }

    /// (change at the paired tone - mean change at the others)/(change at the paired tone): 1 where it alone is
    /// potentiated, 0 where all are alike, above 1 where the others are depressed. `None` if the paired tone is not
    /// potentiated.
    pub fn specificity(&self) -> Option<f64> {
        let changes = self.potentiation();
        let paired = changes[self.paired];
        let others = (changes.iter().sum::<f64>() - paired) / (changes.len() - 1) as f64;
        (paired > 0.0).then(|| (paired - others) / paired)
    }
}

/// Mean tuning curves over cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanTuning {
    /// i_E by tone.
    pub i_e: Vec<Mean>,
    /// i_I by tone.
    pub i_i: Vec<Mean>,
}

/// A moment, over cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanSample {
    /// Part of the experiment.
    pub phase: Phase,
    /// Presentations since the experiment began.
    pub presentation: u64,
    /// i_E of the paired tone.
    pub paired_e: Option<Mean>,
    /// i_I of the paired tone.
    pub paired_i: Option<Mean>,
    /// i_E of the original best frequency.
    pub best_e: Option<Mean>,
    /// i_I of the original best frequency.
    pub best_i: Option<Mean>,
    /// i_I - M of the paired tone, what the neuron feels; where nothing is released i_I.
    pub felt_i: Option<Mean>,
    /// Correlation of i_E and i_I over the tones.
    pub correlation: Option<Mean>,
    /// Slope of the balance line.
    pub slope: Option<Mean>,
    /// Intercept of the balance line.
    pub intercept: Option<Mean>,
    /// Root mean square imbalance.
    pub imbalance: Option<Mean>,
}

/// The change of inhibition against the initial imbalance, over all cells and tones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RestorationLine {
    /// What is found: least squares of the change of i_I on the imbalance.
    pub found: Option<Line>,
    /// The same line through what the rule predicts.
    pub predicted: Option<Line>,
    /// Root mean square of found - predicted.
    pub deviation: f64,
}

/// A number that the paper predicts, or that was measured in the animal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quantity {
    /// What.
    pub name: &'static str,
    /// Unit; empty for a pure number.
    pub unit: &'static str,
    /// Over cells.
    pub value: Option<Mean>,
    /// What the model predicts, where it does.
    pub predicted: Option<f64>,
}

/// A published finding, in a number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Claim {
    /// What was found.
    pub name: &'static str,
    /// The number found here.
    pub value: Option<f64>,
    /// Least value with which it holds.
    pub at_least: Option<f64>,
    /// Largest value with which it holds.
    pub at_most: Option<f64>,
    /// Does it? Not without a value.
    pub holds: bool,
}

impl Claim {
    pub(super) fn new(name: &'static str, value: Option<f64>, at_least: f64, at_most: f64) -> Self {
        let value = value.filter(|value| value.is_finite());
        let holds = value.is_some_and(|value| (at_least..=at_most).contains(&value));
        let bound = |value: f64| value.is_finite().then_some(value);
        Self { name, value, at_least: bound(at_least), at_most: bound(at_most), holds }
    }
}

/// What an experiment found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// Key of the experiment.
    pub experiment: &'static str,
    /// Frequencies of the tones in kHz.
    pub frequencies: Vec<f64>,
    /// Cells, in order of seed.
    pub cells: Vec<Cell>,
    /// Tuning before pairing.
    pub before: MeanTuning,
    /// Tuning right after pairing.
    pub during: MeanTuning,
    /// Tuning at the end.
    pub after: MeanTuning,
    /// Time course.
    pub course: Vec<MeanSample>,
    /// The change of inhibition against the initial imbalance.
    pub restoration: RestorationLine,
    /// What the paper predicts, next to what was found.
    pub quantities: Vec<Quantity>,
    /// What was published, in numbers.
    pub claims: Vec<Claim>,
}
