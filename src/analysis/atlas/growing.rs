//! An atlas whose neurons all live at once: it can be looked at while it grows.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::AtlasError;
use super::blocks::{Block, Group, Role};
use super::plan::{Plan, PlanError};
use super::reading::{Quantity, Reading};
use crate::analysis::statistics::Summary;
use crate::analysis::training::Schedule;
use crate::model::{StimulusCache, packed};

/// What is read of every cell at one time, over its seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Frame {
    /// Epochs so far.
    pub epoch: u64,
    cells: Vec<[Option<Summary>; Quantity::ALL.len()]>,
}

/// A frame as it is kept: of every quantity of a cell mean, standard deviation and number of seeds, which is 0 where
/// nothing was read.
#[derive(Serialize, Deserialize)]
struct Packed {
    epoch: u64,
    #[serde(with = "packed")]
    cells: Vec<[[f64; 3]; Quantity::ALL.len()]>,
}

impl From<Frame> for Packed {
    fn from(frame: Frame) -> Self {
        let three = |it: Option<Summary>| it.map_or([0.0; 3], |it| [it.mean, it.sd, it.n as f64]);
        Self { epoch: frame.epoch, cells: frame.cells.into_iter().map(|cell| cell.map(three)).collect() }
    }
}

impl From<Packed> for Frame {
    fn from(packed: Packed) -> Self {
        let summary = |[mean, sd, n]: [f64; 3]| {
            let sound = mean.is_finite() && sd.is_finite() && (1.0..1e9).contains(&n);
            sound.then_some(Summary { mean, sd, n: n as usize })
        };
        Self { epoch: packed.epoch, cells: packed.cells.into_iter().map(|cell| cell.map(summary)).collect() }
    }
}

impl Frame {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Has it no cell?
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A quantity of a cell.
    pub fn get(&self, cell: usize, quantity: Quantity) -> Option<Summary> {
        self.cells.get(cell).and_then(|cell| cell[quantity as usize])
    }

    /// A quantity of every cell, in order.
    pub fn all(&self, quantity: Quantity) -> impl Iterator<Item = Option<Summary>> + '_ {
        self.cells.iter().map(move |cell| cell[quantity as usize])
    }
}

/// Epochs at which a schedule is looked at: often at first, then evenly, at the end of supervision and at the end.
pub fn frames(schedule: Schedule) -> Vec<u64> {
    const EVENLY: u64 = 40;
    let total = schedule.total();
    let step = total.div_ceil(EVENLY).max(1);
    let mut epochs: Vec<u64> =
        [0, 1, 2, 5, 10].into_iter().chain((step..=total).step_by(step as usize)).collect();
    epochs.extend([schedule.epochs, total]);
    epochs.retain(|&epoch| epoch <= total);
    epochs.sort_unstable();
    epochs.dedup();
    epochs
}

/// An atlas that grows.
pub struct Growing {
    plan: Plan,
    blocks: Vec<Block>,
    epoch: u64,
}

impl Growing {
    /// Every neuron at its start.
    ///
    /// # Errors
    /// A plan that cannot be computed, all at once.
    pub fn new(plan: Plan) -> Result<Self, AtlasError> {
        plan.check()?;
        let groups = Group::all(&plan, &plan.points())?;
        let needed = groups.iter().map(Group::memory_needed).sum();
        if needed > Plan::MEMORY_LIMIT {
            let neurons = groups.iter().map(Group::len).sum();
            return Err(PlanError::Memory { neurons, needed }.into());
        }
        let blocks = |group: &Group| -> Result<Vec<Block>, AtlasError> {
            let mut drawn = StimulusCache::default();
            group.chunks().map(|members| Block::new(members, &mut drawn)).collect()
        };
        let blocks: Vec<Vec<Block>> = groups.par_iter().map(blocks).collect::<Result<_, _>>()?;
        Ok(Self { plan, blocks: blocks.into_iter().flatten().collect(), epoch: 0 })
    }

    /// Shows every neuron whole epochs until `epoch` of the schedule, and reads them.
    ///
    /// # Errors
    /// [`AtlasError::Cancelled`].
    pub fn advance_to(&mut self, epoch: u64, cancel: &AtomicBool) -> Result<Frame, AtlasError> {
        let Self { plan, blocks, epoch: before } = self;
        let supervised = plan.schedule.epochs;
        let (from, to) = (*before, epoch.clamp(*before, plan.schedule.total()));
        let advance = |block: &mut Block| {
            block.advance(to.min(supervised).saturating_sub(from), cancel)?;
            if to > supervised {
                if from <= supervised {
                    block.withdraw_supervision()?;
                }
                block.advance(to - from.max(supervised), cancel)?;
            }
            Ok(())
        };
        blocks.par_iter_mut().with_max_len(1).map(advance).collect::<Result<(), AtlasError>>()?;
        *before = to;
        Ok(self.frame())
    }

    fn frame(&self) -> Frame {
        let seeds = self.plan.seeds as usize;
        let mut readings: Vec<[Option<Reading>; 2]> = vec![[None; 2]; self.plan.cells() * seeds];
        let read: Vec<_> = self.blocks.par_iter().map(Block::readings).collect();
        for (member, reading) in read.into_iter().flatten() {
            let seed = member.point.seed.wrapping_sub(self.plan.first_seed) as usize;
            let at = member.point.cell * seeds + seed;
            readings[at][member.role as usize] = Some(reading);
        }
        let cell = |readings: &[[Option<Reading>; 2]]| {
            Quantity::ALL.map(|quantity| {
                let value = |pair: &[Option<Reading>; 2]| {
                    let shown = pair[Role::Shown as usize].as_ref()?;
                    let value = quantity.of(shown, pair[Role::Compared as usize].as_ref());
                    value.is_finite().then_some(value)
                };
                Summary::of(&readings.iter().filter_map(value).collect::<Vec<_>>())
            })
        };
        Frame { epoch: self.epoch, cells: readings.chunks(seeds.max(1)).map(cell).collect() }
    }
}
