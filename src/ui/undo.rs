//! Undo and redo of parameter changes, by hand or not. A step is what the log has between two moments of rest.

use crate::engine::{Action, Command, Log, LogEntry, MOST_RUNS, Navigate, RuleChange, Snapshot};
use crate::model::plasticity::Rules;
use crate::model::{ParamId, Params};

/// Most steps kept.
const MOST: usize = 200;

/// One step.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(from = "Kept")]
struct Step {
    /// Parameters with their values before and after.
    changes: Vec<(ParamId, f64, f64)>,
    /// Loaded rules before and after, if they changed.
    rules: Option<(Rules, Rules)>,
    /// Where the neuron before it is, if it began a new one: presentations and commands of the session.
    neuron: Option<(u64, usize)>,
}

/// A step in a file; the first ones were changes alone.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Kept {
    Changes(Vec<(ParamId, f64, f64)>),
    Step {
        changes: Vec<(ParamId, f64, f64)>,
        #[serde(default)]
        rules: Option<(Rules, Rules)>,
        neuron: Option<(u64, usize)>,
    },
}

impl From<Kept> for Step {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Changes(changes) => Self { changes, rules: None, neuron: None },
            Kept::Step { changes, rules, neuron } => Self { changes, rules, neuron },
        }
    }
}

/// The steps taken and taken back; these alone are kept in a file.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Undo {
    #[serde(skip)]
    settled: Option<Params>,
    /// Actions of the log when they settled, and the last of them: a further value may take its place.
    #[serde(skip)]
    commands: usize,
    #[serde(skip)]
    last: Option<LogEntry>,
    /// A neuron is on its way back.
    #[serde(skip)]
    returning: bool,
    /// Parameters and commands before the step that is being made again.
    #[serde(skip)]
    redoing: Option<(Params, usize)>,
    /// Number of the run that was looked at last.
    #[serde(skip)]
    run: Option<u64>,
    #[serde(skip)]
    was_live: bool,
    /// Changes up to the command with this number are not steps.
    #[serde(skip)]
    silent_until: Option<u64>,
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Undo {
    /// Looks at the parameters in force. `moving` says that they have not come to rest.
    pub fn observe(&mut self, snapshot: &Snapshot, moving: bool) {
        let now = &snapshot.params;
        let timeline = &snapshot.timeline;
        if self.settled.is_none() && self.silent_until.is_some_and(|number| snapshot.applied < number) {
            // A session that is still on its way.
            return;
        }
        let other = self.run.is_some_and(|run| run != timeline.run);
        let branched = other && timeline.live && (!self.was_live || self.returning);
        let elsewhere = !timeline.live || (other || !self.was_live) && !branched;
        if other && !branched {
            // Steps of another run mean nothing here.
            self.done.clear();
            self.undone.clear();
        } else if branched {
            // Nor do neurons that a branch has not had.
            let there = |step: &Step| {
                step.neuron
                    .is_none_or(|(made, commands)| made <= timeline.made && commands <= snapshot.log.len())
            };
            self.done.retain(there);
        }
        let waits = self.silent_until.is_some() || self.settled.is_none() || self.returning;
        let silent = elsewhere || waits;
        // The snapshot in which the command has been carried out is the last silent one.
        self.silent_until = self.silent_until.filter(|&number| snapshot.applied < number);
        let arrived = self.silent_until.is_none() && timeline.live && timeline.seeking.is_none();
        self.returning &= !arrived;
        if arrived && let Some((params, commands)) = self.redoing.take() {
            // A step that is made again begins its new neuron somewhere else.
            let neuron = neuron_before(snapshot, &params, commands);
            self.done.iter_mut().rev().take(1).for_each(|step| step.neuron = neuron);
        }
        let settled = self.settled.get_or_insert_with(|| now.clone());
        if !silent && moving {
            return;
        }
        // The past and other runs have parameters of their own. What growing adds by itself is not in the log.
        let done = after(settled, &snapshot.log, self.commands, self.last.as_ref());
        if !silent && *settled != done {
            let neuron = neuron_before(snapshot, settled, self.commands);
            let rules = (settled.rules != done.rules).then(|| (settled.rules.clone(), done.rules.clone()));
            let step = Step { changes: difference(settled, &done), rules, neuron };
            if self.done.len() == MOST {
                self.done.remove(0);
            }
            self.done.push(step);
            self.undone.clear();
        }
        settled.clone_from(now);
        self.commands = snapshot.log.len();
        self.last = snapshot.log.last().cloned();
        self.run = Some(timeline.run);
        self.was_live = timeline.live;
    }

    /// Changes up to the command with this number are not the person's.
    pub fn silence(&mut self, issued: u64) {
        self.silent_until = Some(issued);
    }

    /// The commands that take back the last step, if there is one: where that began a new neuron, they bring back the
    /// one before, as it was.
    pub fn undo(&mut self, snapshot: &Snapshot) -> Option<Vec<Command>> {
        let last = self.done.last().filter(|_| snapshot.timeline.live)?;
        if let Some((made, actions)) = last.neuron
            && snapshot.timeline.runs.len() >= MOST_RUNS
        {
            // It will be refused, in words; the step stays.
            return Some(vec![Command::Navigate(Navigate::Return { made, actions })]);
        }
        let step = self.done.pop()?;
        self.returning = step.neuron.is_some();
        let commands = match step.neuron {
            Some((made, actions)) => vec![Command::Navigate(Navigate::Return { made, actions })],
            None => {
                let values = step.changes.iter().map(|&(id, from, _)| (id, from));
                set(&snapshot.params, values, step.rules.as_ref().map(|(before, _)| before))
            }
        };
        self.undone.push(step);
        Some(commands)
    }

    /// The commands that make the last step again that was taken back, if there is one.
    pub fn redo(&mut self, snapshot: &Snapshot) -> Option<Vec<Command>> {
        let step = self.undone.pop_if(|_| snapshot.timeline.live)?;
        self.redoing = Some((snapshot.params.clone(), snapshot.log.len()));
        let values = step.changes.iter().map(|&(id, _, to)| (id, to));
        let commands = set(&snapshot.params, values, step.rules.as_ref().map(|(_, after)| after));
        self.done.push(step);
        Some(commands)
    }

    /// What undo would do, in words; in the past, nothing.
    pub fn next_undo(&self) -> Option<String> {
        let step = self.done.last().filter(|_| self.was_live)?;
        let text = describe(step.changes.iter().map(|&(id, from, to)| (id, to, from)), step.rules.is_some());
        Some(if step.neuron.is_some() { format!("{text}, and the neuron before") } else { text })
    }

    /// What redo would do, in words.
    pub fn next_redo(&self) -> Option<String> {
        self.undone
            .last()
            .filter(|_| self.was_live)
            .map(|step| describe(step.changes.iter().copied(), step.rules.is_some()))
    }
}

/// Where the neuron of `settled` is, of a session whose log then had this many actions, if a later one began another.
fn neuron_before(snapshot: &Snapshot, settled: &Params, commands: usize) -> Option<(u64, usize)> {
    let mut params = settled.clone();
    let later = snapshot.log.iter().enumerate().skip(commands);
    let (at, entry) = later.into_iter().find(|(_, entry)| entry.action.begins_again(&mut params))?;
    // A neuron that has not been shown anything is no loss.
    (entry.at > 0).then_some((entry.at, at))
}

/// What `params` are after the actions of the log from number `from` on; the one before is among them if it is no longer
/// `last`.
fn after(params: &Params, log: &Log, from: usize, last: Option<&LogEntry>) -> Params {
    let mut params = params.clone();
    let before = from.checked_sub(1);
    let replaced = before.is_some_and(|at| log.get(at) != last);
    let from = before.filter(|_| replaced).unwrap_or(from);
    log.iter().skip(from).for_each(|entry| entry.action.change(&mut params));
    params
}

fn difference(before: &Params, after: &Params) -> Vec<(ParamId, f64, f64)> {
    let changed = ParamId::ALL.iter().filter(|&&id| before.get(id) != after.get(id));
    changed.map(|&id| (id, before.get(id), after.get(id))).collect()
}

fn set(params: &Params, values: impl Iterator<Item = (ParamId, f64)>, rules: Option<&Rules>) -> Vec<Command> {
    let differs = |&(id, value): &(ParamId, f64)| params.get(id) != value;
    let rules = rules.map(|rules| Action::Rules(RuleChange::All(rules.clone())));
    let values = Action::SetTogether(values.filter(differs).collect());
    rules.into_iter().chain([values]).map(Command::Act).collect()
}

fn describe(mut step: impl Iterator<Item = (ParamId, f64, f64)>, rules: bool) -> String {
    let Some((id, from, to)) = step.next() else {
        return if rules { "loaded rules".to_owned() } else { String::new() };
    };
    let spec = id.spec();
    let first =
        format!("{} {} › {}", spec.symbol, super::format::value(spec, from), super::format::value(spec, to));
    match step.count() {
        0 => first,
        1 => format!("{first} and one more"),
        more => format!("{first} and {more} more"),
    }
}
