//! Undo and redo of parameter changes, whoever made them: what is noticed is that the parameters of the
//! simulation have changed and come to rest.

use crate::engine::{Command, Snapshot};
use crate::model::{ParamId, Params};

/// Most steps kept.
const MOST: usize = 200;

/// One step: parameters with their values before and after.
type Step = Vec<(ParamId, f64, f64)>;

/// The steps taken and taken back; these alone are kept in a file.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Undo {
    #[serde(skip)]
    settled: Option<Params>,
    /// Number of the run that was looked at last.
    #[serde(skip)]
    run: Option<u64>,
    #[serde(skip)]
    was_live: bool,
    #[serde(skip)]
    was_growing: bool,
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
        // Growing adds associations by itself; the past and other runs have parameters of their own.
        if self.settled.is_none() && self.silent_until.is_some_and(|number| snapshot.applied < number) {
            // A session that is still on its way.
            return;
        }
        let other = self.run.is_some_and(|run| run != timeline.run);
        let branched = other && !self.was_live && timeline.live;
        let elsewhere = !timeline.live || (other || !self.was_live) && !branched;
        if other && !branched {
            // Steps of another run mean nothing here.
            self.done.clear();
            self.undone.clear();
        }
        let silent = elsewhere || self.silent_until.is_some() || self.settled.is_none();
        // The snapshot in which the command has been carried out is the last silent one.
        self.silent_until = self.silent_until.filter(|&number| snapshot.applied < number);
        let settled = self.settled.get_or_insert_with(|| now.clone());
        if snapshot.growing.is_some() || self.was_growing {
            settled.p = now.p;
        }
        self.was_growing = snapshot.growing.is_some();
        if silent {
            settled.clone_from(now);
        } else if moving {
            return;
        } else if settled != now {
            let step = difference(settled, now);
            if self.done.len() == MOST {
                self.done.remove(0);
            }
            self.done.push(step);
            self.undone.clear();
            settled.clone_from(now);
        }
        self.run = Some(timeline.run);
        self.was_live = timeline.live;
    }

    /// Changes up to the command with this number are not the person's.
    pub fn silence(&mut self, issued: u64) {
        self.silent_until = Some(issued);
    }

    /// The command that takes back the last step, if there is one.
    pub fn undo(&mut self, snapshot: &Snapshot) -> Option<Command> {
        let step = self.done.pop_if(|_| snapshot.timeline.live)?;
        let command = set(&snapshot.params, step.iter().map(|&(id, from, _)| (id, from)));
        self.undone.push(step);
        Some(command)
    }

    /// The command that makes the last step again that was taken back, if there is one.
    pub fn redo(&mut self, snapshot: &Snapshot) -> Option<Command> {
        let step = self.undone.pop_if(|_| snapshot.timeline.live)?;
        let command = set(&snapshot.params, step.iter().map(|&(id, _, to)| (id, to)));
        self.done.push(step);
        Some(command)
    }

    /// What undo would do, in words; in the past, nothing.
    pub fn next_undo(&self) -> Option<String> {
        self.done
            .last()
            .filter(|_| self.was_live)
            .map(|step| describe(step.iter().map(|&(id, from, to)| (id, to, from))))
    }

    /// What redo would do, in words.
    pub fn next_redo(&self) -> Option<String> {
        self.undone.last().filter(|_| self.was_live).map(|step| describe(step.iter().copied()))
    }
}

fn difference(before: &Params, after: &Params) -> Step {
    let changed = ParamId::ALL.iter().filter(|&&id| before.get(id) != after.get(id));
    changed.map(|&id| (id, before.get(id), after.get(id))).collect()
}

fn set(params: &Params, values: impl Iterator<Item = (ParamId, f64)>) -> Command {
    let mut params = params.clone();
    for (id, value) in values {
        // These values were in force once.
        let _ = params.set(id, value);
    }
    Command::SetAll(Box::new(params))
}

fn describe(mut step: impl Iterator<Item = (ParamId, f64, f64)>) -> String {
    let Some((id, from, to)) = step.next() else { return String::new() };
    let spec = id.spec();
    let first =
        format!("{} {} › {}", spec.symbol, super::format::value(spec, from), super::format::value(spec, to));
    match step.count() {
        0 => first,
        1 => format!("{first} and one more"),
        more => format!("{first} and {more} more"),
    }
}
