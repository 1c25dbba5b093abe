//! What a rule of the layered circuit is.

use rand_pcg::Pcg64;

use super::inside::Trace;
use crate::circuits::arrays::Arrays;
use crate::circuits::state::{InvalidState, RuleState};

/// One presentation, as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// `W_l` with `b_l` as its last column.
    pub weights: &'a Arrays,
    /// Input.
    pub x: &'a [f64],
    /// Target.
    pub y: &'a [f64],
    /// Which stimulus it is.
    pub stimulus: usize,
}

/// A rule for the layered circuit: weights, a presentation, its own state and its own noise give a change.
pub trait LayeredRule: std::fmt::Debug + Send + Sync {
    /// Writes what it would change, times eta.
    fn change(&mut self, shown: &Shown<'_>, noise: &mut Pcg64, change: &mut Arrays);
    /// What it does on the way to the change it would make; `exact` is minus the gradient.
    fn trace(&mut self, _shown: &Shown<'_>, _noise: &mut Pcg64, _exact: &Arrays) -> Trace {
        Trace::Nothing
    }
    /// The circuit has changed by `eta` times `change`.
    fn learned(&mut self, _change: &Arrays, _eta: f64) {}
    /// Fraction by which `W_l`, l >= 2, shrink after every presentation.
    fn shrinks(&self) -> f64 {
        0.0
    }
    /// Its feedback weights, if they are its own: `Y_l` for l = 1..L-1, each n_l x n_{l+1}.
    fn feedback(&self) -> Option<&Arrays> {
        None
    }
    /// What it keeps.
    fn state(&self) -> RuleState {
        RuleState::default()
    }
    /// Goes on from what it kept.
    ///
    /// # Errors
    /// What is not a state of it.
    fn restore(&mut self, _weights: &Arrays, state: RuleState) -> Result<(), InvalidState> {
        if state == RuleState::default() { Ok(()) } else { Err(InvalidState("the rule keeps nothing")) }
    }
    /// The same rule in the same state.
    fn boxed_clone(&self) -> Box<dyn LayeredRule>;
}

impl Clone for Box<dyn LayeredRule> {
    fn clone(&self) -> Self {
        self.boxed_clone()
    }
}
