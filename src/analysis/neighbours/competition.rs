//! Competition by synapse type: each type competes for a sum of its own, and bumps form at one tone.
//!
//! Eckmann, Young & Gjorgjieva (2024): networks there, one neuron here. E and I both grow by dw = alpha r x with
//! r = max(0, i_E - i_I)^2 and lose alpha r n w/W, so that each sum stays; joint: n and W are sums over both types.

use std::sync::atomic::AtomicBool;

use rand::RngExt;
use rand::seq::SliceRandom;

use super::show::{correlation, fresh, neuron, show};
use super::{Chart, Curve, Neighbour, Role, Run, claim};
use crate::analysis::experiment::ExperimentError;
use crate::model::plasticity::{Rules, RulesError};
use crate::model::streams::{Stream, stream};
use crate::model::{ModelError, Params, Population, Simulation};

pub(super) const NEIGHBOUR: Neighbour = Neighbour {
    key: "competition",
    title: "Competition by synapse type",
    citation: "Eckmann, Young & Gjorgjieva (2024), PNAS",
    found: "Where excitatory and inhibitory synapses each compete for resources of their own type, Hebbian growth of both forms \
            tuned inputs, inhibition on top of excitation. A common pool dissolves the receptive field.",
    ours: "One neuron on the tones of this program, each round shows every tone once with fresh inputs. Networks and \
           supralinear amplification are not reproduced.",
    conditions: &["a sum for each type", "one joint sum", "excitation alone", "no competition"],
    seeds: 5,
    claims: &[
        claim("excitation becomes selective", 0, "selectivity E", (0.6, 1.01), Some(1)),
        claim("inhibition becomes selective", 0, "selectivity I", (0.6, 1.01), Some(1)),
        claim("both at the same tone, to half an octave", 0, "shift, octaves", (-0.01, 0.51), None),
        claim(
            "inhibition over excitation at the best tone is that of the sums",
            0,
            "I/E less W_I/W_E",
            (-0.03, 0.03),
            Some(2),
        ),
        claim("with one joint sum the field dissolves", 1, "selectivity E", (-0.01, 0.2), Some(0)),
        claim("without competition the sums grow", 3, "growth of W_E", (5.0, 1e6), Some(0)),
    ],
    run,
};

const N: usize = 200;
const TONES: usize = 13;
const STEP: f64 = 0.5;
const WIDTH: f64 = 0.3;
const F_IN: f64 = 0.08;
const ROUNDS: usize = 1000;
const ALPHA: f64 = 0.1;
const RATIO: f64 = 0.7;
/// Range of best frequencies beyond the tones, in widths.
const MARGIN: f64 = 3.0;

/// Probability that input `j` is active at a tone.
fn chance(tone: usize, j: usize) -> f64 {
    let axis = STEP * (TONES - 1) as f64 + 2.0 * MARGIN * WIDTH;
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let best = ((j as f64 + 0.5) * golden).fract() * axis - MARGIN * WIDTH;
    let peak = F_IN * axis / (WIDTH * (2.0 * std::f64::consts::PI).sqrt());
    let distance = (best - STEP * tone as f64) / WIDTH;
    (peak * (-0.5 * distance * distance).exp()).min(1.0)
}

fn params() -> Params {
    Params { n_e: N, n_i: N, f_in: F_IN, e0: 1.0, w_max: 1e4, c: 1.0, theta: 0.0, ..Params::default() }
}

/// The rules of a condition. k_E has 1/(1 - f_in), k_I has not: rates make up for it.
fn rules(condition: usize) -> Result<Rules, RulesError> {
    let of = |on: &str, rate: f64, loss: &str| {
        let loss = match condition {
            0 => format!("-{rate:?}*r*{loss}"),
            1 => format!("-{rate:?}*r*2*n_{on}*k_{on}/(k_E*W_E + k_I*W_I)"),
            2 if on == "E" => format!("-{rate:?}*r*{loss}"),
            _ => "0".to_owned(),
        };
        format!(
            "title = 'Competition {on}'\non = '{on}'\n[let]\nr = 'max(0, i_E - i_I)^2'\n\
             [change]\nactive = '{rate:?}*r'\nactive_w = '{loss}'\nsilent_w = '{loss}'\n"
        )
    };
    let rules = Rules::default().with_file(&of("E", ALPHA * (1.0 - F_IN), "n_E/W_E"))?;
    if condition == 2 { Ok(rules) } else { rules.with_file(&of("I", ALPHA, "n_I/W_I")) }
}

fn run(condition: usize, seed: u64, cancel: &AtomicBool) -> Result<Run, ExperimentError> {
    let mut rng = stream(seed, Stream::Stimuli, 0);
    let mut order: Vec<usize> = (0..TONES).collect();
    let mut shown = Vec::with_capacity(ROUNDS * TONES);
    for _ in 0..ROUNDS {
        order.shuffle(&mut rng);
        shown.extend_from_slice(&order);
    }
    let stimuli = fresh(shown.len(), (N, N), true, |mu, _, j| chance(shown[mu], j), &mut rng);
    let mut rng = stream(seed, Stream::Weights, 0);
    let mut weights = |sum: f64| -> Vec<f64> {
        let drawn: Vec<f64> = (0..N).map(|_| rng.random_range(0.5..1.5)).collect();
        let total: f64 = drawn.iter().sum();
        // Currents are sums over 200 x 0.08 of weights near 1.
        drawn.iter().map(|w| w * sum * N as f64 / total / (N as f64 * F_IN)).collect()
    };
    let start = [weights(1.0), weights(RATIO)];
    let rules = rules(condition).map_err(ModelError::from)?;
    let mut simulation = neuron(params(), rules, stimuli, start, seed)?;
    let before = currents(&simulation);
    show(&mut simulation, 0..shown.len() / 10, cancel)?;
    let during = currents(&simulation);
    show(&mut simulation, shown.len() / 10..shown.len(), cancel)?;
    Ok(report(&simulation, &before, &during))
}

/// Expected currents of every tone: excitation, inhibition.
fn currents(simulation: &Simulation) -> [Vec<f64>; 2] {
    [Population::Excitatory, Population::Inhibitory].map(|population| {
        let weights = simulation.weights(population);
        (0..TONES).map(|tone| (0..N).map(|j| weights.get(j) * chance(tone, j)).sum()).collect()
    })
}

/// 1 where one tone drives all, 0 where all drive alike.
fn selectivity(currents: &[f64]) -> f64 {
    let (sum, squares): (f64, f64) =
        currents.iter().fold((0.0, 0.0), |(sum, squares), c| (sum + c, squares + c * c));
    if squares > 0.0 { 1.0 - (sum * sum / squares - 1.0) / (currents.len() - 1) as f64 } else { 0.0 }
}

fn largest(values: &[f64]) -> usize {
    (0..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

fn report(simulation: &Simulation, before: &[Vec<f64>; 2], during: &[Vec<f64>; 2]) -> Run {
    let [e, i] = currents(simulation);
    let all = |population| simulation.weights(population).iter().collect::<Vec<f64>>();
    let (w_e, w_i) = (all(Population::Excitatory), all(Population::Inhibitory));
    let (sum_e, sum_i): (f64, f64) = (w_e.iter().sum(), w_i.iter().sum());
    let start = simulation.weights(Population::Excitatory);
    let started: f64 = (0..N).map(|j| start.start(j)).sum();
    let (best_e, best_i) = (largest(&e), largest(&i));
    let ratio = i[best_i] / e[best_e].max(f64::MIN_POSITIVE);
    let values = vec![
        ("selectivity E", selectivity(&e)),
        ("selectivity I", selectivity(&i)),
        ("corr(w_E, w_I)", correlation(&w_e, &w_i)),
        ("shift, octaves", best_e.abs_diff(best_i) as f64 * STEP),
        ("I/E at the best", ratio),
        ("W_I/W_E", sum_i / sum_e),
        ("I/E less W_I/W_E", ratio - sum_i / sum_e),
        ("growth of W_E", sum_e / started),
    ];
    let chart = |y: &'static str, side: usize, end: &[f64], role: Role| Chart {
        x: "tone",
        y,
        lines: vec![
            Curve::over("before", Role::Before, &before[side]),
            Curve::over("after a tenth", Role::During, &during[side]),
            Curve::over("at the end", role, end),
        ],
    };
    let charts = vec![chart("i_E", 0, &e, Role::After), chart("i_I", 1, &i, Role::Inhibition)];
    Run { values, charts, responses: None }
}
