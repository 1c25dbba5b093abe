//! What is measured: training to a schedule, statistics over seeds, capacity, dimension, drift, and
//! the comparison with the model's reference results.

pub mod atlas;
pub mod attribution;
pub mod circuits;
pub mod dimension;
pub mod drift;
pub mod endurance;
pub mod experiment;
pub mod feasibility;
pub mod growth;
mod lanes;
pub mod lasting;
pub mod neighbours;
pub mod recordings;
pub mod reference;
pub mod rule_table;
pub mod statistics;
pub mod sweep;
pub mod training;
#[cfg(feature = "tune")]
pub mod tune;
