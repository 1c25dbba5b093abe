//! A workbench as plain values, to be written to a file and taken up again: it then goes on bit for bit.
//!
//! Kept moments of the past are not among them: the past is computed again from the start and the log.
//! Whatever comes back is checked before it is used, so that no file can bring the engine into a state that
//! it could not have reached in kind.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Synapse;
use super::breakpoint::Watchpoints;
use super::command::{LogEntry, Speed};
use super::mark::Marks;
use super::recipe::Origin;
use super::recorder::Recorder;
use super::rival::Rival;
use super::session::Session;
use super::snapshot::RunState;
use super::subject::Subject;
use super::timeline::Bookmark;
use crate::analysis::growth::Progress;
use crate::model::state::{Drawn, MOST_PRESENTATIONS, State, StateError, require};
use crate::model::{ParamId, Params};

/// All runs, the one that is shown, and the moment of it that is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptBench {
    pub(super) runs: Vec<KeptRun>,
    pub(super) current: usize,
    pub(super) next_id: u64,
    /// Presentations and commands before the moment of the past that is shown, if one is.
    pub(super) past: Option<(u64, usize)>,
}

/// A run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptRun {
    pub id: u64,
    pub parent: Option<(u64, u64)>,
    pub bookmarks: Arc<Vec<Bookmark>>,
    pub head: KeptSession,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptSession {
    main: KeptSubject,
    rival: Option<KeptRival>,
    start: (Params, u64),
    origin: Origin,
    log: Arc<Vec<LogEntry>>,
    marks: Marks,
    made: u64,
    generation: u64,
    speed: Speed,
    growth: Option<Progress>,
    inspected: Option<Synapse>,
    attributed: bool,
    breakpoints: Watchpoints,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptSubject {
    simulation: State,
    recorder: Recorder,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptRival {
    subject: KeptSubject,
    overrides: Vec<(ParamId, f64)>,
}

impl KeptSubject {
    fn of(subject: &Subject) -> Self {
        Self { simulation: subject.simulation().state(), recorder: subject.recorder().clone() }
    }

    fn take_up(self, drawn: &mut Drawn) -> Result<Subject, StateError> {
        let simulation = crate::model::Simulation::from_state(self.simulation, drawn)?;
        Subject::resume(simulation, self.recorder)
    }
}

impl KeptSession {
    pub fn of(session: &Session) -> Self {
        Self {
            main: KeptSubject::of(&session.main),
            rival: session.rival.as_ref().map(|rival| KeptRival {
                subject: KeptSubject::of(&rival.subject),
                overrides: rival.overrides.clone(),
            }),
            start: session.start().clone(),
            origin: session.origin.clone(),
            log: Arc::clone(session.log()),
            marks: session.marks.clone(),
            made: session.made,
            generation: session.generation,
            speed: session.speed,
            growth: session.growth,
            inspected: session.inspected,
            attributed: session.attributed,
            breakpoints: session.breakpoints.clone(),
        }
    }

    fn check(&self) -> Result<(), StateError> {
        require(
            self.made < MOST_PRESENTATIONS && self.generation < MOST_PRESENTATIONS,
            "the counts cannot be",
        )?;
        let before = |entry: &LogEntry| entry.at <= self.made && entry.command.is_sound();
        require(self.log.iter().all(before), "the log has a command that cannot be in it")?;
        require(self.log.is_sorted_by_key(|entry| entry.at), "the log is not in order")?;
        let origin = &self.origin;
        require(origin.made <= self.made && origin.commands <= self.log.len(), "the run has no beginning")?;
        require(self.marks.are_sound(), "a mark cannot be")?;
        require(self.growth.is_none_or(|progress| progress.growth().is_sound()), "the growth cannot be")?;
        let speed = match self.speed {
            Speed::Unlimited => true,
            Speed::PerSecond(limit) => limit.is_finite() && limit > 0.0,
        };
        require(speed, "the speed limit is not a positive number")
    }

    /// The session, paused, and what it was at its start.
    pub fn take_up(self, drawn: &mut Drawn) -> Result<(Session, Session), StateError> {
        self.check()?;
        let (params, seed) = self.start;
        let start = Session::beginning(Subject::new_sharing(params.clone(), seed, drawn)?, params, seed);
        let main = self.main.take_up(drawn)?;
        let rival = match self.rival {
            Some(KeptRival { subject, overrides }) => {
                Some(Rival { subject: subject.take_up(drawn)?, overrides })
            }
            None => None,
        };
        let focus = main.recorder().focus();
        let session = Session {
            main,
            rival,
            origin: self.origin,
            log: self.log,
            marks: self.marks,
            made: self.made,
            generation: self.generation,
            run: RunState::Paused,
            speed: self.speed,
            growth: self.growth,
            focus,
            inspected: self.inspected,
            attributed: self.attributed,
            breakpoints: self.breakpoints,
            ..start.clone()
        };
        Ok((session, start))
    }
}

impl KeptRun {
    pub fn check(&self) -> Result<(), StateError> {
        let (made, commands) = (self.head.made, self.head.log.len());
        let passed = |bookmark: &Bookmark| bookmark.made <= made && bookmark.commands <= commands;
        require(self.bookmarks.iter().all(passed), "a bookmark is not of the past")
    }
}
