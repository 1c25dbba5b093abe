//! The rules, and what is said of each.

use super::layered::credit::LayeredRule;
use super::neurons::NeuronRule;
use super::parameter::Parameter;
use super::recurrent::Feedback;
use super::settings::Settings;

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
    /// The layer of the paper's neurons.
    Neurons(fn(&Settings) -> Box<dyn NeuronRule>),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
