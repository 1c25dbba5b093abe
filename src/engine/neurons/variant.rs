//! The second neuron, B: the same with some parameters of its own, advanced in lockstep with A.

use super::recorded_neuron::RecordedNeuron;
use crate::model::plasticity::Rules;
use crate::model::{ModelError, ParamId, Params};

/// B and what sets it apart from A.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Variant {
    pub neuron: RecordedNeuron,
    pub overrides: Vec<(ParamId, f64)>,
    /// Rules of its own; without them it has A's.
    pub rules: Option<Rules>,
}

impl Variant {
    /// B as `a` is now, with parameters of its own. True if these need a new start, of both then.
    ///
    /// # Errors
    /// A parameter out of range, or too large a problem.
    pub fn beside(a: &RecordedNeuron, overrides: Vec<(ParamId, f64)>) -> Result<(Self, bool), ModelError> {
        let params = with(a.simulation().params(), &overrides, None)?;
        let mut neuron = a.clone();
        let rebuilt = neuron.set_params(params)?;
        Ok((Self { neuron, overrides, rules: None }, rebuilt))
    }

    /// Follows A, whose parameters are now `params`; true if that rebuilt B.
    pub fn follow(&mut self, params: &Params) -> Result<bool, ModelError> {
        self.neuron.set_params(self.with(params)?)
    }

    /// Would B accept it if A had these parameters?
    pub fn accepts(&self, params: &Params) -> Result<(), ModelError> {
        self.with(params).map(drop)
    }

    /// Starts again together with A.
    pub fn restart(&mut self, params: &Params, seed: u64) -> Result<(), ModelError> {
        self.neuron.restart(self.with(params)?, seed)
    }

    fn with(&self, params: &Params) -> Result<Params, ModelError> {
        with(params, &self.overrides, self.rules.as_ref())
    }

    /// Gives B a value of its own, or none.
    pub fn set_override(&mut self, id: ParamId, value: Option<f64>) {
        self.overrides.retain(|(other, _)| *other != id);
        self.overrides.extend(value.map(|value| (id, value)));
    }
}

fn with(params: &Params, overrides: &[(ParamId, f64)], rules: Option<&Rules>) -> Result<Params, ModelError> {
    let mut params = params.clone();
    if let Some(rules) = rules {
        params.rules = rules.clone();
    }
    for &(id, value) in overrides {
        params.set(id, value)?;
    }
    params.check_buildable()?;
    Ok(params)
}
