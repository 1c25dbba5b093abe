//! Dimension: how many directions the currents and the weight changes effectively use.
//!
//! The participation ratio of a covariance matrix with eigenvalues l_k, `(sum l_k)^2 / sum l_k^2`, is 1 if
//! everything varies along one line and n if it varies alike in n directions. Balance
//! that is restored from both sides makes the cloud of (i_E, i_I) collapse on the line i_I = a i_E + b as far as
//! inhibition is co-tuned with excitation (c), and beyond that as far as N_I synapses can fit P stimuli; with inhibitory potentiation only, what is silent stays
//! spread above the line.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::sweep::SweepError;
use crate::model::{Params, Population, Simulation, packed};

/// Most weights of one population watched; of a larger one, evenly chosen ones.
const WATCHED: usize = 512;

/// Weight changes between successive looks, and the participation ratio of the last
/// [`Changes::WINDOW`] of them.
///
/// For changes d_1..d_T about their mean the eigenvalues are those of the T x T matrix of products
/// `d_s . d_t`, of which one row is computed at each look. A change is scaled to the length of one, so
/// that a few large ones do not stand for all.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(into = "KeptChanges", from = "KeptChanges")]
pub struct Changes {
    last: Vec<f64>,
    window: VecDeque<Arc<[f64]>>,
    /// `products[s][t]` for s <= t of the window.
    products: VecDeque<VecDeque<f64>>,
}

/// What cannot be computed again.
#[derive(serde::Serialize, serde::Deserialize)]
struct KeptChanges {
    #[serde(with = "packed")]
    last: Vec<f64>,
    /// The changes of the window, one after the other.
    #[serde(with = "packed")]
    window: Vec<f64>,
}

impl From<Changes> for KeptChanges {
    fn from(changes: Changes) -> Self {
        Self {
            window: changes.window.iter().flat_map(|change| change.iter().copied()).collect(),
            last: changes.last,
        }
    }
}

impl From<KeptChanges> for Changes {
    fn from(kept: KeptChanges) -> Self {
        let mut changes = Self { last: kept.last, ..Self::default() };
        let chunks = kept.window.chunks_exact(changes.last.len().max(1));
        chunks.for_each(|change| changes.add(change.into()));
        changes
    }
}

impl Changes {
    /// Changes that count.
    pub const WINDOW: usize = 32;

    /// Nothing seen yet but the weights of `simulation`.
    pub fn new(simulation: &Simulation) -> Self {
        Self { last: weights(simulation), ..Self::default() }
    }

    /// Forgets the changes: those that follow are over longer times.
    pub fn begin_again(&mut self) {
        self.window.clear();
        self.products.clear();
    }

    /// Memory that it takes, about.
    pub fn bytes(&self) -> usize {
        (self.window.len() + 1) * self.last.len() * size_of::<f64>()
            + Self::WINDOW * Self::WINDOW * size_of::<f64>()
    }

    /// Are these changes of the weights of `simulation`?
    pub fn fit(&self, simulation: &Simulation) -> bool {
        let all = self.window.iter().flat_map(|change| change.iter()).chain(&self.last);
        self.last.len() == weights(simulation).len() && all.clone().all(|change| change.is_finite())
    }

    /// Looks at the weights now.
    pub fn look(&mut self, simulation: &Simulation) {
        let now = weights(simulation);
        let mut change: Vec<f64> = now.iter().zip(&self.last).map(|(now, last)| now - last).collect();
        self.last = now;
        let length = change.iter().map(|d| d * d).sum::<f64>().sqrt();
        if length == 0.0 {
            return;
        }
        change.iter_mut().for_each(|d| *d /= length);
        self.add(change.into());
    }

    fn add(&mut self, change: Arc<[f64]>) {
        if self.window.len() == Self::WINDOW {
            self.window.pop_front();
            self.products.pop_front();
        }
        self.window.push_back(change);
        self.products.push_back(VecDeque::new());
        let Some(newest) = self.window.back() else { return };
        for (earlier, row) in self.window.iter().zip(&mut self.products) {
            row.push_back(earlier.iter().zip(newest.iter()).map(|(x, y)| x * y).sum());
        }
    }

    /// Participation ratio of the changes in the window, from 1 to [`Changes::WINDOW`] - 1; `None`
    /// before there are as many.
    pub fn participation(&self) -> Option<f64> {
        let n = self.window.len();
        if n < Self::WINDOW {
            return None;
        }
        let product = |s: usize, t: usize| self.products[s.min(t)][s.abs_diff(t)];
        let means: Vec<f64> = (0..n).map(|s| (0..n).map(|t| product(s, t)).sum::<f64>() / n as f64).collect();
        let mean = means.iter().sum::<f64>() / n as f64;
        let (mut trace, mut squares) = (0.0, 0.0);
        for s in 0..n {
            for t in 0..n {
                let centred = product(s, t) - means[s] - means[t] + mean;
                squares += centred * centred;
                trace += if s == t { centred } else { 0.0 };
            }
        }
        (squares > 0.0).then(|| trace * trace / squares)
    }
}

fn weights(simulation: &Simulation) -> Vec<f64> {
    let of = |population| {
        let weights = simulation.weights(population);
        weights.iter().step_by(weights.len().div_ceil(WATCHED).max(1))
    };
    of(Population::Excitatory).chain(of(Population::Inhibitory)).collect()
}

/// Participation ratio of (i_E, i_I) expected before learning, for many stimuli and inputs. Weights are
/// uniform within half their mean m, so that `<w^2> = 13/12 m^2`; with N_E = N_I a fraction c of the
/// inputs is shared:
///
/// ```text
/// var i_E = f(1-f) 13/12 m_E^2 N_E    var i_I = f(1-f) 13/12 m_I^2 N_I    cov = f(1-f) c m_E m_I N_I
/// ```
///
/// Where N_I differs from N_E, input j mod N_E is copied several times or not at all: m copies add up,
/// which the variance of i_I counts by c^2 per pair.
pub fn expected_at_start(params: &Params) -> f64 {
    let (n_e, n_i) = (params.n_e as f64, params.n_i as f64);
    let (m_e, m_i) = (params.e0 / n_e, (params.a * params.e0 + params.b).max(0.0) / n_i);
    let (copies, rest) = (params.n_i / params.n_e, params.n_i % params.n_e);
    // Ordered pairs of inhibitory inputs that copy the same excitatory one.
    let pairs = rest * (copies + 1) * copies + (params.n_e - rest) * copies * copies.saturating_sub(1);
    let second = 13.0 / 12.0;
    let xx = second * m_e * m_e * n_e;
    let yy = m_i * m_i * (second * n_i + params.c * params.c * pairs as f64);
    let xy = params.c * m_e * m_i * n_i;
    let squares = xx * xx + yy * yy + 2.0 * xy * xy;
    if squares > 0.0 { (xx + yy).powi(2) / squares } else { 0.0 }
}

/// Dimensions at one degree of co-tuning, for one seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtCoTuning {
    /// c.
    pub c: f64,
    /// Participation ratio of (i_E, i_I) before learning.
    pub start: f64,
    /// The same after it.
    pub learned: f64,
    /// The same after learning with inhibition corrected from both sides (`i_ltp_only` off).
    pub two_sided: f64,
}

/// Trains one neuron at co-tuning `c` for `epochs`, and one that differs in `i_ltp_only` if that is on,
/// and measures the dimensions.
///
/// # Errors
/// As [`Simulation::new`], or [`SweepError::Cancelled`].
pub fn at_co_tuning(
    params: &Params,
    c: f64,
    seed: u64,
    epochs: u64,
    cancel: &AtomicBool,
) -> Result<AtCoTuning, SweepError> {
    let learned = |i_ltp_only: bool| {
        let mut simulation = Simulation::new(Params { c, i_ltp_only, ..params.clone() }, seed)?;
        let start = dimension(&simulation);
        for _ in 0..epochs {
            if cancel.load(Ordering::Relaxed) {
                return Err(SweepError::Cancelled);
            }
            simulation.run_epochs(1);
        }
        Ok((start, dimension(&simulation)))
    };
    let (start, after) = learned(params.i_ltp_only)?;
    let two_sided = if params.i_ltp_only { learned(false)?.1 } else { after };
    Ok(AtCoTuning { c, start, learned: after, two_sided })
}

fn dimension(simulation: &Simulation) -> f64 {
    simulation.recall().measures(simulation.params()).dimension
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changes along `n` orthogonal directions in turn, forth and back: n dimensions.
    #[test]
    fn changes_along_n_directions_have_n_dimensions() {
        for n in [1, 2, 4, 8] {
            let mut changes = Changes::default();
            let simulation = Simulation::new(Params { p: 4, ..Params::default() }, 1).unwrap();
            changes.last = weights(&simulation);
            for step in 0..Changes::WINDOW {
                // What `look` sees is the difference to `last`: put the wanted difference there.
                let mut before = weights(&simulation);
                before[step / 2 % n] += if step % 2 == 0 { 1e-3 } else { -2e-3 };
                changes.last = before;
                assert_eq!(changes.participation(), None);
                changes.look(&simulation);
            }
            let found = changes.participation().unwrap();
            assert!((found - n as f64).abs() < 1e-9, "{n}: {found}");
        }
    }

    #[test]
    fn balance_from_both_sides_collapses_the_cloud_and_the_more_so_the_more_co_tuned() {
        let params = Params { p: 400, ..Params::default() };
        let at = |c| at_co_tuning(&params, c, 1, 300, &AtomicBool::new(false)).unwrap();
        let (tuned, partly, not) = (at(1.0), at(0.4), at(0.0));
        // More stimuli than inhibitory synapses: what is not co-tuned cannot all be matched.
        assert!(tuned.two_sided < 1.02 && tuned.start > 1.04, "{tuned:?}");
        assert!(partly.two_sided < partly.start - 0.15, "{partly:?}");
        assert!(tuned.two_sided < partly.two_sided && partly.two_sided < not.two_sided - 0.1, "{not:?}");
        // With potentiation only, what is silent stays spread above the line.
        assert!(partly.learned > partly.start && not.learned > not.start, "{partly:?} {not:?}");
    }

    #[test]
    fn the_start_is_as_expected() {
        for (n_e, n_i, c) in [(200, 200, 0.0), (200, 200, 0.5), (200, 200, 1.0), (100, 250, 0.8)] {
            let params = Params { p: 2000, n_e, n_i, c, ..Params::default() };
            let found: f64 = (1..=5)
                .map(|seed| {
                    let simulation = Simulation::new(params.clone(), seed).unwrap();
                    simulation.recall().measures(&params).dimension
                })
                .sum::<f64>()
                / 5.0;
            // Sampling: 2000 stimuli give a correlation to 1/sqrt(2000) = 0.02; five seeds average it.
            let expected = expected_at_start(&params);
            assert!((found - expected).abs() < 0.03, "{n_e} {n_i} {c}: {found} {expected}");
        }
    }
}
