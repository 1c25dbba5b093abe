//! What is looked at in a neuron. Looking changes nothing.

use super::breakpoint::{Breakpoint, Watchpoints};
use super::recorded_neuron::RecordedNeuron;
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

/// What somebody looks at, and the conditions to pause on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attention {
    pub(in crate::engine) focus: Focus,
    pub(in crate::engine) inspected: Option<Synapse>,
    pub(in crate::engine) wants: Wants,
    pub(in crate::engine) breakpoints: Watchpoints,
}

impl Attention {
    /// Looks at something.
    pub(in crate::engine) fn look(&mut self, neuron: &mut RecordedNeuron, look: Look) {
        match look {
            Look::Inspect(synapse) => self.inspected = synapse,
            Look::Want(wants) => self.wants = wants,
            Look::Pin(stimulus) => self.follow(neuron, Focus { stimulus, ..self.focus }),
            Look::PinSynapse(synapse) => self.follow(neuron, Focus { synapse, ..self.focus }),
            Look::SetBreakpoints(breakpoints) => self.breakpoints.set(breakpoints, neuron),
        }
    }

    /// Follows what `focus` names.
    pub(in crate::engine) fn follow(&mut self, neuron: &mut RecordedNeuron, focus: Focus) {
        neuron.follow(focus);
        // What does not exist is not followed, now or later.
        self.focus = neuron.recorder().focus();
    }

    /// The same attention to another neuron, of which no condition has been seen yet.
    pub(in crate::engine) fn of(&self, neuron: &mut RecordedNeuron) -> Self {
        let Self { focus, inspected, wants, breakpoints } = self;
        let mut own = Self { inspected: *inspected, wants: *wants, ..Self::default() };
        own.follow(neuron, *focus);
        own.breakpoints.set(breakpoints.list(), neuron);
        own.breakpoints.forget();
        own
    }
}
