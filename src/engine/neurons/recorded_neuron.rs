//! One neuron under observation: the simulation and what was recorded of it.

use super::look::Focus;
use super::monitor::Monitor;
use crate::engine::Synapse;
use crate::model::plasticity::entry::Entry;
use crate::model::state::{StateError, StimulusCache};
use crate::model::{ModelError, Params, Population, Presentation, Simulation};

/// One synapse in detail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inspection {
    /// Whose synapse.
    pub population: Population,
    /// Its index.
    pub synapse: usize,
    /// Weight now.
    pub weight: f64,
    /// Weight at the start.
    pub start: f64,
    /// Change since the start by rule, turnover and bounds; sums to `weight - start`.
    pub ledger: Entry,
}

/// A simulation and its records. Whatever changes the simulation goes through here, so that the records
/// always belong to it.
#[derive(Debug, Clone)]
pub(in crate::engine) struct RecordedNeuron {
    simulation: Simulation,
    monitor: Monitor,
}

impl RecordedNeuron {
    /// A neuron at its start.
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        let simulation = Simulation::new(params, seed)?;
        Ok(Self { monitor: Monitor::new(&simulation), simulation })
    }

    /// A neuron at its start, with the associations in `drawn` if they are there.
    pub fn new_sharing(params: Params, seed: u64, drawn: &mut StimulusCache) -> Result<Self, StateError> {
        let simulation = Simulation::new_sharing(params, seed, drawn)?;
        Ok(Self { monitor: Monitor::new(&simulation), simulation })
    }

    /// A simulation and its records, as they were kept.
    pub fn resume(simulation: Simulation, mut monitor: Monitor) -> Result<Self, StateError> {
        monitor.resume(&simulation)?;
        Ok(Self { simulation, monitor })
    }

    /// Shows the next stimulus. True when that ends an epoch. Allocates nothing but at the end of an epoch.
    pub fn present(&mut self) -> bool {
        let now = self.simulation.present();
        self.monitor.presented(now, &self.simulation);
        let ended = self.simulation.at_epoch_end();
        if ended {
            self.monitor.after_epoch(&self.simulation);
        }
        ended
    }

    /// Shows stimulus `mu` out of turn with these releases (ACh, NA); false if there is none such.
    pub fn pair(&mut self, mu: usize, releases: (bool, bool)) -> bool {
        let shown = self.simulation.pair(mu, releases);
        if let Some(now) = shown {
            self.monitor.presented(now, &self.simulation);
        }
        shown.is_some()
    }

    /// Takes over parameters; true if that rebuilt everything.
    pub fn set_params(&mut self, params: Params) -> Result<bool, ModelError> {
        let rebuilds = self.simulation.rebuilds(&params);
        let map = self.simulation.set_params(params)?;
        if rebuilds {
            self.record_again();
        } else if let Some(map) = map {
            self.monitor.move_columns(&map);
        }
        Ok(rebuilds)
    }

    /// Starts again.
    pub fn restart(&mut self, params: Params, seed: u64) -> Result<(), ModelError> {
        let plastic = self.simulation.plastic();
        self.simulation = Simulation::new(params, seed)?;
        self.simulation.set_plastic(plastic);
        self.record_again();
        Ok(())
    }

    /// Replaces the associations.
    pub fn new_stimuli(&mut self) {
        self.simulation.new_stimuli();
        self.monitor.other_stimuli(&self.simulation);
    }

    /// Adds associations.
    pub fn add_stimuli(&mut self, more: usize) -> Result<(), ModelError> {
        self.simulation.add_stimuli(more)?;
        self.monitor.more_stimuli(&self.simulation);
        Ok(())
    }

    /// Freezes the weights or frees them.
    pub fn set_plastic(&mut self, plastic: bool) {
        self.simulation.set_plastic(plastic);
    }

    /// Follows what `focus` names from now on; what was followed before goes on.
    pub fn follow(&mut self, focus: Focus) {
        self.monitor.follow(&self.simulation, focus);
    }

    /// Puts the past of what is followed in front; see [`Monitor::complete`].
    pub fn complete(&mut self, past: &Monitor, until: u64) {
        self.monitor.complete(past, until);
    }

    fn record_again(&mut self) {
        let focus = self.monitor.focus();
        self.monitor = Monitor::new(&self.simulation);
        self.monitor.follow(&self.simulation, focus);
    }

    /// A synapse in detail, if there is such a one.
    pub fn inspect(&self, (population, synapse): Synapse) -> Option<Inspection> {
        let weights = self.simulation.weights(population);
        (synapse < weights.len()).then(|| Inspection {
            population,
            synapse,
            weight: weights.get(synapse),
            start: weights.start(synapse),
            ledger: self.simulation.ledger().synapse(weights, self.simulation.stimuli(), synapse),
        })
    }

    /// The last presentation.
    pub fn last(&self) -> Option<&Presentation> {
        self.monitor.recent.back()
    }

    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// Memory that a copy takes, about.
    pub fn bytes(&self) -> usize {
        self.simulation.bytes() + self.monitor.bytes()
    }
}
