//! All runs of a session and their past: scrubbing, replay, branches, bookmarks.
//!
//! A moment of the past is computed again, from the last kept moment before it and the command log. It is
//! therefore bit-identical to what was there. A change in the past begins a branch; the run
//! that it leaves stays.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::checkpoints::Checkpoints;
use super::command::{Command, Navigate, Transport};
use super::run_state::{RunState, Speed};
use super::saved::{SavedRun, SavedWorkbench};
use super::snapshot::Snapshot;
use super::system::{Session, System};
use super::timeline::{Bookmark, MOST_RUNS, RunInfo, Timeline};
use super::traits::SavedForm;
use crate::model::state::{MOST_PRESENTATIONS, StateError, require};

mod past;

use past::Past;

/// Most memory for kept moments of all runs together.
pub const BUDGET: usize = 256 << 20;

#[derive(Debug, Clone)]
struct Run<S: System> {
    id: u64,
    parent: Option<(u64, u64)>,
    head: Session<S>,
    checkpoints: Checkpoints<S>,
    bookmarks: Arc<Vec<Bookmark>>,
}

/// The runs, the one that is shown, and the moment of it that is shown. A copy shares what was kept of the
/// past.
#[derive(Debug, Clone)]
pub struct Workbench<S: System> {
    runs: Vec<Run<S>>,
    current: usize,
    next_id: u64,
    past: Option<Past<S>>,
    /// Once the moment of the past is there, a branch begins, and goes on (true) or waits.
    returning: Option<bool>,
    budget: usize,
}

impl<S: System> Workbench<S> {
    /// A session that may keep `budget` bytes of its past.
    pub fn with_budget(session: Session<S>, budget: usize) -> Self {
        let checkpoints = Checkpoints::new(&session);
        let run = Run { id: 1, parent: None, head: session, checkpoints, bookmarks: Arc::default() };
        Self { runs: vec![run], current: 0, next_id: 2, past: None, returning: None, budget }
    }

    /// Everything about it but the kept moments of the past.
    pub fn to_saved(&self) -> SavedWorkbench<S> {
        let run = |run: &Run<S>| SavedRun {
            id: run.id,
            parent: run.parent,
            bookmarks: Arc::clone(&run.bookmarks),
            head: S::save(&run.head),
        };
        let moment = |past: &Past<S>| (past.target, past.session.log().len().max(past.commands));
        SavedWorkbench {
            runs: self.runs.iter().map(run).collect(),
            current: self.current,
            next_id: self.next_id,
            past: self.past.as_ref().map(moment),
        }
    }

    /// Takes up what was kept, paused; ends early once `cancel` is set.
    ///
    /// # Errors
    /// [`StateError`] if it is invalid, or needs too much.
    pub fn restore(kept: SavedWorkbench<S>, cancel: &Arc<AtomicBool>) -> Result<Self, StateError> {
        kept.check()?;
        let SavedWorkbench { runs: kept, current, next_id, past } = kept;
        require(current < kept.len() && kept.len() <= MOST_RUNS, "there are no runs, or too many")?;
        let numbered = kept
            .iter()
            .enumerate()
            .all(|(at, run)| run.id < next_id && kept[..at].iter().all(|other| other.id != run.id));
        require(numbered && next_id < MOST_PRESENTATIONS, "the runs are not numbered one by one")?;
        let there = past.is_none_or(|(made, commands)| kept[current].has_passed(made, commands));
        require(there, "the moment shown is not of the past")?;
        let mut shared = S::Saved::share(cancel);
        let mut runs = Vec::new();
        for run in kept {
            run.check()?;
            let (head, start) = S::restore(run.head, &mut shared)?;
            let checkpoints = Checkpoints::new(&start);
            runs.push(Run { id: run.id, parent: run.parent, head, checkpoints, bookmarks: run.bookmarks });
        }
        let mut bench = Self { runs, current, next_id, past: None, returning: None, budget: BUDGET };
        if let Some((made, commands)) = past {
            bench.scrub(made);
            bench.past.iter_mut().for_each(|past| past.commands = commands);
        }
        Ok(bench)
    }

    fn run(&self) -> &Run<S> {
        &self.runs[self.current]
    }

    fn run_mut(&mut self) -> &mut Run<S> {
        &mut self.runs[self.current]
    }

    /// What is shown: the present of the current run, or a moment of its past.
    pub fn shown(&self) -> &Session<S> {
        self.past.as_ref().map_or(&self.run().head, |past| &past.session)
    }

    pub(super) fn shown_mut(&mut self) -> &mut Session<S> {
        match &mut self.past {
            Some(past) => &mut past.session,
            None => &mut self.runs[self.current].head,
        }
    }

    /// Is there user work that a fresh start would lose?
    pub fn touched(&self) -> bool {
        self.runs.len() > 1
            || self.runs.iter().any(|run| !run.head.log().is_empty() || !run.bookmarks.is_empty())
    }

    /// How many runs there are, and how many bookmarks in all of them.
    pub fn counts(&self) -> (usize, usize) {
        (self.runs.len(), self.runs.iter().map(|run| run.bookmarks.len()).sum())
    }

    /// Memory that its runs take, about, without kept moments of the past.
    pub fn bytes(&self) -> usize {
        self.runs.iter().map(|run| run.head.bytes()).sum()
    }

    /// The present of the current run.
    pub fn head(&self) -> &Session<S> {
        &self.run().head
    }

    /// The present of the current run, for good.
    pub fn into_head(mut self) -> Session<S> {
        self.runs.swap_remove(self.current).head
    }

    /// Is a moment of the past being computed?
    pub fn seeking(&self) -> bool {
        self.past.as_ref().is_some_and(Past::seeking)
    }

    /// Nothing to do until a command comes.
    pub fn idle(&self) -> bool {
        !self.seeking() && self.shown().run_state() == RunState::Paused
    }

    /// Number of the current run.
    pub fn run_id(&self) -> u64 {
        self.run().id
    }

    /// Speed limit.
    pub fn speed(&self) -> Speed {
        self.run().head.speed()
    }

    /// Carries out a command.
    pub fn apply(&mut self, command: Command<S::Action, S::Look>) {
        match command {
            Command::Act(_) => {
                self.returning = None;
                if self.past.is_some() && !self.branch() {
                    return;
                }
                let run = self.run_mut();
                // A bookmark is a moment between two actions: none takes the place of one before it.
                let here = |bookmark: &Bookmark| bookmark.commands == run.head.log().len();
                if run.bookmarks.iter().any(here) {
                    run.head.past.log.hold();
                }
                run.head.apply(command);
            }
            // The limit holds for past and present; going on concerns only what is shown.
            Command::Transport(Transport::SetSpeed(_)) | Command::Look(_) => {
                if let Some(past) = &mut self.past {
                    past.session.apply(command.clone());
                }
                self.run_mut().head.apply(command);
            }
            Command::Transport(_) => self.shown_mut().apply(command),
            Command::Navigate(navigate) => self.navigate(navigate),
        }
    }

    fn navigate(&mut self, navigate: Navigate) {
        match navigate {
            Navigate::Scrub(_) | Navigate::Return { .. } | Navigate::Live | Navigate::Switch(_) => {
                self.returning = None;
            }
            Navigate::Discard(_) | Navigate::Bookmark(_) => {}
        }
        match navigate {
            Navigate::Scrub(made) => self.scrub(made),
            Navigate::Return { made, actions } => self.go_back_to(made, actions),
            Navigate::Live => self.past = None,
            Navigate::Switch(id) => self.switch(id),
            Navigate::Discard(id) => self.discard(id),
            Navigate::Bookmark(name) => self.bookmark(name),
        }
    }

    fn position(&self, id: u64) -> Option<usize> {
        self.runs.iter().position(|run| run.id == id)
    }

    fn switch(&mut self, id: u64) {
        let Some(at) = self.position(id).filter(|&at| at != self.current) else { return };
        self.runs[self.current].head.apply(Command::Transport(Transport::Pause));
        self.past = None;
        let (from, to) = if self.current < at {
            let (left, right) = self.runs.split_at_mut(at);
            (&left[self.current].head, &mut right[0].head)
        } else {
            let (left, right) = self.runs.split_at_mut(self.current);
            (&right[0].head, &mut left[at].head)
        };
        to.look_as(from);
        self.current = at;
    }

    fn discard(&mut self, id: u64) {
        if let Some(at) = self.position(id).filter(|&at| at != self.current) {
            self.runs.remove(at);
            self.current -= usize::from(at < self.current);
        }
    }

    fn bookmark(&mut self, name: Option<String>) {
        let (made, commands) = (self.shown().made(), self.shown().log().len());
        let bookmarks = Arc::make_mut(&mut self.run_mut().bookmarks);
        bookmarks.retain(|bookmark| bookmark.made != made);
        if let Some(name) = name {
            let name = if name.is_empty() { format!("presentation {made}") } else { name };
            bookmarks.push(Bookmark { made, commands, name });
            bookmarks.sort_by_key(|bookmark| bookmark.made);
        }
    }

    /// Makes at most `most` presentations of what is shown, as its run state allows. The past repeats what
    /// was recorded, until it is the present.
    pub fn advance(&mut self, most: u64) -> u64 {
        let budget = self.budget / self.runs.len();
        let run = &mut self.runs[self.current];
        let Some(past) = &mut self.past else {
            let made = run.head.advance(most);
            if made > 0 {
                run.checkpoints.look(&run.head, budget);
            }
            return made;
        };
        let end = run.head.made();
        while let Some(entry) = past.session.next_of(run.head.log(), past.session.made())
            && entry.at < end
        {
            past.session.repeat(run.head.log(), end, 0);
        }
        let until = past.session.next_of(run.head.log(), end).map_or(end, |entry| entry.at);
        let made = past.session.advance(most.min(until.saturating_sub(past.session.made())));
        (past.target, past.commands) = (past.session.made(), 0);
        if past.session.made() >= end {
            self.past = None;
        }
        made
    }

    /// The state for the views; `rate` is what a clock says of it.
    pub fn snapshot(&self, rate: f64) -> Snapshot<S> {
        let run = self.run();
        let runs = if self.runs.len() > 1 { self.runs.iter().map(Run::info).collect() } else { Vec::new() };
        let timeline = Timeline {
            made: self.shown().made(),
            end: run.head.made(),
            live: self.past.is_none(),
            seeking: self.past.as_ref().map(|past| past.target).filter(|_| self.seeking()),
            bookmarks: Arc::clone(&run.bookmarks),
            runs,
            run: run.id,
            kept: self.runs.iter().map(|run| run.checkpoints.len()).sum(),
            bytes: self.runs.iter().map(|run| run.checkpoints.bytes()).sum(),
            budget: self.budget,
        };
        self.shown().snapshot_at(rate, timeline, run.head.past.marks.share())
    }

    /// Leaves the past, or goes back to `good`, after what is shown failed.
    pub(super) fn fall_back(&mut self, good: Session<S>, reason: &str) {
        match self.past.take() {
            Some(_) => self.run_mut().head.notify(format!("Replaying the past failed: {reason}."), true),
            None => {
                let run = self.run_mut();
                run.head.fall_back(good, reason);
                // Drop checkpoints from after the restored moment.
                run.checkpoints = run.checkpoints.up_to(run.head.made());
                run.bookmarks = run.bookmarks_up_to(&run.head);
            }
        }
    }
}

impl<S: System> Run<S> {
    /// The bookmarks that `session`, a moment of this run, has passed. A bookmark whose commands it has not
    /// carried out is not of its past, and could never be reached from it.
    fn bookmarks_up_to(&self, session: &Session<S>) -> Arc<Vec<Bookmark>> {
        let (made, commands) = (session.made(), session.log().len());
        let passed = |bookmark: &&Bookmark| bookmark.made <= made && bookmark.commands <= commands;
        Arc::new(self.bookmarks.iter().filter(passed).cloned().collect())
    }

    fn info(&self) -> RunInfo {
        RunInfo { id: self.id, parent: self.parent, made: self.head.made() }
    }
}
