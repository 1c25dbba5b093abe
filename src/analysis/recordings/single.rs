//! Balance of each cell by itself.

use serde::Serialize;

use super::correlation::{fisher_change, pearson};
use super::estimate::Estimate;
use super::{Cell, Line, Phase};

/// Balance of one cell, over its stimuli.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellBalance {
    /// Name of the cell.
    pub name: String,
    /// Number of stimuli measured before and after.
    pub stimuli: usize,
    /// Pearson's r of i_E and i_I before.
    pub r_pre: Estimate<f64>,
    /// Pearson's r after.
    pub r_post: Estimate<f64>,
    /// r after minus r before.
    pub r_change: Estimate<f64>,
    /// The same of Fisher's z = atanh r.
    pub z_change: Estimate<f64>,
    /// Balance line before.
    pub line_pre: Estimate<Line>,
    /// Balance line after.
    pub line_post: Estimate<Line>,
}

impl CellBalance {
    pub(super) fn of(cell: &Cell) -> Self {
        let (pre, post) = (pearson(cell, Phase::Pre), pearson(cell, Phase::Post));
        let change = post.clone().and_then(|post| Ok(post - pre.clone()?));
        Self {
            name: cell.name.clone(),
            stimuli: cell.stimuli.len(),
            r_pre: pre.into(),
            r_post: post.into(),
            r_change: change.into(),
            z_change: fisher_change(cell).into(),
            line_pre: Line::fit(cell.points(Phase::Pre)).into(),
            line_post: Line::fit(cell.points(Phase::Post)).into(),
        }
    }
}
