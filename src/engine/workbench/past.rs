//! The past on show: going there, and branching off from it.

use std::sync::Arc;

use super::{MOST_RUNS, Run, Workbench};
use crate::engine::command::Command;
use crate::engine::session::Session;
use crate::engine::snapshot::RunState;

/// The past on show: the session as it was, on its way to `target`.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) session: Session,
    pub(super) target: u64,
    /// Commands of the log to have been carried out at the target.
    pub(super) commands: usize,
}

impl Past {
    pub(super) fn seeking(&self) -> bool {
        self.session.made() < self.target || self.session.log().len() < self.commands
    }
}

impl Workbench {
    /// Shows the moment at which so many presentations had been made.
    pub(super) fn scrub(&mut self, made: u64) {
        let run = &mut self.runs[self.current];
        run.head.apply(Command::Pause);
        if made >= run.head.made() {
            self.past = None;
            return;
        }
        // A bookmark may be one of several moments between two presentations.
        let commands =
            run.bookmarks.iter().find(|bookmark| bookmark.made == made).map_or(0, |it| it.commands);
        self.look_at(made, commands);
    }

    /// A branch at a moment of the past, which goes on if the run did.
    pub(super) fn go_back_to(&mut self, made: u64, commands: usize) {
        let state = self.shown().run_state();
        if self.runs.len() < MOST_RUNS {
            self.look_at(made, commands);
        }
        if self.branch() && state == RunState::Running {
            self.run_mut().head.apply(Command::Run);
        }
    }

    fn look_at(&mut self, made: u64, commands: usize) {
        let run = &mut self.runs[self.current];
        run.head.apply(Command::Pause);
        let Some(kept) = run.checkpoints.before(made) else { return };
        let nearer = self.past.take().filter(|past| {
            let at = past.session.made();
            kept.made() <= at && at <= made && past.session.log_is_before(made)
        });
        let session = match nearer {
            Some(mut past) => {
                past.session.apply(Command::Pause);
                past.session
            }
            None => {
                let mut session = Session::clone(kept);
                session.look_as(&run.head);
                session
            }
        };
        self.past = Some(Past { session, target: made, commands });
    }

    /// Makes a branch of the past on show; false, with a notice, if there are too many.
    pub(super) fn branch(&mut self) -> bool {
        if self.runs.len() == MOST_RUNS {
            let text = format!("There are {MOST_RUNS} runs already: discard one to begin another.");
            self.shown_mut().notify(text, false);
            return false;
        }
        self.finish_seeking();
        let Some(past) = self.past.take() else { return true };
        let made = past.session.made();
        let parent = self.run();
        let run = Run {
            id: self.next_id,
            parent: Some((parent.id, made)),
            checkpoints: parent.checkpoints.up_to(made),
            bookmarks: parent.bookmarks_up_to(&past.session),
            head: past.session,
        };
        self.next_id += 1;
        self.runs.push(run);
        self.current = self.runs.len() - 1;
        // Every run has its share.
        let share = self.budget / self.runs.len();
        self.runs.iter_mut().for_each(|run| run.checkpoints.shrink(share));
        true
    }

    fn finish_seeking(&mut self) {
        while self.seeking() {
            self.seek(u64::MAX);
        }
    }

    /// Works towards the moment of the past that was asked for: at most `most` presentations.
    pub fn seek(&mut self, most: u64) {
        let Some(past) = &mut self.past else { return };
        let log = Arc::clone(self.runs[self.current].head.log());
        if past.seeking() && past.session.repeat(&log, past.target, most) > 0 {
            let budget = self.budget / self.runs.len();
            self.runs[self.current].checkpoints.look_back(&past.session, budget);
        }
    }
}
