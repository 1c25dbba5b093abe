//! The past on show: going there, and branching off from it.

use super::{Run, Workbench};
use crate::engine::command::{Command, Transport};
use crate::engine::run_state::RunState;
use crate::engine::system::{Session, System};
use crate::engine::timeline::MOST_RUNS;

/// The past on show: the session as it was, on its way to `target`.
#[derive(Debug, Clone)]
pub(super) struct Past<S: System> {
    pub(super) session: Session<S>,
    pub(super) target: u64,
    /// Commands of the log to have been carried out at the target.
    pub(super) commands: usize,
}

impl<S: System> Past<S> {
    pub(super) fn seeking(&self) -> bool {
        self.session.made() < self.target || self.session.log().len() < self.commands
    }
}

impl<S: System> Workbench<S> {
    /// Shows the moment after `made` presentations.
    pub(super) fn scrub(&mut self, made: u64) {
        let run = &mut self.runs[self.current];
        run.head.apply(Command::Transport(Transport::Pause));
        if made >= run.head.made() {
            self.past = None;
            return;
        }
        // A bookmark may be one of several moments between two presentations.
        let commands =
            run.bookmarks.iter().find(|bookmark| bookmark.made == made).map_or(0, |it| it.commands);
        self.look_at(made, commands);
    }

    /// A branch at a moment of the past, once that has been computed; it goes on if the run did.
    pub(super) fn go_back_to(&mut self, made: u64, commands: usize) {
        let head = &self.runs[self.current].head;
        let passed = head.log().until(made);
        let refused = if made > head.made() || commands > passed {
            Some("That moment is not of the past of this run.".to_owned())
        } else {
            self.no_more_runs()
        };
        if let Some(text) = refused {
            self.shown_mut().notify(text, false);
            return;
        }
        let running = self.shown().run_state() == RunState::Running;
        self.look_at(made, commands);
        self.returning = Some(running);
        self.arrive();
    }

    /// Begins the branch that is wanted, if its moment is there.
    fn arrive(&mut self) {
        if self.seeking() {
            return;
        }
        if let Some(running) = self.returning.take()
            && self.branch()
            && running
        {
            self.run_mut().head.apply(Command::Transport(Transport::Run));
        }
    }

    /// Why no further run can begin.
    fn no_more_runs(&self) -> Option<String> {
        let full = self.runs.len() == MOST_RUNS;
        full.then(|| format!("There are {MOST_RUNS} runs already: discard one to begin another."))
    }

    fn look_at(&mut self, made: u64, commands: usize) {
        let run = &mut self.runs[self.current];
        run.head.apply(Command::Transport(Transport::Pause));
        let Some(kept) = run.checkpoints.before(made) else { return };
        let nearer = self.past.take().filter(|past| {
            let at = past.session.made();
            kept.made() <= at && at <= made && past.session.log_is_before(made)
        });
        let session = match nearer {
            Some(mut past) => {
                past.session.apply(Command::Transport(Transport::Pause));
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
        if let Some(text) = self.no_more_runs() {
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
        let log = self.runs[self.current].head.log().clone();
        if past.seeking() && past.session.repeat(&log, past.target, most) > 0 {
            let budget = self.budget / self.runs.len();
            self.runs[self.current].checkpoints.look_back(&past.session, budget);
        }
        self.arrive();
    }
}
