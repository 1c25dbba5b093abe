//! The index memory, looked into.

use super::traces::Pattern;
use crate::circuits::arrays::Arrays;

/// Recall of a stored pair from its cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Recall {
    /// The cue: the pattern of X, damaged or not.
    pub cue: Pattern,
    /// Activity of the index Z at first and after every update.
    pub index: Vec<Vec<f64>>,
    /// Summed support of every pattern of Y.
    pub scores: Vec<f64>,
    /// The pattern of Y with the most support.
    pub found: Option<usize>,
    /// That pattern.
    pub answer: Option<Pattern>,
    /// The one that belongs to the cue.
    pub wanted: usize,
}

impl Recall {
    /// Is it the right one?
    pub fn right(&self) -> bool {
        self.found == Some(self.wanted)
    }
}

/// The index memory as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexInside {
    /// Pairs in all.
    pub pairs: usize,
    /// Pairs stored so far.
    pub stored: usize,
    /// Recall of every stored pair from its cue, the oldest first.
    pub recalls: Vec<Recall>,
    /// Weights from X to Z, within Z, from Z to Y: from rows to columns.
    pub weights: Arrays,
}
