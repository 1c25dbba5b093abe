//! Associations that several simulations share while they are restored.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Params;
use super::check::{DRAWN_INPUTS, DRAWN_MEMORY, StateError};
use super::stimuli::{DrawSpec, Stimuli};

/// Sets of associations that have been drawn, so that simulations with the same ones share them.
#[derive(Debug, Default)]
pub struct StimulusCache {
    sets: Vec<(Origin, Option<Arc<Stimuli>>)>,
    inputs: f64,
    memory: u64,
    cancel: Arc<AtomicBool>,
}

/// What a set of associations is a function of.
#[derive(Debug, Clone, PartialEq)]
struct Origin {
    params: [f64; 5],
    seed: u64,
    draws: Vec<DrawSpec>,
}

impl StimulusCache {
    /// Nothing drawn yet, and nothing more once `cancel` is set.
    pub fn cancelled_by(cancel: &Arc<AtomicBool>) -> Self {
        Self { cancel: Arc::clone(cancel), ..Self::default() }
    }

    /// The associations of these draws; they are drawn unless they have been, or `cancel` is set.
    ///
    /// # Errors
    /// [`StateError::TooMuch`] if there are too many different ones, or [`StateError::Cancelled`].
    pub fn get(
        &mut self,
        params: &Params,
        seed: u64,
        draws: &[DrawSpec],
    ) -> Result<Arc<Stimuli>, StateError> {
        let at = self.admit(params, seed, draws)?;
        let (_, stimuli) = &mut self.sets[at];
        if let Some(stimuli) = stimuli {
            return Ok(Arc::clone(stimuli));
        }
        if self.cancel.load(Ordering::Relaxed) {
            return Err(StateError::Cancelled);
        }
        let drawn = Arc::new(Stimuli::drawn(params, seed, draws));
        *stimuli = Some(Arc::clone(&drawn));
        Ok(drawn)
    }

    /// Counts the associations of these draws without drawing them; gives their place.
    ///
    /// # Errors
    /// [`StateError::TooMuch`].
    pub fn admit(&mut self, params: &Params, seed: u64, draws: &[DrawSpec]) -> Result<usize, StateError> {
        let Params { n_e, n_i, f_in, f_out, c, .. } = *params;
        let of = [n_e as f64, n_i as f64, f_in, f_out, c];
        let origin = Origin { params: of, seed, draws: draws.to_vec() };
        if let Some(at) = self.sets.iter().position(|(other, _)| *other == origin) {
            return Ok(at);
        }
        self.inputs += params.p as f64 * params.synapses() as f64;
        self.memory += params.memory_needed();
        if self.inputs > DRAWN_INPUTS || self.memory > DRAWN_MEMORY {
            return Err(StateError::TooMuch { runs: self.sets.len() + 1 });
        }
        self.sets.push((origin, None));
        Ok(self.sets.len() - 1)
    }
}
