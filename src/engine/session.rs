//! A run: the simulation, what was recorded of it, and every command that changed it.

use super::command::{Command, LogEntry, Speed};
use super::recorder::Recorder;
use super::snapshot::{Inspection, Notice, RunState, Snapshot, WeightSample};
use crate::analysis::growth::{Progress, Step};
use crate::model::{ModelError, Params, Population, Simulation};

/// Weights of one population shown; of a larger one, evenly chosen ones.
const SHOWN_WEIGHTS: usize = 1 << 14;

/// The whole state of a run, without threads or clocks.
#[derive(Debug, Clone)]
pub struct Session {
    simulation: Simulation,
    recorder: Recorder,
    start: (Params, u64),
    log: Vec<LogEntry>,
    made: u64,
    generation: u64,
    run: RunState,
    speed: Speed,
    growth: Option<Progress>,
    inspected: Option<(Population, usize)>,
    notice: Option<Notice>,
}

impl Session {
    /// A session at its start, paused.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn new(params: Params, seed: u64) -> Result<Self, ModelError> {
        let simulation = Simulation::new(params.clone(), seed)?;
        Ok(Self {
            recorder: Recorder::new(&simulation),
            simulation,
            start: (params, seed),
            log: Vec::new(),
            made: 0,
            generation: 0,
            run: RunState::Paused,
            speed: Speed::Unlimited,
            growth: None,
            inspected: None,
            notice: None,
        })
    }

    /// Repeats a session: from its start, with every command of `log` at its moment, up to `made`
    /// presentations in all.
    ///
    /// # Errors
    /// As [`Simulation::new`].
    pub fn replay(params: Params, seed: u64, log: &[LogEntry], made: u64) -> Result<Self, ModelError> {
        let mut session = Self::new(params, seed)?;
        for entry in log {
            session.advance_to(entry.at);
            session.apply(entry.command.clone());
        }
        session.advance_to(made);
        Ok(session)
    }

    fn advance_to(&mut self, made: u64) {
        while self.made < made {
            self.present();
        }
    }

    /// Makes one presentation, whatever the run state.
    pub fn present(&mut self) {
        let now = self.simulation.present();
        self.made += 1;
        self.recorder.presented(now, &self.simulation);
        if self.simulation.at_epoch_end() {
            self.recorder.after_epoch(&self.simulation);
            self.grow();
        }
    }

    /// Adds associations if growth is on and those there are stored.
    fn grow(&mut self) {
        let Some(progress) = &mut self.growth else { return };
        let params = self.simulation.params();
        let measures = self.simulation.recall().measures(params);
        let outcome = match progress.after_epoch(params.p, &measures) {
            Step::Wait => return,
            Step::Add => {
                self.simulation.add_stimuli(progress.growth().batch).map_err(|error| error.to_string())
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

    /// Makes at most `most` presentations, as the run state allows; pauses when its goal is reached.
    pub fn advance(&mut self, most: u64) -> u64 {
        let allowed = self.allowed(most);
        for _ in 0..allowed {
            self.present();
        }
        if let RunState::Until(made) = self.run
            && self.made >= made
        {
            self.run = RunState::Paused;
        }
        allowed
    }

    /// Carries out a command. A refused parameter changes nothing and leaves a notice.
    pub fn apply(&mut self, command: Command) {
        let logged = command.changes_simulation().then(|| command.clone());
        let done = match command {
            Command::Run => self.set_run(RunState::Running),
            Command::Pause => self.set_run(RunState::Paused),
            Command::Toggle if self.run == RunState::Paused => self.set_run(RunState::Running),
            Command::Toggle => self.set_run(RunState::Paused),
            Command::Step => self.set_run(RunState::Until(self.goal() + 1)),
            Command::Epoch => self.set_run(RunState::Until(self.end_of_epoch(self.goal()))),
            Command::SetSpeed(speed) => {
                self.speed = speed;
                Ok(())
            }
            Command::Set(id, value) => {
                let mut params = self.simulation.params().clone();
                params.set(id, value).map_err(ModelError::from).and_then(|()| self.set_params(params))
            }
            Command::Load { params, seed } => self.restart(*params, seed),
            Command::Reset { seed } => self.restart(self.simulation.params().clone(), seed),
            Command::NewStimuli => {
                self.simulation.new_stimuli();
                Ok(())
            }
            Command::Grow(growth) => {
                self.growth = growth.map(Progress::new);
                Ok(())
            }
            Command::SetPlastic(plastic) => {
                self.simulation.set_plastic(plastic);
                Ok(())
            }
            Command::Inspect(synapse) => {
                self.inspected = synapse;
                Ok(())
            }
            #[expect(clippy::panic, reason = "this command exists to test that a panic is survived")]
            Command::Fail => panic!("asked to fail"),
        };
        match done {
            Ok(()) => {
                let at = self.made;
                self.log.extend(logged.map(|command| LogEntry { at, command }));
            }
            Err(error) => self.notify(error.to_string(), false),
        }
    }

    fn set_run(&mut self, run: RunState) -> Result<(), ModelError> {
        self.run = run;
        Ok(())
    }

    /// Where the session is, or will be once it has done what was asked: steps add up.
    fn goal(&self) -> u64 {
        match self.run {
            RunState::Until(made) => made.max(self.made),
            RunState::Paused | RunState::Running => self.made,
        }
    }

    /// End of the epoch that follows presentation `made` of the session.
    fn end_of_epoch(&self, made: u64) -> u64 {
        let p = self.simulation.stimuli().len() as u64;
        let shown = (self.simulation.shown_of_epoch() + (made - self.made)) % p;
        made + p - shown
    }

    fn set_params(&mut self, params: Params) -> Result<(), ModelError> {
        let rebuilds = self.simulation.rebuilds(&params);
        self.simulation.set_params(params)?;
        if rebuilds {
            self.begin_anew();
        }
        Ok(())
    }

    fn restart(&mut self, params: Params, seed: u64) -> Result<(), ModelError> {
        let plastic = self.simulation.plastic();
        self.simulation = Simulation::new(params, seed)?;
        self.simulation.set_plastic(plastic);
        self.begin_anew();
        Ok(())
    }

    fn begin_anew(&mut self) {
        self.growth = None;
        self.recorder = Recorder::new(&self.simulation);
        self.generation += 1;
        if matches!(self.run, RunState::Until(_)) {
            self.run = RunState::Paused;
        }
    }

    /// Goes back to `good` after this session failed, paused, with a notice that is told from every
    /// earlier one.
    pub(super) fn fall_back(&mut self, good: Self, reason: &str) {
        let failed = std::mem::replace(self, good);
        let at = failed.simulation.presentations();
        self.generation = failed.generation + 1;
        self.notice = failed.notice;
        self.run = RunState::Paused;
        let kept = self.simulation.presentations();
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

    /// The simulation.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Parameters and seed at the start of the session.
    pub fn start(&self) -> &(Params, u64) {
        &self.start
    }

    /// Every command that changed the simulation, and when.
    pub fn log(&self) -> &[LogEntry] {
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

    /// The present state for the views; `rate` is what a clock says of it.
    pub fn snapshot(&self, rate: f64) -> Snapshot {
        let simulation = &self.simulation;
        let recall = simulation.recall();
        let sample = |population| WeightSample::of(simulation.weights(population), SHOWN_WEIGHTS);
        Snapshot {
            params: simulation.params().clone(),
            seed: simulation.seed(),
            run: self.run,
            speed: self.speed,
            plastic: simulation.plastic(),
            growing: self.growth.map(|progress| progress.stored()),
            building: false,
            applied: 0,
            presentations: simulation.presentations(),
            epochs: simulation.epochs(),
            rate,
            generation: self.generation,
            recent: self.recorder.recent.iter().copied().collect(),
            measures: recall.measures(simulation.params()),
            recall,
            curve: self.recorder.curve.share(),
            excitatory: sample(Population::Excitatory),
            inhibitory: sample(Population::Inhibitory),
            weights: self.recorder.weights.clone(),
            drift: self.recorder.drift.iter().copied().collect(),
            stimuli: simulation.share_stimuli(),
            inspection: self.inspect(),
            notice: self.notice.clone(),
        }
    }

    fn inspect(&self) -> Option<Inspection> {
        let (population, synapse) = self.inspected?;
        let weights = self.simulation.weights(population);
        (synapse < weights.len()).then(|| Inspection {
            population,
            synapse,
            weight: weights.get(synapse),
            start: weights.start(synapse),
            ledger: self.simulation.ledger().synapse(weights, self.simulation.stimuli(), synapse),
        })
    }
}
