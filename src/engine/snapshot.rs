//! What the engine shows of itself: one self-contained value, so that frames may be skipped
//! without losing history.

use std::sync::Arc;

use super::command::Speed;
use super::history::{CurvePoint, WeightHistory};
use crate::analysis::drift::Sample;
use crate::model::plasticity::ledger::Entry;
use crate::model::{Measures, Params, Population, Presentation, Recall, Stimuli, Weights};

/// Is the simulation going on?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It waits.
    Paused,
    /// It runs until it is paused.
    Running,
    /// It runs to a given count of presentations of the session, then pauses.
    Until(u64),
}

/// The weights of a population, or evenly chosen ones of a large population.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightSample {
    /// Sampled weights.
    pub values: Vec<f32>,
    /// Synapses in all.
    pub of: usize,
}

impl WeightSample {
    /// At most `most` weights, evenly chosen, the first always among them.
    pub fn of(weights: &Weights, most: usize) -> Self {
        let every = weights.len().div_ceil(most).max(1);
        Self { values: weights.iter().step_by(every).map(|w| w as f32).collect(), of: weights.len() }
    }

    /// Synapses per sampled one.
    pub fn every(&self) -> usize {
        self.of.div_ceil(self.values.len().max(1)).max(1)
    }
}

/// One synapse in detail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inspection {
    /// Whose synapse.
    pub population: Population,
    /// Its index.
    pub synapse: usize,
    /// Weight now.
    pub weight: f64,
    /// Weight at the start.
    pub start: f64,
    /// Change since the start by rule, turnover and bounds; sums to `weight - start`.
    pub ledger: Entry,
}

/// Something that the person should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Counts up, so that a repeated notice is seen to be a new one.
    pub number: u64,
    /// In words.
    pub text: String,
    /// The simulation itself failed.
    pub fault: bool,
}

/// The state of the live simulation at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Parameters in force.
    pub params: Params,
    /// Seed in force.
    pub seed: u64,
    /// Running or paused.
    pub run: RunState,
    /// Speed limit in force.
    pub speed: Speed,
    /// Do the weights change?
    pub plastic: bool,
    /// Associations are added while they are stored: most stored at once so far.
    pub growing: Option<usize>,
    /// A large problem is being built; everything else is from before.
    pub building: bool,
    /// Number of the last command that has been carried out.
    pub applied: u64,
    /// Presentations since the start or reset.
    pub presentations: u64,
    /// Whole epochs since the start or reset.
    pub epochs: u64,
    /// Presentations per second over the last half second; 0 while paused.
    pub rate: f64,
    /// Counts resets and rebuilds.
    pub generation: u64,
    /// The most recent presentations, oldest first; at most [`super::RECENT`].
    pub recent: Vec<Presentation>,
    /// Response to every stimulus on the present weights.
    pub recall: Recall,
    /// What the neuron has learned.
    pub measures: Measures,
    /// The measures over time.
    pub curve: Arc<Vec<CurvePoint>>,
    /// w_E now.
    pub excitatory: WeightSample,
    /// w_I now.
    pub inhibitory: WeightSample,
    /// The weights over time.
    pub weights: WeightHistory,
    /// What presentations did to the drive of their own stimulus, of late; some of them, oldest first.
    pub drift: Vec<Sample>,
    /// The associations.
    pub stimuli: Arc<Stimuli>,
    /// The synapse that was asked for.
    pub inspection: Option<Inspection>,
    /// The latest notice.
    pub notice: Option<Notice>,
}
