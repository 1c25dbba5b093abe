//! What can be wrong with a rule file, and where.

use std::ops::Range;

use super::error::Problem;
use super::limits;

/// Why a rule file is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct RuleFileError {
    /// Bytes of the text that are wrong.
    pub at: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Character of the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: Box<FileFault>,
}

/// What is wrong with a rule file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileFault {
    /// More bytes than [`limits::FILE`].
    #[error("the file has {0} bytes, at most {most} are read", most = limits::FILE)]
    TooLarge(usize),
    /// No TOML, or a key that has no meaning here.
    #[error("{0}")]
    Toml(String),
    /// An expression is wrong.
    #[error("{of}, column {column}: {problem}")]
    Expression {
        /// Which expression.
        of: String,
        /// Its character, from 1.
        column: usize,
        /// What is wrong.
        problem: Problem,
    },
    /// A title or a name that cannot be shown.
    #[error(
        "`{0}` cannot be a title: give 1 to 60 letters, digits and signs, at least one of them a letter or a digit"
    )]
    Title(String),
    /// Not a population.
    #[error("on = \"{0}\": give \"E\" or \"I\", or \"I1\" or \"I2\" with two inhibitory groups")]
    On(String),
    /// It is not said whose synapses change.
    #[error("on is missing: give on = \"E\" or on = \"I\"")]
    OnMissing,
    /// Not one of the four rules.
    #[error("replaces \"{0}\": give \"ACh\", \"NA\", \"Hebbian\" or \"Inhibitory\"")]
    Replaces(String),
    /// Not a name.
    #[error("`{0}` cannot be a name: begin with a letter, go on with letters, digits and _")]
    Name(String),
    /// A name that means something else.
    #[error("`{0}` is taken: choose another name")]
    Taken(String),
    /// Too many of something.
    #[error("{0} {1} are too many: at most {2}")]
    TooMany(usize, &'static str, usize),
    /// A number that is not one, or a default out of its range.
    #[error("{0}")]
    Value(String),
    /// Rules both at the top and under `[[rule]]`, or none.
    #[error("{0}")]
    Shape(&'static str),
}

impl FileFault {
    /// The error that this is at these bytes of `text`.
    pub(super) fn at(self, text: &str, at: Range<usize>) -> RuleFileError {
        let before = text.get(..at.start.min(text.len())).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        RuleFileError { at, line, column, fault: Box::new(self) }
    }
}
