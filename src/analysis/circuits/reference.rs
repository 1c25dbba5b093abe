//! Reference results: ten seeds of independent NumPy implementations. Agreement is a two-sample t below
//! [`T_LIMIT`].

use std::sync::atomic::AtomicBool;

use super::{CircuitError, Plan, Ran};
use crate::analysis::statistics::Summary;
use crate::circuits::{Rule, Task};

/// Seeds, from 1 on.
pub const SEEDS: u64 = 10;
/// Largest t that is no difference.
pub const T_LIMIT: f64 = 4.0;
/// Tables are printed to a thousandth; angles to a tenth, steps and sharpness to a unit.
pub const RESOLUTION: f64 = 1e-3;

/// Cosines that are taken as the beginning, and as the end, of a run: of a layered circuit, 500 presentations.
const ENDS: usize = 5;

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// What a table tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Loss in the end.
    Loss,
    /// Right answers in the end.
    Right,
    /// Mean cosine over the run; without a step, before learning.
    Cosine,
    /// Mean of the first five cosines of a run.
    First,
    /// Mean of the last five.
    Last,
    /// Angle of feedback weights in the end, in degrees.
    Angle,
}

impl Quantity {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Right => "right",
            Self::Cosine => "cosine",
            Self::First => "first cosines",
            Self::Last => "last cosines",
            Self::Angle => "feedback angle",
        }
    }

    fn of(self, ran: &Ran) -> f64 {
        match self {
            Self::Loss => ran.end().map_or(f64::NAN, |end| end.loss),
            Self::Right => ran.end().map_or(f64::NAN, |end| end.right),
            Self::Cosine => ran.cosine(),
            Self::First => mean(&ran.cosines[..ENDS.min(ran.cosines.len())]),
            Self::Last => mean(&ran.cosines[ran.cosines.len().saturating_sub(ENDS)..]),
            Self::Angle => ran.feedback_angle.unwrap_or(f64::NAN),
        }
    }
}

/// A row of the tables.
#[derive(Debug)]
pub struct Row {
    /// Key of the task.
    pub task: &'static str,
    /// Key of the rule.
    pub rule: &'static str,
    /// Values that are not those at first.
    pub settings: &'static [(&'static str, &'static str)],
    /// Steps.
    pub steps: u64,
    /// What was found: mean and standard deviation.
    pub cells: &'static [(Quantity, f64, f64)],
}

/// A number of a row beside this program's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// What was measured.
    pub quantity: Quantity,
    /// The reference.
    pub reference: Summary,
    /// Ours.
    pub ours: Summary,
    /// Two-sample t of the difference.
    pub t: f64,
}

impl Compared {
    /// Does it agree?
    pub fn agrees(&self) -> bool {
        self.t < T_LIMIT
    }
}

impl Row {
    /// In words.
    pub fn name(&self) -> String {
        let settings: String = self.settings.iter().map(|(key, value)| format!(" {key}={value}")).collect();
        format!("circuit {} {}{settings}, {} steps", self.rule, self.task, self.steps)
    }

    /// What is run for it.
    ///
    /// # Errors
    /// A setting that does not exist.
    pub fn plan(&self) -> Result<Option<Plan>, CircuitError> {
        let (Some(rule), Some(task)) = (Rule::find(self.rule), Task::find(self.task)) else {
            return Ok(None);
        };
        let mut settings = task.settings(rule);
        self.settings.iter().try_for_each(|(key, value)| settings.set(key, value))?;
        Ok(Some(Plan { rule, task, settings, steps: self.steps, every: self.steps.max(1), twin: false }))
    }

    /// Runs it on all seeds.
    ///
    /// # Errors
    /// A run that did not end.
    pub fn verify(&self, cancel: &AtomicBool) -> Result<Vec<Compared>, CircuitError> {
        let Some(plan) = self.plan()? else { return Ok(Vec::new()) };
        let seeds: Vec<u64> = (1..=SEEDS).collect();
        let ran = plan.run_all(&seeds, cancel, || ())?;
        let compare = |&(quantity, mean, sd): &(Quantity, f64, f64)| {
            let values: Vec<f64> = ran.iter().map(|ran| quantity.of(ran)).collect();
            let ours = Summary::of(&values)?;
            let reference = Summary { mean, sd, n: SEEDS as usize };
            let resolution = if quantity == Quantity::Angle { 100.0 * RESOLUTION } else { RESOLUTION };
            Some(Compared { quantity, reference, ours, t: ours.t_against(&reference, resolution) })
        };
        Ok(self.cells.iter().filter_map(compare).collect())
    }
}

use Quantity::{Angle, Cosine, First, Last, Loss, Right};

const fn row(
    task: &'static str,
    rule: &'static str,
    settings: &'static [(&'static str, &'static str)],
    steps: u64,
    cells: &'static [(Quantity, f64, f64)],
) -> Row {
    Row { task, rule, settings, steps, cells }
}

/// All of them.
#[rustfmt::skip]
pub static ROWS: [Row; 87] = [
    row("digits", "backprop", &[], 3000, &[(Right, 0.998, 0.005), (Loss, 0.012, 0.003)]),
    row("xor", "backprop", &[], 3000, &[(Right, 1.0, 0.0), (Loss, 0.001, 0.0)]),
    row("digits", "output-only", &[], 3000, &[(Right, 0.443, 0.082), (Loss, 0.364, 0.015), (First, 0.879, 0.035), (Last, 0.709, 0.062)]),
    row("xor", "output-only", &[], 3000, &[(Right, 0.654, 0.211), (Loss, 0.105, 0.038), (First, 0.927, 0.024), (Last, 0.598, 0.193)]),

    row("digits", "predictive-coding", &[("n", "1")], 0, &[(Cosine, 0.893, 0.028)]),
    row("digits", "predictive-coding", &[("n", "20")], 0, &[(Cosine, 0.957, 0.014)]),
    row("digits", "predictive-coding", &[("n", "200")], 0, &[(Cosine, 0.950, 0.016)]),
    row("digits", "predictive-coding", &[("gamma", "1"), ("n", "20")], 0, &[(Cosine, 0.871, 0.126)]),
    row("digits", "predictive-coding", &[("gamma", "1"), ("n", "200")], 0, &[(Cosine, 0.794, 0.158)]),
    row("digits", "predictive-coding", &[("mode", "zil"), ("gamma", "1")], 3000, &[(Right, 0.998, 0.005), (Loss, 0.012, 0.003)]),
    row("digits", "predictive-coding", &[("mode", "fixed")], 3000, &[(Right, 0.996, 0.006), (Loss, 0.016, 0.003), (Cosine, 0.988, 0.001)]),
    row("digits", "predictive-coding", &[("n", "1")], 3000, &[(Right, 0.770, 0.136), (Loss, 0.250, 0.030), (Cosine, 0.790, 0.040)]),
    row("digits", "predictive-coding", &[("n", "3")], 3000, &[(Right, 0.973, 0.012), (Loss, 0.108, 0.024), (Cosine, 0.817, 0.021)]),
    row("digits", "predictive-coding", &[("n", "10")], 3000, &[(Right, 0.996, 0.004), (Loss, 0.027, 0.004), (Cosine, 0.927, 0.006)]),
    row("digits", "predictive-coding", &[("n", "20")], 3000, &[(Right, 0.995, 0.006), (Loss, 0.018, 0.003), (Cosine, 0.971, 0.003)]),
    row("digits", "predictive-coding", &[("n", "50")], 3000, &[(Right, 0.996, 0.005), (Loss, 0.015, 0.003), (Cosine, 0.984, 0.003)]),
    row("digits", "predictive-coding", &[("gamma", "1"), ("n", "2")], 3000, &[(Right, 0.271, 0.178), (Loss, 0.419, 0.010), (Cosine, 0.933, 0.013)]),
    row("xor", "predictive-coding", &[("n", "1")], 3000, &[(Right, 1.0, 0.0), (Cosine, 0.759, 0.038)]),
    row("xor", "predictive-coding", &[("n", "20")], 3000, &[(Right, 1.0, 0.0), (Cosine, 0.989, 0.006)]),
    row("xor", "predictive-coding", &[("gamma", "1"), ("n", "2")], 3000, &[(Right, 0.639, 0.181)]),

    row("digits", "burst", &[("beta", "80")], 0, &[(Cosine, 0.971, 0.017)]),
    row("digits", "burst", &[("c", "0"), ("beta", "5")], 0, &[(Cosine, 0.994, 0.005)]),
    row("digits", "burst", &[("c", "0"), ("beta", "20")], 0, &[(Cosine, 0.941, 0.032)]),
    row("digits", "burst", &[("c", "0"), ("beta", "80")], 0, &[(Cosine, 0.896, 0.037)]),
    row("digits", "burst", &[("feedback", "random")], 0, &[(Cosine, 0.774, 0.068)]),
    row("digits", "burst", &[("feedback", "random"), ("beta", "80")], 0, &[(Cosine, 0.816, 0.046)]),
    row("digits", "burst", &[], 3000, &[(Right, 0.998, 0.005), (Loss, 0.012, 0.003), (First, 1.0, 0.0), (Last, 1.0, 0.0)]),
    row("digits", "burst", &[("feedback", "random")], 3000, &[(Right, 0.983, 0.026), (Loss, 0.071, 0.022), (Angle, 61.1, 1.6), (First, 0.794, 0.050), (Last, 0.727, 0.057)]),
    row("digits", "burst", &[("feedback", "learned")], 3000, &[(Right, 0.996, 0.005), (Loss, 0.036, 0.008), (Angle, 22.9, 0.8), (First, 0.815, 0.043), (Last, 0.966, 0.008)]),
    row("digits", "burst", &[("beta", "20"), ("c", "0")], 3000, &[(Right, 0.963, 0.040), (Loss, 0.084, 0.020), (First, 0.972, 0.012), (Last, 0.739, 0.057)]),
    row("digits", "burst", &[("beta", "20"), ("M", "10000")], 3000, &[(Right, 0.997, 0.006), (Loss, 0.013, 0.003), (First, 0.959, 0.007), (Last, 0.443, 0.145)]),
    row("digits", "burst", &[("beta", "20"), ("M", "1000")], 3000, &[(Right, 0.996, 0.003), (Loss, 0.021, 0.009), (First, 0.721, 0.072), (Last, 0.264, 0.273)]),
    row("xor", "burst", &[], 3000, &[(Right, 1.0, 0.0), (Loss, 0.001, 0.0), (First, 1.0, 0.0), (Last, 1.0, 0.0)]),
    row("xor", "burst", &[("feedback", "random")], 3000, &[(Right, 1.0, 0.0), (Loss, 0.002, 0.001), (Angle, 73.4, 5.6), (First, 0.879, 0.053), (Last, 0.679, 0.086)]),
    row("xor", "burst", &[("feedback", "learned")], 3000, &[(Right, 1.0, 0.0), (Angle, 23.2, 1.1), (Loss, 0.002, 0.0), (First, 0.869, 0.043), (Last, 0.980, 0.011)]),
    row("xor", "burst", &[("beta", "20"), ("c", "0")], 3000, &[(Right, 1.0, 0.0), (Loss, 0.016, 0.014), (First, 0.983, 0.010), (Last, 0.680, 0.122)]),
    row("xor", "burst", &[("beta", "20"), ("M", "10000")], 3000, &[(Right, 1.0, 0.0), (Loss, 0.001, 0.0), (First, 0.968, 0.028), (Last, 0.065, 0.325)]),
    row("xor", "burst", &[("beta", "20"), ("M", "1000")], 3000, &[(Right, 1.0, 0.0), (Loss, 0.001, 0.002), (First, 0.800, 0.200), (Last, -0.074, 0.331)]),

    row("digits", "perturbation", &[("eta", "0.1")], 20_000, &[(Right, 0.494, 0.083), (Loss, 0.315, 0.040), (Cosine, 0.090, 0.007)]),
    row("digits", "perturbation", &[("K", "10")], 4000, &[(Right, 0.899, 0.093), (Loss, 0.115, 0.054), (Cosine, 0.324, 0.022)]),
    row("xor", "perturbation", &[], 6000, &[(Right, 1.0, 0.0), (Loss, 0.001, 0.0), (Cosine, 0.201, 0.021)]),
    row("xor", "perturbation", &[("baseline", "critic"), ("sigma", "1")], 12_000, &[(Right, 1.0, 0.0), (Cosine, 0.125, 0.023)]),
    row("xor", "perturbation", &[("baseline", "running"), ("sigma", "1")], 12_000, &[(Right, 1.0, 0.0), (Cosine, 0.113, 0.026)]),
    row("xor", "perturbation", &[("baseline", "none"), ("sigma", "1")], 12_000, &[(Right, 1.0, 0.0), (Cosine, 0.002, 0.016)]),
    row("xor", "perturbation", &[("baseline", "critic"), ("eta", "0.1")], 12_000, &[(Right, 0.555, 0.162), (Loss, 0.217, 0.082), (Cosine, 0.142, 0.050)]),
    row("xor", "perturbation", &[("baseline", "critic"), ("reward", "binary"), ("sigma", "1"), ("eta", "0.03")], 12_000, &[(Right, 0.708, 0.160), (Loss, 0.142, 0.076), (Cosine, 0.040, 0.026)]),

    row("match", "bptt", &[], 300, &[(Right, 1.0, 0.0), (Loss, 0.006, 0.006)]),
    row("match", "modprop", &[("C", "40")], 300, &[(Right, 1.0, 0.0), (Loss, 0.008, 0.009), (Cosine, 0.953, 0.021)]),
    row("match", "modprop", &[], 300, &[(Right, 1.0, 0.0), (Loss, 0.008, 0.007), (Cosine, 0.787, 0.049)]),
    row("match", "mdgl", &[("heard", "leak"), ("C", "40")], 300, &[(Right, 1.0, 0.0), (Loss, 0.009, 0.016), (Cosine, 0.916, 0.034)]),
    row("match", "mdgl", &[("heard", "leak")], 300, &[(Right, 1.0, 0.0), (Loss, 0.008, 0.009), (Cosine, 0.787, 0.068)]),
    row("match", "mdgl", &[], 300, &[(Right, 1.0, 0.0), (Loss, 0.006, 0.003), (Cosine, 0.761, 0.037)]),
    row("match", "e-prop", &[], 300, &[(Right, 1.0, 0.0), (Loss, 0.007, 0.005), (Cosine, 0.707, 0.058)]),
    row("pattern", "bptt", &[], 300, &[(Right, 0.990, 0.009), (Loss, 0.002, 0.001)]),
    row("pattern", "modprop", &[], 300, &[(Right, 0.880, 0.128), (Loss, 0.018, 0.020), (Cosine, 0.544, 0.155)]),
    row("pattern", "mdgl", &[("heard", "leak")], 300, &[(Right, 0.770, 0.255), (Loss, 0.035, 0.039), (Cosine, 0.592, 0.149)]),
    row("pattern", "mdgl", &[], 300, &[(Right, 0.766, 0.149), (Loss, 0.036, 0.023), (Cosine, 0.402, 0.111)]),
    row("pattern", "e-prop", &[], 300, &[(Right, 0.708, 0.229), (Loss, 0.044, 0.035), (Cosine, 0.380, 0.113)]),
    row("match", "e-prop", &[("cell", "spiking")], 300, &[(Right, 0.723, 0.105), (Loss, 0.453, 0.045), (Cosine, 0.735, 0.058)]),

    row("pairs", "bcpnn", &[("k", "0.05"), ("pairs", "2")], 2, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.05"), ("pairs", "4")], 4, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.05"), ("pairs", "6")], 6, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.05"), ("pairs", "8")], 8, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.05"), ("pairs", "10")], 10, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.1"), ("pairs", "2")], 2, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.1"), ("pairs", "4")], 4, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.1"), ("pairs", "6")], 6, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.1"), ("pairs", "8")], 8, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.1"), ("pairs", "10")], 10, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.2"), ("pairs", "2")], 2, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.2"), ("pairs", "4")], 4, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.2"), ("pairs", "6")], 6, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.2"), ("pairs", "8")], 8, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.2"), ("pairs", "10")], 10, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("pairs", "2")], 2, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("pairs", "4")], 4, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("pairs", "6")], 6, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("pairs", "8")], 8, &[(Right, 0.975, 0.053)]),
    row("pairs", "bcpnn", &[("pairs", "10")], 10, &[(Right, 0.990, 0.032)]),
    row("pairs", "bcpnn", &[("k", "0.8"), ("pairs", "2")], 2, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.8"), ("pairs", "4")], 4, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.8"), ("pairs", "6")], 6, &[(Right, 1.0, 0.0)]),
    row("pairs", "bcpnn", &[("k", "0.8"), ("pairs", "8")], 8, &[(Right, 0.925, 0.065)]),
    row("pairs", "bcpnn", &[("k", "0.8"), ("pairs", "10")], 10, &[(Right, 0.730, 0.048)]),
    row("pairs", "bcpnn", &[("damage", "0.2")], 4, &[(Right, 0.925, 0.121)]),
    row("pairs", "bcpnn", &[("damage", "0.4")], 4, &[(Right, 0.650, 0.242)]),
    row("pairs", "bcpnn", &[("damage", "0.6")], 4, &[(Right, 0.275, 0.219)]),
];
