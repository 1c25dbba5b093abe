//! Correlation of i_E and i_I over stimuli, and its change.

use super::estimate::NotEstimable;
use super::line::Sums;
use super::{Cell, Phase};

/// Pearson's r over the stimuli of a cell in one phase; at least 3 of them, since two points always lie on
/// a line.
pub(super) fn pearson(cell: &Cell, phase: Phase) -> Result<f64, NotEstimable> {
    Sums::of(cell.points(phase).map(|p| (p.i_e, p.i_i))).pearson(["i_E", "i_I"])
}

/// atanh r: differences of it are comparable wherever r is (Fisher 1915).
pub(super) fn fisher(r: f64) -> Result<f64, NotEstimable> {
    // So near to 1 rounding decides.
    if 1.0 - r.abs() < 1e-12 { Err(NotEstimable::Perfect) } else { Ok(libm::atanh(r)) }
}

/// Change of Fisher's z from pre to post.
pub(super) fn fisher_change(cell: &Cell) -> Result<f64, NotEstimable> {
    Ok(fisher(pearson(cell, Phase::Post)?)? - fisher(pearson(cell, Phase::Pre)?)?)
}
