//! What views see of a circuit, and what it is paused on.

use serde::{Deserialize, Serialize};

use super::Beginning;
use super::action::CircuitAction;
use super::curve::{Curve, Point};
use crate::circuits::{Arrays, Diverged};
use crate::engine::traits::Happening;

/// What views see.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitView {
    /// Rule, task, settings and seed.
    pub now: Beginning,
    /// Steps so far.
    pub steps: u64,
    /// Learned arrays.
    pub weights: Arrays,
    /// Learning curves.
    pub curve: Curve,
    /// Angle of feedback weights of the rule's own.
    pub feedback_angle: Option<f64>,
    /// Why it learns no more.
    pub diverged: Option<Diverged>,
}

/// A mark on the time axes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CircuitEvent {
    /// Something was done.
    Acted(CircuitAction),
    /// A condition began to hold, in words.
    Found(String),
}

impl Happening for CircuitEvent {}

/// A request to look at something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CircuitLook {
    /// Pause when this begins to hold.
    PauseWhen(Option<CircuitBreakpoint>),
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

    fn say(&self) -> String {
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
    held: bool,
    told: bool,
    found: Option<String>,
}

impl Watched {
    pub(super) fn on(breakpoint: Option<CircuitBreakpoint>) -> Self {
        Self { breakpoint, ..Self::default() }
    }

    /// Has something begun to hold?
    pub(super) fn check(&mut self, last: &Point, diverged: Option<&Diverged>) -> bool {
        self.found = None;
        if let Some(diverged) = diverged {
            if !std::mem::replace(&mut self.told, true) {
                self.found = Some(diverged.to_string());
            }
            return self.found.is_some();
        }
        self.told = false;
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
        (self.held, self.told, self.found) = (false, false, None);
    }
}
