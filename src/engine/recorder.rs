//! Watches a simulation and keeps what the views show of its past.

use std::collections::VecDeque;

use super::history::{Curve, CurvePoint, WeightColumn, WeightHistory};
use super::snapshot::WeightSample;
use crate::model::{Population, Presentation, Simulation};

/// Most recent presentations kept for the traces.
pub const RECENT: usize = 400;

/// Synapses of one population kept in the weight history; of a larger one, evenly chosen ones.
const HISTORY_ROWS: usize = 1024;

#[derive(Debug, Clone)]
pub(super) struct Recorder {
    pub recent: VecDeque<Presentation>,
    pub curve: Curve,
    pub weights: WeightHistory,
}

impl Recorder {
    /// A recorder that has seen the start of `simulation`.
    pub fn new(simulation: &Simulation) -> Self {
        let mut recorder = Self {
            recent: VecDeque::with_capacity(RECENT),
            curve: Curve::new(),
            weights: WeightHistory::new(),
        };
        recorder.after_epoch(simulation);
        recorder
    }

    /// Notes one presentation. Allocates nothing.
    pub fn presented(&mut self, now: Presentation) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
    }

    /// Notes the end of an epoch.
    pub fn after_epoch(&mut self, simulation: &Simulation) {
        let epoch = simulation.epochs();
        if self.curve.wants(epoch) {
            let measures = simulation.recall().measures(simulation.params());
            self.curve.push(CurvePoint { epoch, measures });
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
