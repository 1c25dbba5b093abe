//! What the engine can be told: to do something to the model, to go on or wait, to look at something, to go to another
//! moment.

use super::run_state::Speed;
use super::traits::Act;

/// An instruction to the live simulation. It takes effect between two presentations.
#[derive(Debug, Clone, PartialEq)]
pub enum Command<A, L> {
    /// Do something to the model: logged, and repeated by a replay.
    Act(A),
    /// Go on, or wait.
    Transport(Transport),
    /// Look at something.
    Look(L),
    /// Go to another moment or run.
    Navigate(Navigate),
}

/// When to go on, and how fast.
#[derive(Debug, Clone, PartialEq)]
pub enum Transport {
    /// Go on.
    Run,
    /// Go on if paused, else pause.
    Toggle,
    /// Stop.
    Pause,
    /// Make one presentation, then pause.
    Step,
    /// Run to the end of the present epoch, then pause.
    Epoch,
    /// Make this many presentations, then pause.
    RunFor(u64),
    /// Run until this many presentations in total, then pause.
    RunUntil(u64),
    /// Limit the speed, or not.
    SetSpeed(Speed),
    /// Panic inside the simulation, to test that this is survived.
    #[doc(hidden)]
    Fail,
}

/// Where to go on the timeline.
#[derive(Debug, Clone, PartialEq)]
pub enum Navigate {
    /// Show the moment after this many presentations of the session.
    Scrub(u64),
    /// Go on, in a run of its own, from the moment after this many presentations of the session and actions of its log.
    Return {
        /// Presentations.
        made: u64,
        /// Actions.
        actions: usize,
    },
    /// Show the present again.
    Live,
    /// Go over to the run with this number.
    Switch(u64),
    /// Forget the run with this number, if it is not shown.
    Discard(u64),
    /// Remember this moment by a name; without a name, forget the bookmark at this moment.
    Bookmark(Option<String>),
}

impl<A: Act, L> Command<A, L> {
    /// Is an unsent command of the same kind obsolete once this one is given?
    pub(super) fn supersedes(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Act(new), Self::Act(old)) => new.supersedes(old),
            (Self::Transport(Transport::SetSpeed(_)), Self::Transport(Transport::SetSpeed(_)))
            | (Self::Navigate(Navigate::Scrub(_)), Self::Navigate(Navigate::Scrub(_))) => true,
            _ => false,
        }
    }
}
