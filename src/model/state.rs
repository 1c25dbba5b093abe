//! The whole state of a simulation as plain numbers, to be saved and restored bit for bit.
//!
//! Associations are not kept but drawn again: they are a function of the parameters, the seed and the list
//! of draws. Whatever comes back is checked before it is used, so that no file can bring a simulation into a
//! unreachable kind of state.

use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::Params;
use super::own_rules::{OwnRules, OwnState};
use super::packed;
use super::plasticity::language::Target;
use super::plasticity::ledger::{Ledger, LedgerState};
use super::plasticity::{Change, Columns, PerRule};
use super::population::Population;
use super::simulation::{Derived, Simulation};
use super::streams::{Stream, stream};
use super::weights::{Weights, WeightsState};

pub use super::check::{StateError, finite, require};
pub use super::stimuli::DrawSpec;
pub use super::stimulus_cache::StimulusCache;

/// Everything that the future of a simulation depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Parameters.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// Draws of the present associations, in order; their counts sum to P.
    #[serde(deserialize_with = "packed::at_most::<_, _, DrawSpec, 1_000_000>")]
    pub draws: Vec<DrawSpec>,
    /// Number of the last draw.
    pub last_draw: u32,
    /// w_E.
    pub excitatory: WeightsState,
    /// w_I.
    pub inhibitory: WeightsState,
    /// Who changed what.
    pub ledger: LedgerState,
    /// What each rule asked in the last presentation.
    pub last_changes: PerRule<[f64; 2]>,
    /// What loaded rules keep; earlier files have none.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "packed::at_most::<_, _, OwnState, { super::plasticity::language::limits::RULES }>"
    )]
    pub own: Vec<OwnState>,
    /// Targets of rules that have been removed; earlier files have none.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "packed::at_most::<_, _, Target, { Target::ALL.len() }>"
    )]
    pub removed: Vec<Target>,
    /// Running mean of the output.
    pub ybar: f64,
    /// Do the weights change?
    pub plastic: bool,
    /// Order of the present epoch: a permutation of the stimuli.
    #[serde(with = "packed")]
    pub order: Vec<u32>,
    /// How many of it have been shown.
    pub shown: usize,
    /// Presentations so far.
    pub presentations: u64,
    /// Whole epochs so far.
    pub epochs: u64,
    /// Generator of the order.
    #[serde(with = "as_text")]
    pub order_rng: Pcg64,
    /// Generator of release and noise.
    #[serde(with = "as_text")]
    pub release_rng: Pcg64,
    /// Generator of label and reward; earlier files have none.
    #[serde(default)]
    pub told_rng: Option<Told>,
}

/// The generator of label and reward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Told(#[serde(with = "as_text")] Pcg64);

/// A generator as text: its 128-bit numbers are more than some formats hold.
mod as_text {
    use rand_pcg::Pcg64;
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(rng: &Pcg64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(rng).map_err(S::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pcg64, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// More presentations than any computer makes.
pub const MOST_PRESENTATIONS: u64 = 1 << 60;

impl State {
    /// Checks what does not need the simulation to be built.
    pub(super) fn check(&self, params: &Params) -> Result<(), StateError> {
        let p = params.p;
        let drawn = self.draws.iter().try_fold(0_usize, |sum, draw| sum.checked_add(draw.count));
        require(
            drawn == Some(p) && self.draws.iter().all(|draw| draw.count > 0),
            "the draws do not sum to P",
        )?;
        require(self.draws.iter().all(|draw| draw.number <= self.last_draw), "a draw is numbered too high")?;
        require(self.order.len() == p && self.shown < p, "the order does not have P entries")?;
        let mut seen = vec![false; p];
        for &mu in &self.order {
            require(seen.get(mu as usize) == Some(&false), "the order is no permutation")?;
            seen[mu as usize] = true;
        }
        require(
            self.presentations < MOST_PRESENTATIONS && self.epochs <= self.presentations,
            "the counters are invalid",
        )?;
        require((0.0..=1.0).contains(&self.ybar), "the mean output is not between 0 and 1")?;
        let ledger = &self.ledger;
        let rules = Columns::new(&params.rules, &self.removed).len();
        require(ledger.per_stimulus.len() == p * rules, "the ledger does not have P rows")?;
        require(ledger.per_stimulus.iter().flatten().all(|x| x.is_finite()), "the ledger is not finite")?;
        for (earlier, n) in [(&ledger.earlier_e, params.n_e), (&ledger.earlier_i, params.n_i)] {
            let whole = earlier.is_empty() || earlier.len() == n * rules;
            require(whole && finite(earlier), "the ledger of earlier stimuli does not fit")?;
        }
        require(
            self.last_changes.iter().flatten().all(|x| x.is_finite()),
            "the last changes are not finite",
        )?;
        self.excitatory.check(params.n_e, rules, params)?;
        self.inhibitory.check(params.n_i, rules, params)
    }
}

impl Simulation {
    /// The whole state, from which [`Simulation::from_state`] makes a simulation with the same future.
    pub fn state(&self) -> State {
        let pair = |change: Change| [change.active, change.silent];
        State {
            params: self.params.clone(),
            seed: self.seed,
            draws: self.draws.clone(),
            last_draw: self.draw,
            excitatory: self.excitatory.state(),
            inhibitory: self.inhibitory.state(),
            ledger: self.ledger.state(),
            last_changes: self.last_changes.map(pair),
            own: self.own.as_ref().map(|own| own.state()).unwrap_or_default(),
            removed: self.columns().removed(),
            ybar: self.ybar,
            plastic: self.plastic,
            order: self.order.clone(),
            shown: self.shown_of_order,
            presentations: self.presentations,
            epochs: self.epochs,
            order_rng: self.order_rng.clone(),
            release_rng: self.release_rng.clone(),
            told_rng: Some(Told(self.told_rng.clone())),
        }
    }

    /// Restores a state, with the associations in `drawn` or drawn again, which takes about as long as it
    /// did at first.
    ///
    /// # Errors
    /// [`StateError`] if the state is not one of a simulation.
    pub fn from_state(state: State, drawn: &mut StimulusCache) -> Result<Self, StateError> {
        let params = state.params.clone();
        params.check_buildable()?;
        state.check(&params)?;
        let change = |[active, silent]: [f64; 2]| Change { active, silent };
        let columns = Columns::new(&params.rules, &state.removed);
        let mut own = OwnRules::new(&params, &columns, None);
        own.restore(state.own)?;
        let told_rng = state.told_rng.map_or_else(|| stream(state.seed, Stream::Told, 0), |told| told.0);
        let mut simulation = Self {
            stimuli: drawn.get(&params, state.seed, &state.draws)?,
            excitatory: Weights::from_state(Population::Excitatory, state.excitatory),
            inhibitory: Weights::from_state(Population::Inhibitory, state.inhibitory),
            ledger: Ledger::from_state(state.ledger, columns, params.division()),
            own: (!params.rules.is_empty()).then(|| Box::new(own)),
            last_changes: state.last_changes.map(change),
            derived: Derived::of(&params),
            ybar: state.ybar,
            plastic: state.plastic,
            order: state.order,
            shown_of_order: state.shown,
            presentations: state.presentations,
            epochs: state.epochs,
            order_rng: state.order_rng,
            release_rng: state.release_rng,
            told_rng,
            draw: state.last_draw,
            draws: state.draws,
            seed: state.seed,
            params,
        };
        simulation.prepare_accounts();
        Ok(simulation)
    }
}
