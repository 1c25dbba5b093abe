//! Circuits from beginning to end, on many seeds, and what the reference implementations found.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use crate::circuits::{Diverged, Measures, Rule, Settings, SettingsError, Task, build};

mod ages;
pub mod before;
mod cell;
pub mod landscape;
pub mod paths;
mod reference;
mod tables;

pub use cell::Cell;
pub use reference::{Compared, Quantity, ROWS, Row, SEEDS, T_LIMIT};
pub use tables::Table;

/// A moment of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// Steps before it.
    pub step: u64,
    /// What the rule has learned.
    pub measures: Measures,
    /// What its twin has learned.
    pub twin: Option<Measures>,
}

/// A run of one seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ran {
    /// Its seed.
    pub seed: u64,
    /// Loss and right answers, from before the first step to the end.
    pub curve: Vec<Moment>,
    /// Cosine to the gradient at the rule's own weights, at regular steps from the first on.
    pub cosines: Vec<f64>,
    /// Angle of its own feedback weights to the transposed forward weights at the end, in degrees.
    pub feedback_angle: Option<f64>,
}

/// What is run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The rule.
    pub rule: &'static Rule,
    /// The task.
    pub task: &'static Task,
    /// Values of their parameters.
    pub settings: Settings,
    /// Steps.
    pub steps: u64,
    /// Steps from one moment of the curve to the next.
    pub every: u64,
    /// Does the exact twin learn beside it?
    pub twin: bool,
}

/// Why a run ended before its end.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CircuitError {
    /// The circuit could not be built.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Its weights went out of all bounds.
    #[error("seed {seed}: {reason}")]
    Diverged {
        /// On which seed.
        seed: u64,
        /// At which step.
        reason: Diverged,
    },
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl Plan {
    /// A run of one seed.
    ///
    /// # Errors
    /// [`CircuitError`].
    pub fn run(&self, seed: u64, cancel: &AtomicBool) -> Result<Ran, CircuitError> {
        let mut circuit = build(self.rule, self.task, &self.settings, seed)?;
        if !self.twin {
            circuit.drop_twin();
        }
        let mut ran = Ran { seed, curve: Vec::new(), cosines: Vec::new(), feedback_angle: None };
        for step in 0..self.steps {
            if cancel.load(Ordering::Relaxed) {
                return Err(CircuitError::Cancelled);
            }
            if step.is_multiple_of(self.every.max(1)) {
                ran.curve.push(Moment { step, measures: circuit.measures(), twin: circuit.twin() });
            }
            let stepped = if step.is_multiple_of(self.task.stretch()) {
                circuit.step_compared()
            } else {
                circuit.step().map(|()| None)
            };
            let alignment = stepped.map_err(|reason| CircuitError::Diverged { seed, reason })?;
            ran.cosines.extend(alignment.map(|alignment| alignment.cosine));
        }
        if self.steps == 0 {
            ran.cosines.extend(circuit.alignment().map(|alignment| alignment.cosine));
        }
        ran.curve.push(Moment { step: self.steps, measures: circuit.measures(), twin: circuit.twin() });
        ran.feedback_angle = circuit.feedback_angle();
        Ok(ran)
    }

    /// Runs of several seeds, in parallel; the result does not depend on the number of threads. `after_run` is called
    /// after each.
    ///
    /// # Errors
    /// The first failure.
    pub fn run_all(
        &self,
        seeds: &[u64],
        cancel: &AtomicBool,
        after_run: impl Fn() + Sync,
    ) -> Result<Vec<Ran>, CircuitError> {
        let one = |&seed: &u64| {
            let ran = self.run(seed, cancel);
            after_run();
            ran
        };
        seeds.par_iter().with_max_len(1).map(one).collect()
    }
}

impl Ran {
    /// What it had learned in the end.
    pub fn end(&self) -> Option<Measures> {
        self.curve.last().map(|moment| moment.measures)
    }

    /// Mean cosine over the run.
    pub fn cosine(&self) -> f64 {
        self.cosines.iter().sum::<f64>() / self.cosines.len() as f64
    }
}
