//! Files in and out.

pub mod checkpoint;
pub mod circuit_scenarios;
pub mod ending;
pub mod export;
pub mod input;
pub mod naming;
pub(crate) mod npz;
pub mod output;
pub mod presets;
pub mod recordings;
pub mod recovery;
pub mod rule_files;
pub mod rule_rows;
pub mod scenarios;
pub mod session;
pub mod settings;
pub mod simulated_recording;
pub mod values;
pub mod words;

/// Means standard output.
const STDOUT: &str = "-";
