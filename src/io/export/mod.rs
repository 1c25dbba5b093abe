//! Results in the formats that this field uses. Every file says which version, seed and parameters it comes
//! from, and the command that computes it again.

pub mod arrays;
pub mod atlas;
pub mod methods;
pub mod parameters;
pub mod provenance;
pub mod series;

pub use provenance::Provenance;
