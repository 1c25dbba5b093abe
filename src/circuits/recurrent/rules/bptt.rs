//! Backpropagation through time: the exact gradient.

use crate::circuits::recurrent::{Feedback, N};
use crate::circuits::rule::{Family, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    key: "bptt",
    name: "BPTT",
    equation: "lambda_t = h_t (L_t + (1-a) W^T lambda_{t+1}) + a lambda_{t+1},   dE/dW = (1-a) sum_t lambda_t z_{t-1}^T",
    citation: "Werbos 1990",
    limits: "The reference: every cell is told the future. With spikes, the slope is a pseudo-derivative.",
    parameters: &[],
    defaults: &[],
    family: Family::Recurrent(|_| Feedback::Exact { types: N }),
};
