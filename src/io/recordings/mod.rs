//! Recordings of synaptic currents, from CSV files of any laboratory.
//!
//! One row per measurement. A file is decoded (`decode`), its headings are found whatever stands before them
//! (`layout`), and which column is what a [`Mapping`] says; [`guess`] proposes one from the headings. What a
//! measurement lacks leaves it out, and is counted; what is wrong refuses the file. Everything that was assumed on the
//! way is said in [`crate::analysis::recordings::Recordings::assumed`]. Lines that begin with `#` are comments.

mod columns;
mod decode;
mod delimiters;
mod error;
mod heading;
mod layout;
mod left_out;
mod limits;
mod mapping;
mod missing;
mod number;
mod part;
mod read;
mod synonyms;
mod table;
mod text;
mod units;

pub use error::RecordingsError;
pub use mapping::{Guess, Mapping, POST_WORDS, PRE_WORDS, guess};
pub use part::Part;
pub use read::{Peek, peek, read};
pub use table::{LARGEST_FILE, Table};
