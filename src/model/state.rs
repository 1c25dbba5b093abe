//! The whole state of a simulation as plain numbers, to be kept and taken up again bit for bit.
//!
//! Associations are not kept but drawn again: they are a function of the parameters, the seed and the list
//! of draws. Whatever comes back is checked before it is used, so that no file can bring a simulation into a
//! state that it could not have reached in kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::params::ParamError;
use super::plasticity::Change;
use super::simulation::Derived;
use super::{Ledger, ModelError, ParamId, Params, Population, Simulation, Stimuli, Weights};

/// A rule's requests by stimulus: active and silent, for each rule.
pub type Requests = Vec<[[f64; 2]; super::plasticity::RULES.len()]>;

/// Weights of one population; every list has N entries, or none where nothing is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightsState {
    /// w/scale.
    pub values: Vec<f64>,
    /// Common factor.
    pub scale: f64,
    /// w at the start.
    pub start: Vec<f64>,
    /// What the bounds gave.
    pub given: Vec<f64>,
}

/// The ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Sums by stimulus and rule.
    pub per_stimulus: Requests,
    /// Sums over stimuli that were replaced, N x rules, excitatory and inhibitory; empty if none were.
    pub earlier: [Vec<f64>; 2],
}

/// Associations drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Number of the draw.
    pub number: u32,
    /// How many.
    pub count: usize,
}

/// Everything that the future of a simulation depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Parameters by key.
    pub params: BTreeMap<String, f64>,
    /// Seed.
    pub seed: u64,
    /// Draws of the present associations, in order; their counts sum to P.
    pub draws: Vec<Draw>,
    /// Number of the last draw.
    pub last_draw: u32,
    /// w_E.
    pub excitatory: WeightsState,
    /// w_I.
    pub inhibitory: WeightsState,
    /// Who changed what.
    pub ledger: LedgerState,
    /// What each rule asked in the last presentation.
    pub last_changes: [[f64; 2]; super::plasticity::RULES.len()],
    /// Running mean of the output.
    pub ybar: f64,
    /// Do the weights change?
    pub plastic: bool,
    /// Order of the present epoch: a permutation of the stimuli.
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
}

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
const MOST: u64 = 1 << 60;

/// Why a state cannot be taken up.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StateError {
    /// A parameter is unknown, missing or out of range.
    #[error(transparent)]
    Parameter(#[from] ParamError),
    /// Its parameters cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A list does not fit the others, or a number cannot be.
    #[error("the state is inconsistent: {what}")]
    Inconsistent {
        /// What is wrong.
        what: &'static str,
    },
}

/// Parameters by key.
pub fn params_to_map(params: &Params) -> BTreeMap<String, f64> {
    ParamId::ALL.iter().map(|id| (id.spec().key.to_owned(), params.get(*id))).collect()
}

/// Parameters from keys and values; what is not named, as in a file of an older version, is at its default.
///
/// # Errors
/// [`StateError`] for an unknown key, a value out of range or too large a problem.
pub fn params_from_map(map: &BTreeMap<String, f64>) -> Result<Params, StateError> {
    let mut params = Params::default();
    for (key, value) in map {
        params.set(ParamId::parse(key)?, *value)?;
    }
    params.check_buildable()?;
    Ok(params)
}

/// Fails with `what` unless `holds`.
pub fn require(holds: bool, what: &'static str) -> Result<(), StateError> {
    if holds { Ok(()) } else { Err(StateError::Inconsistent { what }) }
}

/// Are these all finite?
pub fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

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
        require(self.presentations < MOST && self.epochs <= self.presentations, "the counts cannot be")?;
        require((0.0..=1.0).contains(&self.ybar), "the mean output is not between 0 and 1")?;
        let ledger = &self.ledger;
        require(ledger.per_stimulus.len() == p, "the ledger does not have P rows")?;
        require(
            ledger.per_stimulus.iter().flatten().flatten().all(|x| x.is_finite()),
            "the ledger is not finite",
        )?;
        for (earlier, n) in ledger.earlier.iter().zip([params.n_e, params.n_i]) {
            let whole = earlier.is_empty() || earlier.len() == n * super::plasticity::RULES.len();
            require(whole && finite(earlier), "the ledger of earlier stimuli does not fit")?;
        }
        require(
            self.last_changes.iter().flatten().all(|x| x.is_finite()),
            "the last changes are not finite",
        )?;
        self.excitatory.check(params.n_e, params)?;
        self.inhibitory.check(params.n_i, params)
    }
}

impl WeightsState {
    fn check(&self, n: usize, params: &Params) -> Result<(), StateError> {
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
        require(finite(&self.given), "what the bounds gave is not finite")
    }
}

impl Simulation {
    /// The whole state, from which [`Simulation::from_state`] makes a simulation with the same future.
    pub fn state(&self) -> State {
        let pair = |change: Change| [change.active, change.silent];
        State {
            params: params_to_map(&self.params),
            seed: self.seed,
            draws: self.draws.clone(),
            last_draw: self.draw,
            excitatory: self.excitatory.state(),
            inhibitory: self.inhibitory.state(),
            ledger: self.ledger.state(),
            last_changes: self.last_changes.map(pair),
            ybar: self.ybar,
            plastic: self.plastic,
            order: self.order.clone(),
            shown: self.shown_of_order,
            presentations: self.presentations,
            epochs: self.epochs,
            order_rng: self.order_rng.clone(),
            release_rng: self.release_rng.clone(),
        }
    }

    /// Takes up a state again. The associations are drawn anew, which takes about as long as it did at
    /// first.
    ///
    /// # Errors
    /// [`StateError`] if the state is not one of a simulation.
    pub fn from_state(state: State) -> Result<Self, StateError> {
        let params = params_from_map(&state.params)?;
        state.check(&params)?;
        let change = |[active, silent]: [f64; 2]| Change { active, silent };
        Ok(Self {
            stimuli: Arc::new(Stimuli::drawn(&params, state.seed, &state.draws)),
            excitatory: Weights::from_state(Population::Excitatory, state.excitatory),
            inhibitory: Weights::from_state(Population::Inhibitory, state.inhibitory),
            ledger: Ledger::from_state(state.ledger),
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
            draw: state.last_draw,
            draws: state.draws,
            seed: state.seed,
            params,
        })
    }
}
