//! Mean-field theory of learning: the expected change of the currents, averaged over releases,
//! noise and independent patterns; and where it vanishes.
//!
//! # One presentation
//!
//! Stimulus mu with target Y is shown at currents i_E, i_I, h = i_E - i_I - theta. With the release
//! probabilities
//!
//! ```text
//! p_A = Y rho_A [h < kappa_A]        p_N = rho_N        (0 where the modulator is switched off)
//! F(e_A, e_N) = P( h + e_A M_A + e_N M_N + sigma z > 0 )
//! ```
//!
//! the rules ask, in units of current and on average over releases (e_A, e_N),
//!
//! ```text
//! A = alpha_A < e_A (F - y_ref) >      N = alpha_N < e_N (F - y_ref) >
//! H = 0.998 alpha_H ( <F> - ybar )     (0.002 of y enters ybar before it is used; 1 with ybar = f_out)
//! I = alpha_I (1 - gate_i p_A) [ a i_E + b - i_I ]      (the bracket cut at 0 with i_ltp_only)
//! ```
//!
//! A stimulus has N f active inputs, shares N f^2 of them with another one, and k_E N_E f =
//! 1/(1-f), k_I N_I f = 1. Hence its own currents change by
//!
//! ```text
//! d i_E = (A + N + H)/(1-f)                          d i_I = I
//! ```
//!
//! and those of every other stimulus (interference) by
//!
//! ```text
//! d i_E = f/(1-f) ( (1-beta) A + N + H )             d i_I = f I
//! ```
//!
//! beta f/(1-f) per silent input, of which N f (1-f) are active in the other stimulus, gives the
//! -beta: with beta = 1 ACh-dependent plasticity does not interfere on average.
//!
//! # One epoch, two classes
//!
//! P f_out stimuli with Y = 1 and P (1-f_out) with Y = 0; with `own - other` the specific part,
//! and < > over classes,
//!
//! ```text
//! D i_E = (A + N + H) + f/(1-f) beta A + P f/(1-f) < (1-beta) A + N + H > - lambda i_E
//! D i_I = (1-f) I + P f < I > - lambda i_I
//! ```
//!
//! Learning settles where the drives of both classes stop changing (the currents themselves may
//! go on growing together along the balance line); at a non-smooth edge (the threshold, the need gate, the
//! cut bracket), where they change sign.
//!
//! With a = 1, lambda = 0, kappa_A infinite, no cut bracket, no NA and no Hebbian rule, beta = 1, and an
//! A_A so large that q = 1, this is the delta rule. Subtracting the classes,
//! (1-f) (I_1 - I_0) = rho_A alpha_A (1 - y_ref)/(1-f); D i_I = 0 for Y = 0 gives I_0 = -r I_1 with
//! r = P f f_out/((1-f) + P f (1-f_out)). Hence, exactly,
//!
//! ```text
//! I_1 = rho_A alpha_A (1 - y_ref) / ((1-f)^2 (1 + r))
//! h   = -(b + theta) + I_1/alpha_I      for Y = 1
//! h   = -(b + theta) - r I_1/alpha_I    for Y = 0
//! ```
//!
//! which are MODEL's targets where stimuli do not overlap (f -> 0).
//!
//! Left out: the spread of currents within a class, the weight bounds, and, for c < 1, the part of
//! i_I that is not co-tuned.

use super::gaussian::{cumulative, density};
use crate::model::Params;

/// Mean of rules' requests for one presentation, in units of current.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Requests {
    /// A.
    pub ach: f64,
    /// N.
    pub na: f64,
    /// H.
    pub hebbian: f64,
    /// I.
    pub inhibitory: f64,
    /// Probability that the neuron fires.
    pub fires: f64,
}

/// Expected change of the currents of one stimulus.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Change {
    /// Change of i_E.
    pub i_e: f64,
    /// Change of i_I.
    pub i_i: f64,
}

/// Currents of one stimulus or class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Currents {
    /// i_E.
    pub i_e: f64,
    /// i_I.
    pub i_i: f64,
}

impl Currents {
    /// h = i_E - i_I - theta.
    pub fn drive(&self, theta: f64) -> f64 {
        self.i_e - self.i_i - theta
    }
}

/// P(M + sigma z > -h) for a modulator of amplitude A, M = max(0, A (1 + z)): with sigma = 0, 1 for
/// h > 0 and Phi(1 + h/A) otherwise.
pub fn fires_with(h: f64, amplitude: f64, sigma: f64) -> f64 {
    if amplitude <= 0.0 {
        return fires_alone(h, sigma);
    }
    if sigma <= 0.0 {
        return if h > 0.0 { 1.0 } else { cumulative(1.0 + h / amplitude) };
    }
    over_modulator(|m| fires_alone(h + m, sigma), amplitude)
}

/// P(sigma z > -h).
pub fn fires_alone(h: f64, sigma: f64) -> f64 {
    if sigma > 0.0 { cumulative(h / sigma) } else { f64::from(u8::from(h > 0.0)) }
}

/// P(M_A + M_N + sigma z > -h).
fn fires_with_both(h: f64, params: &Params) -> f64 {
    if params.a_a <= 0.0 {
        return fires_with(h, params.a_n, params.sigma);
    }
    over_modulator(|m| fires_with(h + m, params.a_n, params.sigma), params.a_a)
}

/// Mean of `value(M)` over M = max(0, A (1 + z)): an atom at 0 of mass Phi(-1), and Simpson's rule
/// over eight standard deviations of the rest.
fn over_modulator(value: impl Fn(f64) -> f64, amplitude: f64) -> f64 {
    const STEPS: usize = 64;
    let width = 8.0 / STEPS as f64;
    let mut sum = 0.0;
    for k in 0..=STEPS {
        let z = -1.0 + k as f64 * width;
        let weight = if k == 0 || k == STEPS {
            1.0
        } else if k % 2 == 1 {
            4.0
        } else {
            2.0
        };
        sum += weight * density(z) * value(amplitude * (1.0 + z));
    }
    cumulative(-1.0) * value(0.0) + sum * width / 3.0
}

/// The rules' mean requests when a stimulus with target `y` is shown at `at`; `ybar` is the mean
/// output that the Hebbian rule compares with.
pub fn requests(params: &Params, y: bool, at: Currents, ybar: f64) -> Requests {
    let h = at.drive(params.theta);
    let p_a = if params.ach && y && h < params.kappa_a { params.rho_a } else { 0.0 };
    let p_n = if params.na { params.rho_n } else { 0.0 };
    let alone = fires_alone(h, params.sigma);
    let with_a = if p_a > 0.0 { fires_with(h, params.a_a, params.sigma) } else { alone };
    let with_n = if p_n > 0.0 { fires_with(h, params.a_n, params.sigma) } else { alone };
    let with_both = if p_a * p_n > 0.0 { fires_with_both(h, params) } else { with_a.max(with_n) };
    let given_a = (1.0 - p_n) * with_a + p_n * with_both;
    let given_n = (1.0 - p_a) * with_n + p_a * with_both;
    let fires = (1.0 - p_a) * ((1.0 - p_n) * alone + p_n * with_n) + p_a * given_a;
    let used = if params.ybar_running { 0.998 } else { 1.0 };
    let bracket = params.a * at.i_e + params.b - at.i_i;
    let bracket = if params.i_ltp_only { bracket.max(0.0) } else { bracket };
    let open = if params.gate_i { 1.0 - p_a } else { 1.0 };
    let on = |rule: bool, value: f64| if rule { value } else { 0.0 };
    Requests {
        ach: on(params.rule_a, params.alpha_a * p_a * (given_a - params.y_ref)),
        na: on(params.rule_n, params.alpha_n * p_n * (given_n - params.y_ref)),
        hebbian: on(params.rule_h, params.alpha_h * used * (fires - ybar)),
        inhibitory: on(params.rule_i, params.alpha_i * open * bracket),
        fires,
    }
}

/// Change of a stimulus' own currents when it is shown.
pub fn own(params: &Params, requests: &Requests) -> Change {
    let excitatory = requests.ach + requests.na + requests.hebbian;
    Change { i_e: excitatory / (1.0 - params.f_in), i_i: requests.inhibitory }
}

/// Change of the currents of every other stimulus: interference.
pub fn other(params: &Params, requests: &Requests) -> Change {
    let f = params.f_in;
    let excitatory = (1.0 - params.beta) * requests.ach + requests.na + requests.hebbian;
    Change { i_e: f / (1.0 - f) * excitatory, i_i: f * requests.inhibitory }
}

/// The two classes of associations at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Classes {
    /// Y = 1.
    pub target: Currents,
    /// Y = 0.
    pub non_target: Currents,
}

impl Classes {
    /// Both classes at the expected starting currents.
    pub fn start(params: &Params) -> Self {
        let at = Currents { i_e: params.e0, i_i: (params.a * params.e0 + params.b).max(0.0) };
        Self { target: at, non_target: at }
    }
}

/// Change of both classes over one epoch; `ybar` follows the mean output.
pub fn epoch(params: &Params, at: &Classes, ybar: f64) -> (Change, Change, f64) {
    let target = requests(params, true, at.target, ybar);
    let non_target = requests(params, false, at.non_target, ybar);
    let mean = |of: fn(&Change) -> f64| {
        params.f_out * of(&other(params, &target)) + (1.0 - params.f_out) * of(&other(params, &non_target))
    };
    let p = params.p as f64;
    let common = Change { i_e: p * mean(|change| change.i_e), i_i: p * mean(|change| change.i_i) };
    let class = |requests: &Requests, at: &Currents| {
        let (own, other) = (own(params, requests), other(params, requests));
        Change {
            i_e: own.i_e - other.i_e + common.i_e - params.lambda * at.i_e,
            i_i: own.i_i - other.i_i + common.i_i - params.lambda * at.i_i,
        }
    };
    let fires = params.f_out * target.fires + (1.0 - params.f_out) * non_target.fires;
    (class(&target, &at.target), class(&non_target, &at.non_target), fires)
}

/// Where learning settles, if it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedPoint {
    /// Mean currents of the two classes.
    pub classes: Classes,
    /// Largest remaining change of a class' drive per epoch, averaged over the last quarter.
    pub residual: f64,
}

impl FixedPoint {
    /// Has it settled? The residual of a true fixed point is limited by the step at its edges.
    pub fn settled(&self) -> bool {
        self.residual < 0.01
    }
}

/// Follows the mean-field equations from the start for `epochs` epochs. Steps shorten with the
/// square root of time, so that a solution which slides along an edge comes to rest on it.
pub fn fixed_point(params: &Params, epochs: usize) -> FixedPoint {
    let mut at = Classes::start(params);
    let mut ybar = params.f_out;
    // A step must not overshoot the fastest common mode.
    let stiffness = 1.0 + params.p as f64 * params.f_in * params.alpha_i.max(params.alpha_h);
    let mut drift: (f64, f64) = (0.0, 0.0);
    let mut counted = 0.0;
    for k in 0..epochs {
        let (target, non_target, fires) =
            epoch(params, &at, if params.ybar_running { ybar } else { params.f_out });
        let step = (1.0 / (1.0 + 20.0 * k as f64 / epochs as f64)).min(0.5 / stiffness);
        for (currents, change) in [(&mut at.target, target), (&mut at.non_target, non_target)] {
            currents.i_e = (currents.i_e + step * change.i_e).max(0.0);
            currents.i_i = (currents.i_i + step * change.i_i).max(0.0);
        }
        ybar += (1.0 - (-0.002 * params.p as f64 * step).exp()) * (fires - ybar);
        if k >= epochs - epochs / 4 {
            drift.0 += target.i_e - target.i_i;
            drift.1 += non_target.i_e - non_target.i_i;
            counted += 1.0;
        }
    }
    let residual = drift.0.abs().max(drift.1.abs());
    FixedPoint { classes: at, residual: residual / f64::max(counted, 1.0) }
}
