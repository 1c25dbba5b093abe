//! The cells: what a trial makes them do.

use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use super::trials::Trial;
use crate::circuits::arrays::{Arrays, flat, inner};

/// Cells.
pub const N: usize = 40;
/// Excitatory ones; they come first.
pub const N_E: usize = 32;
/// Places of the learned arrays.
pub const W: usize = 0;
pub const U: usize = 1;
pub const B: usize = 2;
pub const V: usize = 3;
pub const C: usize = 4;
/// Threshold of a spike.
const THRESHOLD: f64 = 0.5;

/// How cells respond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cells {
    /// a: what is left of v after a step.
    pub leak: f64,
    /// Spikes instead of rates.
    pub spiking: bool,
}

/// What all cells do in a trial; moments after one another, N numbers each.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// z_{-1}, z_0, ...
    pub z: Vec<f64>,
    /// Slope of z at v_t.
    pub slope: Vec<f64>,
    /// y_t.
    pub y: Vec<f64>,
}

impl Course {
    /// z_{t-1}.
    pub fn before(&self, t: usize) -> &[f64] {
        &self.z[t * N..(t + 1) * N]
    }

    /// z_t.
    pub fn at(&self, t: usize) -> &[f64] {
        self.before(t + 1)
    }
}

/// Starting weights: W of `gain` times 0.6/sqrt(N), inhibition four times as strong; U ~ N(0,1), V ~ N(0,1)/sqrt(N).
pub fn start(inputs: usize, outputs: usize, gain: f64, rng: &mut Pcg64) -> Arrays {
    let mut normal = || rng.sample::<f64, _>(StandardNormal);
    let root = (N as f64).sqrt();
    let mut w = Array2::zeros((N, N));
    for ((post, pre), w) in w.indexed_iter_mut() {
        let strength = normal().abs() * gain * 0.6 / root;
        let sign = if pre < N_E { 1.0 } else { -((N_E / (N - N_E)) as f64) };
        *w = if post == pre { 0.0 } else { sign * strength };
    }
    let u = Array2::from_shape_simple_fn((N, inputs), &mut normal);
    let v = Array2::from_shape_simple_fn((outputs, N), || normal() / root);
    vec![w, u, Array2::from_elem((N, 1), 0.1), v, Array2::zeros((outputs, 1))]
}

/// Dale's law: columns of W keep their sign, the diagonal is 0.
pub fn keep_signs(weights: &mut Arrays) {
    for ((post, pre), w) in weights[W].indexed_iter_mut() {
        *w = match post == pre {
            true => 0.0,
            false if pre < N_E => w.max(0.0),
            false => w.min(0.0),
        };
    }
}

/// W z.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn times(w: &[f64], z: &[f64], out: &mut [f64; N]) {
    w.chunks_exact(N).zip(out).for_each(|(row, out)| *out = inner(row, z));
}

impl Cells {
    /// z and its slope at v; of spikes, the pseudo-derivative.
    pub fn respond(self, v: f64) -> (f64, f64) {
        let one = |holds: bool| f64::from(u8::from(holds));
        if self.spiking {
            let slope = 0.5 * (1.0 - (v - THRESHOLD).abs() / THRESHOLD).max(0.0) / THRESHOLD;
            (one(v > THRESHOLD), slope)
        } else {
            (v.max(0.0), one(v > 0.0))
        }
    }

    /// Runs a trial; `noise` is added to the input currents, N numbers for each moment.
    pub fn run(self, weights: &Arrays, trial: &Trial, noise: Option<&[f64]>, course: &mut Course) {
        let moments = trial.moments();
        let [w, u, b, readout, c] = [W, U, B, V, C].map(|at| flat(&weights[at]));
        let outputs = weights[C].nrows();
        let inputs = weights[U].ncols();
        course.z.clear();
        course.z.resize((moments + 1) * N, 0.0);
        course.slope.clear();
        course.y.clear();
        let (mut v, mut recurrent) = ([0.0; N], [0.0; N]);
        for t in 0..moments {
            let (before, now) = course.z.split_at_mut((t + 1) * N);
            let (before, now) = (&before[t * N..], &mut now[..N]);
            let x = &trial.x[t * inputs..(t + 1) * inputs];
            times(w, before, &mut recurrent);
            for i in 0..N {
                let recurrent = recurrent[i];
                let external = inner(&u[i * inputs..(i + 1) * inputs], x) + b[i];
                let noise = noise.map_or(0.0, |noise| noise[t * N + i]);
                v[i] = self.leak * v[i] + (1.0 - self.leak) * (recurrent + external + noise);
                if self.spiking {
                    v[i] -= THRESHOLD * before[i];
                }
                let (z, slope) = self.respond(v[i]);
                now[i] = z;
                course.slope.push(slope);
            }
            for k in 0..outputs {
                course.y.push(inner(&readout[k * N..(k + 1) * N], now) + c[k]);
            }
        }
    }
}
