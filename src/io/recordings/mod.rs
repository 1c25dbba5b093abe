//! Recordings of synaptic currents, from CSV files of any laboratory.
//!
//! One row per measurement. Which column is what a [`Mapping`] says; [`guess`] proposes one from the
//! headings. Lines that begin with `#` are comments; the delimiter is a comma, a semicolon or a tab.

mod columns;
mod error;
mod mapping;
mod read;
mod table;
mod text;
mod units;

pub use error::RecordingsError;
pub use mapping::{Guess, Mapping, POST_WORDS, PRE_WORDS, Part, guess};
pub use read::{Peek, peek, read};
pub use table::LARGEST_FILE;
