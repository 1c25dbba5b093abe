//! The change of one weight, by who made it.

use serde::de::Error as _;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::columns::Columns;
use super::per_rule::{MOST_COLUMNS, PerRule};

/// Who changed a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The rule with this index in [`Columns`].
    Rule(usize),
    /// Multiplicative decay of every weight.
    Turnover,
    /// What the bounds, hard or soft, took from or gave to the rules' requests.
    Bounds,
}

impl Column {
    /// All columns in order, of this many rules.
    pub fn all(rules: usize) -> impl Iterator<Item = Self> {
        (0..rules).map(Self::Rule).chain([Self::Turnover, Self::Bounds])
    }

    /// Name, as in a legend.
    pub fn name(self, columns: &Columns) -> &str {
        match self {
            Self::Rule(rule) => columns.name(rule),
            Self::Turnover => "Turnover",
            Self::Bounds => "Bounds",
        }
    }
}

/// Change of one weight by column, in units of weight.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Entry {
    /// By rule.
    pub rules: PerRule<f64>,
    /// By turnover.
    pub turnover: f64,
    /// By the bounds.
    pub bounds: f64,
}

impl Entry {
    /// One column.
    pub fn get(&self, column: Column) -> f64 {
        match column {
            Column::Rule(rule) => self.rules[rule],
            Column::Turnover => self.turnover,
            Column::Bounds => self.bounds,
        }
    }

    /// One column, to be changed.
    pub fn get_mut(&mut self, column: Column) -> &mut f64 {
        match column {
            Column::Rule(rule) => &mut self.rules[rule],
            Column::Turnover => &mut self.turnover,
            Column::Bounds => &mut self.bounds,
        }
    }

    /// The whole change.
    pub fn sum(&self) -> f64 {
        self.rules.sum() + self.turnover + self.bounds
    }

    /// What has been changed since `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            rules: PerRule::from_fn(|rule| self.rules[rule] - earlier.rules[rule]),
            turnover: self.turnover - earlier.turnover,
            bounds: self.bounds - earlier.bounds,
        }
    }

    /// Are all columns finite?
    pub fn is_finite(&self) -> bool {
        self.rules.is_finite() && self.turnover.is_finite() && self.bounds.is_finite()
    }
}

/// A list: rules, turnover, bounds.
impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rules = self.rules.iter().rposition(|value| *value != 0.0).map_or(0, |last| last + 1).max(4);
        let mut list = serializer.serialize_seq(Some(rules + 2))?;
        for column in Column::all(rules) {
            list.serialize_element(&self.get(column))?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values: Vec<f64> =
            crate::model::packed::at_most::<_, _, f64, { MOST_COLUMNS + 2 }>(deserializer)?;
        let [rules @ .., turnover, bounds] = values.as_slice() else {
            return Err(D::Error::invalid_length(values.len(), &"at least turnover and bounds"));
        };
        Ok(Self { rules: PerRule::first(rules), turnover: *turnover, bounds: *bounds })
    }
}
