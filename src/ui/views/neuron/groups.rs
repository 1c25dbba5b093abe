//! Synapses of one population in groups: as many as can be told apart, each a row of cells.

use crate::engine::WeightSample;
use crate::model::Patterns;

/// Cells of a group.
pub const CELLS: usize = 6;

/// Some neighbouring synapses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Share of them whose input is active.
    pub active: f32,
    /// The same of each of its cells: one input, or some; of a group of few inputs some cells stand for none.
    pub cells: [Option<f32>; CELLS],
    /// Their mean weight.
    pub weight: f32,
}

/// Share of inputs that `stimulus` activates, and mean weight, group by group; of a sample of weights, those that there are.
pub fn groups(
    patterns: &Patterns,
    stimulus: Option<usize>,
    weights: &WeightSample,
    most: usize,
) -> Vec<Group> {
    let inputs = patterns.inputs();
    let count = inputs.min(most).max(1);
    let part = |part: usize, parts: usize| part.min(inputs.saturating_sub(1)) * parts / inputs.max(1);
    let mut sums = vec![(0_u32, 0.0_f32, 0_u32); count];
    let mut cells = vec![(0_u32, 0_u32); count * CELLS];
    for input in 0..inputs {
        sums[part(input, count)].0 += 1;
        cells[part(input, count * CELLS)].0 += 1;
    }
    for input in stimulus.into_iter().flat_map(|mu| patterns.active(mu).iter()) {
        cells[part(input, count * CELLS)].1 += 1;
    }
    let every = weights.every();
    for (at, weight) in weights.values.iter().enumerate() {
        let group = &mut sums[part(at * every, count)];
        group.1 += weight;
        group.2 += 1;
    }
    let share = |sum: f32, count: u32| if count > 0 { sum / count as f32 } else { 0.0 };
    let rows = sums.iter().zip(cells.chunks(CELLS));
    rows.map(|(&(size, sum, seen), row)| {
        let active: u32 = row.iter().map(|cell| cell.1).sum();
        let mut cells = [None; CELLS];
        for (cell, &(size, active)) in cells.iter_mut().zip(row).filter(|(_, (size, _))| *size > 0) {
            *cell = Some(share(active as f32, size));
        }
        Group { active: share(active as f32, size), cells, weight: share(sum, seen) }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Params, Stimuli};

    /// Whatever the number of synapses: groups hold all active inputs and all weights, once.
    #[test]
    fn groups_hold_every_input_and_every_weight() {
        for (n, most) in [(1, 48), (7, 4), (48, 48), (200, 48), (1000, 48), (1000, 5)] {
            let params = Params { n_e: n, n_i: n, p: 4, ..Params::default() };
            let stimuli = Stimuli::draw(&params, 3, 0);
            let values: Vec<f32> = (0..n).map(|at| at as f32).collect();
            let weights = WeightSample { values, of: n };
            for mu in 0..4 {
                let groups = groups(stimuli.excitatory(), Some(mu), &weights, most);
                assert_eq!(groups.len(), n.min(most));
                let size = |at: usize| (0..n).filter(|input| input * groups.len() / n == at).count() as f32;
                let active: f32 = groups.iter().enumerate().map(|(at, group)| group.active * size(at)).sum();
                let wanted = stimuli.excitatory().active(mu).len() as f32;
                assert!((active - wanted).abs() < 1e-3 * (1.0 + wanted), "{n} {most}: {active} {wanted}");
                // A cell is lit if its input is active: where each has a cell of its own, lit cells are active inputs.
                let cells = || groups.iter().flat_map(|group| group.cells).flatten();
                assert_eq!(cells().count(), n.min(groups.len() * CELLS), "{n} {most}");
                if n <= groups.len() * CELLS {
                    let lit: f32 = cells().sum();
                    assert!((lit - wanted).abs() < 1e-3, "{n} {most}: {lit} {wanted}");
                }
                let sum: f32 = groups.iter().enumerate().map(|(at, group)| group.weight * size(at)).sum();
                let wanted = (n * (n - 1)) as f32 / 2.0;
                assert!((sum - wanted).abs() <= 1e-4 * (1.0 + wanted), "{n} {most}: {sum} {wanted}");
            }
        }
    }
}
