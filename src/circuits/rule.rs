//! The rules, and what is said of each.

use super::layered::rules as layered;
use super::parameter::Parameter;
use super::recurrent::rules as recurrent;
use super::settings::Settings;
use super::{index, layered::LayeredRule, recurrent::Feedback};

/// A way to assign credit.
#[derive(Debug)]
pub struct Rule {
    /// As in commands.
    pub key: &'static str,
    /// As in legends.
    pub name: &'static str,
    /// Its equation.
    pub equation: &'static str,
    /// Where it was published.
    pub citation: &'static str,
    /// What of that is reproduced here in kind, and what is not.
    pub limits: &'static str,
    /// Its own parameters.
    pub parameters: &'static [&'static Parameter],
    /// Values of parameters of the task that it wants otherwise.
    pub defaults: &'static [(&'static str, f64)],
    /// For which circuit, and how it is made.
    pub family: Family,
}

/// For which circuit, and how a rule is made.
#[derive(Debug, Clone, Copy)]
pub enum Family {
    /// The layered circuit.
    Layered(fn(&Settings) -> Box<dyn LayeredRule>),
    /// The recurrent circuit.
    Recurrent(fn(&Settings) -> Feedback),
    /// The index memory.
    Index,
}

/// All rules. The first of a circuit is the exact gradient.
pub static RULES: [&Rule; 11] = [
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
];

impl Rule {
    /// The rule of this key.
    pub fn find(key: &str) -> Option<&'static Self> {
        RULES.into_iter().find(|rule| rule.key == key)
    }
}
