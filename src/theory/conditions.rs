//! The conditions under which four local rules add up to credit assignment, each as two sides that
//! can be compared for the present parameters.
//!
//! All use the mean requests of [`super::mean_field`] at an excitation i_E. A stimulus that has not been
//! taught anything rests on the balance line, at h0 = (1-a) i_E - b - theta. At h the inhibitory bracket is
//! h0 subtracted from h: a i_E + b - i_I = h - h0.

use super::long_run::{self, Alone};
use super::mean_field::{Currents, fires_with, own, requests};
use crate::model::{ParamId, Params};

/// One condition: it holds where the left side is larger.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What it says, in words.
    pub name: &'static str,
    /// The algebra of both sides.
    pub algebra: &'static str,
    /// The side that should be larger.
    pub left: f64,
    /// The side that should be smaller.
    pub right: f64,
    /// The parameter that would mend it first.
    pub mend: ParamId,
}

impl Condition {
    /// Does it hold?
    pub fn holds(&self) -> bool {
        self.left > self.right
    }
}

/// A drive that counts as far above threshold where no need gate ends the supervision.
const FAR_ABOVE: f64 = 10.0;

/// Supervised epochs after which currents must lie below the bounds, and memory is tried.
const LONG: f64 = 1e5;
const TRAINED: f64 = 800.0;

/// Every condition, those of one presentation evaluated for a stimulus of excitation `i_e` (E0 at the start). The long run
/// takes from some milliseconds to, with noise (sigma > 0), some seconds.
pub fn conditions(params: &Params, i_e: f64) -> Vec<Condition> {
    let mut all = of_one_presentation(params, i_e);
    all.extend(of_the_long_run(params, || true).into_iter().flatten());
    all
}

/// What must hold for what is learned to last: [`super::long_run`]. `None` once `go_on` says to stop.
pub fn of_the_long_run(params: &Params, go_on: impl Fn() -> bool) -> Option<[Condition; 2]> {
    let ceiling = params.w_max * params.e0 / 2.0;
    let settled = long_run::supervised_while(params, LONG, &go_on)?.excitation(params);
    let trained = long_run::supervised_while(params, TRAINED, &go_on)?.classes;
    let lasts = Alone::of(params).lasts(params, &trained);
    let line = (1.0 - params.a) * trained.target.i_e - params.b - params.theta;
    let widest = ParamId::w_max.spec().max * params.e0 / 2.0;
    Some([
        Condition {
            name: "Currents settle below the bounds",
            algebra: "w_max E₀/2 > mean i_E after 10⁵ supervised epochs: the largest weights are about twice the mean; \
                      i_E grows by P f_in/(1 − f_in) ⟨(1 − β) A + N⟩ per epoch, and λ i_E ends that",
            left: ceiling,
            right: settled,
            mend: if settled > widest { ParamId::lambda } else { ParamId::w_max },
        },
        Condition {
            name: "Memory outlives supervision",
            algebra: "epochs until balanced accuracy without supervision is 0.9 > 800 epochs that taught it: balance \
                      alone keeps i_E > (b + θ)/(1 − a), then α_H moves i_E, and inhibition that only grows follows",
            left: lasts,
            right: TRAINED,
            mend: match (params.a < 1.0, line > 0.0) {
                (false, _) => ParamId::a,
                (true, false) => ParamId::b,
                (true, true) => ParamId::alpha_h,
            },
        },
    ])
}

/// The conditions of one presentation, at once.
pub fn of_one_presentation(params: &Params, i_e: f64) -> Vec<Condition> {
    let rest = (1.0 - params.a) * i_e - params.b - params.theta;
    let at = |h: f64| Currents { i_e, i_i: i_e - h - params.theta };
    // Push and pull of one presentation of its own stimulus at drive h.
    let change = |y: bool, h: f64| own(params, &requests(params, y, at(h), params.f_out));
    let edge = 1e-9;
    // Beyond the gate by more than the currents' rounding.
    let above = if params.kappa_a.is_finite() { params.kappa_a + 1e-6 } else { FAR_ABOVE };
    let (non_target, full) = (change(false, edge), change(true, above));
    let reach =
        |amplitude: f64, on: bool| if on { fires_with(2.0 * rest, amplitude, params.sigma) } else { 0.0 };
    let released = params.ach && params.rule_a && params.rho_a * params.alpha_a > 0.0;
    let lifted = if released { fires_with(rest, params.a_a, params.sigma) } else { 0.0 };
    let push = if released {
        params.rho_a * params.alpha_a * (1.0 - params.y_ref) / (1.0 - params.f_in)
    } else {
        0.0
    };
    let open = if params.gate_i && params.ach { 1.0 - params.rho_a } else { 1.0 };
    let pull = if params.rule_i { params.alpha_i * open } else { 0.0 };
    let ceiling = if push > 0.0 { params.w_max * params.e0 } else { i_e };
    let climb = (1.0 - params.a) * ceiling + (push / pull.max(1e-12)).min(1e6);
    // Excitation at which a balanced stimulus reaches threshold.
    let level =
        if params.a < 1.0 { ((params.b + params.theta) / (1.0 - params.a)).clamp(0.0, ceiling) } else { i_e };
    let spread = level * ((1.0 - params.f_in) / (params.f_in * params.n_e as f64)).sqrt();
    vec![
        Condition {
            name: "ACh lifts a silent target",
            algebra: "q(h0; A_A) > y_ref, with q(h; A) = Φ(1 + h/A) and h0 = (1 − a) i_E − b − θ",
            left: lifted,
            right: params.y_ref,
            mend: if params.ach && params.rule_a { ParamId::a_a } else { ParamId::ach },
        },
        Condition {
            name: "A target can reach threshold",
            algebra: "(1 − a) w_max E₀ + ρ_A α_A (1 − y_ref)/((1 − f_in) α_I) > b + θ: the highest resting point on the \
                      balance line, plus what ACh holds up against α_I (times 1 − ρ_A with gate I)",
            left: climb,
            right: params.b + params.theta,
            mend: if push > 0.0 { ParamId::alpha_a } else { ParamId::rho_a },
        },
        Condition {
            name: "At threshold, a non-target falls",
            algebra: "I > (N + H)/(1 − f_in)  for Y = 0 at h = 0: inhibition returns it below threshold",
            left: non_target.i_i,
            right: non_target.i_e,
            mend: if params.rule_i && params.alpha_i > 0.0 { ParamId::b } else { ParamId::alpha_i },
        },
        Condition {
            name: "Potentiation is bounded",
            algebra: "I > (A + N + H)/(1 − f_in)  for Y = 1 at h = κ_A (at h = 10 without a need gate)",
            left: full.i_i,
            right: full.i_e,
            mend: ParamId::kappa_a,
        },
        Condition {
            name: "NA reaches deeper than ACh",
            algebra: "q(2 h0; A_N) > q(2 h0; A_A): twice as deep as an untaught stimulus",
            left: reach(params.a_n, params.na && params.rule_n),
            right: reach(params.a_a, params.ach && params.rule_a),
            mend: ParamId::a_n,
        },
        Condition {
            name: "c is high enough",
            algebra: "|b + θ| > sqrt(1 − c²) i* sqrt((1 − f_in)/(f_in N_E)): the spread of i_E that inhibition cannot \
                      follow, at the threshold's i* = (b + θ)/(1 − a) (i_E for a ≥ 1), stays within the offset",
            left: (params.b + params.theta).abs(),
            right: (1.0 - params.c * params.c).max(0.0).sqrt() * spread,
            mend: ParamId::c,
        },
        Condition {
            name: "What is learned can stay",
            algebra: "1 > a: on the balance line h = (1 − a) i_E − b − θ still grows with i_E",
            left: 1.0,
            right: params.a,
            mend: ParamId::a,
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(params: &Params) -> Vec<&'static str> {
        let found = conditions(params, params.e0);
        found.iter().filter(|condition| !condition.holds()).map(|condition| condition.name).collect()
    }

    /// Each way of breaking the default preset that the reference tables have lowers balanced accuracy
    /// to chance or well below the preset's; each must show in the condition that it breaks.
    #[test]
    fn what_the_reference_experiments_break_shows_as_a_broken_condition() {
        let base = Params::default();
        // A_A = A_N there: noradrenaline reaches no deeper.
        // Its currents grow into the bounds, and its memory fades before 800 epochs at P = 200 (MODEL's long runs).
        let long = ["Currents settle below the bounds", "Memory outlives supervision"];
        assert_eq!(failing(&base), [&["NA reaches deeper than ACh"], long.as_slice()].concat());
        // The reference's BA: 1.000 at c = 1 and .988 at .9, but .910 at .5 and .852 at 0.
        assert!(!failing(&Params { c: 0.9, ..base.clone() }).contains(&"c is high enough"));
        let breaks = [
            (Params { ach: false, ..base.clone() }, "ACh lifts a silent target"),
            (Params { rho_a: 0.0, ..base.clone() }, "A target can reach threshold"),
            (Params { alpha_i: 0.0, ..base.clone() }, "At threshold, a non-target falls"),
            (Params { c: 0.0, ..base.clone() }, "c is high enough"),
            (Params { c: 0.5, ..base.clone() }, "c is high enough"),
            (Params { kappa_a: f64::INFINITY, alpha_i: 1e-4, ..base.clone() }, "Potentiation is bounded"),
            (Params { a_a: 0.5, e0: 30.0, a: 1.0, ..base.clone() }, "ACh lifts a silent target"),
            (Params { a: 1.0, rho_a: 0.1, ..base.clone() }, "A target can reach threshold"),
            (Params { a: 1.0, ..base.clone() }, "What is learned can stay"),
        ];
        for (params, name) in breaks {
            assert!(failing(&params).contains(&name), "{name}: {:?}", failing(&params));
        }
    }

    #[test]
    fn the_sides_are_finite_for_extreme_parameters() {
        for params in [
            Params { kappa_a: f64::INFINITY, a_a: 0.0, a_n: 0.0, ..Params::default() },
            Params { f_in: 0.999, n_e: 1, sigma: 1000.0, ..Params::default() },
            Params { b: -1000.0, theta: 1000.0, a: 10.0, ..Params::default() },
        ] {
            for condition in conditions(&params, params.e0) {
                assert!(condition.left.is_finite() && condition.right.is_finite(), "{condition:?}");
            }
        }
    }
}
