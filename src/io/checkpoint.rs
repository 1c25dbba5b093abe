//! Finished points of a long computation, kept line by line so that it can be taken up again.
//!
//! The first line says what is computed; a checkpoint of anything else is refused. A line cut short
//! by an interruption is left out.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// It cannot be read or written.
    #[error("cannot use the checkpoint {}: {source}", path.display())]
    Io {
        /// Where it is.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It belongs to other settings.
    #[error("the checkpoint {} is of another computation: give another file, or the same settings", path.display())]
    Other {
        /// Where it is.
        path: PathBuf,
    },
}

/// An open checkpoint.
#[derive(Debug)]
pub struct Checkpoint {
    file: Mutex<File>,
}

impl Checkpoint {
    /// Opens or begins the checkpoint of the computation that `heading` describes, and gives the points
    /// finished so far.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn open<T: DeserializeOwned>(path: &Path, heading: &Json) -> Result<(Self, Vec<T>), CheckpointError> {
        let io = |source| CheckpointError::Io { path: path.to_owned(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(io)?;
        let mut lines = Vec::new();
        let mut whole = true;
        let mut reader = BufReader::new(&file);
        loop {
            let mut line = Vec::new();
            if reader.read_until(b'\n', &mut line).map_err(io)? == 0 {
                break;
            }
            whole = line.ends_with(b"\n");
            lines.push(line);
        }
        let mut lines = lines.into_iter();
        match lines.next() {
            None => writeln!(file, "{heading}").map_err(io)?,
            Some(line) if serde_json::from_slice::<Json>(&line).is_ok_and(|found| found == *heading) => {}
            Some(_) => return Err(CheckpointError::Other { path: path.to_owned() }),
        }
        if !whole {
            writeln!(file).map_err(io)?;
        }
        let done = lines.filter_map(|line| serde_json::from_slice(&line).ok()).collect();
        Ok((Self { file: Mutex::new(file) }, done))
    }

    /// Adds a finished point.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&self, point: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(point)?;
        line.push(b'\n');
        let mut file =
            self.file.lock().map_err(|_| io::Error::other("another thread failed while writing"))?;
        file.write_all(&line)?;
        file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn points_come_back_exactly_and_a_cut_line_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points");
        let heading = json!({"what": "sweep", "a": 0.1});
        let values = [0.1 + 0.2, 1.0 / 3.0, 1e-300];
        let (checkpoint, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert!(done.is_empty());
        values.iter().for_each(|value| checkpoint.add(value).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.len() - 4);
        std::fs::write(&path, bytes).unwrap();
        let (checkpoint, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert_eq!(done[..2], values[..2]);
        checkpoint.add(&7.0).unwrap();
        let (_, done) = Checkpoint::open::<f64>(&path, &heading).unwrap();
        assert_eq!(done.last(), Some(&7.0));
        assert!(matches!(
            Checkpoint::open::<f64>(&path, &json!({"what": "grow"})),
            Err(CheckpointError::Other { .. })
        ));
    }
}
