//! The atlas: a neuron at every point of a plane of two parameters, all of them trained at once.
//!
//! Every neuron is a deterministic function of its parameters and seed, the one that
//! [`Simulation`](crate::model::Simulation) has, so that what is found depends neither on the number of threads nor on
//! which neurons were computed together.

mod axis;
mod blocks;
mod growing;
mod plan;
mod reading;
mod summary;
mod theory;
mod train;

pub use axis::{Axis, AxisError, Coordinate, Spacing};
pub use growing::{Frame, Growing, frames};
pub use plan::{Compared, Plan, PlanError, Point};
pub use reading::{Measure, Phase, Quantity, Reading, UnknownMeasure};
pub use summary::over_seeds;
pub use theory::{Region, critical, regions};
pub use train::{Readings, Trained, train_points};

use crate::model::ModelError;
use crate::model::state::StateError;

/// Why an atlas gave no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AtlasError {
    /// It cannot be computed as planned.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A neuron that cannot be built.
    #[error(transparent)]
    State(#[from] StateError),
    /// Neurons that share nothing in one block.
    #[error("neurons of different associations cannot advance together")]
    Apart,
    /// It was asked to stop; what was finished has been handed over.
    #[error("cancelled")]
    Cancelled,
}

impl From<ModelError> for AtlasError {
    fn from(error: ModelError) -> Self {
        Self::Plan(error.into())
    }
}
