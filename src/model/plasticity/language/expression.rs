//! A single expression, compiled on its own: for checks and measurements.

use super::error::ExpressionError;
use super::fold::{Values, fold};
use super::names::{InForce, Variable};
use super::parser::parse;
use super::program::Variables;
use super::scope::{Place, Scope};
use super::tape::{Builder, Tape};

/// An expression of the variables, the parameters in force and parameters of its own.
#[derive(Debug, Clone)]
pub struct Expression {
    tape: Tape,
    value_at: u16,
    registers: Vec<f64>,
}

impl Expression {
    /// Compiles `text`, where the names of `parameters` have these values.
    ///
    /// # Errors
    /// [`ExpressionError`], at its column.
    pub fn new(text: &str, parameters: &[(&str, f64)], in_force: &InForce) -> Result<Self, ExpressionError> {
        let names = parameters.iter().map(|(name, _)| (*name).to_owned()).collect();
        let scope = Scope { parameters: names, ..Scope::default() };
        let node = parse(text, &scope, Place::Fraction)?;
        let own: Vec<f64> = parameters.iter().map(|(_, value)| *value).collect();
        let node = fold(&node, &Values { in_force, parameters: &own, lets: &[] });
        let mut builder = Builder::new(&[]);
        let value_at = builder.add(&node);
        Ok(Self { tape: builder.finish_tape(), value_at, registers: builder.registers() })
    }

    /// Its value for these variables.
    pub fn value(&mut self, variables: &Variables) -> f64 {
        self.registers[..Variable::COUNT].copy_from_slice(variables);
        self.tape.run(&mut self.registers);
        self.registers[usize::from(self.value_at)]
    }

    /// Operations left after folding.
    pub fn operations(&self) -> usize {
        self.tape.operations()
    }
}
