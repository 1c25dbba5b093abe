//! The live simulation: commands in, snapshots out.
//!
//! A [`Session`] is the whole state of a run and knows nothing of threads or clocks; it is a
//! deterministic function of its start and its command log. The [`Engine`] drives one on a thread
//! of its own. The window sends [`Command`]s and reads the latest [`Snapshot`]; neither side ever
//! waits for the other.

mod command;
mod engine_handle;
mod history;
mod recorder;
mod session;
mod snapshot;
pub mod survey;
pub mod task;
mod worker;

pub use command::{Command, LogEntry, Speed};
pub use engine_handle::{Engine, EngineError};
pub use history::{Curve, CurvePoint, WeightHistory};
pub use recorder::RECENT;
pub use session::Session;
pub use snapshot::{Inspection, Notice, RunState, Snapshot, WeightSample};
