//! e-prop: eligibility traces and a learning signal of the moment.

use crate::circuits::recurrent::{Feedback, N};
use crate::circuits::rule::{Family, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    key: "e-prop",
    name: "e-prop",
    equation: "zbar_t = a zbar_{t-1} + (1-a) z_{t-1},   e_pq,t = h_p,t zbar_q,t,   dE/dW_pq = sum_t L_p,t e_pq,t",
    citation: "Murray 2019 (RFLO, rate cells); Bellec et al. 2020",
    limits: "Errors that travel through other cells are not heard. Rate cells without adaptation; 40 cells, two small tasks.",
    parameters: &[],
    defaults: &[],
    family: Family::Recurrent(|_| Feedback::Hops { hops: 0, types: N, at_once: false }),
};
