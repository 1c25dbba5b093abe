//! Spike pairing: a stimulus again and again while the cell is made to fire.
//!
//! D'amour & Froemke (2015), Neuron 86:514. Every tone of every cell is paired in a copy of the cell of its own, as in
//! separate recordings, from an inhibition that is off balance by a random factor; nothing settles or is shown
//! before. Ours: alpha_H = 0.02 (potentiation can be seen, and inhibition still outruns it when the cell is no
//! longer forced), ybar = f_out = 0.001 (a cell that hardly fires by itself, so that potentiation stays),
//! alpha_I = 0.02, the spread and the numbers of pairings.
//!
//! What holds exactly, for one stimulus shown again and again without bounds met, soft bounds, turnover or the cut
//! of `i_ltp_only`: with m = n_I/(N_I f_in), n_I its active inhibitory inputs, q = 1 - alpha_I m, B_t the bracket
//! a i_E + b - i_I before presentation t and e_t the change of i_E in it,
//!
//! ```text
//! B_(t+1) = q B_t + a e_t        change of i_I = a sum_t e_t - (B_n - B_0) = (1 - q^n) B_0 + a sum_t (1 - q^(n-1-t)) e_t
//! ```
//!
//! So the change is linear in the initial imbalance with slope 1 - q^n, and what excitation does meanwhile only
//! shifts the line as far as e_t does not depend on B_0. That is so while the cell is made to fire every time: then
//! e_t = alpha_H (1 - ybar) n_E/(N_E f_in (1-f_in)). m varies
//! about 1 from stimulus to stimulus; the line over many has the slope of the line through each one's prediction.

use std::sync::atomic::AtomicBool;

use super::findings::{Cell, Claim, Currents, Findings, Phase, Quantity, Restoration, Sample, Tuning};
use super::measure::{line, mean, rms};
use super::protocol::{due, sample};
use super::summary::{average, balance, over, ratio};
use super::{Experiment, ExperimentError, Setup, check};
use crate::analysis::statistics::Summary;
use crate::model::streams::{Stream, stream};
use crate::model::{Params, Population, Simulation};
use rand::RngExt;

pub(super) const EXPERIMENT: Experiment = Experiment {
    key: "spikes",
    title: "Spike pairing and the E/I ratio",
    citation: "D'amour & Froemke (2015), Neuron 86:514",
    found: "Pairing presynaptic stimulation with postsynaptic spikes potentiates excitation by much the same factor in all \
            cells, while inhibition changes by more the further the initial E/I ratio is from balance: the ratio \
            converges to a set point.",
    predicts: "Hebbian plasticity sees only that the cell fires; inhibitory plasticity removes alpha_I of the imbalance \
               a i_E + b - i_I each time. The change of i_I is linear in the imbalance, with slope 1 - (1 - alpha_I)^n.",
    restoration: "a i_E + b - i_I of every tone before pairing, and the change of i_I by pairing; predicted from the rule, the \
                  number of active inputs and the change of i_E (slope 1 - (1 - alpha_I)^n)",
    one_tone: false,
    setup,
    cell,
    quantities,
    claims,
};

/// Threshold while the cell is made to fire: the lowest there is.
const DEPOLARISED: f64 = -1000.0;

fn setup() -> Setup {
    let base = Setup::default();
    let params =
        Params { ach: false, na: false, alpha_h: 0.02, ybar_running: false, f_out: 0.001, ..base.params };
    Setup { params, pairings: 60, after: 300, settling: 0, before: 1, ..base }
}

/// One tone in its own copy of the cell.
struct Recording {
    tone: usize,
    /// Phase, presentation and currents.
    samples: Vec<(Phase, u64, Currents)>,
    before: Currents,
    during: Currents,
    after: Currents,
    predicted: f64,
}

fn currents(neuron: &Simulation, tone: usize) -> Currents {
    let (i_e, i_i) = neuron.currents(tone);
    Currents { i_e, i_i }
}

fn bracket(params: &Params, at: Currents) -> f64 {
    params.a * at.i_e + params.b - at.i_i
}

/// Pairs one tone, then shows it without depolarisation.
fn record(
    mut neuron: Simulation,
    tone: usize,
    setup: &Setup,
    cancel: &AtomicBool,
) -> Result<Recording, ExperimentError> {
    let alone = neuron.params().unsupervised();
    let inputs = neuron.stimuli().inhibitory().active(tone).len() as f64;
    let kept = 1.0 - alone.alpha_i * alone.k_i() * inputs;
    let before = currents(&neuron, tone);
    let first = bracket(&alone, before);
    let (mut expected, mut last) = (first, before);
    let mut samples = vec![(Phase::Before, 0, before)];
    neuron.set_params(Params { theta: DEPOLARISED, ..alone.clone() })?;
    for (phase, total) in [(Phase::Pairing, setup.pairings), (Phase::After, setup.after)] {
        check(cancel)?;
        for done in 1..=total {
            neuron.pair(tone, (false, false));
            if phase == Phase::Pairing {
                let now = currents(&neuron, tone);
                expected = kept * expected + alone.a * (now.i_e - last.i_e);
                last = now;
            }
            if due(done, total) {
                samples.push((phase, neuron.presentations(), currents(&neuron, tone)));
            }
        }
        neuron.set_params(alone.clone())?;
    }
    let predicted = alone.a * (last.i_e - before.i_e) - (expected - first);
    Ok(Recording { tone, samples, before, during: last, after: currents(&neuron, tone), predicted })
}

fn cell(setup: &Setup, seed: u64, cancel: &AtomicBool) -> Result<Cell, ExperimentError> {
    let neuron = setup.neuron(seed, 1.0)?;
    let balanced: Vec<f64> = neuron.weights(Population::Inhibitory).iter().collect();
    let upper = neuron.params().upper_bound(balanced.len());
    let mut rng = stream(seed, Stream::Weights, 1);
    let mut recordings = Vec::new();
    for tone in 0..setup.tones.count {
        let factor = 1.0 + setup.spread * rng.random_range(-1.0..=1.0);
        let mut copy = neuron.clone();
        let scaled = balanced.iter().map(|weight| (weight * factor).min(upper));
        copy.set_start(Population::Inhibitory, scaled.collect())?;
        recordings.push(record(copy, tone, setup, cancel)?);
    }
    Ok(assemble(neuron.params(), setup, seed, &recordings))
}

/// The recordings of all tones as one cell.
fn assemble(params: &Params, setup: &Setup, seed: u64, recordings: &[Recording]) -> Cell {
    let tuning = |at: &dyn Fn(&Recording) -> Currents| Tuning {
        i_e: recordings.iter().map(|one| at(one).i_e).collect(),
        i_i: recordings.iter().map(|one| at(one).i_i).collect(),
    };
    let before = tuning(&|one| one.before);
    let best = before.best_e();
    let tones = (best, setup.paired(best));
    let moments = recordings.first().map_or(&[][..], |one| &one.samples);
    let moment = |(index, &(phase, presentation, _)): (usize, &(Phase, u64, Currents))| {
        let tuning = tuning(&|one| one.samples[index].2);
        let all = |values: &[f64]| mean(values).unwrap_or_default();
        let paired = Currents { i_e: all(&tuning.i_e), i_i: all(&tuning.i_i) };
        Sample { paired, ..sample(params, &tuning, tones, (phase, presentation)) }
    };
    let restored = |one: &Recording| Restoration {
        tone: one.tone,
        imbalance: bracket(params, one.before),
        change_i: one.during.i_i - one.before.i_i,
        change_e: one.during.i_e - one.before.i_e,
        predicted: one.predicted,
    };
    Cell {
        seed,
        best,
        paired: tones.1,
        course: moments.iter().enumerate().map(moment).collect(),
        during: tuning(&|one| one.during),
        after: tuning(&|one| one.after),
        restorations: recordings.iter().map(restored).collect(),
        before,
    }
}

/// Imbalance of a cell at its last sample of a phase, over that before.
fn left(cell: &Cell, phase: Phase) -> Option<f64> {
    let last = cell.course.iter().rfind(|sample| sample.phase == phase)?;
    ratio(last.imbalance, cell.course.first()?.imbalance)
}

fn growth(cell: &Cell) -> Option<f64> {
    ratio(cell.potentiation().iter().sum(), cell.before.i_e.iter().sum())
}

/// 1 - (1 - alpha_I)^n.
fn slope(setup: &Setup) -> f64 {
    1.0 - (1.0 - setup.params.alpha_i).powf(setup.pairings as f64)
}

fn quantities(setup: &Setup, findings: &Findings) -> Vec<Quantity> {
    let quantity = |name, unit, predicted, value| Quantity { name, unit, value, predicted };
    let of_cell = |cell: &Cell| {
        let of = |value: fn(&Restoration) -> f64| cell.restorations.iter().map(value).collect::<Vec<_>>();
        line(&of(|one| one.imbalance), &of(|one| one.change_i)).map(|line| line.slope)
    };
    let mut all = balance(setup, findings);
    all.extend([
        quantity(
            "slope of the change of i_I against the imbalance",
            "",
            Some(slope(setup)),
            over(findings, of_cell),
        ),
        quantity("growth of i_E", "", None, over(findings, growth)),
        quantity(
            "imbalance left by pairing",
            "",
            Some(1.0 - slope(setup)),
            over(findings, |cell| left(cell, Phase::Pairing)),
        ),
        quantity("imbalance left at the end", "", None, over(findings, |cell| left(cell, Phase::After))),
    ]);
    all
}

fn claims(setup: &Setup, findings: &Findings) -> Vec<Claim> {
    let mean = |value: &dyn Fn(&Cell) -> Option<f64>| average(findings, value);
    let most = f64::INFINITY;
    let all = || findings.cells.iter().flat_map(|cell| &cell.restorations);
    let potentiation: Vec<f64> = all().map(|one| one.change_e).collect();
    let imbalance: Vec<f64> = all().map(|one| one.imbalance).collect();
    let spread = Summary::of(&potentiation).and_then(|all| ratio(all.sd, all.mean));
    let per_imbalance = line(&imbalance, &potentiation).map(|line| line.slope);
    let found = findings.restoration.found.map(|line| line.slope - slope(setup));
    let changes = rms(all().map(|one| one.change_i).collect::<Vec<_>>().into_iter());
    vec![
        Claim::new("excitation is potentiated", mean(&growth), 0.05, most),
        Claim::new("much alike in all: its coefficient of variation", spread, 0.0, 0.15),
        Claim::new("whatever the imbalance: its change per imbalance", per_imbalance, -0.05, 0.05),
        Claim::new("inhibition changes with the imbalance: slope - prediction", found, -0.05, 0.05),
        Claim::new(
            "as the rule says: deviation over change",
            ratio(findings.restoration.deviation, changes),
            0.0,
            0.02,
        ),
        Claim::new("the imbalance that pairing leaves", mean(&|cell| left(cell, Phase::Pairing)), 0.0, 0.5),
        Claim::new(
            "the set point: the imbalance left at the end",
            mean(&|cell| left(cell, Phase::After)),
            0.0,
            0.1,
        ),
        Claim::new("E/I correlation ends high", mean(&|cell| cell.after.correlation()), 0.95, most),
    ]
}
