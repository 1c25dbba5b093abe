//! Marks on the time axes: what was changed or happened, and when.

use std::sync::Arc;

use super::traits::Happening;
use crate::model::packed;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mark<E> {
    /// Presentations of the session before it.
    pub made: u64,
    /// Presentations since the start or reset before it.
    pub presentation: u64,
    /// Epochs since the start or reset, with the part of the present one.
    pub epoch: f64,
    /// Which start: marks of an earlier one are not on the axes that begin at the start.
    pub generation: u64,
    /// What happened.
    pub event: E,
}

/// All marks of a run; of very many, the latest.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(bound(deserialize = "E: serde::Deserialize<'de>"))]
pub(super) struct Marks<E>(
    #[serde(deserialize_with = "packed::at_most::<_, _, Mark<E>, MOST>")] Arc<Vec<Mark<E>>>,
);

impl<E> Default for Marks<E> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Most marks kept.
const MOST: usize = 4096;

impl<E: Happening> Marks<E> {
    /// Adds a mark. Further changes of the same thing at the same moment are one change.
    pub fn push(&mut self, mark: Mark<E>) {
        let marks = Arc::make_mut(&mut self.0);
        let same = |last: &&mut Mark<E>| last.made == mark.made && last.generation == mark.generation;
        if marks.last_mut().filter(same).is_some_and(|last| last.event.absorb(&mark.event)) {
            return;
        }
        if marks.len() == MOST {
            marks.drain(..MOST / 4);
        }
        marks.push(mark);
    }

    /// Memory that a copy of its own takes.
    pub fn bytes(&self) -> usize {
        std::mem::size_of_val(self.0.as_slice())
    }

    /// Are there at most MOST marks, all at valid times?
    pub fn are_sound(&self) -> bool {
        self.0.len() <= MOST && self.0.iter().all(|mark| mark.epoch.is_finite())
    }

    pub fn share(&self) -> Arc<Vec<Mark<E>>> {
        Arc::clone(&self.0)
    }
}
