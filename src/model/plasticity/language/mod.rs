//! The language of rules: what a rule asks, as equations that are compiled while the simulation runs.
//!
//! A rule asks of every synapse of one population
//!
//! ```text
//! dw[j] = k ( active x[j] + silent (1 - x[j]) ) + ( active_w x[j] + silent_w (1 - x[j]) ) w[j]
//! ```
//!
//! and gives up to four expressions of the presentation for it. From text to numbers: `token`, `parser`, `affine`
//! (what depends on w), `fold` (constants), `tape` (operations on registers), `program` (a rule that runs). Cost is
//! known when a rule is compiled: no loops, no recursion, no evaluation that depends on values.

mod affine;
mod error;
mod expression;
mod file;
mod file_error;
mod fold;
mod information;
pub mod limits;
mod names;
mod parser;
mod program;
mod scope;
mod show;
mod source;
mod tape;
mod token;
mod tree;
mod written;

pub use error::{ExpressionError, Problem, Span};
pub use expression::Expression;
pub use file::{BUILT_IN, RuleFile, slug};
pub use file_error::{FileFault, RuleFileError};
pub use information::Information;
pub use names::{Constant, FUNCTIONS, FunctionSpec, InForce, NameSpec, Variable, known};
pub use program::{Asked, Fraction, Program, Refused, Variables};
pub use scope::{Place, Scope};
pub use show::symbol;
pub use source::{Let, Parameter, Quantity, RuleSource, Spread, StateSource, Target};
pub use token::{Placed, Token, tokens};
