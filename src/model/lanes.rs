//! Several neurons at once, one beside the other in the lanes of the processor's vectors.
//!
//! The neurons of one [`Lanes`] have the same associations in the same order, and parameters and releases of their own.
//! Each is bit-identical to the [`Simulation`](super::Simulation) with its parameters and the seed: sums are added in
//! the same order, and nothing that the processor computes in vectors is rounded in another way.
//!
//! Nothing is recorded in a ledger. Neurons with rules of their own or two inhibitory groups are not for lanes:
//! [`Lanes::takes`].

use std::sync::Arc;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use super::check::StateError;
use super::params::Effect;
use super::plasticity::built_in;
use super::population::Population;
use super::presentation::{Presentation, Told};
use super::responses::Responses;
use super::showing::YBAR_RATE;
use super::simulation::Derived;
use super::stimuli::DrawSpec;
use super::stimulus_cache::StimulusCache;
use super::streams::{Stream, stream};
use super::weights::{Bounds, LANES, LaneWeights, Request, Weights};
use super::{Measures, ParamId, Params, Release, Stimuli};

/// Up to [`Lanes::MOST`] neurons with the same associations and order.
#[derive(Debug, Clone)]
pub struct Lanes {
    neurons: Vec<Neuron>,
    settings: Settings,
    stimuli: Arc<Stimuli>,
    excitatory: LaneWeights,
    inhibitory: LaneWeights,
    order: Vec<u32>,
    shown_of_order: usize,
    epochs: u64,
    order_rng: Pcg64,
}

/// What is each neuron's own, but the weights.
#[derive(Debug, Clone)]
struct Neuron {
    params: Params,
    derived: Derived,
    ybar: f64,
    release_rng: Pcg64,
}

/// What the weights of every lane need to know. A lane without a neuron is never asked to change.
#[derive(Debug, Clone, Copy)]
struct Settings {
    bounds_e: [Bounds; LANES],
    bounds_i: [Bounds; LANES],
    keep: [f64; LANES],
}

impl Settings {
    fn of(neurons: &[Neuron]) -> Self {
        const NONE: Bounds = Bounds { upper: f64::INFINITY, soft: 0.0 };
        let bounds = |of: fn(&Derived) -> Bounds| {
            std::array::from_fn(|lane| neurons.get(lane).map_or(NONE, |neuron| of(&neuron.derived)))
        };
        Self {
            bounds_e: bounds(|derived| derived.bounds_e),
            bounds_i: bounds(|derived| derived.bounds_i),
            keep: std::array::from_fn(|lane| neurons.get(lane).map_or(1.0, |neuron| neuron.derived.keep)),
        }
    }
}

impl Lanes {
    /// Most neurons of one.
    pub const MOST: usize = LANES;

    /// Can a neuron with these parameters be in a lane?
    pub fn takes(params: &Params) -> bool {
        params.rules.is_empty() && Derived::of(params).intact
    }

    /// Can neurons with these parameters and one seed share associations and order?
    pub fn share(x: &Params, y: &Params) -> bool {
        let mut rebuilds = ParamId::ALL.iter().filter(|id| id.spec().effect == Effect::Rebuild);
        rebuilds.all(|&id| x.get(id) == y.get(id))
    }

    /// Neurons at their start. `None` if there are none or too many, if they are not for lanes, or not for the same.
    ///
    /// # Errors
    /// A parameter out of range, or too large a problem for the memory limit.
    pub fn new(params: &[Params], seed: u64, drawn: &mut StimulusCache) -> Result<Option<Self>, StateError> {
        let Some(first) = params.first() else { return Ok(None) };
        let fits = |params: &Params| Self::takes(params) && Self::share(params, first);
        if params.len() > LANES || !params.iter().all(fits) {
            return Ok(None);
        }
        params.iter().try_for_each(Params::check_buildable)?;
        let stimuli = drawn.get(first, seed, &[DrawSpec { number: 0, count: first.p }])?;
        let draw = |params: &Params| {
            let mut rng = stream(seed, Stream::Weights, 0);
            let excitatory = Weights::draw(Population::Excitatory, params, &mut rng);
            (excitatory, Weights::draw(Population::Inhibitory, params, &mut rng))
        };
        let (excitatory, inhibitory): (Vec<_>, Vec<_>) = params.iter().map(draw).unzip();
        let neuron = |params: &Params| Neuron {
            derived: Derived::of(params),
            ybar: params.f_out,
            release_rng: stream(seed, Stream::Release, 0),
            params: params.clone(),
        };
        let neurons: Vec<Neuron> = params.iter().map(neuron).collect();
        Ok(Some(Self {
            settings: Settings::of(&neurons),
            neurons,
            stimuli,
            excitatory: LaneWeights::new(first.n_e, &excitatory),
            inhibitory: LaneWeights::new(first.n_i, &inhibitory),
            order: (0..first.p as u32).collect(),
            shown_of_order: 0,
            epochs: 0,
            order_rng: stream(seed, Stream::Order, 0),
        }))
    }

    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.neurons.len()
    }

    /// There is at least one neuron, so this is false.
    pub fn is_empty(&self) -> bool {
        self.neurons.is_empty()
    }

    /// Whole epochs so far.
    pub fn epochs(&self) -> u64 {
        self.epochs
    }

    /// Parameters of one neuron.
    pub fn params(&self, lane: usize) -> &Params {
        &self.neurons[lane].params
    }

    /// Weights of one population of all neurons.
    pub fn weights(&self, population: Population) -> &LaneWeights {
        match population {
            Population::Excitatory => &self.excitatory,
            Population::Inhibitory => &self.inhibitory,
        }
    }

    /// Takes the supervision from every neuron: neither modulator is released.
    pub fn withdraw_supervision(&mut self) {
        for (lane, neuron) in self.neurons.iter_mut().enumerate() {
            neuron.params = neuron.params.unsupervised();
            neuron.derived = Derived::of(&neuron.params);
            self.excitatory.clip(lane, neuron.derived.bounds_e.upper);
            self.inhibitory.clip(lane, neuron.derived.bounds_i.upper);
        }
        self.settings = Settings::of(&self.neurons);
    }

    /// Shows whole epochs: from wherever the present one stands, `epochs` further times P.
    pub fn run_epochs(&mut self, epochs: u64) {
        run(self, epochs * self.stimuli.len() as u64);
    }

    /// The response of every neuron to every stimulus on the present weights, without modulators or noise.
    pub fn recall(&self) -> Vec<Responses> {
        let empty = |neuron: &Neuron| Responses {
            i_e: Vec::with_capacity(self.stimuli.len()),
            i_i: Vec::with_capacity(self.stimuli.len()),
            targets: self.stimuli.targets().to_vec(),
            theta: neuron.params.theta,
        };
        let mut all: Vec<Responses> = self.neurons.iter().map(empty).collect();
        for mu in 0..self.stimuli.len() {
            let (i_e, i_i) = currents(self, mu);
            for (lane, responses) in all.iter_mut().enumerate() {
                responses.i_e.push(i_e[lane]);
                responses.i_i.push(i_i[lane]);
            }
        }
        all
    }

    /// What every neuron has learned.
    pub fn measures(&self) -> Vec<Measures> {
        let responses = self.recall();
        responses.iter().zip(&self.neurons).map(|(of, neuron)| of.measures(&neuron.params)).collect()
    }

    #[inline(always)]
    fn present(&mut self) {
        if self.shown_of_order == 0 {
            self.order.shuffle(&mut self.order_rng);
        }
        let mu = self.order[self.shown_of_order] as usize;
        self.shown_of_order += 1;
        if self.shown_of_order == self.order.len() {
            self.shown_of_order = 0;
            self.epochs += 1;
        }
        let active_e = self.stimuli.excitatory().active(mu);
        let active_i = self.stimuli.inhibitory().active(mu);
        let i_e = self.excitatory.currents(active_e);
        let i_i = self.inhibitory.currents(active_i);
        let target = self.stimuli.targets()[mu];
        let mut asked_e = [Request::default(); LANES];
        let mut asked_i = [Request::default(); LANES];
        for (lane, neuron) in self.neurons.iter_mut().enumerate().take(LANES) {
            [asked_e[lane], asked_i[lane]] = neuron.ask((i_e[lane], i_i[lane]), target);
        }
        let Settings { bounds_e, bounds_i, keep } = &self.settings;
        self.excitatory.apply(active_e, &asked_e, bounds_e, keep);
        self.inhibitory.apply(active_i, &asked_i, bounds_i, keep);
    }
}

impl Neuron {
    /// Responds to these currents; gives what the rules ask of w_E and of w_I.
    #[inline(always)]
    fn ask(&mut self, (i_e, i_i): (f64, f64), target: bool) -> [Request; 2] {
        let Self { params, derived, ybar, release_rng } = self;
        let drive = i_e - i_i - params.theta;
        let release = Release::draw(params, target, drive, release_rng);
        let noise = if params.sigma > 0.0 {
            params.sigma * release_rng.sample::<f64, _>(StandardNormal)
        } else {
            0.0
        };
        let own = drive + release.disinhibition() + noise > 0.0;
        let fired = if derived.clamped { target } else { own };
        *ybar += YBAR_RATE * (f64::from(u8::from(fired)) - *ybar);
        let ybar = if params.ybar_running { *ybar } else { params.f_out };
        let told = Told::default();
        let now = Presentation { index: 0, stimulus: 0, target, i_e, i_i, drive, release, fired, ybar, told };
        let (mut asked_e, mut asked_i) = (Request::default(), Request::default());
        built_in(&now, params, |rule, population, change| {
            if derived.changes[rule] {
                match population {
                    Population::Excitatory => asked_e.add(change.times(derived.k_e)),
                    Population::Inhibitory => asked_i.add(change.times(derived.k_i)),
                }
            }
        });
        [asked_e, asked_i]
    }
}

/// The loop, compiled for several generations of processors; the best that this one has is chosen while running.
#[multiversion::multiversion(targets(
    "x86_64+avx2+bmi2",
    "x86_64+avx512f+avx512vl+avx512dq+bmi2",
    "aarch64+neon"
))]
fn run(lanes: &mut Lanes, presentations: u64) {
    for _ in 0..presentations {
        lanes.present();
    }
}

#[multiversion::multiversion(targets(
    "x86_64+avx2+bmi2",
    "x86_64+avx512f+avx512vl+avx512dq+bmi2",
    "aarch64+neon"
))]
fn currents(lanes: &Lanes, mu: usize) -> ([f64; LANES], [f64; LANES]) {
    let (active_e, active_i) = (lanes.stimuli.excitatory().active(mu), lanes.stimuli.inhibitory().active(mu));
    (lanes.excitatory.currents(active_e), lanes.inhibitory.currents(active_i))
}
