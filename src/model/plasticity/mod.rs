//! The four local rules and the registry that lists them.
//!
//! Every rule changes a synapse only through whether its input was active. A rule is therefore a
//! pure function from one presentation to two numbers, a [`Change`] of the active and of the silent
//! synapses, in units of current; one kernel ([`super::weights`]) applies them all, reading the
//! weights as they were before any of them changed.
//!
//! To add a rule to the program: write its file, and add it to [`RULES`]. Others are loaded while it runs ([`Rules`],
//! written in the [`language`]); [`Columns`] lists them all.

mod acetylcholine;
mod columns;
pub mod entry;
mod groups;
mod hebbian;
mod inhibitory;
pub mod language;
pub mod ledger;
mod loaded;
mod noradrenaline;
mod per_rule;

pub use columns::{Columns, RuleColumn, Source};
pub use groups::Groups;
pub use loaded::{Loaded, Rules, RulesError};
pub use per_rule::{ColumnMap, MOST_COLUMNS, PerRule};

use super::Params;
use super::population::Population;
use super::presentation::Presentation;

/// What one rule asks of the synapses in one presentation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Change {
    /// Change of each synapse whose input was active.
    pub active: f64,
    /// Change of each synapse whose input was silent.
    pub silent: f64,
}

impl Change {
    /// No change.
    pub const NONE: Self = Self { active: 0.0, silent: 0.0 };

    /// A change of the active synapses alone.
    pub fn active(active: f64) -> Self {
        Self { active, silent: 0.0 }
    }

    /// Both numbers times `factor`.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { active: self.active * factor, silent: self.silent * factor }
    }
}

impl std::ops::AddAssign for Change {
    fn add_assign(&mut self, other: Self) {
        self.active += other.active;
        self.silent += other.silent;
    }
}

/// One plasticity rule.
#[derive(Debug)]
pub struct Rule {
    /// Short name, as in a legend.
    pub name: &'static str,
    /// Its equation.
    pub equation: &'static str,
    /// Whose synapses it changes.
    pub population: Population,
    /// Is it switched on?
    pub enabled: fn(&Params) -> bool,
    /// What it asks, in units of current: times k_E or k_I it is the change of a weight.
    pub change: fn(&Presentation, &Params) -> Change,
}

/// The rules, in the order of the ledger's columns.
pub static RULES: [Rule; 4] = [acetylcholine::RULE, noradrenaline::RULE, hebbian::RULE, inhibitory::RULE];

/// What every rule of [`RULES`] asks, in that order. The rules are known where this is compiled, so that their equations
/// stand in the loop that asks them.
#[inline(always)]
pub(super) fn built_in(
    now: &Presentation,
    params: &Params,
    mut asked: impl FnMut(usize, Population, Change),
) {
    const ALL: [&Rule; 4] = [&acetylcholine::RULE, &noradrenaline::RULE, &hebbian::RULE, &inhibitory::RULE];
    asked(0, ALL[0].population, acetylcholine::change(now, params));
    asked(1, ALL[1].population, noradrenaline::change(now, params));
    asked(2, ALL[2].population, hebbian::change(now, params));
    asked(3, ALL[3].population, inhibitory::change(now, params));
}

/// Index in [`RULES`] of each published rule.
pub mod index {
    /// ACh-dependent.
    pub const ACH: usize = 0;
    /// NA-dependent.
    pub const NA: usize = 1;
    /// Hebbian.
    pub const HEBBIAN: usize = 2;
    /// Inhibitory.
    pub const INHIBITORY: usize = 3;
}
