//! Circuits on the engine: live, with a past, branches, breakpoints and session files, like the neuron.
//!
//! A step of the engine is a presentation (layered) or a batch of trials (recurrent). What is slow to measure, loss and
//! cosine, is taken at the end of every *stretch*: 100 presentations, 10 recurrent steps, one pair.

mod action;
mod curve;
mod saved;
mod view;

pub use action::CircuitAction;
pub use curve::{Curve, Point};
pub use saved::SavedCircuit;
pub use view::{CircuitBreakpoint, CircuitEvent, CircuitLook, CircuitView, Quantity, Watched};

use super::system::{Notes, Session, System};
use super::traits::SavedForm;
use crate::circuits::{Circuit, Diverged, Parameter, Rule, Settings, SettingsError, Task, build};
use crate::model::state::StateError;

/// What a circuit begins from.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The rule.
    pub rule: &'static Rule,
    /// The task.
    pub task: &'static Task,
    /// Values of their parameters.
    pub settings: Settings,
    /// The seed.
    pub seed: u64,
}

impl Beginning {
    /// What a rule has on a task at first.
    pub fn new(rule: &'static Rule, task: &'static Task, seed: u64) -> Self {
        Self { rule, task, settings: task.settings(rule), seed }
    }

    fn circuit(&self) -> Result<Box<dyn Circuit>, SettingsError> {
        build(self.rule, self.task, &self.settings, self.seed)
    }
}

/// A circuit that learns live, beside its exact twin.
#[derive(Debug, Clone)]
pub struct LiveCircuit {
    now: Beginning,
    circuit: Box<dyn Circuit>,
    curve: Curve,
    /// Why it learns no more.
    diverged: Option<Diverged>,
}

impl LiveCircuit {
    fn at_start(now: Beginning) -> Result<Self, SettingsError> {
        let circuit = now.circuit()?;
        let curve = Curve::beginning(circuit.measures(), circuit.twin());
        Ok(Self { now, circuit, curve, diverged: None })
    }

    /// What it is now: rule, task, settings and seed.
    pub fn now(&self) -> &Beginning {
        &self.now
    }

    /// The circuit.
    pub fn circuit(&self) -> &dyn Circuit {
        &*self.circuit
    }

    /// Begins again as `now`.
    fn begin_again(&mut self, now: Beginning, notes: &mut Notes<Self>) -> Result<(), SettingsError> {
        *self = Self::at_start(now)?;
        notes.begin_again();
        Ok(())
    }

    /// Goes on as `next`, from the same weights where they fit.
    fn go_on_as(&mut self, next: Beginning, notes: &mut Notes<Self>) -> Result<(), SettingsError> {
        let rebuilds = |(parameter, value): (&Parameter, f64)| {
            parameter.rebuilds && self.now.settings.get(parameter) != value
        };
        if next.settings.iter().any(rebuilds) || !self.circuit.go_on_with(next.rule, &next.settings) {
            return self.begin_again(next, notes);
        }
        self.now = next;
        self.diverged = None;
        Ok(())
    }
}

impl System for LiveCircuit {
    type Start = Beginning;
    type Action = CircuitAction;
    type Event = CircuitEvent;
    type Look = CircuitLook;
    type Attention = Watched;
    type View = CircuitView;
    type Saved = SavedCircuit;
    type Missing = std::convert::Infallible;
    type Error = SettingsError;

    fn begin(start: &Beginning) -> Result<Self, SettingsError> {
        Self::at_start(start.clone())
    }

    fn step(&mut self) -> bool {
        if self.diverged.is_some() {
            return true;
        }
        let every = self.now.task.stretch();
        let last = (self.circuit.steps() + 1).is_multiple_of(every);
        let stepped = if last { self.circuit.step_compared() } else { self.circuit.step().map(|()| None) };
        match stepped {
            Ok(alignment) if last => {
                let point = Point {
                    step: self.circuit.steps(),
                    measures: self.circuit.measures(),
                    twin: self.circuit.twin(),
                    alignment,
                };
                self.curve.push(point);
            }
            Ok(_) => (),
            Err(diverged) => self.diverged = Some(diverged),
        }
        last || self.diverged.is_some()
    }

    fn act(&mut self, action: CircuitAction, notes: &mut Notes<Self>) -> Result<(), SettingsError> {
        let place = self.place();
        match &action {
            CircuitAction::Set { key, value } => {
                let mut next = self.now.clone();
                next.settings.set(key, value)?;
                self.go_on_as(next, notes)?;
            }
            CircuitAction::Rule(key) => {
                let next = self.now.with_rule(key)?;
                self.go_on_as(next, notes)?;
            }
            CircuitAction::Restart(seed) => {
                self.begin_again(Beginning { seed: *seed, ..self.now.clone() }, notes)?;
            }
        }
        notes.mark(place, CircuitEvent::Acted(action));
        Ok(())
    }

    fn place(&self) -> (u64, f64) {
        let steps = self.circuit.steps();
        (steps, steps as f64 / self.now.task.stretch() as f64)
    }

    fn left_of_epoch(&self, ahead: u64) -> u64 {
        let every = self.now.task.stretch();
        every - self.circuit.steps().wrapping_add(ahead) % every
    }

    fn look(&mut self, attention: &mut Watched, look: CircuitLook) {
        let CircuitLook::PauseWhen(breakpoint) = look;
        *attention = Watched::on(breakpoint);
    }

    fn look_as(&mut self, attention: &Watched) -> Watched {
        attention.clone()
    }

    fn check(&self, attention: &mut Watched, ended: bool) -> bool {
        ended && attention.check(self.curve.last(), self.diverged.as_ref())
    }

    fn found(attention: &Watched) -> Option<(String, CircuitEvent)> {
        attention.found().map(|text| (text.to_owned(), CircuitEvent::Found(text.to_owned())))
    }

    fn forget(attention: &mut Watched) {
        attention.forget();
    }

    fn view(&self, _: &Watched) -> CircuitView {
        CircuitView {
            now: self.now.clone(),
            steps: self.circuit.steps(),
            weights: self.circuit.weights().clone(),
            curve: self.curve.clone(),
            feedback_angle: self.circuit.feedback_angle(),
            diverged: self.diverged.clone(),
        }
    }

    fn bytes(&self) -> usize {
        // Weights, twin, change and two running means of an optimiser for each of two.
        let weights: usize = self.circuit.weights().iter().map(|array| array.len()).sum();
        8 * size_of::<f64>() * weights + self.curve.bytes() + (1 << 16)
    }

    fn save(session: &Session<Self>) -> SavedCircuit {
        SavedCircuit::of(session)
    }

    fn restore(
        saved: SavedCircuit,
        (): &mut <SavedCircuit as SavedForm>::Shared,
    ) -> Result<(Session<Self>, Session<Self>), StateError> {
        saved.restore()
    }
}
