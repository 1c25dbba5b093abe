//! All rules and tasks.

use super::circuit::Circuit;
use super::index::{self, Index};
use super::layered::rules as layered;
use super::layered::{Layered, tasks as layered_tasks};
use super::neurons::rules as neurons;
use super::neurons::{Neurons, tasks as neuron_tasks};
use super::recurrent::rules as recurrent;
use super::recurrent::{Recurrent, tasks as recurrent_tasks};
use super::rule::{Family, Rule};
use super::settings::{Settings, SettingsError};
use super::task::{Task, Trials};

/// All rules. The first of a circuit is the exact gradient.
pub static RULES: [&Rule; 13] = [
    &layered::backprop::RULE,
    &layered::output_only::RULE,
    &layered::predictive_coding::RULE,
    &layered::burst::RULE,
    &layered::perturbation::RULE,
    &recurrent::bptt::RULE,
    &recurrent::eprop::RULE,
    &recurrent::mdgl::RULE,
    &recurrent::modprop::RULE,
    &recurrent::reward::RULE,
    &index::RULE,
    &neurons::delta::RULE,
    &neurons::local::RULE,
];

impl Rule {
    /// The rule of this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        RULES.into_iter().find(|rule| rule.key == key)
    }
}

/// All tasks.
pub static TASKS: [&Task; 6] = [
    &layered_tasks::DIGITS,
    &layered_tasks::XOR,
    &recurrent_tasks::MATCH,
    &recurrent_tasks::PATTERN,
    &index::PAIRS,
    &neuron_tasks::ASSOCIATIONS,
];

impl Task {
    /// The rules of its circuit; the first is the exact gradient, where there is one.
    pub fn rules(&'static self) -> impl Iterator<Item = &'static Rule> {
        RULES.into_iter().filter(|rule| self.fits(rule))
    }

    /// The task of this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        TASKS.into_iter().find(|task| task.key == key)
    }
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
        (Family::Layered(make), Trials::Layered(_)) => {
            Ok(Box::new(Layered::new(rule, make, task, settings, seed)))
        }
        (Family::Recurrent(make), Trials::Recurrent(_)) => {
            Ok(Box::new(Recurrent::new(rule, make, task, settings, seed)))
        }
        (Family::Neurons(make), Trials::Associations) => {
            Ok(Box::new(Neurons::new(rule, make, settings, seed)))
        }
        (Family::Index, Trials::Pairs) => Ok(Box::new(Index::new(settings, seed))),
        _ => Err(SettingsError::Task { task: task.key, rule: rule.key }),
    }
}
