//! Virtual experiments: the model neuron undergoes protocols that cells in auditory cortex have undergone.
//!
//! The paper re-examines these recordings (arXiv:1911.00307). Here each protocol is applied to several simulated
//! cells and asked whether what was found in the animal is found in the model. A cell is a deterministic
//! function of the setup and its seed, so the findings do not depend on the number of threads.
//!
//! To add an experiment: write its file, and add it to [`EXPERIMENTS`].

pub mod findings;
mod lc;
pub mod measure;
mod nb;
mod protocol;
pub mod setup;
mod spikes;
mod summary;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

pub use findings::{Claim, Findings};
pub use setup::Setup;

use crate::model::ModelError;
use crate::model::tones::ToneError;
use findings::{Cell, Quantity};

/// A protocol.
#[derive(Debug)]
pub struct Experiment {
    /// Short name, as on the command line.
    pub key: &'static str,
    /// Title.
    pub title: &'static str,
    /// Where it was published.
    pub citation: &'static str,
    /// What was found in the animal.
    pub found: &'static str,
    /// What the model predicts, and why.
    pub predicts: &'static str,
    /// What the restorations of a cell are: which imbalances, and over which time.
    pub restoration: &'static str,
    /// Is one tone of each cell paired, or every tone?
    pub one_tone: bool,
    /// A setup in which the published time order can be seen; which values are ours is said there.
    pub setup: fn() -> Setup,
    cell: fn(&Setup, u64, &AtomicBool) -> Result<Cell, ExperimentError>,
    quantities: fn(&Setup, &Findings) -> Vec<Quantity>,
    claims: fn(&Setup, &Findings) -> Vec<Claim>,
}

/// The experiments.
pub static EXPERIMENTS: [Experiment; 3] = [nb::EXPERIMENT, lc::EXPERIMENT, spikes::EXPERIMENT];

/// Why an experiment gave no findings.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// The neuron cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The tones cannot be made.
    #[error(transparent)]
    Tones(#[from] ToneError),
    /// A number of the setup is out of range.
    #[error("{name} = {value} is out of range: give a number from {least} to {most}")]
    OutOfRange {
        /// Which.
        name: &'static str,
        /// What was given.
        value: f64,
        /// Least.
        least: f64,
        /// Largest.
        most: f64,
    },
    /// P was to be set.
    #[error("P is the number of tones here: set that instead")]
    CountIsTones,
    /// The paired tone would be the best frequency itself.
    #[error(
        "the paired tone is {offset} octaves from the best frequency, but tones are {step:.3} octaves apart: give more"
    )]
    SameTone {
        /// What was asked for.
        offset: f64,
        /// Octaves between tones.
        step: f64,
    },
    /// It would take too long.
    #[error(
        "{visits:.1e} synapses would be visited, more than {most:.0e}: lower the cells, rounds, tones or N"
    )]
    Work {
        /// Synapses visited.
        visits: f64,
        /// Most.
        most: f64,
    },
    /// No experiment has this key.
    #[error("no experiment is called `{key}`: give one of {}", keys())]
    Unknown {
        /// What was asked for.
        key: String,
    },
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
}

fn keys() -> String {
    EXPERIMENTS.iter().map(|experiment| experiment.key).collect::<Vec<_>>().join(", ")
}

/// The experiment with this key.
///
/// # Errors
/// [`ExperimentError::Unknown`].
pub fn find(key: &str) -> Result<&'static Experiment, ExperimentError> {
    let found = EXPERIMENTS.iter().find(|experiment| experiment.key == key);
    found.ok_or_else(|| ExperimentError::Unknown { key: key.to_owned() })
}

/// Does the experiment on all cells, on all cores. `progress` sees the finished fraction after every cell, from
/// any thread.
///
/// # Errors
/// An invalid setup, or [`ExperimentError::Cancelled`] soon after `cancel` was set.
pub fn run(
    experiment: &Experiment,
    setup: &Setup,
    cancel: &AtomicBool,
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Findings, ExperimentError> {
    setup.validate()?;
    let finished = AtomicUsize::new(0);
    let one = |index: usize| {
        let cell = (experiment.cell)(setup, setup.seed.wrapping_add(index as u64), cancel)?;
        let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
        progress(finished as f32 / setup.cells as f32);
        Ok(cell)
    };
    let cells: Result<Vec<Cell>, ExperimentError> =
        (0..setup.cells).into_par_iter().with_max_len(1).map(one).collect();
    let mut findings = summary::findings(experiment.key, setup, cells?);
    findings.quantities = (experiment.quantities)(setup, &findings);
    findings.claims = (experiment.claims)(setup, &findings);
    Ok(findings)
}

/// Has it been asked to stop?
fn check(cancel: &AtomicBool) -> Result<(), ExperimentError> {
    if cancel.load(Ordering::Relaxed) { Err(ExperimentError::Cancelled) } else { Ok(()) }
}
