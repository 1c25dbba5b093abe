//! Settings that outlive the program: theme, recent files and places of the views, in the platform's own folder.
//!
//! A file that cannot be used is set aside under another name, never overwritten.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::output::{self, WriteError};

/// Larger files are not settings.
const LARGEST_FILE: u64 = 1 << 20;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Light or dark; the system's if none.
    #[serde(default)]
    pub dark: Option<bool>,
    /// Files opened or saved of late, the last one first.
    #[serde(default)]
    pub recent: Vec<PathBuf>,
    /// Paths are typed instead of chosen in the system's dialog.
    #[serde(default)]
    pub typed_paths: bool,
    /// The places of the views, as the window describes them.
    #[serde(default)]
    pub layout: Option<serde_json::Value>,
}

/// Where settings are kept, if this platform has a place for them.
pub fn usual_path() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "equipoise")?;
    Some(folders.config_dir().join("settings.json"))
}

/// Reads the settings at `path`. Without a file they are the default; a file that cannot be used is set
/// aside, and the message says so.
pub fn load(path: &Path) -> (Settings, Option<String>) {
    match read(path) {
        Ok(settings) => (settings, None),
        Err(problem) => {
            let aside = path.with_extension("json.broken");
            let fate = match std::fs::rename(path, &aside) {
                Ok(()) => format!("it is set aside as {}", aside.display()),
                Err(error) => format!("it could not be set aside ({error})"),
            };
            (
                Settings::default(),
                Some(format!("The settings in {} cannot be used ({problem}); {fate}.", path.display())),
            )
        }
    }
}

fn read(path: &Path) -> Result<Settings, String> {
    let size = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(error.to_string()),
        Ok(data) => data.len(),
    };
    if size > LARGEST_FILE {
        return Err(format!("{size} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// Writes the settings.
///
/// # Errors
/// [`WriteError`]; what was there before stays.
pub fn save(path: &Path, settings: &Settings) -> Result<(), WriteError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| WriteError { path: folder.to_owned(), source })?;
    }
    let text = serde_json::to_vec_pretty(settings).map_err(std::io::Error::other);
    output::write(path, |out| out.write_all(&text?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_a_broken_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.json");
        assert_eq!(load(&path), (Settings::default(), None));
        let recent = vec![PathBuf::from("/a/b.equipoise")];
        let settings = Settings {
            dark: Some(true),
            recent,
            typed_paths: true,
            layout: Some(serde_json::json!({ "tiles": [1, 2] })),
        };
        save(&path, &settings).unwrap();
        assert_eq!(load(&path), (settings, None));
        std::fs::write(&path, b"{ \"dark\": 7").unwrap();
        let (found, message) = load(&path);
        assert_eq!(found, Settings::default());
        assert!(message.unwrap().contains("settings.json.broken"));
        assert!(!path.exists() && path.with_extension("json.broken").exists());
    }
}
