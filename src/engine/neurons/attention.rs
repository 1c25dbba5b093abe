//! What is looked at in a neuron. Looking changes nothing.

use super::breakpoint::Watchpoints;
use super::condition::Condition;
use super::look::{Focus, Look, Wants};
use super::recorded_neuron::RecordedNeuron;
use crate::engine::Synapse;

/// What somebody looks at, and the conditions to pause on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attention {
    pub(in crate::engine) focus: Focus,
    pub(in crate::engine) inspected: Option<Synapse>,
    pub(in crate::engine) wants: Wants,
    pub(in crate::engine) breakpoints: Watchpoints,
    /// The condition that has begun to hold last.
    pub(in crate::engine) hit: Option<Condition>,
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
        self.focus = neuron.monitor().focus();
    }

    /// The same attention to another neuron, of which no condition has been seen yet.
    pub(in crate::engine) fn of(&self, neuron: &mut RecordedNeuron) -> Self {
        let Self { focus, inspected, wants, breakpoints, hit: _ } = self;
        let mut own = Self { inspected: *inspected, wants: *wants, ..Self::default() };
        own.follow(neuron, *focus);
        own.breakpoints.set(breakpoints.list(), neuron);
        own.breakpoints.forget();
        own
    }

    /// Has a condition begun to hold?
    pub(in crate::engine) fn check(&mut self, neuron: &RecordedNeuron, ended: bool) -> bool {
        self.hit = self.breakpoints.check(neuron, ended);
        self.hit.is_some()
    }
}
