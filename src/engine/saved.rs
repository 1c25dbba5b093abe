//! A workbench as plain values, to be written to a file and restored: it then goes on bit for bit.
//!
//! Kept moments of the past are not among them: the past is computed again from the start and the log.
//! Whatever comes back is checked before it is used, so that no file can put the engine into
//! an unreachable kind of state.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::system::System;
use super::timeline::{Bookmark, MOST_RUNS};
use super::traits::SavedForm;
use crate::model::packed;
use crate::model::state::{StateError, require};

/// All runs, the one that is shown, and the moment of it that is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct SavedWorkbench<S: System> {
    #[serde(deserialize_with = "packed::at_most::<_, _, SavedRun<S>, MOST_RUNS>")]
    pub(super) runs: Vec<SavedRun<S>>,
    pub(super) current: usize,
    pub(super) next_id: u64,
    /// Presentations and commands before the moment of the past that is shown, if one is.
    pub(super) past: Option<(u64, usize)>,
}

/// A run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub(super) struct SavedRun<S: System> {
    pub id: u64,
    pub parent: Option<(u64, u64)>,
    #[serde(deserialize_with = "packed::at_most::<_, _, Bookmark, MOST_BOOKMARKS>")]
    pub bookmarks: Arc<Vec<Bookmark>>,
    pub head: S::Saved,
}

/// Most bookmarks of a run.
const MOST_BOOKMARKS: usize = 10_000;

impl<S: System> SavedWorkbench<S> {
    /// Can this be restored once it is in a file?
    ///
    /// # Errors
    /// [`StateError`] saying what is too much.
    pub fn check(&self) -> Result<(), StateError> {
        let mut shared = S::Saved::share(&Arc::default());
        for run in &self.runs {
            run.head.check(&mut shared)?;
            require(run.bookmarks.len() <= MOST_BOOKMARKS, "there are more bookmarks than a file holds")?;
        }
        Ok(())
    }
}

impl<S: System> SavedRun<S> {
    /// Is the moment after `made` presentations and `commands` actions in the past of this run? One that is not could never
    /// be reached.
    pub fn has_passed(&self, made: u64, commands: usize) -> bool {
        made <= self.head.length().0 && commands <= self.head.actions_until(made)
    }

    pub fn check(&self) -> Result<(), StateError> {
        let passed = |bookmark: &Bookmark| self.has_passed(bookmark.made, bookmark.commands);
        require(self.bookmarks.iter().all(passed), "a bookmark is not of the past")
    }
}
