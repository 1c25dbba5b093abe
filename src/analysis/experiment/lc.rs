//! Locus coeruleus pairing: noradrenaline with tones at all frequencies.
//!
//! Martins & Froemke (2015), Nature Neuroscience 18:1483. Ours: A_N = 26 and alpha_N = 0.15 (in the published order,
//! 5 A_A < A_N and alpha_N > alpha_A > alpha_H), no acetylcholine, alpha_I = 0.02 and the numbers of presentations. One pairing is a round in which every tone is
//! shown once, in random order, each with noradrenaline. Inhibitory plasticity goes on meanwhile: it lags because it is slow.

use std::sync::atomic::AtomicBool;

use super::findings::{Cell, Claim, Findings, Quantity, Tuning};
use super::measure::mean;
use super::protocol::{Conditioning, follow};
use super::summary::{average, balance, over, ratio, shift_e};
use super::{Experiment, ExperimentError, Setup};
use crate::model::Params;

pub(super) const EXPERIMENT: Experiment = Experiment {
    key: "lc",
    title: "Locus coeruleus pairing",
    citation: "Martins & Froemke (2015), Nature Neuroscience 18:1483",
    found: "After pairing with stimulation of locus coeruleus, responses grow over the whole range of frequencies, not at \
            one tone; inhibition changes later and balance returns.",
    predicts: "Noradrenaline carries no label: whatever is shown is potentiated alike, and the best frequency stays. \
               Inhibition follows to i_I = a i_E + b.",
    restoration: "a i_E + b - i_I of every tone right after pairing, and the change of i_I from then to the end; balance \
                  is restored where the change is the imbalance + a times the change of i_E (slope 1)",
    one_tone: false,
    setup,
    cell,
    quantities,
    claims,
};

fn setup() -> Setup {
    let base = Setup::default();
    let params = Params { ach: false, a_n: 26.0, alpha_n: 0.15, ..base.params };
    Setup { params, pairings: 15, ..base }
}

fn cell(setup: &Setup, seed: u64, cancel: &AtomicBool) -> Result<Cell, ExperimentError> {
    let conditioning = Conditioning {
        params: |params| Params { rho_n: 1.0, ach: false, ..params.clone() },
        pair: |neuron, _, see| {
            for _ in 0..neuron.stimuli().len() {
                see(&neuron.present());
            }
        },
    };
    follow(setup, seed, cancel, &conditioning)
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// Relative change of the mean of i_E over tones, from before to right after pairing.
fn growth(cell: &Cell) -> Option<f64> {
    ratio(sum(&cell.potentiation()), sum(&cell.before.i_e))
}

/// The smallest relative change of any tone, from the mean tuning curves.
fn least_growth(findings: &Findings) -> Option<f64> {
    let both = findings.during.i_e.iter().zip(&findings.before.i_e);
    let growths = both.filter_map(|(during, before)| ratio(during.mean - before.mean, before.mean));
    growths.min_by(f64::total_cmp)
}

fn change(of: fn(&Tuning) -> &[f64], from: &Tuning, to: &Tuning) -> f64 {
    sum(of(to)) - sum(of(from))
}

/// Change of i_I over all tones by the end of pairing over its final change.
fn early(cell: &Cell) -> Option<f64> {
    let change = |to: &Tuning| change(|tuning| &tuning.i_i, &cell.before, to);
    ratio(change(&cell.during), change(&cell.after))
}

/// Final change of i_I over all tones over a times that of i_E.
fn followed(setup: &Setup, cell: &Cell) -> Option<f64> {
    let change = |of| change(of, &cell.before, &cell.after);
    ratio(change(|tuning| &tuning.i_i), setup.params.a * change(|tuning| &tuning.i_e))
}

fn quantities(setup: &Setup, findings: &Findings) -> Vec<Quantity> {
    let quantity = |name, unit, predicted, value| Quantity { name, unit, value, predicted };
    let mut all = balance(setup, findings);
    all.extend([
        quantity("growth of i_E over all tones", "", None, over(findings, growth)),
        quantity(
            "shift of the best frequency of excitation",
            "octaves",
            Some(0.0),
            over(findings, |cell| Some(shift_e(setup, cell))),
        ),
        quantity("change of i_I by the end of pairing, of the final one", "", None, over(findings, early)),
        quantity(
            "final change of i_I over a times that of i_E",
            "",
            Some(1.0),
            over(findings, |cell| followed(setup, cell)),
        ),
    ]);
    all
}

fn claims(setup: &Setup, findings: &Findings) -> Vec<Claim> {
    let average = |value: &dyn Fn(&Cell) -> Option<f64>| average(findings, value);
    let most = f64::INFINITY;
    let half = setup.tones.step() / 2.0;
    let slope = |cell: &Cell| Some(cell.after.line()?.slope - setup.params.a);
    let shifts: Vec<f64> = findings.cells.iter().map(|cell| shift_e(setup, cell).abs()).collect();
    vec![
        Claim::new("excitation grows over all tones", average(&growth), 0.2, most),
        Claim::new("at every frequency: the smallest growth", least_growth(findings), 0.1, most),
        Claim::new("potentiation is unspecific", average(&Cell::specificity), -0.2, 0.2),
        Claim::new("the best frequency stays: mean shift, whichever way", mean(&shifts), 0.0, half),
        Claim::new("inhibition lags: part of its change by the end of pairing", average(&early), -most, 0.5),
        Claim::new(
            "then it follows: its change over a times that of excitation",
            average(&|cell| followed(setup, cell)),
            0.8,
            1.2,
        ),
        Claim::new("the balance line returns: slope - a", average(&slope), -0.05, 0.05),
    ]
}
