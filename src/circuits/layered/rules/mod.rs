//! Rules of the layered circuit, one file each.

pub mod backprop;
pub mod burst;
pub mod output_only;
pub mod perturbation;
pub mod predictive_coding;
