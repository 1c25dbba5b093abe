//! What the top bar offers, and what it asks of the window.

use std::path::PathBuf;

use super::ui_action::UiAction;
use crate::engine::circuits::scenario::CircuitScenario;
use crate::engine::circuits::{Beginning, CircuitAction};
use crate::engine::scenario::Scenario;
use crate::io::presets::Preset;

/// Demonstrations of the system on screen.
#[derive(Debug, Clone, Copy)]
pub enum Demonstrations<'a> {
    /// Of the neuron.
    Neuron(&'a [Scenario]),
    /// Of circuits.
    Circuits(&'a [CircuitScenario]),
}

/// What can be chosen of the system on screen.
#[derive(Debug, Clone, Copy)]
pub enum Choices<'a> {
    /// A preset.
    Presets {
        /// Built-in presets.
        all: &'a [Preset],
        /// Name of the chosen one.
        chosen: &'a str,
        /// Parameters differ from it.
        modified: bool,
    },
    /// A task and a rule.
    Rules(&'a Beginning),
}

/// What the bar asks of the window rather than of the simulation.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Take over this preset.
    Preset(Box<Preset>),
    /// Open this file.
    OpenPath(PathBuf),
    /// Play this scenario.
    Play(Box<Scenario>),
    /// Play this one of circuits.
    PlayCircuit(Box<CircuitScenario>),
    /// What a key would do.
    Act(UiAction),
    /// Do this to the circuit.
    Circuit(CircuitAction),
}
