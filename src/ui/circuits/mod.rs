//! Circuits in the window: their engine, views, controls and undo, beside those of the neuron.

pub mod choosing;
mod conditions;
mod controls;
mod equation;
pub mod facts;
mod showing;
mod telling;
mod undo;

use std::sync::Arc;

use super::player::Player;
use super::shown::Shown;
use super::views::Arrangement;
use crate::circuits::{RULES, TASKS, Task, Trials};
use crate::engine::any::{Engine, Session, Snapshot, Workbench};
use crate::engine::circuits::scenario::CircuitScenario;
use crate::engine::circuits::{Beginning, CircuitAction, CircuitLook, LiveCircuit};
use crate::engine::{BUDGET, Notice, Speed, Transport, WorkHandle};
use crate::io::circuit_scenarios;
use conditions::ConditionMenu;
use controls::Controls;
pub use undo::CircuitUndo;

/// What is shown of a circuit.
pub type CircuitSnapshot = Snapshot<LiveCircuit>;
/// A command to a circuit.
pub type CircuitCommand = crate::engine::any::Command<CircuitAction, CircuitLook>;

/// Circuits, once somebody has looked at them.
pub struct Circuits {
    /// Runs on a thread of its own; none before the first look.
    pub(super) engine: Option<Engine<LiveCircuit>>,
    /// Where other threads get copies of everything.
    work: WorkHandle,
    ctx: egui::Context,
    /// The views and their places.
    pub(super) arrangement: Arrangement,
    controls: Controls,
    conditions: ConditionMenu,
    pub(super) undo: CircuitUndo,
    pub(super) scenarios: Vec<CircuitScenario>,
    pub(super) player: Option<Player<CircuitScenario>>,
    /// The inside of presentations is drawn: in this frame, and as the engine was asked.
    inside: bool,
    asked: bool,
    /// The notice that has been dismissed.
    dismissed: Option<Notice>,
}

impl Circuits {
    /// None yet; `work` will hear of them.
    pub fn new(ctx: &egui::Context, work: WorkHandle) -> Self {
        Self {
            engine: None,
            work,
            ctx: ctx.clone(),
            arrangement: Arrangement::of(Shown::Circuits),
            controls: Controls::default(),
            conditions: ConditionMenu::default(),
            undo: CircuitUndo::default(),
            scenarios: circuit_scenarios::builtin().unwrap_or_default(),
            player: None,
            inside: false,
            asked: false,
            dismissed: None,
        }
    }
}

/// What the window opens with: predictive coding on digits.
pub fn opening() -> Beginning {
    Beginning::new(RULES[2], TASKS[0], 1)
}

/// Steps a second at which a task can be followed.
pub fn pace(task: &Task) -> Speed {
    Speed::PerSecond(match task.trials {
        Trials::Layered(_) => 100.0,
        Trials::Recurrent(_) => 20.0,
        Trials::Pairs => 0.5,
        Trials::Associations => 4000.0,
    })
}

impl Circuits {
    /// Starts the engine, if it does not run.
    ///
    /// # Errors
    /// In words.
    pub fn start(&mut self) -> Result<(), String> {
        if self.engine.is_some() {
            return Ok(());
        }
        self.begin()
    }

    /// Begins what the window opens with, instead of what there is.
    pub(super) fn begin(&mut self) -> Result<(), String> {
        let session = Session::<LiveCircuit>::begin(opening()).map_err(|error| error.to_string())?;
        self.start_with(Workbench::with_budget(session, BUDGET))?;
        if let Some(engine) = &mut self.engine {
            engine.send(CircuitCommand::Transport(Transport::SetSpeed(pace(opening().task))));
        }
        Ok(())
    }

    /// Goes on with these runs.
    pub(super) fn start_with(&mut self, bench: Workbench<LiveCircuit>) -> Result<(), String> {
        match &mut self.engine {
            Some(engine) => engine.restore(bench),
            None => {
                let wake = self.ctx.clone();
                let engine = Engine::start_with(bench, move || wake.request_repaint());
                let engine = engine.map_err(|error| error.to_string())?;
                self.work.with_circuits(engine.port());
                self.engine = Some(engine);
            }
        }
        self.asked = false;
        Ok(())
    }

    /// The demonstration after the one that is played.
    pub(super) fn next_scenario(&self) -> Option<CircuitScenario> {
        let playing = self.player.as_ref().map(Player::name);
        let at = self.scenarios.iter().position(|scenario| Some(scenario.name.as_str()) == playing);
        let next = at.map_or(0, |at| (at + 1) % self.scenarios.len().max(1));
        self.scenarios.get(next).cloned()
    }

    /// What is shown.
    pub fn snapshot(&self) -> Option<Arc<CircuitSnapshot>> {
        self.engine.as_ref().map(Engine::snapshot)
    }

    /// Commands sent so far.
    pub(super) fn issued(&self) -> u64 {
        self.engine.as_ref().map_or(0, Engine::issued)
    }

    /// Sends what was asked for, and what the views want to see.
    pub(super) fn send(&mut self, mut commands: Vec<CircuitCommand>) {
        if self.inside != self.asked {
            self.asked = self.inside;
            commands.push(CircuitCommand::Look(CircuitLook::Inside(self.inside)));
        }
        if let Some(engine) = &mut self.engine {
            commands.into_iter().for_each(|command| engine.send(command));
            engine.flush();
        }
    }
}
