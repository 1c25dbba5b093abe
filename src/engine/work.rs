//! Everything that a person works on: neurons, and circuits once somebody has looked at them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use arc_swap::ArcSwapOption;

use super::circuits::LiveCircuit;
use super::engine_handle;
use super::{CopyHandle, PendingCopy, Workbench};

/// All runs of circuits.
pub type CircuitBench = super::workbench::Workbench<LiveCircuit>;

/// All runs of both systems.
#[derive(Debug, Clone)]
pub struct Work {
    /// Of neurons.
    pub neurons: Workbench,
    /// Of circuits, if there are any.
    pub circuits: Option<CircuitBench>,
}

impl Work {
    /// Is there user work that a fresh start would lose?
    pub fn touched(&self) -> bool {
        self.neurons.touched() || self.circuits.as_ref().is_some_and(CircuitBench::touched)
    }
}

/// Where other threads get copies of all work. Circuits may come later.
#[derive(Debug, Clone)]
pub struct WorkHandle {
    neurons: CopyHandle,
    circuits: Arc<ArcSwapOption<engine_handle::CopyHandle<LiveCircuit>>>,
}

impl From<CopyHandle> for WorkHandle {
    fn from(neurons: CopyHandle) -> Self {
        Self { neurons, circuits: Arc::default() }
    }
}

impl WorkHandle {
    /// From now on there are circuits.
    pub fn with_circuits(&self, circuits: engine_handle::CopyHandle<LiveCircuit>) {
        self.circuits.store(Some(Arc::new(circuits)));
    }

    /// A copy of everything as it is now; waits for each simulation at most so long. `None` if one is gone or too busy.
    pub fn copy(&self, patience: Duration) -> Option<Work> {
        let neurons = self.neurons.copy(patience)?;
        let circuits = match self.circuits.load_full() {
            Some(circuits) => Some(circuits.copy(patience)?),
            None => None,
        };
        Some(Work { neurons, circuits })
    }
}

/// A copy of all work on its way.
#[derive(Debug)]
pub struct PendingWork {
    /// Of neurons.
    pub neurons: PendingCopy,
    /// Of circuits.
    pub circuits: Option<engine_handle::PendingCopy<LiveCircuit>>,
}

impl From<PendingCopy> for PendingWork {
    fn from(neurons: PendingCopy) -> Self {
        Self { neurons, circuits: None }
    }
}

impl PendingWork {
    /// The copy; waits at most so long for each, or until `cancel` is set. `None` then, or if a simulation is gone.
    pub fn wait(self, patience: Duration, cancel: &AtomicBool) -> Option<Work> {
        let neurons = self.neurons.wait(patience, cancel)?;
        let circuits = match self.circuits {
            Some(circuits) => Some(circuits.wait(patience, cancel)?),
            None => None,
        };
        Some(Work { neurons, circuits })
    }
}
