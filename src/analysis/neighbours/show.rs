//! Fresh inputs, shown once each: a simulation on stimuli that are drawn one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::RngExt;
use rand_pcg::Pcg64;

use crate::analysis::experiment::ExperimentError;
use crate::model::plasticity::Rules;
use crate::model::{ModelError, Params, Population, Simulation, Stimuli};

/// Presentations between two looks at whether to go on.
const STEP: usize = 256;

/// Stimuli whose inputs are active with the probabilities that `chance` gives for each stimulus and input, excitatory
/// and inhibitory; `alike`, both populations have the same inputs.
pub fn fresh(
    count: usize,
    (n_e, n_i): (usize, usize),
    alike: bool,
    chance: impl Fn(usize, Population, usize) -> f64,
    rng: &mut Pcg64,
) -> Arc<Stimuli> {
    let mut rows = |population: Population, n: usize| -> Vec<Vec<u32>> {
        (0..count)
            .map(|mu| {
                (0..n as u32).filter(|&j| rng.random_bool(chance(mu, population, j as usize))).collect()
            })
            .collect()
    };
    let excitatory = rows(Population::Excitatory, n_e);
    let inhibitory = if alike { excitatory.clone() } else { rows(Population::Inhibitory, n_i) };
    Arc::new(Stimuli::given(&excitatory, &inhibitory, (n_e, n_i)))
}

/// A neuron with these rules alone on such stimuli, from these weights.
pub fn neuron(
    params: Params,
    rules: Rules,
    stimuli: Arc<Stimuli>,
    [w_e, w_i]: [Vec<f64>; 2],
    seed: u64,
) -> Result<Simulation, ModelError> {
    let alone = Params { rule_a: false, rule_n: false, rule_h: false, rule_i: false, ..params };
    let params = Params { p: stimuli.len(), ach: false, na: false, rules, ..alone };
    let mut simulation = Simulation::with_stimuli(params, stimuli, seed)?;
    simulation.set_start(Population::Excitatory, w_e)?;
    simulation.set_start(Population::Inhibitory, w_i)?;
    Ok(simulation)
}

/// Shows stimuli `range` in order.
pub fn show(
    simulation: &mut Simulation,
    range: std::ops::Range<usize>,
    cancel: &AtomicBool,
) -> Result<(), ExperimentError> {
    for mu in range {
        if mu.is_multiple_of(STEP) && cancel.load(Ordering::Relaxed) {
            return Err(ExperimentError::Cancelled);
        }
        simulation.pair(mu, (false, false));
    }
    Ok(())
}

/// Pearson correlation; 0 where either does not vary.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    crate::model::responses::correlation(x, y)
}
