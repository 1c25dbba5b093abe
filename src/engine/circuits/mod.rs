//! Circuits on the engine: live, with a past, branches, breakpoints and session files, like the neuron.
//!
//! A step of the engine is a presentation (layered) or a batch of trials (recurrent). What is slow to measure, loss and
//! cosine, is taken at the end of every *stretch*: 100 presentations, 10 recurrent steps, one pair, 200 associations.

mod action;
mod curve;
mod other;
mod recipe;
mod saved;
pub mod scenario;
mod view;

pub use action::{CircuitAction, NoAction};
pub use curve::{Curve, Point};
pub use other::Other;
pub use recipe::{AtError, CircuitRecipe, Origin};
pub use saved::SavedCircuit;
pub use view::{CircuitBreakpoint, CircuitEvent, CircuitLook, CircuitView, OtherCurve, Quantity, Watched};

use std::sync::Arc;

use super::system::{Notes, Session, System};
use super::traits::SavedForm;
use crate::circuits::state::Plain;
use crate::circuits::{Alignment, Circuit, Diverged, Parameter, Rule, Settings, SettingsError, Task, build};
use crate::model::state::StateError;
use crate::model::weights::Fingerprint;

/// One step; at the end of a stretch, how its change compared with the gradient, if the rule has one.
fn stretch(circuit: &mut dyn Circuit, every: u64) -> Result<Option<Option<Alignment>>, Diverged> {
    if (circuit.steps() + 1).is_multiple_of(every) {
        circuit.step_compared().map(Some)
    } else {
        circuit.step().map(|()| None)
    }
}

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
    origin: Origin,
    circuit: Box<dyn Circuit>,
    curve: Curve,
    /// Others that learn beside it.
    others: Vec<Other>,
    /// Why it learns no more.
    diverged: Option<Diverged>,
}

impl LiveCircuit {
    fn at_start(now: Beginning) -> Result<Self, SettingsError> {
        let circuit = now.circuit()?;
        let curve = Curve::beginning(circuit.measures(), circuit.twin());
        let origin = Origin::new(now.clone());
        Ok(Self { now, origin, circuit, curve, others: Vec::new(), diverged: None })
    }

    /// What it is now: rule, task, settings and seed.
    pub fn now(&self) -> &Beginning {
        &self.now
    }

    /// The circuit.
    pub fn circuit(&self) -> &dyn Circuit {
        &*self.circuit
    }

    /// Why it learns no more, if so.
    pub fn diverged(&self) -> Option<&Diverged> {
        self.diverged.as_ref()
    }

    /// A number of all learned arrays, bit for bit; of the index memory, of its traces.
    pub fn fingerprint(&self) -> Fingerprint {
        let state = self.circuit.state();
        let all = state.weights.iter().chain(state.means.iter().flatten());
        Fingerprint::of(all.flat_map(Plain::values).copied())
    }

    /// Do others learn beside it?
    pub fn comparing(&self) -> bool {
        !self.others.is_empty()
    }

    /// Why it does not go on, in words.
    fn stopped(&self) -> Option<String> {
        let finished = || self.circuit.finished().then(|| "everything is stored".to_owned());
        self.diverged.as_ref().map(Diverged::to_string).or_else(finished)
    }

    /// Begins again as `now`.
    fn begin_again(&mut self, now: Beginning, notes: &mut Notes<Self>) -> Result<(), SettingsError> {
        let others = if self.comparing() { Other::all(&now)? } else { Vec::new() };
        self.begin_beside(now, others, notes)
    }

    /// Begins again as `now`, with these beside it.
    fn begin_beside(
        &mut self,
        now: Beginning,
        others: Vec<Other>,
        notes: &mut Notes<Self>,
    ) -> Result<(), SettingsError> {
        let (made, actions) = (notes.made, notes.actions);
        let origin = Origin { start: now.clone(), comparing: !others.is_empty(), made, actions };
        *self = Self { others, origin, ..Self::at_start(now)? };
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
        self.others.iter_mut().try_for_each(|other| other.go_on_as(&next))?;
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
        if self.stopped().is_some() {
            return true;
        }
        let every = self.now.task.stretch();
        self.others.iter_mut().for_each(|other| other.step(every));
        match stretch(&mut *self.circuit, every) {
            Ok(Some(alignment)) => {
                let step = self.circuit.steps();
                let (measures, twin) = (self.circuit.measures(), self.circuit.twin());
                let feedback = self.circuit.feedback_angle();
                self.curve.push(Point { step, measures, twin, alignment, feedback });
                true
            }
            Ok(None) => false,
            Err(diverged) => {
                self.diverged = Some(diverged);
                true
            }
        }
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
            CircuitAction::Task(key) => {
                let next = self.now.with_task(key)?;
                self.begin_again(next, notes)?;
            }
            CircuitAction::Compare(on) => {
                let others = if *on { Other::all(&self.now)? } else { Vec::new() };
                self.begin_beside(self.now.clone(), others, notes)?;
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
        match look {
            CircuitLook::PauseWhen(breakpoint) => attention.pause_when(breakpoint),
            CircuitLook::Inside(wanted) => attention.inside = wanted,
        }
    }

    fn look_as(&mut self, attention: &Watched) -> Watched {
        attention.clone()
    }

    fn check(&self, attention: &mut Watched, ended: bool) -> bool {
        (ended || self.circuit.finished()) && attention.check(self.curve.last(), self.stopped())
    }

    fn found(attention: &Watched) -> Option<(String, CircuitEvent)> {
        attention.found().map(|text| (text.to_owned(), CircuitEvent::Found(text.to_owned())))
    }

    fn forget(attention: &mut Watched) {
        attention.forget();
    }

    fn view(&self, attention: &Watched) -> CircuitView {
        let other =
            |other: &Other| OtherCurve { rule: other.rule, curve: other.curve.clone(), ended: other.ended };
        CircuitView {
            now: self.now.clone(),
            origin: self.origin.clone(),
            steps: self.circuit.steps(),
            weights: self.circuit.weights().clone(),
            curve: self.curve.clone(),
            others: self.others.iter().map(other).collect(),
            inside: attention.inside.then(|| Arc::new(self.circuit.inside())),
            breakpoint: attention.breakpoint,
            feedback_angle: self.circuit.feedback_angle(),
            diverged: self.diverged.clone(),
        }
    }

    fn bytes(&self) -> usize {
        // Weights, twin, change and two running means of an optimiser for each of two.
        let weights: usize = self.circuit.weights().iter().map(|array| array.len()).sum();
        let others: usize = self.others.iter().map(|other| other.curve.bytes()).sum();
        let circuits = 1 + self.others.len();
        circuits * (8 * size_of::<f64>() * weights + (1 << 16)) + self.curve.bytes() + others
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
