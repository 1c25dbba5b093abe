//! Signs between columns.

/// Signs that can divide columns, the usual ones first.
pub(super) const DELIMITERS: [u8; 4] = *b",;\t|";
