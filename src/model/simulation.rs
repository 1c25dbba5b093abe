//! One neuron learning its associations, one presentation at a time.

use std::sync::Arc;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use super::check::StateError;
use super::params::Effect;
use super::plasticity::ledger::{Column, Ledger};
use super::plasticity::{Change, RULES};
use super::population::Population;
use super::presentation::Presentation;
use super::stimuli::DrawSpec;
use super::stimulus_cache::StimulusCache;
use super::streams::{Stream, stream};
use super::weights::{Bounds, Request, Weights};
use super::{ModelError, ParamId, Params, Release, Stimuli};

/// Rate of the running mean of the output, ybar += 0.002 (y - ybar).
const YBAR_RATE: f64 = 0.002;

/// Numbers that depend on the parameters alone, computed when those change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Derived {
    k_e: f64,
    k_i: f64,
    bounds_e: Bounds,
    bounds_i: Bounds,
    keep: f64,
}

impl Derived {
    pub(super) fn of(params: &Params) -> Self {
        let bounds = |n| Bounds { upper: params.upper_bound(n), soft: params.soft };
        Self {
            k_e: params.k_e(),
            k_i: params.k_i(),
            bounds_e: bounds(params.n_e),
            bounds_i: bounds(params.n_i),
            keep: 1.0 - params.lambda / params.p as f64,
        }
    }
}

/// The simulation: a deterministic function of parameters, seed and the calls made on it.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub(super) params: Params,
    pub(super) seed: u64,
    pub(super) draw: u32,
    pub(super) draws: Vec<DrawSpec>,
    pub(super) stimuli: Arc<Stimuli>,
    pub(super) excitatory: Weights,
    pub(super) inhibitory: Weights,
    pub(super) ledger: Ledger,
    pub(super) last_changes: [Change; RULES.len()],
    pub(super) derived: Derived,
    pub(super) ybar: f64,
    pub(super) plastic: bool,
    pub(super) order: Vec<u32>,
    pub(super) shown_of_order: usize,
    pub(super) presentations: u64,
    pub(super) epochs: u64,
    pub(super) order_rng: Pcg64,
    pub(super) release_rng: Pcg64,
}

impl Simulation {
    /// A neuron at its start, with stimuli and weights drawn from `seed`.
    ///
    /// # Errors
    /// A parameter out of range, or too large a problem for the memory limit.
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        params.check_buildable()?;
        let stimuli = Arc::new(Stimuli::draw(&params, seed, 0));
        let draws = vec![DrawSpec { number: 0, count: params.p }];
        Ok(Self::at_start(params, seed, stimuli, draws))
    }

    /// As [`Simulation::new`], with the associations in `drawn` if they are there.
    ///
    /// # Errors
    /// As [`Simulation::new`], or too many different associations.
    pub fn new_sharing(params: Params, seed: u64, drawn: &mut StimulusCache) -> Result<Self, StateError> {
        params.check_buildable()?;
        let draws = vec![DrawSpec { number: 0, count: params.p }];
        let stimuli = drawn.get(&params, seed, &draws)?;
        Ok(Self::at_start(params, seed, stimuli, draws))
    }

    /// A neuron at its start with these associations, which came from these draws. The parameters must be valid.
    pub(super) fn at_start(params: Params, seed: u64, stimuli: Arc<Stimuli>, draws: Vec<DrawSpec>) -> Self {
        let mut weights_rng = stream(seed, Stream::Weights, 0);
        let excitatory = Weights::draw(Population::Excitatory, &params, &mut weights_rng);
        let inhibitory = Weights::draw(Population::Inhibitory, &params, &mut weights_rng);
        let mut simulation = Self {
            stimuli,
            excitatory,
            inhibitory,
            ledger: Ledger::new(params.p),
            last_changes: [Change::NONE; RULES.len()],
            derived: Derived::of(&params),
            ybar: params.f_out,
            plastic: true,
            order: (0..params.p as u32).collect(),
            shown_of_order: 0,
            presentations: 0,
            epochs: 0,
            order_rng: stream(seed, Stream::Order, 0),
            release_rng: stream(seed, Stream::Release, 0),
            draw: 0,
            draws,
            seed,
            params,
        };
        simulation.prepare_turnover();
        simulation
    }

    /// Has the weights count what the bounds give, before turnover acts for the first time.
    pub(super) fn prepare_turnover(&mut self) {
        if self.params.lambda == 0.0 || self.excitatory.clipped(0).is_some() {
            return;
        }
        for weights in [&mut self.excitatory, &mut self.inhibitory] {
            let table = self.ledger.table(weights, &self.stimuli);
            weights.track_clipping(table.column(Column::COUNT - 1).to_vec());
        }
    }

    /// Shows the next stimulus and learns from it. Every epoch shows every stimulus once, in a fresh
    /// random order. Allocates nothing.
    pub fn present(&mut self) -> Presentation {
        if self.shown_of_order == 0 {
            self.order.shuffle(&mut self.order_rng);
        }
        let mu = self.order[self.shown_of_order];
        self.shown_of_order += 1;
        if self.shown_of_order == self.order.len() {
            self.shown_of_order = 0;
            self.epochs += 1;
        }
        let now = self.respond(mu, None);
        self.learn_from(&now);
        now
    }

    /// Shows stimulus `mu` out of turn, with the releases (ACh, NA) that are given instead of drawn: a
    /// virtual pairing. The order of the present epoch is not touched. `None` if there is no such stimulus.
    pub fn pair(&mut self, mu: usize, releases: (bool, bool)) -> Option<Presentation> {
        let mu = u32::try_from(mu).ok().filter(|&mu| (mu as usize) < self.stimuli.len())?;
        let now = self.respond(mu, Some(releases));
        self.learn_from(&now);
        Some(now)
    }

    fn learn_from(&mut self, now: &Presentation) {
        self.presentations += 1;
        self.last_changes = [Change::NONE; RULES.len()];
        if self.plastic {
            self.learn(now);
        }
    }

    /// Shows whole epochs: from wherever the present one stands, `epochs` further times P.
    pub fn run_epochs(&mut self, epochs: u64) {
        for _ in 0..epochs * self.stimuli.len() as u64 {
            self.present();
        }
    }

    /// Currents (i_E, i_I) of stimulus `mu` on the present weights.
    pub fn currents(&self, mu: usize) -> (f64, f64) {
        let active_e = self.stimuli.excitatory().active(mu);
        if self.stimuli.shared() {
            return Weights::both_currents(&self.excitatory, &self.inhibitory, active_e);
        }
        let active_i = self.stimuli.inhibitory().active(mu);
        (self.excitatory.current(active_e), self.inhibitory.current(active_i))
    }

    fn respond(&mut self, mu: u32, forced: Option<(bool, bool)>) -> Presentation {
        let at = mu as usize;
        let (i_e, i_i) = self.currents(at);
        let target = self.stimuli.targets()[at];
        let drive = i_e - i_i - self.params.theta;
        let release = match forced {
            Some(releases) => Release::forced(&self.params, releases, &mut self.release_rng),
            None => Release::draw(&self.params, target, drive, &mut self.release_rng),
        };
        let noise = if self.params.sigma > 0.0 {
            self.params.sigma * self.release_rng.sample::<f64, _>(StandardNormal)
        } else {
            0.0
        };
        let fired = drive + release.disinhibition() + noise > 0.0;
        if self.plastic {
            self.ybar += YBAR_RATE * (f64::from(u8::from(fired)) - self.ybar);
        }
        let ybar = if self.params.ybar_running { self.ybar } else { self.params.f_out };
        Presentation {
            index: self.presentations,
            stimulus: mu,
            target,
            i_e,
            i_i,
            drive,
            release,
            fired,
            ybar,
        }
    }

    /// All rules read the weights of this presentation; then all changes are applied at once.
    fn learn(&mut self, now: &Presentation) {
        let at = now.stimulus as usize;
        let mut excitatory = Request::default();
        let mut inhibitory = Request::default();
        for (index, rule) in RULES.iter().enumerate() {
            if !(rule.enabled)(&self.params) {
                continue;
            }
            let (request, k) = match rule.population {
                Population::Excitatory => (&mut excitatory, self.derived.k_e),
                Population::Inhibitory => (&mut inhibitory, self.derived.k_i),
            };
            let change = (rule.change)(now, &self.params);
            if change == Change::NONE {
                continue;
            }
            let change = change.times(k);
            request.add(change);
            self.ledger.record(at, index, change);
            self.last_changes[index] = change;
        }
        let Derived { bounds_e, bounds_i, keep, .. } = self.derived;
        self.excitatory.apply(self.stimuli.excitatory().active(at), excitatory, bounds_e, keep);
        self.inhibitory.apply(self.stimuli.inhibitory().active(at), inhibitory, bounds_i, keep);
    }

    /// Takes over new parameters. If P, N, f or c changed, everything is rebuilt from the seed;
    /// anything else takes effect at the next presentation.
    ///
    /// # Errors
    /// As [`Simulation::new`]; nothing has changed then.
    pub fn set_params(&mut self, params: Params) -> Result<(), ModelError> {
        params.check_buildable()?;
        if self.rebuilds(&params) {
            if self.has_given_stimuli() {
                return Err(ModelError::Given {
                    what: "another size or coding for given stimuli".to_owned(),
                });
            }
            let plastic = self.plastic;
            *self = Self::new(params, self.seed)?;
            self.plastic = plastic;
            return Ok(());
        }
        self.derived = Derived::of(&params);
        self.params = params;
        self.prepare_turnover();
        self.excitatory.clip(self.derived.bounds_e.upper);
        self.inhibitory.clip(self.derived.bounds_i.upper);
        Ok(())
    }

    /// Would these parameters rebuild everything?
    pub fn rebuilds(&self, params: &Params) -> bool {
        let built_in = |id: &&ParamId| id.spec().effect == Effect::Rebuild;
        ParamId::ALL.iter().filter(built_in).any(|&id| params.get(id) != self.params.get(id))
    }

    /// Replaces the associations by a further draw and keeps the weights: what was learned meets
    /// something new.
    pub fn new_stimuli(&mut self) {
        self.ledger.replace_stimuli(&self.stimuli, self.params.p);
        self.draw += 1;
        self.draws = vec![DrawSpec { number: self.draw, count: self.params.p }];
        self.stimuli = Arc::new(Stimuli::draw(&self.params, self.seed, self.draw));
        self.shown_of_order = 0;
    }

    /// Adds `more` associations to the present ones and keeps the weights. The present epoch ends
    /// here; P grows.
    ///
    /// # Errors
    /// More than P or the memory allows; nothing has changed then.
    pub fn add_stimuli(&mut self, more: usize) -> Result<(), ModelError> {
        let params = Params { p: self.params.p.saturating_add(more), ..self.params.clone() };
        params.check_buildable()?;
        self.draw += 1;
        self.draws.push(DrawSpec { number: self.draw, count: more });
        self.stimuli = Arc::new(self.stimuli.extended(&params, more, self.seed, self.draw));
        self.ledger.extend(more);
        self.order = (0..params.p as u32).collect();
        self.shown_of_order = 0;
        self.derived = Derived::of(&params);
        self.params = params;
        Ok(())
    }

    /// Lets the weights change, or freezes them; a frozen neuron goes on responding.
    pub fn set_plastic(&mut self, plastic: bool) {
        self.plastic = plastic;
    }

    /// Do the weights change?
    pub fn plastic(&self) -> bool {
        self.plastic
    }

    /// Parameters in force.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Seed of stimuli, weights, order and releases.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The associations.
    pub fn stimuli(&self) -> &Stimuli {
        &self.stimuli
    }

    /// Shares the associations without copying them.
    pub fn share_stimuli(&self) -> Arc<Stimuli> {
        Arc::clone(&self.stimuli)
    }

    /// Weights of one population.
    pub fn weights(&self, population: Population) -> &Weights {
        match population {
            Population::Excitatory => &self.excitatory,
            Population::Inhibitory => &self.inhibitory,
        }
    }

    /// What each rule asked of the synapses in the last presentation, in units of weight.
    pub fn last_changes(&self) -> &[Change; RULES.len()] {
        &self.last_changes
    }

    /// Who changed what.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Presentations so far.
    pub fn presentations(&self) -> u64 {
        self.presentations
    }

    /// Whole epochs so far.
    pub fn epochs(&self) -> u64 {
        self.epochs
    }

    /// Stimuli shown of the present epoch.
    pub fn shown_of_epoch(&self) -> u64 {
        self.shown_of_order as u64
    }

    /// Has the present epoch just ended (or none begun)?
    pub fn at_epoch_end(&self) -> bool {
        self.shown_of_order == 0
    }

    /// Memory that a copy takes, about; the associations are shared.
    pub fn bytes(&self) -> usize {
        let weights = [&self.excitatory, &self.inhibitory];
        let of_weights: usize = weights.iter().map(|weights| weights.bytes()).sum();
        of_weights + self.ledger.bytes() + size_of_val(self.order.as_slice())
    }

    /// Running mean of the output.
    pub fn ybar(&self) -> f64 {
        self.ybar
    }
}
