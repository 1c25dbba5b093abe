//! Hebbian plasticity:
//!
//! ```text
//! dw_E[j] = k_E alpha_H (y - ybar) x_E[j]
//! ```
//!
//! ybar is f_out or the running mean of the output. arXiv:1911.00307. Limits: alone it runs away,
//! since what fires is potentiated and fires again.

use super::{Change, Rule};
use crate::model::population::Population;
use crate::model::{Params, Presentation};

pub(super) const RULE: Rule = Rule {
    name: "Hebbian",
    equation: "Δw_E = k_E α_H (y − ȳ) x_E",
    population: Population::Excitatory,
    enabled: |params| params.rule_h,
    change,
};

#[inline]
pub(super) fn change(now: &Presentation, params: &Params) -> Change {
    Change::active(params.alpha_h * (now.y() - now.ybar))
}
