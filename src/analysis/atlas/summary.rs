//! Means over seeds.

use super::reading::Measure;
use super::train::Trained;
use crate::analysis::statistics::Summary;

/// A measure over the seeds of every cell, in order of cells; `None` where nothing was read.
pub fn over_seeds(cells: usize, trained: &[Trained], measure: Measure) -> Vec<Option<Summary>> {
    let mut values = vec![Vec::new(); cells];
    for one in trained {
        let value = one.measure(measure);
        if let Some(values) = values.get_mut(one.point.cell).filter(|_| value.is_finite()) {
            values.push(value);
        }
    }
    values.iter().map(|values| Summary::of(values)).collect()
}
