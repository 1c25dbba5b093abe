//! A circuit that learns, whichever it is.

use ndarray::Array2;

use super::arrays::{Arrays, cosine, distance};
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

/// How a proposed change compares with minus the exact gradient at the rule's own weights.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Alignment {
    /// Cosine of all learned arrays as one vector.
    pub cosine: f64,
    /// Length of the difference in lengths of the gradient.
    pub distance: f64,
    /// Cosine of each array.
    pub arrays: Vec<f64>,
}

impl Alignment {
    /// Compares a change with minus the gradient.
    pub fn of(change: &[Array2<f64>], exact: &[Array2<f64>]) -> Self {
        let each = |(change, exact): (&Array2<f64>, &Array2<f64>)| {
            cosine(std::slice::from_ref(change), std::slice::from_ref(exact))
        };
        Self {
            cosine: cosine(change, exact),
            distance: distance(change, exact),
            arrays: change.iter().zip(exact).map(each).collect(),
        }
    }
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
    /// One step: a presentation, or a batch of trials. All learned arrays change.
    ///
    /// # Errors
    /// [`Diverged`]; the weights stay then.
    fn step(&mut self) -> Result<(), Diverged>;
    /// As [`Circuit::step`], and tells how its change compared with the gradient, if the rule has one.
    ///
    /// # Errors
    /// As [`Circuit::step`].
    fn step_compared(&mut self) -> Result<Option<Alignment>, Diverged>;
    /// Steps so far.
    fn steps(&self) -> u64;
    /// How the change that the rule would make at the next step compares with the gradient, if it has one. The
    /// circuit and its random streams stay as they are.
    fn alignment(&self) -> Option<Alignment>;
    /// What it has learned.
    fn measures(&self) -> Measures;
    /// What its twin has learned, if there is one.
    fn twin(&self) -> Option<Measures>;
    /// Ends its twin, which takes its time.
    fn drop_twin(&mut self);
    /// Angle in degrees between feedback weights and the transposed forward weights, if the rule has its own.
    fn feedback_angle(&self) -> Option<f64> {
        None
    }
    /// Learned arrays.
    fn weights(&self) -> &Arrays;
    /// Goes on with another rule or other settings, from the same weights and the same data; the same rule with other
    /// settings keeps its state. False, and nothing has
    /// changed, if they need another circuit.
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
