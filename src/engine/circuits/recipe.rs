//! A run of a circuit as one line: where it began, and what was done to it at which step.

use super::action::{CircuitAction, NoAction};
use super::{Beginning, LiveCircuit};
use crate::circuits::SettingsError;
use crate::engine::log::Log;
use crate::engine::system::Session;

/// Steps from one report to the next.
const AT_ONCE: u64 = 256;

/// Where the present run began.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// As what.
    pub start: Beginning,
    /// Did others learn beside it?
    pub comparing: bool,
    /// Steps of the session before it.
    pub made: u64,
    /// Actions of the log before it.
    pub actions: usize,
}

/// A run from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitRecipe {
    /// What it begins from.
    pub start: Beginning,
    /// What was done, and before which step, in order.
    pub actions: Vec<(u64, CircuitAction)>,
    /// Steps in all.
    pub steps: u64,
}

/// Why `STEP:ACTION` could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AtError {
    /// There is no number of a step before it.
    #[error("--at {0}: give STEP:ACTION, as in 500:eta=0.2 or 1000:rule=burst")]
    Step(String),
    /// The action.
    #[error("--at {0}:{1}")]
    Action(u64, NoAction),
}

impl Origin {
    pub(super) fn new(start: Beginning) -> Self {
        Self { start, comparing: false, made: 0, actions: 0 }
    }
}

impl CircuitRecipe {
    /// The run that began at `origin`, of a session with this log, up to its step `made`.
    pub fn new(origin: &Origin, log: &Log<CircuitAction>, made: u64) -> Self {
        let beside = origin.comparing.then_some((0, CircuitAction::Compare(true)));
        let later = log.iter().skip(origin.actions).filter_map(|entry| match &entry.action {
            // What begins again is an origin.
            CircuitAction::Restart(_) | CircuitAction::Task(_) | CircuitAction::Compare(_) => None,
            action => Some((entry.at.saturating_sub(origin.made), action.clone())),
        });
        Self {
            start: origin.start.clone(),
            actions: beside.into_iter().chain(later).collect(),
            steps: made.saturating_sub(origin.made),
        }
    }

    /// Reads `STEP:ACTION`.
    ///
    /// # Errors
    /// [`AtError`].
    pub fn at(text: &str) -> Result<(u64, CircuitAction), AtError> {
        let number = || AtError::Step(text.chars().take(80).collect());
        let (at, action) = text.split_once(':').ok_or_else(number)?;
        let at = at.trim().parse().map_err(|_| number())?;
        Ok((at, action.parse().map_err(|error| AtError::Action(at, error))?))
    }

    /// Computes it; `each` is told from time to time how many steps are made.
    ///
    /// # Errors
    /// A circuit that cannot be built, here or later.
    pub fn run(&self, mut each: impl FnMut(u64)) -> Result<Session<LiveCircuit>, SettingsError> {
        let mut session = Session::<LiveCircuit>::begin(self.start.clone())?;
        let mut until = |session: &mut Session<LiveCircuit>, at: u64| {
            while session.made() < at {
                session.present();
                if session.made().is_multiple_of(AT_ONCE) {
                    each(session.made());
                }
            }
        };
        for (at, action) in &self.actions {
            until(&mut session, *at);
            session.try_act(action.clone())?;
        }
        until(&mut session, self.steps);
        Ok(session)
    }

    /// The command line that computes it.
    pub fn command_line(&self) -> String {
        let Beginning { rule, task, settings, seed } = &self.start;
        let mut line = format!("equipoise circuit {} --task {} --seed {seed}", rule.key, task.key);
        let first = task.settings(rule);
        let differs = |(one, value): &(&'static crate::circuits::Parameter, f64)| first.get(one) != *value;
        for (one, value) in settings.iter().filter(differs) {
            line += &format!(" --set {}={}", one.key, one.show(value));
        }
        for (at, action) in &self.actions {
            line += &format!(" --at {at}:{action}");
        }
        line + &format!(" --steps {}", self.steps)
    }
}
