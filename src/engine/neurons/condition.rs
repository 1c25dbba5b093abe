//! Conditions that may come true while a neuron learns.

use crate::engine::Synapse;
use crate::model::{Population, Simulation};

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
