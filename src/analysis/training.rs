//! Training to a schedule: supervised epochs, then (if asked) epochs without modulators.

use crate::model::{Measures, ModelError, Params, Simulation};

/// How long to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Epochs with both modulators as the parameters have them.
    pub epochs: u64,
    /// Further epochs of the same stimuli with both modulators off.
    pub unsupervised: Option<u64>,
}

impl Schedule {
    /// The schedule of the reference results: 800 epochs, then 200 without supervision.
    pub const REFERENCE: Self = Self { epochs: 800, unsupervised: Some(200) };

    /// Epochs in all.
    pub fn total(&self) -> u64 {
        self.epochs.saturating_add(self.unsupervised.unwrap_or(0))
    }
}

/// What a run has reached.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// After the supervised epochs.
    pub trained: Measures,
    /// After the unsupervised ones, if there were any.
    pub retained: Option<Measures>,
}

impl Outcome {
    /// Can training have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        std::iter::once(&self.trained).chain(&self.retained).try_for_each(Measures::check)
    }
}

/// Trains one neuron. `after_epoch` sees the simulation after every epoch; its error ends the training.
///
/// # Errors
/// As [`Simulation::new`], or what `after_epoch` gives.
pub fn train<E: From<ModelError>>(
    params: Params,
    seed: u64,
    schedule: Schedule,
    mut after_epoch: impl FnMut(&Simulation) -> Result<(), E>,
) -> Result<Outcome, E> {
    let mut simulation = Simulation::new(params, seed)?;
    let mut run = |simulation: &mut Simulation, epochs| -> Result<Measures, E> {
        for _ in 0..epochs {
            simulation.run_epochs(1);
            after_epoch(simulation)?;
        }
        Ok(simulation.recall().measures(simulation.params()))
    };
    let trained = run(&mut simulation, schedule.epochs)?;
    let retained = match schedule.unsupervised {
        Some(epochs) => {
            let unsupervised = simulation.params().unsupervised();
            simulation.set_params(unsupervised)?;
            Some(run(&mut simulation, epochs)?)
        }
        None => None,
    };
    Ok(Outcome { trained, retained })
}
