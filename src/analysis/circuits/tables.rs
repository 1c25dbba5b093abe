//! Tables that are more than runs from beginning to end.

use std::sync::atomic::AtomicBool;

use super::before::{BEFORE, Before};
use super::cell::Cell;
use super::landscape::{LANDSCAPES, Landscape};
use super::paths::{AGES, PATHS, Path};
use super::{CircuitError, ages};

/// Paths are followed to their end.
const LAST: u64 = AGES[AGES.len() - 1];

/// A table of reference results.
#[derive(Debug, Clone, Copy)]
pub enum Table {
    /// Cosines before learning, layered circuit.
    Before(&'static Before),
    /// Cosines along BPTT's path, recurrent circuit.
    Path(&'static Path),
    /// Minima that rules end in.
    Landscape(&'static Landscape),
    /// Pairs of an index memory by age.
    Ages,
}

impl Table {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let before = BEFORE.iter().map(Self::Before);
        let paths = PATHS.iter().map(Self::Path);
        let landscapes = LANDSCAPES.iter().map(Self::Landscape);
        before.chain(paths).chain(landscapes).chain([Self::Ages])
    }

    /// In words.
    pub fn name(self) -> String {
        match self {
            Self::Before(before) => before.name(),
            Self::Path(path) => path.name(),
            Self::Landscape(landscape) => landscape.name(),
            Self::Ages => ages::NAME.to_owned(),
        }
    }

    /// Computes it and compares it with what was found.
    ///
    /// # Errors
    /// A run that did not end.
    pub fn verify(self, cancel: &AtomicBool) -> Result<Vec<Cell>, CircuitError> {
        match self {
            Self::Before(before) => before.verify(cancel),
            Self::Path(path) => path.verify(LAST, cancel),
            Self::Landscape(landscape) => landscape.verify(cancel),
            Self::Ages => ages::verify(cancel),
        }
    }
}
