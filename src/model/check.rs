//! Checks of what comes from outside.

use super::{DRAW_LIMIT, MEMORY_LIMIT, ModelError};

/// Most inputs drawn for all simulations that are restored together.
pub(super) const DRAWN_INPUTS: f64 = 4.0 * DRAW_LIMIT;
/// Most memory for all their associations together.
pub(super) const DRAWN_MEMORY: u64 = 2 * MEMORY_LIMIT;

/// Why a state cannot be restored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StateError {
    /// Its parameters cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// All of them together need more than this program takes.
    #[error("{} runs of different associations are too much: at most {:.0e} inputs or {} GiB in all", .runs, DRAWN_INPUTS, DRAWN_MEMORY >> 30)]
    TooMuch {
        /// Different sets of associations.
        runs: usize,
    },
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A list does not fit the others, or a number is invalid.
    #[error("the state is inconsistent: {what}")]
    Inconsistent {
        /// What is wrong.
        what: &'static str,
    },
}

/// Fails with `what` unless `holds`.
pub fn require(holds: bool, what: &'static str) -> Result<(), StateError> {
    if holds { Ok(()) } else { Err(StateError::Inconsistent { what }) }
}

/// Are these all finite?
pub fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}
