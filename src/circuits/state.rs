//! The whole state of a circuit as plain values.

use ndarray::Array2;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::arrays::Arrays;

/// The state of a circuit; with its rule, task, settings and seed it is everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CircuitState {
    /// Steps so far.
    pub steps: u64,
    /// Learned arrays.
    pub weights: Vec<Plain>,
    /// Those of the twin, if there is one.
    pub twin: Option<Vec<Plain>>,
    /// What the rule keeps.
    pub rule: RuleState,
    /// Running means of the optimisers: of the rule, then of the twin.
    pub means: Vec<Vec<Plain>>,
    /// Streams of the data and of the rule's own noise; the index memory draws from neither.
    pub streams: Option<(Pcg64, Pcg64)>,
}

/// What a rule keeps from one presentation to the next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleState {
    /// Feedback weights of its own.
    pub feedback: Option<Vec<Plain>>,
    /// What reward it expects of each stimulus, where it expects any.
    pub expected: Vec<Option<f64>>,
    /// Running mean of the output of every neuron, where it keeps that.
    #[serde(default)]
    pub outputs: Vec<f64>,
}

/// A state that is not one of this circuit. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the state of the circuit is inconsistent: {0}")]
pub struct InvalidState(pub &'static str);

/// An array as plain values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plain {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Plain {
    /// Its values, row after row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// Arrays as plain values.
pub fn plain(arrays: &Arrays) -> Vec<Plain> {
    let one = |array: &Array2<f64>| Plain {
        rows: array.nrows(),
        columns: array.ncols(),
        values: array.iter().copied().collect(),
    };
    arrays.iter().map(one).collect()
}

/// Arrays of the shapes of `like` from plain values.
///
/// # Errors
/// Other shapes, or a value that is not finite.
pub fn arrays(plain: Vec<Plain>, like: &Arrays) -> Result<Arrays, InvalidState> {
    let shapes = plain.iter().map(|one| (one.rows, one.columns));
    if !shapes.eq(like.iter().map(Array2::dim)) {
        return Err(InvalidState("an array has another shape"));
    }
    if plain.iter().any(|one| one.values.iter().any(|value| !value.is_finite())) {
        return Err(InvalidState("a weight is not finite"));
    }
    let one = |one: Plain| Array2::from_shape_vec((one.rows, one.columns), one.values).ok();
    plain.into_iter().map(one).collect::<Option<_>>().ok_or(InvalidState("an array is not whole"))
}
