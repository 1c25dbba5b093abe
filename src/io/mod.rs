//! Files in and out.

pub mod atomic;
pub mod presets;
pub mod values;
