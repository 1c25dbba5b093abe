//! Miniatures of neighbouring papers: their rules, written in the language where it can say them, on one neuron here.
//!
//! Nothing here reproduces a figure: the models there are networks or spiking neurons. Each miniature has the condition
//! that its paper is about and a control that lacks the cause; claims are asserted on the first and break in the second.
//!
//! To add one: write its file, and add it to [`NEIGHBOURS`].

mod competition;
mod disinhibition;
mod graph;
mod inhibitory_groups;
mod second_order;
mod show;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;

pub use inhibitory_groups::{Responses, response};

use super::experiment::ExperimentError;
use super::statistics::Summary;

/// A miniature.
#[derive(Debug)]
pub struct Neighbour {
    /// Short name, as on the command line.
    pub key: &'static str,
    /// Title.
    pub title: &'static str,
    /// The paper.
    pub citation: &'static str,
    /// What it says.
    pub found: &'static str,
    /// What is ours, and what is not reproduced.
    pub ours: &'static str,
    /// Conditions, the one that the paper is about first.
    pub conditions: &'static [&'static str],
    /// Seeds over which claims are made.
    pub seeds: u64,
    /// What is claimed.
    pub claims: &'static [Claim],
    run: fn(condition: usize, seed: u64, cancel: &AtomicBool) -> Result<Run, ExperimentError>,
}

/// The miniatures.
pub static NEIGHBOURS: [Neighbour; 5] = [
    inhibitory_groups::NEIGHBOUR,
    competition::NEIGHBOUR,
    second_order::NEIGHBOUR,
    disinhibition::NEIGHBOUR,
    graph::NEIGHBOUR,
];

/// Something claimed of the mean of a value over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Claim {
    /// What is said.
    pub says: &'static str,
    /// In which condition.
    pub condition: usize,
    /// Of which value.
    pub value: &'static str,
    /// It is above this.
    pub above: f64,
    /// It is below this.
    pub below: f64,
    /// The condition in which it breaks, if it is about a cause.
    pub breaks: Option<usize>,
}

/// A claim of one line.
const fn claim(
    says: &'static str,
    condition: usize,
    value: &'static str,
    (above, below): (f64, f64),
    breaks: Option<usize>,
) -> Claim {
    Claim { says, condition, value, above, below, breaks }
}

/// What one seed of one condition gave.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Run {
    /// Values by name.
    pub values: Vec<(&'static str, f64)>,
    /// What can be drawn.
    pub charts: Vec<Chart>,
    /// Currents of every signal, where groups of inhibitory synapses can be silenced.
    #[serde(skip)]
    pub responses: Option<Responses>,
}

/// Lines over a common axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// What is along x.
    pub x: &'static str,
    /// What is along y.
    pub y: &'static str,
    /// The lines.
    pub lines: Vec<Curve>,
}

/// What a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Before.
    Before,
    /// On the way.
    During,
    /// Excitation, or the whole, at the end.
    After,
    /// Inhibition at the end, or its first group.
    Inhibition,
    /// The second group of inhibition.
    Second,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// Its name.
    pub name: &'static str,
    /// What it is of.
    pub role: Role,
    /// Points in order.
    pub points: Vec<[f64; 2]>,
}

impl Curve {
    /// A line over 0, 1, 2 and so on.
    fn over(name: &'static str, role: Role, values: &[f64]) -> Self {
        let points = values.iter().enumerate().map(|(at, value)| [at as f64, *value]).collect();
        Self { name, role, points }
    }
}

/// What all seeds of all conditions gave, by condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Runs by condition and seed.
    pub runs: Vec<Vec<Run>>,
}

/// A claim and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Held {
    /// The claim.
    pub claim: Claim,
    /// Mean over seeds.
    pub value: f64,
    /// The same in the condition in which it breaks.
    pub control: Option<f64>,
}

impl Held {
    /// Does it hold, and break without its cause?
    pub fn holds(&self) -> bool {
        let within = |value: f64| self.claim.above < value && value < self.claim.below;
        within(self.value) && !self.control.is_some_and(within)
    }
}

impl Found {
    /// A value over the seeds of a condition.
    pub fn summary(&self, condition: usize, name: &str) -> Option<Summary> {
        let of = |run: &Run| run.values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let values: Vec<f64> = self.runs.get(condition)?.iter().filter_map(of).collect();
        Summary::of(&values)
    }

    /// What it says about the claims.
    pub fn held(&self, neighbour: &Neighbour) -> Vec<Held> {
        let mean = |condition: usize, name: &str| self.summary(condition, name).map(|summary| summary.mean);
        let one = |claim: &Claim| {
            let control = claim.breaks.and_then(|condition| mean(condition, claim.value));
            Some(Held { claim: *claim, value: mean(claim.condition, claim.value)?, control })
        };
        neighbour.claims.iter().filter_map(one).collect()
    }
}

/// The miniature with this key.
pub fn find(key: &str) -> Option<&'static Neighbour> {
    NEIGHBOURS.iter().find(|neighbour| neighbour.key == key)
}

/// Runs all conditions for `seeds` seeds from 1 on, on all cores. `progress` sees the finished fraction.
///
/// # Errors
/// [`ExperimentError::Cancelled`] soon after `cancel` was set, or what cannot be built.
pub fn run(
    neighbour: &Neighbour,
    seeds: u64,
    cancel: &AtomicBool,
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Found, ExperimentError> {
    let all: Vec<(usize, u64)> =
        (0..neighbour.conditions.len()).flat_map(|at| (1..=seeds).map(move |seed| (at, seed))).collect();
    let finished = AtomicUsize::new(0);
    let one = |&(condition, seed): &(usize, u64)| {
        let run = (neighbour.run)(condition, seed, cancel)?;
        progress((finished.fetch_add(1, Ordering::Relaxed) + 1) as f32 / all.len() as f32);
        Ok(run)
    };
    let runs: Result<Vec<Run>, ExperimentError> = all.par_iter().with_max_len(1).map(one).collect();
    let mut runs = runs?.into_iter();
    let of_condition = |_| runs.by_ref().take(seeds as usize).collect();
    Ok(Found { runs: (0..neighbour.conditions.len()).map(of_condition).collect() })
}
