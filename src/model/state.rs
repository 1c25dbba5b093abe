//! The whole state of a simulation as plain numbers, to be saved and restored bit for bit.
//!
//! Associations are not kept but drawn again: they are a function of the parameters, the seed and the list
//! of draws. Whatever comes back is checked before it is used, so that no file can bring a simulation into a
//! unreachable kind of state.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::packed;
use super::plasticity::Change;
use super::simulation::Derived;
use super::{DRAW_LIMIT, Ledger, MEMORY_LIMIT, ModelError, Params, Population, Simulation, Stimuli, Weights};

/// A rule's requests by stimulus: active and silent, for each rule.
pub type Requests = Vec<[[f64; 2]; super::plasticity::RULES.len()]>;

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
}

/// The ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Sums by stimulus and rule.
    #[serde(with = "packed")]
    pub per_stimulus: Requests,
    /// Sums over excitatory stimuli that were replaced, N_E x rules; empty if none were.
    #[serde(with = "packed")]
    pub earlier_e: Vec<f64>,
    /// The same for inhibitory synapses, N_I x rules.
    #[serde(with = "packed")]
    pub earlier_i: Vec<f64>,
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
    /// Parameters.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// Draws of the present associations, in order; their counts sum to P.
    #[serde(deserialize_with = "packed::at_most::<_, _, Draw, 1_000_000>")]
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
pub const MOST_PRESENTATIONS: u64 = 1 << 60;

/// Why a state cannot be restored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StateError {
    /// Its parameters cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// All of them together need more than this program takes.
    #[error("{} runs of different associations are too much: at most {:.0e} inputs or {} GiB in all", .runs, DRAWN_INPUTS, DRAWN_MEMORY >> 30)]
    TooMuch {
        /// Different sets of associations.
        runs: usize,
    },
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A list does not fit the others, or a number cannot be.
    #[error("the state is inconsistent: {what}")]
    Inconsistent {
        /// What is wrong.
        what: &'static str,
    },
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
        require(
            self.presentations < MOST_PRESENTATIONS && self.epochs <= self.presentations,
            "the counters are invalid",
        )?;
        require((0.0..=1.0).contains(&self.ybar), "the mean output is not between 0 and 1")?;
        let ledger = &self.ledger;
        require(ledger.per_stimulus.len() == p, "the ledger does not have P rows")?;
        require(
            ledger.per_stimulus.iter().flatten().flatten().all(|x| x.is_finite()),
            "the ledger is not finite",
        )?;
        for (earlier, n) in [(&ledger.earlier_e, params.n_e), (&ledger.earlier_i, params.n_i)] {
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
            params: self.params.clone(),
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

    /// Restores a state, with the associations in `drawn` or drawn again, which takes about as long as it
    /// did at first.
    ///
    /// # Errors
    /// [`StateError`] if the state is not one of a simulation.
    pub fn from_state(state: State, drawn: &mut Drawn) -> Result<Self, StateError> {
        let params = state.params.clone();
        params.check_buildable()?;
        state.check(&params)?;
        let change = |[active, silent]: [f64; 2]| Change { active, silent };
        Ok(Self {
            stimuli: drawn.get(&params, state.seed, &state.draws)?,
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

/// Most inputs drawn for all simulations that are restored together.
const DRAWN_INPUTS: f64 = 4.0 * DRAW_LIMIT;
/// Most memory for all their associations together.
const DRAWN_MEMORY: u64 = 2 * MEMORY_LIMIT;

/// Sets of associations that have been drawn, so that simulations with the same ones share them.
#[derive(Debug, Default)]
pub struct Drawn {
    sets: Vec<(Origin, Option<Arc<Stimuli>>)>,
    inputs: f64,
    memory: u64,
    cancel: Arc<AtomicBool>,
}

/// What a set of associations is a function of.
#[derive(Debug, Clone, PartialEq)]
struct Origin {
    params: [f64; 5],
    seed: u64,
    draws: Vec<Draw>,
}

impl Drawn {
    /// Nothing drawn yet, and nothing more once `cancel` is set.
    pub fn cancelled_by(cancel: &Arc<AtomicBool>) -> Self {
        Self { cancel: Arc::clone(cancel), ..Self::default() }
    }

    /// The associations of these draws; they are drawn unless they have been, or `cancel` is set.
    ///
    /// # Errors
    /// [`StateError::TooMuch`] if there are too many different ones, or [`StateError::Cancelled`].
    pub fn get(&mut self, params: &Params, seed: u64, draws: &[Draw]) -> Result<Arc<Stimuli>, StateError> {
        let at = self.admit(params, seed, draws)?;
        let (_, stimuli) = &mut self.sets[at];
        if let Some(stimuli) = stimuli {
            return Ok(Arc::clone(stimuli));
        }
        if self.cancel.load(Ordering::Relaxed) {
            return Err(StateError::Cancelled);
        }
        let drawn = Arc::new(Stimuli::drawn(params, seed, draws));
        *stimuli = Some(Arc::clone(&drawn));
        Ok(drawn)
    }

    /// Counts the associations of these draws without drawing them; gives their place.
    ///
    /// # Errors
    /// [`StateError::TooMuch`].
    pub fn admit(&mut self, params: &Params, seed: u64, draws: &[Draw]) -> Result<usize, StateError> {
        let Params { n_e, n_i, f_in, f_out, c, .. } = *params;
        let of = [n_e as f64, n_i as f64, f_in, f_out, c];
        let origin = Origin { params: of, seed, draws: draws.to_vec() };
        if let Some(at) = self.sets.iter().position(|(other, _)| *other == origin) {
            return Ok(at);
        }
        self.inputs += params.p as f64 * params.synapses() as f64;
        self.memory += params.memory_needed();
        if self.inputs > DRAWN_INPUTS || self.memory > DRAWN_MEMORY {
            return Err(StateError::TooMuch { runs: self.sets.len() + 1 });
        }
        self.sets.push((origin, None));
        Ok(self.sets.len() - 1)
    }
}
