//! The active inputs of one stimulus, and the two loops that visit them: the hottest code there is.

/// Ascending indices of the active inputs of one stimulus, each below a known number of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active<'a> {
    indices: Indices<'a>,
    inputs: usize,
}

/// Indices in as few bytes as their stimuli need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indices<'a> {
    Byte(&'a [u8]),
    Short(&'a [u16]),
    Word(&'a [u32]),
}

/// Runs the same code on indices of any width.
macro_rules! of_any_width {
    ($indices:expr, $list:ident => $code:expr) => {
        match $indices {
            Indices::Byte($list) => $code,
            Indices::Short($list) => $code,
            Indices::Word($list) => $code,
        }
    };
}

/// An index of some width.
pub(super) trait Index: Copy + Ord {
    fn at(self) -> usize;
}

macro_rules! index {
    ($($width:ty),*) => {$(
        impl Index for $width {
            #[inline(always)]
            fn at(self) -> usize {
                self as usize
            }
        }
    )*};
}

index!(u8, u16, u32);

impl<'a> Active<'a> {
    /// `None` unless the indices ascend strictly and are all below `inputs`.
    pub fn new(indices: &'a [u32], inputs: usize) -> Option<Self> {
        Self::sound(Indices::Word(indices), inputs)
    }

    fn sound(indices: Indices<'a>, inputs: usize) -> Option<Self> {
        let sound = of_any_width!(indices, list => {
            list.is_sorted_by(|x, y| x < y) && list.last().is_none_or(|&last| last.at() < inputs)
        });
        sound.then_some(Self { indices, inputs })
    }

    /// As [`Active::new`], for indices that were checked before.
    pub(super) fn checked(indices: Indices<'a>, inputs: usize) -> Self {
        debug_assert!(Self::sound(indices, inputs).is_some());
        Self { indices, inputs }
    }

    /// The indices.
    pub fn iter(self) -> impl ExactSizeIterator<Item = usize> + 'a {
        let index = move |at: usize| of_any_width!(self.indices, list => list[at].at());
        (0..self.len()).map(index)
    }

    /// Visits the indices, in less time than [`Active::iter`].
    #[inline(always)]
    pub fn for_each(self, mut visit: impl FnMut(usize)) {
        of_any_width!(self.indices, list => list.iter().for_each(|&j| visit(j.at())));
    }

    /// How many inputs are active.
    pub fn len(self) -> usize {
        of_any_width!(self.indices, list => list.len())
    }

    /// Is no input active?
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Is input `j` active?
    pub fn contains(self, j: usize) -> bool {
        of_any_width!(self.indices, list => list.binary_search_by(|index| index.at().cmp(&j)).is_ok())
    }

    /// Sum of `values` over the active inputs; `values` has one entry per input.
    #[inline]
    pub fn sum(&self, values: &[f64]) -> f64 {
        self.sums([values])[0]
    }

    /// Sums of several sets of values over the active inputs, each index read once. Each sum is the
    /// same, bit for bit, as if it were taken alone.
    #[inline]
    pub fn sums<const K: usize>(&self, values: [&[f64]; K]) -> [f64; K] {
        let values = values.map(|values| &values[..self.inputs]);
        of_any_width!(self.indices, list => sums_over(list, values))
    }

    /// Sums of values that several neurons have side by side, each added up in the order of [`Active::sum`]: the same,
    /// bit for bit.
    #[inline(always)]
    pub(super) fn lane_sums<const L: usize>(&self, values: &[Row<L>]) -> [f64; L] {
        let values = &values[..self.inputs];
        of_any_width!(self.indices, list => lane_sums_over(list, values))
    }

    /// Changes what several neurons have side by side for every input that is active, or for every one that is silent.
    #[inline(always)]
    pub(super) fn update_lanes<const L: usize>(
        &self,
        inputs: Inputs,
        values: &mut [Row<L>],
        change: impl Fn(&mut [f64; L]),
    ) {
        let values = &mut values[..self.inputs];
        match inputs {
            Inputs::Active => self.for_each(|j| change(&mut at_mut(values, j).0)),
            Inputs::Silent => {
                let mut from = 0;
                self.for_each(|j| {
                    values[from..j].iter_mut().for_each(|row| change(&mut row.0));
                    from = j + 1;
                });
                values[from..].iter_mut().for_each(|row| change(&mut row.0));
            }
        }
    }

    /// Replaces the value of every active input by `change` of it.
    #[inline]
    pub fn update(&self, values: &mut [f64], change: impl Fn(f64) -> f64) {
        let values = &mut values[..self.inputs];
        self.for_each(|j| {
            let value = at_mut(values, j);
            *value = change(*value);
        });
    }

    /// As [`Active::update`], for two values of every input.
    #[inline]
    pub fn update_both(&self, values: [&mut [f64]; 2], change: impl Fn(&mut f64, &mut f64)) {
        let [first, second] = values.map(|values| &mut values[..self.inputs]);
        self.for_each(|j| change(at_mut(first, j), at_mut(second, j)));
    }
}

#[inline(always)]
fn sums_over<I: Index, const K: usize>(indices: &[I], values: [&[f64]; K]) -> [f64; K] {
    // Four partial sums: the additions of one do not wait for those of another.
    let (chunks, rest) = indices.as_chunks::<4>();
    let mut sums = [[0.0; 4]; K];
    for chunk in chunks {
        for (lane, &j) in chunk.iter().enumerate() {
            for (sums, values) in sums.iter_mut().zip(values) {
                sums[lane] += *at(values, j.at());
            }
        }
    }
    let mut total = sums.map(|sums| (sums[0] + sums[1]) + (sums[2] + sums[3]));
    for &j in rest {
        total.iter_mut().zip(values).for_each(|(total, values)| *total += *at(values, j.at()));
    }
    total
}

#[inline(always)]
fn lane_sums_over<I: Index, const L: usize>(indices: &[I], values: &[Row<L>]) -> [f64; L] {
    let (chunks, rest) = indices.as_chunks::<4>();
    let mut sums = [[0.0; L]; 4];
    for chunk in chunks {
        for (sums, &j) in sums.iter_mut().zip(chunk) {
            add(sums, &at(values, j.at()).0);
        }
    }
    let [mut total, second, mut third, fourth] = sums;
    add(&mut total, &second);
    add(&mut third, &fourth);
    add(&mut total, &third);
    rest.iter().for_each(|&j| add(&mut total, &at(values, j.at()).0));
    total
}

/// One value each of several neurons side by side, never astride two cache lines if there are eight.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Row<const L: usize>(pub(super) [f64; L]);

/// Which inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inputs {
    /// Those that are active.
    Active,
    /// The others.
    Silent,
}

#[inline(always)]
fn add<const L: usize>(sums: &mut [f64; L], values: &[f64; L]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

// Bounds checks cost a fifth of the time of a presentation at N = 1000. The only constructors make
// sure that every index is below `inputs`, and every caller cuts `values` to that length first.

#[inline]
#[expect(unsafe_code, reason = "indices of an Active are below its number of inputs")]
fn at<T>(values: &[T], j: usize) -> &T {
    debug_assert!(j < values.len());
    // SAFETY: see above.
    unsafe { values.get_unchecked(j) }
}

#[inline]
#[expect(unsafe_code, reason = "indices of an Active are below its number of inputs")]
fn at_mut<T>(values: &mut [T], j: usize) -> &mut T {
    debug_assert!(j < values.len());
    // SAFETY: see above.
    unsafe { values.get_unchecked_mut(j) }
}

/// Bytes that one fetch brings.
const LINE: usize = 64;
/// Lines of a list that are asked for at once; the processor goes on by itself in a longer one.
const LINES: usize = 8;

/// Has the processor fetch the beginning of a list that is soon read. Changes nothing but time.
#[inline(always)]
pub(super) fn prefetch<T>(list: &[T]) {
    let bytes = size_of_val(list).min(LINE * LINES);
    for at in (0..bytes).step_by(LINE) {
        fetch_line(list.as_ptr().cast::<i8>().wrapping_add(at));
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(unsafe_code, reason = "a hint that cannot fault")]
fn fetch_line(at: *const i8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: a prefetch reads nothing, whatever the address.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(at) };
}

#[cfg(not(target_arch = "x86_64"))]
fn fetch_line(_: *const i8) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_must_ascend_and_lie_inside() {
        for bad in [&[3u32][..], &[0, 2, 1], &[1, 1], &[u32::MAX]] {
            assert_eq!(Active::new(bad, 3), None, "{bad:?}");
        }
        assert!(Active::new(&[], 0).is_some() && Active::new(&[0, 2], 3).is_some());
    }

    #[test]
    fn sum_and_update_touch_the_active_inputs_alone() {
        let mut values: Vec<f64> = (0..12).map(f64::from).collect();
        let active = Active::new(&[0, 2, 3, 7, 8, 11], 12).unwrap();
        assert_eq!(active.sum(&values), 31.0);
        assert_eq!(active.sums([&values, &values]), [31.0, 31.0]);
        active.update(&mut values, |value| -value);
        assert_eq!(active.sum(&values), -31.0);
        assert_eq!(values[1], 1.0);
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn too_few_values_are_refused() {
        Active::new(&[0, 2], 3).unwrap().sum(&[1.0, 2.0]);
    }
}
