//! The layers, kept: nothing imports upward, and the window takes no lock.

use std::path::{Path, PathBuf};

/// From the bottom up. A layer may name itself and those before it.
const LAYERS: [(&str, &[&str]); 7] = [
    ("model", &[]),
    ("theory", &["model"]),
    ("analysis", &["model", "theory"]),
    ("engine", &["model", "theory", "analysis"]),
    ("io", &["model", "theory", "analysis", "engine"]),
    ("ui", &["model", "theory", "analysis", "engine", "io"]),
    ("cli", &["model", "theory", "analysis", "engine", "io", "ui"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The text of a file without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

#[test]
fn nothing_imports_upward() {
    for (layer, below) in LAYERS {
        let files = sources(&Path::new("src").join(layer));
        assert!(!files.is_empty(), "{layer}");
        for path in files {
            let text = code(&path);
            for (other, _) in LAYERS {
                let named = text.contains(&format!("crate::{other}"));
                let allowed = other == layer || below.contains(&other);
                assert!(!named || allowed, "{} names {other}", path.display());
            }
        }
    }
}

#[test]
fn every_folder_is_a_layer() {
    for entry in std::fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(LAYERS.iter().any(|(layer, _)| *layer == name), "{name} has no place in the order");
        }
    }
}

#[test]
fn the_model_and_theory_are_pure_and_only_the_window_knows_egui() {
    let impure = ["std::thread", "std::fs", "std::time", "Instant", "println!", "std::env"];
    for layer in ["model", "theory"] {
        for path in sources(&Path::new("src").join(layer)) {
            let text = code(&path);
            for name in impure {
                assert!(!text.contains(name), "{} uses {name}", path.display());
            }
        }
    }
    for (layer, _) in LAYERS.iter().filter(|(layer, _)| !["ui", "cli"].contains(layer)) {
        for path in sources(&Path::new("src").join(layer)) {
            assert!(!code(&path).contains("egui"), "{}", path.display());
        }
    }
}

#[test]
fn files_can_be_read_in_one_sitting_and_hold_no_stubs() {
    for path in sources(Path::new("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() <= 420, "{} has {} lines", path.display(), text.lines().count());
        let code = code(&path);
        for stub in ["todo!", "unimplemented!", ".unwrap()", ".expect("] {
            assert!(!code.contains(stub), "{} has {stub}", path.display());
        }
    }
}
