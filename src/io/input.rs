//! The one way to open a file for reading: regular files of bounded size only.
//!
//! Opening a pipe could wait for ever, and a device may never end: both are refused at once.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::naming::{kind, shown};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system does not give it.
    #[error("cannot read {}: {source}", shown(path))]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, a pipe, a device.
    #[error("{} is {what}: give a regular file", shown(path))]
    NotAFile {
        /// Which.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Larger than any file of its kind.
    #[error("{} has {size} bytes: such a file has at most {limit}", shown(path))]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size.
        size: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// It is no text.
    #[error("{} is not text in UTF-8", shown(path))]
    NotText {
        /// Which file.
        path: PathBuf,
    },
}

impl ReadError {
    /// Is there no such file?
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Opens a regular file of at most `limit` bytes; gives it and its size.
///
/// # Errors
/// [`ReadError`], at once whatever the path leads to.
pub fn open(path: &Path, limit: u64) -> Result<(File, u64), ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    let check = |data: Metadata| match data.is_file() {
        true => Ok(data.len()),
        false => Err(ReadError::NotAFile { path: path.to_owned(), what: kind(&data) }),
    };
    // Opening alone can have effects on a device.
    check(std::fs::metadata(path).map_err(unreadable)?)?;
    let file = open_at_once(path).map_err(unreadable)?;
    let size = check(file.metadata().map_err(unreadable)?)?;
    if size > limit {
        return Err(ReadError::TooLarge { path: path.to_owned(), size, limit });
    }
    Ok((file, size))
}

/// Something else may have been put there meanwhile: a pipe without a writer must not be waited for.
fn open_at_once(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    options.open(path)
}

/// All bytes of a regular file of at most `limit` bytes, also if it grows meanwhile.
///
/// # Errors
/// [`ReadError`].
pub fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (file, _) = open(path, limit)?;
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|source| ReadError::Unreadable { path: path.to_owned(), source })?;
    let size = bytes.len() as u64;
    if size > limit {
        return Err(ReadError::TooLarge { path: path.to_owned(), size, limit });
    }
    Ok(bytes)
}

/// The text of a file of at most `limit` bytes.
///
/// # Errors
/// [`ReadError`].
pub fn text(path: &Path, limit: u64) -> Result<String, ReadError> {
    String::from_utf8(bytes(path, limit)?).map_err(|_| ReadError::NotText { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_regular_files_of_bounded_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"12345").unwrap();
        assert_eq!(bytes(&file, 5).unwrap(), b"12345");
        assert!(matches!(bytes(&file, 4), Err(ReadError::TooLarge { size: 5, limit: 4, .. })));
        assert!(matches!(bytes(folder.path(), 4), Err(ReadError::NotAFile { what: "a folder", .. })));
        assert!(bytes(&folder.path().join("none"), 4).unwrap_err().is_missing());
        let pipe = folder.path().join("pipe");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(matches!(bytes(&pipe, 4), Err(ReadError::NotAFile { what: "a pipe (FIFO)", .. })));
        // A file that the system makes up has no size of its own.
        assert!(matches!(bytes(Path::new("/proc/self/maps"), 4), Err(ReadError::TooLarge { .. })));
        std::fs::write(&file, [0xff, 0xfe]).unwrap();
        assert!(matches!(text(&file, 5), Err(ReadError::NotText { .. })));
    }
}
