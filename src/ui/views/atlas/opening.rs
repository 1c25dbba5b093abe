//! A neuron of the atlas becomes the neuron on screen, at the epoch that is shown.

use crate::analysis::atlas::{Frame, Plan};
use crate::engine::{Action, Command, RunState, Snapshot, Speed, Transport};
use crate::model::{ParamId, Params};

/// Frames after which a neuron that has not come is no longer waited for.
const PATIENCE: u32 = 2000;

/// On the way to an epoch of a neuron.
pub struct Opening {
    params: Params,
    seed: u64,
    /// Presentations with supervision, and with those without.
    supervised: u64,
    total: u64,
    /// Supervision has been withdrawn.
    withdrawn: bool,
    /// The speed that the person had chosen.
    speed: Speed,
    /// Which neuron was there before.
    before: u64,
    waited: u32,
}

impl Opening {
    /// Begins: the neuron of this cell starts, and trains until the epoch of this frame or the end of supervision.
    pub fn begin(
        plan: &Plan,
        (cell, frame): (usize, &Frame),
        snapshot: &Snapshot,
        commands: &mut Vec<Command>,
    ) -> Option<Self> {
        let params = plan.params(cell).ok()?;
        let p = params.p as u64;
        let (supervised, total) = (frame.epoch.min(plan.schedule.epochs) * p, frame.epoch * p);
        commands.push(Command::Act(Action::Load { params: Box::new(params.clone()), seed: plan.first_seed }));
        commands.push(Command::Transport(Transport::SetSpeed(Speed::Unlimited)));
        commands.push(run(supervised));
        let (speed, before) = (snapshot.speed, snapshot.generation);
        Some(Self {
            params,
            seed: plan.first_seed,
            supervised,
            total,
            withdrawn: false,
            speed,
            before,
            waited: 0,
        })
    }

    /// Goes on; false once it is there, or once the person has done something else.
    pub fn go_on(&mut self, snapshot: &Snapshot, commands: &mut Vec<Command>) -> bool {
        let goes_on = self.step(snapshot, commands);
        if !goes_on {
            commands.push(Command::Transport(Transport::SetSpeed(self.speed)));
        }
        goes_on
    }

    fn step(&mut self, snapshot: &Snapshot, commands: &mut Vec<Command>) -> bool {
        if snapshot.generation == self.before {
            self.waited += 1;
            return self.waited < PATIENCE;
        }
        let unsupervised = self.withdrawn && snapshot.params == self.params.unsupervised();
        if snapshot.seed != self.seed || !(unsupervised || snapshot.params == self.params) {
            return false;
        }
        let aim = if self.withdrawn { self.total } else { self.supervised };
        if snapshot.presentations < aim {
            // Paused before it has begun, it is about to; later it was the person.
            let from = if self.withdrawn { self.supervised } else { 0 };
            return snapshot.run != RunState::Paused || snapshot.presentations == from;
        }
        if self.withdrawn || self.total == self.supervised {
            return false;
        }
        self.withdrawn = true;
        let off = vec![(ParamId::ach, 0.0), (ParamId::na, 0.0)];
        commands.push(Command::Act(Action::SetTogether(off)));
        commands.push(run(self.total - self.supervised));
        true
    }
}

fn run(presentations: u64) -> Command {
    Command::Transport(if presentations == 0 { Transport::Pause } else { Transport::RunFor(presentations) })
}
