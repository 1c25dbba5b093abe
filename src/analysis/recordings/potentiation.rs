//! Was the paired stimulus potentiated more than the others?
//!
//! For each cell: the change of i_E at the paired stimulus (the mean, if several are) minus the mean change at
//! the others; and the same relative to the mean i_E pre of either. The test is over cells, always: a
//! cell gives one difference.

use serde::Serialize;

use super::estimate::{Estimate, NotEstimable};
use super::work::{Cancelled, Purpose, Work};
use super::{Cell, LARGEST_VALUE, Pair, Recordings, Sampling, SignFlip};

/// What one cell shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellPotentiation {
    /// Name of the cell.
    pub name: String,
    /// Mean change of i_E at the paired stimulus.
    pub paired: f64,
    /// Mean change of i_E at the others.
    pub others: f64,
    /// Change at the paired stimulus as a fraction of i_E pre there, minus the same of the others' means; none
    /// where a mean i_E pre is not above zero.
    pub relative: Option<f64>,
}

/// Potentiation of i_E that is specific to the paired stimulus, over cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Potentiation {
    /// Cells that have both a paired stimulus and others.
    pub cells: Vec<CellPotentiation>,
    /// Change at the paired stimulus minus the others'.
    pub absolute: SignFlip,
    /// The same, relative to i_E pre, over the cells where it exists.
    pub relative: Estimate<SignFlip>,
}

pub(super) fn potentiation(
    recordings: &Recordings,
    work: &mut Work,
) -> Result<Estimate<Potentiation>, Cancelled> {
    let cells: Vec<CellPotentiation> = recordings.cells.iter().filter_map(one).collect();
    if cells.is_empty() {
        let marked = recordings.cells.iter().flat_map(|cell| &cell.stimuli).any(|pair| pair.paired);
        let reason = if marked { NotEstimable::NothingToCompare } else { NotEstimable::NothingPaired };
        return Ok(Err(reason).into());
    }
    let absolute: Vec<f64> = cells.iter().map(|cell| cell.paired - cell.others).collect();
    let relative: Vec<f64> = cells.iter().filter_map(|cell| cell.relative).collect();
    let absolute = SignFlip::test(absolute, Sampling::Cells, work, Purpose::Potentiation)?;
    let relative = if relative.is_empty() {
        Err(NotEstimable::NothingToRelate).into()
    } else {
        Ok(SignFlip::test(relative, Sampling::Cells, work, Purpose::RelativePotentiation)?).into()
    };
    Ok(Ok(Potentiation { cells, absolute, relative }).into())
}

fn one(cell: &Cell) -> Option<CellPotentiation> {
    let (paired, others): (Vec<&Pair>, Vec<&Pair>) = cell.stimuli.iter().partition(|pair| pair.paired);
    let mean = |pairs: &[&Pair], value: fn(&Pair) -> f64| {
        (!pairs.is_empty()).then(|| pairs.iter().map(|pair| value(pair)).sum::<f64>() / pairs.len() as f64)
    };
    let change = |pairs: &[&Pair]| mean(pairs, |pair| pair.post.i_e - pair.pre.i_e);
    let before = |pairs: &[&Pair]| mean(pairs, |pair| pair.pre.i_e).filter(|&before| before > 0.0);
    let fraction = |pairs: &[&Pair]| Some(change(pairs)? / before(pairs)?);
    let relative =
        || Some(fraction(&paired)? - fraction(&others)?).filter(|value| value.abs() <= LARGEST_VALUE);
    Some(CellPotentiation {
        name: cell.name.clone(),
        paired: change(&paired)?,
        others: change(&others)?,
        relative: relative(),
    })
}
