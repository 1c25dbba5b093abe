//! Noradrenaline-dependent plasticity:
//!
//! ```text
//! dw_E[j] = k_E eta_N alpha_N (y - y_ref) x_E[j]
//! ```
//!
//! Potentiates whatever is shown, so it carries no label; with A_N >> A_A it reaches stimuli that
//! are too silent for acetylcholine. arXiv:1911.00307; Martins & Froemke (2015).

use super::{Change, Rule};
use crate::model::population::Population;
use crate::model::{Params, Presentation};

pub(super) const RULE: Rule = Rule {
    name: "NA",
    equation: "Δw_E = k_E η_N α_N (y − y_ref) x_E",
    population: Population::Excitatory,
    enabled: |params| params.rule_n,
    change,
};

#[inline]
pub(super) fn change(now: &Presentation, params: &Params) -> Change {
    match now.release.na {
        Some(_) => Change::active(params.alpha_n * (now.y() - params.y_ref)),
        None => Change::NONE,
    }
}
