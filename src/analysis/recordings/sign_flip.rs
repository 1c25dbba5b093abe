//! Permutation of pre and post within independent units.
//!
//! If pairing did nothing, the labels pre and post of a unit could as well be swapped. All 2^n swaps are
//! enumerated if they are at most 2^16, else as many as there are resamples are drawn, and p = (k + 1)/(m + 1)
//! (Phipson & Smyth 2010).

use rand::RngExt;
use rand_pcg::Pcg64;
use serde::Serialize;

use super::Sampling;
use super::estimate::{Estimate, NotEstimable};
use super::resampling::{self, Interval};
use super::work::{Cancelled, Purpose, Work};
use crate::analysis::statistics::Summary;

/// Most units whose swaps are all enumerated.
const ENUMERATED: usize = 16;

/// Differences by less than this fraction of a statistic's scale are ties.
const TIE: f64 = 1e-12;

/// A mean of paired differences, tested by swapping the labels within each unit, which changes the sign of its
/// difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignFlip {
    /// What the differences belong to.
    pub sampling: Sampling,
    /// The difference of each unit, for plots.
    pub differences: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Bootstrap interval of the mean.
    pub interval: Estimate<Interval>,
    /// Cohen's d_z: mean over standard deviation (n - 1) of the differences.
    pub d_z: Estimate<f64>,
    /// The test.
    pub test: Permutation,
}

/// A permutation test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Permutation {
    /// One-sided p that the statistic is this large or larger.
    pub p_greater: f64,
    /// Two-sided p: twice the smaller one-sided p, at most 1.
    pub p_two_sided: f64,
    /// All swaps were enumerated; else they were drawn.
    pub exact: bool,
    /// Number of swaps looked at.
    pub permutations: u64,
}

impl SignFlip {
    /// Tests the mean of `differences`, at least one; the bootstrap draws among them.
    pub(super) fn test(
        differences: Vec<f64>,
        sampling: Sampling,
        work: &mut Work,
        purpose: Purpose,
    ) -> Result<Self, Cancelled> {
        let of_drawn = |drawn: &[usize]| [Some(mean(drawn.iter().map(|&k| differences[k])))];
        let [interval] = resampling::intervals(differences.len(), work, Purpose::Intervals, of_drawn)?;
        Self::with_interval(differences, interval, sampling, work, purpose)
    }

    /// As [`SignFlip::test`], with an interval that was computed otherwise.
    pub(super) fn with_interval(
        differences: Vec<f64>,
        interval: Estimate<Interval>,
        sampling: Sampling,
        work: &mut Work,
        purpose: Purpose,
    ) -> Result<Self, Cancelled> {
        let flipped = |swapped: &[bool]| {
            Some(mean(differences.iter().zip(swapped).map(|(d, &swapped)| if swapped { -d } else { *d })))
        };
        let scale = mean(differences.iter().map(|d| d.abs()));
        let (test, _) = Permutation::of(differences.len(), scale, work, purpose, flipped)?;
        let mean = mean(differences.iter().copied());
        Ok(Self { sampling, mean, interval, d_z: d_z(&differences).into(), test, differences })
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

fn d_z(differences: &[f64]) -> Result<f64, NotEstimable> {
    match Summary::of(differences) {
        Some(Summary { n, .. }) if n < 2 => {
            Err(NotEstimable::TooFew { what: "differences", found: n, needed: 2 })
        }
        Some(Summary { mean, sd, .. }) if sd > TIE * mean.abs() => Ok(mean / sd),
        _ => Err(NotEstimable::Constant("the difference")),
    }
}

impl Permutation {
    /// Number of swaps of `units` units that are looked at.
    pub(super) fn count(units: usize, resamples: u32) -> u64 {
        if units <= ENUMERATED { 1 << units } else { u64::from(resamples) }
    }

    /// Tests a statistic of the swaps of `units` units against its value without any; `scale` is the size of
    /// its terms, for ties. Where a swap leaves it undefined, that counts as extreme in both directions. Also gives the mean of the statistic over the swaps.
    pub(super) fn of(
        units: usize,
        scale: f64,
        work: &mut Work,
        purpose: Purpose,
        statistic: impl Fn(&[bool]) -> Option<f64>,
    ) -> Result<(Self, f64), Cancelled> {
        let exact = units <= ENUMERATED;
        let permutations = Self::count(units, work.resamples);
        let mut rng = work.generator(purpose);
        let mut swapped = vec![false; units];
        let observed = statistic(&swapped).unwrap_or_default();
        let mut count = Count::default();
        for number in 0..permutations {
            work.step()?;
            if exact {
                swapped.iter_mut().enumerate().for_each(|(k, swapped)| *swapped = number >> k & 1 == 1);
            } else {
                draw(&mut swapped, &mut rng);
            }
            count.add(statistic(&swapped), observed, TIE * scale);
        }
        // The labels as they are belong to the swaps; drawn ones are not sure to contain them.
        let more = u64::from(!exact);
        let p = |extreme: u64| (extreme + more) as f64 / (permutations + more) as f64;
        let (p_greater, p_less) = (p(count.greater), p(count.less));
        let test =
            Self { p_greater, p_two_sided: (2.0 * p_greater.min(p_less)).min(1.0), exact, permutations };
        Ok((test, count.sum / count.defined.max(1) as f64))
    }
}

fn draw(swapped: &mut [bool], rng: &mut Pcg64) {
    for swaps in swapped.chunks_mut(64) {
        let bits = rng.random::<u64>();
        swaps.iter_mut().enumerate().for_each(|(k, swapped)| *swapped = bits >> k & 1 == 1);
    }
}

/// Swaps at least as extreme as none.
#[derive(Debug, Default)]
struct Count {
    greater: u64,
    less: u64,
    defined: u64,
    sum: f64,
}

impl Count {
    fn add(&mut self, value: Option<f64>, observed: f64, tie: f64) {
        self.greater += u64::from(value.is_none_or(|value| value >= observed - tie));
        self.less += u64::from(value.is_none_or(|value| value <= observed + tie));
        self.defined += u64::from(value.is_some());
        self.sum += value.unwrap_or_default();
    }
}
