//! What can be looked at in a neuron.

use super::condition::Breakpoint;
use crate::engine::Synapse;

/// What to look at; it holds for past and present alike.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    /// Report this synapse with every snapshot, or none.
    Inspect(Option<Synapse>),
    /// Follow this stimulus from now on, or none.
    Pin(Option<usize>),
    /// Follow this synapse from now on, or none.
    PinSynapse(Option<Synapse>),
    /// What snapshots carry besides what they always do.
    Want(Wants),
    /// Pause when one of these holds.
    SetBreakpoints(Vec<Breakpoint>),
}

/// What snapshots carry only where a view on screen draws it: each costs time that the simulation could use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// The response to every stimulus on the present weights; without it, measures are those of the last epoch noted.
    pub recall: bool,
    /// A sample of the weights now.
    pub weights: bool,
    /// The weights over time.
    pub history: bool,
    /// The record of every stimulus.
    pub counts: bool,
    /// Recent effects of presentations on the drive of their own stimulus.
    pub drift: bool,
    /// What presenting each stimulus has done to its own drive and the others'.
    pub effects: bool,
}

impl Wants {
    /// As little as there is.
    pub const NOTHING: Self =
        Self { recall: false, weights: false, history: false, counts: false, drift: false, effects: false };

    /// All there is.
    pub const ALL: Self =
        Self { recall: true, weights: true, history: true, counts: true, drift: true, effects: true };

    /// What either wants.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            recall: self.recall || other.recall,
            weights: self.weights || other.weights,
            history: self.history || other.history,
            counts: self.counts || other.counts,
            drift: self.drift || other.drift,
            effects: self.effects || other.effects,
        }
    }
}

impl Default for Wants {
    /// All but the effects, whose cost grows with the square of the number of stimuli.
    fn default() -> Self {
        Self { recall: true, weights: true, history: true, counts: true, drift: true, effects: false }
    }
}

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Focus {
    /// The pinned stimulus.
    pub stimulus: Option<usize>,
    /// The pinned synapse.
    pub synapse: Option<Synapse>,
}
