//! Long computations of many points: progress, a file that keeps what is finished, and parts for several machines.

use std::collections::HashSet;
use std::hash::Hash;
use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Value as Json, json};

use super::Failure;
use super::output::{progress_bar, say};
use crate::io::checkpoint::{Checkpoint, Kept};

/// Where finished points are kept, and which of them are this process's.
#[derive(Debug, Args)]
pub(super) struct Keeping {
    /// Keep finished points in this file, and resume from what it holds
    #[arg(long, value_name = "FILE")]
    pub(super) checkpoint: Option<PathBuf>,
    /// Compute only part K of N (1/16 to 16/16) and keep it in the checkpoint; `equipoise merge` puts the parts together
    #[arg(long, value_name = "K/N", requires = "checkpoint")]
    shard: Option<Shard>,
    /// Compute nothing: every point must be in the checkpoint
    #[arg(long, hide = true, requires = "checkpoint")]
    complete: bool,
}

/// One part of a computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Shard {
    /// Which, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    const MOST: usize = 100_000;

    /// Is the point at this place of the list in this part?
    fn has(self, at: usize) -> bool {
        at % self.of == self.part - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        numbers
            .filter(|(part, of)| (1..=*of).contains(part) && *of <= Self::MOST)
            .map(|(part, of)| Self { part, of })
            .ok_or_else(|| format!("give K/N with K from 1 to N, as in 1/16, and N at most {}", Self::MOST))
    }
}

/// Could the checkpoint keep every finished point?
pub(super) type AllKept = Result<(), Failure>;

/// What came of a computation.
pub(super) enum Computed<T> {
    /// Every point, in no particular order, and whether all of them could be kept.
    Whole(Vec<T>, AllKept),
    /// One part, which is in its file now: there is nothing more to say.
    Part,
}

/// What remains to be done, and what is already.
pub(super) struct Wanted<'a, K, T> {
    /// Points to be computed or taken from those done.
    pub points: &'a [K],
    /// Finished before.
    pub done: &'a [T],
    /// To be told each new one, from any thread.
    pub finished: &'a (dyn Fn(&T) + Sync),
}

impl Keeping {
    /// Has `work` compute the points that this process is to compute. `identity` says what is computed: whatever is
    /// kept of something else is refused.
    pub fn compute<K: Copy + Eq + Hash, T: Kept + Sync>(
        &self,
        identity: &Json,
        points: &[K],
        key: impl Fn(&T) -> K,
        work: impl FnOnce(&Wanted<'_, K, T>) -> Result<Vec<T>, Failure>,
    ) -> Result<Computed<T>, Failure> {
        let mine: Vec<K> = match self.shard {
            None => points.to_vec(),
            Some(shard) => {
                points.iter().enumerate().filter(|(at, _)| shard.has(*at)).map(|(_, point)| *point).collect()
            }
        };
        let heading = self.heading(identity, points.len());
        let (checkpoint, done) = match &self.checkpoint {
            Some(path) => {
                let (checkpoint, done) = Checkpoint::open(path, &heading).map_err(Failure::usage)?;
                (Some(checkpoint), done)
            }
            None => (None, Vec::new()),
        };
        let known: HashSet<K> = done.iter().map(&key).collect();
        let before = mine.iter().filter(|point| known.contains(point)).count();
        if self.complete && before < mine.len() {
            return Err(Failure::Failed(format!(
                "{} of {} points are missing: run the parts again that are not finished",
                mine.len() - before,
                mine.len()
            )));
        }
        let progress = progress_bar(mine.len() as u64);
        progress.set_position(before as u64);
        progress.reset_eta();
        let trouble = Mutex::new(None);
        let added = AtomicUsize::new(0);
        let finished = |found: &T| {
            progress.inc(1);
            let Some(checkpoint) = &checkpoint else { return };
            match checkpoint.add(found) {
                Ok(()) => drop(added.fetch_add(1, Ordering::Relaxed)),
                Err(error) => note(&trouble, &progress, &error),
            }
        };
        let found = work(&Wanted { points: &mine, done: &done, finished: &finished })?;
        progress.finish_and_clear();
        let kept_points = before + added.into_inner();
        let kept: AllKept = match trouble.into_inner().ok().flatten() {
            None => Ok(()),
            Some(error) => Err(Failure::Failed(format!(
                "the checkpoint holds {kept_points} of {} points: {error}",
                mine.len()
            ))),
        };
        if let (Some(Shard { part, of }), Some(path)) = (self.shard, &self.checkpoint) {
            kept?;
            say(format_args!(
                "part {part} of {of}: {} of {} points, kept in {}",
                mine.len(),
                points.len(),
                crate::io::naming::shown(path)
            ))?;
            return Ok(Computed::Part);
        }
        Ok(Computed::Whole(found, kept))
    }

    /// The first line of the file.
    fn heading(&self, identity: &Json, points: usize) -> Json {
        let Some(shard) = self.shard else { return identity.clone() };
        json!({
            "part": shard,
            "points": points,
            "command": super::output::command_words(),
            "identity": identity,
        })
    }
}

/// Says at once, wherever standard error goes, that finished points can no longer be kept; once is enough.
fn note(trouble: &Mutex<Option<String>>, progress: &ProgressBar, error: &std::io::Error) {
    let Ok(mut slot) = trouble.lock() else { return };
    if slot.replace(error.to_string()).is_none() {
        progress.suspend(|| {
            let _ = writeln!(
                std::io::stderr(),
                "equipoise: the checkpoint cannot be continued ({error}); computing goes on"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_disjoint_and_whole() {
        for of in 1..9 {
            for at in 0..40 {
                let having = (1..=of).filter(|&part| Shard { part, of }.has(at));
                assert_eq!(having.count(), 1, "{at} of {of}");
            }
        }
        for bad in ["", "3", "0/4", "5/4", "1/0", "-1/4", "a/b", "1/100001"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
        assert_eq!("3/16".parse(), Ok(Shard { part: 3, of: 16 }));
    }
}
