//! A session of a circuit as plain values.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::action::CircuitAction;
use super::curve::Curve;
use super::other::Other;
use super::recipe::Origin;
use super::view::{CircuitBreakpoint, CircuitEvent, Watched};
use super::{Beginning, LiveCircuit};
use crate::circuits::state::CircuitState;
use crate::circuits::{Rule, Task};
use crate::engine::log::{Log, LogEntry};
use crate::engine::mark::Marks;
use crate::engine::run_state::{RunState, Speed};
use crate::engine::system::{Desk, History, Session};
use crate::engine::traits::SavedForm;
use crate::model::packed;
use crate::model::state::StateError;

/// Beyond this nobody waits.
const MOST_STEPS: u64 = 1 << 53;
/// Rules beside it that a file may hold.
const MOST_OTHERS: usize = 16;
/// Actions that a file may hold.
const MOST_ACTIONS: usize = 1 << 20;

/// What a circuit is, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Named {
    rule: String,
    task: String,
    settings: Vec<(String, String)>,
    seed: u64,
}

/// A session of a circuit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedCircuit {
    start: Named,
    now: Named,
    origin: SavedOrigin,
    circuit: CircuitState,
    curve: Curve,
    #[serde(deserialize_with = "packed::at_most::<_, _, SavedOther, MOST_OTHERS>")]
    others: Vec<SavedOther>,
    /// It can learn no more.
    diverged: bool,
    #[serde(deserialize_with = "packed::at_most::<_, _, LogEntry<CircuitAction>, MOST_ACTIONS>")]
    log: Log<CircuitAction>,
    marks: Marks<CircuitEvent>,
    made: u64,
    generation: u64,
    speed: Speed,
    breakpoint: Option<CircuitBreakpoint>,
}

/// Where the present run began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SavedOrigin {
    start: Named,
    comparing: bool,
    made: u64,
    actions: usize,
}

/// Another rule beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedOther {
    rule: String,
    circuit: CircuitState,
    curve: Curve,
    ended: Option<u64>,
}

const fn inconsistent(what: &'static str) -> StateError {
    StateError::Inconsistent { what }
}

impl Named {
    fn of(beginning: &Beginning) -> Self {
        let settings = beginning.settings.iter();
        Self {
            rule: beginning.rule.key.to_owned(),
            task: beginning.task.key.to_owned(),
            settings: settings.map(|(one, value)| (one.key.to_owned(), one.show(value))).collect(),
            seed: beginning.seed,
        }
    }

    fn beginning(&self) -> Result<Beginning, StateError> {
        let rule = Rule::find(&self.rule).ok_or(inconsistent("a rule of a circuit is not known"))?;
        let task = Task::find(&self.task).filter(|task| task.fits(rule));
        let task = task.ok_or(inconsistent("a task is not one of its circuit"))?;
        let mut settings = task.settings(rule);
        for (key, value) in &self.settings {
            settings.set(key, value).map_err(|_| inconsistent("a parameter of a circuit is invalid"))?;
        }
        Ok(Beginning { rule, task, settings, seed: self.seed })
    }
}

impl SavedOther {
    fn of(other: &Other) -> Self {
        let Other { rule, circuit, curve, ended } = other;
        Self { rule: rule.key.to_owned(), circuit: circuit.state(), curve: curve.clone(), ended: *ended }
    }

    fn restore(self, now: &Beginning, steps: u64) -> Result<Other, StateError> {
        let rule = Rule::find(&self.rule).ok_or(inconsistent("a rule of a circuit is not known"))?;
        let mut other = Other::begin(rule, now).map_err(|_| inconsistent("a circuit cannot be built"))?;
        if self.circuit.steps > steps || !self.curve.is_sound(self.circuit.steps) {
            return Err(inconsistent("a learning curve is out of order"));
        }
        let fits = other.circuit.restore(self.circuit);
        fits.map_err(|_| inconsistent("the state of a circuit does not fit it"))?;
        (other.curve, other.ended) = (self.curve, self.ended);
        Ok(other)
    }
}

impl SavedCircuit {
    /// Every field of a session is named here: one that is forgotten does not compile.
    pub(super) fn of(session: &Session<LiveCircuit>) -> Self {
        let Session {
            system: LiveCircuit { now, origin, circuit, curve, others, diverged },
            past: History { start, log, marks, made, generation },
            desk: Desk { run: _, speed, attention, notice: _ },
        } = session;
        Self {
            start: Named::of(start),
            now: Named::of(now),
            origin: SavedOrigin {
                start: Named::of(&origin.start),
                comparing: origin.comparing,
                made: origin.made,
                actions: origin.actions,
            },
            circuit: circuit.state(),
            curve: curve.clone(),
            others: others.iter().map(SavedOther::of).collect(),
            diverged: diverged.is_some(),
            log: log.clone(),
            marks: marks.clone(),
            made: *made,
            generation: *generation,
            speed: *speed,
            breakpoint: attention.breakpoint,
        }
    }

    pub(super) fn restore(self) -> Result<(Session<LiveCircuit>, Session<LiveCircuit>), StateError> {
        self.check(&mut ())?;
        let refused = |_| inconsistent("a circuit cannot be built");
        let start = self.start.beginning()?;
        let beginning =
            Session::beginning(LiveCircuit::at_start(start.clone()).map_err(refused)?, start.clone());
        let mut system = LiveCircuit::at_start(self.now.beginning()?).map_err(refused)?;
        let steps = self.circuit.steps;
        system
            .circuit
            .restore(self.circuit)
            .map_err(|_| inconsistent("the state of a circuit does not fit it"))?;
        if !self.curve.is_sound(steps) {
            return Err(inconsistent("a learning curve is out of order"));
        }
        system.curve = self.curve;
        let restored = self.others.into_iter().map(|other| other.restore(&system.now, steps));
        system.others = restored.collect::<Result<_, _>>()?;
        system.origin = Origin {
            start: self.origin.start.beginning()?,
            comparing: self.origin.comparing,
            made: self.origin.made,
            actions: self.origin.actions,
        };
        if self.diverged {
            let rule = system.now.rule.name;
            system.diverged = Some(crate::circuits::Diverged { step: steps + 1, rule });
        }
        let attention = Watched::on(self.breakpoint);
        let session = Session {
            system,
            past: History {
                start,
                log: self.log,
                marks: self.marks,
                made: self.made,
                generation: self.generation,
            },
            desk: Desk { run: RunState::Paused, speed: self.speed, attention, notice: None },
        };
        Ok((session, beginning))
    }
}

impl SavedForm for SavedCircuit {
    type Shared = ();

    fn share(_: &Arc<AtomicBool>) {}

    fn check(&self, (): &mut ()) -> Result<(), StateError> {
        let counted =
            self.made < MOST_STEPS && self.generation < MOST_STEPS && self.circuit.steps <= self.made;
        let begun = self.origin.made <= self.made && self.origin.actions <= self.log.len();
        if !counted || !begun || self.log.iter().any(|entry| entry.at > self.made) {
            return Err(inconsistent("the counters are invalid"));
        }
        Ok(())
    }

    fn length(&self) -> (u64, usize) {
        (self.made, self.log.len())
    }

    fn actions_until(&self, made: u64) -> usize {
        self.log.iter().filter(|entry| entry.at <= made).count()
    }
}
