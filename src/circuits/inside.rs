//! One presentation looked into: the next one, as it will be learned from.
//!
//! Looking changes nothing: weights, states of rules and random streams stay as they are.

use super::index::inside::IndexInside;
use super::layered::inside::LayeredInside;
use super::neurons::NeuronsInside;
use super::recurrent::inside::RecurrentInside;

/// What happens within a presentation.
#[derive(Debug, Clone, PartialEq)]
pub enum Inside {
    /// In the layered circuit.
    Layered(LayeredInside),
    /// In the recurrent circuit.
    Recurrent(RecurrentInside),
    /// In the index memory.
    Index(IndexInside),
    /// In the layer of neurons.
    Neurons(NeuronsInside),
}
