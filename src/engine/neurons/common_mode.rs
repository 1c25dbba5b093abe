//! What changed the mean currents, by rule, turnover and bounds, over time.

use std::sync::Arc;

use super::history::Stride;
use crate::model::plasticity::RULES;
use crate::model::plasticity::ledger::Column;
use crate::model::state::{StateError, finite, require};
use crate::model::{Population, Simulation, packed};

/// Change of the mean currents since the start by column of the ledger, in threshold units.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct CommonMode {
    /// Of mean i_E.
    pub excitatory: [f64; Column::COUNT],
    /// Of mean i_I.
    pub inhibitory: [f64; Column::COUNT],
}

impl CommonMode {
    /// Of a simulation: what rules asked for, from their sums over stimuli; what the bounds and turnover did is the rest.
    pub fn of(simulation: &Simulation) -> Self {
        let side = |population| {
            let (stimuli, weights) = (simulation.stimuli(), simulation.weights(population));
            let patterns = match population {
                Population::Excitatory => stimuli.excitatory(),
                Population::Inhibitory => stimuli.inhibitory(),
            };
            let mut columns = [0.0; Column::COUNT];
            for (rule, column) in columns.iter_mut().enumerate().take(RULES.len()) {
                if RULES[rule].population == population {
                    *column = simulation.ledger().sum_of_weights(rule, patterns);
                }
            }
            let asked: f64 = columns.iter().sum();
            let changed: f64 = (0..weights.len()).map(|j| weights.get(j) - weights.start(j)).sum();
            let given: f64 = (0..weights.len()).filter_map(|j| weights.clipped(j)).sum();
            let turnover = simulation.params().lambda > 0.0 || weights.clipped(0).is_some();
            let rest = changed - asked;
            (columns[RULES.len()], columns[RULES.len() + 1]) =
                if turnover { (rest - given, given) } else { (0.0, rest) };
            columns.map(|sum| sum * simulation.params().f_in)
        };
        Self { excitatory: side(Population::Excitatory), inhibitory: side(Population::Inhibitory) }
    }
}

/// The change of the mean currents at the ends of epochs, at most [`CommonHistory::CAPACITY`] of them.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct CommonHistory {
    #[serde(deserialize_with = "packed::at_most::<_, _, (u64, CommonMode), { CommonHistory::CAPACITY }>")]
    points: Arc<Vec<(u64, CommonMode)>>,
    stride: Stride,
}

impl Default for CommonHistory {
    fn default() -> Self {
        Self { points: Arc::default(), stride: Stride::new(Self::CAPACITY) }
    }
}

impl CommonHistory {
    /// Most moments kept.
    pub const CAPACITY: usize = 256;

    /// Notes the end of an epoch.
    pub fn look(&mut self, simulation: &Simulation) {
        let epoch = simulation.epochs();
        if !self.stride.keeps(epoch) {
            return;
        }
        let points = Arc::make_mut(&mut self.points);
        self.stride.thin(points, |(epoch, _)| *epoch);
        if self.stride.keeps(epoch) {
            points.push((epoch, CommonMode::of(simulation)));
        }
    }

    /// Can this have been recorded?
    pub fn check(&self) -> Result<(), StateError> {
        self.stride.check(Self::CAPACITY, &self.points, |(epoch, _)| *epoch)?;
        let sound =
            |(_, common): &(u64, CommonMode)| finite(&common.excitatory) && finite(&common.inhibitory);
        require(self.points.iter().all(sound), "a change of a mean current is not finite")
    }

    /// The moments, earliest first.
    pub fn share(&self) -> Arc<Vec<(u64, CommonMode)>> {
        Arc::clone(&self.points)
    }
}
