//! Two groups of inhibitory synapses with different rules: silencing one reveals a receptive field.
//!
//! Agnes, Luppi & Vogels (2020): a spiking neuron there. Here 16 signals with 50 excitatory inputs each, tuned and fixed,
//! and 25 inhibitory inputs of each group, active with probability 0.6 at their signal and 0.05 elsewhere. The first group
//! is Hebbian, dw = eta_1 (r - rho) x; the second anti-Hebbian with a rate that decays, or scaling, or (control) Hebbian.

use std::sync::atomic::AtomicBool;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use super::show::{correlation, fresh, neuron, show};
use super::{Chart, Curve, Neighbour, Role, Run, claim};
use crate::analysis::experiment::ExperimentError;
use crate::model::plasticity::{Rules, RulesError};
use crate::model::streams::{Stream, stream};
use crate::model::{ModelError, Params, Population, Simulation};

pub(super) const NEIGHBOUR: Neighbour = Neighbour {
    key: "groups",
    title: "Two inhibitory groups",
    citation: "Agnes, Luppi & Vogels (2020), J. Neurosci.",
    found: "With a Hebbian and an anti-Hebbian (or scaling) group of inhibitory synapses the response to all signals is flat. \
            Silencing one group reveals a receptive field, silencing the other one another.",
    ours: "Rates of one neuron in place of spikes; one presentation is one step. Not reproduced: correlations, step responses, \
           learning within minutes. The switch under anti-Hebb is incomplete; the ratio of the rates, 0.4, matters.",
    conditions: &["Hebb, anti-Hebb", "Hebb, scaling", "Hebb, Hebb"],
    seeds: 5,
    claims: &[
        claim("with both groups the rate is near its target of 0.2", 0, "rate", (0.15, 0.27), None),
        claim("the first group copies excitation", 0, "corr(w_I1, E)", (0.8, 1.01), None),
        claim("the anti-Hebbian group mirrors it", 0, "corr(w_I2, E)", (-1.01, -0.7), Some(2)),
        claim(
            "the first silenced, the field of excitation appears",
            0,
            "corr(I1 silenced, E)",
            (0.9, 1.01),
            None,
        ),
        claim("the second silenced, another one", 0, "corr(I2 silenced, E)", (-1.01, 0.0), Some(2)),
        claim("scaling leaves the second group flat", 1, "corr(w_I2, E)", (-0.8, 0.8), Some(2)),
    ],
    run,
};

const SIGNALS: usize = 16;
const PER_E: usize = 50;
const PER_I: usize = 25;
const BEST: f64 = 8.0;
const ROUNDS: usize = 800;
const TESTS: usize = 60;
const N_E: usize = SIGNALS * PER_E;
/// Both groups, one after the other in turn.
const N_I: usize = 2 * SIGNALS * PER_I;
/// Target rate.
const RHO: f64 = 0.2;
const ETA_1: f64 = 0.05;
const ETA_2: f64 = 0.02;
const ETA_SCALE: f64 = 0.01;
/// Largest inhibitory weight.
const LARGEST: f64 = 6.0 / PER_I as f64;

/// Signal of an input.
fn signal(population: Population, j: usize) -> usize {
    match population {
        Population::Excitatory => j / PER_E,
        Population::Inhibitory => j / 2 / PER_I,
    }
}

fn tuning(signal: usize) -> f64 {
    1.0 + 1.0 / (1.0 + 0.25 * (signal as f64 - BEST).powi(2))
}

/// Sizes of the model that has these weights and bounds. Its coding level only scales rates and bounds.
fn params() -> Params {
    let (f_in, e0) = (0.1, 1.0);
    let w_max = LARGEST * f_in * N_I as f64 / e0;
    Params { n_e: N_E, n_i: N_I, f_in, e0, w_max, theta: 0.0, c: 0.0, groups: 2, ..Params::default() }
}

/// The rules of a condition; rates are those of a weight, over k_I.
fn rules(condition: usize, params: &Params, w_0: f64) -> Result<Rules, RulesError> {
    let k = params.k_i();
    let per_weight = |rate: f64| rate / PER_I as f64 / k;
    let hebb = |group: &str, rate: f64| {
        format!(
            "title = 'Hebb {group}'\non = '{group}'\n[let]\nr = 'max(0, h)'\n[change]\nactive = '{rate}*(r - {RHO})'\n"
        )
    };
    let second = match condition {
        0 => {
            let decay = 1.0 - 3.0 / (ROUNDS * SIGNALS) as f64;
            let start = per_weight(ETA_2) / decay;
            format!(
                "title = 'Anti-Hebb I2'\non = 'I2'\n[state]\neta_2 = {{ start = {start:?}, next = 'eta_2*{decay:?}' }}\n\
                 [let]\nr = 'max(0, h)'\n[change]\nactive = '-eta_2*(r - {RHO})'\n"
            )
        }
        1 => {
            let grow = ETA_SCALE * w_0 / k;
            format!(
                "title = 'Scaling I2'\non = 'I2'\n[state]\nr_mean = {{ start = {RHO}, next = 'r_mean + 0.002*(max(0, h) - r_mean)' }}\n\
                 [change]\nactive = 'if(r_mean > 1.2*{RHO}, {grow:?}*(r_mean - {RHO}), 0)'\n\
                 silent = 'if(r_mean > 1.2*{RHO}, {grow:?}*(r_mean - {RHO}), 0)'\n\
                 active_w = 'if(r_mean < 0.8*{RHO}, {ETA_SCALE}*(r_mean - {RHO}), 0)'\n\
                 silent_w = 'if(r_mean < 0.8*{RHO}, {ETA_SCALE}*(r_mean - {RHO}), 0)'\n"
            )
        }
        _ => hebb("I2", per_weight(ETA_1)),
    };
    Rules::default().with_file(&hebb("I1", per_weight(ETA_1)))?.with_file(&second)
}

fn weights(rng: &mut Pcg64) -> [Vec<f64>; 2] {
    let excitatory = (0..N_E)
        .map(|j| tuning(signal(Population::Excitatory, j)) * rng.random_range(0.8..1.2) / PER_E as f64)
        .collect();
    let inhibitory = (0..N_I)
        .map(|j| rng.random_range(0.5..1.5) * if j % 2 == 0 { 0.25 } else { 0.5 } / PER_I as f64)
        .collect();
    [excitatory, inhibitory]
}

fn run(condition: usize, seed: u64, cancel: &AtomicBool) -> Result<Run, ExperimentError> {
    let mut rng = stream(seed, Stream::Stimuli, 0);
    let mut order: Vec<usize> = (0..SIGNALS).collect();
    let mut shown = Vec::with_capacity(ROUNDS * SIGNALS + 2 * TESTS * SIGNALS);
    for _ in 0..ROUNDS {
        order.shuffle(&mut rng);
        shown.extend_from_slice(&order);
    }
    let learned = shown.len();
    (0..SIGNALS).for_each(|signal| shown.extend(std::iter::repeat_n(signal, TESTS)));
    let chance = |mu: usize, population: Population, j: usize| {
        if shown[mu] == signal(population, j) { 0.6 } else { 0.05 }
    };
    let stimuli = fresh(shown.len(), (N_E, N_I), false, chance, &mut rng);
    let start = weights(&mut stream(seed, Stream::Weights, 0));
    let second: f64 = start[1].iter().skip(1).step_by(2).sum();
    let params = params();
    let rules = rules(condition, &params, second / (N_I / 2) as f64).map_err(ModelError::from)?;
    let mut simulation = neuron(params, rules, stimuli, start, seed)?;
    let before = responses(&simulation, learned);
    show(&mut simulation, 0..learned, cancel)?;
    let after = responses(&simulation, learned);
    Ok(report(&simulation, &before, after))
}

/// Currents of test presentations by signal: i_E, i_I1, i_I2.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// By signal and presentation.
    pub currents: Vec<Vec<[f64; 3]>>,
    /// Tuning of excitation.
    pub tuning: Vec<f64>,
}

/// Mean rate of every signal with these gains of the groups.
pub fn response(responses: &Responses, [g_1, g_2]: [f64; 2]) -> Vec<f64> {
    let rate = |[e, i_1, i_2]: &[f64; 3]| (e - g_1 * i_1 - g_2 * i_2).max(0.0);
    let mean = |tests: &Vec<[f64; 3]>| tests.iter().map(rate).sum::<f64>() / tests.len().max(1) as f64;
    responses.currents.iter().map(mean).collect()
}

fn responses(simulation: &Simulation, first: usize) -> Responses {
    let currents = |signal: usize| {
        let tests = first + signal * TESTS..first + (signal + 1) * TESTS;
        tests
            .map(|mu| {
                let [i_1, i_2] = simulation.group_currents(mu);
                [simulation.currents(mu).0, i_1, i_2]
            })
            .collect()
    };
    Responses { currents: (0..SIGNALS).map(currents).collect(), tuning: (0..SIGNALS).map(tuning).collect() }
}

fn report(simulation: &Simulation, before: &Responses, after: Responses) -> Run {
    let w_i = simulation.weights(Population::Inhibitory);
    let strength = |group: usize| -> Vec<f64> {
        (0..SIGNALS).map(|at| (0..PER_I).map(|k| w_i.get(2 * (at * PER_I + k) + group)).sum()).collect()
    };
    let (first, second) = (strength(0), strength(1));
    let gains = [[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]];
    let [both, no_first, no_second] = gains.map(|gains| response(&after, gains));
    let tuned = after.tuning.clone();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let values = vec![
        ("rate", mean(&both)),
        ("corr(w_I1, E)", correlation(&first, &tuned)),
        ("corr(w_I2, E)", correlation(&second, &tuned)),
        ("corr(I1 silenced, E)", correlation(&no_first, &tuned)),
        ("corr(I2 silenced, E)", correlation(&no_second, &tuned)),
        ("rate, I1 silenced, over both", mean(&no_first) / mean(&both)),
        ("rate, I2 silenced, over both", mean(&no_second) / mean(&both)),
    ];
    let rates = Chart {
        x: "signal",
        y: "rate",
        lines: vec![
            Curve::over("before learning", Role::Before, &response(before, [1.0, 1.0])),
            Curve::over("both groups", Role::After, &both),
            Curve::over("first silenced", Role::Inhibition, &no_first),
            Curve::over("second silenced", Role::Second, &no_second),
        ],
    };
    let strengths = Chart {
        x: "signal",
        y: "summed weight",
        lines: vec![
            Curve::over("E", Role::After, &tuned),
            Curve::over("I1", Role::Inhibition, &first),
            Curve::over("I2", Role::Second, &second),
        ],
    };
    Run { values, charts: vec![rates, strengths], responses: Some(after) }
}
