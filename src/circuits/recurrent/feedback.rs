//! One family of rules: what lambda_t = dE/dv_t is taken to be.
//!
//! ```text
//! BPTT      lambda_t = h_t (L_t + (1-a) W^T lambda_{t+1}) + a lambda_{t+1}
//! hop k     lambda^k_t = h_t (1-a) W~^T lambda^{k-1}_{t+1} + a lambda^k_{t+1},   lambda^0_t = h_t L_t + a lambda^0_{t+1}
//! ModProp   lambda_t = h_t (L_t + (1-a) W~^T kappa_{t+1}) + a lambda_{t+1},   kappa_t = h_t L_t + (a + mu (1-a) W~^T) kappa_{t+1}
//! ```

use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use super::cells::{B, C, Cells, Course, N, N_E, U, V, W};
use super::trials::Trial;
use crate::circuits::arrays::{Arrays, flat, flat_mut, zeros};

/// What a synapse hears of the error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Feedback {
    /// Everything.
    Exact {
        /// Cell types; N is W itself.
        types: usize,
    },
    /// What travels at most so many synapses; none is e-prop.
    Hops {
        /// How many.
        hops: usize,
        /// Cell types.
        types: usize,
        /// What a receiving cell hears is used at once (MDGL as published).
        at_once: bool,
    },
    /// Hops through fixed slopes.
    Filtered {
        /// mu.
        mu: f64,
        /// Cell types.
        types: usize,
    },
    /// A reward, for cells that were perturbed.
    Reward {
        /// Size of the noise.
        sigma: f64,
        /// Perturbations of every trial.
        draws: usize,
    },
}

impl Feedback {
    /// Cell types; N is W itself.
    pub fn types(self) -> usize {
        match self {
            Self::Exact { types } | Self::Hops { types, .. } | Self::Filtered { types, .. } => types,
            Self::Reward { .. } => N,
        }
    }
}

/// Trials of a step, for cells with these weights.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// How cells respond.
    pub cells: Cells,
    /// W, U, b, V, c.
    pub weights: &'a Arrays,
    /// The trials.
    pub trials: &'a [Trial],
}

/// dE of every learned array, as a rule estimates it.
#[derive(Debug, Clone)]
pub struct Gradient {
    /// By W, U, b, V, c.
    pub by: Arrays,
    /// E.
    pub loss: f64,
    /// y_t of every trial.
    pub outputs: Vec<Vec<f64>>,
}

/// W replaced by its means between cell types, zeros and diagonal included: half of the types are of E, half of I.
pub fn typed(w: &Array2<f64>, types: usize) -> Array2<f64> {
    if types >= N {
        return w.clone();
    }
    let of_e = (types / 2).max(1);
    let of_i = of_e.min(N - N_E);
    let label = |cell: usize| {
        if cell < N_E { cell * of_e / N_E } else { of_e + (cell - N_E) * of_i / (N - N_E) }
    };
    let labels: Vec<usize> = (0..N).map(label).collect();
    let kinds = of_e + of_i;
    let mut sums = vec![(0.0, 0.0); kinds * kinds];
    for ((post, pre), w) in w.indexed_iter() {
        let (sum, count) = &mut sums[labels[post] * kinds + labels[pre]];
        *sum += w;
        *count += 1.0;
    }
    Array2::from_shape_fn((N, N), |(post, pre)| {
        let (sum, count) = sums[labels[post] * kinds + labels[pre]];
        sum / count
    })
}

/// (1-a) W^T d.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn back(w: &[f64], d: &[f64], out: &mut [f64; N]) {
    *out = [0.0; N];
    for (row, d) in w.chunks_exact(N).zip(d) {
        out.iter_mut().zip(row).for_each(|(out, w)| *out += w * d);
    }
}

/// The estimate of dE. Only [`Feedback::Reward`] draws noise.
pub fn gradient(batch: Batch<'_>, feedback: Feedback, noise: &mut Pcg64) -> Gradient {
    let Batch { cells, weights, trials } = batch;
    let mut by = zeros(weights);
    let w = typed(&weights[W], feedback.types()) * (1.0 - cells.leak);
    let mut course = Course::default();
    let mut outputs = Vec::new();
    let mut total = 0.0;
    for trial in trials {
        cells.run(weights, trial, None, &mut course);
        let (errors, loss) = errors(trial, &course.y, trials.len());
        total += loss;
        let local = told(&weights[V], &errors, trial.moments());
        readout(&errors, &course, &mut by);
        match feedback {
            Feedback::Reward { sigma, draws } => {
                perturbed(batch, trial, (sigma, draws, loss), noise, &mut by);
            }
            _ => {
                let lambda = lambda(feedback, cells.leak, flat(&w), &course.slope, &local);
                collect(&lambda, 1.0 - cells.leak, trial, &course, &mut by);
            }
        }
        outputs.push(course.y.clone());
    }
    Gradient { by, loss: total, outputs }
}

/// What cells do in a trial and what they hear of its error: the course, L_t, and lambda_t by each of some feedbacks; none of [`Feedback::Reward`].
pub fn heard<const K: usize>(
    batch: Batch<'_>,
    trial: &Trial,
    feedback: [Feedback; K],
) -> (Course, Vec<f64>, [Vec<f64>; K]) {
    let Batch { cells, weights, trials } = batch;
    let mut course = Course::default();
    cells.run(weights, trial, None, &mut course);
    let (errors, _) = errors(trial, &course.y, trials.len());
    let told = told(&weights[V], &errors, trial.moments());
    let by = feedback.map(|feedback| {
        let w = typed(&weights[W], feedback.types()) * (1.0 - cells.leak);
        lambda(feedback, cells.leak, flat(&w), &course.slope, &told)
    });
    (course, told, by)
}

/// dE/dy_t, and the share of this trial in E.
fn errors(trial: &Trial, y: &[f64], trials: usize) -> (Vec<f64>, f64) {
    let outputs = y.len() / trial.moments().max(1);
    let norm = trials as f64 * trial.weight.iter().sum::<f64>();
    let mut loss = 0.0;
    let error = |(at, (y, target)): (usize, (&f64, &f64))| {
        let weight = trial.weight[at / outputs] / norm;
        loss += weight * (y - target) * (y - target) / 2.0;
        weight * (y - target)
    };
    let errors = y.iter().zip(&trial.y).enumerate().map(error).collect();
    (errors, loss)
}

/// L_t = V^T dE/dy_t.
fn told(v: &Array2<f64>, errors: &[f64], moments: usize) -> Vec<f64> {
    let outputs = v.nrows();
    let mut told = vec![0.0; moments * N];
    for (told, error) in told.chunks_exact_mut(N).zip(errors.chunks_exact(outputs)) {
        for (row, error) in flat(v).chunks_exact(N).zip(error) {
            told.iter_mut().zip(row).for_each(|(told, v)| *told += v * error);
        }
    }
    told
}

/// The readout learns by its own gradient, whatever the rule.
fn readout(errors: &[f64], course: &Course, by: &mut Arrays) {
    let outputs = by[C].nrows();
    for (t, error) in errors.chunks_exact(outputs).enumerate() {
        for (k, error) in error.iter().enumerate() {
            let row = &mut flat_mut(&mut by[V])[k * N..(k + 1) * N];
            row.iter_mut().zip(course.at(t)).for_each(|(by, z)| *by += error * z);
            by[C][(k, 0)] += error;
        }
    }
}

/// Adds `factor` times the sum over t of lambda_t z_{t-1}^T, lambda_t x_t^T and lambda_t.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn collect(lambda: &[f64], factor: f64, trial: &Trial, course: &Course, by: &mut Arrays) {
    let inputs = by[U].ncols();
    for (t, lambda) in lambda.chunks_exact(N).enumerate() {
        let x = &trial.x[t * inputs..(t + 1) * inputs];
        for (i, lambda) in lambda.iter().map(|lambda| factor * lambda).enumerate().filter(|(_, l)| *l != 0.0)
        {
            let row = &mut flat_mut(&mut by[W])[i * N..(i + 1) * N];
            row.iter_mut().zip(course.before(t)).for_each(|(by, z)| *by += lambda * z);
            let row = &mut flat_mut(&mut by[U])[i * inputs..(i + 1) * inputs];
            row.iter_mut().zip(x).for_each(|(by, x)| *by += lambda * x);
            by[B][(i, 0)] += lambda;
        }
    }
}

/// lambda_t of every moment; `w` is (1-a) W~.
fn lambda(feedback: Feedback, a: f64, w: &[f64], slope: &[f64], told: &[f64]) -> Vec<f64> {
    match feedback {
        Feedback::Exact { .. } => exact(a, w, slope, told),
        Feedback::Hops { hops, at_once, .. } => by_hops((hops, at_once), a, w, slope, told),
        Feedback::Filtered { mu, .. } => filtered(mu, a, w, slope, told),
        Feedback::Reward { .. } => Vec::new(),
    }
}

fn exact(a: f64, w: &[f64], slope: &[f64], told: &[f64]) -> Vec<f64> {
    let mut all = vec![0.0; told.len()];
    let (mut later, mut far) = ([0.0; N], [0.0; N]);
    for t in (0..told.len() / N).rev() {
        back(w, &later, &mut far);
        for i in 0..N {
            later[i] = slope[t * N + i] * (told[t * N + i] + far[i]) + a * later[i];
        }
        all[t * N..(t + 1) * N].copy_from_slice(&later);
    }
    all
}

fn by_hops((hops, at_once): (usize, bool), a: f64, w: &[f64], slope: &[f64], told: &[f64]) -> Vec<f64> {
    let moments = told.len() / N;
    let mut sum = vec![0.0; told.len()];
    let mut previous: Vec<f64> = Vec::new();
    let mut far = [0.0; N];
    for hop in 0..=hops {
        let mut now = vec![0.0; told.len()];
        let mut later = [0.0; N];
        for t in (0..moments).rev() {
            let here = t * N..(t + 1) * N;
            if hop == 0 {
                far.copy_from_slice(&told[here.clone()]);
            } else if t + 1 == moments {
                far = [0.0; N];
            } else if hop == 1 && at_once {
                let next = (t + 1) * N..(t + 2) * N;
                let heard: Vec<f64> =
                    slope[next.clone()].iter().zip(&told[next]).map(|(slope, told)| slope * told).collect();
                back(w, &heard, &mut far);
            } else {
                back(w, &previous[(t + 1) * N..(t + 2) * N], &mut far);
            }
            for (i, later) in later.iter_mut().enumerate() {
                *later = slope[t * N + i] * far[i] + a * *later;
            }
            now[here].copy_from_slice(&later);
        }
        sum.iter_mut().zip(&now).for_each(|(sum, now)| *sum += now);
        previous = now;
    }
    sum
}

fn filtered(mu: f64, a: f64, w: &[f64], slope: &[f64], told: &[f64]) -> Vec<f64> {
    let mut all = vec![0.0; told.len()];
    let (mut later, mut kappa, mut far) = ([0.0; N], [0.0; N], [0.0; N]);
    for t in (0..told.len() / N).rev() {
        back(w, &kappa, &mut far);
        for i in 0..N {
            let (slope, told) = (slope[t * N + i], told[t * N + i]);
            later[i] = slope * (told + far[i]) + a * later[i];
            kappa[i] = slope * told + a * kappa[i] + mu * far[i];
        }
        all[t * N..(t + 1) * N].copy_from_slice(&later);
    }
    all
}

/// Three factors in time: noise on the currents, times presynaptic activity, times what it cost.
fn perturbed(
    batch: Batch<'_>,
    trial: &Trial,
    (sigma, draws, clean): (f64, usize, f64),
    noise: &mut Pcg64,
    by: &mut Arrays,
) {
    let mut course = Course::default();
    for _ in 0..draws {
        let xi: Vec<f64> = (0..trial.moments() * N).map(|_| noise.sample(StandardNormal)).collect();
        let current: Vec<f64> = xi.iter().map(|xi| sigma * xi).collect();
        batch.cells.run(batch.weights, trial, Some(&current), &mut course);
        let (_, loss) = errors(trial, &course.y, batch.trials.len());
        collect(&xi, (loss - clean) / (draws as f64 * sigma), trial, &course, by);
    }
}
