//! Predictive coding, and when it is backprop.

use rand_pcg::Pcg64;

use crate::circuits::arrays::{Arrays, cosine, zeros};
use crate::circuits::layered::credit::{LayeredRule, Shown};
use crate::circuits::layered::inside::{InferenceStep, Trace};
use crate::circuits::layered::network::{Activity, affine, back, forward, outer, room, sigmoid};
use crate::circuits::parameter::Parameter;
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;

/// Which version.
pub static MODE: Parameter = Parameter::choice(
    "mode",
    "strict: as published first; fixed: predictions stay as they were at the start; zil: a layer learns when the error first reaches it",
    &["strict", "fixed", "zil"],
);
/// Size of an inference step.
pub static GAMMA: Parameter =
    Parameter::real("gamma", "γ", "size of an inference step", (0.01, 1.0), 0.1).log();
/// Inference steps.
pub static STEPS: Parameter = Parameter::count("n", "n", "inference steps", (0.0, 200.0), 20.0)
    .at_its_ends("at 0 the output layer alone learns");
/// Precision of the output error.
pub static LAMBDA: Parameter =
    Parameter::real("lambda", "λ", "precision of the output error, one over its variance", (1e-4, 1.0), 1.0)
        .log()
        .at_its_ends("towards 0 strict predictive coding at equilibrium becomes backprop");

/// The rule.
pub static RULE: Rule = Rule {
    key: "predictive-coding",
    name: "predictive coding",
    equation: "eps_l = v_l - s(W_l v_{l-1} + b_l),   v_l += gamma (W_{l+1}^T d_{l+1} - eps_l),   after n steps dW_l = d_l v_{l-1}^T / lambda,   d_l = eps_l p_l (1 - p_l)",
    citation: "Whittington & Bogacz 2017; Song, Lukasiewicz, Xu & Bogacz 2020; Salvatori et al. 2021; Rosenbaum 2022",
    limits: "Equality of zil (each layer learns when the error first reaches it) and of fixed predictions with backprop; strict near but not at the gradient. No MNIST or CIFAR, no convolutions. Longer inference settles short of backprop.",
    parameters: &[&MODE, &GAMMA, &STEPS, &LAMBDA],
    defaults: &[],
    family: Family::Layered(|settings| Box::new(PredictiveCoding::new(settings))),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Strict,
    Fixed,
    Zil,
}

/// The rule with its scratch space; it has no state.
#[derive(Debug, Clone)]
pub struct PredictiveCoding {
    mode: Mode,
    gamma: f64,
    steps: usize,
    lambda: f64,
    feedforward: Activity,
    v: Activity,
    predictions: Activity,
    d: Activity,
    scratch: Activity,
}

impl PredictiveCoding {
    /// With these settings.
    pub fn new(settings: &Settings) -> Self {
        let mode = [Mode::Strict, Mode::Fixed, Mode::Zil][settings.whole(&MODE).min(2)];
        Self {
            mode,
            gamma: settings.get(&GAMMA),
            steps: settings.whole(&STEPS),
            lambda: settings.get(&LAMBDA),
            feedforward: Vec::new(),
            v: Vec::new(),
            predictions: Vec::new(),
            d: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Runs inference and writes the change; `each` sees F at every step.
    pub fn infer(&mut self, shown: &Shown<'_>, change: &mut Arrays, mut each: impl FnMut(f64)) {
        self.look_on(shown, change, |now| each(now.energy()));
    }

    /// Runs inference and writes the change; `each` sees every step.
    fn look_on(&mut self, shown: &Shown<'_>, change: &mut Arrays, mut each: impl FnMut(&Self)) {
        let weights = shown.weights;
        let layers = weights.len();
        if self.v.len() != layers + 1 {
            let Self { feedforward, v, predictions, d, scratch, .. } = self;
            for activity in [feedforward, v, predictions, d, scratch] {
                *activity = room(weights);
            }
        }
        forward(weights, shown.x, &mut self.feedforward);
        self.v.clone_from(&self.feedforward);
        self.v[layers].copy_from_slice(shown.y);
        self.predictions.clone_from(&self.feedforward);
        for step in 0.. {
            self.predict(weights);
            each(self);
            let before = self.before();
            if self.mode == Mode::Zil && step < layers {
                let l = layers - 1 - step;
                outer(&self.d[l + 1], &before[l], &mut change[l]);
            }
            if step == self.steps || (self.mode == Mode::Zil && step + 1 == layers) {
                break;
            }
            self.descend(weights);
        }
        let before = self.before();
        match self.mode {
            // Layers that no error has reached yet stay.
            Mode::Zil => (0..layers.saturating_sub(self.steps + 1)).for_each(|l| change[l].fill(0.0)),
            _ => (0..layers).for_each(|l| outer(&self.d[l + 1], &before[l], &mut change[l])),
        }
        if self.lambda != 1.0 {
            change.iter_mut().for_each(|layer| *layer /= self.lambda);
        }
    }

    /// v_{l-1} of every layer, as changes see it.
    fn before(&self) -> &Activity {
        if self.mode == Mode::Fixed { &self.feedforward } else { &self.v }
    }

    /// eps_l of every layer.
    fn errors(&self) -> Activity {
        let layer = |(v, p): (&Vec<f64>, &Vec<f64>)| v.iter().zip(p).map(|(v, p)| v - p).collect();
        self.v.iter().zip(&self.predictions).skip(1).map(layer).collect()
    }

    /// Predictions p_l, and errors times slope d_l. The input stays, and with it the prediction of the first layer.
    fn predict(&mut self, weights: &Arrays) {
        let Self { v, predictions, d, .. } = self;
        for (l, w) in weights.iter().enumerate() {
            if self.mode != Mode::Fixed && l > 0 {
                affine(w, &v[l], &mut predictions[l + 1]);
                predictions[l + 1].iter_mut().for_each(|p| *p = sigmoid(*p));
            }
            let precision = if l + 1 == weights.len() { self.lambda } else { 1.0 };
            for ((d, v), p) in d[l + 1].iter_mut().zip(&v[l + 1]).zip(&predictions[l + 1]) {
                *d = precision * (v - p) * p * (1.0 - p);
            }
        }
    }

    /// Sum over hidden layers of |eps|^2/2, and lambda |eps_L|^2/2.
    fn energy(&self) -> f64 {
        let last = self.v.len() - 1;
        let of = |l: usize| {
            let squares = self.v[l].iter().zip(&self.predictions[l]).map(|(v, p)| (v - p) * (v - p));
            squares.sum::<f64>() / 2.0 * if l == last { self.lambda } else { 1.0 }
        };
        (1..=last).map(of).sum()
    }

    /// One inference step of all hidden layers at once.
    fn descend(&mut self, weights: &Arrays) {
        let Self { v, predictions, d, scratch, gamma, .. } = self;
        for l in 1..weights.len() {
            back(&weights[l], &d[l + 1], &mut scratch[l]);
            for ((v, p), from_above) in v[l].iter_mut().zip(&predictions[l]).zip(&scratch[l]) {
                *v += *gamma * (from_above - (*v - p));
            }
        }
    }
}

impl LayeredRule for PredictiveCoding {
    fn change(&mut self, shown: &Shown<'_>, _: &mut Pcg64, change: &mut Arrays) {
        self.look_on(shown, change, |_| ());
    }

    fn trace(&mut self, shown: &Shown<'_>, _: &mut Pcg64, exact: &Arrays) -> Trace {
        let mut steps = Vec::new();
        // Of zil, what layers have changed by so far.
        let mut reached = zeros(shown.weights);
        let layers = shown.weights.len();
        self.look_on(shown, &mut zeros(shown.weights), |now| {
            let before = now.before();
            let at = steps.len();
            let mut take = |l: usize| outer(&now.d[l + 1], &before[l], &mut reached[l]);
            match now.mode {
                Mode::Zil => layers.checked_sub(at + 1).into_iter().for_each(&mut take),
                _ => (0..layers).for_each(&mut take),
            }
            let step =
                InferenceStep { energy: now.energy(), errors: now.errors(), cosine: cosine(&reached, exact) };
            steps.push(step);
        });
        Trace::Inference(steps)
    }

    fn boxed_clone(&self) -> Box<dyn LayeredRule> {
        Box::new(self.clone())
    }
}
