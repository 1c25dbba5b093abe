//! What views see of a circuit, and what it is paused on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Beginning;
use super::action::CircuitAction;
use super::curve::{Curve, Point};
use super::recipe::Origin;

use crate::circuits::{Arrays, Diverged, Inside, Rule};
use crate::engine::traits::{Act, Happening};

/// What views see.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitView {
    /// Rule, task, settings and seed.
    pub now: Beginning,
    /// Where the present run began.
    pub origin: Origin,
    /// Steps so far.
    pub steps: u64,
    /// Learned arrays.
    pub weights: Arrays,
    /// Learning curves.
    pub curve: Curve,
    /// Other rules beside it.
    pub others: Vec<OtherCurve>,
    /// What happens within the next presentation, where that is looked at.
    pub inside: Option<Arc<Inside>>,
    /// The condition to pause on.
    pub breakpoint: Option<CircuitBreakpoint>,
    /// Angle of feedback weights of the rule's own.
    pub feedback_angle: Option<f64>,
    /// Why it learns no more.
    pub diverged: Option<Diverged>,
}

/// What another rule has learned.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherCurve {
    /// The rule.
    pub rule: &'static Rule,
    /// Its learning curve.
    pub curve: Curve,
    /// At which step it went out of bounds, if it did.
    pub ended: Option<u64>,
}

/// A mark on the time axes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CircuitEvent {
    /// Something was done.
    Acted(CircuitAction),
    /// A condition began to hold, in words.
    Found(String),
}

impl Happening for CircuitEvent {
    fn absorb(&mut self, later: &Self) -> bool {
        match (self, later) {
            (Self::Acted(action), Self::Acted(later)) if later.replaces(action) => {
                action.clone_from(later);
                true
            }
            _ => false,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Acted(action) => action.to_string(),
            Self::Found(text) => text.clone(),
        }
    }

    fn pauses(&self) -> bool {
        matches!(self, Self::Found(_))
    }
}

/// A request to look at something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CircuitLook {
    /// Pause when this begins to hold.
    PauseWhen(Option<CircuitBreakpoint>),
    /// Show what happens within the next presentation.
    Inside(bool),
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantity {
    /// Loss of the rule.
    Loss,
    /// Cosine to the gradient.
    Cosine,
}

/// A condition to pause on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CircuitBreakpoint {
    /// Of what.
    pub quantity: Quantity,
    /// Above the value, or below it.
    pub above: bool,
    /// The value.
    pub value: f64,
}

impl CircuitBreakpoint {
    fn holds(&self, point: &Point) -> bool {
        let found = match self.quantity {
            Quantity::Loss => Some(point.measures.loss),
            Quantity::Cosine => point.alignment.as_ref().map(|alignment| alignment.cosine),
        };
        found.is_some_and(|found| if self.above { found > self.value } else { found < self.value })
    }

    /// In words.
    pub fn say(&self) -> String {
        let name = match self.quantity {
            Quantity::Loss => "loss",
            Quantity::Cosine => "cosine",
        };
        format!("{name} is {} {}", if self.above { "above" } else { "below" }, self.value)
    }
}

/// The condition to pause on, and whether it held when it was looked at last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Watched {
    pub(super) breakpoint: Option<CircuitBreakpoint>,
    /// What happens within the next presentation is looked at.
    #[serde(skip)]
    pub(super) inside: bool,
    held: bool,
    found: Option<String>,
}

impl Watched {
    pub(super) fn on(breakpoint: Option<CircuitBreakpoint>) -> Self {
        Self { breakpoint, ..Self::default() }
    }

    pub(super) fn pause_when(&mut self, breakpoint: Option<CircuitBreakpoint>) {
        *self = Self { inside: self.inside, ..Self::on(breakpoint) };
    }

    /// Has something begun to hold?
    pub(super) fn check(&mut self, last: &Point, stopped: Option<String>) -> bool {
        self.found = None;
        if stopped.is_some() {
            self.found = stopped;
            return true;
        }
        let holds = self.breakpoint.is_some_and(|breakpoint| breakpoint.holds(last));
        if holds && !std::mem::replace(&mut self.held, holds) {
            self.found = self.breakpoint.map(|breakpoint| breakpoint.say());
        }
        self.held = holds;
        self.found.is_some()
    }

    pub(super) fn found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    pub(super) fn forget(&mut self) {
        (self.held, self.found) = (false, None);
    }
}
