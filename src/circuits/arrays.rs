//! Learned arrays taken as one vector.

use ndarray::Array2;

/// The learned arrays of a circuit: of a layered one `W_l` with `b_l` as its last column, of a recurrent one W, U, b, V, c,
/// of a layer of neurons w_E and w_I.
pub type Arrays = Vec<Array2<f64>>;

/// Arrays of the same shapes, filled with zeros.
pub fn zeros(like: &Arrays) -> Arrays {
    like.iter().map(|array| Array2::zeros(array.dim())).collect()
}

/// The numbers of an array, row after row.
pub fn flat(array: &Array2<f64>) -> &[f64] {
    // Every array here is made in the standard order.
    array.as_slice().unwrap_or_default()
}

/// The numbers of an array, row after row.
pub fn flat_mut(array: &mut Array2<f64>) -> &mut [f64] {
    array.as_slice_mut().unwrap_or_default()
}

/// Inner product.
pub fn dot(a: &[Array2<f64>], b: &[Array2<f64>]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>()).sum()
}

/// Cosine of the angle between two changes; 0 if one of them is nothing.
pub fn cosine(a: &[Array2<f64>], b: &[Array2<f64>]) -> f64 {
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
}

/// |a - b| / |b|.
pub fn distance(a: &[Array2<f64>], b: &[Array2<f64>]) -> f64 {
    let difference: Arrays = a.iter().zip(b).map(|(a, b)| a - b).collect();
    (dot(&difference, &difference) / dot(b, b)).sqrt()
}

/// Are all numbers finite?
pub fn finite(arrays: &[Array2<f64>]) -> bool {
    // Numbers whose squares are not finite are far out of all bounds.
    arrays.iter().all(|array| square(flat(array)).is_finite())
}

/// Sum of squares, in an order of its own.
#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn square(values: &[f64]) -> f64 {
    const LANES: usize = 16;
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += chunk[lane] * chunk[lane];
        }
    }
    sums.iter().sum::<f64>() + inner(rest, rest)
}

/// Adds `factor` times `change`.
pub fn add(to: &mut [Array2<f64>], factor: f64, change: &[Array2<f64>]) {
    to.iter_mut().zip(change).for_each(|(to, change)| add_flat(flat_mut(to), factor, flat(change)));
}

#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn add_flat(to: &mut [f64], factor: f64, change: &[f64]) {
    to.iter_mut().zip(change).for_each(|(to, change)| *to += factor * change);
}

/// Sum of products; four partial sums, so that no addition waits for the last.
#[inline(always)]
pub fn inner(a: &[f64], b: &[f64]) -> f64 {
    let (a_chunks, a_rest) = a.as_chunks::<4>();
    let (b_chunks, b_rest) = b.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
