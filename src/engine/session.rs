//! A run without threads or clocks: presents, acts, pauses, repeats.

use std::sync::Arc;

use super::command::{Command, Transport};
use super::log::{Log, LogEntry};
use super::mark::Mark;
use super::run_state::{Notice, RunState, Speed};
use super::snapshot::Snapshot;
use super::system::{Desk, History, Notes, Session, System};
use super::timeline::Timeline;
use super::traits::Act;

impl<S: System> Session<S> {
    /// A session at its start, paused.
    ///
    /// # Errors
    /// As [`System::begin`].
    pub fn begin(start: S::Start) -> Result<Self, S::Error> {
        Ok(Self::beginning(S::begin(&start)?, start))
    }

    /// A session that begins with `system`, paused.
    pub(super) fn beginning(system: S, start: S::Start) -> Self {
        Self { system, past: History::new(start), desk: Desk::default() }
    }

    /// The action of `log` that comes next, if it was done at or before `made`.
    pub(super) fn next_of<'a>(&self, log: &'a Log<S::Action>, made: u64) -> Option<&'a LogEntry<S::Action>> {
        log.get(self.past.log.len()).filter(|entry| entry.at <= made)
    }

    /// Goes on towards `made` as `log`, of which the own log is the beginning, says: the next action if it
    /// is due, else at most `most` presentations. Gives how many were made.
    pub(super) fn repeat(&mut self, log: &Log<S::Action>, made: u64, most: u64) -> u64 {
        match self.next_of(log, made) {
            Some(entry) if entry.at <= self.past.made => {
                let before = self.past.log.len();
                // Every entry of the log is one of this.
                self.past.log.hold();
                self.act(entry.action.clone());
                if self.past.log.len() == before {
                    // It was carried out when it was recorded, so this does not happen; but never wait for it.
                    self.past.log.hold();
                    self.past.log.push(entry.clone());
                }
                0
            }
            next => {
                let until = next.map_or(made, |entry| entry.at);
                let presentations = most.min(until.saturating_sub(self.past.made));
                (0..presentations).for_each(|_| {
                    self.present();
                });
                presentations
            }
        }
    }

    /// Repeats a session: from its start, with every action of `log` at its moment, up to `made`
    /// presentations in all.
    ///
    /// # Errors
    /// As [`System::begin`].
    pub fn repeated(start: S::Start, log: &Log<S::Action>, made: u64) -> Result<Self, S::Error> {
        let mut session = Self::begin(start)?;
        while session.past.made < made || session.next_of(log, made).is_some() {
            session.repeat(log, made, u64::MAX);
        }
        Ok(session)
    }

    /// Makes one presentation, whatever the run state; true when that ends an epoch.
    pub fn present(&mut self) -> bool {
        self.past.made += 1;
        let ended = self.system.step();
        if ended {
            let mut notes = self.notes();
            self.system.epoch_ended(&mut notes);
            self.keep(notes);
        }
        ended
    }

    /// Presentations that the run state allows now, at most `most`.
    pub fn allowed(&self, most: u64) -> u64 {
        match self.desk.run {
            RunState::Paused => 0,
            RunState::Running => most,
            RunState::Until(made) => most.min(made.saturating_sub(self.past.made)),
        }
    }

    /// Makes at most `most` presentations, as the run state allows; pauses when its goal is reached or a
    /// breakpoint holds.
    pub fn advance(&mut self, most: u64) -> u64 {
        let allowed = self.allowed(most);
        let before = self.past.made;
        while self.past.made < before + allowed {
            let ended = self.present();
            if self.system.check(&mut self.desk.attention, ended)
                && let Some((text, event)) = S::found(&self.desk.attention)
            {
                self.desk.run = RunState::Paused;
                self.notify(format!("Paused: {text}."), false);
                let mut notes = self.notes();
                notes.mark(self.system.place(), event);
                self.keep(notes);
                break;
            }
        }
        if let RunState::Until(made) = self.desk.run
            && self.past.made >= made
        {
            self.desk.run = RunState::Paused;
        }
        self.past.made - before
    }

    /// Carries out a command. A refused one changes nothing and leaves a notice.
    pub fn apply(&mut self, command: Command<S::Action, S::Look>) {
        match command {
            Command::Act(action) => self.act(action),
            Command::Transport(transport) => self.transport(transport),
            Command::Look(look) => self.system.look(&mut self.desk.attention, look),
            // Of its past, and of other runs, a session knows nothing.
            Command::Navigate(_) => {}
        }
    }

    /// Does something to the model and logs it; a refused action leaves a notice.
    fn act(&mut self, action: S::Action) {
        if let Err(error) = self.try_act(action) {
            self.notify(error.to_string(), false);
        }
    }

    /// Does something to the model and logs it.
    ///
    /// # Errors
    /// If it is refused; then nothing has changed.
    pub(super) fn try_act(&mut self, action: S::Action) -> Result<(), S::Error> {
        if action.is_nothing() {
            return Ok(());
        }
        let entry = LogEntry { at: self.past.made, action: action.clone() };
        let mut notes = self.notes();
        self.system.act(action, &mut notes)?;
        self.past.log.push(entry);
        self.keep(notes);
        Ok(())
    }

    fn notes(&self) -> Notes<S> {
        Notes::new(self.past.made, self.past.log.len(), self.past.generation)
    }

    /// Keeps what the system said of itself.
    fn keep(&mut self, notes: Notes<S>) {
        let Notes { made, actions: _, generation, marks, said, began } = notes;
        (self.past.made, self.past.generation) = (made, generation);
        marks.into_iter().for_each(|mark| self.past.marks.push(mark));
        if let Some(text) = said {
            self.notify(text, false);
        }
        if began {
            S::forget(&mut self.desk.attention);
            if matches!(self.desk.run, RunState::Until(_)) {
                self.desk.run = RunState::Paused;
            }
        }
    }

    /// Goes on, or waits.
    fn transport(&mut self, transport: Transport) {
        self.desk.run = match transport {
            Transport::Run => RunState::Running,
            Transport::Pause => RunState::Paused,
            Transport::Toggle if self.desk.run == RunState::Paused => RunState::Running,
            Transport::Toggle => RunState::Paused,
            Transport::Step => RunState::Until(self.goal() + 1),
            Transport::Epoch => {
                let goal = self.goal();
                RunState::Until(goal + self.system.left_of_epoch(goal - self.past.made))
            }
            Transport::RunFor(presentations) => RunState::Until(self.goal().saturating_add(presentations)),
            Transport::RunUntil(made) => RunState::Until(made.max(self.past.made)),
            Transport::SetSpeed(speed) => {
                self.desk.speed = speed;
                self.desk.run
            }
            #[expect(clippy::panic, reason = "this command exists to test that a panic is survived")]
            Transport::Fail => panic!("asked to fail"),
        };
    }

    /// Where the session is, or will be once it has done what was asked: steps add up.
    fn goal(&self) -> u64 {
        match self.desk.run {
            RunState::Until(made) => made.max(self.past.made),
            RunState::Paused | RunState::Running => self.past.made,
        }
    }

    /// Looks at the same things as `other`, paused.
    pub(super) fn look_as(&mut self, other: &Self) {
        let Desk { run: _, speed, attention, notice } = &other.desk;
        let attention = self.system.look_as(attention);
        self.desk = Desk { run: RunState::Paused, speed: *speed, attention, notice: notice.clone() };
    }

    /// Were all actions so far made before presentation `made`?
    pub(super) fn log_is_before(&self, made: u64) -> bool {
        self.past.log.last().is_none_or(|entry| entry.at < made)
    }

    /// Goes back to `good` after this session failed, paused, with a new notice number, so that the
    /// window shows it again.
    pub(super) fn fall_back(&mut self, good: Self, reason: &str) {
        let failed = std::mem::replace(self, good);
        let at = failed.system.place().0;
        self.past.generation = failed.past.generation + 1;
        self.desk.notice = failed.desk.notice;
        self.desk.run = RunState::Paused;
        let kept = self.system.place().0;
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
        let number = self.desk.notice.as_ref().map_or(1, |notice| notice.number + 1);
        self.desk.notice = Some(Notice { number, text, fault, generation: self.past.generation });
    }

    /// The present state for the views; `rate` is what a clock says of it.
    pub fn snapshot(&self, rate: f64) -> Snapshot<S> {
        let made = self.past.made;
        let timeline = Timeline { made, end: made, live: true, ..Timeline::default() };
        self.snapshot_at(rate, timeline, self.past.marks.share())
    }

    /// The present state for the views, where in its run it is, and the marks of that.
    pub(super) fn snapshot_at(
        &self,
        rate: f64,
        timeline: Timeline,
        marks: Arc<Vec<Mark<S::Event>>>,
    ) -> Snapshot<S> {
        Snapshot {
            run: self.desk.run,
            speed: self.desk.speed,
            building: false,
            filling: None,
            applied: 0,
            rate,
            generation: self.past.generation,
            marks,
            log: self.past.log.clone(),
            timeline,
            notice: self.desk.notice.clone(),
            view: self.system.view(&self.desk.attention),
        }
    }

    /// The system.
    pub fn system(&self) -> &S {
        &self.system
    }

    /// Where it started.
    pub fn start(&self) -> &S::Start {
        &self.past.start
    }

    /// Everything done to the model, and when.
    pub fn log(&self) -> &Log<S::Action> {
        &self.past.log
    }

    /// Presentations made in this session, resets included.
    pub fn made(&self) -> u64 {
        self.past.made
    }

    /// Running or paused.
    pub fn run_state(&self) -> RunState {
        self.desk.run
    }

    /// Speed limit.
    pub fn speed(&self) -> Speed {
        self.desk.speed
    }

    /// Memory that a copy takes, about.
    pub fn bytes(&self) -> usize {
        self.past.log.bytes() + self.past.marks.bytes() + self.system.bytes()
    }
}
