//! Files in and out.

pub mod atomic;
pub mod checkpoint;
pub mod presets;
pub mod scenarios;
pub mod settings;
pub mod simulated_recording;
pub mod values;
