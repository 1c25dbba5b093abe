//! Which of the two systems is on screen.

use serde::{Deserialize, Serialize};

/// A system that can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Shown {
    /// The paper's neuron.
    #[default]
    Neuron,
    /// Small networks that learn by other rules.
    Circuits,
}

impl Shown {
    /// Both, in the order of the control.
    pub const ALL: [Self; 2] = [Self::Neuron, Self::Circuits];

    /// As on the control.
    pub fn name(self) -> &'static str {
        match self {
            Self::Neuron => "Neuron",
            Self::Circuits => "Circuits",
        }
    }

    /// What it is.
    pub fn tip(self) -> &'static str {
        match self {
            Self::Neuron => "A cortical neuron that learns associations by four local rules  (X)",
            Self::Circuits => {
                "Small networks that learn by other rules, each beside its exact gradient; what is left pauses  (X)"
            }
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Neuron => Self::Circuits,
            Self::Circuits => Self::Neuron,
        }
    }
}
