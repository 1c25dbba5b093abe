//! A run: the neuron under observation, perhaps a second one beside it, and every action that changed
//! them.

use super::Synapse;
use super::action::Action;
use super::breakpoint::{Breakpoint, Watchpoints};
use super::command::{Command, Speed};
use super::filling::Missing;
use super::log::{Log, LogEntry};
use super::mark::{Event, Mark, Marks};
use super::recipe::{Origin, Recipe};
use super::recorded_neuron::RecordedNeuron;
use super::recorder::Recorder;
use super::rival::Rival;
use super::snapshot::{Focus, Notice, RunState};
use crate::analysis::growth::{Progress, Step};
use crate::model::{ModelError, Params, Simulation};

/// The whole state of a run, without threads or clocks.
#[derive(Debug, Clone)]
pub struct Session {
    pub(super) main: RecordedNeuron,
    pub(super) rival: Option<Rival>,
    pub(super) start: (Params, u64),
    pub(super) origin: Origin,
    pub(super) log: Log,
    pub(super) marks: Marks,
    pub(super) made: u64,
    pub(super) generation: u64,
    pub(super) run: RunState,
    pub(super) speed: Speed,
    pub(super) growth: Option<Progress>,
    pub(super) focus: Focus,
    pub(super) inspected: Option<Synapse>,
    pub(super) attributed: bool,
    pub(super) breakpoints: Watchpoints,
    pub(super) notice: Option<Notice>,
}

impl Session {
    /// A session at its start, paused.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        Ok(Self::beginning(RecordedNeuron::new(params.clone(), seed)?, params, seed))
    }

    /// A session that begins with `main`, paused.
    pub(super) fn beginning(main: RecordedNeuron, params: Params, seed: u64) -> Self {
        Self {
            main,
            rival: None,
            origin: Origin::new(params.clone(), seed),
            start: (params, seed),
            log: Log::default(),
            marks: Marks::default(),
            made: 0,
            generation: 0,
            run: RunState::Paused,
            speed: Speed::Unlimited,
            growth: None,
            focus: Focus::default(),
            inspected: None,
            attributed: false,
            breakpoints: Watchpoints::default(),
            notice: None,
        }
    }

    /// Repeats a session: from its start, with every command of `log` at its moment, up to `made`
    /// presentations in all.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn replay(params: Params, seed: u64, log: &Log, made: u64) -> Result<Self, ModelError> {
        let mut session = Self::new(params, seed)?;
        while session.made < made || session.next_of(log, made).is_some() {
            session.repeat(log, made, u64::MAX);
        }
        Ok(session)
    }

    /// The command of `log` that comes next, if it was given at or before `made`.
    pub(super) fn next_of<'a>(&self, log: &'a Log, made: u64) -> Option<&'a LogEntry> {
        log.get(self.log.len()).filter(|entry| entry.at <= made)
    }

    /// Goes on towards `made` as `log`, of which the own log is the beginning, says: the next command if it
    /// is due, else at most `most` presentations. Gives how many were made.
    pub(super) fn repeat(&mut self, log: &Log, made: u64, most: u64) -> u64 {
        match self.next_of(log, made) {
            Some(entry) if entry.at <= self.made => {
                let before = self.log.len();
                // Every entry of the log is one of this.
                self.log.hold();
                self.do_to_model(entry.action.clone());
                if self.log.len() == before {
                    // It was carried out when it was recorded, so this cannot be; but never wait for it.
                    self.log.hold();
                    self.log.push(entry.clone());
                }
                0
            }
            next => {
                let until = next.map_or(made, |entry| entry.at);
                let presentations = most.min(until.saturating_sub(self.made));
                (0..presentations).for_each(|_| {
                    self.present();
                });
                presentations
            }
        }
    }

    /// Makes one presentation, whatever the run state; true when that ends an epoch.
    pub fn present(&mut self) -> bool {
        let ended = self.main.present();
        if let Some(rival) = &mut self.rival {
            rival.subject.present();
        }
        self.made += 1;
        if ended {
            self.grow();
        }
        ended
    }

    /// Adds associations if growth is on and the present ones are learned.
    fn grow(&mut self) {
        let Some(progress) = &mut self.growth else { return };
        let params = self.main.simulation().params();
        let measures = self.main.simulation().recall().measures(params);
        let outcome = match progress.after_epoch(params.p, &measures) {
            Step::Wait => return,
            Step::Add => {
                let batch = progress.growth().batch;
                let both = self.main.add_stimuli(batch).and_then(|()| match &mut self.rival {
                    Some(rival) => rival.subject.add_stimuli(batch),
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
            self.notify(text, false);
        }
    }

    /// Presentations that the run state allows now, at most `most`.
    pub fn allowed(&self, most: u64) -> u64 {
        match self.run {
            RunState::Paused => 0,
            RunState::Running => most,
            RunState::Until(made) => most.min(made.saturating_sub(self.made)),
        }
    }

    /// Makes at most `most` presentations, as the run state allows; pauses when its goal is reached or a
    /// breakpoint holds.
    pub fn advance(&mut self, most: u64) -> u64 {
        let allowed = self.allowed(most);
        let before = self.made;
        while self.made < before + allowed {
            let ended = self.present();
            if let Some(condition) = self.breakpoints.check(&self.main, ended) {
                let text = condition.text();
                self.run = RunState::Paused;
                self.notify(format!("Paused: {text}."), false);
                self.mark(Event::Breakpoint(text));
                break;
            }
        }
        if let RunState::Until(made) = self.run
            && self.made >= made
        {
            self.run = RunState::Paused;
        }
        self.made - before
    }

    /// Carries out a command. A refused one changes nothing and leaves a notice.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::Act(action) => self.do_to_model(action),
            Command::Transport(transport) => self.transport(transport),
            Command::Look(look) => self.look(look),
            // Of its past, and of other runs, a session knows nothing.
            Command::Navigate(_) => {}
        }
    }

    /// Does something to the model and notes it; a refused action leaves a notice.
    fn do_to_model(&mut self, action: Action) {
        if let Err(error) = self.try_act(action) {
            self.notify(error.to_string(), false);
        }
    }

    /// Does something to the model and notes it.
    ///
    /// # Errors
    /// If it is refused; then nothing has changed.
    pub(super) fn try_act(&mut self, action: Action) -> Result<(), ModelError> {
        if action == Action::SetTogether(Vec::new()) {
            return Ok(());
        }
        let entry = LogEntry { at: self.made, action: action.clone() };
        self.act(action)?;
        self.log.push(entry);
        Ok(())
    }

    /// Follows what `focus` names.
    pub(super) fn follow(&mut self, focus: Focus) {
        self.main.follow(focus);
        // What does not exist is not followed, now or later.
        self.focus = self.main.recorder().focus();
    }

    /// The past that what is followed lacks, if anything is missing.
    pub(super) fn missing(&self) -> Option<Missing> {
        let until = self.main.recorder().missing()?;
        Some(Missing { generation: self.generation, focus: self.focus, until })
    }

    /// How to compute that past.
    pub(super) fn recipe_until(&self, missing: &Missing) -> Recipe {
        Recipe::new(&self.origin, self.log(), self.origin.made + missing.until)
    }

    /// Puts the past that was computed in front of what is followed, if it is still that.
    pub(super) fn fill(&mut self, missing: &Missing, past: &Recorder) {
        if self.missing().as_ref() == Some(missing) {
            self.main.complete(past, missing.until);
        }
    }

    /// Looks at the same things as `other`: what is pinned, inspected, asked for, said and waited for.
    pub(super) fn look_as(&mut self, other: &Self) {
        self.run = RunState::Paused;
        self.follow(other.focus);
        self.inspected = other.inspected;
        self.attributed = other.attributed;
        self.notice.clone_from(&other.notice);
        self.speed = other.speed;
        self.breakpoints.set(other.breakpoints(), &self.main);
        self.breakpoints.forget();
    }

    /// Were all actions so far made before presentation `made`?
    pub(super) fn log_is_before(&self, made: u64) -> bool {
        self.log.last().is_none_or(|entry| entry.at < made)
    }

    pub(super) fn mark(&mut self, event: Event) {
        let simulation = self.main.simulation();
        let part = simulation.shown_of_epoch() as f64 / simulation.stimuli().len().max(1) as f64;
        self.marks.push(Mark {
            made: self.made,
            presentation: simulation.presentations(),
            epoch: simulation.epochs() as f64 + part,
            generation: self.generation,
            event,
        });
    }

    /// Goes back to `good` after this session failed, paused, with a new notice number, so that the
    /// window shows it again.
    pub(super) fn fall_back(&mut self, good: Self, reason: &str) {
        let failed = std::mem::replace(self, good);
        let at = failed.main.simulation().presentations();
        self.generation = failed.generation + 1;
        self.notice = failed.notice;
        self.run = RunState::Paused;
        let kept = self.main.simulation().presentations();
        self.notify(
            format!(
                "The simulation failed at presentation {at}: {reason}. \
                 Weights and settings are those of presentation {kept} again."
            ),
            true,
        );
    }

    /// Leaves a notice for the person.
    pub fn notify(&mut self, text: String, fault: bool) {
        let number = self.notice.as_ref().map_or(1, |notice| notice.number + 1);
        self.notice = Some(Notice { number, text, fault });
    }

    /// The simulation; where two run, A.
    pub fn simulation(&self) -> &Simulation {
        self.main.simulation()
    }

    /// B, if two run.
    pub fn rival(&self) -> Option<&Simulation> {
        self.rival.as_ref().map(|rival| rival.subject.simulation())
    }

    /// Parameters and seed at the start of the session.
    pub fn start(&self) -> &(Params, u64) {
        &self.start
    }

    /// The present run of the session as a command.
    pub fn recipe(&self) -> Recipe {
        Recipe::new(&self.origin, &self.log, self.made)
    }

    /// Everything done to the model, and when.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Presentations made in this session, resets included.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// Running or paused.
    pub fn run_state(&self) -> RunState {
        self.run
    }

    /// Speed limit.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// What is followed.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// When to pause.
    pub fn breakpoints(&self) -> Vec<Breakpoint> {
        self.breakpoints.list()
    }

    /// Memory that a copy takes, about.
    pub fn bytes(&self) -> usize {
        let log = self.log.bytes() + self.marks.bytes();
        log + self.main.bytes() + self.rival.as_ref().map_or(0, |rival| rival.subject.bytes())
    }
}
