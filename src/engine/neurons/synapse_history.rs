//! The ledger of one synapse over time.

use super::history::Stride;
use crate::engine::Synapse;
use crate::model::plasticity::ColumnMap;
use crate::model::plasticity::entry::Entry;
use crate::model::state::{StateError, require};
use crate::model::{Simulation, packed};

/// A synapse at the end of one epoch.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SynapsePoint {
    /// Epochs since the start.
    pub epoch: u64,
    /// Its weight.
    pub weight: f64,
    /// Change since the start, by column.
    pub ledger: Entry,
}

/// Follows one synapse; at most [`SynapseHistory::CAPACITY`] points, evenly spaced.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SynapseHistory {
    synapse: Synapse,
    /// Presentations of the run before it began.
    #[serde(default)]
    since: u64,
    /// Has it seen everything since the run began?
    #[serde(default)]
    whole: bool,
    #[serde(deserialize_with = "packed::at_most::<_, _, SynapsePoint, { SynapseHistory::CAPACITY }>")]
    points: Vec<SynapsePoint>,
    stride: Stride,
}

impl SynapseHistory {
    /// Most points kept.
    pub const CAPACITY: usize = 512;

    /// Begins to follow a synapse; `None` if there is no such one.
    pub(super) fn new(simulation: &Simulation, synapse: Synapse) -> Option<Self> {
        let (population, j) = synapse;
        (j < simulation.weights(population).len()).then(|| {
            let since = simulation.presentations();
            let (points, stride) = (Vec::new(), Stride::new(Self::CAPACITY));
            let mut history = Self { synapse, since, whole: since == 0, points, stride };
            history.note(simulation);
            history
        })
    }

    /// Does it lack what happened before it began? Then the number of presentations up to which that is missing.
    pub(super) fn missing(&self) -> Option<u64> {
        (!self.whole).then_some(self.since)
    }

    /// Puts what happened before it, up to its beginning, in front: `past` was followed in a repetition of the same
    /// run.
    pub(super) fn complete(&mut self, mut past: Self) {
        if past.synapse == self.synapse {
            let last = past.points.last().map(|point| point.epoch);
            let later = std::mem::take(&mut self.points).into_iter();
            past.points.extend(later.filter(|point| last.is_none_or(|last| point.epoch > last)));
            past.stride.fit(&mut past.points, |point| point.epoch);
            *self = past;
        }
        self.whole = true;
    }

    /// Notes the end of an epoch.
    pub(super) fn look(&mut self, simulation: &Simulation) {
        self.stride.thin(&mut self.points, |point| point.epoch);
        if self.stride.keeps(simulation.epochs()) {
            self.note(simulation);
        }
    }

    fn note(&mut self, simulation: &Simulation) {
        let (population, j) = self.synapse;
        let weights = simulation.weights(population);
        let ledger = simulation.ledger().synapse(weights, simulation.stimuli(), j);
        self.points.push(SynapsePoint { epoch: simulation.epochs(), weight: weights.get(j), ledger });
    }

    /// Rules were loaded or removed.
    pub(super) fn move_columns(&mut self, map: &ColumnMap) {
        self.points.iter_mut().for_each(|point| point.ledger.rules = point.ledger.rules.moved(map));
    }

    /// Is this of a synapse of `simulation`?
    pub(super) fn check(&self, simulation: &Simulation) -> Result<(), StateError> {
        let (population, j) = self.synapse;
        require(j < simulation.weights(population).len(), "a synapse is followed that is not there")?;
        self.stride.check(Self::CAPACITY, &self.points, |point| point.epoch)?;
        let sound = |point: &SynapsePoint| point.weight.is_finite() && point.ledger.is_finite();
        require(self.points.iter().all(sound), "the ledger of a synapse is not finite")
    }

    /// Which one.
    pub fn synapse(&self) -> Synapse {
        self.synapse
    }

    /// Its past, oldest first.
    pub fn points(&self) -> &[SynapsePoint] {
        &self.points
    }

    pub(super) fn bytes(&self) -> usize {
        self.points.len() * size_of::<SynapsePoint>()
    }
}
