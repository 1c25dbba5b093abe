//! Rule, information and accuracy: what a rule must be told, and what it reaches on the same associations.

use std::sync::atomic::AtomicBool;

use super::statistics::Summary;
use super::sweep::{Found, Point, SweepError, run, summarise, train_at};
use super::training::{Outcome, Schedule};
use crate::model::Params;
use crate::model::plasticity::language::Information;

/// One row: a neuron with its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Short name.
    pub key: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What must be known besides the class of information.
    pub note: &'static str,
    /// Its parameters and rules; P is that of a load.
    pub params: Params,
    /// What it must be told.
    pub information: Information,
}

/// Numbers of associations.
pub const LOADS: [usize; 3] = [100, 200, 400];

/// Seeds of the table, and of its claims.
pub const SEEDS: u64 = 10;

/// What a row reaches.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Reached {
    /// Results at every load and seed, in order.
    pub found: Vec<Found<Outcome>>,
}

/// Balanced accuracy over seeds.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Accuracy {
    /// P.
    pub stimuli: usize,
    /// After 800 epochs.
    pub trained: Summary,
    /// After 200 more in which nothing is told.
    pub kept: Summary,
}

/// Computes what is not `done` of one row, at these points.
///
/// # Errors
/// [`SweepError`].
pub fn compute(
    row: &Row,
    points: &[Point],
    done: &[Found<Outcome>],
    cancel: &AtomicBool,
    finished: impl Fn(&Found<Outcome>) + Sync,
) -> Result<Reached, SweepError> {
    let work = |point: Point| train_at(&row.params, Schedule::REFERENCE, point, cancel);
    Ok(Reached { found: run(points, done, cancel, work, finished)? })
}

fn kept(outcome: &Outcome) -> f64 {
    outcome.retained.unwrap_or_default().balanced_accuracy
}

impl Reached {
    /// Balanced accuracy at every load.
    pub fn accuracies(&self) -> Vec<Accuracy> {
        let trained = summarise(&self.found, |outcome| outcome.trained.balanced_accuracy);
        let kept = summarise(&self.found, kept);
        let both = trained.iter().zip(&kept);
        both.map(|(trained, kept)| Accuracy {
            stimuli: trained.stimuli,
            trained: trained.summary,
            kept: kept.summary,
        })
        .collect()
    }

    fn mean(&self, stimuli: usize, value: impl Fn(&Outcome) -> f64) -> Option<f64> {
        let at = |found: &&Found<Outcome>| found.point.stimuli == stimuli;
        let values: Vec<f64> = self.found.iter().filter(at).map(|found| value(&found.result)).collect();
        Some(Summary::of(&values)?.mean)
    }
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Balanced accuracy when trained, at this P.
    Trained(usize),
    /// Balanced accuracy that is kept, at this P.
    Kept(usize),
    /// Fraction of stimuli to which the neuron fires when trained, at this P.
    Fires(usize),
}

/// Something that the table says, with a bound about four standard errors away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// What is said.
    pub says: &'static str,
    /// Of which row.
    pub row: &'static str,
    /// Less what the same is in another row.
    pub less: Option<&'static str>,
    /// Which value.
    pub value: Value,
    /// It is above this.
    pub above: f64,
    /// It is below this.
    pub below: f64,
}

const fn claim(
    says: &'static str,
    (row, less): (&'static str, Option<&'static str>),
    value: Value,
    (above, below): (f64, f64),
) -> Claim {
    Claim { says, row, less, value, above, below }
}

use Value::{Fires, Kept, Trained};

/// What the table says.
pub const CLAIMS: [Claim; 15] = [
    claim("Hebb is told nothing: chance", ("hebb", None), Trained(200), (0.45, 0.55)),
    claim("covariance is told nothing: chance", ("covariance", None), Trained(200), (0.45, 0.55)),
    claim("Oja is told nothing: chance", ("oja", None), Trained(200), (0.45, 0.55)),
    claim("Hebb fires for some", ("hebb", None), Fires(200), (0.02, 0.6)),
    claim("covariance fires for some", ("covariance", None), Fires(200), (0.02, 0.6)),
    claim("Oja fires for some", ("oja", None), Fires(200), (0.02, 0.6)),
    claim(
        "the four rules above a linear delta rule",
        ("trained-200", Some("delta")),
        Trained(400),
        (0.1, 1.0),
    ),
    claim(
        "the four rules above labels without error",
        ("trained-200", Some("clamped")),
        Trained(400),
        (0.15, 1.0),
    ),
    claim("the four rules above REINFORCE", ("trained-200", Some("reinforce")), Trained(400), (0.25, 1.0)),
    claim(
        "a perceptron with margin hardly above the four rules",
        ("margin", Some("trained-200")),
        Trained(400),
        (-1.0, 0.055),
    ),
    claim("balance helps REINFORCE", ("reinforce-balance", Some("reinforce")), Trained(200), (0.12, 1.0)),
    claim("Vogels' rule in place of balance", ("vogels", None), Trained(200), (0.98, 1.01)),
    claim("Vogels' rule keeps little", ("vogels", None), Kept(200), (0.0, 0.65)),
    claim("an exact reward is nearly the answer", ("reward-hebb", None), Trained(200), (0.99, 1.01)),
    claim(
        "a decoded reward suffers from one wrong in five",
        ("decoded", Some("decoded-wrong")),
        Trained(200),
        (0.12, 1.0),
    ),
];

/// A claim and what was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// The claim.
    pub claim: Claim,
    /// What was found.
    pub value: f64,
}

impl Held {
    /// Does it hold?
    pub fn holds(&self) -> bool {
        self.claim.above < self.value && self.value < self.claim.below
    }
}

impl Claim {
    /// What `reached` says about it; `None` where a row or a load is missing.
    pub fn held<'a>(self, reached: impl Fn(&str) -> Option<&'a Reached>) -> Option<Held> {
        let of = |row: &str| -> Option<f64> {
            let reached = reached(row)?;
            match self.value {
                Trained(stimuli) => reached.mean(stimuli, |outcome| outcome.trained.balanced_accuracy),
                Kept(stimuli) => reached.mean(stimuli, kept),
                Fires(stimuli) => reached.mean(stimuli, fires),
            }
        };
        let less = self.less.map_or(Some(0.0), of)?;
        Some(Held { claim: self, value: of(self.row)? - less })
    }

    /// Rows that it needs.
    pub fn rows(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.row).chain(self.less)
    }

    /// P at which it needs them.
    pub fn stimuli(self) -> usize {
        match self.value {
            Trained(stimuli) | Kept(stimuli) | Fires(stimuli) => stimuli,
        }
    }
}

/// Coding level of the targets in the table.
const TARGETS: f64 = 0.2;

/// Fraction of stimuli to which it fires: of hit rate, correct rejection and the fraction correct there is one mixture.
fn fires(outcome: &Outcome) -> f64 {
    let measures = &outcome.trained;
    let (hits, rejections) = (measures.hit_rate, measures.correct_rejection);
    // Where both classes are right equally often, their sizes do not show: as many targets as are asked for.
    let apart = hits - rejections;
    let targets = if apart == 0.0 { TARGETS } else { (measures.fraction_correct - rejections) / apart };
    targets * hits + (1.0 - targets) * (1.0 - rejections)
}
