//! Can *any* admissible weights store a set of associations? A linear program.
//!
//! Find w_E, w_I >= 0 (and, with a threshold, u >= 0) and violations xi >= 0 of
//!
//! ```text
//! minimise sum_mu xi[mu]   subject to   (2Y-1) ( w_E.x_E - w_I.x_I - sign(theta) u ) >= 1 - xi[mu]
//! ```
//!
//! The scale of the weights is free, so a margin of 1 asks no more than any other, and a fixed threshold
//! other than zero is any positive multiple of its sign. If the associations can be stored the least sum
//! is 0. If not, every choice of weights has a stimulus on the wrong side (or on the threshold), hence
//! xi >= 1: the two cases are well apart, and the answer does not hang on a solver's tolerance. The
//! upper bound w_max is not imposed. Solved by Clarabel, an interior-point method.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettingsBuilder, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus};

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
    /// Largest violation of the margin, in margins: 0 if feasible, at least 1 if not.
    pub violation: f64,
    /// Associations on the wrong side with the weights that violate the margins least in sum.
    pub wrong: usize,
}

impl Feasibility {
    /// Can the linear program have given this? The violation is 0 if feasible, else at least 1.
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        let Self { feasible, violation, .. } = *self;
        let possible =
            if feasible { violation == 0.0 } else { violation >= 1.0 - 1e-6 && violation.is_finite() };
        if possible {
            Ok(())
        } else {
            Err(format!("feasible is {feasible} with a largest violation of {violation}"))
        }
    }
}

/// The solver factorises a matrix that is dense in the smaller of P and N: 8 LIMIT^2/2 bytes.
const LIMIT: usize = 8000;
/// Most entries of the constraints.
const ENTRIES: usize = 40_000_000;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeasibilityError {
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// More than the solver can hold.
    #[error("a linear program of {stimuli} associations and {weights} weights is too large: stay below {limit} of one of them", limit = LIMIT)]
    TooLarge {
        /// P.
        stimuli: usize,
        /// N.
        weights: usize,
    },
    /// The solver gave up.
    #[error("the linear program was not solved: {0}")]
    Unsolved(String),
}

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
    let weights = stimuli.excitatory().inputs() + stimuli.inhibitory().inputs();
    let p = stimuli.len();
    let entries = (0..p).map(|mu| stimuli.active_inputs(mu)).sum::<usize>();
    if p.min(weights) > LIMIT || entries > ENTRIES {
        return Err(FeasibilityError::TooLarge { stimuli: p, weights });
    }
    let program = Program::new(stimuli, threshold);
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .max_threads(1)
        .build()
        .map_err(|error| FeasibilityError::Unsolved(error.to_string()))?;
    let cones = [NonnegativeConeT(program.rows)];
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
            let violations = solver.solution.x.get(program.columns - stimuli.len()..).unwrap_or_default();
            let feasible = violations.iter().sum::<f64>() < 0.5;
            let violation = if feasible { 0.0 } else { violations.iter().copied().fold(1.0, f64::max) };
            let wrong = violations.iter().filter(|&&xi| !feasible && xi > 1.0 - 1e-6).count();
            Ok(Feasibility { feasible, violation, wrong })
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
    /// A column for each weight, the threshold if there is one, and each violation; a row for each
    /// stimulus, then one for each variable >= 0.
    fn new(stimuli: &Stimuli, threshold: Threshold) -> Self {
        let (n_e, n_i) = (stimuli.excitatory().inputs(), stimuli.inhibitory().inputs());
        let p = stimuli.len();
        let weights = n_e + n_i;
        let free = weights + usize::from(threshold.sign().is_some());
        let columns = free + p;
        let rows = p + columns;
        let mut entries: Vec<Vec<(usize, f64)>> = vec![Vec::new(); columns];
        for (mu, &target) in stimuli.targets().iter().enumerate() {
            let sign = if target { 1.0 } else { -1.0 };
            for j in stimuli.excitatory().active(mu).iter() {
                entries[j].push((mu, -sign));
            }
            for j in stimuli.inhibitory().active(mu).iter() {
                entries[n_e + j].push((mu, sign));
            }
            if let Some(theta) = threshold.sign() {
                entries[weights].push((mu, sign * theta));
            }
            entries[free + mu].push((mu, -1.0));
        }
        for (variable, column) in entries.iter_mut().enumerate() {
            column.push((p + variable, -1.0));
        }
        let mut objective = vec![0.0; columns];
        objective[free..].fill(1.0);
        let mut bounds = vec![0.0; rows];
        bounds[..p].fill(-1.0);
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
