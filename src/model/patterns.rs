//! Binary patterns, held as the indices of their active inputs in as few bytes as these need.

use super::Active;
use super::active::{Indices, prefetch};

/// P binary patterns over `n` inputs, held as the sorted indices of the active ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    inputs: usize,
    active: List,
    ends: Vec<usize>,
}

/// Indices: one byte each for up to 256 inputs, two up to 65 536, else four.
#[derive(Debug, Clone, PartialEq)]
enum List {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Word(Vec<u32>),
}

/// Runs the same code on a list of any width.
macro_rules! of_any_width {
    ($list:expr, $indices:ident => $code:expr) => {
        match $list {
            List::Byte($indices) => $code,
            List::Short($indices) => $code,
            List::Word($indices) => $code,
        }
    };
}

/// Bytes that an index of one of so many inputs takes.
pub fn index_bytes(inputs: usize) -> usize {
    match inputs {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

impl Patterns {
    pub(super) fn new(inputs: usize) -> Self {
        let active = match index_bytes(inputs) {
            1 => List::Byte(Vec::new()),
            2 => List::Short(Vec::new()),
            _ => List::Word(Vec::new()),
        };
        Self { inputs, active, ends: Vec::new() }
    }

    /// Makes room for `more` stimuli at coding level `f_in`, so that growing does not double.
    pub(super) fn reserve(&mut self, more: usize, f_in: f64) {
        let mean = more as f64 * self.inputs as f64 * f_in;
        let indices = (mean + 6.0 * mean.sqrt()) as usize;
        of_any_width!(&mut self.active, list => list.reserve_exact(indices));
        self.ends.reserve_exact(more);
    }

    /// Adds a stimulus with these active inputs, ascending; what is not an input is left out.
    pub(super) fn push(&mut self, row: impl Iterator<Item = u32>) {
        let inputs = self.inputs;
        let row = row.filter(|&j| (j as usize) < inputs);
        let end = match &mut self.active {
            List::Byte(list) => {
                list.extend(row.map(|j| j as u8));
                list.len()
            }
            List::Short(list) => {
                list.extend(row.map(|j| j as u16));
                list.len()
            }
            List::Word(list) => {
                list.extend(row);
                list.len()
            }
        };
        self.ends.push(end);
    }

    /// The inputs that are active in stimulus `mu`.
    #[inline]
    pub fn active(&self, mu: usize) -> Active<'_> {
        let range = self.start(mu)..self.ends[mu];
        let indices = match &self.active {
            List::Byte(list) => Indices::Byte(&list[range]),
            List::Short(list) => Indices::Short(&list[range]),
            List::Word(list) => Indices::Word(&list[range]),
        };
        Active::checked(indices, self.inputs)
    }

    #[inline]
    fn start(&self, mu: usize) -> usize {
        if mu == 0 { 0 } else { self.ends[mu - 1] }
    }

    /// Has the processor fetch where stimulus `mu` ends, which is soon asked for.
    #[inline]
    pub(super) fn fetch_end(&self, mu: usize) {
        prefetch(&self.ends[mu..=mu]);
    }

    /// Has the processor fetch the indices of stimulus `mu`, which are soon asked for.
    #[inline]
    pub(super) fn fetch(&self, mu: usize) {
        let range = self.start(mu)..self.ends[mu];
        of_any_width!(&self.active, list => prefetch(&list[range]));
    }

    /// Memory of the indices.
    pub fn bytes(&self) -> usize {
        let indices = of_any_width!(&self.active, list => list.capacity() * index_bytes(self.inputs));
        indices + self.ends.capacity() * size_of::<usize>()
    }

    /// How many stimuli.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The first `count` stimuli, with room for as many as there are.
    pub(super) fn first(&self, count: usize) -> Self {
        let end = if count == 0 { 0 } else { self.ends[count - 1] };
        fn start_of<T: Copy>(list: &Vec<T>, end: usize) -> Vec<T> {
            let mut start = Vec::with_capacity(list.capacity());
            start.extend_from_slice(&list[..end]);
            start
        }
        let active = match &self.active {
            List::Byte(list) => List::Byte(start_of(list, end)),
            List::Short(list) => List::Short(start_of(list, end)),
            List::Word(list) => List::Word(start_of(list, end)),
        };
        Self { inputs: self.inputs, active, ends: self.ends[..count].to_vec() }
    }

    /// Is input `j` active in stimulus `mu`?
    pub fn contains(&self, mu: usize, j: usize) -> bool {
        self.active(mu).contains(j)
    }

    /// Number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_holds_its_largest_index() {
        for inputs in [1, 256, 257, 65_536, 65_537] {
            let last = inputs as u32 - 1;
            let mut patterns = Patterns::new(inputs);
            patterns.push([last, inputs as u32, u32::MAX].into_iter());
            patterns.push([].into_iter());
            patterns.push((0..inputs.min(3) as u32).chain([u32::MAX]));
            let rows: Vec<Vec<usize>> = (0..3).map(|mu| patterns.active(mu).iter().collect()).collect();
            assert_eq!(rows, [vec![inputs - 1], vec![], (0..inputs.min(3)).collect()], "{inputs}");
            assert!(patterns.contains(0, inputs - 1) && !patterns.contains(1, 0));
            assert_eq!(patterns.first(1).active(0), patterns.active(0));
        }
    }

    #[test]
    fn a_stimulus_of_the_default_takes_a_byte_for_each_active_input() {
        let mut patterns = Patterns::new(200);
        patterns.reserve(1000, 0.2);
        (0..1000).for_each(|mu| patterns.push((0..40).map(|j| 5 * j + mu % 5)));
        let bits = 8.0 * patterns.bytes() as f64 / (200.0 * 1000.0);
        assert!(bits < 2.0, "{bits} bits of memory for each bit of a stimulus");
    }
}
