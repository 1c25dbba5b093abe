//! Breakpoints: conditions that pause the run at the moment they begin to hold.

use super::condition::{Breakpoint, Condition, at_bound, imbalance};
use super::recorded_neuron::RecordedNeuron;
use crate::model::packed;

/// Does it hold now? `None` where it is not looked at now; `ended` says that an epoch has just ended.
fn holds(condition: &Condition, neuron: &RecordedNeuron, ended: bool) -> Option<bool> {
    let simulation = neuron.simulation();
    match *condition {
        Condition::Accuracy { above, value } => ended.then(|| {
            let accuracy = simulation.recall().measures(simulation.params()).balanced_accuracy;
            if above { accuracy > value } else { accuracy < value }
        }),
        Condition::Flip { stimulus } => {
            let last = neuron.last().filter(|now| now.stimulus as usize == stimulus)?;
            Some(last.drive > 0.0)
        }
        Condition::Bound { population, synapse: Some(j), upper } => {
            let weights = simulation.weights(population);
            (j < weights.len()).then(|| at_bound(simulation, (population, j), upper))
        }
        Condition::Bound { population, synapse: None, upper } => ended.then(|| {
            (0..simulation.weights(population).len()).any(|j| at_bound(simulation, (population, j), upper))
        }),
        Condition::Imbalance { value } => ended.then(|| imbalance(simulation) > value),
        Condition::Presentations { count } => Some(simulation.presentations() >= count),
    }
}

/// The breakpoints of a session and whether each held when last looked at.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct Watchpoints(
    #[serde(deserialize_with = "packed::at_most::<_, _, (Breakpoint, Option<bool>), MOST>")]
    Vec<(Breakpoint, Option<bool>)>,
);

/// Most breakpoints in a file.
const MOST: usize = 10_000;

impl Watchpoints {
    /// Replaces the breakpoints; those that stay keep what they have seen, new ones look at once.
    pub fn set(&mut self, breakpoints: Vec<Breakpoint>, neuron: &RecordedNeuron) {
        let seen = |breakpoint: &Breakpoint| {
            let old = self.0.iter().find(|(old, _)| old.condition == breakpoint.condition);
            old.and_then(|(_, held)| *held).or_else(|| holds(&breakpoint.condition, neuron, true))
        };
        self.0 = breakpoints.into_iter().map(|new| (new, seen(&new))).collect();
    }

    /// The breakpoints.
    pub fn list(&self) -> Vec<Breakpoint> {
        self.0.iter().map(|(breakpoint, _)| *breakpoint).collect()
    }

    /// Is there any?
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Forgets what held, because the past no longer leads here.
    pub fn forget(&mut self) {
        self.0.iter_mut().for_each(|(_, held)| *held = None);
    }

    /// Looks at every condition after a presentation; gives the first that has begun to hold.
    ///
    /// A condition that already held when it was set has to cease first; a response has two sides, and for it
    /// every change counts.
    pub fn check(&mut self, neuron: &RecordedNeuron, ended: bool) -> Option<Condition> {
        let mut hit = None;
        for (Breakpoint { condition, enabled }, held) in &mut self.0 {
            let Some(holds) = holds(condition, neuron, ended) else { continue };
            let begun = match (&condition, *held) {
                (_, None) => false,
                (Condition::Flip { .. }, Some(before)) => before != holds,
                (_, Some(before)) => !before && holds,
            };
            *held = Some(holds);
            if begun && *enabled && hit.is_none() {
                hit = Some(*condition);
            }
        }
        hit
    }
}
