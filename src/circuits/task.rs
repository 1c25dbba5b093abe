//! The tasks, and what is said of each.

use super::layered::tasks as layered;
use super::parameter::Parameter;
use super::recurrent::tasks as recurrent;
use super::rule::{Family, Rule};
use super::{index, layered::LayeredTask, recurrent::RecurrentTask};

/// What a circuit is to do.
#[derive(Debug)]
pub struct Task {
    /// As in commands.
    pub key: &'static str,
    /// In one sentence.
    pub sentence: &'static str,
    /// Steps that the reference tables take.
    pub steps: u64,
    /// Parameters of the circuit and the task.
    pub parameters: &'static [&'static Parameter],
    /// Values that they have at first, where these are others than declared.
    pub defaults: &'static [(&'static str, f64)],
    /// For which circuit.
    pub trials: Trials,
}

/// For which circuit.
#[derive(Debug, Clone, Copy)]
pub enum Trials {
    /// The layered circuit.
    Layered(LayeredTask),
    /// The recurrent circuit.
    Recurrent(RecurrentTask),
    /// The index memory.
    Pairs,
}

/// All tasks.
pub static TASKS: [&Task; 5] =
    [&layered::DIGITS, &layered::XOR, &recurrent::MATCH, &recurrent::PATTERN, &index::PAIRS];

impl Task {
    /// The task of this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        TASKS.into_iter().find(|task| task.key == key)
    }

    /// Is it for the circuit of this rule?
    pub fn fits(&self, rule: &Rule) -> bool {
        matches!(
            (self.trials, rule.family),
            (Trials::Layered(_), Family::Layered(_))
                | (Trials::Recurrent(_), Family::Recurrent(_))
                | (Trials::Pairs, Family::Index)
        )
    }
}
