//! Disinhibition sets the sign of plasticity: the same input potentiates or depresses by the inhibition that is felt.
//!
//! Rossbroich & Zenke (2023): an error is inhibition less what balance expects. The rule is compiled from its text; i_E and
//! i_I of balance are held, only the disinhibition M differs.

use std::sync::atomic::AtomicBool;

use rand::RngExt;
use rand_distr::StandardNormal;

use super::{Chart, Curve, Neighbour, Role, Run, claim};
use crate::analysis::experiment::ExperimentError;
use crate::model::plasticity::RulesError;
use crate::model::plasticity::language::{Program, RuleFile, Variable};
use crate::model::streams::{Stream, stream};
use crate::model::{ModelError, Params};

pub(super) const NEIGHBOUR: Neighbour = Neighbour {
    key: "sign",
    title: "Disinhibition sets the sign",
    citation: "Rossbroich & Zenke (2023), arXiv:2310.19614",
    found: "Where plasticity follows inhibition less the inhibition that balance expects, a top-down signal that disinhibits \
            potentiates and one that inhibits depresses, with the same presynaptic activity.",
    ours: "One stimulus, 30 pairings, balance held. Not reproduced: the controller, learning in several layers.",
    conditions: &["disinhibited, M = 3", "balanced, M = 0", "more inhibition, M = −3", "inhibition blocked"],
    seeds: 10,
    claims: &[
        claim("disinhibited, it is potentiated", 0, "relative change of i_E", (0.1, 0.5), Some(1)),
        claim("balanced, nothing changes", 1, "relative change of i_E", (-1e-9, 1e-9), Some(0)),
        claim("with more inhibition, it is depressed", 2, "relative change of i_E", (-0.5, -0.1), Some(1)),
        claim("blocked, everything is potentiated", 3, "relative change of i_E", (0.5, 2.0), Some(1)),
    ],
    run,
};

/// The rule, in the language.
const RULE: &str = "title = 'Felt inhibition'\non = 'E'\n[parameters]\nalpha = { default = 0.02 }\n\
                    [change]\nactive = 'alpha*(a*i_E + b - (i_I - M))'\n";
const PAIRINGS: usize = 30;
/// Spread of M, relative.
const SPREAD: f64 = 0.3;

fn run(condition: usize, seed: u64, _: &AtomicBool) -> Result<Run, ExperimentError> {
    let params = Params::default();
    let file = RuleFile::read(RULE).map_err(RulesError::from).map_err(ModelError::from)?;
    let program = Program::new(&file.rules[0], &[0.02], &params.in_force());
    let mut registers = program.registers(&[]);
    let mut rng = stream(seed, Stream::Weights, 0);
    let n = params.n_e;
    let mean = params.e0 / (params.f_in * n as f64);
    let active: Vec<bool> = (0..n).map(|_| rng.random_bool(params.f_in)).collect();
    let mut weights: Vec<f64> = (0..n).map(|_| rng.random_range(0.5..1.5) * mean).collect();
    let current = |weights: &[f64]| -> f64 {
        weights.iter().zip(&active).filter(|(_, active)| **active).map(|(w, _)| w).sum()
    };
    let start = current(&weights);
    let balanced = params.a * start + params.b;
    let mut course = vec![start];
    for _ in 0..PAIRINGS {
        let noise: f64 = rng.sample(StandardNormal);
        let (m, i_i) = match condition {
            0 => (3.0 * (1.0 + SPREAD * noise), balanced),
            1 => (0.0, balanced),
            2 => (-3.0 * (1.0 + SPREAD * noise), balanced),
            _ => (0.0, 0.0),
        };
        let mut variables = [0.0; Variable::COUNT];
        variables[Variable::CurrentE as usize] = start;
        variables[Variable::CurrentI as usize] = i_i;
        variables[Variable::Disinhibition as usize] = m;
        let asked = program.run(&variables, &mut registers).unwrap_or_default();
        let change = params.k_e() * asked.active;
        for (w, active) in weights.iter_mut().zip(&active) {
            if *active {
                *w = (*w + change).max(0.0);
            }
        }
        course.push(current(&weights));
    }
    let change = course[PAIRINGS] / start - 1.0;
    let chart = Chart { x: "pairing", y: "i_E", lines: vec![Curve::over("i_E", Role::After, &course)] };
    Ok(Run { values: vec![("relative change of i_E", change)], charts: vec![chart], responses: None })
}
