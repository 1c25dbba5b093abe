//! What can be wrong with an expression, and where.

use std::ops::Range;

use super::limits;

/// Characters of an expression, from 0.
pub type Span = Range<usize>;

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("column {}: {problem}", .at.start + 1)]
pub struct ExpressionError {
    /// Where.
    pub at: Span,
    /// What is wrong, and what would be right.
    pub problem: Problem,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// More characters than [`limits::CHARACTERS`].
    #[error("{0} characters are too many: an expression has at most {most}", most = limits::CHARACTERS)]
    TooLong(usize),
    /// Nested deeper than [`limits::NESTING`].
    #[error("nested too deeply: at most {most} levels; name a part of it under [let]", most = limits::NESTING)]
    TooDeep,
    /// More operations than [`limits::OPERATIONS`].
    #[error("{0} operations are too many: an expression has at most {most}; name a part of it under [let]", most = limits::OPERATIONS)]
    TooManyOperations(u64),
    /// A character that is no part of the language.
    #[error("`{0}` is not part of the language: give numbers, names, + - * / ^ ( ) , and comparisons")]
    Character(char),
    /// A number that cannot be read.
    #[error("`{text}` is not a number: {instead}")]
    Number {
        /// What is there.
        text: String,
        /// What would be right.
        instead: String,
    },
    /// Something else was expected here.
    #[error("{found} stands where {wanted} should")]
    Unexpected {
        /// What is there.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// A comparison of a comparison.
    #[error("a comparison compares two values: write `a < b and b < c`")]
    Chained,
    /// A name that nothing has.
    #[error("there is no `{name}`{}", hint(.nearest))]
    Unknown {
        /// What was written.
        name: String,
        /// The most similar name, if any is similar.
        nearest: Option<String>,
    },
    /// A name that is declared further down, or not yet known where it is used.
    #[error("`{name}` is not known here: {because}")]
    TooEarly {
        /// What was written.
        name: String,
        /// When it is known.
        because: &'static str,
    },
    /// A function without its arguments.
    #[error("{0} is a function: write {1}")]
    FunctionAlone(String, &'static str),
    /// Something that is no function, with arguments.
    #[error("`{name}` is not a function{}; write * to multiply", hint(.nearest))]
    NotAFunction {
        /// What was written.
        name: String,
        /// The most similar function, if any is similar.
        nearest: Option<String>,
    },
    /// The wrong number of arguments.
    #[error("{function} takes {wanted}, not {given}: write {example}")]
    Arguments {
        /// Which function.
        function: &'static str,
        /// How many it takes, in words.
        wanted: &'static str,
        /// How many there are.
        given: usize,
        /// How it is used.
        example: &'static str,
    },
    /// The weight where it is not allowed.
    #[error("w stands in `active` and `silent` only")]
    WeightElsewhere,
    /// Not of the form c0 + c1 w.
    #[error(
        "{what} with w is not of the form c0 + c1 w: w may be added, negated, multiplied or divided by what has no w, and stand in a branch of `if`"
    )]
    NotAffine {
        /// Which operation.
        what: String,
    },
}

fn hint(name: &Option<String>) -> String {
    name.as_ref().map(|name| format!(": did you mean `{name}`?")).unwrap_or_default()
}

impl Problem {
    /// The error that this is at `span`.
    pub(super) fn at(self, span: Span) -> ExpressionError {
        ExpressionError { at: span, problem: self }
    }
}
