//! How a change compares with the gradient.

use ndarray::Array2;

use super::arrays::{cosine, distance};

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

impl Alignment {
    /// Compares a change with minus the gradient.
    pub fn of(change: &[Array2<f64>], exact: &[Array2<f64>]) -> Self {
        let each = |(change, exact): (&Array2<f64>, &Array2<f64>)| {
            cosine(std::slice::from_ref(change), std::slice::from_ref(exact))
        };
        Self {
            cosine: cosine(change, exact),
            distance: distance(change, exact),
            arrays: change.iter().zip(exact).map(each).collect(),
        }
    }
}
