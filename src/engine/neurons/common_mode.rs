//! What changed the mean currents, by rule, turnover and bounds, over time.

use std::sync::Arc;

use super::history::Stride;
use crate::model::plasticity::entry::Entry;
use crate::model::plasticity::{ColumnMap, PerRule};
use crate::model::state::{StateError, require};
use crate::model::{Population, Simulation, packed};

/// Change of the mean currents since the start by column of the ledger, in threshold units.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct CommonMode {
    /// Of mean i_E.
    pub excitatory: Entry,
    /// Of mean i_I.
    pub inhibitory: Entry,
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
            let f_in = simulation.params().f_in;
            let mut rules = PerRule::default();
            for (rule, column) in simulation.columns().iter().enumerate() {
                if column.population() == population {
                    rules[rule] = simulation.ledger().sum_of_weights(rule, patterns, weights);
                }
            }
            let asked = rules.sum();
            let changed: f64 = (0..weights.len()).map(|j| weights.get(j) - weights.start(j)).sum();
            let given: f64 = (0..weights.len()).filter_map(|j| weights.clipped(j)).sum();
            let turnover = simulation.params().lambda > 0.0 || weights.clipped(0).is_some();
            let rest = changed - asked;
            let (turnover, bounds) = if turnover { (rest - given, given) } else { (0.0, rest) };
            Entry { rules: rules.map(|sum| sum * f_in), turnover: turnover * f_in, bounds: bounds * f_in }
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
            |(_, common): &(u64, CommonMode)| common.excitatory.is_finite() && common.inhibitory.is_finite();
        require(self.points.iter().all(sound), "a change of a mean current is not finite")
    }

    /// Rules were loaded or removed.
    pub fn move_columns(&mut self, map: &ColumnMap) {
        for (_, common) in Arc::make_mut(&mut self.points) {
            for side in [&mut common.excitatory, &mut common.inhibitory] {
                side.rules = side.rules.moved(map);
            }
        }
    }

    /// The moments, earliest first.
    pub fn share(&self) -> Arc<Vec<(u64, CommonMode)>> {
        Arc::clone(&self.points)
    }
}
