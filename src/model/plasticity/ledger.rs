//! The ledger: how much of every weight's change each rule, turnover and the bounds account for.
//!
//! A rule's request depends on a synapse only through whether its input was active, so the ledger
//! keeps two running sums per stimulus and rule instead of one per synapse: recording a
//! presentation costs the same whatever N is, and a synapse's column is summed when it is asked
//! for:
//!
//! ```text
//! rule r, synapse j:  sum_mu  x[mu,j] A_r[mu] + (1 - x[mu,j]) S_r[mu]
//! ```
//!
//! What the rules ask for and what a weight does differ by the bounds (hard clipping, and with
//! `soft` > 0 the part that soft bounds take away) and by turnover. Columns sum to the change.

use ndarray::Array2;

use super::{Change, RULES};
use crate::model::packed;
use crate::model::population::Population;
use crate::model::stimuli::{Patterns, Stimuli};
use crate::model::weights::Weights;
use serde::{Deserialize, Serialize};

/// A rule's requests by stimulus: active and silent, for each rule.
pub type RequestsByStimulus = Vec<[[f64; 2]; RULES.len()]>;

/// The ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Sums by stimulus and rule.
    #[serde(with = "packed")]
    pub per_stimulus: RequestsByStimulus,
    /// Sums over excitatory stimuli that were replaced, N_E x rules; empty if none were.
    #[serde(with = "packed")]
    pub earlier_e: Vec<f64>,
    /// The same for inhibitory synapses, N_I x rules.
    #[serde(with = "packed")]
    pub earlier_i: Vec<f64>,
}

/// Who changed a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The rule with this index in [`RULES`].
    Rule(usize),
    /// Multiplicative decay of every weight.
    Turnover,
    /// What the bounds, hard or soft, took from or gave to the rules' requests.
    Bounds,
}

impl Column {
    /// Number of columns.
    pub const COUNT: usize = RULES.len() + 2;

    /// All columns in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..RULES.len()).map(Self::Rule).chain([Self::Turnover, Self::Bounds])
    }

    /// Name, as in a legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rule(rule) => RULES[rule].name,
            Self::Turnover => "Turnover",
            Self::Bounds => "Bounds",
        }
    }
}

/// Change of one weight by column, in units of weight.
pub type Entry = [f64; Column::COUNT];

type Requests = [Change; RULES.len()];

/// Running sums of the rules' requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    per_stimulus: Vec<Requests>,
    /// Sums over stimuli that have since been replaced; N x rules, empty until that happens.
    earlier_e: Array2<f64>,
    earlier_i: Array2<f64>,
}

impl Ledger {
    /// An empty ledger for `stimuli` associations.
    pub fn new(stimuli: usize) -> Self {
        let empty = || Array2::zeros((0, RULES.len()));
        Self {
            per_stimulus: vec![[Change::NONE; RULES.len()]; stimuli],
            earlier_e: empty(),
            earlier_i: empty(),
        }
    }

    /// Everything about it.
    pub(in crate::model) fn state(&self) -> LedgerState {
        let pair = |change: Change| [change.active, change.silent];
        LedgerState {
            per_stimulus: self.per_stimulus.iter().map(|changes| changes.map(pair)).collect(),
            earlier_e: self.earlier_e.iter().copied().collect(),
            earlier_i: self.earlier_i.iter().copied().collect(),
        }
    }

    /// A ledger in a state that has been checked.
    pub(in crate::model) fn from_state(state: LedgerState) -> Self {
        let change = |[active, silent]: [f64; 2]| Change { active, silent };
        let sums = |values: Vec<f64>| {
            let rows = values.len() / RULES.len();
            Array2::from_shape_vec((rows, RULES.len()), values).unwrap_or_default()
        };
        Self {
            per_stimulus: state.per_stimulus.into_iter().map(|pairs| pairs.map(change)).collect(),
            earlier_e: sums(state.earlier_e),
            earlier_i: sums(state.earlier_i),
        }
    }

    /// Adds what rule `rule` asked of the weights when stimulus `mu` was shown.
    pub fn record(&mut self, mu: usize, rule: usize, change: Change) {
        self.per_stimulus[mu][rule] += change;
    }

    /// What rule `rule` has asked of the synapses active (and silent) in stimulus `mu` when that
    /// stimulus was shown, summed over its presentations, in units of weight.
    pub fn of_stimulus(&self, mu: usize, rule: usize) -> Change {
        self.per_stimulus[mu][rule]
    }

    /// What rule `rule` has asked of all synapses of its population together, whose inputs `patterns` are, in units of
    /// weight.
    pub fn sum_of_weights(&self, rule: usize, patterns: &Patterns) -> f64 {
        let n = patterns.inputs();
        let of_stimulus = |(mu, changes): (usize, &Requests)| {
            let active = patterns.active(mu).indices().len();
            changes[rule].active * active as f64 + changes[rule].silent * (n - active) as f64
        };
        let present: f64 = self.per_stimulus.iter().enumerate().map(of_stimulus).sum();
        let earlier = self.earlier(RULES[rule].population);
        present + (0..earlier.nrows()).filter_map(|j| earlier.get((j, rule))).sum::<f64>()
    }

    /// The ledger of synapse `j` of `weights`, whose inputs are those of `stimuli`.
    pub fn synapse(&self, weights: &Weights, stimuli: &Stimuli, j: usize) -> Entry {
        let patterns = patterns_of(weights.population(), stimuli);
        let mut requests = [0.0; RULES.len()];
        for (mu, sums) in self.per_stimulus.iter().enumerate() {
            let active = patterns.contains(mu, j);
            for (total, change) in requests.iter_mut().zip(sums) {
                *total += if active { change.active } else { change.silent };
            }
        }
        for (total, before) in requests.iter_mut().zip(self.earlier(weights.population()).row_or_zero(j)) {
            *total += before;
        }
        complete(weights, j, population_share(requests, weights.population()))
    }

    /// The ledger of every synapse: N x [`Column::COUNT`].
    pub fn table(&self, weights: &Weights, stimuli: &Stimuli) -> Array2<f64> {
        let requests = self.requests(weights.population(), stimuli);
        let mut table = Array2::zeros((weights.len(), Column::COUNT));
        for (j, mut row) in table.rows_mut().into_iter().enumerate() {
            let mut own = [0.0; RULES.len()];
            own.iter_mut().zip(requests.row(j)).for_each(|(to, from)| *to = *from);
            let entry = complete(weights, j, own);
            row.iter_mut().zip(entry).for_each(|(to, from)| *to = from);
        }
        table
    }

    /// Keeps the sums so far by synapse and starts again for `next` stimuli, because the present ones
    /// are about to be replaced.
    pub fn replace_stimuli(&mut self, present: &Stimuli, next: usize) {
        self.earlier_e = self.requests(Population::Excitatory, present);
        self.earlier_i = self.requests(Population::Inhibitory, present);
        self.per_stimulus = vec![[Change::NONE; RULES.len()]; next];
    }

    /// Makes room for `more` further stimuli.
    pub fn extend(&mut self, more: usize) {
        let stimuli = self.per_stimulus.len() + more;
        self.per_stimulus.resize(stimuli, [Change::NONE; RULES.len()]);
    }

    /// Memory that a copy takes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.per_stimulus.as_slice())
            + (self.earlier_e.len() + self.earlier_i.len()) * size_of::<f64>()
    }

    fn earlier(&self, population: Population) -> &Array2<f64> {
        match population {
            Population::Excitatory => &self.earlier_e,
            Population::Inhibitory => &self.earlier_i,
        }
    }

    fn requests(&self, population: Population, stimuli: &Stimuli) -> Array2<f64> {
        let patterns = patterns_of(population, stimuli);
        let mut sums = Array2::zeros((patterns.inputs(), RULES.len()));
        if !self.earlier(population).is_empty() {
            sums.assign(self.earlier(population));
        }
        for rule in (0..RULES.len()).filter(|&rule| RULES[rule].population == population) {
            let silent: f64 = self.per_stimulus.iter().map(|changes| changes[rule].silent).sum();
            let mut column = sums.column_mut(rule);
            column += silent;
            for (mu, changes) in self.per_stimulus.iter().enumerate() {
                let difference = changes[rule].active - changes[rule].silent;
                if difference != 0.0 {
                    patterns.active(mu).indices().iter().for_each(|&j| column[j as usize] += difference);
                }
            }
        }
        sums
    }
}

trait RowOrZero {
    fn row_or_zero(&self, j: usize) -> [f64; RULES.len()];
}

impl RowOrZero for Array2<f64> {
    fn row_or_zero(&self, j: usize) -> [f64; RULES.len()] {
        std::array::from_fn(|rule| self.get((j, rule)).copied().unwrap_or(0.0))
    }
}

fn patterns_of(population: Population, stimuli: &Stimuli) -> &Patterns {
    match population {
        Population::Excitatory => stimuli.excitatory(),
        Population::Inhibitory => stimuli.inhibitory(),
    }
}

fn population_share(requests: [f64; RULES.len()], population: Population) -> [f64; RULES.len()] {
    std::array::from_fn(|rule| if RULES[rule].population == population { requests[rule] } else { 0.0 })
}

/// Adds bounds and turnover. Turnover only rescales between presentations, so its sum over time is
/// what neither the rules nor the bounds explain; where it never acted, the bounds are what the
/// rules do not explain.
fn complete(weights: &Weights, j: usize, requests: [f64; RULES.len()]) -> Entry {
    let unexplained = weights.get(j) - weights.start(j) - requests.iter().sum::<f64>();
    let (turnover, bounds) = match weights.clipped(j) {
        Some(given) => (unexplained - given, given),
        None => (0.0, unexplained),
    };
    let mut entry = [0.0; Column::COUNT];
    entry[..RULES.len()].copy_from_slice(&requests);
    entry[RULES.len()] = turnover;
    entry[RULES.len() + 1] = bounds;
    entry
}
