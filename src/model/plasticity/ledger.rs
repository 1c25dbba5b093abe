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
use serde::{Deserialize, Serialize};

use super::entry::{Column, Entry};
use super::groups::Groups;
use super::language::Target;
use super::per_rule::{ColumnMap, PerRule};
use super::{Change, Columns};
use crate::model::active::prefetch;
use crate::model::packed;
use crate::model::patterns::Patterns;
use crate::model::population::Population;
use crate::model::stimuli::Stimuli;
use crate::model::weights::Weights;

/// The ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerState {
    /// Sums by stimulus and rule: of active synapses, of silent ones.
    #[serde(with = "packed")]
    pub per_stimulus: Vec<[f64; 2]>,
    /// Sums over excitatory stimuli that were replaced, N_E x rules; empty if none were.
    #[serde(with = "packed")]
    pub earlier_e: Vec<f64>,
    /// The same for inhibitory synapses, N_I x rules.
    #[serde(with = "packed")]
    pub earlier_i: Vec<f64>,
}

/// Running sums of the rules' requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    columns: Columns,
    /// How many of them; at hand, since every presentation asks for it.
    rules: usize,
    groups: Groups,
    /// P x rules.
    per_stimulus: Vec<Change>,
    /// Sums over stimuli that have since been replaced; N x rules, empty until that happens.
    earlier_e: Array2<f64>,
    earlier_i: Array2<f64>,
}

impl Ledger {
    /// An empty ledger for `stimuli` associations and these rules.
    pub fn new(stimuli: usize, columns: Columns, groups: Groups) -> Self {
        let empty = || Array2::zeros((0, columns.len()));
        let per_stimulus = vec![Change::NONE; stimuli * columns.len()];
        Self { per_stimulus, earlier_e: empty(), earlier_i: empty(), rules: columns.len(), columns, groups }
    }

    /// Everything about it.
    pub(in crate::model) fn state(&self) -> LedgerState {
        LedgerState {
            per_stimulus: self.per_stimulus.iter().map(|change| [change.active, change.silent]).collect(),
            earlier_e: self.earlier_e.iter().copied().collect(),
            earlier_i: self.earlier_i.iter().copied().collect(),
        }
    }

    /// A ledger in a state that has been checked.
    pub(in crate::model) fn from_state(state: LedgerState, columns: Columns, groups: Groups) -> Self {
        let change = |[active, silent]: [f64; 2]| Change { active, silent };
        let sums = |values: Vec<f64>| {
            let rows = values.len() / columns.len();
            Array2::from_shape_vec((rows, columns.len()), values).unwrap_or_default()
        };
        Self {
            per_stimulus: state.per_stimulus.into_iter().map(change).collect(),
            earlier_e: sums(state.earlier_e),
            earlier_i: sums(state.earlier_i),
            rules: columns.len(),
            columns,
            groups,
        }
    }

    /// Its rules.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    fn stimuli(&self) -> usize {
        self.per_stimulus.len() / self.rules
    }

    /// Adds what rule `rule` asked of the weights when stimulus `mu` was shown.
    pub fn record(&mut self, mu: usize, rule: usize, change: Change) {
        self.per_stimulus[mu * self.rules + rule] += change;
    }

    /// The sums of stimulus `mu`, by rule.
    #[inline]
    pub(in crate::model) fn row_mut(&mut self, mu: usize) -> &mut [Change] {
        &mut self.per_stimulus[mu * self.rules..(mu + 1) * self.rules]
    }

    /// Has the processor fetch the sums of stimulus `mu`, which are soon asked for.
    #[inline]
    pub(in crate::model) fn fetch(&self, mu: usize) {
        prefetch(&self.per_stimulus[mu * self.rules..(mu + 1) * self.rules]);
    }

    /// What rule `rule` has asked of the synapses active (and silent) in stimulus `mu` when that
    /// stimulus was shown, summed over its presentations, in units of weight.
    pub fn of_stimulus(&self, mu: usize, rule: usize) -> Change {
        self.per_stimulus[mu * self.rules + rule]
    }

    /// What rule `rule` has asked of all synapses of its population together, whose inputs `patterns` and whose weights
    /// `weights` are, in units of weight.
    pub fn sum_of_weights(&self, rule: usize, patterns: &Patterns, weights: &Weights) -> f64 {
        let Some(column) = self.columns.get(rule) else { return 0.0 };
        let n = self.groups.size(column.target, patterns.inputs());
        let of_stimulus = |mu: usize| {
            let active = self.groups.count(column.target, patterns.active(mu));
            let change = self.of_stimulus(mu, rule);
            change.active * active as f64 + change.silent * (n - active) as f64
        };
        let present: f64 = (0..self.stimuli()).map(of_stimulus).sum();
        let earlier = self.earlier(column.population());
        let earlier: f64 = (0..earlier.nrows()).filter_map(|j| earlier.get((j, rule))).sum();
        present + earlier + weights.sum_of_fractions(rule)
    }

    /// Has rule `rule` ever asked anything?
    pub(in crate::model) fn has_asked(&self, rule: usize) -> bool {
        let earlier = [&self.earlier_e, &self.earlier_i];
        let mut present = (0..self.stimuli()).map(|mu| self.of_stimulus(mu, rule));
        present.any(|change| change != Change::NONE)
            || earlier.iter().any(|sums| (0..sums.nrows()).any(|j| sums.get((j, rule)) != Some(&0.0)))
    }

    /// The ledger of synapse `j` of `weights`, whose inputs are those of `stimuli`.
    pub fn synapse(&self, weights: &Weights, stimuli: &Stimuli, j: usize) -> Entry {
        let population = weights.population();
        let patterns = patterns_of(population, stimuli);
        let mut requests = PerRule::default();
        let own: Vec<usize> = self.covering(population, j).collect();
        for mu in 0..self.stimuli() {
            let active = patterns.contains(mu, j);
            for &rule in &own {
                let change = self.of_stimulus(mu, rule);
                requests[rule] += if active { change.active } else { change.silent };
            }
        }
        let earlier = self.earlier(population);
        for &rule in &own {
            requests[rule] += earlier.get((j, rule)).copied().unwrap_or(0.0);
            requests[rule] += weights.fractions(rule, j);
        }
        complete(weights, j, requests)
    }

    /// The ledger of every synapse: N x columns, in the order of [`Column::all`].
    pub fn table(&self, weights: &Weights, stimuli: &Stimuli) -> Array2<f64> {
        let requests = self.requests(weights.population(), stimuli);
        let rules = self.columns.len();
        let mut table = Array2::zeros((weights.len(), rules + 2));
        for (j, mut row) in table.rows_mut().into_iter().enumerate() {
            let own = PerRule::from_fn(|rule| {
                requests.get((j, rule)).copied().unwrap_or(0.0) + weights.fractions(rule, j)
            });
            let entry = complete(weights, j, own);
            for (to, column) in row.iter_mut().zip(Column::all(rules)) {
                *to = entry.get(column);
            }
        }
        table
    }

    /// Keeps the sums so far by synapse and starts again for `next` stimuli, because the present ones
    /// are about to be replaced.
    pub fn replace_stimuli(&mut self, present: &Stimuli, next: usize) {
        self.earlier_e = self.requests(Population::Excitatory, present);
        self.earlier_i = self.requests(Population::Inhibitory, present);
        self.per_stimulus = vec![Change::NONE; next * self.columns.len()];
    }

    /// Makes room for `more` further stimuli.
    pub fn extend(&mut self, more: usize) {
        let stimuli = self.stimuli() + more;
        self.per_stimulus.resize(stimuli * self.columns.len(), Change::NONE);
    }

    /// Goes on with other rules: what was asked by column r counts to column `map[r]` of `columns`.
    pub(in crate::model) fn set_columns(&mut self, columns: Columns, map: &ColumnMap) {
        let mut per_stimulus = vec![Change::NONE; self.stimuli() * columns.len()];
        for (row, to) in
            self.per_stimulus.chunks(self.columns.len()).zip(per_stimulus.chunks_mut(columns.len()))
        {
            row.iter().zip(map.targets()).for_each(|(change, &at)| to[at] += *change);
        }
        for earlier in [&mut self.earlier_e, &mut self.earlier_i] {
            let mut sums = Array2::zeros((earlier.nrows(), columns.len()));
            for (row, mut to) in earlier.rows().into_iter().zip(sums.rows_mut()) {
                row.iter().zip(map.targets()).for_each(|(sum, &at)| to[at] += sum);
            }
            *earlier = sums;
        }
        self.per_stimulus = per_stimulus;
        self.rules = columns.len();
        self.columns = columns;
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

    /// Rules that change synapse `j` of `population`.
    fn covering(&self, population: Population, j: usize) -> impl Iterator<Item = usize> + '_ {
        let covers = move |target: Target| target.population() == population && self.groups.covers(target, j);
        self.columns.iter().enumerate().filter(move |(_, column)| covers(column.target)).map(|(rule, _)| rule)
    }

    fn requests(&self, population: Population, stimuli: &Stimuli) -> Array2<f64> {
        let patterns = patterns_of(population, stimuli);
        let mut sums = Array2::zeros((patterns.inputs(), self.columns.len()));
        if !self.earlier(population).is_empty() {
            sums.assign(self.earlier(population));
        }
        for (rule, column) in self.columns.iter().enumerate() {
            if column.population() != population {
                continue;
            }
            let changes = || (0..self.stimuli()).map(|mu| self.of_stimulus(mu, rule));
            let silent: f64 = changes().map(|change| change.silent).sum();
            let covers = |j: usize| self.groups.covers(column.target, j);
            let mut sums = sums.column_mut(rule);
            sums.iter_mut().enumerate().filter(|(j, _)| covers(*j)).for_each(|(_, sum)| *sum += silent);
            for (mu, change) in changes().enumerate() {
                let difference = change.active - change.silent;
                if difference != 0.0 {
                    let active = patterns.active(mu).iter();
                    active.filter(|&j| covers(j)).for_each(|j| sums[j] += difference);
                }
            }
        }
        sums
    }
}

fn patterns_of(population: Population, stimuli: &Stimuli) -> &Patterns {
    match population {
        Population::Excitatory => stimuli.excitatory(),
        Population::Inhibitory => stimuli.inhibitory(),
    }
}

/// Adds bounds and turnover. Turnover only rescales between presentations, so its sum over time is
/// what neither the rules nor the bounds explain; where it never acted, the bounds are what the
/// rules do not explain.
fn complete(weights: &Weights, j: usize, rules: PerRule<f64>) -> Entry {
    let unexplained = weights.get(j) - weights.start(j) - rules.sum();
    let (turnover, bounds) = match weights.clipped(j) {
        Some(given) => (unexplained - given, given),
        None => (0.0, unexplained),
    };
    Entry { rules, turnover, bounds }
}
