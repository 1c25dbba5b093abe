//! Unsaved work, kept in the platform's own folder so that a crash loses little of it.
//!
//! Every running program has a file of its own and a lock beside it. A file whose lock nobody holds belongs
//! to a program that ended without closing it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::output::{WriteError, is_left_over};
use super::session::{self, EXTENSION, Parts, Watcher};

/// Begins the name of every file of unsaved work.
const PREFIX: &str = "unsaved-";
/// Begins the name of every session that was left: the program was closed, or another one was opened.
const LEFT: &str = "left-";
/// How many are kept.
const MOST_LEFT: usize = 6;
/// What a killed program was writing is removed after this long.
const STALE: Duration = Duration::from_secs(600);

/// Where unsaved work is kept, if this platform has a place for it.
pub fn usual_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "equipoise")?;
    Some(folders.data_local_dir().join("sessions"))
}

/// Sessions that were left without being asked for a name, the newest first.
pub fn left(folder: &Path) -> Vec<Found> {
    find(folder, LEFT)
}

/// Keeps a session that is left; of several, the newest.
///
/// # Errors
/// [`WriteError`].
pub fn leave<'a>(folder: &Path, work: impl Into<Parts<'a>>, window: Vec<u8>) -> Result<(), WriteError> {
    let path = folder.join(format!("{LEFT}{}.{EXTENSION}", now()));
    session::save(&path, work, window, Watcher::nobody())?;
    left(folder).iter().skip(MOST_LEFT).for_each(Found::discard);
    Ok(())
}

/// A name that no other has: nanoseconds since 1970, and this program.
fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}-{}", now.as_nanos(), std::process::id())
}

/// The file of unsaved work of this program. While this exists, nobody takes the file for an abandoned one.
#[derive(Debug)]
pub struct Unsaved {
    path: PathBuf,
    /// Held as long as this exists.
    _lock: File,
}

impl Unsaved {
    /// Begins one in `folder`; nothing is written yet.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        sweep(folder);
        let path = folder.join(format!("{PREFIX}{}.{EXTENSION}", now()));
        let lock = File::create(lock_of(&path))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the work as it is now.
    ///
    /// # Errors
    /// [`WriteError`]; what was there before stays.
    pub fn save<'a>(&self, work: impl Into<Parts<'a>>, window: Vec<u8>) -> Result<(), WriteError> {
        session::save(&self.path, work, window, Watcher::nobody())
    }

    /// All of it is saved elsewhere: nothing is unsaved, for now.
    pub fn clear(&self) {
        let _ = fs::remove_file(&self.path);
    }

    /// The program is closed in good order: there is nothing unsaved.
    pub fn forget(&self) {
        discard(&self.path);
    }
}

fn discard(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_file(lock_of(path));
}

/// A session in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its file.
    pub path: PathBuf,
    /// When it was written.
    pub written: SystemTime,
}

impl Found {
    /// Removes it for good.
    pub fn discard(&self) {
        discard(&self.path);
    }
}

/// Unsaved work in `folder` of programs that ended without closing it, the newest first.
pub fn abandoned(folder: &Path) -> Vec<Found> {
    let mut found = find(folder, PREFIX);
    found.retain(|work| !held(&work.path));
    found
}

fn find(folder: &Path, prefix: &str) -> Vec<Found> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<Found> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let wanted = name.starts_with(prefix) && name.ends_with(&format!(".{EXTENSION}"));
            let written = fs::metadata(&path).ok()?.modified().ok()?;
            wanted.then_some(Found { path, written })
        })
        .collect();
    found.sort_by(|one, other| other.written.cmp(&one.written).then(other.path.cmp(&one.path)));
    found
}

fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// Does a running program hold it?
fn held(path: &Path) -> bool {
    File::open(lock_of(path)).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Removes what killed programs left half written, and locks without work.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let age = fs::metadata(&path).and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        let old = age.is_some_and(|age| age > STALE);
        let hidden = is_left_over(&path);
        let lonely = path.extension().is_some_and(|ending| ending == "lock")
            && !path.with_extension(EXTENSION).exists()
            && !held(&path);
        if old && (hidden || lonely) {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Session, Workbench};
    use crate::model::Params;

    #[test]
    fn work_is_abandoned_once_its_program_is_gone_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::new(Params { p: 5, n_e: 6, n_i: 6, ..Params::default() }, 1).unwrap();
        let bench = Workbench::with_budget(session, 1 << 20);
        let unsaved = Unsaved::begin(folder.path()).unwrap();
        unsaved.save(&bench, Vec::new()).unwrap();
        assert_eq!(abandoned(folder.path()), []);
        let path = unsaved.path().to_owned();
        drop(unsaved);
        let found = abandoned(folder.path());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, path);
        found[0].discard();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        let unsaved = Unsaved::begin(folder.path()).unwrap();
        unsaved.save(&bench, Vec::new()).unwrap();
        unsaved.forget();
        drop(unsaved);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn of_sessions_that_were_left_the_newest_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        for seed in 0..9 {
            let params = Params { p: 5, n_e: 6, n_i: 6, ..Params::default() };
            leave(folder.path(), &Workbench::new(params, seed).unwrap(), vec![seed as u8]).unwrap();
        }
        let windows: Vec<Vec<u8>> = left(folder.path())
            .iter()
            .map(|found| session::open(&found.path, Watcher::nobody()).unwrap().window)
            .collect();
        assert_eq!(windows, [[8], [7], [6], [5], [4], [3]]);
    }
}
