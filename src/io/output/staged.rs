//! Contents on their way to a file: without a name where the system can, else beside it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Place, refuse_special};

/// Ends the name of what is staged while it has one.
pub(super) const ENDING: &str = ".equipoise.tmp";

/// Is this the name of something that was being written when the program was killed?
pub fn is_left_over(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ENDING))
}

/// Contents that are not in their place yet.
#[derive(Debug)]
pub struct Staged {
    place: PathBuf,
    file: BufWriter<File>,
    /// Its name, where it has one; removed unless the contents are put in their place.
    name: Option<Name>,
}

/// The name of something staged; what it names goes with it.
#[derive(Debug)]
struct Name(PathBuf);

impl Drop for Name {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Staged {
    /// Begins to stage what is to be at `place`.
    pub fn beside(place: &Place) -> io::Result<Self> {
        let folder = folder(&place.path);
        let (file, name) = match unnamed(folder) {
            Some(file) => (file, None),
            None => {
                // Another program may be writing the same file.
                let name = staged_name(&place.path, &format!(".{}", std::process::id()));
                sweep(folder, &place.path);
                let _ = fs::remove_file(&name);
                let file = File::options().read(true).write(true).create_new(true).open(&name)?;
                (file, Some(Name(name)))
            }
        };
        if let Some(old) = &place.old {
            file.set_permissions(old.permissions())?;
            keep_owner(&file, old);
        }
        Ok(Self { place: place.path.clone(), file: BufWriter::new(file), name })
    }

    /// Puts the contents in their place.
    pub fn commit(self) -> io::Result<()> {
        let Self { place, file, name } = self;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        // Something else may have been put there meanwhile.
        let now = fs::symlink_metadata(&place).ok();
        now.as_ref().map_or(Ok(()), refuse_special)?;
        if now.as_ref().is_some_and(|data| links(data) > 1) {
            return overwrite(&mut file, &place);
        }
        match name {
            Some(name) => fs::rename(&name.0, &place)?,
            None => put(&file, &place)?,
        }
        sync_folder(folder(&place));
        Ok(())
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Staged {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of what is staged for this place. A long name is cut: with the ending it must still be a name.
fn staged_name(place: &Path, own: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let short: String = name.chars().take(48).collect();
    folder(place).join(format!(".{short}{own}{ENDING}"))
}

/// After a rename over a file with several names these would be two files: its contents are replaced where they
/// are. That is the one write that a crash can cut short.
fn overwrite(from: &mut File, place: &Path) -> io::Result<()> {
    let mut to = File::options().write(true).open(place)?;
    from.seek(SeekFrom::Start(0))?;
    let length = io::copy(from, &mut to)?;
    to.set_len(length)?;
    to.sync_all()
}

/// Makes the new name last, where folders can be synchronised; the contents are safe either way.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// How long what another program has staged is left alone.
pub(super) const STALE: std::time::Duration = std::time::Duration::from_secs(600);

/// Removes what killed programs left of this file.
fn sweep(folder: &Path, place: &Path) {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let begin: String = std::iter::once('.').chain(name.chars().take(48)).chain(['.']).collect();
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        let ours = is_left_over(&path) && entry.file_name().to_string_lossy().starts_with(&begin);
        if ours && age.is_some_and(|age| age > STALE) {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn links(data: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(data)
}

#[cfg(not(unix))]
fn links(_data: &fs::Metadata) -> u64 {
    1
}

/// Only the system's administrator may give files away; for everyone else it stays as it is.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &fs::Metadata) {}

/// A file without a name, which the system removes however the program ends.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let file = rustix::fs::open(folder, flags, Mode::from_raw_mode(0o666)).ok()?;
    Some(File::from(file))
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_folder: &Path) -> Option<File> {
    None
}

/// How often two programs that put the same file in its place at once may get into each other's way.
#[cfg(target_os = "linux")]
const TRIES: usize = 100;

/// Puts a file without a name in its place. It has a name for a moment, always the same one: what a program that was
/// killed just then has left goes with the next write.
#[cfg(target_os = "linux")]
fn put(file: &File, place: &Path) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    let name = staged_name(place, "");
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    let follow = rustix::fs::AtFlags::SYMLINK_FOLLOW;
    let mut last = io::Error::from(io::ErrorKind::ResourceBusy);
    for _ in 0..TRIES {
        let linked = rustix::fs::linkat(rustix::fs::CWD, &open, rustix::fs::CWD, &name, follow);
        match linked.map_err(io::Error::from).and_then(|()| fs::rename(&name, place)) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let _ = fs::remove_file(&name);
                last = error;
            }
            // Another program took it for such a remainder.
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder(place).is_dir() => last = error,
            Err(error) => {
                let _ = fs::remove_file(&name);
                return Err(error);
            }
        }
    }
    Err(last)
}

#[cfg(not(target_os = "linux"))]
fn put(_file: &File, _place: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
