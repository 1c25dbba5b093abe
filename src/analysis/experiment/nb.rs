//! Nucleus basalis pairing: one tone, off the best frequency, with acetylcholine.
//!
//! Froemke, Merzenich & Schreiner (2007), Nature 450:425. Ours, chosen so that the published time order can be
//! seen: beta = 2 (depression of the silent synapses outweighs what the original best frequency gains by sharing inputs
//! with a tone an octave away), gate_i (inhibitory plasticity waits while acetylcholine disinhibits), no
//! noradrenaline, alpha_I = 0.02, the tuning and the numbers of presentations. The growth is larger than in the animal,
//! since excitation has to overtake a tuning curve of almost 3 to 1. At
//! balance h = (1-a) i_E - b - theta < 0: the tone fires only because acetylcholine disinhibits.

use std::sync::atomic::AtomicBool;

use super::findings::{Cell, Claim, Findings, Quantity};
use super::measure::mean;
use super::protocol::{Conditioning, follow};
use super::summary::{average, balance, over, ratio, relative, shift_e, shift_i};
use super::{Experiment, ExperimentError, Setup};
use crate::model::Params;

pub(super) const EXPERIMENT: Experiment = Experiment {
    key: "nb",
    title: "Nucleus basalis pairing",
    citation: "Froemke, Merzenich & Schreiner (2007), Nature 450:425",
    found: "A tone paired with stimulation of nucleus basalis is inhibited less within seconds; its excitation grows \
            and that of the original best frequency falls; over the following hours, with tones alone, inhibition \
            increases too, until excitation and inhibition balance again with both best frequencies at the paired tone.",
    predicts: "Acetylcholine disinhibits, so that the paired tone fires and its active synapses are potentiated, the \
               silent ones depressed. Inhibitory plasticity returns every tone to i_I = a i_E + b as it is shown again.",
    restoration: "a i_E + b - i_I of every tone right after pairing, and the change of i_I from then to the end; balance \
                  is restored where the change is the imbalance + a times the change of i_E (slope 1)",
    one_tone: true,
    setup,
    cell,
    quantities,
    claims,
};

fn setup() -> Setup {
    let base = Setup::default();
    let params = Params { beta: 2.0, gate_i: true, na: false, ..base.params };
    Setup { params, ..base }
}

fn cell(setup: &Setup, seed: u64, cancel: &AtomicBool) -> Result<Cell, ExperimentError> {
    let conditioning = Conditioning {
        params: Params::clone,
        pair: |neuron, paired, see| {
            // Without acetylcholine the tone is still shown: what it lacks is the modulator alone.
            let releases = (neuron.params().ach, false);
            if let Some(now) = neuron.pair(paired, releases) {
                see(&now);
            }
        },
    };
    follow(setup, seed, cancel, &conditioning)
}

/// Relative change of i_E of a tone, from before to right after pairing.
fn growth(cell: &Cell, mu: usize) -> Option<f64> {
    relative(cell.before.i_e[mu], cell.during.i_e[mu])
}

/// Change of i_I of the paired tone by the end of pairing over its final change.
fn early(cell: &Cell) -> Option<f64> {
    let at = |tuning: &super::findings::Tuning| tuning.i_i[cell.paired];
    ratio(at(&cell.during) - at(&cell.before), at(&cell.after) - at(&cell.before))
}

/// Final change of i_I of the paired tone over a times that of i_E.
fn followed(setup: &Setup, cell: &Cell) -> Option<f64> {
    let change = |after: &[f64], before: &[f64]| after[cell.paired] - before[cell.paired];
    let (e, i) = (change(&cell.after.i_e, &cell.before.i_e), change(&cell.after.i_i, &cell.before.i_i));
    ratio(i, setup.params.a * e)
}

/// Mean over pairings of -M/i_I at the paired tone: how much less inhibition it feels.
fn relief(cell: &Cell) -> Option<f64> {
    let felt: Vec<f64> =
        cell.course.iter().filter_map(|sample| ratio(-sample.disinhibition?, sample.paired.i_i)).collect();
    mean(&felt)
}

fn quantities(setup: &Setup, findings: &Findings) -> Vec<Quantity> {
    let offset = Some(setup.offset.abs());
    let quantity = |name, unit, predicted, value| Quantity { name, unit, value, predicted };
    let mut all = balance(setup, findings);
    all.extend([
        quantity(
            "shift of the best frequency of excitation",
            "octaves",
            offset,
            over(findings, |cell| Some(shift_e(setup, cell))),
        ),
        quantity(
            "shift of the best frequency of inhibition",
            "octaves",
            offset,
            over(findings, |cell| Some(shift_i(setup, cell))),
        ),
        quantity(
            "growth of i_E at the paired tone",
            "",
            None,
            over(findings, |cell| growth(cell, cell.paired)),
        ),
        quantity(
            "growth of i_E at the original best frequency",
            "",
            None,
            over(findings, |cell| growth(cell, cell.best)),
        ),
        quantity("inhibition felt while paired, relative change", "", None, over(findings, relief)),
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
    let mean = |value: &dyn Fn(&Cell) -> Option<f64>| average(findings, value);
    let (most, least) = (f64::INFINITY, f64::NEG_INFINITY);
    let offset = setup.offset.abs();
    let half = setup.tones.step() / 2.0;
    let drop = |cell: &Cell| Some(cell.before.correlation()? - cell.during.correlation()?);
    let slope = |cell: &Cell| Some(cell.after.line()?.slope - setup.params.a);
    vec![
        Claim::new("excitation at the paired tone grows", mean(&|cell| growth(cell, cell.paired)), 0.2, most),
        Claim::new(
            "excitation at the original best frequency falls",
            mean(&|cell| growth(cell, cell.best)),
            least,
            -0.03,
        ),
        Claim::new("the paired tone feels less inhibition at first", mean(&relief), least, -0.2),
        Claim::new("inhibition lags: part of its change by the end of pairing", mean(&early), least, 0.5),
        Claim::new(
            "then it follows: its change over a times that of excitation",
            mean(&|cell| followed(setup, cell)),
            0.8,
            1.2,
        ),
        Claim::new("E/I correlation drops with pairing", mean(&drop), 0.15, most),
        Claim::new("E/I correlation recovers", mean(&|cell| cell.after.correlation()), 0.95, most),
        Claim::new("the balance line returns: slope - a", mean(&slope), -0.05, 0.05),
        Claim::new(
            "the best frequency of excitation ends at the paired tone: shift",
            mean(&|cell| Some(shift_e(setup, cell))),
            offset - half,
            offset + half,
        ),
        Claim::new(
            "the best frequency of inhibition ends there too: shift",
            mean(&|cell| Some(shift_i(setup, cell))),
            offset - half,
            offset + half,
        ),
        Claim::new("potentiation is specific", mean(&Cell::specificity), 0.6, most),
    ]
}
