//! Reward-modulated eligibility: three factors in time.

use crate::circuits::parameter::Parameter;
use crate::circuits::recurrent::Feedback;
use crate::circuits::rule::{Family, Rule};

/// sigma.
pub static SIGMA: Parameter =
    Parameter::real("sigma", "σ", "size of the noise on the currents", (1e-3, 1.0), 0.1).log();
/// K.
pub static DRAWS: Parameter = Parameter::count("K", "K", "perturbations of a trial", (1.0, 100.0), 1.0)
    .at_its_ends("large: the gradient, at K times the cost");

/// The rule.
pub static RULE: Rule = Rule {
    key: "reward",
    name: "reward-modulated eligibility",
    equation: "dE/dW = mean over K of (E_noisy - E_clean)/sigma  sum_t xi_t z_{t-1}^T, for each trial",
    citation: "Fiete & Seung 2006; overview Mazurek et al. 2025",
    limits: "Right on average; with one perturbation the angle to the gradient is near 90 degrees. Input weights and biases learn alike (ours).",
    parameters: &[&SIGMA, &DRAWS],
    defaults: &[],
    family: Family::Recurrent(|settings| Feedback::Reward {
        sigma: settings.get(&SIGMA),
        draws: settings.whole(&DRAWS),
    }),
};
