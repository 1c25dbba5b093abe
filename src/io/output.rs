//! The one way to write a file or standard output.
//!
//! A file is the old one or the whole new one: contents are staged in its folder, synchronised, and renamed over
//! it. Where the system can (Linux), what is staged has no name, so that nothing is left behind however the
//! program ends. Links are followed, permissions are kept, all names of a file with hard links stay one file, and
//! what is no regular file is refused. Standard output, written as `-`, is a stream.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Seek, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

mod folder;
mod spooled;
mod staged;

pub use folder::Folder;
pub use spooled::Spooled;
use staged::Staged;

use super::STDOUT;
use super::naming::{kind, shown};
pub use staged::is_left_over;

/// Something that could not be written; whatever was there before is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", shown(path))]
pub struct WriteError {
    /// Where to.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl WriteError {
    /// Did the reader of standard output close it?
    pub fn unread(&self) -> bool {
        self.path.as_os_str() == STDOUT && self.source.kind() == io::ErrorKind::BrokenPipe
    }
}

/// Where to write: a file, or standard output (`-`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl Destination {
    /// The path, as it is typed.
    pub fn path(&self) -> &Path {
        match self {
            Self::Stdout => Path::new(STDOUT),
            Self::File(path) => path,
        }
    }
}

impl From<PathBuf> for Destination {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl FromStr for Destination {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == STDOUT { Self::Stdout } else { Self::File(text.into()) })
    }
}

/// Something being written. Dropped without [`Output::commit`], a file leaves no trace.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    target: Target,
}

#[derive(Debug)]
enum Target {
    File(Staged),
    Stream(BufWriter<Stdout>),
}

impl Output {
    /// Begins to write the file at `path`.
    ///
    /// # Errors
    /// [`WriteError`] if nothing can be written there; that is known before anything is computed.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let failed = |source| WriteError { path: path.to_owned(), source };
        let staged = resolve(path).and_then(|place| Staged::beside(&place)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), target: Target::File(staged) })
    }

    /// Begins to write a file or standard output.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn open(destination: &Destination) -> Result<Self, WriteError> {
        match destination {
            Destination::File(path) => Self::create(path),
            Destination::Stdout => {
                let stream = BufWriter::new(io::stdout());
                Ok(Self { path: destination.path().to_owned(), target: Target::Stream(stream) })
            }
        }
    }

    /// Writes everything that it is to hold, and commits it.
    ///
    /// # Errors
    /// [`WriteError`], with the old file untouched.
    pub fn fill(mut self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
        fill(&mut self).map_err(|source| WriteError { path: self.path.clone(), source })?;
        self.commit()
    }

    /// Where it goes, as it was asked for; `-` is standard output.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in its place; what went to a stream is flushed.
    ///
    /// # Errors
    /// [`WriteError`], with the old file untouched.
    pub fn commit(self) -> Result<(), WriteError> {
        let Self { path, target } = self;
        let done = match target {
            Target::File(staged) => staged.commit(),
            Target::Stream(mut stream) => stream.flush(),
        };
        done.map_err(|source| WriteError { path, source })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::File(staged) => staged.write(bytes),
            Target::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::File(staged) => staged.flush(),
            Target::Stream(stream) => stream.flush(),
        }
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.target {
            Target::File(staged) => staged.seek(to),
            Target::Stream(_) => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

/// Writes the file at `path` whole.
///
/// # Errors
/// [`WriteError`], with the old file untouched.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
    write_to(&Destination::File(path.to_owned()), fill)
}

/// Writes a file whole, or standard output.
///
/// # Errors
/// [`WriteError`], with an old file untouched.
pub fn write_to(
    destination: &Destination,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    Output::open(destination)?.fill(fill)
}

/// The file that a path leads to, whether or not it exists.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    old: Option<Metadata>,
}

fn refused(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, problem.to_owned())
}

/// Follows links, and refuses what cannot be replaced by a regular file.
fn resolve(path: &Path) -> io::Result<Place> {
    if path.file_name().is_none() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
        return Err(refused("it is no file name: give one"));
    }
    match fs::metadata(path) {
        Ok(data) => {
            refuse_special(&data)?;
            let path = fs::canonicalize(path)?;
            // Renaming would go around the permission to write.
            if data.permissions().readonly() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
            }
            File::options().write(true).open(&path)?;
            Ok(Place { path, old: Some(data) })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Place { path: dangling(path.to_owned())?, old: None })
        }
        Err(error) => Err(error),
    }
}

fn refuse_special(data: &Metadata) -> io::Result<()> {
    if data.is_file() {
        return Ok(());
    }
    let what = kind(data);
    Err(refused(&format!("it is {what}, not a regular file (standard output is -)")))
}

/// Most links in a row.
const MOST_LINKS: usize = 40;

/// Where a path leads through links to nothing.
fn dangling(mut path: PathBuf) -> io::Result<PathBuf> {
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(refused("too many links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, |file| file.write_all(b"old")).unwrap();
        let failure = write(&path, |file| {
            file.write_all(b"half of the n")?;
            Err(io::Error::other("no"))
        });
        assert!(failure.unwrap_err().to_string().contains("file: no"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn a_path_in_a_message_is_one_line() {
        assert_eq!(shown(Path::new("a\nb\u{7}c")), "a\\nb\\u{7}c");
        assert_eq!(shown(Path::new("-")), "standard output");
    }
}
