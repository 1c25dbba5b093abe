//! Where rules end: networks that have learned `match` to the same loss, and how sharp the minimum is.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::CircuitError;
use super::cell::{Cell, Printed};
use super::reference::{RESOLUTION, SEEDS};
use crate::analysis::statistics::Summary;
use crate::circuits::arrays::{Arrays, add, dot, zeros};
use crate::circuits::recurrent::{Batch, Cells, Feedback, N, Recurrent, RecurrentTask, Trial, gradient};
use crate::circuits::{Circuit, Family, Rule, Task};

/// A network rests when the running mean of its loss is below this.
const REACHED: f64 = 0.02;
/// Rate of the running mean.
const RATE: f64 = 0.1;
/// It does not rest before so many steps, nor learn for more.
const STEPS: (u64, u64) = (20, 800);
/// Trials on which it is measured, none of which it has learned from.
const TRIALS: usize = 100;
/// More noise on the inputs.
const NOISIER: f64 = 0.25;
/// Rounds of power iteration.
const ROUNDS: usize = 40;
/// Step of the central differences.
const STEP: f64 = 1e-4;
/// W, U and b; the readout stays as it is.
const LEARNED: usize = 3;
/// Streams of the trials and of the first direction.
const MEASURED: u64 = 0x6c61_6e64;
/// Seeds on which e-prop is compared with BPTT: groups of ten differ too much.
pub const CLAIM_SEEDS: u64 = 20;

/// What is told of a network, and to what precision it is printed.
const QUANTITIES: [(&str, f64); 4] =
    [("steps", 1.0), ("loss", RESOLUTION), ("noisier loss", RESOLUTION), ("sharpness", 1.0)];

/// A rule that learns to the loss.
#[derive(Debug)]
pub struct Landscape {
    /// Key of the rule.
    pub rule: &'static str,
    /// Learning rate.
    pub eta: &'static str,
    /// What was found: steps, loss, loss with noisier input, sharpness.
    pub cells: [Printed; 4],
}

/// Where one network ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landed {
    /// At which step it rested.
    pub steps: f64,
    /// Loss.
    pub loss: f64,
    /// Loss with noisier input.
    pub noisier: f64,
    /// Largest eigenvalue of the Hessian over W, U and b.
    pub sharpness: f64,
}

impl Landed {
    /// In the order of [`QUANTITIES`].
    fn numbers(&self) -> [f64; 4] {
        [self.steps, self.loss, self.noisier, self.sharpness]
    }
}

/// Largest eigenvalue of the Hessian of E over W, U and b: power iteration on central differences of the exact gradient.
pub fn sharpness(cells: Cells, weights: &Arrays, trials: &[Trial], rng: &mut Pcg64) -> f64 {
    let mut direction = zeros(weights);
    for array in direction.iter_mut().take(LEARNED) {
        array.iter_mut().for_each(|v| *v = rng.sample(StandardNormal));
    }
    let mut steepest = 0.0;
    for _ in 0..ROUNDS {
        let length = dot(&direction, &direction).sqrt();
        direction.iter_mut().for_each(|array| *array /= length);
        let mut slope = |step: f64| {
            let mut moved = weights.clone();
            add(&mut moved, step, &direction);
            gradient(Batch { cells, weights: &moved, trials }, Feedback::Exact { types: N }, rng).by
        };
        let (mut curved, before) = (slope(STEP), slope(-STEP));
        add(&mut curved, -1.0, &before);
        curved.iter_mut().for_each(|array| *array /= 2.0 * STEP);
        curved.iter_mut().skip(LEARNED).for_each(|array| array.fill(0.0));
        steepest = dot(&direction, &curved);
        direction = curved;
    }
    steepest
}

impl Landscape {
    /// As `verify` lists it.
    pub fn name(&self) -> String {
        format!("circuit landscape, {} eta={}", self.rule, self.eta)
    }

    /// One network at its rest.
    ///
    /// # Errors
    /// [`CircuitError`].
    pub fn rested(&self, seed: u64, cancel: &AtomicBool) -> Result<Option<Recurrent>, CircuitError> {
        let (Some(rule), Some(task)) = (Rule::find(self.rule), Task::find("match")) else { return Ok(None) };
        let Family::Recurrent(make) = rule.family else { return Ok(None) };
        let mut settings = task.settings(rule);
        settings.set("eta", self.eta)?;
        let mut circuit = Recurrent::new(rule, make, task, &settings, seed);
        circuit.drop_twin();
        let mut running = circuit.next_loss();
        while circuit.steps() + 1 < STEPS.1 {
            if cancel.load(Ordering::Relaxed) {
                return Err(CircuitError::Cancelled);
            }
            running += RATE * (circuit.next_loss() - running);
            if running < REACHED && circuit.steps() >= STEPS.0 {
                break;
            }
            circuit.step().map_err(|reason| CircuitError::Diverged { seed, reason })?;
        }
        Ok(Some(circuit))
    }

    /// One network at its rest, measured.
    ///
    /// # Errors
    /// [`CircuitError`].
    pub fn land(&self, seed: u64, cancel: &AtomicBool) -> Result<Landed, CircuitError> {
        let nothing = Landed { steps: f64::NAN, loss: f64::NAN, noisier: f64::NAN, sharpness: f64::NAN };
        let Some(circuit) = self.rested(seed, cancel)? else { return Ok(nothing) };
        let (cells, weights) = (circuit.cells(), circuit.weights());
        let mut rng = Pcg64::seed_from_u64(seed ^ MEASURED);
        let trials: Vec<Trial> = (0..TRIALS).map(|_| RecurrentTask::Match.draw(&mut rng)).collect();
        let mut noisier = trials.clone();
        for x in noisier.iter_mut().flat_map(|trial| &mut trial.x) {
            *x += NOISIER * rng.sample::<f64, _>(StandardNormal);
        }
        let mut loss =
            |trials| gradient(Batch { cells, weights, trials }, Feedback::Exact { types: N }, &mut rng).loss;
        Ok(Landed {
            // The step at which it rested, counted from 1.
            steps: (circuit.steps() + 1) as f64,
            loss: loss(&trials),
            noisier: loss(&noisier),
            sharpness: sharpness(cells, weights, &trials, &mut rng),
        })
    }

    /// Many seeds.
    ///
    /// # Errors
    /// The first run that did not end.
    pub fn land_all(&self, seeds: u64, cancel: &AtomicBool) -> Result<Vec<Landed>, CircuitError> {
        let seeds: Vec<u64> = (1..=seeds).collect();
        seeds.par_iter().with_max_len(1).map(|&seed| self.land(seed, cancel)).collect()
    }

    /// All seeds, beside the table.
    ///
    /// # Errors
    /// The first run that did not end.
    pub fn verify(&self, cancel: &AtomicBool) -> Result<Vec<Cell>, CircuitError> {
        let all = self.land_all(SEEDS, cancel)?;
        let cell = |(at, printed): (usize, &Printed)| {
            let (quantity, resolution) = QUANTITIES[at];
            let values: Vec<f64> = all.iter().map(|landed| landed.numbers()[at]).collect();
            Cell::of(self.name(), quantity, *printed, resolution, &values)
        };
        Ok(self.cells.iter().enumerate().filter_map(cell).collect())
    }
}

/// Sharpness of BPTT and of e-prop, on [`CLAIM_SEEDS`] seeds.
///
/// # Errors
/// The first run that did not end.
pub fn sharper(cancel: &AtomicBool) -> Result<Option<[Summary; 2]>, CircuitError> {
    let [exact, .., local, _] = &LANDSCAPES;
    let of = |landscape: &Landscape| -> Result<Option<Summary>, CircuitError> {
        let all = landscape.land_all(CLAIM_SEEDS, cancel)?;
        Ok(Summary::of(&all.iter().map(|landed| landed.sharpness).collect::<Vec<_>>()))
    };
    Ok(of(exact)?.zip(of(local)?).map(|(exact, local)| [exact, local]))
}

/// Ten seeds of an independent implementation.
pub static LANDSCAPES: [Landscape; 5] = [
    row("bptt", "0.003", [(119.0, 41.0), (0.009, 0.003), (0.126, 0.029), (56.0, 16.0)]),
    row("bptt", "0.009", [(92.0, 25.0), (0.009, 0.004), (0.112, 0.027), (26.0, 10.0)]),
    row("mdgl", "0.003", [(169.0, 52.0), (0.011, 0.003), (0.162, 0.029), (95.0, 53.0)]),
    row("e-prop", "0.003", [(160.0, 40.0), (0.014, 0.006), (0.203, 0.153), (91.0, 37.0)]),
    row("e-prop", "0.009", [(106.0, 26.0), (0.013, 0.005), (0.152, 0.045), (52.0, 14.0)]),
];

const fn row(rule: &'static str, eta: &'static str, cells: [Printed; 4]) -> Landscape {
    Landscape { rule, eta, cells }
}
