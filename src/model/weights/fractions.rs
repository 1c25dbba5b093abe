//! What rules ask of a synapse by its own weight, kept for the ledger at no cost for synapses that are not touched.
//!
//! Where a rule asks the same fraction c of all weights, it changes their common scale. A synapse with stored value v is
//! then changed by v times the change of the scale, so that the sum of these changes, less what it was when v last
//! changed, says what was asked of it since.

use serde::{Deserialize, Serialize};

use super::Weights;
use crate::model::check::{StateError, finite, require};
use crate::model::plasticity::ColumnMap;
use crate::model::{Active, packed};

/// What one rule has asked of every synapse by its own weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Fractions {
    /// The rule.
    pub(super) rule: usize,
    /// Sum of the changes of scale that it asked for.
    pub(super) total: f64,
    /// The sum when each synapse's stored value changed last.
    seen: Vec<f64>,
    /// What was asked until then, in units of weight.
    pub(super) given: Vec<f64>,
}

/// The same as plain values; both lists have N entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FractionsState {
    /// Column of the rule.
    pub rule: usize,
    /// Sum of the changes of scale.
    pub total: f64,
    /// The sum when each value changed last.
    #[serde(with = "packed")]
    pub seen: Vec<f64>,
    /// What was asked until then.
    #[serde(with = "packed")]
    pub given: Vec<f64>,
}

impl FractionsState {
    pub(super) fn check(&self, n: usize, rules: usize) -> Result<(), StateError> {
        require(self.rule < rules, "a rule that is not there has changed weights")?;
        require(
            self.seen.len() == n && self.given.len() == n,
            "what a rule asked is not kept for N weights",
        )?;
        let all_finite = self.total.is_finite() && finite(&self.seen) && finite(&self.given);
        require(all_finite, "what a rule asked is not finite")
    }
}

impl Fractions {
    fn new(rule: usize, n: usize) -> Self {
        Self { rule, total: 0.0, seen: vec![0.0; n], given: vec![0.0; n] }
    }

    pub(super) fn state(&self) -> FractionsState {
        let Self { rule, total, seen, given } = self.clone();
        FractionsState { rule, total, seen, given }
    }

    pub(super) fn from_state(state: FractionsState) -> Self {
        let FractionsState { rule, total, seen, given } = state;
        Self { rule, total, seen, given }
    }

    fn settle(&mut self, j: usize, value: f64) {
        self.given[j] += value * (self.total - self.seen[j]);
        self.seen[j] = self.total;
    }
}

impl Weights {
    /// Prepares for rule `rule` to ask by the weight itself.
    pub fn track_fractions(&mut self, rule: usize) {
        if !self.fractions.iter().any(|fractions| fractions.rule == rule) {
            self.fractions.push(Fractions::new(rule, self.len()));
        }
    }

    /// What rule `rule` has asked of synapse `j` by its own weight since the start.
    pub fn fractions(&self, rule: usize, j: usize) -> f64 {
        let of_rule = |fractions: &&Fractions| fractions.rule == rule;
        self.fractions.iter().find(of_rule).map_or(0.0, |fractions| {
            fractions.given[j] + self.values[j] * (fractions.total - fractions.seen[j])
        })
    }

    /// Has rule `rule` asked anything by the weight itself?
    pub(in crate::model) fn has_fractions(&self, rule: usize) -> bool {
        let asked = |fractions: &Fractions| {
            fractions.total != 0.0 || fractions.given.iter().any(|given| *given != 0.0)
        };
        self.fractions.iter().any(|fractions| fractions.rule == rule && asked(fractions))
    }

    /// The same for all synapses together.
    pub fn sum_of_fractions(&self, rule: usize) -> f64 {
        if self.fractions.iter().all(|fractions| fractions.rule != rule) {
            return 0.0;
        }
        (0..self.len()).map(|j| self.fractions(rule, j)).sum()
    }

    /// The same for the synapses that are active in a stimulus.
    pub fn fractions_of(&self, rule: usize, active: Active<'_>) -> f64 {
        if self.fractions.iter().all(|fractions| fractions.rule != rule) {
            return 0.0;
        }
        active.iter().map(|j| self.fractions(rule, j)).sum()
    }

    /// Goes on with other rules.
    pub(in crate::model) fn move_fractions(&mut self, map: &ColumnMap) {
        self.settle_all();
        let earlier = std::mem::take(&mut self.fractions);
        for mut fractions in earlier {
            let Some(&rule) = map.targets().get(fractions.rule) else { continue };
            match self.fractions.iter_mut().find(|other| other.rule == rule) {
                Some(other) => {
                    other.given.iter_mut().zip(&fractions.given).for_each(|(to, more)| *to += more)
                }
                None => {
                    fractions.rule = rule;
                    self.fractions.push(fractions);
                }
            }
        }
    }

    pub(super) fn settle_all(&mut self) {
        for fractions in &mut self.fractions {
            for (j, &value) in self.values.iter().enumerate() {
                fractions.settle(j, value);
            }
        }
    }

    pub(super) fn settle(&mut self, active: Active<'_>) {
        for fractions in &mut self.fractions {
            active.for_each(|j| fractions.settle(j, self.values[j]));
        }
    }

    /// Adds a change of scale that a rule asked for.
    pub(super) fn add_scale(&mut self, rule: usize, change: f64) {
        if let Some(fractions) = self.fractions.iter_mut().find(|fractions| fractions.rule == rule) {
            fractions.total += change;
        }
    }

    /// Adds what a rule asked of one synapse.
    pub(super) fn add_fraction(&mut self, rule: usize, j: usize, change: f64) {
        if let Some(fractions) = self.fractions.iter_mut().find(|fractions| fractions.rule == rule) {
            fractions.given[j] += change;
        }
    }
}
