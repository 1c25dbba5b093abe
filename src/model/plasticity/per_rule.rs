//! One value for each rule, in place: nothing is allocated while it is recorded.

use std::ops::{Index, IndexMut};

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::language::limits;

/// Rules that a neuron can have at once, and what removed ones have left: the four, those that were loaded, and one
/// column of removed ones for each kind of target.
pub const MOST_COLUMNS: usize = 4 + limits::RULES + 4;

/// Values by rule, in the order of [`super::Columns`]; a rule that is not there has none, that is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerRule<T>([T; MOST_COLUMNS]);

impl<T: Copy + Default> Default for PerRule<T> {
    fn default() -> Self {
        Self([T::default(); MOST_COLUMNS])
    }
}

impl<T: Copy + Default> PerRule<T> {
    /// The value of each rule.
    pub fn from_fn(value: impl FnMut(usize) -> T) -> Self {
        Self(std::array::from_fn(value))
    }

    /// The values of the first rules; more than there can be are left out.
    pub fn first(values: &[T]) -> Self {
        Self::from_fn(|rule| values.get(rule).copied().unwrap_or_default())
    }

    /// All values, those of rules that are not there included.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The values of the first `rules` rules.
    pub fn of(&self, rules: usize) -> impl Iterator<Item = T> + '_ {
        self.0.iter().copied().take(rules)
    }

    /// All values, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.0.iter_mut()
    }

    /// Each value changed.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> PerRule<U> {
        PerRule(self.0.map(change))
    }
}

impl PerRule<f64> {
    /// Sum over all rules.
    pub fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Are all values finite?
    pub fn is_finite(&self) -> bool {
        self.0.iter().all(|value| value.is_finite())
    }
}

impl<T: Copy + Default + std::ops::AddAssign> PerRule<T> {
    /// The same values after rules were loaded or removed: rule r is now rule `map[r]`.
    #[must_use]
    pub fn moved(&self, map: &ColumnMap) -> Self {
        let mut moved = Self::default();
        for (value, &to) in self.0.iter().zip(&map.0) {
            moved.0[to] += *value;
        }
        moved
    }
}

/// Where the column of each rule is after rules were loaded or removed; several may come together in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap(pub(super) Vec<usize>);

impl ColumnMap {
    /// Is every column where it was?
    pub fn is_identity(&self) -> bool {
        self.0.iter().enumerate().all(|(from, to)| from == *to)
    }

    /// Where each column that was there is now.
    pub fn targets(&self) -> &[usize] {
        &self.0
    }
}

impl<T: Copy + Default, const N: usize> From<[T; N]> for PerRule<T> {
    fn from(values: [T; N]) -> Self {
        Self::first(&values)
    }
}

impl<T> Index<usize> for PerRule<T> {
    type Output = T;
    fn index(&self, rule: usize) -> &T {
        &self.0[rule]
    }
}

impl<T> IndexMut<usize> for PerRule<T> {
    fn index_mut(&mut self, rule: usize) -> &mut T {
        &mut self.0[rule]
    }
}

impl<'a, T> IntoIterator for &'a PerRule<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A list of at least the four rules' values, without the zeros at its end.
impl<T: Serialize + PartialEq + Default> Serialize for PerRule<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let zero = T::default();
        let length = self.0.iter().rposition(|value| *value != zero).map_or(0, |last| last + 1).max(4);
        let mut list = serializer.serialize_seq(Some(length))?;
        for value in &self.0[..length] {
            list.serialize_element(value)?;
        }
        list.end()
    }
}

impl<'de, T: Deserialize<'de> + Copy + Default> Deserialize<'de> for PerRule<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Values(std::marker::PhantomData))
    }
}

struct Values<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de> + Copy + Default> Visitor<'de> for Values<T> {
    type Value = PerRule<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "at most {MOST_COLUMNS} values, one for each rule")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<PerRule<T>, A::Error> {
        let mut values = PerRule::default();
        let mut length = 0;
        while let Some(value) = list.next_element()? {
            if length == MOST_COLUMNS {
                return Err(A::Error::invalid_length(length + 1, &self));
            }
            values.0[length] = value;
            length += 1;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_a_list_of_four_was() {
        let four = [1.5, 0.0, -2.0, 0.0];
        let old = rmp_serde::to_vec_named(&four).unwrap();
        let values: PerRule<f64> = rmp_serde::from_slice(&old).unwrap();
        assert_eq!(values, PerRule::first(&four));
        assert_eq!(rmp_serde::to_vec_named(&values).unwrap(), old);
        let mut more = values;
        more[6] = 3.0;
        let read: PerRule<f64> = rmp_serde::from_slice(&rmp_serde::to_vec_named(&more).unwrap()).unwrap();
        assert_eq!(read, more);
        let long = rmp_serde::to_vec_named(&vec![0.0; MOST_COLUMNS + 1]).unwrap();
        assert!(rmp_serde::from_slice::<PerRule<f64>>(&long).is_err());
    }

    #[test]
    fn columns_that_come_together_are_added() {
        let values = PerRule::first(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let map = ColumnMap(vec![0, 1, 2, 3, 5, 5]);
        assert_eq!(values.moved(&map), PerRule::first(&[1.0, 2.0, 3.0, 4.0, 0.0, 11.0]));
        assert!(!map.is_identity() && ColumnMap(vec![0, 1]).is_identity());
    }
}
