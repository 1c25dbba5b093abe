//! What the engine can be told.

use super::Synapse;
use crossbeam_channel::Sender;

use super::breakpoint::Breakpoint;
use super::workbench::Workbench;
use crate::analysis::growth::Growth;
use crate::model::params::Effect;
use crate::model::{ParamId, Params};

/// How fast to present stimuli.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Speed {
    /// As fast as possible.
    Unlimited,
    /// At most this many presentations a second.
    PerSecond(f64),
}

/// An instruction to the live simulation. It takes effect between two presentations.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Command {
    /// Go on.
    Run,
    /// Go on if paused, else pause.
    Toggle,
    /// Stop.
    Pause,
    /// Make one presentation, then pause.
    Step,
    /// Run to the end of the present epoch, then pause.
    Epoch,
    /// Make so many presentations, then pause.
    RunFor(u64),
    /// Go on until so many presentations of the session have been made, then pause.
    RunUntil(u64),
    /// Limit the speed, or not.
    SetSpeed(Speed),
    /// Set one parameter. Changing P, N, f or c builds everything anew.
    Set(ParamId, f64),
    /// Set all parameters; what needs no new start goes on.
    SetAll(Box<Params>),
    /// Take over all parameters, as of a preset, and start again from this seed.
    Load {
        /// Parameters.
        params: Box<Params>,
        /// Seed.
        seed: u64,
    },
    /// Start again from this seed.
    Reset {
        /// Seed of stimuli, weights, order and releases.
        seed: u64,
    },
    /// Replace the associations and keep the weights.
    NewStimuli,
    /// Add associations whenever those there are stored, until learning stalls; or stop that.
    Grow(Option<Growth>),
    /// Let the weights change (true) or freeze them.
    SetPlastic(bool),
    /// Report this synapse with every snapshot, or none.
    Inspect(Option<Synapse>),
    /// Show this stimulus now, out of turn, with or without each modulator.
    Pair {
        /// Which stimulus.
        stimulus: usize,
        /// With acetylcholine.
        ach: bool,
        /// With noradrenaline.
        na: bool,
    },
    /// Follow this stimulus from now on, or none.
    Pin(Option<usize>),
    /// Follow this synapse from now on, or none.
    PinSynapse(Option<Synapse>),
    /// Report what presenting each stimulus has done, or stop that.
    Attribute(bool),
    /// Pause when one of these holds.
    SetBreakpoints(Vec<Breakpoint>),
    /// Let a second run B go on beside this one from here, with these parameters of its own; or end that.
    Compare(Option<Vec<(ParamId, f64)>>),
    /// Change a parameter of B's own, or let B have it from A again.
    Override(ParamId, Option<f64>),
    /// Show the moment at which so many presentations of the session had been made.
    Scrub(u64),
    /// Go on, in a run of its own, from the moment at which so many presentations of the session had been made and so many
    /// commands of its log carried out.
    Return {
        /// Presentations.
        made: u64,
        /// Commands.
        commands: usize,
    },
    /// Show the present again.
    Live,
    /// Go over to the run with this number.
    Switch(u64),
    /// Forget the run with this number, if it is not shown.
    Discard(u64),
    /// Remember this moment by a name; without a name, forget the bookmark at this moment.
    Bookmark(Option<String>),
    /// Panic inside the simulation, to test that this is survived.
    #[doc(hidden)]
    Fail,
}

impl Command {
    /// Does it change what the simulation computes, so that a replay needs it?
    pub fn changes_simulation(&self) -> bool {
        matches!(
            self,
            Self::Set(..)
                | Self::SetAll(_)
                | Self::Load { .. }
                | Self::Pair { .. }
                | Self::Compare(_)
                | Self::Override(..)
                | Self::Reset { .. }
                | Self::NewStimuli
                | Self::Grow(_)
                | Self::SetPlastic(_)
        )
    }

    /// Does it go to another moment or run?
    pub(super) fn navigates(&self) -> bool {
        matches!(self, Self::Scrub(_) | Self::Return { .. } | Self::Live | Self::Switch(_))
    }

    /// Can it have been carried out? Parameters are refused when it is repeated, and checked when they are read.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Grow(Some(growth)) => growth.is_sound(),
            _ => self.changes_simulation(),
        }
    }

    /// Is an unsent command of the same kind obsolete once this one is given?
    pub(super) fn supersedes(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set(new, _), Self::Set(old, _)) => new == old,
            (Self::Override(new, _), Self::Override(old, _)) => new == old,
            (Self::SetSpeed(_), Self::SetSpeed(_))
            | (Self::Inspect(_), Self::Inspect(_))
            | (Self::Scrub(_), Self::Scrub(_)) => true,
            _ => false,
        }
    }
}

/// What travels to the simulation.
#[derive(Debug)]
pub(super) enum Letter {
    /// A command, and how many letters of these first two kinds were sent up to it.
    Command(u64, Command),
    /// A whole workbench to go on with instead, counted alike.
    TakeUp(u64, Box<Workbench>),
    /// A copy of the workbench is wanted.
    Copy(Sender<Box<Workbench>>),
}

/// A command and the moment at which it took effect.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LogEntry {
    /// Presentations made in this session before it, resets included.
    pub at: u64,
    /// The command.
    pub command: Command,
}

impl LogEntry {
    /// Did it begin a new neuron, where `params` were in force before it? They are then those in force after it.
    pub fn begins_anew(&self, params: &mut Params) -> bool {
        let before = params.clone();
        match &self.command {
            Command::Set(id, value) => {
                // It was accepted once.
                let _ = params.set(*id, *value);
            }
            Command::SetAll(now) | Command::Load { params: now, .. } => params.clone_from(now),
            _ => {}
        }
        let restarts = matches!(self.command, Command::Load { .. } | Command::Reset { .. });
        let built_in = |id: &ParamId| id.spec().effect == Effect::Rebuild;
        restarts || ParamId::ALL.iter().any(|id| built_in(id) && before.get(*id) != params.get(*id))
    }
}
