//! The live simulation: commands in, snapshots out.
//!
//! What is simulated is a [`system::System`]; here, [`Neurons`]. A [`Session`] is the whole state of a run of it and knows
//! nothing of threads or clocks; it is a deterministic function of its start and its log of actions. A [`Workbench`]
//! holds one or several and their past. The [`Engine`] drives it on a thread of its own. The window sends [`Command`]s
//! and reads the latest [`Snapshot`]; neither side ever waits for the other.

pub mod action;
mod command;
mod engine_handle;
mod filling;
pub mod health;
mod history;
mod log;
mod mark;
mod message;
mod neurons;
pub mod recipe;
mod saved;
pub mod scenario;
mod session;
mod snapshot;
pub mod survey;
mod synapse_history;
pub mod system;
pub mod task;
mod timeline;
mod workbench;
mod worker;

pub use action::Action;
pub use command::{Command, Navigate, Speed, Transport};
pub use engine_handle::{CopyHandle, Engine, EngineError, PendingCopy};
pub use history::{Curve, CurvePoint, WeightHistory};
pub use log::{Log, LogEntry};
pub use mark::{Event, Mark};
pub use neurons::breakpoint::{Breakpoint, Condition, imbalance};
pub use neurons::recorder::RECENT;
pub use neurons::{
    Focus, Inspection, Look, NeuronView, Neurons, Pinned, PinnedSynapse, SavedSession, Tally, VariantView,
    Wants, WeightSample,
};
pub use saved::SavedWorkbench;
pub use session::Session;
pub use snapshot::{Notice, RunState, Snapshot};
pub use synapse_history::SynapsePoint;
pub use timeline::{Bookmark, RunInfo, Timeline};
pub use workbench::{BUDGET, MOST_RUNS, Workbench};

/// A synapse: whose, and which one.
pub type Synapse = (crate::model::Population, usize);
