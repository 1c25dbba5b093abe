//! A workbench as plain values, to be written to a file and restored: it then goes on bit for bit.
//!
//! Kept moments of the past are not among them: the past is computed again from the start and the log.
//! Whatever comes back is checked before it is used, so that no file can put the engine into
//! an unreachable kind of state.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Synapse;
use super::breakpoint::Watchpoints;
use super::command::Speed;
use super::log::{Log, LogEntry};
use super::mark::Marks;
use super::recipe::Origin;
use super::recorded_neuron::RecordedNeuron;
use super::recorder::Recorder;
use super::rival::Rival;
use super::session::Session;
use super::snapshot::RunState;
use super::timeline::Bookmark;
use super::workbench::MOST_RUNS;
use crate::analysis::growth::Progress;
use crate::model::state::{Draw, Drawn, MOST_PRESENTATIONS, State, StateError, require};
use crate::model::{ParamId, Params, packed};

/// All runs, the one that is shown, and the moment of it that is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedWorkbench {
    #[serde(deserialize_with = "packed::at_most::<_, _, SavedRun, MOST_RUNS>")]
    pub(super) runs: Vec<SavedRun>,
    pub(super) current: usize,
    pub(super) next_id: u64,
    /// Presentations and commands before the moment of the past that is shown, if one is.
    pub(super) past: Option<(u64, usize)>,
}

/// A run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SavedRun {
    pub id: u64,
    pub parent: Option<(u64, u64)>,
    #[serde(deserialize_with = "packed::at_most::<_, _, Bookmark, MOST_BOOKMARKS>")]
    pub bookmarks: Arc<Vec<Bookmark>>,
    pub head: SavedSession,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SavedSession {
    main: SavedNeuron,
    rival: Option<SavedVariant>,
    start: (Params, u64),
    origin: Origin,
    #[serde(deserialize_with = "packed::at_most::<_, _, LogEntry, MOST_COMMANDS>")]
    log: Log,
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
struct SavedNeuron {
    simulation: State,
    recorder: Recorder,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedVariant {
    subject: SavedNeuron,
    overrides: Vec<(ParamId, f64)>,
}

/// Most commands in the log of a run that is kept (a day of dragging, about 50 bytes each), and most bookmarks.
const MOST_COMMANDS: usize = 4_000_000;
const MOST_BOOKMARKS: usize = 10_000;

impl SavedWorkbench {
    /// Can this be restored once it is in a file?
    ///
    /// # Errors
    /// [`StateError`] saying what is too much.
    pub fn check(&self) -> Result<(), StateError> {
        let mut drawn = Drawn::default();
        for run in &self.runs {
            let SavedSession { main, rival, start: (params, seed), log, .. } = &run.head;
            require(log.len() <= MOST_COMMANDS, "there are more commands in its log than a file holds")?;
            require(run.bookmarks.len() <= MOST_BOOKMARKS, "there are more bookmarks than a file holds")?;
            drawn.admit(params, *seed, &[Draw { number: 0, count: params.p }])?;
            for subject in std::iter::once(main).chain(rival.iter().map(|rival| &rival.subject)) {
                let State { params, seed, draws, .. } = &subject.simulation;
                drawn.admit(params, *seed, draws)?;
            }
        }
        Ok(())
    }
}

impl SavedNeuron {
    fn of(subject: &RecordedNeuron) -> Self {
        Self { simulation: subject.simulation().state(), recorder: subject.recorder().clone() }
    }

    fn restore(self, drawn: &mut Drawn) -> Result<RecordedNeuron, StateError> {
        let simulation = crate::model::Simulation::from_state(self.simulation, drawn)?;
        RecordedNeuron::resume(simulation, self.recorder)
    }
}

impl SavedSession {
    /// Every field of a session is named here: one that is forgotten does not compile.
    pub fn of(session: &Session) -> Self {
        let Session {
            main,
            rival,
            start,
            origin,
            log,
            marks,
            made,
            generation,
            run: _, // It opens paused.
            speed,
            growth,
            focus: _, // The recorder knows it.
            inspected,
            attributed,
            breakpoints,
            notice: _, // It was for the person who was there.
        } = session;
        let rival = rival.as_ref().map(|Rival { subject, overrides }| SavedVariant {
            subject: SavedNeuron::of(subject),
            overrides: overrides.clone(),
        });
        Self {
            main: SavedNeuron::of(main),
            rival,
            start: start.clone(),
            origin: origin.clone(),
            log: log.clone(),
            marks: marks.clone(),
            made: *made,
            generation: *generation,
            speed: *speed,
            growth: *growth,
            inspected: *inspected,
            attributed: *attributed,
            breakpoints: breakpoints.clone(),
        }
    }

    fn check(&self) -> Result<(), StateError> {
        require(
            self.made < MOST_PRESENTATIONS && self.generation < MOST_PRESENTATIONS,
            "the counters are invalid",
        )?;
        let before = |entry: &LogEntry| entry.at <= self.made && entry.action.is_sound();
        require(self.log.iter().all(before), "the log has an invalid action")?;
        require(self.log.iter().is_sorted_by_key(|entry| entry.at), "the log is not in order")?;
        let origin = &self.origin;
        require(origin.made <= self.made && origin.actions <= self.log.len(), "the run has no beginning")?;
        require(self.marks.are_sound(), "a mark is invalid")?;
        require(self.growth.is_none_or(|progress| progress.growth().is_sound()), "the growth is invalid")?;
        let speed = match self.speed {
            Speed::Unlimited => true,
            Speed::PerSecond(limit) => limit.is_finite() && limit > 0.0,
        };
        require(speed, "the speed limit is not a positive number")
    }

    /// The session, paused, and what it was at its start.
    pub fn restore(self, drawn: &mut Drawn) -> Result<(Session, Session), StateError> {
        self.check()?;
        let Self {
            main,
            rival,
            start: (params, seed),
            origin,
            log,
            marks,
            made,
            generation,
            speed,
            growth,
            inspected,
            attributed,
            breakpoints,
        } = self;
        let start =
            Session::beginning(RecordedNeuron::new_sharing(params.clone(), seed, drawn)?, params, seed);
        let main = main.restore(drawn)?;
        let rival = match rival {
            Some(SavedVariant { subject, overrides }) => {
                Some(Rival { subject: subject.restore(drawn)?, overrides })
            }
            None => None,
        };
        let focus = main.recorder().focus();
        let session = Session {
            main,
            rival,
            start: start.start().clone(),
            origin,
            log,
            marks,
            made,
            generation,
            run: RunState::Paused,
            speed,
            growth,
            focus,
            inspected,
            attributed,
            breakpoints,
            notice: None,
        };
        Ok((session, start))
    }
}

impl SavedRun {
    /// Is the moment after `made` presentations and `commands` actions in the past of this run? One that is not could never
    /// be reached.
    pub fn has_passed(&self, made: u64, commands: usize) -> bool {
        let until = self.head.log.until(made);
        made <= self.head.made && commands <= until
    }

    pub fn check(&self) -> Result<(), StateError> {
        let passed = |bookmark: &Bookmark| self.has_passed(bookmark.made, bookmark.commands);
        require(self.bookmarks.iter().all(passed), "a bookmark is not of the past")
    }
}
