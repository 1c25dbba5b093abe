//! Settings that outlive the program: theme, recent files and places of the views, in the platform's own folder.
//!
//! A file that cannot be used is set aside under another name, never overwritten.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::input;
use super::output::{self, WriteError};

/// Larger files are not settings.
const LARGEST_FILE: u64 = 1 << 20;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Light or dark; the system's if none.
    #[serde(default)]
    pub dark: Option<bool>,
    /// Files opened or saved, the most recent one first.
    #[serde(default)]
    pub recent: Vec<PathBuf>,
    /// Paths are typed instead of chosen in the system's dialog.
    #[serde(default)]
    pub typed_paths: bool,
    /// The places of the views, as the window describes them.
    #[serde(default)]
    pub layout: Option<serde_json::Value>,
    /// The same of circuits.
    #[serde(default)]
    pub circuits: Option<serde_json::Value>,
    /// The program opens with a neuron that runs, without the first steps.
    #[serde(default)]
    pub no_welcome: bool,
    /// The tour was taken, or skipped.
    #[serde(default)]
    pub toured: bool,
    /// Size and place of the window.
    #[serde(default)]
    pub window: Option<WindowPlace>,
}

/// Size and place of the window, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// Width and height inside its frame.
    pub size: [f32; 2],
    /// Its upper left corner, where the system tells.
    #[serde(default)]
    pub position: Option<[f32; 2]>,
    /// It fills the screen.
    #[serde(default)]
    pub maximized: bool,
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
            let fate = if !std::fs::metadata(path).is_ok_and(|data| data.is_file()) {
                "nothing is kept there".to_owned()
            } else if let Err(error) = std::fs::rename(path, &aside) {
                format!("it could not be set aside ({error})")
            } else {
                format!("it is set aside as {}", aside.display())
            };
            (
                Settings::default(),
                Some(format!("The settings in {} cannot be used ({problem}); {fate}.", path.display())),
            )
        }
    }
}

/// The size and place of the window in the settings at `path`, if they can be used.
pub fn window(path: &Path) -> Option<WindowPlace> {
    read(path).ok()?.window
}

fn read(path: &Path) -> Result<Settings, String> {
    match input::text(path, LARGEST_FILE) {
        Err(error) if error.is_missing() => Ok(Settings::default()),
        Err(error) => Err(error.to_string()),
        Ok(text) => serde_json::from_str(&text).map_err(|error| error.to_string()),
    }
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
        let window =
            Some(WindowPlace { size: [900.0, 700.0], position: Some([-20.0, 5.0]), maximized: false });
        let settings = Settings {
            dark: Some(true),
            recent,
            typed_paths: true,
            layout: Some(serde_json::json!({ "tiles": [1, 2] })),
            circuits: Some(serde_json::json!({ "tiles": [3] })),
            no_welcome: true,
            toured: true,
            window,
        };
        save(&path, &settings).unwrap();
        assert_eq!(load(&path), (settings, None));
        std::fs::write(&path, b"{ \"dark\": 7").unwrap();
        let (found, message) = load(&path);
        assert_eq!(found, Settings::default());
        assert!(message.unwrap().contains("settings.json.broken"));
        assert!(!path.exists() && path.with_extension("json.broken").exists());
    }

    #[test]
    fn settings_of_earlier_versions_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        std::fs::write(&path, r#"{ "dark": true, "recent": ["/a"], "layout": null }"#).unwrap();
        let (settings, message) = load(&path);
        assert_eq!((settings.dark, settings.window, message), (Some(true), None, None));
        assert_eq!(window(&path), None);
    }

    #[cfg(unix)]
    #[test]
    fn settings_that_are_no_file_are_refused_at_once_and_stay_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("settings.json");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
            let (settings, message) = load(path);
            assert_eq!(settings, Settings::default());
            assert!(message.unwrap().contains("give a regular file"));
            assert!(path.exists() && window(path).is_none());
        }
    }
}
