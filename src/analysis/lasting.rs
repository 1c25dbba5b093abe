//! For how long every preset holds its figure: what its description says, measured.

use rayon::prelude::*;

use super::endurance::{Course, trained};
use super::statistics::Summary;
use crate::model::{ModelError, Params};

/// Holding a figure: mean balanced accuracy lost at most so much since training.
pub const TOLERANCE: f64 = 0.02;
/// Seeds of a long run (1, 2, ...).
pub const SEEDS: u64 = 4;
/// Epochs after which a figure counts as reached, as in the reference results.
pub const TRAINED: u64 = 800;
/// Longer is not looked at: 10^5 epochs.
pub const LONGEST: u64 = 100_000;

/// A preset and for how long it holds its figure under supervision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Name of the preset.
    pub preset: &'static str,
    /// P.
    pub stimuli: usize,
    /// Epochs from the start.
    pub holds: u64,
    /// Measured in seconds rather than minutes.
    pub quick: bool,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Balanced accuracy after training.
    pub trained: Summary,
    /// Balanced accuracy after the time that is claimed.
    pub then: Summary,
}

impl Held {
    /// Does the claim hold?
    pub fn holds(&self) -> bool {
        self.then.mean >= self.trained.mean - TOLERANCE
    }
}

impl Claim {
    /// Runs the preset's parameters for as long as is claimed, on all seeds, in parallel.
    ///
    /// # Errors
    /// If the parameters cannot be built.
    pub fn measure(&self, preset: &Params, after_run: impl Fn() + Sync) -> Result<Held, ModelError> {
        let params = Params { p: self.stimuli, ..preset.clone() };
        let run = |seed| {
            let at = |epochs| {
                let course = Course { trained: epochs, ..Course::REFERENCE };
                Ok::<_, ModelError>(trained(&params, seed, course)?.balanced_accuracy)
            };
            let pair = (at(TRAINED)?, at(self.holds)?);
            after_run();
            Ok(pair)
        };
        let found: Vec<(f64, f64)> =
            (1..=SEEDS).into_par_iter().map(run).collect::<Result<_, ModelError>>()?;
        let (before, after): (Vec<f64>, Vec<f64>) = found.into_iter().unzip();
        let none = Summary { mean: f64::NAN, sd: f64::NAN, n: 0 };
        Ok(Held { trained: Summary::of(&before).unwrap_or(none), then: Summary::of(&after).unwrap_or(none) })
    }
}

/// Every preset that comes with the program, at least once.
pub const CLAIMS: [Claim; 13] = [
    claim("together", 100, LONGEST, true),
    claim("together", 200, LONGEST, false),
    claim("together-1000", 500, LONGEST, false),
    claim("retained", 100, 20_000, true),
    claim("retained", 200, 5000, true),
    claim("supervised", 200, LONGEST, false),
    claim("interplay", 200, 1200, true),
    claim("limit-200", 400, LONGEST, false),
    claim("limit-200", 480, LONGEST, false),
    claim("trained-200", 400, LONGEST, false),
    claim("retained-200", 200, 20_000, false),
    claim("trained-1000", 2000, 1000, false),
    claim("retained-1000", 1000, 30_000, false),
];

const fn claim(preset: &'static str, stimuli: usize, holds: u64, quick: bool) -> Claim {
    Claim { preset, stimuli, holds, quick }
}
