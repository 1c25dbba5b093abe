//! A session as the views see it.

use std::sync::Arc;

use super::health::CommonMode;
use super::recorded_neuron::RecordedNeuron;
use super::session::Session;
use super::snapshot::{Pinned, PinnedSynapse, RivalState, Snapshot, WeightSample};
use super::timeline::Timeline;
use crate::analysis::attribution::effects;
use crate::model::Population;

/// Weights of one population shown; of a larger one, evenly chosen ones.
const SHOWN_WEIGHTS: usize = 1 << 14;

impl Session {
    /// The present state for the views; `rate` is what a clock says of it.
    pub fn snapshot(&self, rate: f64) -> Snapshot {
        let (simulation, recorder) = (self.main.simulation(), self.main.recorder());
        let recall = simulation.recall();
        let [excitatory, inhibitory] = weights(&self.main);
        Snapshot {
            params: simulation.params().clone(),
            seed: simulation.seed(),
            run: self.run_state(),
            speed: self.speed(),
            plastic: simulation.plastic(),
            growing: self.growth.map(|progress| progress.stored()),
            building: false,
            filling: None,
            applied: 0,
            presentations: simulation.presentations(),
            epochs: simulation.epochs(),
            rate,
            generation: self.generation,
            recent: recorder.recent.iter().copied().collect(),
            last_changes: *simulation.last_changes(),
            changes: recorder.changes.iter().copied().collect(),
            measures: recall.measures(simulation.params()),
            recall,
            curve: recorder.curve.share(),
            excitatory,
            inhibitory,
            weights: recorder.weights.clone(),
            drift: recorder.drift.iter().copied().collect(),
            common: CommonMode::of(simulation),
            common_past: recorder.common.share(),
            stimuli: simulation.share_stimuli(),
            tallies: recorder.tallies.clone(),
            inspection: self.inspected.and_then(|synapse| self.main.inspect(synapse)),
            pinned: recorder.watched().map(|watch| Pinned {
                stimulus: watch.stimulus(),
                moments: watch.moments().copied().collect(),
                flip: watch.flip(),
            }),
            synapse: self.pinned_synapse(),
            effects: self.attributed.then(|| Arc::new(effects(simulation))),
            marks: self.marks.share(),
            breakpoints: self.breakpoints(),
            rival: self.rival_state().map(Arc::new),
            origin: self.origin.clone(),
            log: self.log.clone(),
            timeline: Timeline { made: self.made(), end: self.made(), live: true, ..Timeline::default() },
            notice: self.notice.clone(),
        }
    }

    fn pinned_synapse(&self) -> Option<PinnedSynapse> {
        let (synapse, history) = self.main.recorder().followed_synapse()?;
        Some(PinnedSynapse { now: self.main.inspect(synapse)?, points: history.points().to_vec() })
    }

    fn rival_state(&self) -> Option<RivalState> {
        let rival = self.rival.as_ref()?;
        let (simulation, recorder) = (rival.subject.simulation(), rival.subject.recorder());
        let recall = simulation.recall();
        let [excitatory, inhibitory] = weights(&rival.subject);
        Some(RivalState {
            overrides: rival.overrides.clone(),
            params: simulation.params().clone(),
            presentations: simulation.presentations(),
            epochs: simulation.epochs(),
            recent: recorder.recent.iter().copied().collect(),
            measures: recall.measures(simulation.params()),
            recall,
            curve: recorder.curve.share(),
            excitatory,
            inhibitory,
        })
    }
}

fn weights(subject: &RecordedNeuron) -> [WeightSample; 2] {
    [Population::Excitatory, Population::Inhibitory]
        .map(|population| WeightSample::of(subject.simulation().weights(population), SHOWN_WEIGHTS))
}
