//! Breakpoints: conditions that pause the run at the moment they begin to hold.

use super::recorded_neuron::RecordedNeuron;
use crate::engine::Synapse;
use crate::model::{Population, Simulation, packed};

/// Something that may come true while the simulation runs.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Condition {
    /// Balanced accuracy rises above a value, or falls below it; looked at when an epoch ends.
    Accuracy {
        /// Above, else below.
        above: bool,
        /// From 0 to 1.
        value: f64,
    },
    /// The response to a stimulus changes.
    Flip {
        /// Which one.
        stimulus: usize,
    },
    /// A weight reaches its bound: of the synapse, or of any of a population when an epoch ends.
    Bound {
        /// Whose weights.
        population: Population,
        /// Which one; any if none.
        synapse: Option<usize>,
        /// The upper bound, else zero.
        upper: bool,
    },
    /// The mean of |i_E - i_I| over the stimuli exceeds a value, in threshold units; looked at when an epoch
    /// ends.
    Imbalance {
        /// The value.
        value: f64,
    },
    /// So many presentations have been made since the start or reset.
    Presentations {
        /// How many.
        count: u64,
    },
}

impl Condition {
    /// In words.
    pub fn text(&self) -> String {
        match *self {
            Self::Accuracy { above, value } => {
                format!("BA {} {value}", if above { "rises above" } else { "falls below" })
            }
            Self::Flip { stimulus } => format!("the response to stimulus {stimulus} changes"),
            Self::Bound { population, synapse, upper } => {
                let bound = if upper { "its upper bound" } else { "zero" };
                let name = match population {
                    Population::Excitatory => "w_E",
                    Population::Inhibitory => "w_I",
                };
                match synapse {
                    Some(j) => format!("{name}[{j}] reaches {bound}"),
                    None => format!("some {name} reaches {bound}"),
                }
            }
            Self::Imbalance { value } => format!("mean |i_E − i_I| exceeds {value}"),
            Self::Presentations { count } => format!("presentation {count} is reached"),
        }
    }

    /// Does it hold now? `None` where it is not looked at now; `ended` says that an epoch has just ended.
    fn holds(&self, subject: &RecordedNeuron, ended: bool) -> Option<bool> {
        let simulation = subject.simulation();
        match *self {
            Self::Accuracy { above, value } => ended.then(|| {
                let accuracy = simulation.recall().measures(simulation.params()).balanced_accuracy;
                if above { accuracy > value } else { accuracy < value }
            }),
            Self::Flip { stimulus } => {
                let last = subject.last().filter(|now| now.stimulus as usize == stimulus)?;
                Some(last.drive > 0.0)
            }
            Self::Bound { population, synapse: Some(j), upper } => {
                let weights = simulation.weights(population);
                (j < weights.len()).then(|| at_bound(simulation, (population, j), upper))
            }
            Self::Bound { population, synapse: None, upper } => ended.then(|| {
                (0..simulation.weights(population).len())
                    .any(|j| at_bound(simulation, (population, j), upper))
            }),
            Self::Imbalance { value } => ended.then(|| imbalance(simulation) > value),
            Self::Presentations { count } => Some(simulation.presentations() >= count),
        }
    }
}

/// Is the weight of this synapse at its upper bound, or else at zero?
pub(in crate::engine) fn at_bound(simulation: &Simulation, (population, j): Synapse, upper: bool) -> bool {
    let weights = simulation.weights(population);
    let bound = simulation.params().upper_bound(weights.len());
    if upper { weights.get(j) >= bound * (1.0 - 1e-9) } else { weights.get(j) <= bound * 1e-9 }
}

/// Mean of |i_E - i_I| over the stimuli, in threshold units.
pub fn imbalance(simulation: &Simulation) -> f64 {
    let recall = simulation.recall();
    let sum: f64 = recall.i_e.iter().zip(&recall.i_i).map(|(i_e, i_i)| (i_e - i_i).abs()).sum();
    sum / recall.len().max(1) as f64
}

/// A condition that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Breakpoint {
    /// When to pause.
    pub condition: Condition,
    /// Does it count?
    pub enabled: bool,
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
    pub fn set(&mut self, breakpoints: Vec<Breakpoint>, subject: &RecordedNeuron) {
        let seen = |breakpoint: &Breakpoint| {
            let old = self.0.iter().find(|(old, _)| old.condition == breakpoint.condition);
            old.and_then(|(_, held)| *held).or_else(|| breakpoint.condition.holds(subject, true))
        };
        self.0 = breakpoints.into_iter().map(|new| (new, seen(&new))).collect();
    }

    /// The breakpoints.
    pub fn list(&self) -> Vec<Breakpoint> {
        self.0.iter().map(|(breakpoint, _)| *breakpoint).collect()
    }

    /// Forgets what held, because the past no longer leads here.
    pub fn forget(&mut self) {
        self.0.iter_mut().for_each(|(_, held)| *held = None);
    }

    /// Looks at every condition after a presentation; gives the first that has begun to hold.
    ///
    /// A condition that already held when it was set has to cease first; a response has two sides, and for it
    /// every change counts.
    pub fn check(&mut self, subject: &RecordedNeuron, ended: bool) -> Option<Condition> {
        let mut hit = None;
        for (Breakpoint { condition, enabled }, held) in &mut self.0 {
            let Some(holds) = condition.holds(subject, ended) else { continue };
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
