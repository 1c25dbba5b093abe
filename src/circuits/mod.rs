//! Small circuits that learn by other rules: the same circuit, other ways to assign credit.
//!
//! A [`Rule`] proposes a change of all learned arrays from one step; only the circuit applies it. Beside the rule an
//! exact twin learns by the gradient, from the same starting weights and the same data. Sizes are small on purpose.
//!
//! To add a rule: write its file, and add it to [`RULES`].

pub mod arrays;
pub mod index;
pub mod layered;
mod parameter;
mod random;
pub mod recurrent;
mod rule;
mod settings;
mod task;

pub use arrays::Arrays;
pub use parameter::{Kind, Parameter};
pub use rule::{Family, RULES, Rule};
pub use settings::{Settings, SettingsError};
pub use task::{TASKS, Task, Trials};

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
pub trait Circuit: Send {
    /// One step: a presentation, or a batch of trials. All learned arrays change.
    ///
    /// # Errors
    /// [`Diverged`]; the weights stay then.
    fn step(&mut self) -> Result<(), Diverged>;
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
}

/// A circuit at its start.
///
/// # Errors
/// A task that is not for the rule's circuit.
pub fn build(
    rule: &'static Rule,
    task: &'static Task,
    settings: &Settings,
    seed: u64,
) -> Result<Box<dyn Circuit>, SettingsError> {
    match (rule.family, task.trials) {
        (Family::Layered(make), task::Trials::Layered(_)) => {
            Ok(Box::new(layered::Layered::new(rule, make, task, settings, seed)))
        }
        (Family::Recurrent(make), task::Trials::Recurrent(_)) => {
            Ok(Box::new(recurrent::Recurrent::new(rule, make, task, settings, seed)))
        }
        (Family::Index, task::Trials::Pairs) => Ok(Box::new(index::Index::new(settings, seed))),
        _ => Err(SettingsError::Task { task: task.key, rule: rule.key }),
    }
}
