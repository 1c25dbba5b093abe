//! Cosines to BPTT on the same weights, along BPTT's own path: what a rule would change is asked, and BPTT learns.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::CircuitError;
use super::cell::{Cell, Printed};
use super::reference::{RESOLUTION, SEEDS};
use crate::circuits::arrays::cosine;
use crate::circuits::recurrent::{Batch, Cells, Feedback, N, RecurrentTask, Trial, gradient};
use crate::circuits::{Rule, Task, build};

/// Steps of BPTT before rules are asked.
pub const AGES: [u64; 3] = [0, 50, 200];
/// Trials that rules are asked about: not those that BPTT learns from.
const ASKED: u64 = 0x7061_7468;

/// A path of BPTT, and what rules say beside it.
#[derive(Debug)]
pub struct Path {
    /// Its name in lists.
    pub name: &'static str,
    /// Which task.
    pub task: RecurrentTask,
    /// Spikes instead of rates.
    pub spiking: bool,
    /// Trials that a rule is asked about.
    pub trials: usize,
    /// How many of the arrays W, U, b are compared.
    pub arrays: usize,
    /// What was found, at the first of [`AGES`] or at all of them.
    pub rows: &'static [(Feedback, &'static [Printed])],
}

/// A rule in a few words.
pub fn words(feedback: Feedback) -> String {
    match feedback {
        Feedback::Exact { types } => format!("BPTT C={types}"),
        Feedback::Hops { hops, types: N, at_once: false } => format!("hops {hops}"),
        Feedback::Hops { types, at_once: true, .. } => format!("MDGL C={types}"),
        Feedback::Hops { types, .. } => format!("MDGL leak C={types}"),
        Feedback::Filtered { mu, types } => format!("ModProp C={types} mu={mu}"),
        Feedback::Reward { draws, .. } => format!("reward K={draws}"),
    }
}

impl Path {
    /// As `verify` lists it.
    pub fn name(&self) -> String {
        format!("circuit path of BPTT, {}", self.name)
    }

    /// How many of [`AGES`], up to `last`, a row has.
    fn ages(printed: &[Printed], last: u64) -> usize {
        AGES.iter().zip(printed).filter(|(age, _)| **age <= last).count()
    }

    /// Cosines of one seed: of every row at every age that it has, up to `last`.
    ///
    /// # Errors
    /// [`CircuitError`].
    pub fn along(&self, seed: u64, last: u64, cancel: &AtomicBool) -> Result<Vec<Vec<f64>>, CircuitError> {
        let mut found = vec![Vec::new(); self.rows.len()];
        let key = if self.task == RecurrentTask::Match { "match" } else { "pattern" };
        let (Some(rule), Some(task)) = (Rule::find("bptt"), Task::find(key)) else { return Ok(found) };
        let mut settings = task.settings(rule);
        settings.set("cell", if self.spiking { "spiking" } else { "rate" })?;
        let leak = settings.named("a").unwrap_or_default();
        let cells = Cells { leak, spiking: self.spiking };
        let mut circuit = build(rule, task, &settings, seed)?;
        circuit.drop_twin();
        let mut rng = Pcg64::seed_from_u64(seed ^ ASKED);
        let trials: Vec<Trial> = (0..self.trials).map(|_| self.task.draw(&mut rng)).collect();
        let ages = self.rows.iter().map(|(_, printed)| Self::ages(printed, last)).max().unwrap_or(0);
        for (at, age) in AGES.into_iter().enumerate().take(ages) {
            while circuit.steps() < age {
                if cancel.load(Ordering::Relaxed) {
                    return Err(CircuitError::Cancelled);
                }
                circuit.step().map_err(|reason| CircuitError::Diverged { seed, reason })?;
            }
            let batch = Batch { cells, weights: circuit.weights(), trials: &trials };
            let mut told = |feedback| gradient(batch, feedback, &mut rng).by;
            let exact = told(Feedback::Exact { types: N });
            for ((feedback, _), found) in self.rows.iter().zip(&mut found).filter(|(row, _)| at < row.1.len())
            {
                let by = told(*feedback);
                found.push(cosine(&by[..self.arrays], &exact[..self.arrays]));
            }
        }
        Ok(found)
    }

    /// All seeds beside the table, up to `last` steps.
    ///
    /// # Errors
    /// The first run that did not end.
    pub fn verify(&self, last: u64, cancel: &AtomicBool) -> Result<Vec<Cell>, CircuitError> {
        let seeds: Vec<u64> = (1..=SEEDS).collect();
        let all = seeds.par_iter().with_max_len(1).map(|&seed| self.along(seed, last, cancel));
        let all = all.collect::<Result<Vec<_>, _>>()?;
        let cell = |(row, at): (usize, usize)| {
            let (feedback, printed) = self.rows[row];
            let values: Vec<f64> = all.iter().map(|rows| rows[row][at]).collect();
            let name = format!("circuit {} {}, {} steps", words(feedback), self.name, AGES[at]);
            Cell::of(name, "cosine", printed[at], RESOLUTION, &values)
        };
        let places = self.rows.iter().enumerate();
        let places =
            places.flat_map(|(row, (_, printed))| (0..Self::ages(printed, last)).map(move |at| (row, at)));
        Ok(places.filter_map(cell).collect())
    }
}

const fn hops(hops: usize) -> Feedback {
    Feedback::Hops { hops, types: N, at_once: false }
}

const fn mdgl(types: usize) -> Feedback {
    Feedback::Hops { hops: 1, types, at_once: true }
}

const fn leak(types: usize) -> Feedback {
    Feedback::Hops { hops: 1, types, at_once: false }
}

const fn modprop(types: usize, mu: f64) -> Feedback {
    Feedback::Filtered { mu, types }
}

const fn reward(draws: usize) -> Feedback {
    Feedback::Reward { sigma: 0.1, draws }
}

/// Ten seeds of an independent implementation. MDGL with leak by W itself is one hop, and ModProp without mu is MDGL with
/// leak: these identities are tests, and stand here once.
#[rustfmt::skip]
pub static PATHS: [Path; 4] = [
    Path { name: "match", task: RecurrentTask::Match, spiking: false, trials: 20, arrays: 3, rows: &[
        (hops(0), &[(0.769, 0.065), (0.767, 0.068), (0.758, 0.075)]),
        (hops(1), &[(0.966, 0.014), (0.900, 0.078), (0.946, 0.037)]),
        (hops(2), &[(0.993, 0.005), (0.962, 0.045), (0.984, 0.011)]),
        (hops(3), &[(0.999, 0.000), (0.992, 0.009), (0.995, 0.005)]),
        (hops(5), &[(1.000, 0.000), (1.000, 0.001), (1.000, 0.000)]),
        (mdgl(2), &[(0.826, 0.033), (0.777, 0.070), (0.779, 0.059)]),
        (mdgl(4), &[(0.827, 0.033), (0.776, 0.071), (0.780, 0.058)]),
        (mdgl(8), &[(0.828, 0.035), (0.780, 0.069), (0.784, 0.059)]),
        (mdgl(16), &[(0.839, 0.043), (0.793, 0.065), (0.800, 0.053)]),
        (mdgl(N), &[(0.861, 0.041), (0.828, 0.062), (0.853, 0.050)]),
        (leak(2), &[(0.874, 0.059), (0.779, 0.089), (0.798, 0.047)]),
        (leak(4), &[(0.881, 0.052), (0.777, 0.093), (0.802, 0.048)]),
        (leak(8), &[(0.891, 0.041), (0.788, 0.096), (0.809, 0.053)]),
        (leak(16), &[(0.915, 0.035), (0.826, 0.101), (0.850, 0.034)]),
        (modprop(2, 0.25), &[(0.874, 0.060), (0.777, 0.092), (0.799, 0.047)]),
        (modprop(2, 0.5), &[(0.873, 0.060), (0.775, 0.097), (0.801, 0.048)]),
        (modprop(2, 0.75), &[(0.871, 0.059), (0.772, 0.104), (0.802, 0.052)]),
        (modprop(2, 1.0), &[(0.863, 0.056), (0.767, 0.112), (0.801, 0.058)]),
        (modprop(N, 0.25), &[(0.979, 0.010), (0.907, 0.110), (0.965, 0.026)]),
        (modprop(N, 0.5), &[(0.980, 0.008), (0.892, 0.142), (0.966, 0.024)]),
        (modprop(N, 0.75), &[(0.962, 0.032), (0.853, 0.166), (0.942, 0.066)]),
        (modprop(N, 1.0), &[(0.911, 0.077), (0.781, 0.199), (0.892, 0.141)]),
    ] },
    Path { name: "pattern", task: RecurrentTask::Pattern, spiking: false, trials: 20, arrays: 3, rows: &[
        (hops(0), &[(0.798, 0.180), (0.369, 0.311), (0.457, 0.125)]),
        (hops(1), &[(0.953, 0.060), (0.551, 0.311), (0.690, 0.195)]),
        (hops(2), &[(0.985, 0.019), (0.703, 0.246), (0.777, 0.244)]),
        (hops(3), &[(0.996, 0.005), (0.819, 0.204), (0.841, 0.255)]),
        (hops(5), &[(1.000, 0.001), (0.926, 0.126), (0.894, 0.258)]),
        (mdgl(2), &[(0.841, 0.147), (0.413, 0.279), (0.522, 0.132)]),
        (mdgl(4), &[(0.842, 0.148), (0.409, 0.284), (0.525, 0.133)]),
        (mdgl(8), &[(0.842, 0.148), (0.399, 0.291), (0.528, 0.134)]),
        (mdgl(16), &[(0.844, 0.152), (0.404, 0.301), (0.539, 0.132)]),
        (mdgl(N), &[(0.862, 0.136), (0.406, 0.331), (0.550, 0.135)]),
        (leak(2), &[(0.892, 0.100), (0.515, 0.259), (0.624, 0.213)]),
        (leak(4), &[(0.894, 0.105), (0.504, 0.285), (0.628, 0.215)]),
        (leak(8), &[(0.898, 0.099), (0.484, 0.283), (0.638, 0.220)]),
        (leak(16), &[(0.903, 0.103), (0.508, 0.322), (0.671, 0.201)]),
        (modprop(2, 0.25), &[(0.893, 0.097), (0.523, 0.252), (0.632, 0.213)]),
        (modprop(2, 0.5), &[(0.895, 0.095), (0.543, 0.242), (0.645, 0.202)]),
        (modprop(2, 0.75), &[(0.897, 0.095), (0.548, 0.238), (0.658, 0.191)]),
        (modprop(2, 1.0), &[(0.895, 0.094), (0.517, 0.240), (0.661, 0.201)]),
        (modprop(N, 0.25), &[(0.968, 0.041), (0.620, 0.319), (0.725, 0.212)]),
        (modprop(N, 0.5), &[(0.972, 0.035), (0.716, 0.294), (0.773, 0.218)]),
        (modprop(N, 0.75), &[(0.954, 0.081), (0.777, 0.260), (0.819, 0.264)]),
        (modprop(N, 1.0), &[(0.898, 0.143), (0.752, 0.228), (0.762, 0.351)]),
    ] },
    Path { name: "match with spikes", task: RecurrentTask::Match, spiking: true, trials: 20, arrays: 3, rows: &[
        (hops(0), &[(0.875, 0.064), (0.841, 0.039), (0.478, 0.164)]),
        (hops(1), &[(0.988, 0.012), (0.976, 0.022), (0.757, 0.128)]),
        (hops(2), &[(0.999, 0.002), (0.997, 0.006), (0.898, 0.091)]),
        (hops(3), &[(1.000, 0.000), (1.000, 0.001), (0.960, 0.052)]),
        (hops(5), &[(1.000, 0.000), (1.000, 0.000), (0.996, 0.008)]),
    ] },
    // Three factors in time; what they say of W alone.
    Path { name: "match, W alone", task: RecurrentTask::Match, spiking: false, trials: 8, arrays: 1, rows: &[
        (reward(1), &[(0.076, 0.243)]),
        (reward(10), &[(0.442, 0.223)]),
        (reward(100), &[(0.815, 0.157)]),
    ] },
];
