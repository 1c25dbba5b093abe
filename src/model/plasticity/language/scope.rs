//! What names mean inside one rule.

use super::error::Problem;
use super::names::{Constant, FUNCTIONS, MATHEMATICS, Variable, WEIGHT, known, nearest};
use super::tree::Symbol;

/// Where an expression stands: it decides which names it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The next value of a state: before the shorthands.
    Next,
    /// The shorthand with this number: after those before it.
    Let(usize),
    /// `active` or `silent`: everything, and the weight.
    Change,
    /// `active_w` or `silent_w`: everything but the weight.
    Fraction,
}

/// The names that a rule declares, in the order of its file.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Parameters.
    pub parameters: Vec<String>,
    /// States.
    pub states: Vec<String>,
    /// Shorthands.
    pub lets: Vec<String>,
}

/// A name as a variable, a parameter in force or a number.
pub(super) enum Given {
    Symbol(Symbol),
    Number(f64),
}

fn position(names: &[String], name: &str) -> Option<u8> {
    names.iter().position(|own| own == name).and_then(|at| u8::try_from(at).ok())
}

impl Scope {
    /// What `name` means at `place`.
    pub(super) fn meaning(&self, name: &str, place: Place) -> Result<Given, Problem> {
        if let Some(variable) = Variable::ALL.into_iter().find(|variable| variable.spec().name == name) {
            return Ok(Given::Symbol(Symbol::Variable(variable)));
        }
        if let Some(at) = Constant::NAMES.iter().position(|(known, _)| *known == name) {
            return Ok(Given::Symbol(Symbol::Constant(Constant(at as u8))));
        }
        if let Some((_, value)) = MATHEMATICS.iter().find(|(known, _)| *known == name) {
            return Ok(Given::Number(*value));
        }
        if name == WEIGHT {
            return match place {
                Place::Change => Ok(Given::Symbol(Symbol::Weight)),
                _ => Err(Problem::WeightElsewhere),
            };
        }
        if let Some(at) = position(&self.parameters, name) {
            return Ok(Given::Symbol(Symbol::Parameter(at)));
        }
        if let Some(at) = position(&self.states, name) {
            return Ok(Given::Symbol(Symbol::State(at)));
        }
        let Some(at) = position(&self.lets, name) else { return Err(self.unknown(name)) };
        let too_early = |because| Err(Problem::TooEarly { name: name.to_owned(), because });
        match place {
            Place::Next => too_early("states step before the lines of [let] are computed"),
            Place::Let(own) if usize::from(at) >= own => {
                too_early("a line of [let] may name earlier lines only")
            }
            _ => Ok(Given::Symbol(Symbol::Let(at))),
        }
    }

    fn unknown(&self, name: &str) -> Problem {
        if let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) {
            return Problem::FunctionAlone(name.to_owned(), function.example);
        }
        Problem::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, known().map(|name| -> &str { name }).chain(self.own())),
        }
    }

    fn own(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().chain(&self.states).chain(&self.lets).map(String::as_str)
    }
}
