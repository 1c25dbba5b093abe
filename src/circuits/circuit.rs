//! A circuit that learns, whichever it is.

use super::alignment::Alignment;
use super::arrays::Arrays;
use super::inside::Inside;
use super::rule::Rule;
use super::settings::Settings;
use super::state::{CircuitState, InvalidState};

/// Loss and share of right answers on trials that are not learned from.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measures {
    /// Mean loss.
    pub loss: f64,
    /// Share of right answers; for a curve to be drawn, the variance explained.
    pub right: f64,
}

/// The weights or the loss are no longer finite; the weights are those before the step.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "step {step}: {rule} asks for a change that is not finite; a smaller eta or other settings are needed"
)]
pub struct Diverged {
    /// Which step, from 1.
    pub step: u64,
    /// Name of the rule.
    pub rule: &'static str,
}

/// A circuit that learns by a rule, with its exact twin.
pub trait Circuit: std::fmt::Debug + Send + Sync {
    /// One step: a presentation, or a batch of trials. All learned arrays change. With `compared`, tells how its change
    /// compared with the gradient, if the rule has one.
    ///
    /// # Errors
    /// [`Diverged`]; the weights stay then.
    fn advance(&mut self, compared: bool) -> Result<Option<Alignment>, Diverged>;
    /// One step.
    ///
    /// # Errors
    /// As [`Circuit::advance`].
    fn step(&mut self) -> Result<(), Diverged> {
        self.advance(false).map(drop)
    }
    /// One step that tells how its change compared with the gradient.
    ///
    /// # Errors
    /// As [`Circuit::advance`].
    fn step_compared(&mut self) -> Result<Option<Alignment>, Diverged> {
        self.advance(true)
    }
    /// Steps so far.
    fn steps(&self) -> u64;
    /// How the change that the rule would make at the next step compares with the gradient, if it has one. The
    /// circuit and its random streams stay as they are.
    fn alignment(&self) -> Option<Alignment>;
    /// What it would have learned with these arrays; the index memory has no others than its traces.
    fn measured(&self, weights: &Arrays) -> Measures;
    /// What it has learned.
    fn measures(&self) -> Measures {
        self.measured(self.weights())
    }
    /// What its twin has learned, if there is one.
    fn twin(&self) -> Option<Measures> {
        self.twin_weights().map(|weights| self.measured(weights))
    }
    /// Learned arrays of its twin, if there is one.
    fn twin_weights(&self) -> Option<&Arrays>;
    /// Ends its twin, which takes its time.
    fn drop_twin(&mut self);
    /// Angle in degrees between feedback weights and the transposed forward weights, if the rule has its own.
    fn feedback_angle(&self) -> Option<f64> {
        None
    }
    /// Learned arrays.
    fn weights(&self) -> &Arrays;
    /// What happens within the next presentation; the circuit and its random streams stay as they are.
    fn inside(&self) -> Inside;
    /// Is there nothing left to be learned?
    fn finished(&self) -> bool {
        false
    }
    /// Goes on with another rule or other settings, from the same weights and the same data; the same rule with other
    /// settings keeps its state. False, and nothing has changed, if they need another circuit.
    fn go_on_with(&mut self, rule: &'static Rule, settings: &Settings) -> bool;
    /// Its state.
    fn state(&self) -> CircuitState;
    /// Goes on from a state of a circuit with the same rule, task, settings and seed.
    ///
    /// # Errors
    /// A state that is not one of it.
    fn restore(&mut self, state: CircuitState) -> Result<(), InvalidState>;
    /// The same circuit in the same state.
    fn boxed_clone(&self) -> Box<dyn Circuit>;
}

impl Clone for Box<dyn Circuit> {
    fn clone(&self) -> Self {
        self.boxed_clone()
    }
}
