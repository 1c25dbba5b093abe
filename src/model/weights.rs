//! Synaptic weights of one population, and the only code that writes them.
//!
//! Weights are kept as `w = scale * v`: turnover, which multiplies every weight after every
//! presentation, then costs one multiplication instead of N.

use rand::RngExt;
use rand_pcg::Pcg64;

use serde::{Deserialize, Serialize};

use super::check::{StateError, finite, require};
use super::plasticity::Change;
use super::population::Population;
use super::{Active, Params, packed};

mod fingerprint;
mod fractions;
mod general;
mod lanes;

pub use fingerprint::Fingerprint;
pub use fractions::{Fractions, FractionsState};
pub use general::{Everything, Fraction};
pub use lanes::{LANES, LaneWeights};

/// Weights of one population; every list has N entries, or none where nothing is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightsState {
    /// w/scale.
    #[serde(with = "packed")]
    pub values: Vec<f64>,
    /// Common factor.
    pub scale: f64,
    /// w at the start.
    #[serde(with = "packed")]
    pub start: Vec<f64>,
    /// What the bounds gave.
    #[serde(with = "packed")]
    pub given: Vec<f64>,
    /// What rules asked by the weight itself; earlier files have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fractions: Vec<FractionsState>,
}

impl WeightsState {
    pub(super) fn check(&self, n: usize, rules: usize, params: &Params) -> Result<(), StateError> {
        require(self.values.len() == n && self.start.len() == n, "there are not N weights")?;
        require(self.given.is_empty() || self.given.len() == n, "the bounds are not counted for N weights")?;
        require(params.lambda == 0.0 || !self.given.is_empty(), "turnover needs the bounds to be counted")?;
        require(
            self.scale.is_finite() && self.scale > 0.0 && self.scale <= 1.0,
            "the scale is not in (0, 1]",
        )?;
        let mut weights = self.values.iter().chain(&self.start);
        require(weights.all(|w| w.is_finite() && *w >= 0.0), "a weight is negative or not finite")?;
        let most = params.upper_bound(n) * (1.0 + 1e-9);
        require(self.values.iter().all(|v| v * self.scale <= most), "a weight is above its bound")?;
        require(finite(&self.given), "what the bounds gave is not finite")?;
        self.fractions.iter().try_for_each(|fractions| fractions.check(n, rules))
    }
}

/// What all rules together ask of one population in one presentation, by sign, since soft bounds
/// treat potentiation and depression differently.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Request {
    potentiation: Change,
    depression: Change,
}

impl Request {
    /// Adds one rule's change, in units of weight.
    #[inline]
    pub fn add(&mut self, change: Change) {
        let Change { active, silent } = change;
        // Zero is added to the other sign, which changes no bit: the sign is not known in advance, and a branch
        // that is guessed wrong, or a wait for what was just stored, costs more than the sum.
        let parts = |amount: f64| if amount > 0.0 { (amount, 0.0) } else { (0.0, amount) };
        let ((more, less), (more_silent, less_silent)) = (parts(active), parts(silent));
        self.potentiation += Change { active: more, silent: more_silent };
        self.depression += Change { active: less, silent: less_silent };
    }

    /// This and another together.
    fn and(&self, other: &Self) -> Self {
        let mut both = *self;
        both.potentiation += other.potentiation;
        both.depression += other.depression;
        both
    }

    /// Is nothing asked?
    pub fn is_nothing(&self) -> bool {
        self.active() == (0.0, 0.0) && self.silent() == (0.0, 0.0)
    }

    fn active(&self) -> (f64, f64) {
        (self.potentiation.active, self.depression.active)
    }

    fn silent(&self) -> (f64, f64) {
        (self.potentiation.silent, self.depression.silent)
    }
}

/// How the bounds treat a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Upper bound; the lower one is zero.
    pub upper: f64,
    /// Exponent of the soft bounds: 0 clips, 1 is multiplicative.
    pub soft: f64,
}

/// The weights `w[j] >= 0` of one population of N synapses.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    population: Population,
    values: Vec<f64>,
    scale: f64,
    start: Vec<f64>,
    /// What the bounds have given to (or, negative, taken from) each weight; empty until turnover
    /// acts, because without turnover it is what the rules' requests leave unexplained.
    clipped: Vec<f64>,
    /// What rules asked by the weight itself, for those that do.
    fractions: Vec<Fractions>,
    /// Scratch space: what becomes of the active synapses, and what the bounds gave them, while the others change.
    changed: Vec<(f64, f64)>,
}

/// Below this scale the values are multiplied out, long before any could overflow.
const SMALLEST_SCALE: f64 = 1e-9;

impl Weights {
    /// Starting weights: w_E ~ U(0.5, 1.5) E0/(f_in N_E), w_I ~ U(0.5, 1.5) max(0, a E0 + b)/(f_in N_I).
    pub fn draw(population: Population, params: &Params, rng: &mut Pcg64) -> Self {
        let (n, current) = match population {
            Population::Excitatory => (params.n_e, params.e0),
            Population::Inhibitory => (params.n_i, (params.a * params.e0 + params.b).max(0.0)),
        };
        let mean = current / (params.f_in * n as f64);
        let upper = params.upper_bound(n);
        let draw = |_| (rng.random_range(0.5..1.5) * mean).min(upper);
        Self::from_values(population, (0..n).map(draw).collect())
    }

    /// Weights with these values, as a start.
    pub fn from_values(population: Population, values: Vec<f64>) -> Self {
        Self {
            population,
            start: values.clone(),
            clipped: Vec::new(),
            fractions: Vec::new(),
            changed: Vec::with_capacity(values.len()),
            values,
            scale: 1.0,
        }
    }

    /// Everything about them.
    pub(super) fn state(&self) -> WeightsState {
        WeightsState {
            values: self.values.clone(),
            scale: self.scale,
            start: self.start.clone(),
            given: self.clipped.clone(),
            fractions: self.fractions.iter().map(Fractions::state).collect(),
        }
    }

    /// Weights in a state that has been checked.
    pub(super) fn from_state(population: Population, state: WeightsState) -> Self {
        let WeightsState { values, scale, start, given, fractions } = state;
        let changed = Vec::with_capacity(values.len());
        let fractions = fractions.into_iter().map(Fractions::from_state).collect();
        Self { population, values, scale, start, clipped: given, fractions, changed }
    }

    /// Whose weights these are.
    pub fn population(&self) -> Population {
        self.population
    }

    /// Number of synapses.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Memory that a copy takes.
    pub fn bytes(&self) -> usize {
        let of_fractions = 2 * self.fractions.len() * self.values.len();
        let entries =
            self.values.len() + self.start.len() + self.clipped.len() + 2 * self.changed.len() + of_fractions;
        entries * size_of::<f64>()
    }

    /// A population has at least one synapse, so this is false.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// `w[j]`.
    pub fn get(&self, j: usize) -> f64 {
        self.values[j] * self.scale
    }

    /// All weights in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.values.iter().map(|v| v * self.scale)
    }

    /// `w[j]` at the start of the run.
    pub fn start(&self, j: usize) -> f64 {
        self.start[j]
    }

    /// What the bounds have given to (or, negative, taken from) `w[j]` since the start; `None` until
    /// turnover acts, because without it that is what the rules' requests leave unexplained.
    pub fn clipped(&self, j: usize) -> Option<f64> {
        self.clipped.get(j).copied()
    }

    /// Prepares for turnover: from now on what the bounds give is counted, beginning with `so_far`
    /// for each of the N synapses.
    pub fn track_clipping(&mut self, so_far: Vec<f64>) {
        debug_assert_eq!(so_far.len(), self.len());
        self.clipped = so_far;
    }

    /// The current that the active inputs drive, `sum_j w[j] x[j]`.
    pub fn current(&self, active: Active<'_>) -> f64 {
        active.sum(&self.values) * self.scale
    }

    /// The currents of two populations with the same active inputs: as [`Weights::current`] of
    /// each, in less time.
    pub fn both_currents(excitatory: &Self, inhibitory: &Self, active: Active<'_>) -> (f64, f64) {
        let [i_e, i_i] = active.sums([&excitatory.values, &inhibitory.values]);
        (i_e * excitatory.scale, i_i * inhibitory.scale)
    }

    /// Applies one presentation: the rules' request, then turnover by the factor `keep`, then the
    /// bounds. Allocates nothing. Turnover (`keep` < 1) needs [`Weights::track_clipping`] before.
    pub fn apply(&mut self, active: Active<'_>, request: Request, bounds: Bounds, keep: f64) {
        let old_scale = self.scale;
        self.scale *= keep;
        let step = Step { bounds, unit: old_scale, old_scale, new_scale: self.scale };
        self.take_step(active, request, step);
    }

    fn take_step(&mut self, active: Active<'_>, request: Request, step: Step) {
        if request.silent() != (0.0, 0.0) {
            self.prepare(active, step.with(request.active()));
            self.change_all(step.with(request.silent()));
            self.put(active);
        } else if request.active() != (0.0, 0.0) {
            self.change_active(active, step.with(request.active()));
        }
        if self.scale < SMALLEST_SCALE {
            self.multiply_out();
        }
    }

    /// Brings every weight within the bounds, as after a change of w_max.
    pub fn clip(&mut self, upper: f64) {
        self.settle_all();
        let bounds = Bounds { upper, soft: 0.0 };
        let step = Step { bounds, unit: self.scale, old_scale: self.scale, new_scale: self.scale };
        self.change_all(step.with((0.0, 0.0)));
    }

    fn change_active(&mut self, active: Active<'_>, change: SynapseChange) {
        if self.clipped.is_empty() {
            // Asked once and not for every synapse.
            if change.soft == 0.0 {
                active.update(&mut self.values, |v| change.bounded(v + change.both));
            } else {
                active.update(&mut self.values, |v| change.of(v).bounded);
            }
        } else if change.soft == 0.0 {
            active.update_both([&mut self.values, &mut self.clipped], |v, given| change.clip(v, given));
        } else {
            active.update_both([&mut self.values, &mut self.clipped], |v, given| change.apply(v, given));
        }
    }

    fn change_all(&mut self, change: SynapseChange) {
        let values = self.values.iter_mut();
        match (self.clipped.is_empty(), change.soft == 0.0) {
            (true, true) => values.for_each(|v| *v = change.bounded(*v + change.both)),
            (true, false) => values.for_each(|v| *v = change.of(*v).bounded),
            (false, true) => values.zip(&mut self.clipped).for_each(|(v, given)| change.clip(v, given)),
            (false, false) => values.zip(&mut self.clipped).for_each(|(v, given)| change.apply(v, given)),
        }
    }

    /// What becomes of the active synapses, before all others are changed.
    fn prepare(&mut self, active: Active<'_>, change: SynapseChange) {
        let Self { values, clipped, changed, .. } = self;
        changed.clear();
        if clipped.is_empty() {
            active.for_each(|j| changed.push((change.of(values[j]).bounded, 0.0)));
        } else {
            active.for_each(|j| {
                let (mut v, mut given) = (values[j], clipped[j]);
                change.apply(&mut v, &mut given);
                changed.push((v, given));
            });
        }
    }

    fn put(&mut self, active: Active<'_>) {
        let Self { values, clipped, changed, .. } = self;
        let mut changed = changed.iter();
        active.for_each(|j| {
            let Some(&(v, given)) = changed.next() else { return };
            values[j] = v;
            if let Some(clipped) = clipped.get_mut(j) {
                *clipped = given;
            }
        });
    }

    fn multiply_out(&mut self) {
        self.settle_all();
        self.values.iter_mut().for_each(|v| *v *= self.scale);
        self.scale = 1.0;
    }
}

#[derive(Clone, Copy)]
struct Step {
    bounds: Bounds,
    /// Weight that one unit of the stored values is while they change.
    unit: f64,
    old_scale: f64,
    new_scale: f64,
}

impl Step {
    fn with(self, (up, down): (f64, f64)) -> SynapseChange {
        SynapseChange {
            up: up / self.unit,
            down: down / self.unit,
            both: (up + down) / self.unit,
            upper: self.bounds.upper / self.new_scale,
            per_upper: self.old_scale / self.bounds.upper,
            soft: self.bounds.soft,
            new_scale: self.new_scale,
        }
    }
}

/// A change in the units of the stored values.
#[derive(Clone, Copy)]
struct SynapseChange {
    up: f64,
    down: f64,
    both: f64,
    upper: f64,
    per_upper: f64,
    soft: f64,
    new_scale: f64,
}

/// What was asked of a stored value, and what the bounds made of it.
struct Changed {
    asked: f64,
    bounded: f64,
}

impl SynapseChange {
    #[inline]
    fn of(&self, v: f64) -> Changed {
        let asked = v + self.both;
        let allowed = if self.soft == 0.0 { asked } else { v + self.softened(v) };
        Changed { asked, bounded: self.bounded(allowed) }
    }

    /// Plain comparisons become single instructions; `f64::max` would also handle NaN.
    #[inline]
    fn bounded(&self, v: f64) -> f64 {
        let raised = if v > 0.0 { v } else { 0.0 };
        if raised < self.upper { raised } else { self.upper }
    }

    /// As [`SynapseChange::apply`] with hard bounds.
    #[inline]
    fn clip(&self, v: &mut f64, given: &mut f64) {
        let asked = *v + self.both;
        *v = self.bounded(asked);
        *given += (*v - asked) * self.new_scale;
    }

    #[inline]
    fn apply(&self, v: &mut f64, given: &mut f64) {
        let Changed { asked, bounded } = self.of(*v);
        *given += (bounded - asked) * self.new_scale;
        *v = bounded;
    }

    /// Soft bounds: Guetig, Aharonov, Rotter & Sompolinsky (2003).
    #[cold]
    fn softened(&self, v: f64) -> f64 {
        let fraction = (v * self.per_upper).clamp(0.0, 1.0);
        self.up * (1.0 - fraction).powf(self.soft) + self.down * fraction.powf(self.soft)
    }
}
