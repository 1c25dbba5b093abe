//! The whole analysis of recordings.

use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::correlation::fisher_change;
use super::estimate::{Estimate, NotEstimable};
use super::work::{Cancelled, Purpose, Work};
use super::{
    CellBalance, DataError, InhibitionChange, PooledLines, Potentiation, Recordings, SAMPLED_CELLS, Sampling,
    SignFlip, Unit, distance_to_line, inhibition, pooled, potentiation, sign_flip,
};

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Bootstrap resamples, and swaps drawn where they are too many to enumerate.
    pub resamples: u32,
    /// Seed of both.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { resamples: 10_000, seed: 1 }
    }
}

impl Options {
    /// Fewest resamples: the 2.5th percentile of fewer is nothing but the least value.
    pub const FEWEST: u32 = 100;
    /// Most resamples.
    pub const MOST: u32 = 1_000_000;
}

/// Why there is no analysis.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// Recordings that were put together by hand, and wrongly.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A number of resamples that is out of range.
    #[error("resamples = {0}: give a whole number from {least} to {most}", least = Options::FEWEST, most = Options::MOST)]
    Resamples(u32),
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for AnalysisError {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Balance of excitation and inhibition in recordings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Unit of the currents.
    pub unit: Unit,
    /// Number of cells.
    pub cells: usize,
    /// Number of (cell, stimulus) pairs.
    pub pairs: usize,
    /// What was taken to be independent.
    pub sampling: Sampling,
    /// Resamples.
    pub resamples: u32,
    /// Seed.
    pub seed: u64,
    /// Balance lines over all cells.
    pub lines: PooledLines,
    /// Is post closer to the joint line than pre? Differences: distance pre minus distance post.
    pub closer: Estimate<SignFlip>,
    /// Did the correlation of i_E and i_I rise? Differences: Fisher's z post minus pre, over cells.
    pub correlation: Estimate<SignFlip>,
    /// Was the paired stimulus potentiated more than others?
    pub potentiation: Estimate<Potentiation>,
    /// Did inhibition change where it was lacking?
    pub inhibition: Estimate<InhibitionChange>,
    /// Each cell by itself.
    pub each_cell: Vec<CellBalance>,
    /// What was done to the data and what to beware of, in sentences.
    pub remarks: Vec<String>,
    /// What was assumed in reading the file and which rows were left out, in sentences; none of a plain file.
    pub assumed: Vec<String>,
}

/// Computes all statistics. `progress` is told the fraction done, from 0 to 1.
///
/// # Errors
/// [`AnalysisError::Data`], [`AnalysisError::Resamples`], or [`AnalysisError::Cancelled`] soon after `cancel` is set.
pub fn analyse(
    recordings: &Recordings,
    options: Options,
    cancel: &AtomicBool,
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Analysis, AnalysisError> {
    let Options { resamples, seed } = options;
    if !(Options::FEWEST..=Options::MOST).contains(&resamples) {
        return Err(AnalysisError::Resamples(resamples));
    }
    recordings.check()?;
    let sampling = Sampling::of(recordings);
    let swaps = |units| sign_flip::Permutation::count(units, resamples);
    // Four bootstraps; two tests over units and three over cells.
    let units = sampling.units(recordings).len();
    let all = 4 * u64::from(resamples) + 2 * swaps(units) + 3 * swaps(recordings.cells.len());
    let mut work = Work { seed, resamples, cancel, progress, done: 0, all };
    let pooled = pooled::pooled(recordings, &mut work)?;
    let closer = match distance_to_line::differences(&sampling.units(recordings)) {
        Err(undefined) => Err(undefined).into(),
        Ok(differences) => {
            let interval = pooled.reduction_in_distance;
            Ok(SignFlip::with_interval(differences, interval, sampling, &mut work, Purpose::Closeness)?)
                .into()
        }
    };
    let correlation = correlation(recordings, &mut work)?;
    let potentiation = potentiation::potentiation(recordings, &mut work)?;
    let inhibition = inhibition::inhibition(recordings, pooled.inhibition, &mut work)?;
    progress(1.0);
    Ok(Analysis {
        unit: recordings.unit,
        cells: recordings.cells.len(),
        pairs: recordings.pairs(),
        sampling,
        resamples,
        seed,
        lines: pooled.lines,
        closer,
        correlation,
        potentiation,
        inhibition,
        each_cell: recordings.cells.iter().map(CellBalance::of).collect(),
        remarks: remarks(recordings, sampling),
        assumed: recordings.assumed.clone(),
    })
}

fn correlation(recordings: &Recordings, work: &mut Work) -> Result<Estimate<SignFlip>, Cancelled> {
    let changes: Vec<f64> = recordings.cells.iter().filter_map(|cell| fisher_change(cell).ok()).collect();
    if changes.is_empty() {
        let what = "cells with a correlation both before and after";
        return Ok(Err(NotEstimable::TooFew { what, found: 0, needed: 1 }).into());
    }
    Ok(Ok(SignFlip::test(changes, Sampling::Cells, work, Purpose::Correlation)?).into())
}

fn remarks(recordings: &Recordings, sampling: Sampling) -> Vec<String> {
    let mut remarks = recordings.remarks.clone();
    if sampling == Sampling::Pairs {
        remarks.push(format!(
            "Fewer than {SAMPLED_CELLS} cells: pairs are sampled as if they were independent. Those of one cell are \
             not, so the intervals are too narrow and the p values too small for a claim about cells."
        ));
    }
    remarks
}
