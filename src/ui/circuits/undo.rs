//! Undo and redo of what was changed of a circuit. A step is what lies between two moments of rest.

use serde::{Deserialize, Serialize};

use super::{CircuitCommand, CircuitSnapshot};
use crate::engine::circuits::{Beginning, CircuitAction};
use crate::engine::{MOST_RUNS, Navigate};

/// Most steps kept.
const MOST: usize = 200;

/// Rule, task, settings and whether others learn beside it, as actions would set them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Settled {
    task: String,
    rule: String,
    seed: u64,
    settings: Vec<(String, String)>,
    comparing: bool,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Step {
    before: Settled,
    after: Settled,
    /// Where the circuit before it is, if it began a new one: steps and actions of the session.
    circuit: Option<(u64, usize)>,
}

/// The steps taken and taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CircuitUndo {
    #[serde(skip)]
    settled: Option<(Settled, u64, usize)>,
    #[serde(skip)]
    run: Option<u64>,
    /// What happens up to the command with this number is no step.
    #[serde(skip)]
    silent_until: Option<u64>,
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Settled {
    fn of(snapshot: &CircuitSnapshot) -> Self {
        let Beginning { rule, task, settings, seed } = &snapshot.now;
        let values = settings.iter().map(|(one, value)| (one.key.to_owned(), one.show(value)));
        Self {
            task: task.key.to_owned(),
            rule: rule.key.to_owned(),
            seed: *seed,
            settings: values.collect(),
            comparing: !snapshot.others.is_empty(),
        }
    }

    /// The actions that lead here from `now`.
    fn actions(&self, now: &Self) -> Vec<CircuitAction> {
        let mut actions = Vec::new();
        if self.task != now.task {
            actions.push(CircuitAction::Task(self.task.clone()));
        }
        if self.rule != now.rule {
            actions.push(CircuitAction::Rule(self.rule.clone()));
        }
        let same = self.task == now.task && self.rule == now.rule;
        let differs = |one: &&(String, String)| !same || !now.settings.contains(one);
        let set =
            |(key, value): &(String, String)| CircuitAction::Set { key: key.clone(), value: value.clone() };
        actions.extend(self.settings.iter().filter(differs).map(set));
        if self.seed != now.seed {
            actions.push(CircuitAction::Restart(self.seed));
        }
        if self.comparing != now.comparing {
            actions.push(CircuitAction::Compare(self.comparing));
        }
        actions
    }

    /// What became of `before`, in a few words.
    fn since(&self, before: &Self) -> String {
        let mut changed = self.settings.iter().filter(|one| !before.settings.contains(one));
        if self.task != before.task {
            format!("task {} › {}", before.task, self.task)
        } else if self.rule != before.rule {
            format!("rule {} › {}", before.rule, self.rule)
        } else if self.seed != before.seed {
            format!("seed {} › {}", before.seed, self.seed)
        } else if self.comparing != before.comparing {
            format!("all rules at once {}", if self.comparing { "on" } else { "off" })
        } else {
            changed.next().map_or_else(String::new, |(key, value)| format!("{key} › {value}"))
        }
    }
}

impl CircuitUndo {
    /// Looks at what is in force. `moving` says that it has not come to rest.
    pub fn observe(&mut self, snapshot: &CircuitSnapshot, moving: bool) {
        let now = Settled::of(snapshot);
        let timeline = &snapshot.timeline;
        let here = (now, snapshot.generation, snapshot.log.len());
        // The snapshot in which the command has been carried out is the last silent one.
        let silent = self.silent_until.is_some() || timeline.seeking.is_some();
        if timeline.seeking.is_none() && timeline.live {
            self.silent_until = self.silent_until.filter(|&number| snapshot.applied < number);
        }
        let waits = self.silent_until.is_some() || timeline.seeking.is_some();
        let elsewhere = !timeline.live || self.run.is_some_and(|run| run != timeline.run);
        if silent || elsewhere || self.settled.is_none() {
            if timeline.live {
                self.run = Some(timeline.run);
            }
            if !waits && timeline.live {
                self.settled = Some(here);
            }
            return;
        }
        if moving {
            return;
        }
        let Some((before, generation, actions)) = self.settled.replace(here.clone()) else { return };
        if before == here.0 {
            return;
        }
        // The first later action is where the circuit before it ends.
        let at = snapshot.log.get(actions).map_or(timeline.made, |entry| entry.at);
        let circuit = (generation != here.1 && at > 0).then_some((at, actions));
        if self.done.len() == MOST {
            self.done.remove(0);
        }
        self.done.push(Step { before, after: here.0, circuit });
        self.undone.clear();
    }

    /// The commands that take back the last step; `issued` is the number of the last command sent.
    pub fn undo(&mut self, snapshot: &CircuitSnapshot, issued: u64) -> Vec<CircuitCommand> {
        if !snapshot.timeline.live || snapshot.timeline.runs.len() >= MOST_RUNS {
            return Vec::new();
        }
        let Some(step) = self.done.pop() else { return Vec::new() };
        let commands = match step.circuit {
            Some((made, actions)) => vec![CircuitCommand::Navigate(Navigate::Return { made, actions })],
            None => acts(step.before.actions(&Settled::of(snapshot))),
        };
        self.undone.push(step);
        self.silence(issued + commands.len() as u64);
        commands
    }

    /// The commands that make the last step again that was taken back.
    pub fn redo(&mut self, snapshot: &CircuitSnapshot, issued: u64) -> Vec<CircuitCommand> {
        let Some(mut step) = self.undone.pop_if(|_| snapshot.timeline.live) else { return Vec::new() };
        let commands = acts(step.after.actions(&Settled::of(snapshot)));
        step.circuit = step.circuit.map(|_| (snapshot.timeline.made, snapshot.log.len()));
        self.done.push(step);
        self.silence(issued + commands.len() as u64);
        commands
    }

    /// What happens up to the command with this number is not the person's.
    pub fn silence(&mut self, until: u64) {
        self.silent_until = Some(until);
    }

    /// What undo and redo would do, in words.
    pub fn next(&self) -> (Option<String>, Option<String>) {
        let back = |step: &Step| {
            let text = step.before.since(&step.after);
            if step.circuit.is_some() { format!("{text}, and the circuit before") } else { text }
        };
        (self.done.last().map(back), self.undone.last().map(|step| step.after.since(&step.before)))
    }
}

fn acts(actions: Vec<CircuitAction>) -> Vec<CircuitCommand> {
    actions.into_iter().map(CircuitCommand::Act).collect()
}
