//! ModProp: all hops, through a slope that is the same for all cells.

use super::TYPES;
use crate::circuits::parameter::Parameter;
use crate::circuits::recurrent::Feedback;
use crate::circuits::rule::{Family, Rule};

/// mu.
pub static MU: Parameter =
    Parameter::real("mu", "μ", "one number for all slopes between hops", (0.0, 1.0), 0.5)
        .at_its_ends("best near the fraction of active cells; at 0 it is MDGL with leak");

/// The rule.
pub static RULE: Rule = Rule {
    key: "modprop",
    name: "ModProp",
    equation: "kappa_t = h_t L_t + (a + mu (1-a) W~^T) kappa_{t+1},   lambda_t = h_t (L_t + (1-a) W~^T kappa_{t+1}) + a lambda_{t+1}",
    citation: "Liu et al. 2022 (ModProp)",
    limits: "Fixed filters in place of slopes that change. 40 cells, two small tasks.",
    parameters: &[&TYPES, &MU],
    defaults: &[],
    family: Family::Recurrent(|settings| Feedback::Filtered {
        mu: settings.get(&MU),
        types: settings.whole(&TYPES),
    }),
};
