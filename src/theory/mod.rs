//! What is theoretically possible: pure functions of numbers.

pub mod capacity;
pub mod conditions;
pub mod finite;
pub mod gaussian;
pub mod long_run;
pub mod mean_field;

/// Why a theoretical quantity does not exist for these arguments.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TheoryError {
    /// The output coding level is not a probability strictly between 0 and 1.
    #[error("f_out = {0}: give a number strictly between 0 and 1")]
    CodingLevel(f64),
    /// The margin is negative or not finite.
    #[error("kappa = {0}: give a finite number of at least 0")]
    Margin(f64),
}
