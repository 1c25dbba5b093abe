//! Sessions, workbenches and engines of neurons: how they begin, and what can be asked of them.

use super::condition::Breakpoint;
use super::look::Focus;
use super::recipe::Recipe;
use crate::engine::catch::catch;
use crate::engine::{BUDGET, Engine, EngineError, Log, Session, Synapse, Workbench};
use crate::model::{ModelError, Params, Simulation};

impl Session {
    /// A session of a neuron at its start, paused.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        Self::begin((params, seed))
    }

    /// As [`Session::repeated`], of a neuron.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn replay(params: Params, seed: u64, log: &Log, made: u64) -> Result<Self, ModelError> {
        Self::repeated((params, seed), log, made)
    }

    /// The simulation; where two run, A.
    pub fn simulation(&self) -> &Simulation {
        self.system.main.simulation()
    }

    /// B, if two run.
    pub fn variant(&self) -> Option<&Simulation> {
        self.system.variant.as_ref().map(|variant| variant.neuron.simulation())
    }

    /// The present run of the session as a command.
    pub fn recipe(&self) -> Recipe {
        Recipe::new(&self.system.origin, self.log(), self.made())
    }

    /// What is followed.
    pub fn focus(&self) -> Focus {
        self.desk.attention.focus
    }

    /// The synapse that is looked at.
    pub fn inspected(&self) -> Option<Synapse> {
        self.desk.attention.inspected
    }

    /// When to pause.
    pub fn breakpoints(&self) -> Vec<Breakpoint> {
        self.desk.attention.breakpoints.list()
    }
}

impl Workbench {
    /// One run at its start, paused.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        Ok(Self::with_budget(Session::new(params, seed)?, BUDGET))
    }
}

impl Engine {
    /// Starts a paused simulation. `wake` is called after every new snapshot.
    ///
    /// # Errors
    /// Parameters that cannot be built, or no thread to be had.
    pub fn start(params: Params, seed: u64, wake: impl Fn() + Send + 'static) -> Result<Self, EngineError> {
        let bench = catch(|| Workbench::new(params, seed)).map_err(EngineError::Failed)??;
        Self::start_with(bench, wake)
    }
}
