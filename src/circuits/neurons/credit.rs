//! What a rule of the layer of neurons is.

use rand_pcg::Pcg64;

use crate::circuits::arrays::{Arrays, flat_mut};
use crate::circuits::state::{InvalidState, RuleState};
use crate::model::{Active, Presentation};

/// One stimulus, as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub struct Stimulus<'a> {
    /// Active inputs: excitatory, inhibitory.
    pub active: [Active<'a>; 2],
    /// Currents, drive and target of each neuron; nothing is released, and nobody has fired yet.
    pub neurons: &'a [Presentation],
}

/// A rule for the layer of neurons: a stimulus, its own state and its own noise give a change.
pub trait NeuronRule: std::fmt::Debug + Send + Sync {
    /// Writes what it would change: of w_E, then of w_I, one row per neuron. What each neuron did is told to `did`.
    fn change(
        &mut self,
        shown: &Stimulus<'_>,
        noise: &mut Pcg64,
        change: &mut Arrays,
        did: &mut dyn FnMut(&Presentation),
    );
    /// Fraction by which all weights shrink after every presentation.
    fn shrinks(&self) -> f64 {
        0.0
    }
    /// What it keeps.
    fn state(&self) -> RuleState {
        RuleState::default()
    }
    /// Goes on from what it kept.
    ///
    /// # Errors
    /// What is not a state of it.
    fn restore(&mut self, state: RuleState) -> Result<(), InvalidState> {
        if state == RuleState::default() { Ok(()) } else { Err(InvalidState("the rule keeps nothing")) }
    }
    /// The same rule in the same state.
    fn boxed_clone(&self) -> Box<dyn NeuronRule>;
}

impl Clone for Box<dyn NeuronRule> {
    fn clone(&self) -> Self {
        self.boxed_clone()
    }
}

/// Writes what is asked of each neuron into its row: of w_E, then of w_I, a change of active and of silent synapses.
pub fn write(
    change: &mut Arrays,
    shown: &Stimulus<'_>,
    mut asked: impl FnMut(usize, &Presentation) -> [[f64; 2]; 2],
) {
    for (at, now) in shown.neurons.iter().enumerate() {
        let kinds = asked(at, now).into_iter().zip(shown.active);
        for (array, ([on, off], active)) in change.iter_mut().zip(kinds) {
            let columns = array.ncols();
            let row = &mut flat_mut(array)[at * columns..(at + 1) * columns];
            row.fill(off);
            active.for_each(|j| row[j] = on);
        }
    }
}
