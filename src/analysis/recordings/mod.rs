//! Statistics of excitation/inhibition balance on recorded synaptic currents.
//!
//! The data are currents i_E and i_I of cells at stimuli, before (pre) and after (post) a pairing. The
//! questions are those that the model answers for its own currents: is there a balance line
//! i_I = a i_E + b, are the currents closer to it after pairing, was the paired stimulus potentiated by itself, and did
//! inhibition change where it was lacking?
//!
//! What is independent is sampled: whole cells if there are at least [`SAMPLED_CELLS`] of them, else
//! (cell, stimulus) pairs, which understates the uncertainty and is remarked. Everything is a deterministic
//! function of the data and the seed, and does not depend on the order of the rows.

mod correlation;
mod data;
mod data_error;
mod distance_to_line;
mod estimate;
mod gathering;
mod inhibition;
mod line;
mod names;
mod pooled;
mod potentiation;
mod report;
mod resampling;
mod sign_flip;
mod single;
mod unit;
mod work;

pub use data::{Cell, Currents, Pair, Phase, Recordings};
pub use data_error::{DataError, LARGEST_VALUE, MOST_ROWS};
pub use estimate::{Estimate, NotEstimable};
pub use gathering::Gathering;
pub use inhibition::{InhibitionChange, PairChange};
pub use line::Line;
pub use pooled::{FittedLine, PooledLines};
pub use potentiation::{CellPotentiation, Potentiation};
pub use report::{Analysis, AnalysisError, Options, analyse};
pub use resampling::Interval;
pub use sign_flip::{Permutation, SignFlip};
pub use single::CellBalance;
pub use unit::{Quantity, Unit};

/// What is taken to be independent, and is therefore resampled and permuted as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Cells, with all their stimuli.
    Cells,
    /// (cell, stimulus) pairs: too few cells.
    Pairs,
}

/// Fewest cells that are sampled as wholes: with 6, an exact two-sided p can fall to 2/64 = .031, with
/// 5 only to .063.
pub const SAMPLED_CELLS: usize = 6;

impl Sampling {
    /// What is independent in these recordings.
    pub fn of(recordings: &Recordings) -> Self {
        if recordings.cells.len() >= SAMPLED_CELLS { Self::Cells } else { Self::Pairs }
    }

    /// As in "6 cells".
    pub fn name(self) -> &'static str {
        match self {
            Self::Cells => "cells",
            Self::Pairs => "pairs",
        }
    }

    /// The pairs of each independent unit.
    fn units(self, recordings: &Recordings) -> Vec<&[Pair]> {
        let cells = recordings.cells.iter();
        match self {
            Self::Cells => cells.map(|cell| cell.stimuli.as_slice()).collect(),
            Self::Pairs => cells.flat_map(|cell| cell.stimuli.chunks(1)).collect(),
        }
    }
}
