//! Acetylcholine-dependent plasticity:
//!
//! ```text
//! dw_E[j] = k_E eta_A alpha_A (y - y_ref) ( x_E[j] - beta f_in/(1-f_in) (1 - x_E[j]) )
//! ```
//!
//! Potentiates the active inputs of a paired spike and depresses the silent ones; with beta = 1 the
//! two balance on average. arXiv:1911.00307; the pairing is that of Froemke, Merzenich & Schreiner
//! (2007). Limits: needs the stimulus to fire, so it cannot reach one whose drive is below the reach
//! of A_A.

use super::{Change, Rule};
use crate::model::population::Population;
use crate::model::{Params, Presentation};

pub(super) const RULE: Rule = Rule {
    name: "ACh",
    equation: "Δw_E = k_E η_A α_A (y − y_ref) (x_E − β f_in/(1−f_in) (1 − x_E))",
    population: Population::Excitatory,
    enabled: |params| params.rule_a,
    change,
};

#[inline]
pub(super) fn change(now: &Presentation, params: &Params) -> Change {
    if now.release.ach.is_none() {
        return Change::NONE;
    }
    let active = params.alpha_a * (now.y() - params.y_ref);
    Change { active, silent: -active * params.beta * params.f_in / (1.0 - params.f_in) }
}
