//! Burst-dependent plasticity: a teacher moves burst probabilities, and bursts travel down.

use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Binomial, Distribution, StandardNormal};
use rand_pcg::Pcg64;

use crate::circuits::arrays::{Arrays, cosine, zeros};
use crate::circuits::layered::credit::{LayeredRule, Shown};
use crate::circuits::layered::inside::{Bursts, Trace};
use crate::circuits::layered::network::{Activity, forward, outer, room, sigmoid};
use crate::circuits::parameter::{Kind, Parameter};
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{InvalidState, RuleState, arrays, plain};

/// Where feedback weights come from.
pub static FEEDBACK: Parameter = Parameter::choice(
    "feedback",
    "feedback weights Y: the forward weights transposed, random and fixed, or learned from the same local product",
    &["transport", "random", "learned"],
);
/// c.
pub static C: Parameter = Parameter::real(
    "c",
    "c",
    "how much of the baseline drive dendritic inhibition cancels (given here; published: learned)",
    (0.0, 1.0),
    1.0,
);
/// beta.
pub static BETA: Parameter = Parameter::real("beta", "β", "dendritic gain", (0.1, 100.0), 1.0)
    .log()
    .at_its_ends("near 0 with a finite M nothing but noise is left");
/// M.
pub static EVENTS: Parameter = Parameter {
    kind: Kind::Log,
    ..Parameter::real(
        "M",
        "M",
        "events that a population at e = 1 counts in one teaching phase (cells x rate x time)",
        (10.0, f64::INFINITY),
        f64::INFINITY,
    )
};
/// P0.
pub static P0: Parameter =
    Parameter::real("P0", "P₀", "burst probability of the outputs without a teacher", (0.05, 0.5), 0.2)
        .at_its_ends("near 0 there are no bursts and no credit");
/// Decay of feedback weights.
pub static DECAY: Parameter = Parameter::real(
    "decay",
    "decay",
    "fraction by which W_l and Y_l shrink per presentation where feedback is learned",
    (0.0, 1e-3),
    2e-4,
)
.at_its_ends("lower: lower loss and slower alignment; at 0.001 too much is forgotten");

/// The rule.
pub static RULE: Rule = Rule {
    key: "burst",
    name: "burst-dependent",
    equation: "p_l = s(beta (1 - e_l) (Y_l b_{l+1} - c Y_l bbar_{l+1})),   b = e p,   dW_l = kappa_l (b_l - bbar_l) e_{l-1}^T",
    citation: "Payeur, Guerguiev, Zenke, Richards & Naud 2021",
    limits: "Hidden credit by bursts, feedback that learns to align, inhibition that keeps dendrites linear. No spiking cells, no short-term plasticity, no MNIST, CIFAR or ImageNet. The counts of bursts and the factors κ are ours.",
    parameters: &[&FEEDBACK, &C, &BETA, &EVENTS, &P0, &DECAY],
    defaults: &[],
    family: Family::Layered(|settings| Box::new(Burst::new(settings))),
};

/// Gains at which a presentation is looked at.
const GAINS: [f64; 10] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
/// Baseline phase in lengths of the teaching phase.
const WINDOW: f64 = 10.0;

/// The rule; its state is its feedback weights.
#[derive(Debug, Clone)]
pub struct Burst {
    feedback: usize,
    c: f64,
    beta: f64,
    events: f64,
    p0: f64,
    decay: f64,
    /// p(u) of the dendrite.
    dendrite: fn(f64) -> f64,
    own: Option<Arrays>,
    e: Activity,
    baseline: Activity,
    teaching: Activity,
    d: Activity,
}

impl Burst {
    /// With these settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            feedback: settings.whole(&FEEDBACK),
            c: settings.get(&C),
            beta: settings.get(&BETA),
            events: settings.get(&EVENTS),
            p0: settings.get(&P0),
            decay: settings.get(&DECAY),
            dendrite: sigmoid,
            own: None,
            e: Vec::new(),
            baseline: Vec::new(),
            teaching: Vec::new(),
            d: Vec::new(),
        }
    }

    /// With a linear dendrite, p = 1/2 + u/4, as identities need it.
    #[must_use]
    pub fn linear(self) -> Self {
        Self { dendrite: |u| 0.5 + 0.25 * u, ..self }
    }

    /// Draws the feedback weights at the first presentation.
    fn prepare(&mut self, weights: &Arrays, noise: &mut Pcg64) {
        if self.e.len() == weights.len() + 1 {
            return;
        }
        self.make_room(weights);
        if self.feedback > 0 && self.own.is_none() {
            self.own = Some(feedback_like(weights, |sd| sd * noise.sample::<f64, _>(StandardNormal)));
        }
    }

    fn make_room(&mut self, weights: &Arrays) {
        for activity in [&mut self.e, &mut self.baseline, &mut self.teaching, &mut self.d] {
            *activity = room(weights);
        }
    }

    /// Burst rates of a layer in one phase, counted.
    fn counted(&self, rate: f64, window: f64, noise: &mut Pcg64) -> f64 {
        let rate = rate.clamp(0.0, 1.0);
        if self.events.is_infinite() {
            return rate;
        }
        let events = (self.events * window).round();
        // A probability between 0 and 1 makes a distribution.
        Binomial::new(events as u64, rate).map_or(rate, |counts| counts.sample(noise) as f64 / events)
    }
}

/// Y_l for l = 1..L-1, of numbers that `draw` makes of the standard deviation of W_{l+1}.
fn feedback_like(weights: &Arrays, mut draw: impl FnMut(f64) -> f64) -> Arrays {
    let mut layer = |w: &Array2<f64>| {
        let sd = deviation(w);
        Array2::from_shape_simple_fn((w.ncols() - 1, w.nrows()), || draw(sd))
    };
    weights[1..].iter().map(&mut layer).collect()
}

/// Standard deviation of W_l without its biases.
fn deviation(w: &Array2<f64>) -> f64 {
    let weights = w.rows().into_iter().flat_map(|row| row.into_iter().take(w.ncols() - 1).copied());
    let weights: Vec<f64> = weights.collect();
    let n = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / n;
    (weights.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>() / n).sqrt()
}

impl LayeredRule for Burst {
    fn change(&mut self, shown: &Shown<'_>, noise: &mut Pcg64, change: &mut Arrays) {
        let weights = shown.weights;
        self.prepare(weights, noise);
        let mut e = std::mem::take(&mut self.e);
        let mut baseline = std::mem::take(&mut self.baseline);
        let mut teaching = std::mem::take(&mut self.teaching);
        let mut d = std::mem::take(&mut self.d);
        forward(weights, shown.x, &mut e);
        let last = weights.len();
        let mut kappa = 1.0 / self.p0;
        for l in (1..=last).rev() {
            for i in 0..e[l].len() {
                let rate = e[l][i];
                let (p_baseline, p_teaching) = if l == last {
                    let taught = self.p0 * (1.0 + (shown.y[i] - rate) * (1.0 - rate));
                    (self.p0, taught.clamp(0.0, 1.0))
                } else {
                    let drive = |b: &[f64]| -> f64 {
                        match &self.own {
                            Some(feedback) => feedback[l - 1].row(i).iter().zip(b).map(|(y, b)| y * b).sum(),
                            None => weights[l].column(i).iter().zip(b).map(|(w, b)| w * b).sum(),
                        }
                    };
                    let (before, now) = (drive(&baseline[l + 1]), drive(&teaching[l + 1]));
                    let gain = self.beta * (1.0 - rate);
                    let p = |b: f64| (self.dendrite)(gain * (b - self.c * before));
                    (p(before), p(now))
                };
                baseline[l][i] = self.counted(rate * p_baseline, WINDOW, noise);
                teaching[l][i] = self.counted(rate * p_teaching, 1.0, noise);
            }
            for ((d, now), before) in d[l].iter_mut().zip(&teaching[l]).zip(&baseline[l]) {
                *d = kappa * (now - before);
            }
            outer(&d[l], &e[l - 1], &mut change[l - 1]);
            kappa *= 4.0 / self.beta;
        }
        (self.e, self.baseline, self.teaching, self.d) = (e, baseline, teaching, d);
    }

    fn trace(&mut self, shown: &Shown<'_>, noise: &mut Pcg64, exact: &Arrays) -> Trace {
        self.change(shown, noise, &mut zeros(exact));
        let (events, baseline, teaching) = (self.e.clone(), self.baseline.clone(), self.teaching.clone());
        let mut change = zeros(exact);
        let at = |beta: f64| {
            let mut other = Self { beta, ..self.clone() };
            other.change(shown, &mut noise.clone(), &mut change);
            (beta, cosine(&change, exact))
        };
        let gains = GAINS.map(at).to_vec();
        Trace::Bursts(Bursts { events, baseline, teaching, gains })
    }

    fn learned(&mut self, change: &Arrays, eta: f64) {
        if self.feedback != 2 {
            return;
        }
        for (feedback, change) in self.own.iter_mut().flatten().zip(change.iter().skip(1)) {
            for ((i, j), y) in feedback.indexed_iter_mut() {
                *y = (*y + eta * change[(j, i)]) * (1.0 - self.decay);
            }
        }
    }

    fn shrinks(&self) -> f64 {
        if self.feedback == 2 { self.decay } else { 0.0 }
    }

    fn feedback(&self) -> Option<&Arrays> {
        self.own.as_ref()
    }

    fn state(&self) -> RuleState {
        RuleState { feedback: self.own.as_ref().map(plain), ..RuleState::default() }
    }

    fn restore(&mut self, weights: &Arrays, state: RuleState) -> Result<(), InvalidState> {
        let own = state.feedback.map(|feedback| arrays(feedback, &feedback_like(weights, |_| 0.0)));
        let own = own.transpose()?;
        if own.is_some() && self.feedback == 0 {
            return Err(InvalidState("feedback weights that the rule does not have"));
        }
        self.own = own;
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn LayeredRule> {
        Box::new(self.clone())
    }
}
