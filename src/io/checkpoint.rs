//! Finished points of a long computation, kept line by line so that it can be resumed.
//!
//! The first line says what is computed; a checkpoint of anything else is refused. A line cut short by an
//! interruption is left out. What is kept is checked like anything that comes from outside.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::input::{self, ReadError};
use super::naming::shown;
use super::output::WriteError;
use crate::analysis::atlas::Trained;
use crate::analysis::feasibility::Feasibility;
use crate::analysis::growth::Grown;
use crate::analysis::sweep::Found;
use crate::analysis::training::Outcome;

/// Larger files are not checkpoints: a point takes some hundred bytes.
pub const LARGEST_FILE: u64 = 256 << 20;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// It cannot be read.
    #[error("checkpoint: {0}")]
    Read(#[from] ReadError),
    /// It cannot be written.
    #[error("checkpoint: {0}")]
    Write(#[from] WriteError),
    /// Another program adds to it.
    #[error("the checkpoint {} is in use by another program: give another file, or wait", shown(path))]
    InUse {
        /// Where it is.
        path: PathBuf,
    },
    /// It belongs to other settings.
    #[error(
        "the checkpoint {} is of another computation: give another file, or the same settings",
        shown(path)
    )]
    Other {
        /// Where it is.
        path: PathBuf,
    },
    /// A value that the computation cannot have given.
    #[error(
        "the checkpoint {}, line {line}: {problem}: remove the line, and the point is computed again",
        shown(path)
    )]
    Unsound {
        /// Where it is.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Which value, and what it may be.
        problem: String,
    },
}

/// Something that a checkpoint keeps.
pub trait Kept: Serialize + DeserializeOwned {
    /// Can the computation have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    fn check(&self) -> Result<(), String>;
}

impl Kept for Found<Outcome> {
    fn check(&self) -> Result<(), String> {
        self.result.check()
    }
}

impl Kept for Trained {
    fn check(&self) -> Result<(), String> {
        Self::check(self)
    }
}

impl Kept for Found<Grown> {
    fn check(&self) -> Result<(), String> {
        self.result.check()
    }
}

impl Kept for Found<Feasibility> {
    fn check(&self) -> Result<(), String> {
        self.result.check()
    }
}

/// An open checkpoint.
#[derive(Debug)]
pub struct Checkpoint {
    file: Mutex<Lines>,
}

/// A file to which whole lines are added.
#[derive(Debug)]
struct Lines {
    file: File,
    /// Length up to the last whole line.
    length: u64,
}

impl Checkpoint {
    /// Opens or begins the checkpoint of the computation that `heading` describes, and gives the points
    /// finished so far.
    ///
    /// # Errors
    /// [`CheckpointError`]; the file is as it was then.
    pub fn open<T: Kept>(path: &Path, heading: &Json) -> Result<(Self, Vec<T>), CheckpointError> {
        let failed = |source| WriteError { path: path.to_owned(), source };
        // What is no regular file is refused before it is opened to be written.
        let bytes = match input::bytes(path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n').enumerate();
        match lines.next() {
            None => {}
            Some((_, line)) if serde_json::from_slice::<Json>(line).is_ok_and(|found| found == *heading) => {}
            Some(_) => return Err(CheckpointError::Other { path: path.to_owned() }),
        }
        let mut done = Vec::new();
        for (at, line) in lines {
            let Ok(point) = serde_json::from_slice::<T>(line) else { continue };
            let unsound = |problem| CheckpointError::Unsound { path: path.to_owned(), line: at + 1, problem };
            point.check().map_err(unsound)?;
            done.push(point);
        }
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
        if file.try_lock().is_err() {
            return Err(CheckpointError::InUse { path: path.to_owned() });
        }
        let mut lines = Lines { file, length: bytes.len() as u64 };
        if bytes.is_empty() {
            lines.add(heading).map_err(failed)?;
        } else if !bytes.ends_with(b"\n") {
            lines.write(b"\n").map_err(failed)?;
        }
        Ok((Self { file: Mutex::new(lines) }, done))
    }

    /// Adds a finished point.
    ///
    /// # Errors
    /// What the system says; nothing of the point is in the file then.
    pub fn add(&self, point: &impl Serialize) -> io::Result<()> {
        let failed = |_| io::Error::other("another thread failed while writing");
        self.file.lock().map_err(failed)?.add(point)
    }
}

impl Lines {
    fn add(&mut self, point: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(point)?;
        line.push(b'\n');
        self.write(&line)
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        match self.file.write_all(line) {
            Ok(()) => self.length += line.len() as u64,
            Err(error) => {
                // Half a line would spoil the next one.
                self.file.set_len(self.length)?;
                return Err(error);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    impl Kept for f64 {
        fn check(&self) -> Result<(), String> {
            if *self <= 100.0 { Ok(()) } else { Err(format!("{self} is above 100")) }
        }
    }

    #[test]
    fn points_come_back_exactly_and_a_cut_line_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points");
        let heading = json!({"what": "sweep", "a": 0.1});
        let values = [0.1 + 0.2, 1.0 / 3.0, 1e-300];
        let (checkpoint, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert!(done.is_empty());
        values.iter().for_each(|value| checkpoint.add(value).unwrap());
        assert!(matches!(Checkpoint::open::<f64>(&path, &heading), Err(CheckpointError::InUse { .. })));
        drop(checkpoint);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.len() - 4);
        std::fs::write(&path, bytes).unwrap();
        let (checkpoint, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert_eq!(done[..2], values[..2]);
        checkpoint.add(&7.0).unwrap();
        drop(checkpoint);
        let (checkpoint, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert_eq!(done.last(), Some(&7.0));
        checkpoint.add(&750.0).unwrap();
        drop(checkpoint);
        let unsound = Checkpoint::open::<f64>(&path, &heading).unwrap_err().to_string();
        assert!(unsound.contains("line 6: 750 is above 100: remove the line"), "{unsound}");
        assert!(matches!(
            Checkpoint::open::<f64>(&path, &json!({"what": "grow"})),
            Err(CheckpointError::Other { .. })
        ));
    }
}
