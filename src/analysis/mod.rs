//! What is measured on whole runs: training to a schedule, statistics over seeds, and the
//! comparison with the model's reference results.

pub mod reference;
pub mod statistics;
pub mod training;
