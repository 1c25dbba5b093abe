//! Why measurements cannot be used, and the limits on them.

/// Most rows that are taken.
pub const MOST_ROWS: usize = 1_000_000;

/// Largest absolute value that is taken, in whatever unit: squares must stay finite.
pub const LARGEST_VALUE: f64 = 1e15;

/// Why measurements cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DataError {
    /// A current that is no finite number of reasonable size.
    #[error("{0} is no current: give a finite number between -{LARGEST_VALUE:e} and {LARGEST_VALUE:e}")]
    Value(f64),
    /// A cell without stimuli.
    #[error("cell `{0}` has no stimuli: leave it out")]
    EmptyCell(String),
    /// Too much.
    #[error("there are more than {MOST_ROWS} rows: give at most that many")]
    TooManyRows,
    /// Nothing to compare.
    #[error(
        "{pairs} of {stimuli} stimuli (counted in each cell) have both a pre and a post row: give at least 2 that have"
    )]
    TooFewPairs {
        /// Complete ones.
        pairs: usize,
        /// All, in all cells.
        stimuli: usize,
    },
}
