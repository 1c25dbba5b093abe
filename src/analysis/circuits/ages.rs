//! An index memory that is full: which pairs are recalled, by their age.

use std::sync::atomic::{AtomicBool, Ordering};

use super::CircuitError;
use super::cell::Cell;
use super::reference::RESOLUTION;
use crate::circuits::index::Index;
use crate::circuits::{Circuit, Rule, Task};

/// Name in lists.
pub const NAME: &str = "circuit pairs by age";
/// Seeds, from 1 on.
const SEEDS: u64 = 20;
/// Right answers of ten pairs printed with k = 0.8, the oldest first.
const RECALLED: [f64; 10] = [0.05, 0.15, 0.40, 0.90, 0.95, 1.0, 1.0, 1.0, 1.0, 1.0];
/// What is set otherwise than at first.
const SET: [(&str, &str); 2] = [("k", "0.8"), ("pairs", "10")];

/// Which pairs one seed recalls, the oldest first.
///
/// # Errors
/// A setting that does not exist.
pub fn recalled(seed: u64) -> Result<Vec<bool>, CircuitError> {
    let (Some(rule), Some(task)) = (Rule::find("bcpnn"), Task::find("pairs")) else {
        return Ok(Vec::new());
    };
    let mut settings = task.settings(rule);
    SET.iter().try_for_each(|(key, value)| settings.set(key, value))?;
    let mut index = Index::new(&settings, seed);
    for _ in 0..RECALLED.len() {
        index.step().map_err(|reason| CircuitError::Diverged { seed, reason })?;
    }
    Ok(index.recalled())
}

/// Twenty seeds, beside the table.
///
/// # Errors
/// A setting that does not exist, or a request to stop.
pub fn verify(cancel: &AtomicBool) -> Result<Vec<Cell>, CircuitError> {
    let mut all = Vec::new();
    for seed in 1..=SEEDS {
        if cancel.load(Ordering::Relaxed) {
            return Err(CircuitError::Cancelled);
        }
        all.push(recalled(seed)?);
    }
    let n = SEEDS as f64;
    let cell = |(age, share): (usize, &f64)| {
        let values: Vec<f64> =
            all.iter().filter_map(|all| all.get(age)).map(|right| f64::from(u8::from(*right))).collect();
        // Spread of answers that are right or wrong.
        let sd = (share * (1.0 - share) * n / (n - 1.0)).sqrt();
        let row = format!("circuit bcpnn pairs k=0.8, {} of 10, {SEEDS} seeds", age + 1);
        Cell::of(row, "right", (*share, sd), RESOLUTION, &values)
    };
    Ok(RECALLED.iter().enumerate().filter_map(cell).collect())
}
