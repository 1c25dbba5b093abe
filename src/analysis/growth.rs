//! Measured capacity, second way: associations are added in small batches whenever what is there
//! is stored (BA >= 1 - eps), until learning stalls.

use crate::model::{Measures, ModelError, Params, Simulation};

/// When to add, how many, and when to stop waiting.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Growth {
    /// Associations added at a time.
    pub batch: usize,
    /// Tolerance: stored means BA >= 1 - eps.
    pub eps: f64,
    /// Epochs without success after which learning has stalled.
    pub patience: u64,
}

impl Growth {
    /// Can this be? A batch and patience of at least 1, a tolerance from 0 to below a half.
    pub fn is_sound(&self) -> bool {
        self.batch > 0 && self.patience > 0 && (0.0..0.5).contains(&self.eps)
    }

    /// Small steps (about 1 % of N), 5 % tolerance, 800 epochs of patience.
    pub fn usual(params: &Params) -> Self {
        Self { batch: (params.synapses() / 100).max(2), eps: 0.05, patience: 800 }
    }
}

/// Decides, epoch by epoch, whether to add; keeps what was reached.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    growth: Growth,
    waited: u64,
    stored: usize,
}

/// What to do after an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Go on with what there is.
    Wait,
    /// Add a batch.
    Add,
    /// Learning has stalled.
    Stalled,
}

impl Progress {
    /// Nothing stored yet.
    pub fn new(growth: Growth) -> Self {
        Self { growth, waited: 0, stored: 0 }
    }

    /// Sees the measures after an epoch with `stimuli` associations.
    pub fn after_epoch(&mut self, stimuli: usize, measures: &Measures) -> Step {
        if measures.balanced_accuracy >= 1.0 - self.growth.eps {
            self.stored = self.stored.max(stimuli);
            self.waited = 0;
            return Step::Add;
        }
        self.waited += 1;
        if self.waited >= self.growth.patience { Step::Stalled } else { Step::Wait }
    }

    /// Most associations stored at once.
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// The growth that is followed.
    pub fn growth(&self) -> &Growth {
        &self.growth
    }
}

/// How far one neuron came.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Grown {
    /// Most associations stored at the tolerance.
    pub stored: usize,
    /// The same as a load.
    pub load: f64,
    /// Epochs until it stalled.
    pub epochs: u64,
}

impl Grown {
    /// Can growing have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        if self.load >= 0.0 && self.load.is_finite() && (self.load > 0.0) == (self.stored > 0) {
            return Ok(());
        }
        Err(format!("the load is {} with {} associations stored", self.load, self.stored))
    }
}

/// Grows one neuron's associations, from the number in `params`, until learning stalls or
/// `most_epochs` have passed.
///
/// # Errors
/// As [`Simulation::new`].
pub fn grow(
    params: Params,
    seed: u64,
    growth: Growth,
    most_epochs: u64,
    mut after_epoch: impl FnMut(&Simulation),
) -> Result<Grown, ModelError> {
    let mut simulation = Simulation::new(params, seed)?;
    let mut progress = Progress::new(growth);
    while simulation.epochs() < most_epochs {
        simulation.run_epochs(1);
        after_epoch(&simulation);
        let measures = simulation.recall().measures(simulation.params());
        match progress.after_epoch(simulation.params().p, &measures) {
            Step::Wait => {}
            Step::Add => simulation.add_stimuli(growth.batch)?,
            Step::Stalled => break,
        }
    }
    let stored = progress.stored();
    Ok(Grown {
        stored,
        load: stored as f64 / simulation.params().synapses() as f64,
        epochs: simulation.epochs(),
    })
}
