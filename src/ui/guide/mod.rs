//! What a newcomer is offered: the thesis and things to try, a run that speeds up, a tour.

mod tour;
mod welcome;

use self::tour::Tour;
pub use self::tour::{CONTROLS, TIMELINE, TRANSPORT};
pub use self::welcome::{GuideAction, Offer};
use super::pace::Ramp;
use crate::engine::scenario::Scenario;
use crate::io::scenarios;

/// Seed of the neuron that opens with the thesis: its first presentations are a non-target that stays silent, a target that
/// fires because acetylcholine comes, and a non-target that fires, which it should not.
pub const SEED: u64 = 24;

/// What is offered, and what of it is under way.
pub struct Guide {
    /// Thesis and things to try are on show.
    pub open: bool,
    /// A run that speeds up.
    pub ramp: Option<Ramp>,
    /// The tour, if one is on it.
    pub tour: Option<Tour>,
    tries: Vec<Scenario>,
}

impl Guide {
    /// With the thesis and things to try on show, or without.
    pub fn new(open: bool) -> Self {
        Self { open, ramp: None, tour: None, tries: scenarios::tries().unwrap_or_default() }
    }

    /// Shows the thesis and things to try.
    pub fn welcome(&mut self) {
        self.open = true;
    }

    /// All things to try.
    pub fn all_tries(&self) -> &[Scenario] {
        &self.tries
    }

    /// Is this something to try?
    pub fn tries(&self, name: &str) -> bool {
        self.tries.iter().any(|scenario| scenario.name == name)
    }

    /// Are the thesis and things to try on show?
    pub fn shown(&self) -> bool {
        self.open
    }

    /// Begins the tour.
    pub fn tour(&mut self) {
        self.tour.get_or_insert_default();
    }

    /// Begins a run that speeds up.
    pub fn speed_up(&mut self) {
        self.ramp = Some(Ramp::new());
    }

    /// The speed is somebody else's business from now on.
    pub fn leave_ramp(&mut self) {
        self.ramp = None;
    }

    /// Does the run speed up by itself?
    pub fn ramping(&self) -> bool {
        self.ramp.as_ref().is_some_and(|ramp| !ramp.holding() && !ramp.is_fast())
    }

    /// The tour goes on or back; false if there is none.
    pub fn step_tour(&mut self, on: bool) -> bool {
        self.tour.as_mut().is_some_and(|tour| {
            tour.step(on);
            true
        })
    }

    /// Is the tour on?
    pub fn touring(&self) -> bool {
        self.tour.is_some()
    }

    /// Ends the tour; false if there is none.
    pub fn leave_tour(&mut self) -> bool {
        self.tour.as_mut().is_some_and(|tour| {
            tour.leave();
            true
        })
    }
}
