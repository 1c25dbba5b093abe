//! What all rules of the layered circuit compute with.

use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use crate::circuits::arrays::{Arrays, flat, flat_mut, inner};

/// Activity v_0..v_L.
pub type Activity = Vec<Vec<f64>>;

/// W_l ~ N(0, g^2/n_{l-1}), b_l = 0.
pub fn start(sizes: &[usize], gain: f64, rng: &mut Pcg64) -> Arrays {
    let layer = |pair: &[usize]| {
        let &[inputs, units] = pair else { return Array2::zeros((0, 0)) };
        let sd = gain / (inputs as f64).sqrt();
        let mut layer = Array2::zeros((units, inputs + 1));
        for mut row in layer.rows_mut() {
            row.iter_mut().take(inputs).for_each(|w| *w = sd * rng.sample::<f64, _>(StandardNormal));
        }
        layer
    };
    sizes.windows(2).map(layer).collect()
}

/// Room for the activity of these layers.
pub fn room(weights: &Arrays) -> Activity {
    let inputs = weights.first().map_or(0, |w| w.ncols() - 1);
    std::iter::once(inputs).chain(weights.iter().map(|w| w.nrows())).map(|n| vec![0.0; n]).collect()
}

/// s(z) = 1/(1 + e^-z).
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// The rows of a layer, each with its bias apart.
#[inline(always)]
fn rows(w: &Array2<f64>) -> impl Iterator<Item = (&[f64], f64)> {
    flat(w).chunks_exact(w.ncols()).filter_map(|row| row.split_last().map(|(bias, row)| (row, *bias)))
}

/// W v + b.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
pub fn affine(w: &Array2<f64>, v: &[f64], z: &mut [f64]) {
    rows(w).zip(z).for_each(|((row, bias), z)| *z = inner(row, v) + bias);
}

/// W^T d.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
pub fn back(w: &Array2<f64>, d: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for ((row, _), d) in rows(w).zip(d) {
        out.iter_mut().zip(row).for_each(|(out, w)| *out += w * d);
    }
}

/// Adds d v^T, and d to the biases.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
pub fn add_outer(d: &[f64], v: &[f64], change: &mut Array2<f64>) {
    let columns = change.ncols();
    for (row, d) in flat_mut(change).chunks_exact_mut(columns).zip(d) {
        let Some((bias, row)) = row.split_last_mut() else { return };
        row.iter_mut().zip(v).for_each(|(change, v)| *change += d * v);
        *bias += d;
    }
}

/// d v^T, with d as the biases.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
pub fn outer(d: &[f64], v: &[f64], change: &mut Array2<f64>) {
    let columns = change.ncols();
    for (row, d) in flat_mut(change).chunks_exact_mut(columns).zip(d) {
        let Some((bias, row)) = row.split_last_mut() else { return };
        row.iter_mut().zip(v).for_each(|(change, v)| *change = d * v);
        *bias = *d;
    }
}

/// The activity that an input gives.
pub fn forward(weights: &Arrays, x: &[f64], v: &mut Activity) {
    v[0].copy_from_slice(x);
    for (l, w) in weights.iter().enumerate() {
        let (before, after) = v.split_at_mut(l + 1);
        affine(w, &before[l], &mut after[0]);
        after[0].iter_mut().for_each(|v| *v = sigmoid(*v));
    }
}

/// |y - v_L|^2 / 2.
pub fn loss(output: &[f64], y: &[f64]) -> f64 {
    output.iter().zip(y).map(|(v, y)| (y - v) * (y - v)).sum::<f64>() / 2.0
}

/// Is the answer right: the largest of several outputs, or one on the right side of 1/2?
pub fn right(output: &[f64], y: &[f64]) -> bool {
    match (output, y) {
        ([v], [y]) => (*v > 0.5) == (*y > 0.5),
        _ => largest(output) == largest(y),
    }
}

/// Place of the largest.
pub fn largest(values: &[f64]) -> Option<usize> {
    (0..values.len()).reduce(|best, at| if values[at] > values[best] { at } else { best })
}
