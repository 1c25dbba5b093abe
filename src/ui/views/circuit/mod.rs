//! Views of circuits, one file each. What they draw within a presentation is the next one, as it will be learned from.

pub(in crate::ui) mod alignment;
mod drawing;
mod index;
pub(in crate::ui) mod inside;
pub(in crate::ui) mod learning;
pub(in crate::ui) mod network;
mod neurons;
mod parts;
mod recurrent;
pub(in crate::ui) mod task;
pub(in crate::ui) mod weights;
