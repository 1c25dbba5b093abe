//! Learning curves of a bounded length.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::circuits::{Alignment, Measures};
use crate::model::packed;

/// Most points; beyond them every other one is left out.
const MOST: usize = 1024;

/// What was measured at the end of a stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Steps so far.
    pub step: u64,
    /// What the rule has learned.
    pub measures: Measures,
    /// What its twin has learned.
    pub twin: Option<Measures>,
    /// How the last change compared with the gradient.
    pub alignment: Option<Alignment>,
    /// Angle in degrees of feedback weights of the rule's own to the transposed forward weights.
    #[serde(default)]
    pub feedback: Option<f64>,
}

/// Points in order; shared with views until the next one comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    #[serde(deserialize_with = "packed::at_most::<_, _, Point, { MOST + 1 }>")]
    points: Arc<Vec<Point>>,
    /// The last one, which may be left out above.
    last: Point,
    /// One of so many is kept.
    every: u64,
    seen: u64,
}

impl Curve {
    /// Before the first step.
    pub(super) fn beginning(measures: Measures, twin: Option<Measures>) -> Self {
        let last = Point { step: 0, measures, twin, alignment: None, feedback: None };
        Self { points: Arc::new(vec![last.clone()]), last, every: 1, seen: 0 }
    }

    pub(super) fn push(&mut self, point: Point) {
        self.seen += 1;
        if self.seen.is_multiple_of(self.every) {
            let points = Arc::make_mut(&mut self.points);
            points.push(point.clone());
            if points.len() > MOST {
                let mut at = 0..;
                points.retain(|_| at.next().is_some_and(|at: usize| at.is_multiple_of(2)));
                self.every = self.every.saturating_mul(2);
            }
        }
        self.last = point;
    }

    /// The points that were kept.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The last one.
    pub fn last(&self) -> &Point {
        &self.last
    }

    /// Memory, about.
    pub(super) fn bytes(&self) -> usize {
        self.points.len() * 2 * size_of::<Point>()
    }

    /// Can recording have given this?
    pub(super) fn is_sound(&self, steps: u64) -> bool {
        let ascending = self.points.is_sorted_by(|one, next| one.step < next.step);
        ascending && self.points.len() <= MOST && self.last.step <= steps && self.every.is_power_of_two()
    }
}
