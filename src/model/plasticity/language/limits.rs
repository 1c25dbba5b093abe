//! How large a rule may be. Whatever is within these limits is compiled and evaluated in bounded time and memory.

/// Characters of an expression.
pub const CHARACTERS: usize = 2_000;
/// Parentheses, functions, signs, powers and `not` within each other.
pub const NESTING: usize = 32;
/// Operations of an expression.
pub const OPERATIONS: u64 = 256;
/// Parameters of a rule.
pub const PARAMETERS: usize = 16;
/// States of a rule.
pub const STATES: usize = 8;
/// Shorthands of a rule.
pub const LETS: usize = 16;
/// Rules of a neuron, and of a file.
pub const RULES: usize = 16;
/// Bytes of a rule file.
pub const FILE: usize = 64 * 1024;
/// Largest change that a rule may ask of a synapse in one presentation, in units of current.
pub const CHANGE: f64 = 1e6;
/// Largest fraction of its own weight that a rule may ask of a synapse in one presentation.
pub const FRACTION: f64 = 1.0;
