//! Numbers that may not exist: never NaN, always with the reason.

use serde::Serialize;

/// Why a number does not exist.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotEstimable {
    /// Too few of something.
    #[error("at least {needed} {what} are needed, found {found}")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// All points are the same one.
    #[error("all points are equal")]
    AllEqual,
    /// The points lie along a line of constant i_E.
    #[error("the points lie on a vertical line: i_E does not vary with i_I")]
    Vertical,
    /// The points vary alike in all directions.
    #[error("the points vary alike in all directions")]
    Isotropic,
    /// A variable does not vary.
    #[error("{0} does not vary")]
    Constant(&'static str),
    /// A correlation of 1 or -1 has no finite Fisher z.
    #[error("a correlation of 1 or -1 has no finite Fisher z")]
    Perfect,
    /// No stimulus is marked.
    #[error("no stimulus is marked as paired")]
    NothingPaired,
    /// Where a stimulus is marked there is no other to compare with.
    #[error("no cell has both a paired stimulus and another one")]
    NothingToCompare,
    /// A change relative to a current that is zero or less says nothing.
    #[error("no cell has mean i_E pre above zero at the paired and at the other stimuli")]
    NothingToRelate,
    /// Too many resamples in which the statistic does not exist.
    #[error("{undefined} of {resamples} resamples do not define it")]
    Resamples {
        /// Without a value.
        undefined: usize,
        /// All.
        resamples: usize,
    },
}

/// A result, or why there is none: exactly one of the two is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate<T> {
    /// The result.
    pub value: Option<T>,
    /// Why there is none.
    pub reason: Option<String>,
}

impl<T> From<Result<T, NotEstimable>> for Estimate<T> {
    fn from(result: Result<T, NotEstimable>) -> Self {
        match result {
            Ok(value) => Self { value: Some(value), reason: None },
            Err(undefined) => Self { value: None, reason: Some(undefined.to_string()) },
        }
    }
}
