//! Session files: everything that a person can change, the state, the histories and the command log.
//!
//! A header of 32 bytes, little endian, and the contents:
//!
//! ```text
//! 0   "EQUIPOISE\r\n\x1a"   12 bytes; a copy in text mode no longer has them
//! 12  version of the format  u32
//! 16  length of the rest     u64
//! 24  CRC-32 of the rest     u32
//! 28  0                      u32
//! 32  MessagePack, deflated
//! ```
//!
//! Names are written out in the contents, so that a later version can read an earlier one: what is new is
//! at its default there. Length and checksum are compared before anything is read.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use serde::{Deserialize, Serialize};

use super::input::{self, ReadError};
use super::naming::shown;
use super::output::{Output, WriteError};
use crate::engine::any;
use crate::engine::circuits::LiveCircuit;
use crate::engine::{CircuitBench, SavedWorkbench, Work, Workbench};
use crate::model::packed;
use crate::model::state::StateError;

/// How a file of this kind ends.
pub const EXTENSION: &str = "equipoise";
/// The format that this version writes; it reads this one and all before it.
pub const FORMAT: u32 = 2;
/// A larger file is not read, and none is written.
pub const LARGEST_FILE: u64 = 1 << 30;
/// Largest uncompressed payload. Long lists of numbers are byte strings and all others are of bounded length, so that
/// reading takes at most about four times as much memory.
pub const LARGEST_CONTENTS: u64 = 1 << 30;

const MAGIC: [u8; 12] = *b"EQUIPOISE\r\n\x1a";
const HEADER: usize = 32;

/// What a session file holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Contents {
    /// Version of the program that wrote it.
    pub program: String,
    /// Seconds since 1970 when it was written.
    #[serde(default)]
    pub written: u64,
    /// The runs.
    bench: SavedWorkbench,
    /// Runs of circuits, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    circuits: Option<any::SavedWorkbench<LiveCircuit>>,
    /// What the window has to remember, as it likes; nothing of it is needed.
    #[serde(default, with = "packed")]
    pub window: Vec<u8>,
}

/// What is written of all work.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    neurons: &'a Workbench,
    circuits: Option<&'a CircuitBench>,
}

impl<'a> From<&'a Workbench> for Parts<'a> {
    fn from(neurons: &'a Workbench) -> Self {
        Self { neurons, circuits: None }
    }
}

impl<'a> From<&'a Work> for Parts<'a> {
    fn from(work: &'a Work) -> Self {
        Self { neurons: &work.neurons, circuits: work.circuits.as_ref() }
    }
}

/// A session that has been read.
#[derive(Debug)]
pub struct Opened {
    /// The runs, paused.
    pub bench: Workbench,
    /// Runs of circuits, paused, if there are any.
    pub circuits: Option<CircuitBench>,
    /// What the window has to remember.
    pub window: Vec<u8>,
    /// Seconds since 1970 when it was written.
    pub written: u64,
}

/// Why a session could not be opened. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system does not give it, or it is no regular file.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// Another kind of file.
    #[error("{} is not a session file", shown(path))]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// Written by a later version.
    #[error(
        "{} has format {format}, this version reads up to {FORMAT}: open it with a newer version",
        shown(path)
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// Too large.
    #[error("{} has {size} bytes, a session has at most {LARGEST_FILE}", shown(path))]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size.
        size: u64,
    },
    /// Part of it is missing.
    #[error("{} is cut short: {size} of {whole} bytes are there", shown(path))]
    Truncated {
        /// Which file.
        path: PathBuf,
        /// Bytes there.
        size: u64,
        /// Bytes that there should be.
        whole: u64,
    },
    /// It is not as it was written.
    #[error("{} is damaged: {problem}", shown(path))]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Its state is invalid.
    #[error("{}: {source}", shown(path))]
    State {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: StateError,
    },
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// Progress callback and cancel flag.
#[derive(Clone, Copy)]
pub struct Watcher<'a> {
    /// Told the finished part, from 0 to 1.
    pub progress: &'a dyn Fn(f32),
    /// Set once it is to stop.
    pub cancel: &'a Arc<AtomicBool>,
}

static NEVER: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

impl Watcher<'static> {
    /// Nobody.
    pub fn nobody() -> Self {
        Self { progress: &|_| (), cancel: &NEVER }
    }
}

impl Watcher<'_> {
    /// Fails once it is to stop.
    ///
    /// # Errors
    /// "cancelled".
    pub fn check(&self) -> io::Result<()> {
        if self.cancel.load(Ordering::Relaxed) { Err(io::Error::other("cancelled")) } else { Ok(()) }
    }
}

/// Counts what passes, and keeps why it no longer does.
struct Counted<'a, T> {
    inner: T,
    passed: u64,
    of: u64,
    watcher: Watcher<'a>,
    problem: Option<String>,
}

impl<'a, T> Counted<'a, T> {
    fn new(inner: T, of: u64, watcher: Watcher<'a>) -> Self {
        Self { inner, passed: 0, of, watcher, problem: None }
    }

    fn count(&mut self, bytes: usize) -> io::Result<usize> {
        let before = self.passed >> 20;
        self.passed += bytes as u64;
        if self.passed >> 20 != before {
            (self.watcher.progress)((self.passed as f32 / self.of.max(1) as f32).min(1.0));
        }
        self.watcher.check().map_err(|error| self.refuse(error.to_string()))?;
        Ok(bytes)
    }

    fn refuse(&mut self, problem: String) -> io::Error {
        self.problem = Some(problem.clone());
        io::Error::other(problem)
    }
}

impl<T: Read> Read for Counted<'_, T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.count(bytes)
    }
}

impl<T: Write> Write for Counted<'_, T> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.passed + buffer.len() as u64 > LARGEST_CONTENTS {
            let most = LARGEST_CONTENTS >> 20;
            return Err(
                self.refuse(format!("the session is larger than the {most} MiB of a file: discard runs"))
            );
        }
        let bytes = self.inner.write(buffer)?;
        self.count(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes `work` to `path`: the file is the old one or the whole new one.
///
/// # Errors
/// [`WriteError`]; what was there before stays.
pub fn save<'a>(
    path: &Path,
    work: impl Into<Parts<'a>>,
    window: Vec<u8>,
    watcher: Watcher<'_>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError { path: path.to_owned(), source };
    // Begun before the work, so that a place that cannot be written is known at once.
    let mut file = Output::create(path)?;
    let contents = deflated(work.into(), window, watcher).map_err(failed)?;
    let mut crc = Crc::new();
    crc.update(&contents);
    let mut header = MAGIC.to_vec();
    header.extend(FORMAT.to_le_bytes());
    header.extend((contents.len() as u64).to_le_bytes());
    header.extend(crc.sum().to_le_bytes());
    header.extend(0_u32.to_le_bytes());
    file.write_all(&header).and_then(|()| file.write_all(&contents)).map_err(failed)?;
    file.commit()
}

fn deflated(work: Parts<'_>, window: Vec<u8>, watcher: Watcher<'_>) -> io::Result<Vec<u8>> {
    let written = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let contents = Contents {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        written: written.map_or(0, |time| time.as_secs()),
        bench: work.neurons.to_saved(),
        circuits: work.circuits.map(CircuitBench::to_saved),
        window,
    };
    // What could not be opened is not written either.
    contents.bench.check().map_err(io::Error::other)?;
    contents.circuits.iter().try_for_each(|bench| bench.check()).map_err(io::Error::other)?;
    let encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let of = (work.neurons.bytes() + work.circuits.map_or(0, CircuitBench::bytes)) as u64;
    let mut counted = Counted::new(io::BufWriter::new(encoder), of, watcher);
    // rmp-serde hides the writer's error; report the original.
    rmp_serde::encode::write_named(&mut counted, &contents)
        .map_err(|error| io::Error::other(counted.problem.take().unwrap_or_else(|| error.to_string())))?;
    let encoder = counted.inner.into_inner().map_err(io::IntoInnerError::into_error)?;
    let deflated = encoder.finish()?;
    if deflated.len() as u64 + HEADER as u64 > LARGEST_FILE {
        return Err(io::Error::other("the session is too large for a file: discard runs"));
    }
    Ok(deflated)
}

/// Reads the session at `path`.
///
/// # Errors
/// [`OpenError`].
pub fn open(path: &Path, watcher: Watcher<'_>) -> Result<Opened, OpenError> {
    let contents = read(path, watcher)?;
    let Contents { bench, circuits, window, written, .. } = contents;
    let failed = |source| match source {
        StateError::Cancelled => OpenError::Cancelled,
        source => OpenError::State { path: path.to_owned(), source },
    };
    let bench = Workbench::restore(bench, watcher.cancel).map_err(failed)?;
    let circuits = circuits.map(|circuits| CircuitBench::restore(circuits, watcher.cancel));
    Ok(Opened { bench, circuits: circuits.transpose().map_err(failed)?, window, written })
}

fn read(path: &Path, watcher: Watcher<'_>) -> Result<Contents, OpenError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    // Its kind and format are told before its size.
    let (mut file, size) = input::open(path, u64::MAX)?;
    let foreign = || OpenError::Foreign { path: path.to_owned() };
    let mut header = [0; HEADER];
    if file.read_exact(&mut header).is_err() {
        return Err(foreign());
    }
    let header = Header::of(&header).ok_or_else(foreign)?;
    if header.format > FORMAT {
        return Err(OpenError::Newer { path: path.to_owned(), format: header.format });
    }
    if size > LARGEST_FILE {
        return Err(OpenError::TooLarge { path: path.to_owned(), size });
    }
    let whole = header.length.saturating_add(HEADER as u64);
    if size < whole {
        return Err(OpenError::Truncated { path: path.to_owned(), size, whole });
    }
    let damaged = |problem: String| OpenError::Damaged { path: path.to_owned(), problem };
    let mut deflated = Vec::new();
    file.take(header.length).read_to_end(&mut deflated).map_err(unreadable)?;
    let mut crc = Crc::new();
    crc.update(&deflated);
    if crc.sum() != header.crc || size > whole {
        return Err(damaged("its checksum does not agree".to_owned()));
    }
    let of = deflated.len() as u64;
    let counted = Counted::new(deflated.as_slice(), of, watcher);
    let inflated = io::BufReader::new(DeflateDecoder::new(counted)).take(LARGEST_CONTENTS);
    rmp_serde::from_read(inflated).map_err(|error| {
        if watcher.cancel.load(Ordering::Relaxed) { OpenError::Cancelled } else { damaged(error.to_string()) }
    })
}

struct Header {
    format: u32,
    length: u64,
    crc: u32,
}

impl Header {
    fn of(bytes: &[u8; HEADER]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (format, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (crc, _) = rest.split_first_chunk()?;
        Some(Self {
            format: u32::from_le_bytes(*format),
            length: u64::from_le_bytes(*length),
            crc: u32::from_le_bytes(*crc),
        })
    }
}
