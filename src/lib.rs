//! Equipoise: a laboratory where a cortical neuron learns associations by four local rules.
//!
//! Modules in reading order, lowest layer first; nothing imports upward.

#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod analysis;
pub mod circuits;
pub mod cli;
pub mod engine;
pub mod io;
pub mod model;
pub mod theory;
#[cfg(feature = "gui")]
pub mod ui;
