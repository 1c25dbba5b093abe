//! Files in and out.

pub mod atomic;
pub mod checkpoint;
pub mod presets;
pub mod recordings;
pub mod scenarios;
pub mod settings;
pub mod values;
