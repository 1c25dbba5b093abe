//! How far a computation is, whether it is to stop, and its random numbers.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::SeedableRng;
use rand_pcg::Pcg64;

/// It was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cancelled;

/// What random numbers are for: a stream each, so that one result does not change when another is left out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Intervals = 1,
    Correlation = 2,
    Closeness = 3,
    Potentiation = 4,
    RelativePotentiation = 5,
    Inhibition = 6,
}

/// The surroundings of a computation.
pub(super) struct Work<'a> {
    pub seed: u64,
    pub resamples: u32,
    pub cancel: &'a AtomicBool,
    pub progress: &'a (dyn Fn(f32) + Sync),
    /// Steps done and steps in all, both estimates.
    pub done: u64,
    pub all: u64,
}

impl Work<'_> {
    /// The generator for one purpose (PCG XSL 128/64: the same on every machine).
    pub fn generator(&self, purpose: Purpose) -> Pcg64 {
        Pcg64::seed_from_u64(self.seed.wrapping_mul(16).wrapping_add(purpose as u64))
    }

    /// Once per resample: tells now and then how far it is.
    pub fn step(&mut self) -> Result<(), Cancelled> {
        self.done += 1;
        let every = (self.all / 200).max(1);
        if self.done.is_multiple_of(every) {
            (self.progress)((self.done as f32 / self.all as f32).min(1.0));
        }
        if self.cancel.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}
