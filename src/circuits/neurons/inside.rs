//! A presentation of the layer of neurons, looked into.

use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::Arrays;
use crate::model::Presentation;

/// A presentation of the layer of neurons.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronsInside {
    /// Active inputs: excitatory, inhibitory.
    pub active: [Vec<usize>; 2],
    /// What each neuron receives and does, with what is released to it.
    pub neurons: Vec<Presentation>,
    /// What the rule would change: of w_E, then of w_I.
    pub change: Arrays,
    /// How far that moves the drive of each neuron on this stimulus.
    pub told: Vec<f64>,
    /// The same of the gradient.
    pub exact: Vec<f64>,
    /// How the change compares with the gradient.
    pub alignment: Alignment,
    /// Currents i_E and i_I of every stimulus, neuron by neuron.
    pub currents: Vec<Vec<[f64; 2]>>,
    /// Is a neuron to fire for a stimulus, in the same order?
    pub wanted: Vec<Vec<bool>>,
}

impl NeuronsInside {
    /// Does a neuron answer a stimulus as wanted, without modulators?
    pub fn right(&self, neuron: usize, stimulus: usize) -> bool {
        let [i_e, i_i] = self.currents[neuron][stimulus];
        (i_e - i_i > 0.0) == self.wanted[neuron][stimulus]
    }
}
