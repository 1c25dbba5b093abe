//! Readers of text files on bytes that nobody meant: never a panic, never anything out of range.
//!
//! Sessions and recordings have tests of this kind of their own (`session.rs`, `recordings.rs`).

use std::path::Path;

use equipoise::io::{presets::Preset, scenarios, settings};
use equipoise::model::Params;
use proptest::prelude::*;
use proptest::sample::Index;

/// Some bytes changed, left out, put in or doubled.
fn changes() -> impl Strategy<Value = Vec<(Index, u8, u8)>> {
    prop::collection::vec((any::<Index>(), any::<u8>(), 0_u8..5), 1..8)
}

fn mutated(text: &str, changes: &[(Index, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (index, byte, kind) in changes {
        let at = index.index(bytes.len());
        match kind {
            0 => bytes[at] = *byte,
            // A digit instead, which often leaves the syntax whole.
            1 => bytes[at] = b'0' + byte % 10,
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, *byte),
            _ => {
                let end = (at + usize::from(*byte)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn written(bytes: &[u8], name: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn asset(path: &str) -> String {
    std::fs::read_to_string(Path::new("assets").join(path)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn presets(changes in changes()) {
        let (_folder, path) = written(&mutated(&asset("presets/trained-200.toml"), &changes), "a.toml");
        match Preset::load(&path) {
            Ok(preset) => prop_assert_eq!(preset.params(&Params::default()).validate(), Ok(())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn demonstrations(changes in changes(), which in any::<Index>()) {
        let names = ["hebb", "balance", "teacher", "silent", "detail", "memory", "growth"];
        let name = names[which.index(names.len())];
        let (_folder, path) = written(&mutated(&asset(&format!("scenarios/{name}.toml")), &changes), "a.toml");
        if let Ok(scenario) = scenarios::find(path.to_str().unwrap()) {
            prop_assert_eq!(scenario.params.validate(), Ok(()));
            for step in &scenario.steps {
                prop_assert!(step.seconds.is_finite() && step.seconds >= 0.0);
            }
        }
    }

    #[test]
    fn kept_settings(changes in changes()) {
        let text = r#"{"dark":true,"recent":["/a/b.equipoise"],"layout":{"root":3,"tiles":[1,2.5,null]}}"#;
        let (_folder, path) = written(&mutated(text, &changes), "settings.json");
        let (found, told) = settings::load(&path);
        // Used as they are, or set aside with a message.
        prop_assert!(path.exists() != told.is_some());
        prop_assert!(told.is_none() || found == settings::Settings::default());
    }
}
