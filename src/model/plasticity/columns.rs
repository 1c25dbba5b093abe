//! Who can change a weight: the columns of the ledger, the four rules first.

use std::sync::Arc;

use super::RULES;
use super::language::{Target, slug};
use super::loaded::Rules;
use super::per_rule::{ColumnMap, MOST_COLUMNS};
use crate::model::population::Population;

/// Where a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// One of the four rules, by number.
    BuiltIn(usize),
    /// A rule that was loaded: file and rule in it, by number.
    Loaded(usize, usize),
    /// Rules that were loaded once and have been removed.
    Removed,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleColumn {
    /// Name, as in a legend.
    pub name: String,
    /// Whose synapses it changes.
    pub target: Target,
    /// Where it comes from.
    pub source: Source,
}

impl RuleColumn {
    /// Name in files: of rules that were loaded, in lower case with - between words.
    pub fn key(&self) -> String {
        match self.source {
            Source::BuiltIn(_) => self.name.clone(),
            Source::Loaded(..) | Source::Removed => slug(&self.name),
        }
    }

    /// Of which population.
    pub fn population(&self) -> Population {
        self.target.population()
    }
}

/// All rules of a neuron, in the order of the ledger's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Arc<Vec<RuleColumn>>);

impl Default for Columns {
    fn default() -> Self {
        Self::new(&Rules::default(), &[])
    }
}

impl Columns {
    /// The columns of these rules, and of removed ones with these targets.
    pub fn new(rules: &Rules, removed: &[Target]) -> Self {
        let built_in = RULES.iter().enumerate().map(|(at, rule)| {
            let target = match rule.population {
                Population::Excitatory => Target::E,
                Population::Inhibitory => Target::I,
            };
            RuleColumn { name: rule.name.to_owned(), target, source: Source::BuiltIn(at) }
        });
        let loaded = rules.rules().map(|((file, at), rule)| RuleColumn {
            name: rule.name.clone(),
            target: rule.on,
            source: Source::Loaded(file, at),
        });
        let removed = Target::ALL.into_iter().filter(|target| removed.contains(target)).map(|target| {
            RuleColumn { name: format!("Removed rules ({})", target.name()), target, source: Source::Removed }
        });
        Self(Arc::new(built_in.chain(loaded).chain(removed).take(MOST_COLUMNS).collect()))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There are always the four.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order.
    pub fn iter(&self) -> std::slice::Iter<'_, RuleColumn> {
        self.0.iter()
    }

    /// One of them.
    pub fn get(&self, rule: usize) -> Option<&RuleColumn> {
        self.0.get(rule)
    }

    /// Its name.
    pub fn name(&self, rule: usize) -> &str {
        self.0.get(rule).map_or("", |column| &column.name)
    }

    /// Sign of its effect on the drive: inhibition counts with a minus.
    pub fn sign(&self, rule: usize) -> f64 {
        match self.0.get(rule).map(RuleColumn::population) {
            Some(Population::Inhibitory) => -1.0,
            _ => 1.0,
        }
    }

    /// Place of a loaded rule, by file and rule in it.
    pub fn of_loaded(&self, file: usize, rule: usize) -> Option<usize> {
        self.0.iter().position(|column| column.source == Source::Loaded(file, rule))
    }

    /// Targets of removed rules.
    pub fn removed(&self) -> Vec<Target> {
        self.0.iter().filter(|column| column.source == Source::Removed).map(|column| column.target).collect()
    }

    /// The columns after `rules` have taken the place of those of these columns, and where each of these is then. Rules
    /// that are no longer there come together by target, where `changed` says that they have changed something.
    pub fn replaced(&self, rules: &Rules, changed: impl Fn(usize) -> bool) -> (Self, ColumnMap) {
        let alone = Self::new(rules, &[]);
        let stays = |column: &RuleColumn| {
            let same = |other: &RuleColumn| {
                let kind =
                    matches!(column.source, Source::BuiltIn(_)) == matches!(other.source, Source::BuiltIn(_));
                kind && other.name == column.name && other.target == column.target
            };
            (column.source != Source::Removed).then(|| alone.iter().position(same)).flatten()
        };
        let mut removed = Vec::new();
        for (at, column) in self.iter().enumerate() {
            if column.source == Source::Removed || (stays(column).is_none() && changed(at)) {
                removed.push(column.target);
            }
        }
        let now = Self::new(rules, &removed);
        let place = |column: &RuleColumn| {
            let heir = |other: &RuleColumn| other.source == Source::Removed && other.target == column.target;
            // What changed nothing may go anywhere: it adds nothing.
            stays(column).or_else(|| now.iter().position(heir)).unwrap_or(0)
        };
        let map = ColumnMap(self.iter().map(place).collect());
        (now, map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plasticity::language::BUILT_IN;

    #[test]
    fn rule_files_call_the_built_in_rules_by_their_names() {
        assert_eq!(RULES.each_ref().map(|rule| rule.name), BUILT_IN);
    }
}
