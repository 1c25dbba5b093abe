//! The weights of one population of several neurons, side by side: one instruction changes a synapse of all of them.
//!
//! Each neuron's weights are those that [`Weights`] would have, bit for bit: the same operations in the same order.

use super::{Bounds, Request, SMALLEST_SCALE, Step, SynapseChange, Weights};
use crate::model::active::{Active, Inputs, Row};

/// Neurons side by side.
pub const LANES: usize = 8;

/// One number for each neuron.
type Lane<T> = [T; LANES];

/// Weights `w[j] >= 0` of N synapses of [`LANES`] neurons.
#[derive(Debug, Clone)]
pub struct LaneWeights {
    values: Vec<Row<LANES>>,
    scale: Lane<f64>,
}

impl LaneWeights {
    /// The weights of as many neurons as there are, of N synapses each; the other lanes have weights of zero.
    pub(in crate::model) fn new(n: usize, weights: &[Weights]) -> Self {
        let value = |j: usize, lane: usize| weights.get(lane).map_or(0.0, |weights| weights.values[j]);
        let values = (0..n).map(|j| Row(std::array::from_fn(|lane| value(j, lane)))).collect();
        let scale = std::array::from_fn(|lane| weights.get(lane).map_or(1.0, |weights| weights.scale));
        Self { values, scale }
    }

    /// Number of synapses of each neuron.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// A population has at least one synapse, so this is false.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All weights of one neuron in order.
    pub fn iter(&self, lane: usize) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.values.iter().map(move |row| row.0[lane] * self.scale[lane])
    }

    /// Current that the active inputs drive in each neuron.
    #[inline(always)]
    pub(in crate::model) fn currents(&self, active: Active<'_>) -> Lane<f64> {
        let sums = active.lane_sums(&self.values);
        std::array::from_fn(|lane| sums[lane] * self.scale[lane])
    }

    /// Applies one presentation: what rules ask of each neuron, then turnover by its factor `keep`, then its bounds.
    #[inline(always)]
    pub(in crate::model) fn apply(
        &mut self,
        active: Active<'_>,
        requests: &Lane<Request>,
        bounds: &Lane<Bounds>,
        keep: &Lane<f64>,
    ) {
        let before = self.scale;
        self.scale = std::array::from_fn(|lane| before[lane] * keep[lane]);
        let steps: Lane<Step> = std::array::from_fn(|lane| Step {
            bounds: bounds[lane],
            unit: before[lane],
            old_scale: before[lane],
            new_scale: self.scale[lane],
        });
        let soft = bounds.iter().any(|bounds| bounds.soft != 0.0);
        let silent = std::array::from_fn(|lane| requests[lane].silent());
        let asked = std::array::from_fn(|lane| requests[lane].active());
        for (inputs, amounts) in [(Inputs::Silent, silent), (Inputs::Active, asked)] {
            if amounts.iter().all(|&amount| amount == (0.0, 0.0)) {
                continue;
            }
            if soft {
                let changes = softly(&steps, &amounts);
                active.update_lanes(inputs, &mut self.values, |values| change_softly(values, &changes));
            } else {
                let changes = Changes::of(&steps, &amounts);
                active.update_lanes(inputs, &mut self.values, |values| changes.apply(values));
            }
        }
        if self.scale.iter().any(|&scale| scale < SMALLEST_SCALE) {
            self.multiply_out();
        }
    }

    #[cold]
    fn multiply_out(&mut self) {
        for lane in 0..LANES {
            if self.scale[lane] < SMALLEST_SCALE {
                let scale = std::mem::replace(&mut self.scale[lane], 1.0);
                self.values.iter_mut().for_each(|row| row.0[lane] *= scale);
            }
        }
    }

    /// Brings every weight of one neuron within its bounds.
    pub(in crate::model) fn clip(&mut self, lane: usize, upper: f64) {
        let scale = self.scale[lane];
        let step =
            Step { bounds: Bounds { upper, soft: 0.0 }, unit: scale, old_scale: scale, new_scale: scale };
        let change = step.with((0.0, 0.0));
        self.values.iter_mut().for_each(|row| row.0[lane] = change.of(row.0[lane]).bounded);
    }
}

/// Changes with hard bounds. Where a neuron is asked for nothing, no bound acts either.
struct Changes {
    both: Lane<f64>,
    upper: Lane<f64>,
}

impl Changes {
    #[inline(always)]
    fn of(steps: &Lane<Step>, amounts: &Lane<(f64, f64)>) -> Self {
        let both = std::array::from_fn(|lane| (amounts[lane].0 + amounts[lane].1) / steps[lane].unit);
        let upper = std::array::from_fn(|lane| {
            let bound = steps[lane].bounds.upper / steps[lane].new_scale;
            if amounts[lane] == (0.0, 0.0) { f64::INFINITY } else { bound }
        });
        Self { both, upper }
    }

    #[inline(always)]
    fn apply(&self, values: &mut Lane<f64>) {
        for (value, (both, upper)) in values.iter_mut().zip(self.both.iter().zip(&self.upper)) {
            let asked = *value + both;
            let raised = if asked > 0.0 { asked } else { 0.0 };
            *value = if raised < *upper { raised } else { *upper };
        }
    }
}

fn softly(steps: &Lane<Step>, amounts: &Lane<(f64, f64)>) -> Lane<Option<SynapseChange>> {
    std::array::from_fn(|lane| (amounts[lane] != (0.0, 0.0)).then(|| steps[lane].with(amounts[lane])))
}

fn change_softly(values: &mut Lane<f64>, changes: &Lane<Option<SynapseChange>>) {
    for (value, change) in values.iter_mut().zip(changes) {
        if let Some(change) = change {
            *value = change.of(*value).bounded;
        }
    }
}
