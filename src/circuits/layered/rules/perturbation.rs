//! Three factors: node perturbation and REINFORCE.

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use crate::circuits::arrays::Arrays;
use crate::circuits::layered::credit::{LayeredRule, Shown};
use crate::circuits::layered::inside::Trace;
use crate::circuits::layered::network::{Activity, add_outer, affine, forward, loss, right, room, sigmoid};
use crate::circuits::parameter::Parameter;
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{InvalidState, RuleState};

/// What a reward is compared with.
pub static BASELINE: Parameter = Parameter::choice(
    "baseline",
    "what the reward is compared with: a pass without noise, a running mean for each stimulus or for all, nothing, or the opposite noise",
    &["clean", "critic", "running", "none", "opposite"],
);
/// What the reward is.
pub static REWARD: Parameter = Parameter::choice(
    "reward",
    "graded: minus the loss; binary: 1 if the answer is right (hard: most seeds do not solve xor)",
    &["graded", "binary"],
);
/// sigma.
pub static SIGMA: Parameter = Parameter::real(
    "sigma",
    "σ",
    "size of the noise at every unit",
    (1e-3, 3.0),
    0.1,
)
.log()
.at_its_ends(
    "towards 0 the direction stays and rounding comes in; large: biased. Rules with one pass want about 1",
);
/// K.
pub static DRAWS: Parameter =
    Parameter::count("K", "K", "perturbations of a presentation", (1.0, 1000.0), 1.0)
        .at_its_ends("large: the gradient, at K times the cost");

/// The rule.
pub static RULE: Rule = Rule {
    key: "perturbation",
    name: "node perturbation",
    equation: "z_l += sigma xi_l,   dW_l = mean over K of (R - Rbar)/sigma  xi_l v_{l-1}^T",
    citation: "Williams 1992; Werfel, Xie & Seung 2005; Fiete & Seung 2006; overview Mazurek et al. 2025",
    limits: "The estimate is right on average, and its variance grows with the number of units. The overview has no experiment of its own.",
    parameters: &[&BASELINE, &REWARD, &SIGMA, &DRAWS],
    defaults: &[("eta", 0.3)],
    family: Family::Layered(|settings| Box::new(Perturbation::new(settings))),
};

/// Numbers of perturbations for which the expected cosine is given.
const LADDER: [usize; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/// Rate of the running means of the reward.
const RATE: f64 = 0.05;
/// Most different stimuli of a task.
const STIMULI: usize = 10;

/// The rule; its state is what reward it expects.
#[derive(Debug, Clone)]
pub struct Perturbation {
    baseline: usize,
    binary: bool,
    sigma: f64,
    draws: usize,
    expected: [Option<f64>; STIMULI],
    v: Activity,
    xi: Activity,
    d: Activity,
}

impl Perturbation {
    /// With these settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            baseline: settings.whole(&BASELINE),
            binary: settings.whole(&REWARD) == 1,
            sigma: settings.get(&SIGMA),
            draws: settings.whole(&DRAWS),
            expected: [None; STIMULI],
            v: Vec::new(),
            xi: Vec::new(),
            d: Vec::new(),
        }
    }

    fn prepare(&mut self, weights: &Arrays) {
        if self.v.len() != weights.len() + 1 {
            for activity in [&mut self.v, &mut self.xi, &mut self.d] {
                *activity = room(weights);
            }
        }
    }

    /// Reward of a pass with `sign` times the noise.
    fn pass(&mut self, shown: &Shown<'_>, sign: f64) -> f64 {
        let Self { v, xi, sigma, binary, .. } = self;
        v[0].copy_from_slice(shown.x);
        for (l, w) in shown.weights.iter().enumerate() {
            let (before, after) = v.split_at_mut(l + 1);
            affine(w, &before[l], &mut after[0]);
            for (v, xi) in after[0].iter_mut().zip(&xi[l + 1]) {
                *v = sigmoid(*v + sign * *sigma * xi);
            }
        }
        reward(&v[shown.weights.len()], shown.y, *binary)
    }

    /// What was expected, which learns from what came; nothing is expected of a first time.
    fn surprise(&mut self, reward: f64, key: usize) -> f64 {
        let Some(expected) = self.expected.get_mut(key) else { return 0.0 };
        let surprise = expected.map_or(0.0, |expected| reward - expected);
        *expected = Some(expected.map_or(reward, |expected| expected + RATE * surprise));
        surprise
    }

    /// Every unit perturbed alone, there and back: the gradient up to sigma squared.
    pub fn one_by_one(shown: &Shown<'_>, sigma: f64, change: &mut Arrays) {
        let mut alone = Self {
            baseline: 0,
            binary: false,
            sigma,
            draws: 1,
            expected: [None; STIMULI],
            v: room(shown.weights),
            xi: room(shown.weights),
            d: Vec::new(),
        };
        change.iter_mut().for_each(|layer| layer.fill(0.0));
        let mut clean = room(shown.weights);
        forward(shown.weights, shown.x, &mut clean);
        for l in 1..=shown.weights.len() {
            for i in 0..clean[l].len() {
                alone.xi.iter_mut().for_each(|xi| xi.fill(0.0));
                alone.xi[l][i] = 1.0;
                let slope = (alone.pass(shown, 1.0) - alone.pass(shown, -1.0)) / (2.0 * sigma);
                let d: Vec<f64> = alone.xi[l].iter().map(|xi| slope * xi).collect();
                add_outer(&d, &clean[l - 1], &mut change[l - 1]);
            }
        }
    }
}

/// The cosine that K perturbations with small noise give on average, from the exact gradient: the root of a ratio of
/// mean squares, about the root of K over the number of units.
///
/// With m_l = 1 + |v_{l-1}|^2, n_l units, d_l the exact error and G = sum_l m_l |d_l|^2, it is the root of
/// G / (G (K+1)/K + (sum_l |d_l|^2)(sum_l m_l n_l)/K).
pub fn expected_cosine(weights: &Arrays, x: &[f64], exact: &Arrays, draws: usize) -> f64 {
    let mut v = room(weights);
    forward(weights, x, &mut v);
    let (mut g, mut errors, mut traces) = (0.0, 0.0, 0.0);
    for (l, exact) in exact.iter().enumerate() {
        let m = 1.0 + v[l].iter().map(|v| v * v).sum::<f64>();
        // The biases change by d_l itself.
        let d: f64 = exact.column(exact.ncols() - 1).iter().map(|d| d * d).sum();
        g += m * d;
        errors += d;
        traces += m * exact.nrows() as f64;
    }
    let k = draws as f64;
    (g / (g * (k + 1.0) / k + errors * traces / k)).sqrt()
}

fn reward(output: &[f64], y: &[f64], binary: bool) -> f64 {
    if binary { f64::from(u8::from(right(output, y))) } else { -loss(output, y) }
}

impl LayeredRule for Perturbation {
    fn change(&mut self, shown: &Shown<'_>, noise: &mut Pcg64, change: &mut Arrays) {
        self.prepare(shown.weights);
        change.iter_mut().for_each(|layer| layer.fill(0.0));
        let clean = if self.baseline == 0 {
            forward(shown.weights, shown.x, &mut self.v);
            reward(&self.v[shown.weights.len()], shown.y, self.binary)
        } else {
            0.0
        };
        for _ in 0..self.draws {
            for xi in self.xi.iter_mut().skip(1) {
                xi.iter_mut().for_each(|xi| *xi = noise.sample(StandardNormal));
            }
            let opposite = if self.baseline == 4 { self.pass(shown, -1.0) } else { 0.0 };
            // Last, so that its activity is at hand.
            let reward = self.pass(shown, 1.0);
            let third = match self.baseline {
                0 => reward - clean,
                1 => self.surprise(reward, shown.stimulus),
                2 => self.surprise(reward, 0),
                3 => reward,
                _ => (reward - opposite) / 2.0,
            };
            let factor = third / (self.draws as f64 * self.sigma);
            for l in 1..self.v.len() {
                self.d[l].iter_mut().zip(&self.xi[l]).for_each(|(d, xi)| *d = factor * xi);
                add_outer(&self.d[l], &self.v[l - 1], &mut change[l - 1]);
            }
        }
    }

    fn trace(&mut self, shown: &Shown<'_>, _: &mut Pcg64, exact: &Arrays) -> Trace {
        let expected = |k: usize| (k, expected_cosine(shown.weights, shown.x, exact, k));
        Trace::Perturbation { expected: LADDER.map(expected).to_vec() }
    }

    fn state(&self) -> RuleState {
        RuleState { expected: self.expected.to_vec(), ..RuleState::default() }
    }

    fn restore(&mut self, _: &Arrays, state: RuleState) -> Result<(), InvalidState> {
        let finite = state.expected.iter().flatten().all(|reward| reward.is_finite());
        let expected = state.expected.try_into().ok().filter(|_| finite && state.feedback.is_none());
        self.expected = expected.ok_or(InvalidState("not a reward for each stimulus"))?;
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn LayeredRule> {
        Box::new(self.clone())
    }
}
