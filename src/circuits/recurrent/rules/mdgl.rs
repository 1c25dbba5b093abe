//! MDGL: cell types tell their neighbours one synapse away.

use super::TYPES;
use crate::circuits::parameter::Parameter;
use crate::circuits::recurrent::Feedback;
use crate::circuits::rule::{Family, Rule};

/// What becomes of what a receiving cell hears.
pub static HEARD: Parameter = Parameter::choice(
    "heard",
    "what a receiving cell hears is used at once (published), or leaks as its potential does (ours)",
    &["published", "leak"],
);

/// The rule.
pub static RULE: Rule = Rule {
    key: "mdgl",
    name: "MDGL",
    equation: "e-prop + sum_t (1-a) (sum_types w_ab sum_{j in a} h_j,t L_j,t) e_pq,t-1",
    citation: "Liu, Smith, Mihalas, Shea-Brown & Sumbul 2021",
    limits: "One hop is nearer to the gradient than e-prop. A gain in loss over e-prop is not found here with two types; the paper finds one with 100 or more adaptive, sparse, spiking cells.",
    parameters: &[&TYPES, &HEARD],
    defaults: &[],
    family: Family::Recurrent(|settings| Feedback::Hops {
        hops: 1,
        types: settings.whole(&TYPES),
        at_once: settings.whole(&HEARD) == 0,
    }),
};
