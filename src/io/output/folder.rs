//! A folder of files that is there when all of them are.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::staged::{ENDING, STALE};
use super::{WriteError, is_left_over, write};

/// Name of the folder inside of the one that is staged.
const INSIDE: &str = "files";

/// A new folder while it is filled, hidden next to its place. Dropped before [`Folder::commit`], it leaves no trace;
/// what a killed program left has a name that says so and goes when the same folder is written again.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Around the folder, since nobody else may read a temporary one.
    around: tempfile::TempDir,
    inside: PathBuf,
}

impl Folder {
    /// Begins the folder that is to be at `path`, where there is nothing yet, or an empty folder.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let begin = || {
            let Some(name) = path.file_name() else {
                return Err(super::refused("it is no folder name: give one"));
            };
            let parent =
                path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let short: String = name.to_string_lossy().chars().take(48).collect();
            let prefix = format!(".{short}.");
            sweep(parent, &prefix);
            let around = tempfile::Builder::new().prefix(&prefix).suffix(ENDING).tempdir_in(parent)?;
            let inside = around.path().join(INSIDE);
            fs::create_dir(&inside)?;
            Ok(Self { path: path.to_owned(), around, inside })
        };
        begin().map_err(failed(path))
    }

    /// Writes the file with this name.
    ///
    /// # Errors
    /// [`WriteError`], which names the place that it was to have.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        write(&self.inside.join(name), fill)
            .map_err(|error| WriteError { path: self.path.join(name), source: error.source })
    }

    /// Puts the folder in its place.
    ///
    /// # Errors
    /// [`WriteError`]; then there is nothing new.
    pub fn commit(self) -> Result<(), WriteError> {
        let Self { path, around, inside } = self;
        let place = || {
            // Not all systems put a folder in the place of an empty one.
            match fs::remove_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::rename(&inside, &path)?;
            around.close()
        };
        place().map_err(failed(&path))
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> WriteError {
    move |source| WriteError { path: path.to_owned(), source }
}

/// Removes what killed programs left of this folder; one that is still being filled is young.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours = is_left_over(&path) && name.starts_with(prefix) && path.join(INSIDE).is_dir();
        let written = fs::metadata(path.join(INSIDE)).and_then(|data| data.modified()).ok();
        if ours && written.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > STALE) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_all_of_it_is_and_otherwise_leaves_no_trace() {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("frames");
        let count = || fs::read_dir(around.path()).unwrap().count();
        let folder = Folder::create(&path).unwrap();
        folder.write("one", |file| file.write_all(b"1")).unwrap();
        let failure = folder.write("two", |_| Err(io::Error::other("no"))).unwrap_err();
        assert_eq!(failure.path, path.join("two"));
        assert!(!path.exists() && count() == 1);
        let staged = fs::read_dir(around.path()).unwrap().next().unwrap().unwrap().path();
        assert!(is_left_over(&staged), "what a kill would leave says what it is: {}", staged.display());
        drop(folder);
        assert_eq!(count(), 0);

        fs::create_dir(&path).unwrap();
        let folder = Folder::create(&path).unwrap();
        folder.write("one", |file| file.write_all(b"1")).unwrap();
        folder.commit().unwrap();
        assert_eq!((count(), fs::read(path.join("one")).unwrap()), (1, b"1".to_vec()));
    }
}
