//! A rule as it is declared: names, ranges and trees.

use super::tree::Node;
use crate::model::population::Population;

/// Whose synapses a rule changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Target {
    /// All excitatory ones.
    E,
    /// All inhibitory ones.
    I,
    /// The first group of inhibitory ones.
    I1,
    /// The second group of inhibitory ones.
    I2,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::E, Self::I, Self::I1, Self::I2];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::E => "E",
            Self::I => "I",
            Self::I1 => "I1",
            Self::I2 => "I2",
        }
    }

    /// The population that these are part of.
    pub fn population(self) -> Population {
        match self {
            Self::E => Population::Excitatory,
            Self::I | Self::I1 | Self::I2 => Population::Inhibitory,
        }
    }
}

/// One of the four numbers that a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Change of active synapses, in units of current.
    Active,
    /// Change of silent synapses, in units of current.
    Silent,
    /// Fraction of its own weight, of an active synapse.
    ActiveW,
    /// Fraction of its own weight, of a silent synapse.
    SilentW,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Silent, Self::ActiveW, Self::SilentW];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Silent => "silent",
            Self::ActiveW => "active_w",
            Self::SilentW => "silent_w",
        }
    }

    /// Its tree in `source`; `None` is zero.
    pub(super) fn of(self, source: &RuleSource) -> Option<&Node> {
        source.changes[self as usize].as_ref()
    }
}

/// How a slider spreads a parameter's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// Evenly.
    #[default]
    Linear,
    /// By decades.
    Log,
}

/// A parameter of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value where nothing else is said.
    pub default: f64,
    /// The least it may be.
    pub least: f64,
    /// The most it may be.
    pub most: f64,
    /// How a slider spreads it.
    pub spread: Spread,
    /// What it is.
    pub doc: String,
}

/// A state of a rule: one number per neuron.
#[derive(Debug, Clone, PartialEq)]
pub struct StateSource {
    /// Its name.
    pub name: String,
    /// Its value at the start.
    pub start: f64,
    /// The next value, as it is written.
    pub text: String,
    pub(super) next: Node,
}

/// A shorthand of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: String,
    /// As it is written.
    pub text: String,
    pub(super) node: Node,
}

/// One rule of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSource {
    /// Its name, as in a legend.
    pub name: String,
    /// Whose synapses it changes.
    pub on: Target,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its states.
    pub states: Vec<StateSource>,
    /// Its shorthands, in the order in which they are computed.
    pub lets: Vec<Let>,
    /// What is asked, as it is written, in the order of [`Quantity::ALL`].
    pub texts: [Option<String>; 4],
    /// What is asked, with w split off; `None` is zero.
    pub(super) changes: [Option<Node>; 4],
}
