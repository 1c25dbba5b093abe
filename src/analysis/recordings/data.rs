//! Recorded currents, in order and complete.

use serde::Serialize;

use super::{DataError, LARGEST_VALUE, Unit};

/// The two synaptic currents at one stimulus, both positive where they are strong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Currents {
    /// i_E.
    pub i_e: f64,
    /// i_I.
    pub i_i: f64,
}

impl Currents {
    /// # Errors
    /// [`DataError::Value`] for what is not finite or too large.
    pub(super) fn check(self) -> Result<(), DataError> {
        let wrong = |value: &f64| !value.is_finite() || value.abs() > LARGEST_VALUE;
        [self.i_e, self.i_i].into_iter().find(wrong).map_or(Ok(()), |value| Err(DataError::Value(value)))
    }
}

/// When a measurement was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before pairing.
    Pre,
    /// After pairing.
    Post,
}

/// One stimulus in one cell, before and after; means over repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Name of the stimulus.
    pub stimulus: String,
    /// It is the one, or one of those, that was paired in this cell.
    pub paired: bool,
    /// Before pairing.
    pub pre: Currents,
    /// After pairing.
    pub post: Currents,
}

impl Pair {
    /// The currents of one phase.
    pub fn at(&self, phase: Phase) -> Currents {
        match phase {
            Phase::Pre => self.pre,
            Phase::Post => self.post,
        }
    }
}

/// A cell with at least one stimulus that was measured before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Name.
    pub name: String,
    /// Its stimuli, by name.
    pub stimuli: Vec<Pair>,
}

impl Cell {
    /// The points (i_E, i_I) of one phase.
    pub fn points(&self, phase: Phase) -> impl Iterator<Item = Currents> + Clone {
        self.stimuli.iter().map(move |pair| pair.at(phase))
    }
}

/// Recordings from one or several cells, at least two pairs in all; finite numbers only.
///
/// Made by [`super::Gathering`], cells and stimuli in order of their names (numbers within names by value).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recordings {
    /// Unit of all currents.
    pub unit: Unit,
    /// The cells, by name.
    pub cells: Vec<Cell>,
    /// What was done to the rows on the way, in sentences.
    pub remarks: Vec<String>,
    /// What was assumed in reading the file and which rows were left out, in sentences; none of a plain file.
    pub assumed: Vec<String>,
}

impl Recordings {
    /// Are there two pairs, none of the cells empty, and all currents within bounds?
    ///
    /// # Errors
    /// [`DataError`], which names what is wrong.
    pub fn check(&self) -> Result<(), DataError> {
        let pairs = self.pairs();
        if pairs < 2 {
            return Err(DataError::TooFewPairs { pairs, stimuli: pairs });
        }
        for cell in &self.cells {
            if cell.stimuli.is_empty() {
                return Err(DataError::EmptyCell(cell.name.clone()));
            }
            cell.points(Phase::Pre).chain(cell.points(Phase::Post)).try_for_each(Currents::check)?;
        }
        Ok(())
    }

    /// Number of (cell, stimulus) pairs.
    pub fn pairs(&self) -> usize {
        self.cells.iter().map(|cell| cell.stimuli.len()).sum()
    }
}
