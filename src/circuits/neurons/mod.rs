//! A layer of the paper's neurons: each has excitatory and inhibitory synapses from the same inputs and answers of its
//! own to learn. No hidden units, so no credit to be passed on: what is left is which answer was wanted.
//!
//! ```text
//! i_E = sum_j w_E[j] x_E[j],   i_I = sum_j w_I[j] x_I[j],   h = i_E - i_I,   y = 1 if h > 0
//! ```
//!
//! Weights stay between 0 and their bound. Source of the neuron and its rules: [`crate::model`].

mod circuit;
pub mod credit;
pub mod inside;
pub mod rules;
pub mod tasks;

pub use circuit::Neurons;
pub use credit::{NeuronRule, Stimulus};
pub use inside::NeuronsInside;
