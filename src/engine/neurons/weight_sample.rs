//! Some of the weights.

use crate::model::Weights;

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
