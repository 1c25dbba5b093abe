//! What each action and each command does to a session. A refused action changes nothing.

use super::action::{Action, Settings};
use super::command::{Look, Transport};
use super::mark::Event;
use super::recipe::Origin;
use super::recorded_neuron::RecordedNeuron;
use super::rival::Rival;
use super::session::Session;
use super::snapshot::{Focus, RunState};
use crate::analysis::growth::Progress;
use crate::model::{ModelError, ParamId, Params};

impl Session {
    /// Does something to the model, or nothing.
    pub(super) fn act(&mut self, action: Action) -> Result<(), ModelError> {
        match action {
            Action::Set(id, value) => {
                let mut params = self.main.simulation().params().clone();
                params.set(id, value)?;
                self.set_params(params)?;
            }
            Action::SetTogether(settings) => {
                let mut params = self.main.simulation().params().clone();
                for (id, value) in settings {
                    params.set(id, value)?;
                }
                self.set_params(params)?;
            }
            Action::Load { params, seed } => self.restart(*params, seed)?,
            Action::Reset { seed } => self.restart(self.main.simulation().params().clone(), seed)?,
            Action::NewStimuli => {
                self.subjects().for_each(RecordedNeuron::new_stimuli);
                self.mark(Event::NewStimuli);
            }
            Action::Grow(growth) => self.growth = growth.map(Progress::new),
            Action::SetPlastic(plastic) => {
                if self.main.simulation().plastic() != plastic {
                    self.mark(Event::Frozen(!plastic));
                }
                self.subjects().for_each(|subject| subject.set_plastic(plastic));
            }
            Action::Pair { stimulus, ach, na } => self.pair(stimulus, ach, na)?,
            Action::Compare(overrides) => self.compare(overrides)?,
            Action::Override(id, value) => self.set_override(id, value)?,
        }
        Ok(())
    }

    /// Goes on, or waits.
    pub(super) fn transport(&mut self, transport: Transport) {
        match transport {
            Transport::Run => self.run = RunState::Running,
            Transport::Pause => self.run = RunState::Paused,
            Transport::Toggle if self.run == RunState::Paused => self.run = RunState::Running,
            Transport::Toggle => self.run = RunState::Paused,
            Transport::Step => self.run = RunState::Until(self.goal() + 1),
            Transport::Epoch => self.run = RunState::Until(self.end_of_epoch(self.goal())),
            Transport::RunFor(presentations) => {
                self.run = RunState::Until(self.goal().saturating_add(presentations));
            }
            Transport::RunUntil(made) => self.run = RunState::Until(made.max(self.made)),
            Transport::SetSpeed(speed) => self.speed = speed,
            #[expect(clippy::panic, reason = "this command exists to test that a panic is survived")]
            Transport::Fail => panic!("asked to fail"),
        }
    }

    /// Looks at something.
    pub(super) fn look(&mut self, look: Look) {
        match look {
            Look::Inspect(synapse) => self.inspected = synapse,
            Look::Attribute(on) => self.attributed = on,
            Look::Pin(stimulus) => self.follow(Focus { stimulus, ..self.focus }),
            Look::PinSynapse(synapse) => self.follow(Focus { synapse, ..self.focus }),
            Look::SetBreakpoints(breakpoints) => self.breakpoints.set(breakpoints, &self.main),
        }
    }

    fn subjects(&mut self) -> impl Iterator<Item = &mut RecordedNeuron> {
        std::iter::once(&mut self.main).chain(self.rival.as_mut().map(|rival| &mut rival.subject))
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
        let simulation = self.main.simulation();
        let p = simulation.stimuli().len() as u64;
        let shown = (simulation.shown_of_epoch() + (made - self.made)) % p;
        made + p - shown
    }

    fn set_params(&mut self, params: Params) -> Result<(), ModelError> {
        if let Some(rival) = &self.rival {
            rival.accepts(&params)?;
        }
        let before = self.main.simulation().params().clone();
        let mut rebuilt = self.main.set_params(params)?;
        let now = self.main.simulation().params().clone();
        if let Some(rival) = &mut self.rival {
            rebuilt |= rival.follow(&now)?;
        }
        let changed = ParamId::ALL.iter().copied().filter(|&id| before.get(id) != now.get(id));
        let changes: Vec<Event> =
            changed.map(|id| Event::Change { id, from: before.get(id), to: now.get(id) }).collect();
        if rebuilt {
            self.begin_anew_together()?;
            self.tell_of_new_neuron(&changes);
        }
        changes.into_iter().for_each(|event| self.mark(event));
        Ok(())
    }

    /// That a change began a new neuron, and where the one before is.
    fn tell_of_new_neuron(&mut self, changes: &[Event]) {
        if self.made > 0 {
            let what = changes.iter().map(Event::text).collect::<Vec<_>>().join(", ");
            let text = format!(
                "{what}: a new neuron. The one before is on the timeline, up to presentation {}; Ctrl Z brings back what you changed yourself.",
                self.made
            );
            self.notify(text, false);
        }
    }

    fn restart(&mut self, params: Params, seed: u64) -> Result<(), ModelError> {
        if let Some(rival) = &self.rival {
            rival.accepts(&params)?;
        }
        self.main.restart(params, seed)?;
        self.begin_anew_together()?;
        self.mark(Event::Restart);
        Ok(())
    }

    /// After A or B was rebuilt: both start from the same seed.
    fn begin_anew_together(&mut self) -> Result<(), ModelError> {
        let (params, seed) = (self.main.simulation().params().clone(), self.main.simulation().seed());
        if let Some(rival) = &mut self.rival {
            if self.main.simulation().presentations() > 0 {
                self.main.restart(params.clone(), seed)?;
            }
            rival.restart(&params, seed)?;
        }
        let rival = self.rival.as_ref().map(|rival| rival.overrides.clone());
        // The action that led here is logged after it has been carried out.
        let (plastic, actions) = (self.main.simulation().plastic(), self.log().len() + 1);
        self.origin = Origin { params, seed, plastic, made: self.made, actions, rival };
        self.growth = None;
        self.generation += 1;
        self.breakpoints.forget();
        if matches!(self.run, RunState::Until(_)) {
            self.run = RunState::Paused;
        }
        Ok(())
    }

    fn pair(&mut self, stimulus: usize, ach: bool, na: bool) -> Result<(), ModelError> {
        let there = self.main.simulation().stimuli().len();
        if stimulus >= there {
            return Err(ModelError::NoSuchStimulus { stimulus, there });
        }
        self.mark(Event::Pairing { stimulus, ach, na });
        self.subjects().for_each(|subject| {
            subject.pair(stimulus, (ach, na));
        });
        self.made += 1;
        Ok(())
    }

    fn compare(&mut self, overrides: Option<Settings>) -> Result<(), ModelError> {
        let begins = overrides.is_some();
        let Some(overrides) = overrides else {
            if self.rival.take().is_some() {
                self.mark(Event::Compared(begins));
            }
            return Ok(());
        };
        let (rival, rebuilt) = Rival::beside(&self.main, overrides)?;
        self.rival = Some(rival);
        if rebuilt {
            self.begin_anew_together()?;
        }
        self.mark(Event::Compared(begins));
        Ok(())
    }

    fn set_override(&mut self, id: ParamId, value: Option<f64>) -> Result<(), ModelError> {
        let Some(rival) = &self.rival else { return Ok(()) };
        let mut changed = rival.clone();
        changed.set_override(id, value);
        let rebuilt = changed.follow(self.main.simulation().params())?;
        self.rival = Some(changed);
        if rebuilt {
            self.begin_anew_together()?;
        }
        Ok(())
    }
}
