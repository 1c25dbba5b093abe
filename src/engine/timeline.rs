//! Where in its run, and among which runs, a snapshot is.

use std::sync::Arc;

/// Most runs side by side.
pub const MOST_RUNS: usize = 12;

/// A named moment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bookmark {
    /// Presentations of the session before it.
    pub made: u64,
    /// Commands of the session before it.
    pub commands: usize,
    /// Its name.
    pub name: String,
}

/// A run among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInfo {
    /// Its number; never given twice.
    pub id: u64,
    /// The run that it left, and when.
    pub parent: Option<(u64, u64)>,
    /// Presentations made.
    pub made: u64,
}

/// Where in the session a snapshot is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Presentations of the session before what is shown.
    pub made: u64,
    /// Presentations of the session in all.
    pub end: u64,
    /// The present is shown, not the past.
    pub live: bool,
    /// A moment that is being computed.
    pub seeking: Option<u64>,
    /// Bookmarks of this run, earliest first.
    pub bookmarks: Arc<Vec<Bookmark>>,
    /// All runs; empty if there is only one.
    pub runs: Vec<RunInfo>,
    /// Number of the run shown.
    pub run: u64,
    /// Moments kept whole.
    pub kept: usize,
    /// Memory that they take, about, in bytes.
    pub bytes: usize,
    /// Most memory that they may take.
    pub budget: usize,
}
