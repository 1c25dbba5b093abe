//! A trial of the recurrent circuit, looked into.

use ndarray::Array2;

use super::trials::Trial;
use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::Arrays;

/// The first trial of the next batch of the recurrent circuit; moments after one another, N numbers each.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurrentInside {
    /// Inputs, target and where it counts.
    pub trial: Trial,
    /// y_t.
    pub y: Vec<f64>,
    /// z_t.
    pub z: Vec<f64>,
    /// h_t, slope of z.
    pub slope: Vec<f64>,
    /// zbar_t, the presynaptic trace: what a synapse remembers of z.
    pub trace: Vec<f64>,
    /// L_t = V^T dE/dy_t, what the readout tells every cell.
    pub told: Vec<f64>,
    /// lambda_t that the rule uses; empty where it has none.
    pub lambda: Vec<f64>,
    /// lambda_t of BPTT.
    pub exact: Vec<f64>,
    /// W~, W as feedback sees it.
    pub typed: Array2<f64>,
    /// Minus the rule's estimate of the gradient by W, U and b, of the whole batch.
    pub change: Arrays,
    /// Cosine of the whole batch to BPTT with 0, 1, 2, ... hops through W itself.
    pub hops: Vec<f64>,
    /// How the rule's own estimate compares.
    pub alignment: Alignment,
}
