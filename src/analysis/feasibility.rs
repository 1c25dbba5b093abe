//! Can *any* admissible weights store a set of associations? A linear program.
//!
//! Find w_E, w_I >= 0 (and, with a threshold, u >= 0) of mean weight 1 with the largest worst-case margin m:
//!
//! ```text
//! maximise m   subject to   (2Y-1) ( w_E.x_E - w_I.x_I - sign(theta) u ) >= m   for every stimulus,
//!                           sum w_E + sum w_I = N_E + N_I
//! ```
//!
//! The scale of the weights is free, so a fixed threshold other than zero is any positive multiple
//! of its sign. m > 0: the associations can be stored, with that margin; m <= 0: they cannot, and -m is
//! the margin by which the best weights still violate the worst association. The upper bound w_max
//! is not imposed. Solved by Clarabel, an interior-point method.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettingsBuilder, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT,
};

use crate::model::Stimuli;

/// What the threshold may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// theta = 0.
    Zero,
    /// Any theta >= 0.
    Positive,
    /// Any theta <= 0.
    Negative,
}

impl Threshold {
    /// What a fixed theta amounts to when the scale of the weights is free.
    pub fn of(theta: f64) -> Self {
        if theta > 0.0 {
            Self::Positive
        } else if theta < 0.0 {
            Self::Negative
        } else {
            Self::Zero
        }
    }

    fn sign(self) -> Option<f64> {
        match self {
            Self::Zero => None,
            Self::Positive => Some(1.0),
            Self::Negative => Some(-1.0),
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Feasibility {
    /// Some admissible weights store every association.
    pub feasible: bool,
    /// Largest worst-case margin at mean weight 1; negative is the violation that must remain.
    pub margin: f64,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeasibilityError {
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The solver gave up.
    #[error("the linear program was not solved: {0}")]
    Unsolved(String),
}

/// A margin no larger than this is solver noise.
const TOLERANCE: f64 = 1e-6;

/// Asks whether any admissible weights store `stimuli`. `cancel` stops the solver between two of its
/// iterations.
///
/// # Errors
/// [`FeasibilityError`].
pub fn feasibility(
    stimuli: &Stimuli,
    threshold: Threshold,
    cancel: &Arc<AtomicBool>,
) -> Result<Feasibility, FeasibilityError> {
    let program = Program::new(stimuli, threshold);
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .max_threads(1)
        .build()
        .map_err(|error| FeasibilityError::Unsolved(error.to_string()))?;
    let cones = [ZeroConeT(1), NonnegativeConeT(program.rows - 1)];
    let nothing = CscMatrix::zeros((program.columns, program.columns));
    let mut solver = DefaultSolver::new(
        &nothing,
        &program.objective,
        &program.constraints,
        &program.bounds,
        &cones,
        settings,
    )
    .map_err(|error| FeasibilityError::Unsolved(error.to_string()))?;
    let stop = Arc::clone(cancel);
    solver.set_termination_callback(move |_| stop.load(Ordering::Relaxed));
    solver.solve();
    match solver.solution.status {
        SolverStatus::Solved | SolverStatus::AlmostSolved => {
            let margin = solver.solution.x.last().copied().unwrap_or(f64::NAN);
            Ok(Feasibility { feasible: margin > TOLERANCE, margin })
        }
        SolverStatus::CallbackTerminated => Err(FeasibilityError::Cancelled),
        other => Err(FeasibilityError::Unsolved(format!("{other:?}"))),
    }
}

/// The program in the solver's form: minimise q.v subject to b - A v in the cones.
struct Program {
    rows: usize,
    columns: usize,
    objective: Vec<f64>,
    constraints: CscMatrix<f64>,
    bounds: Vec<f64>,
}

impl Program {
    /// Row 0: the mean weight. Then a row for each stimulus, then one for each variable >= 0.
    fn new(stimuli: &Stimuli, threshold: Threshold) -> Self {
        let (n_e, n_i) = (stimuli.excitatory().inputs(), stimuli.inhibitory().inputs());
        let weights = n_e + n_i;
        let bounded = weights + usize::from(threshold.sign().is_some());
        let columns = bounded + 1;
        let rows = 1 + stimuli.len() + bounded;
        let mut entries: Vec<Vec<(usize, f64)>> = vec![Vec::new(); columns];
        for column in entries.iter_mut().take(weights) {
            column.push((0, 1.0));
        }
        for (mu, &target) in stimuli.targets().iter().enumerate() {
            let sign = if target { 1.0 } else { -1.0 };
            let row = 1 + mu;
            for &j in stimuli.excitatory().active(mu).indices() {
                entries[j as usize].push((row, -sign));
            }
            for &j in stimuli.inhibitory().active(mu).indices() {
                entries[n_e + j as usize].push((row, sign));
            }
            if let Some(theta) = threshold.sign() {
                entries[weights].push((row, sign * theta));
            }
            entries[bounded].push((row, 1.0));
        }
        for (variable, column) in entries.iter_mut().enumerate().take(bounded) {
            column.push((1 + stimuli.len() + variable, -1.0));
        }
        let mut objective = vec![0.0; columns];
        objective[bounded] = -1.0;
        let mut bounds = vec![0.0; rows];
        bounds[0] = weights as f64;
        Self { rows, columns, objective, constraints: sparse(rows, entries), bounds }
    }
}

fn sparse(rows: usize, columns: Vec<Vec<(usize, f64)>>) -> CscMatrix<f64> {
    let mut starts = vec![0];
    let (mut row_of, mut values) = (Vec::new(), Vec::new());
    let count = columns.len();
    for column in columns {
        for (row, value) in column {
            row_of.push(row);
            values.push(value);
        }
        starts.push(row_of.len());
    }
    CscMatrix::new(rows, count, starts, row_of, values)
}
