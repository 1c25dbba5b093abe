//! What is measured on whole runs: training to a schedule, statistics over seeds, and the
//! comparison with the model's reference results.

pub mod feasibility;
pub mod growth;
pub mod reference;
pub mod statistics;
pub mod sweep;
pub mod training;
pub mod tune;
