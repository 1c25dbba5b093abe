//! What the engine shows of itself: one self-contained value, so that frames may be skipped
//! without losing history.

use std::ops::Deref;
use std::sync::Arc;

use super::log::Log;
use super::mark::Mark;
use super::run_state::{Notice, RunState, Speed};
use super::system::System;
use super::timeline::Timeline;

/// The state of the live simulation at one moment. What it says of the system itself is in `view`, to which it dereferences.
#[derive(Debug, Clone)]
pub struct Snapshot<S: System> {
    /// Running or paused.
    pub run: RunState,
    /// Speed limit in force.
    pub speed: Speed,
    /// A large problem is being built; everything else is from before.
    pub building: bool,
    /// The past of what is pinned is being computed in the background: the part that is done, from 0 to 1.
    pub filling: Option<f32>,
    /// Number of the last command that has been carried out.
    pub applied: u64,
    /// Presentations per second over the last half second; 0 while paused.
    pub rate: f64,
    /// Counts resets and rebuilds.
    pub generation: u64,
    /// What was changed or happened, oldest first.
    pub marks: Arc<Vec<Mark<S::Event>>>,
    /// Everything done to the model.
    pub log: Log<S::Action>,
    /// Where in the session this is.
    pub timeline: Timeline,
    /// The latest notice.
    pub notice: Option<Notice>,
    /// The system.
    pub view: S::View,
}

impl<S: System> Deref for Snapshot<S> {
    type Target = S::View;

    fn deref(&self) -> &S::View {
        &self.view
    }
}

impl<S: System> PartialEq for Snapshot<S> {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            run,
            speed,
            building,
            filling,
            applied,
            rate,
            generation,
            marks,
            log,
            timeline,
            notice,
            view,
        } = self;
        (*run, *speed, *building, *filling) == (other.run, other.speed, other.building, other.filling)
            && (*applied, *rate, *generation) == (other.applied, other.rate, other.generation)
            && (marks, log, timeline) == (&other.marks, &other.log, &other.timeline)
            && (notice, view) == (&other.notice, &other.view)
    }
}
