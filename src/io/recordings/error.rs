//! Why a file of recordings could not be used.

use std::path::PathBuf;

use super::mapping::Part;
use crate::analysis::recordings::DataError;

/// Why a file of recordings could not be used. Every message is one line.
#[derive(Debug, thiserror::Error)]
pub enum RecordingsError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Path of the file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is a folder or a device.
    #[error("{} is not a file: give a CSV file", .0.display())]
    NotAFile(PathBuf),
    /// The file is too large.
    #[error("{} has {size} bytes: give a CSV file of at most {} bytes", path.display(), super::LARGEST_FILE)]
    TooLarge {
        /// Path of the file.
        path: PathBuf,
        /// Its size.
        size: u64,
    },
    /// The bytes are no text in UTF-8.
    #[error("{line}the text is not UTF-8: save it as CSV in UTF-8", line = at(*.0))]
    NotUtf8(Option<u64>),
    /// There is no heading.
    #[error("there is no line with column headings: give one, as in cell,stimulus,condition,i_e,i_i")]
    NoHeadings,
    /// A line that is no row.
    #[error("line {0} is longer than {most} bytes: give a CSV file", most = super::table::LONGEST_LINE)]
    LongLine(u64),
    /// Very many columns.
    #[error("there are {0} columns: give at most {most}", most = super::table::MOST_COLUMNS)]
    TooManyColumns(usize),
    /// A line is not like the headings.
    #[error(
        "line {line} has {found} columns and the headings have {expected}: give one value for each (is a quote not closed?)"
    )]
    Columns {
        /// Line in the file, from 1.
        line: u64,
        /// Its columns.
        found: u64,
        /// Those of the headings.
        expected: u64,
    },
    /// The file's structure cannot be read.
    #[error("the file is not CSV: {0}")]
    Malformed(String),
    /// A part of the mapping is missing.
    #[error("no column for {part} was recognised among {headings}: name it", part = .part.name())]
    Unmapped {
        /// Which.
        part: Part,
        /// Headings of the file.
        headings: String,
    },
    /// A column of the mapping is not in the file.
    #[error("there is no column `{column}` for {part}: give one of {headings}", part = .part.name())]
    NoColumn {
        /// For what.
        part: Part,
        /// Its heading, as asked for.
        column: String,
        /// Headings of the file.
        headings: String,
    },
    /// A heading occurs twice.
    #[error("{count} columns are called `{column}`: give each a name of its own")]
    Ambiguous {
        /// Heading.
        column: String,
        /// How often.
        count: usize,
    },
    /// One column is mapped to two things.
    #[error("column `{column}` cannot be both {first} and {second}", first = .first.name(), second = .second.name())]
    SharedColumn {
        /// Heading.
        column: String,
        /// What it is mapped to.
        first: Part,
        /// And what else.
        second: Part,
    },
    /// Words for pre and post that do not tell them apart.
    #[error("{0}")]
    Words(String),
    /// A value that cannot be used.
    #[error("line {line}, column `{column}`: `{value}` {problem}")]
    Value {
        /// Line in the file, from 1.
        line: u64,
        /// Heading of the column.
        column: String,
        /// The value, shortened if it is long.
        value: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// The units in the headings do not go together.
    #[error("the units in the headings `{i_e}` and `{i_i}` differ in kind: both currents need the same")]
    HeadingUnits {
        /// Heading of i_E.
        i_e: String,
        /// Heading of i_I.
        i_i: String,
    },
    /// The stimulus said to be paired does not occur.
    #[error("no row has the paired stimulus `{0}`: give one that occurs")]
    NoPairedStimulus(String),
    /// The measurements cannot be used together.
    #[error(transparent)]
    Data(#[from] DataError),
}

fn at(line: Option<u64>) -> String {
    line.map_or(String::new(), |line| format!("line {line}: "))
}
