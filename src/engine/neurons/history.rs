//! Histories of bounded size: when one is full, every second sample is dropped and from then on
//! only every second one is taken, so that they cover the whole run at an even resolution.

use std::sync::Arc;

use crate::model::state::{MOST_PRESENTATIONS, StateError, require};
use crate::model::{Measures, packed};

/// Counts epochs and says which to keep.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Stride {
    capacity: usize,
    every: u64,
}

impl Stride {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, every: 1 }
    }

    pub fn keeps(&self, epoch: u64) -> bool {
        epoch.is_multiple_of(self.every)
    }

    /// Are `samples` what this would have kept with room for `capacity`?
    pub fn check<T>(
        &self,
        capacity: usize,
        samples: &[T],
        epoch_of: impl Fn(&T) -> u64,
    ) -> Result<(), StateError> {
        let spaced = self.every > 0 && self.every < MOST_PRESENTATIONS;
        require(self.capacity == capacity && samples.len() <= capacity && spaced, "a history is too long")?;
        require(samples.is_sorted_by_key(epoch_of), "a history is not in order")
    }

    /// Makes room if `samples` has none.
    pub fn thin<T>(&mut self, samples: &mut Vec<T>, epoch_of: impl Fn(&T) -> u64) {
        if samples.len() >= self.capacity {
            self.every *= 2;
            samples.retain(|sample| self.keeps(epoch_of(sample)));
        }
    }
}

impl Stride {
    /// Keeps fewer of samples that came from two histories, until there are not too many.
    pub fn fit<T>(&mut self, samples: &mut Vec<T>, epoch_of: impl Fn(&T) -> u64) {
        while samples.len() > self.capacity {
            self.thin(samples, &epoch_of);
        }
    }
}

/// The measures at the end of one epoch.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CurvePoint {
    /// Epochs since the start.
    pub epoch: u64,
    /// What the neuron had learned then.
    pub measures: Measures,
    /// Participation ratio of the weight changes before; `None` if there were too few.
    pub change_dimension: Option<f64>,
}

/// What was learned over time; at most [`LearningCurve::CAPACITY`] points.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LearningCurve {
    #[serde(deserialize_with = "packed::at_most::<_, _, CurvePoint, { LearningCurve::CAPACITY }>")]
    points: Arc<Vec<CurvePoint>>,
    stride: Stride,
}

impl LearningCurve {
    /// Most points kept.
    pub const CAPACITY: usize = 2048;

    pub(super) fn new() -> Self {
        Self { points: Arc::default(), stride: Stride::new(Self::CAPACITY) }
    }

    pub(super) fn check(&self) -> Result<(), StateError> {
        self.stride.check(Self::CAPACITY, &self.points, |point| point.epoch)?;
        let sound = |point: &CurvePoint| {
            point.measures.is_finite() && point.change_dimension.is_none_or(f64::is_finite)
        };
        require(self.points.iter().all(sound), "a measure is not finite")
    }

    pub(super) fn wants(&self, epoch: u64) -> bool {
        self.stride.keeps(epoch)
    }

    pub(super) fn push(&mut self, point: CurvePoint) {
        let points = Arc::make_mut(&mut self.points);
        self.stride.thin(points, |point| point.epoch);
        if self.stride.keeps(point.epoch) {
            points.push(point);
        }
    }

    /// Epochs between points.
    pub(super) fn every(&self) -> u64 {
        self.stride.every
    }

    /// The points, oldest first.
    pub fn points(&self) -> &[CurvePoint] {
        &self.points
    }

    /// Shares the points without copying them.
    pub fn share(&self) -> Arc<Vec<CurvePoint>> {
        Arc::clone(&self.points)
    }
}

/// All (or evenly chosen) weights at the end of one epoch.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WeightColumn {
    /// Epochs since the start.
    pub epoch: u64,
    /// w_E of the sampled synapses.
    #[serde(with = "packed")]
    pub excitatory: Vec<f32>,
    /// w_I of the sampled synapses.
    #[serde(with = "packed")]
    pub inhibitory: Vec<f32>,
}

/// Weights over time, synapse by time; at most [`WeightHistory::CAPACITY`] moments.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WeightHistory {
    #[serde(deserialize_with = "packed::at_most::<_, _, Arc<WeightColumn>, { WeightHistory::CAPACITY }>")]
    columns: Arc<Vec<Arc<WeightColumn>>>,
    stride: Stride,
}

impl WeightHistory {
    /// Most moments kept.
    pub const CAPACITY: usize = 256;

    pub(super) fn new() -> Self {
        Self { columns: Arc::default(), stride: Stride::new(Self::CAPACITY) }
    }

    pub(super) fn wants(&self, epoch: u64) -> bool {
        self.stride.keeps(epoch)
    }

    pub(super) fn push(&mut self, column: WeightColumn) {
        let columns = Arc::make_mut(&mut self.columns);
        self.stride.thin(columns, |column| column.epoch);
        if self.stride.keeps(column.epoch) {
            columns.push(Arc::new(column));
        }
    }

    /// Has every moment this many (excitatory, inhibitory) samples?
    pub(super) fn check(&self, (excitatory, inhibitory): (usize, usize)) -> Result<(), StateError> {
        self.stride.check(Self::CAPACITY, &self.columns, |column| column.epoch)?;
        let sound = |column: &Arc<WeightColumn>| {
            let mut weights = column.excitatory.iter().chain(&column.inhibitory);
            column.excitatory.len() == excitatory
                && column.inhibitory.len() == inhibitory
                && weights.all(|weight| weight.is_finite())
        };
        require(self.columns.iter().all(sound), "the weights over time do not fit")
    }

    /// The moments, oldest first.
    pub fn columns(&self) -> &[Arc<WeightColumn>] {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_curve_keeps_covering_the_whole_run_evenly() {
        let mut curve = LearningCurve::new();
        for epoch in 0..10_000 {
            curve.push(CurvePoint { epoch, measures: Measures::default(), change_dimension: None });
        }
        let epochs: Vec<u64> = curve.points().iter().map(|point| point.epoch).collect();
        assert!(
            epochs.len() <= LearningCurve::CAPACITY && epochs.len() > LearningCurve::CAPACITY / 2,
            "{}",
            epochs.len()
        );
        assert_eq!(epochs[0], 0);
        assert!(epochs.windows(2).all(|pair| pair[1] - pair[0] == 8));
        assert!(10_000 - epochs[epochs.len() - 1] <= 8);
    }
}
