//! One neuron learning its associations, one presentation at a time.

use std::sync::Arc;

use rand_pcg::Pcg64;

use super::check::StateError;
use super::own_rules::{OwnRules, OwnView};
use super::params::Effect;
use super::plasticity::language::Information;
use super::plasticity::ledger::Ledger;
use super::plasticity::{Change, ColumnMap, Columns, PerRule, RULES};
use super::population::Population;
use super::stimuli::DrawSpec;
use super::stimulus_cache::StimulusCache;
use super::streams::{Stream, stream};
use super::weights::{Bounds, Weights};
use super::{ModelError, ParamId, Params, Stimuli};

/// Numbers that depend on the parameters alone, computed when those change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Derived {
    pub k_e: f64,
    pub k_i: f64,
    pub bounds_e: Bounds,
    pub bounds_i: Bounds,
    pub keep: f64,
    /// Which built-in rules change weights.
    pub changes: [bool; RULES.len()],
    /// Are the currents those of one intact inhibitory population?
    pub intact: bool,
    /// Is the output set to the target?
    pub clamped: bool,
    /// Are the stimuli too many for what the processor has at hand?
    pub far: bool,
}

/// Memory, in bytes, that the caches next to a processor hold.
const AT_HAND: f64 = 256.0 * 1024.0;

impl Derived {
    pub(super) fn of(params: &Params) -> Self {
        let bounds = |n| Bounds { upper: params.upper_bound(n), soft: params.soft };
        Self {
            k_e: params.k_e(),
            k_i: params.k_i(),
            bounds_e: bounds(params.n_e),
            bounds_i: bounds(params.n_i),
            keep: 1.0 - params.lambda / params.p as f64,
            changes: std::array::from_fn(|rule| {
                (RULES[rule].enabled)(params) && !params.rules.replaces(rule)
            }),
            intact: params.groups == 1 && params.g_1 == 1.0,
            clamped: params.clamp && params.supervised(),
            far: params.stimulus_bytes() > AT_HAND,
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
    pub(super) last_changes: PerRule<Change>,
    /// Rules that were loaded; `None` without any.
    pub(super) own: Option<Box<OwnRules>>,
    pub(super) derived: Derived,
    pub(super) ybar: f64,
    pub(super) plastic: bool,
    pub(super) order: Vec<u32>,
    pub(super) shown_of_order: usize,
    pub(super) presentations: u64,
    pub(super) epochs: u64,
    pub(super) order_rng: Pcg64,
    pub(super) release_rng: Pcg64,
    pub(super) told_rng: Pcg64,
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
        let columns = Columns::new(&params.rules, &[]);
        let mut simulation = Self {
            stimuli,
            excitatory,
            inhibitory,
            own: own_rules(&params, &columns, None),
            ledger: Ledger::new(params.p, columns, params.division()),
            last_changes: PerRule::default(),
            derived: Derived::of(&params),
            ybar: params.f_out,
            plastic: true,
            order: (0..params.p as u32).collect(),
            shown_of_order: 0,
            presentations: 0,
            epochs: 0,
            order_rng: stream(seed, Stream::Order, 0),
            release_rng: stream(seed, Stream::Release, 0),
            told_rng: stream(seed, Stream::Told, 0),
            draw: 0,
            draws,
            seed,
            params,
        };
        simulation.prepare_accounts();
        simulation
    }

    /// Has the weights count what the bounds give, before turnover acts for the first time, and what rules ask by the
    /// weight itself.
    pub(super) fn prepare_accounts(&mut self) {
        if let Some(own) = &self.own {
            for (population, column) in own.of_fractions() {
                match population {
                    Population::Excitatory => self.excitatory.track_fractions(column),
                    Population::Inhibitory => self.inhibitory.track_fractions(column),
                }
            }
        }
        if self.params.lambda == 0.0 || self.excitatory.clipped(0).is_some() {
            return;
        }
        for weights in [&mut self.excitatory, &mut self.inhibitory] {
            let table = self.ledger.table(weights, &self.stimuli);
            weights.track_clipping(table.column(table.ncols() - 1).to_vec());
        }
    }

    /// Takes over new parameters. If P, N, f or c changed, everything is rebuilt from the seed;
    /// anything else takes effect at the next presentation.
    ///
    /// Where rules were loaded or removed, tells which column of the ledger is where now.
    ///
    /// # Errors
    /// As [`Simulation::new`]; nothing has changed then.
    pub fn set_params(&mut self, params: Params) -> Result<Option<ColumnMap>, ModelError> {
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
            return Ok(None);
        }
        let moved = self.set_rules(&params);
        self.derived = Derived::of(&params);
        self.params = params;
        self.prepare_accounts();
        self.excitatory.clip(self.derived.bounds_e.upper);
        self.inhibitory.clip(self.derived.bounds_i.upper);
        Ok(moved)
    }

    /// Takes over rules and the constants in them.
    fn set_rules(&mut self, params: &Params) -> Option<ColumnMap> {
        let (before, now) = (&self.params, params);
        if before.rules == now.rules && (now.rules.is_empty() || before.in_force() == now.in_force()) {
            return None;
        }
        let has_asked = |rule| {
            let fractions = |weights: &Weights| weights.has_fractions(rule);
            self.ledger.has_asked(rule) || fractions(&self.excitatory) || fractions(&self.inhibitory)
        };
        let (columns, map) = self.ledger.columns().replaced(&now.rules, has_asked);
        let moved = columns != *self.ledger.columns();
        if moved {
            self.move_columns(&columns, &map);
        }
        let earlier = self.own.take();
        self.own = own_rules(now, &columns, earlier.as_deref().map(|own| (own, &self.params)));
        moved.then_some(map)
    }

    fn move_columns(&mut self, columns: &Columns, map: &ColumnMap) {
        self.ledger.set_columns(columns.clone(), map);
        self.excitatory.move_fractions(map);
        self.inhibitory.move_fractions(map);
        self.last_changes = self.last_changes.moved(map);
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
        self.set_rules(&params);
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
    pub fn last_changes(&self) -> &PerRule<Change> {
        &self.last_changes
    }

    /// The fractions of their own weight that a rule asked of active and of silent synapses in the last presentation.
    pub fn last_fraction(&self, rule: usize) -> [f64; 2] {
        self.own.as_ref().map_or([0.0; 2], |own| own.last_fractions[rule])
    }

    /// The rules, in the order of the ledger.
    pub fn columns(&self) -> &Columns {
        self.ledger.columns()
    }

    /// The rules that were loaded, as they are now.
    pub fn own_rules(&self) -> Vec<OwnView> {
        self.own.as_ref().map(|own| own.views()).unwrap_or_default()
    }

    /// What the neuron must be told: by the rules that change weights, by modulators that reach it, and by the clamp.
    pub fn information(&self) -> Information {
        let params = &self.params;
        let own = self.own.as_ref().map_or(Information::Nothing, |own| own.information());
        let released = params.ach && params.rho_a > 0.0 || params.na && params.rho_n > 0.0;
        let modulated = if released { Information::Modulator } else { Information::Nothing };
        let clamped =
            if params.clamp && params.supervised() { Information::Label } else { Information::Nothing };
        own.max(modulated).max(clamped)
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

fn own_rules(
    params: &Params,
    columns: &Columns,
    earlier: Option<(&OwnRules, &Params)>,
) -> Option<Box<OwnRules>> {
    (!params.rules.is_empty()).then(|| Box::new(OwnRules::new(params, columns, earlier)))
}
