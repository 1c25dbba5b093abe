//! What the player needs of a demonstration, whichever system it is about.

use crate::engine::any::{Command, Snapshot, System};
use crate::engine::scenario::Scenario;
use crate::engine::{Action, Look, Neurons};

/// A command to the system of a demonstration.
pub type CommandOf<T> =
    Command<<<T as Tale>::System as System>::Action, <<T as Tale>::System as System>::Look>;
/// What is shown of the system of a demonstration.
pub type SnapshotOf<T> = Snapshot<<T as Tale>::System>;

/// One step, as it is told.
pub struct Told<'a> {
    /// What happens and why.
    pub caption: &'a str,
    /// What to look at.
    pub look: &'a str,
    /// Keys of the views that show it.
    pub views: &'a [String],
    /// How long it takes.
    pub seconds: f64,
}

/// A demonstration that can be played.
pub trait Tale: Clone {
    /// Of what.
    type System: System;

    /// Name on the command line.
    fn name(&self) -> &str;
    /// Heading.
    fn title(&self) -> &str;
    /// How many steps.
    fn count(&self) -> usize;
    /// A step.
    fn told(&self, at: usize) -> Option<Told<'_>>;
    /// Presentations that step `at` takes, where `snapshot` is what is there when it begins.
    fn presentations(&self, at: usize, snapshot: &SnapshotOf<Self>) -> u64;
    /// What is done at the beginning of step `at`.
    fn commands(&self, at: usize) -> Vec<CommandOf<Self>>;
    /// Brings back the breakpoints that are there now.
    fn breakpoints(snapshot: &SnapshotOf<Self>) -> <Self::System as System>::Look;
    /// What is ended when the demonstration is left.
    fn closing() -> Vec<<Self::System as System>::Action>;
}

impl Tale for Scenario {
    type System = Neurons;

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn count(&self) -> usize {
        self.steps.len()
    }

    fn told(&self, at: usize) -> Option<Told<'_>> {
        let step = self.steps.get(at)?;
        let (caption, look) = (step.caption.as_str(), step.look.as_str());
        Some(Told { caption, look, views: &step.views, seconds: step.seconds })
    }

    fn presentations(&self, at: usize, snapshot: &SnapshotOf<Self>) -> u64 {
        let before = if at == 0 { &self.params } else { &snapshot.params };
        self.steps.get(at).map_or(0, |step| step.epochs.saturating_mul(step.params(before).p as u64))
    }

    fn commands(&self, at: usize) -> Vec<CommandOf<Self>> {
        Self::commands(self, at)
    }

    fn breakpoints(snapshot: &SnapshotOf<Self>) -> Look {
        Look::SetBreakpoints(snapshot.breakpoints.clone())
    }

    fn closing() -> Vec<Action> {
        vec![Action::Grow(None), Action::Compare(None)]
    }
}
