//! What the engine needs of a system to run it live: the one thing to implement for a new one.
//!
//! Worker, timeline, kept moments, branches, undo, breakpoints and session files know a system by this trait only.

use std::fmt::Debug;

use super::log::Log;
use super::mark::{Mark, Marks};
use super::run_state::{Notice, RunState, Speed};
use super::traits::{Act, Happening, SavedForm};
use crate::model::state::StateError;

/// A simulated system. The same start and the same actions at the same moments give the same bits.
pub trait System: Clone + Debug + Send + Sync + Sized + 'static {
    /// What it begins from.
    type Start: Clone + Debug + Send + Sync;
    /// What can be done to it: logged, repeated, undone.
    type Action: Act;
    /// What is marked on the time axes.
    type Event: Happening;
    /// A request to look at something.
    type Look: Clone + PartialEq + Debug + Send;
    /// What is looked at, with the conditions to pause on. Nothing in it changes what is computed.
    type Attention: Clone + Default + Debug + PartialEq + Send + Sync;
    /// What the views see of it.
    type View: Clone + Debug + PartialEq + Send + Sync;
    /// A session of it as plain values.
    type Saved: SavedForm;
    /// Names what was recorded too late, so that its past is computed again in the background.
    type Missing: Clone + PartialEq + Debug + Send;
    /// Why it cannot begin, or an action is refused.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The system at its start.
    ///
    /// # Errors
    /// A start that cannot be built.
    fn begin(start: &Self::Start) -> Result<Self, Self::Error>;

    /// Makes one presentation; true when that ends an epoch. This is the hot loop: it allocates nothing.
    fn step(&mut self) -> bool;

    /// Does what is done by itself after an epoch.
    fn epoch_ended(&mut self, _notes: &mut Notes<Self>) {}

    /// Carries out an action.
    ///
    /// # Errors
    /// If it is refused; then nothing has changed.
    fn act(&mut self, action: Self::Action, notes: &mut Notes<Self>) -> Result<(), Self::Error>;

    /// Would this action keep the thread for long?
    fn takes_long(&self, _action: &Self::Action) -> bool {
        false
    }

    /// Presentations since its start, and epochs with the part of the present one.
    fn place(&self) -> (u64, f64);

    /// Presentations to the end of the epoch that will be under way after `ahead` more.
    fn left_of_epoch(&self, ahead: u64) -> u64;

    /// Looks at something.
    fn look(&mut self, attention: &mut Self::Attention, look: Self::Look);

    /// Looks at the same things as another session did.
    fn look_as(&mut self, attention: &Self::Attention) -> Self::Attention;

    /// Looks at the conditions to pause on after a presentation: has one begun to hold?
    fn check(&self, attention: &mut Self::Attention, ended: bool) -> bool;

    /// The condition that has just begun to hold, in words, and its mark.
    fn found(attention: &Self::Attention) -> Option<(String, Self::Event)>;

    /// What was looked at belongs to a past that no longer leads here.
    fn forget(attention: &mut Self::Attention);

    /// What the views see.
    fn view(&self, attention: &Self::Attention) -> Self::View;

    /// Memory that a copy takes, about.
    fn bytes(&self) -> usize;

    /// A session as plain values.
    fn save(session: &Session<Self>) -> Self::Saved;

    /// What [`System::save`] made, paused, and what the session was at its start. What several sessions have in common is
    /// shared through `shared`.
    ///
    /// # Errors
    /// [`StateError`] if it is invalid or needs too much.
    fn restore(
        saved: Self::Saved,
        shared: &mut <Self::Saved as SavedForm>::Shared,
    ) -> Result<(Session<Self>, Session<Self>), StateError>;

    /// What was recorded too late, if anything.
    fn missing(_session: &Session<Self>) -> Option<Self::Missing> {
        None
    }

    /// How to compute it again: a function for a thread of its own. It tells how far it is, from 0 to 1, and ends when told to.
    fn past(_session: &Session<Self>, _missing: &Self::Missing) -> Option<ComputePast<Self>> {
        None
    }

    /// Puts what was computed again in front of what is recorded.
    fn fill(&mut self, _missing: &Self::Missing, _past: &Self) {}
}

/// Computes the past of a system; it is given a function that takes the part done and says whether to go on.
pub type ComputePast<S> = Box<dyn FnOnce(&mut dyn FnMut(f32) -> bool) -> Option<S> + Send>;

/// What a system says of itself while it acts; the session keeps it.
#[derive(Debug)]
pub struct Notes<S: System> {
    /// Presentations of the session so far; a system that makes one within an action counts it here.
    pub made: u64,
    /// Actions of the log so far.
    pub actions: usize,
    pub(super) generation: u64,
    pub(super) marks: Vec<Mark<S::Event>>,
    pub(super) said: Option<String>,
    pub(super) began: bool,
}

impl<S: System> Notes<S> {
    pub(super) fn new(made: u64, actions: usize, generation: u64) -> Self {
        Self { made, actions, generation, marks: Vec::new(), said: None, began: false }
    }

    /// Marks what happens now, `place` being [`System::place`].
    pub fn mark(&mut self, (presentation, epoch): (u64, f64), event: S::Event) {
        self.marks.push(Mark { made: self.made, presentation, epoch, generation: self.generation, event });
    }

    /// Says something to the person.
    pub fn say(&mut self, text: String) {
        self.said = Some(text);
    }

    /// The system began again: axes, steps asked for and conditions do too.
    pub fn begin_again(&mut self) {
        self.generation += 1;
        self.began = true;
    }
}

/// The whole state of a run: a deterministic function of its start and its log.
#[derive(Debug, Clone)]
pub struct Session<S: System> {
    /// What the model is.
    pub(super) system: S,
    /// What was done.
    pub(super) past: History<S>,
    /// What is looked at.
    pub(super) desk: Desk<S>,
}

/// What was done, and when.
#[derive(Debug, Clone)]
pub(super) struct History<S: System> {
    pub start: S::Start,
    pub log: Log<S::Action>,
    pub marks: Marks<S::Event>,
    /// Presentations in all, restarts included.
    pub made: u64,
    /// Counts restarts and rebuilds.
    pub generation: u64,
}

/// What somebody looks at and waits for. Nothing in it changes what is computed, only when.
#[derive(Debug, Clone)]
pub(super) struct Desk<S: System> {
    pub run: RunState,
    pub speed: Speed,
    pub attention: S::Attention,
    pub notice: Option<Notice>,
}

impl<S: System> History<S> {
    pub(super) fn new(start: S::Start) -> Self {
        Self { start, log: Log::default(), marks: Marks::default(), made: 0, generation: 0 }
    }
}

impl<S: System> Default for Desk<S> {
    fn default() -> Self {
        let attention = S::Attention::default();
        Self { run: RunState::Paused, speed: Speed::Unlimited, attention, notice: None }
    }
}
