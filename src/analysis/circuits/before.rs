//! Before learning: what rules of the layered circuit would change at the starting weights, and minus the gradient.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::SeedableRng;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::CircuitError;
use super::cell::{Cell, Printed};
use super::reference::{RESOLUTION, SEEDS};
use crate::circuits::arrays::{cosine, distance, zeros};
use crate::circuits::layered::rules::backprop::Backprop;
use crate::circuits::layered::{Example, LayeredTask, Shown};
use crate::circuits::{Family, Rule, Task, build};

/// Examples that rules are asked about.
const ASKED: u64 = 0x6265_666f_7265;

/// A row: settings, draws of the rule's own noise, the cosine and the distance that were found.
pub type Asked = (&'static [(&'static str, &'static str)], usize, Option<Printed>, Option<Printed>);

/// What a rule says before learning, by its settings.
#[derive(Debug)]
pub struct Before {
    /// Key of the rule.
    pub rule: &'static str,
    /// Which task.
    pub task: LayeredTask,
    /// Its rows.
    pub rows: &'static [Asked],
}

impl Before {
    fn task(&self) -> &'static str {
        if self.task == LayeredTask::Xor { "xor" } else { "digits" }
    }

    /// As `verify` lists it.
    pub fn name(&self) -> String {
        format!("circuit before learning, {} {}", self.rule, self.task())
    }

    /// Cosine and distance of one seed with these settings: means of several draws of the rule's noise, for one example.
    ///
    /// # Errors
    /// A setting that does not exist.
    pub fn ask(
        &self,
        settings: &[(&str, &str)],
        draws: usize,
        seed: u64,
    ) -> Result<(f64, f64), CircuitError> {
        let nothing = (f64::NAN, f64::NAN);
        let (Some(rule), Some(task)) = (Rule::find(self.rule), Task::find(self.task())) else {
            return Ok(nothing);
        };
        let Family::Layered(make) = rule.family else { return Ok(nothing) };
        let mut all = task.settings(rule);
        settings.iter().try_for_each(|(key, value)| all.set(key, value))?;
        let circuit = build(rule, task, &all, seed)?;
        let weights = circuit.weights();
        let mut rng = Pcg64::seed_from_u64(seed ^ ASKED);
        let mut example = Example::default();
        let q = all.named("q").unwrap_or_default();
        self.task.draw(q, &mut rng, &mut example);
        let shown = Shown { weights, x: &example.x, y: &example.y, stimulus: example.stimulus };
        let (mut exact, mut change) = (zeros(weights), zeros(weights));
        Backprop::default().gradient(weights, &example.x, &example.y, &mut exact);
        let (mut alike, mut apart) = (0.0, 0.0);
        for _ in 0..draws {
            make(&all).change(&shown, &mut rng, &mut change);
            alike += cosine(&change, &exact) / draws as f64;
            apart += distance(&change, &exact) / draws as f64;
        }
        Ok((alike, apart))
    }

    /// All seeds, beside the table.
    ///
    /// # Errors
    /// A setting that does not exist, or a request to stop.
    pub fn verify(&self, cancel: &AtomicBool) -> Result<Vec<Cell>, CircuitError> {
        let seeds: Vec<u64> = (1..=SEEDS).collect();
        let mut cells = Vec::new();
        for (settings, draws, alike, apart) in self.rows {
            if cancel.load(Ordering::Relaxed) {
                return Err(CircuitError::Cancelled);
            }
            let found = seeds.par_iter().map(|&seed| self.ask(settings, *draws, seed));
            let (cosines, distances): (Vec<f64>, Vec<f64>) =
                found.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
            let told: String = settings.iter().map(|(key, value)| format!(" {key}={value}")).collect();
            for (quantity, printed, values) in [("cosine", alike, &cosines), ("distance", apart, &distances)]
            {
                let row = format!("circuit {} {}{told}, before", self.rule, self.task());
                cells
                    .extend(printed.and_then(|printed| Cell::of(row, quantity, printed, RESOLUTION, values)));
            }
        }
        Ok(cells)
    }
}

/// A cosine alone.
const fn alike(settings: &'static [(&'static str, &'static str)], draws: usize, cosine: Printed) -> Asked {
    (settings, draws, Some(cosine), None)
}

/// A distance alone, where the cosine is among the other rows.
const fn apart(settings: &'static [(&'static str, &'static str)], distance: Printed) -> Asked {
    (settings, 1, None, Some(distance))
}

/// Both.
const fn both(
    settings: &'static [(&'static str, &'static str)],
    cosine: Printed,
    distance: Printed,
) -> Asked {
    (settings, 1, Some(cosine), Some(distance))
}

const fn row(rule: &'static str, task: LayeredTask, rows: &'static [Asked]) -> Before {
    Before { rule, task, rows }
}

/// Ten seeds of independent implementations.
#[rustfmt::skip]
pub static BEFORE: [Before; 4] = [
    row("predictive-coding", LayeredTask::Digits, &[
        apart(&[("n", "1")], (0.447, 0.057)),
        both(&[("n", "3")], (0.921, 0.021), (0.393, 0.052)),
        both(&[("n", "5")], (0.938, 0.018), (0.359, 0.050)),
        both(&[("n", "10")], (0.954, 0.014), (0.322, 0.047)),
        apart(&[], (0.314, 0.044)),
        both(&[("n", "50")], (0.951, 0.016), (0.326, 0.043)),
        apart(&[("n", "200")], (0.329, 0.043)),
        both(&[("gamma", "0.3"), ("n", "1")], (0.925, 0.021), (0.386, 0.052)),
        both(&[("gamma", "0.3"), ("n", "3")], (0.953, 0.015), (0.324, 0.047)),
        both(&[("gamma", "0.3"), ("n", "5")], (0.957, 0.014), (0.315, 0.045)),
        both(&[("gamma", "0.3"), ("n", "10")], (0.954, 0.015), (0.320, 0.043)),
        both(&[("gamma", "0.3")], (0.950, 0.016), (0.328, 0.043)),
        both(&[("gamma", "0.3"), ("n", "50")], (0.950, 0.016), (0.329, 0.043)),
        both(&[("gamma", "0.3"), ("n", "200")], (0.950, 0.016), (0.329, 0.043)),
        both(&[("gamma", "1"), ("n", "1")], (0.919, 0.030), (0.395, 0.060)),
        both(&[("gamma", "1"), ("n", "3")], (0.930, 0.031), (0.370, 0.066)),
        both(&[("gamma", "1"), ("n", "5")], (0.927, 0.041), (0.376, 0.086)),
        both(&[("gamma", "1"), ("n", "10")], (0.919, 0.075), (0.395, 0.164)),
        apart(&[("gamma", "1")], (0.495, 0.281)),
        both(&[("gamma", "1"), ("n", "50")], (0.804, 0.158), (0.632, 0.350)),
        apart(&[("gamma", "1"), ("n", "200")], (0.653, 0.349)),
        both(&[("mode", "fixed"), ("n", "1")], (0.893, 0.029), (0.446, 0.056)),
        both(&[("mode", "fixed"), ("n", "3")], (0.925, 0.020), (0.380, 0.050)),
        both(&[("mode", "fixed"), ("n", "5")], (0.947, 0.015), (0.324, 0.045)),
        both(&[("mode", "fixed"), ("n", "10")], (0.977, 0.007), (0.220, 0.034)),
        both(&[("mode", "fixed")], (0.995, 0.002), (0.100, 0.018)),
        both(&[("mode", "fixed"), ("n", "50")], (1.000, 0.000), (0.008, 0.002)),
        both(&[("mode", "fixed"), ("n", "200")], (1.000, 0.000), (0.000, 0.000)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "1")], (0.952, 0.015), (0.307, 0.046)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "3")], (0.993, 0.003), (0.121, 0.023)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "5")], (0.999, 0.000), (0.043, 0.009)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "10")], (1.000, 0.000), (0.002, 0.001)),
        both(&[("mode", "fixed"), ("gamma", "0.5")], (1.000, 0.000), (0.000, 0.000)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "50")], (1.000, 0.000), (0.000, 0.000)),
        both(&[("mode", "fixed"), ("gamma", "0.5"), ("n", "200")], (1.000, 0.000), (0.000, 0.000)),
    ]),
    row("burst", LayeredTask::Digits, &[
        alike(&[], 1, (1.000, 0.000)),
        alike(&[("beta", "5")], 1, (1.000, 0.000)),
        alike(&[("beta", "20")], 1, (0.999, 0.001)),
        alike(&[("c", "0")], 1, (1.000, 0.000)),
        alike(&[("feedback", "random"), ("beta", "5")], 1, (0.774, 0.068)),
        alike(&[("feedback", "random"), ("beta", "20")], 1, (0.779, 0.065)),
        alike(&[("M", "100")], 10, (0.017, 0.009)),
        alike(&[("M", "100"), ("beta", "5")], 10, (0.259, 0.046)),
        alike(&[("M", "100"), ("beta", "20")], 10, (0.592, 0.070)),
        alike(&[("M", "100"), ("beta", "80")], 10, (0.613, 0.067)),
        alike(&[("M", "1000")], 10, (0.049, 0.024)),
        alike(&[("M", "1000"), ("beta", "5")], 10, (0.628, 0.058)),
        alike(&[("M", "1000"), ("beta", "20")], 10, (0.916, 0.018)),
        alike(&[("M", "1000"), ("beta", "80")], 10, (0.904, 0.019)),
        alike(&[("M", "10000")], 10, (0.145, 0.035)),
        alike(&[("M", "10000"), ("beta", "5")], 10, (0.931, 0.020)),
        alike(&[("M", "10000"), ("beta", "20")], 10, (0.991, 0.003)),
        alike(&[("M", "10000"), ("beta", "80")], 10, (0.965, 0.018)),
        alike(&[("M", "100000")], 10, (0.404, 0.079)),
        alike(&[("M", "100000"), ("beta", "5")], 10, (0.992, 0.003)),
        alike(&[("M", "100000"), ("beta", "20")], 10, (0.998, 0.001)),
        alike(&[("M", "100000"), ("beta", "80")], 10, (0.971, 0.017)),
    ]),
    row("perturbation", LayeredTask::Digits, &[
        alike(&[("sigma", "0.01")], 400, (0.083, 0.009)),
        alike(&[("sigma", "0.01"), ("K", "10")], 40, (0.307, 0.030)),
        alike(&[("sigma", "0.01"), ("K", "100")], 4, (0.718, 0.049)),
        alike(&[("sigma", "0.01"), ("K", "1000")], 4, (0.957, 0.009)),
        alike(&[("K", "100")], 10, (0.713, 0.035)),
        alike(&[("sigma", "0.3"), ("K", "100")], 10, (0.706, 0.036)),
        alike(&[("sigma", "1"), ("K", "100")], 10, (0.646, 0.051)),
        alike(&[("sigma", "3"), ("K", "100")], 10, (0.484, 0.077)),
        alike(&[("baseline", "opposite"), ("sigma", "0.01"), ("K", "100")], 10, (0.714, 0.035)),
        alike(&[("baseline", "opposite"), ("K", "100")], 10, (0.713, 0.035)),
        alike(&[("baseline", "opposite"), ("sigma", "0.3"), ("K", "100")], 10, (0.712, 0.035)),
        alike(&[("baseline", "opposite"), ("sigma", "1"), ("K", "100")], 10, (0.686, 0.034)),
        alike(&[("baseline", "opposite"), ("sigma", "3"), ("K", "100")], 10, (0.581, 0.031)),
    ]),
    row("perturbation", LayeredTask::Xor, &[
        alike(&[("sigma", "0.01")], 400, (0.199, 0.016)),
        alike(&[("sigma", "0.01"), ("K", "10")], 40, (0.605, 0.035)),
        alike(&[("sigma", "0.01"), ("K", "100")], 4, (0.923, 0.012)),
        alike(&[("sigma", "0.01"), ("K", "1000")], 4, (0.992, 0.002)),
    ]),
];
