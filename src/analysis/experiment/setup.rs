//! What an experiment is done on, and how long.

use std::sync::Arc;

use rand::RngExt;

use super::ExperimentError;
use crate::model::streams::{Stream, stream};
use crate::model::{ParamId, Params, Population, Simulation, Tones};

/// Most cells.
pub const MOST_CELLS: usize = 1000;
/// Most presentations of one phase, in rounds or pairings.
pub const MOST_ROUNDS: usize = 100_000;
/// Synapses that may be visited in one experiment: a minute or so.
const WORK_LIMIT: f64 = 2e10;

/// Everything that an experiment depends on. P is the number of tones, whatever `params` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Parameters of the neuron.
    pub params: Params,
    /// Tones, and the tuning of the inputs.
    pub tones: Tones,
    /// Tuning of the starting weights: w_E at the original best frequency is 1 + `gain` times that far from it.
    pub gain: f64,
    /// Its standard deviation in octaves.
    pub bump: f64,
    /// Spread of the starting inhibition where it does not settle first: that of every stimulus is scaled by
    /// U(1 - spread, 1 + spread).
    pub spread: f64,
    /// Number of cells.
    pub cells: usize,
    /// Seed of the first cell; the others have those that follow.
    pub seed: u64,
    /// Rounds (every tone once) in which inhibitory plasticity alone settles on the tones.
    pub settling: usize,
    /// Rounds that are watched before pairing.
    pub before: usize,
    /// Pairings.
    pub pairings: usize,
    /// Rounds without modulators or spikes forced, after pairing.
    pub after: usize,
    /// The paired tone, in octaves from the best frequency.
    pub offset: f64,
}

impl Default for Setup {
    /// Preset `retained` with the published inhibitory rule (both signs) and, ours, the sizes and rates that let
    /// excitation change faster than inhibition follows: alpha_I = 0.02. f_in = 0.08 is what the default tuning
    /// gives.
    fn default() -> Self {
        let params = Params {
            n_e: 1000,
            n_i: 1000,
            f_in: 0.08,
            alpha_i: 0.02,
            i_ltp_only: false,
            ..Params::default()
        };
        Self {
            params,
            tones: Tones::default(),
            gain: 2.0,
            bump: 0.5,
            spread: 0.5,
            cells: 12,
            seed: 1,
            settling: 500,
            before: 20,
            pairings: 100,
            after: 500,
            offset: 1.0,
        }
    }
}

impl Setup {
    /// Checks everything.
    ///
    /// # Errors
    /// The first thing that is invalid.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.tones.validate()?;
        self.built().check_buildable()?;
        self.tones.peak(self.params.f_in)?;
        let real = |name, value: f64, least: f64, most: f64| {
            let inside = (least..=most).contains(&value);
            if inside { Ok(()) } else { Err(ExperimentError::OutOfRange { name, value, least, most }) }
        };
        let count = |name, value: usize, least: usize, most: usize| {
            real(name, value as f64, least as f64, most as f64)
        };
        real("gain", self.gain, 0.0, 100.0)?;
        real("bump", self.bump, 0.01, 10.0)?;
        real("spread", self.spread, 0.0, 1.0)?;
        count("cells", self.cells, 1, MOST_CELLS)?;
        count("settling", self.settling, 0, MOST_ROUNDS)?;
        count("before", self.before, 1, MOST_ROUNDS)?;
        count("pairings", self.pairings, 1, MOST_ROUNDS)?;
        count("after", self.after, 1, MOST_ROUNDS)?;
        real("offset", self.offset, -self.tones.span(), self.tones.span())?;
        if self.steps() == 0 {
            let (offset, step) = (self.offset, self.tones.step());
            return Err(ExperimentError::SameTone { offset, step });
        }
        let rounds = (self.settling + self.before + self.pairings + self.after) as f64;
        let active = self.params.synapses() as f64 * self.params.f_in;
        // Drawing one input takes about as long as visiting twenty synapses.
        let drawn = 20.0 * self.params.synapses() as f64;
        let visits = self.cells as f64 * self.tones.count as f64 * (rounds * active + drawn);
        if visits > WORK_LIMIT { Err(ExperimentError::Work { visits, most: WORK_LIMIT }) } else { Ok(()) }
    }

    /// The parameters with P = number of tones.
    pub fn built(&self) -> Params {
        Params { p: self.tones.count, ..self.params.clone() }
    }

    /// Sets one parameter from text; P cannot be set, it is the number of tones.
    ///
    /// # Errors
    /// [`crate::model::params::ParamError`].
    pub fn set(&mut self, id: ParamId, text: &str) -> Result<(), ExperimentError> {
        if id == ParamId::p {
            return Err(ExperimentError::CountIsTones);
        }
        Ok(self.params.set_text(id, text).map_err(crate::model::ModelError::from)?)
    }

    /// Tones from the best frequency to the paired one.
    pub fn steps(&self) -> isize {
        (self.offset / self.tones.step()).round() as isize
    }

    /// The tone to pair in a cell whose best frequency is tone `best`: `offset` away from it, on the other side
    /// where the axis ends before that, and at its end where neither side is long enough.
    pub fn paired(&self, best: usize) -> usize {
        let last = self.tones.count as isize - 1;
        let at = |steps: isize| best as isize + steps;
        let there = [at(self.steps()), at(-self.steps())].into_iter().find(|at| (0..=last).contains(at));
        there.unwrap_or_else(|| at(self.steps()).clamp(0, last)) as usize
    }

    /// A neuron at its start: tuned weights of both populations, inhibition times `inhibition`.
    ///
    /// w_E[j] ~ U(0.5, 1.5) g_j E0/(f_in N_E) with g_j = 1 + gain exp(-(f_j - BF)^2/(2 bump^2)) scaled to a mean
    /// of 1; BF is the tone in the middle. w_I[j] ~ U(0.5, 1.5) max(0, a g_j E0 + b)/(f_in N_I).
    pub(super) fn neuron(&self, seed: u64, inhibition: f64) -> Result<Simulation, ExperimentError> {
        let params = self.built();
        let stimuli = Arc::new(self.tones.draw(&params, seed)?);
        let middle = self.tones.octave(self.tones.count / 2);
        let bump = |j| 1.0 + self.gain * Tones::tuning(self.tones.best_octave(j) - middle, self.bump);
        let profile: Vec<f64> = (0..params.n_e).map(bump).collect();
        let scale = params.n_e as f64 / profile.iter().sum::<f64>();
        let mut rng = stream(seed, Stream::Weights, 0);
        let mut draw = |current: f64, n: usize| {
            let weight = rng.random_range(0.5..1.5) * current.max(0.0) / (params.f_in * n as f64);
            weight.min(params.upper_bound(n))
        };
        let excitation = |j: usize| params.e0 * scale * profile[j % params.n_e];
        let w_e = (0..params.n_e).map(|j| draw(excitation(j), params.n_e)).collect();
        let balancing = |j| inhibition * (params.a * excitation(j) + params.b);
        let w_i = (0..params.n_i).map(|j| draw(balancing(j), params.n_i)).collect();
        let mut neuron = Simulation::with_stimuli(params, stimuli, seed)?;
        neuron.set_start(Population::Excitatory, w_e)?;
        neuron.set_start(Population::Inhibitory, w_i)?;
        Ok(neuron)
    }
}
