//! The tasks, and what is said of each.

use super::layered::examples::LayeredTask;
use super::parameter::Parameter;
use super::recurrent::trials::RecurrentTask;
use super::rule::{Family, Rule};
use super::settings::Settings;

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
    /// The layer of the paper's neurons.
    Associations,
}

impl Task {
    /// What a rule has on it at first.
    pub fn settings(&self, rule: &Rule) -> Settings {
        let declared = self.parameters.iter().chain(rule.parameters).copied();
        Settings::of(declared, self.defaults.iter().chain(rule.defaults))
    }

    /// Steps that the reference tables take; of pairs, as many as are stored.
    pub fn steps_with(&self, settings: &Settings) -> u64 {
        match self.trials {
            Trials::Pairs => settings.named("pairs").map_or(self.steps, |pairs| pairs as u64),
            _ => self.steps,
        }
    }

    /// Steps between moments at which what is slow to measure is taken: loss on the test trials, cosine to the gradient.
    pub fn stretch(&self) -> u64 {
        match self.trials {
            Trials::Layered(_) => 100,
            Trials::Recurrent(_) => 10,
            Trials::Pairs => 1,
            Trials::Associations => 200,
        }
    }

    /// Is it for the circuit of this rule?
    pub fn fits(&self, rule: &Rule) -> bool {
        matches!(
            (self.trials, rule.family),
            (Trials::Layered(_), Family::Layered(_))
                | (Trials::Recurrent(_), Family::Recurrent(_))
                | (Trials::Pairs, Family::Index)
                | (Trials::Associations, Family::Neurons(_))
        )
    }
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
