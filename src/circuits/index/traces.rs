//! Traces of activity between two patches, and the weights that they make.

use ndarray::Array2;

use crate::circuits::arrays::Arrays;

/// Hypercolumns of a patch.
pub const HYPERCOLUMNS: usize = 10;
/// Minicolumns of each.
pub const MINICOLUMNS: usize = 10;
/// Units of a patch.
const UNITS: usize = HYPERCOLUMNS * MINICOLUMNS;
/// Gain of the softmax.
const GAIN: f64 = 2.0;
/// What keeps logarithms finite where nothing was ever active together.
const FLOOR: f64 = 1e-3;

/// The active minicolumn of each hypercolumn.
pub type Pattern = [usize; HYPERCOLUMNS];

/// p_i, p_j and p_ij from one patch to another.
#[derive(Debug, Clone)]
pub struct Traces {
    from: Vec<f64>,
    to: Vec<f64>,
    both: Vec<f64>,
}

impl Default for Traces {
    fn default() -> Self {
        let one = 1.0 / MINICOLUMNS as f64;
        Self { from: vec![one; UNITS], to: vec![one; UNITS], both: vec![one * one; UNITS * UNITS] }
    }
}

fn units(pattern: &Pattern) -> Vec<f64> {
    let mut units = vec![0.0; UNITS];
    pattern.iter().enumerate().for_each(|(column, unit)| units[column * MINICOLUMNS + unit] = 1.0);
    units
}

impl Traces {
    /// With these probabilities: of the units of both patches, and of their pairs, row after row.
    pub fn of(from: Vec<f64>, to: Vec<f64>, both: Vec<f64>) -> Self {
        Self { from, to, both }
    }

    /// p_i, p_j and p_ij.
    pub(super) fn state(&self) -> Arrays {
        let array = |rows: usize, values: &[f64]| {
            Array2::from_shape_vec((rows, values.len() / rows), values.to_vec()).unwrap_or_default()
        };
        vec![array(1, &self.from), array(1, &self.to), array(UNITS, &self.both)]
    }

    /// What [`Traces::state`] gave.
    pub(super) fn restored(state: Arrays) -> Self {
        let mut values = state.into_iter().map(|array| array.into_raw_vec_and_offset().0);
        let mut next = || values.next().unwrap_or_default();
        Self { from: next(), to: next(), both: next() }
    }

    /// Prints one showing with rate k.
    pub fn learn(&mut self, from: &Pattern, to: &Pattern, k: f64) {
        let (from, to) = (units(from), units(to));
        let follow = |p: &mut f64, o: f64| *p += k * (o - *p);
        self.from.iter_mut().zip(&from).for_each(|(p, o)| follow(p, *o));
        self.to.iter_mut().zip(&to).for_each(|(p, o)| follow(p, *o));
        for (row, o_i) in self.both.chunks_exact_mut(UNITS).zip(&from) {
            row.iter_mut().zip(&to).for_each(|(p, o_j)| follow(p, o_i * o_j));
        }
    }

    /// w_ij.
    pub fn weight(&self, i: usize, j: usize) -> f64 {
        let both = self.both[i * UNITS + j] + FLOOR * FLOOR;
        (both / ((self.from[i] + FLOOR) * (self.to[j] + FLOOR))).ln()
    }

    /// All w_ij.
    pub fn weights(&self) -> Array2<f64> {
        Array2::from_shape_fn((UNITS, UNITS), |(i, j)| self.weight(i, j))
    }

    /// sum_i w_ij o_i of every unit of the other patch.
    pub fn support(&self, o: &[f64]) -> Vec<f64> {
        let mut support = vec![0.0; UNITS];
        for (i, o) in o.iter().enumerate().filter(|(_, o)| **o != 0.0) {
            support.iter_mut().enumerate().for_each(|(j, support)| *support += o * self.weight(i, j));
        }
        support
    }

    /// The same of a pattern.
    pub fn support_of(&self, pattern: &Pattern) -> Vec<f64> {
        self.support(&units(pattern))
    }
}

/// Softmax within each hypercolumn.
pub fn softmax(support: &[f64]) -> Vec<f64> {
    let mut o = Vec::with_capacity(support.len());
    for column in support.chunks(MINICOLUMNS) {
        let most = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = column.iter().map(|s| (GAIN * (s - most)).exp()).collect();
        let sum: f64 = powers.iter().sum();
        o.extend(powers.iter().map(|power| power / sum));
    }
    o
}
