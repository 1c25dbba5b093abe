//! Watches a simulation and keeps what the views show of its past.

use std::collections::VecDeque;

use super::history::{Curve, CurvePoint, WeightColumn, WeightHistory};
use super::snapshot::WeightSample;
use crate::analysis::dimension::Changes;
use crate::analysis::drift::Sample;
use crate::model::{Population, Presentation, Simulation};

/// Most recent presentations kept for the traces.
pub const RECENT: usize = 400;

/// Synapses of one population kept in the weight history; of a larger one, evenly chosen ones.
const HISTORY_ROWS: usize = 1024;

/// Samples of the drift kept, and of how many presentations one is taken: looking at the currents again
/// costs about as much as showing a stimulus.
const DRIFT: usize = 2048;
const DRIFT_EVERY: u64 = 8;

#[derive(Debug, Clone)]
pub(super) struct Recorder {
    pub recent: VecDeque<Presentation>,
    pub curve: Curve,
    pub weights: WeightHistory,
    /// What presentations did to their own stimulus, of late.
    pub drift: VecDeque<Sample>,
    changes: Changes,
}

impl Recorder {
    /// A recorder that has seen the start of `simulation`.
    pub fn new(simulation: &Simulation) -> Self {
        let mut recorder = Self {
            recent: VecDeque::with_capacity(RECENT),
            curve: Curve::new(),
            weights: WeightHistory::new(),
            drift: VecDeque::with_capacity(DRIFT),
            changes: Changes::new(simulation),
        };
        recorder.after_epoch(simulation);
        recorder
    }

    /// Notes one presentation, the last one of `simulation`. Allocates nothing.
    pub fn presented(&mut self, now: Presentation, simulation: &Simulation) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        if now.index.is_multiple_of(DRIFT_EVERY) && simulation.plastic() {
            if self.drift.len() == DRIFT {
                self.drift.pop_front();
            }
            self.drift.push_back(Sample::of(simulation, &now));
        }
    }

    /// Notes the end of an epoch.
    pub fn after_epoch(&mut self, simulation: &Simulation) {
        let epoch = simulation.epochs();
        if self.curve.wants(epoch) {
            let measures = simulation.recall().measures(simulation.params());
            let every = self.curve.every();
            self.changes.look(simulation);
            self.curve.push(CurvePoint { epoch, measures, change_dimension: self.changes.participation() });
            if self.curve.every() != every {
                self.changes.begin_anew();
            }
        }
        if self.weights.wants(epoch) {
            let sample = |population| WeightSample::of(simulation.weights(population), HISTORY_ROWS).values;
            self.weights.push(WeightColumn {
                epoch,
                excitatory: sample(Population::Excitatory),
                inhibitory: sample(Population::Inhibitory),
            });
        }
    }
}
