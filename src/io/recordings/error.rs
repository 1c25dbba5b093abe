//! Why a file of recordings could not be used.

use super::part::Part;
use crate::analysis::recordings::DataError;
use crate::io::input::ReadError;

/// Why a file of recordings could not be used. Every message is one line.
#[derive(Debug, thiserror::Error)]
pub enum RecordingsError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] ReadError),
    /// It is no text in any encoding that is read.
    #[error("the file is not {0}: save it as CSV in UTF-8")]
    NotText(&'static str),
    /// It is a file of another kind.
    #[error("the file is {0}")]
    OtherFormat(&'static str),
    /// There is no heading.
    #[error("there is no line with column headings: give one, as in cell,stimulus,condition,i_e,i_i")]
    NoHeadings,
    /// A line that is no row.
    #[error("line {0} is longer than {most} bytes: give a CSV file", most = super::limits::LONGEST_LINE)]
    LongLine(u64),
    /// Very many columns.
    #[error("there are {0} columns: give at most {most}", most = super::limits::MOST_COLUMNS)]
    TooManyColumns(usize),
    /// A line is not like the headings.
    #[error(
        "line {line} has {found} columns and the headings have {expected}: give one value for each (is a quote not \
         closed, or a decimal comma not quoted?)"
    )]
    Columns {
        /// Line in the file, from 1.
        line: u64,
        /// Its columns.
        found: u64,
        /// Those of the headings.
        expected: u64,
    },
    /// A quote that takes up the rest of the file.
    #[error("line {0}: a quote is not closed: close it, or leave it out")]
    OpenQuote(u64),
    /// The file's structure cannot be read.
    #[error("the file is not CSV: {0}")]
    Malformed(String),
    /// A part of the mapping is missing.
    #[error("no column for {part}, or more than one, was recognised among {headings}: name it", part = .part.name())]
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
    /// The units of the two currents do not go together.
    #[error(
        "the units of `{i_e}` ({unit_e}) and `{i_i}` ({unit_i}) differ in kind: both currents need the same"
    )]
    HeadingUnits {
        /// Heading of i_E.
        i_e: String,
        /// Its unit.
        unit_e: &'static str,
        /// Heading of i_I.
        i_i: String,
        /// Its unit.
        unit_i: &'static str,
    },
    /// Two places say different things about one unit.
    #[error("the heading `{column}` says {heading} and line {line} says {below}: give one unit")]
    TwoUnits {
        /// The heading.
        column: String,
        /// Unit in it.
        heading: &'static str,
        /// Line of the row of units.
        line: u64,
        /// Unit there.
        below: &'static str,
    },
    /// The stimulus said to be paired does not occur.
    #[error("no row has the paired stimulus `{0}`: give one that occurs")]
    NoPairedStimulus(String),
    /// Of the measurements too few have all their values.
    #[error("no measurement can be used: {0}")]
    NothingLeft(String),
    /// The measurements that are left cannot be used together.
    #[error("{source} ({left_out})")]
    TooFewLeft {
        /// How many were left out, and why.
        left_out: String,
        /// What is wrong with the others.
        source: DataError,
    },
    /// The measurements cannot be used together.
    #[error(transparent)]
    Data(#[from] DataError),
}
