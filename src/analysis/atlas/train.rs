//! An atlas from beginning to end, block by block.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::AtlasError;
use super::blocks::{Block, Group, Member, Role};
use super::plan::{Plan, Point};
use super::reading::{Measure, Phase, Reading};
use crate::model::StimulusCache;

/// What is read of one neuron.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Readings {
    /// After the supervised epochs.
    pub trained: Reading,
    /// After the unsupervised ones, if there were any.
    pub kept: Option<Reading>,
}

impl Readings {
    fn at(&self, phase: Phase) -> Option<&Reading> {
        match phase {
            Phase::Trained => Some(&self.trained),
            Phase::Kept => self.kept.as_ref(),
        }
    }

    fn check(&self) -> Result<(), String> {
        std::iter::once(&self.trained).chain(&self.kept).try_for_each(Reading::check)
    }
}

/// A point with what was read there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Where.
    #[serde(flatten)]
    pub point: Point,
    /// Of the neuron.
    pub shown: Readings,
    /// Of the one that it is compared with.
    pub compared: Option<Readings>,
}

impl Trained {
    /// A measure; NaN where nothing was read.
    pub fn measure(&self, measure: Measure) -> f64 {
        let compared = self.compared.as_ref().and_then(|readings| readings.at(measure.phase));
        self.shown.at(measure.phase).map_or(f64::NAN, |shown| measure.quantity.of(shown, compared))
    }

    /// Can computing have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        std::iter::once(&self.shown).chain(&self.compared).try_for_each(Readings::check)
    }
}

/// Trains the neurons of `points` that are not `done` yet, on all cores, and gives all in order. `finished` sees each
/// new one as it comes, from any thread.
///
/// # Errors
/// The first failure, or [`AtlasError::Cancelled`] after the present epoch.
pub fn train_points(
    plan: &Plan,
    points: &[Point],
    done: &[Trained],
    cancel: &AtomicBool,
    finished: impl Fn(&Trained) + Sync,
) -> Result<Vec<Trained>, AtlasError> {
    plan.check()?;
    let wanted: HashSet<Point> = points.iter().copied().collect();
    let mut all: BTreeMap<Point, Trained> = done
        .iter()
        .filter(|trained| wanted.contains(&trained.point))
        .map(|trained| (trained.point, *trained))
        .collect();
    let missing: Vec<Point> = points.iter().filter(|point| !all.contains_key(point)).copied().collect();
    let groups = Group::all(plan, &missing)?;
    let blocks: Vec<&[Member]> = groups.iter().flat_map(Group::chunks).collect();
    // The two neurons of a point may be in different blocks.
    let halves: Mutex<BTreeMap<Point, [Option<Readings>; 2]>> = Mutex::default();
    let one = |members: &&[Member]| -> Result<Vec<Trained>, AtlasError> {
        let readings = train(plan, members, cancel)?;
        let mut whole = Vec::new();
        let mut halves = halves.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (member, readings) in members.iter().zip(readings) {
            let half = halves.entry(member.point).or_default();
            half[member.role as usize] = Some(readings);
            let [Some(shown), compared] = *half else { continue };
            if compared.is_some() || plan.compared.is_none() {
                halves.remove(&member.point);
                whole.push(Trained { point: member.point, shown, compared });
            }
        }
        drop(halves);
        whole.iter().for_each(&finished);
        Ok(whole)
    };
    let new: Vec<Vec<Trained>> = blocks.par_iter().with_max_len(1).map(one).collect::<Result<_, _>>()?;
    all.extend(new.into_iter().flatten().map(|trained| (trained.point, trained)));
    Ok(all.into_values().collect())
}

fn train(plan: &Plan, members: &[Member], cancel: &AtomicBool) -> Result<Vec<Readings>, AtlasError> {
    let mut block = Block::new(members, &mut StimulusCache::default())?;
    let read = |block: &Block| block.readings().into_iter().map(|(_, reading)| reading).collect::<Vec<_>>();
    block.advance(plan.schedule.epochs, cancel)?;
    let trained = read(&block);
    let kept = match plan.schedule.unsupervised {
        Some(epochs) => {
            block.withdraw_supervision()?;
            block.advance(epochs, cancel)?;
            read(&block).into_iter().map(Some).collect()
        }
        None => vec![None; trained.len()],
    };
    Ok(trained.into_iter().zip(kept).map(|(trained, kept)| Readings { trained, kept }).collect())
}

/// Which half of a pair.
const _: () = assert!(Role::Shown as usize == 0 && Role::Compared as usize == 1);
