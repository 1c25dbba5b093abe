//! The system that this laboratory is about: the neuron under observation, A, and perhaps a second one, B, in lockstep
//! with it.

mod act;
pub mod action;
pub mod atlas;
mod attention;
mod breakpoint;
pub(super) mod common_mode;
pub(super) mod condition;
pub(super) mod event;
pub mod health;
pub(super) mod history;
mod live;
pub(super) mod look;
pub(super) mod monitor;
mod origin;
pub mod recipe;
pub(super) mod recorded_neuron;
pub mod rule_change;
pub(super) mod saved;
pub mod scenario;
pub(super) mod stimulus_counts;
pub mod survey;
pub(super) mod synapse_history;
mod variant;
pub(super) mod view;
pub(super) mod weight_sample;

use super::Session;
use super::system::{ComputePast, Notes, System};
use crate::analysis::growth::{Progress, Step};
use crate::model::state::{StateError, StimulusCache};
use crate::model::{ModelError, Params};
use action::Action;
use attention::Attention;
use event::Event;
use look::{Focus, Look};
use origin::Origin;
use recipe::Recipe;
use recorded_neuron::RecordedNeuron;
use saved::SavedSession;
use variant::Variant;
use view::NeuronView;

/// A, perhaps B, and how their load grows.
#[derive(Debug, Clone)]
pub struct Neurons {
    pub(super) main: RecordedNeuron,
    pub(super) variant: Option<Variant>,
    pub(super) growth: Option<Progress>,
    pub(super) origin: Origin,
}

/// What was recorded too late: of which start, what, and up to which presentation of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Missing {
    generation: u64,
    focus: Focus,
    until: u64,
}

/// Presentations between two looks at whether a past is still wanted.
const STEP: u64 = 1 << 12;

impl System for Neurons {
    type Start = (Params, u64);
    type Action = Action;
    type Event = Event;
    type Look = Look;
    type Attention = Attention;
    type View = NeuronView;
    type Saved = SavedSession;
    type Missing = Missing;
    type Error = ModelError;

    fn begin((params, seed): &Self::Start) -> Result<Self, ModelError> {
        Ok(Self::beginning(RecordedNeuron::new(params.clone(), *seed)?, params.clone(), *seed))
    }

    fn step(&mut self) -> bool {
        let ended = self.main.present();
        if let Some(variant) = &mut self.variant {
            variant.neuron.present();
        }
        ended
    }

    fn epoch_ended(&mut self, notes: &mut Notes<Self>) {
        self.grow(notes);
    }

    fn act(&mut self, action: Action, notes: &mut Notes<Self>) -> Result<(), ModelError> {
        self.carry_out(action, notes)
    }

    fn takes_long(&self, action: &Action) -> bool {
        self.builds_for_long(action)
    }

    fn place(&self) -> (u64, f64) {
        let simulation = self.main.simulation();
        let part = simulation.shown_of_epoch() as f64 / simulation.stimuli().len().max(1) as f64;
        (simulation.presentations(), simulation.epochs() as f64 + part)
    }

    fn left_of_epoch(&self, ahead: u64) -> u64 {
        let simulation = self.main.simulation();
        let p = simulation.stimuli().len() as u64;
        p - (simulation.shown_of_epoch() + ahead) % p
    }

    fn look(&mut self, attention: &mut Attention, look: Look) {
        attention.look(&mut self.main, look);
    }

    fn look_as(&mut self, attention: &Attention) -> Attention {
        attention.of(&mut self.main)
    }

    fn check(&self, attention: &mut Attention, ended: bool) -> bool {
        attention.breakpoints.any() && attention.check(&self.main, ended)
    }

    fn found(attention: &Attention) -> Option<(String, Event)> {
        let text = attention.hit?.text();
        Some((text.clone(), Event::Breakpoint(text)))
    }

    fn forget(attention: &mut Attention) {
        attention.breakpoints.forget();
    }

    fn view(&self, attention: &Attention) -> NeuronView {
        NeuronView::of(self, attention)
    }

    fn bytes(&self) -> usize {
        self.main.bytes() + self.variant.as_ref().map_or(0, |variant| variant.neuron.bytes())
    }

    fn save(session: &Session) -> SavedSession {
        SavedSession::of(session)
    }

    fn restore(saved: SavedSession, drawn: &mut StimulusCache) -> Result<(Session, Session), StateError> {
        saved.restore(drawn)
    }

    fn missing(session: &Session) -> Option<Missing> {
        let until = session.system.main.monitor().missing()?;
        Some(Missing { generation: session.past.generation, focus: session.focus(), until })
    }

    /// Repeats the run from its start, as *Copy command* would.
    fn past(session: &Session, missing: &Missing) -> Option<ComputePast<Self>> {
        let origin = &session.system.origin;
        let recipe = Recipe::new(origin, session.log(), origin.made + missing.until);
        let Missing { focus, until, .. } = *missing;
        Some(Box::new(move |goes_on| {
            let each = |made: u64| !made.is_multiple_of(STEP) || goes_on(made as f32 / until.max(1) as f32);
            let (session, ended) = recipe.follow(focus, each).ok()?;
            ended.then_some(session.system)
        }))
    }

    fn fill(&mut self, missing: &Missing, past: &Self) {
        self.main.complete(past.main.monitor(), missing.until);
    }
}

impl Neurons {
    /// A alone, at its start.
    fn beginning(main: RecordedNeuron, params: Params, seed: u64) -> Self {
        Self { main, variant: None, growth: None, origin: Origin::new(params, seed) }
    }

    /// Adds associations if growth is on and the present ones are learned.
    fn grow(&mut self, notes: &mut Notes<Self>) {
        let Some(progress) = &mut self.growth else { return };
        let params = self.main.simulation().params();
        let measures = self.main.simulation().recall().measures(params);
        let outcome = match progress.after_epoch(params.p, &measures) {
            Step::Wait => return,
            Step::Add => {
                let batch = progress.growth().batch;
                let both = self.main.add_stimuli(batch).and_then(|()| match &mut self.variant {
                    Some(variant) => variant.neuron.add_stimuli(batch),
                    None => Ok(()),
                });
                both.map_err(|error| error.to_string())
            }
            Step::Stalled => {
                let load = progress.stored() as f64 / params.synapses() as f64;
                Err(format!(
                    "Learning has stalled: {} associations stored at once, load {load:.3}.",
                    progress.stored()
                ))
            }
        };
        if let Err(text) = outcome {
            self.growth = None;
            notes.say(text);
        }
    }
}
