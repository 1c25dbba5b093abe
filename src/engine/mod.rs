//! The live simulation: commands in, snapshots out.
//!
//! What is simulated is a [`system::System`]; here, [`Neurons`]. A [`Session`] is the whole state of a run of it and knows
//! nothing of threads or clocks; it is a deterministic function of its start and its log of actions. A [`Workbench`]
//! holds one or several and their past. The [`Engine`] drives it on a thread of its own. The window sends [`Command`]s
//! and reads the latest [`Snapshot`]; neither side ever waits for the other.
//!
//! The types named here are those of the neuron; the same for any system are in [`any`].

mod catch;
mod checkpoints;
pub mod circuits;
mod command;
mod engine_handle;
mod filling;
mod log;
mod mark;
mod message;
mod neurons;
mod run_state;
mod saved;
mod session;
mod snapshot;
pub mod system;
pub mod task;
mod timeline;
mod traits;
mod work;
mod workbench;
mod worker;

pub use command::{Navigate, Transport};
pub use engine_handle::EngineError;
pub use neurons::action::{self, Action};
pub use neurons::common_mode::CommonMode;
pub use neurons::condition::{Breakpoint, Condition, imbalance};
pub use neurons::event::Event;
pub use neurons::history::{CurvePoint, LearningCurve, WeightHistory};
pub use neurons::look::{Focus, Look, Wants};
pub use neurons::monitor::RECENT;
pub use neurons::recorded_neuron::Inspection;
pub use neurons::rule_change::RuleChange;
pub use neurons::saved::SavedSession;
pub use neurons::stimulus_counts::StimulusCounts;
pub use neurons::synapse_history::SynapsePoint;
pub use neurons::view::{NeuronView, Pinned, PinnedSynapse, VariantView};
pub use neurons::weight_sample::WeightSample;
pub use neurons::{Neurons, atlas, health, recipe, scenario, survey};
pub use run_state::{Notice, RunState, Speed};
pub use timeline::{Bookmark, MOST_RUNS, RunInfo, Timeline};
pub use traits::Happening;
pub use work::{CircuitBench, PendingWork, Work, WorkHandle};
pub use workbench::BUDGET;

/// The engine for any system.
pub mod any {
    pub use super::command::Command;
    pub use super::engine_handle::{CopyHandle, Engine, PendingCopy};
    pub use super::log::{Log, LogEntry};
    pub use super::mark::Mark;
    pub use super::saved::SavedWorkbench;
    pub use super::snapshot::Snapshot;
    pub use super::system::{ComputePast, Notes, Session, System};
    pub use super::traits::{Act, Happening, SavedForm};
    pub use super::workbench::Workbench;
}

/// A command to a session of neurons.
pub type Command = command::Command<Action, Look>;
/// Everything done to neurons.
pub type Log = log::Log<Action>;
/// Something done to neurons, and when.
pub type LogEntry = log::LogEntry<Action>;
/// Something that happened to neurons, and when.
pub type Mark = mark::Mark<Event>;
/// A run of neurons.
pub type Session = system::Session<Neurons>;
/// What is shown of a run of neurons.
pub type Snapshot = snapshot::Snapshot<Neurons>;
/// All runs of neurons.
pub type Workbench = workbench::Workbench<Neurons>;
/// All runs of neurons as plain values.
pub type SavedWorkbench = saved::SavedWorkbench<Neurons>;
/// Neurons running on a thread of their own.
pub type Engine = engine_handle::Engine<Neurons>;
/// Where other threads get copies of all runs of neurons.
pub type CopyHandle = engine_handle::CopyHandle<Neurons>;
/// A copy of all runs of neurons on its way.
pub type PendingCopy = engine_handle::PendingCopy<Neurons>;

/// A synapse: whose, and which one.
pub type Synapse = (crate::model::Population, usize);
