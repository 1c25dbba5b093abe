//! How long lines are, and how many columns there are, at most.

/// Longest line in bytes.
pub(super) const LONGEST_LINE: usize = 1 << 16;

/// Most columns.
pub(super) const MOST_COLUMNS: usize = 1000;
