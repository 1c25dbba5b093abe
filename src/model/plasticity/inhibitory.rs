//! Inhibitory plasticity towards the E/I balance line i_I = a i_E + b:
//!
//! ```text
//! dw_I[j] = k_I alpha_I ( a i_E + b - i_I ) x_I[j]
//! ```
//!
//! arXiv:1911.00307; D'amour & Froemke (2015). Additions of this project: `i_ltp_only` cuts the
//! bracket at zero, and `gate_i` suspends the rule while acetylcholine disinhibits.

use super::{Change, Rule};
use crate::model::population::Population;
use crate::model::{Params, Presentation};

pub(super) const RULE: Rule = Rule {
    name: "Inhibitory",
    equation: "Δw_I = k_I α_I (a i_E + b − i_I) x_I",
    population: Population::Inhibitory,
    enabled: |params| params.rule_i,
    change,
};

#[inline]
pub(super) fn change(now: &Presentation, params: &Params) -> Change {
    if params.gate_i && now.release.ach.is_some() {
        return Change::NONE;
    }
    let imbalance = params.a * now.i_e + params.b - now.i_i;
    let bracket = if params.i_ltp_only { imbalance.max(0.0) } else { imbalance };
    Change::active(params.alpha_i * bracket)
}
