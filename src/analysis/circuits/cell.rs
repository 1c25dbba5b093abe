//! A number of a table beside this program's own.

use super::reference::T_LIMIT;
use crate::analysis::statistics::Summary;

/// Mean and standard deviation over seeds, as a table gives them.
pub type Printed = (f64, f64);

/// A number of a table beside this program's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Of which row.
    pub row: String,
    /// What was measured.
    pub quantity: String,
    /// The reference.
    pub reference: Summary,
    /// Ours.
    pub ours: Summary,
    /// Two-sample t of the difference.
    pub t: f64,
}

impl Cell {
    /// Compares one value of every seed with a number of as many seeds; nothing if there is no seed.
    pub fn of(
        row: String,
        quantity: &str,
        (mean, sd): Printed,
        resolution: f64,
        values: &[f64],
    ) -> Option<Self> {
        let ours = Summary::of(values)?;
        let reference = Summary { mean, sd, n: values.len() };
        let t = ours.t_against(&reference, resolution);
        Some(Self { row, quantity: quantity.to_owned(), reference, ours, t })
    }

    /// Does it agree?
    pub fn agrees(&self) -> bool {
        self.t < T_LIMIT
    }
}
