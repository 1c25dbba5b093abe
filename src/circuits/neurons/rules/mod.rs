//! Rules of the layer of neurons, one file each.

pub mod delta;
pub mod local;
