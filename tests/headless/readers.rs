//! Readers of text files on bytes that nobody meant: never a panic, never anything out of range.
//!
//! Sessions and recordings have tests of this kind of their own (`session.rs`, `recordings.rs`).

use std::path::Path;

use equipoise::analysis::sweep::{Found, Point};
use equipoise::analysis::training::Outcome;
use equipoise::io::checkpoint::Checkpoint;
use equipoise::io::{presets::Preset, scenarios, settings};
use equipoise::model::{Measures, Params};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

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

/// Is this a message that fits on one line?
fn one_line(message: &str) -> bool {
    !message.is_empty() && !message.contains(char::is_control)
}

fn asset(path: &str) -> String {
    std::fs::read_to_string(Path::new("assets").join(path)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn presets(changes in changes()) {
        let (_folder, path) = written(&mutated(&asset("presets/trained-200.toml"), &changes), "a.toml");
        match Preset::load(&path) {
            Ok(preset) => prop_assert_eq!(preset.params(&Params::default()).validate(), Ok(())),
            Err(error) => prop_assert!(one_line(&error.to_string())),
        }
    }

    #[test]
    fn demonstrations(changes in changes(), which in any::<Index>()) {
        let names = ["hebb", "balance", "teacher", "silent", "detail", "memory", "growth"];
        let name = names[which.index(names.len())];
        let (_folder, path) = written(&mutated(&asset(&format!("scenarios/{name}.toml")), &changes), "a.toml");
        match scenarios::find(path.to_str().unwrap()) {
            Ok(scenario) => {
                prop_assert_eq!(scenario.params.validate(), Ok(()));
                for step in &scenario.steps {
                    prop_assert!(step.seconds.is_finite() && step.seconds >= 0.0);
                }
            }
            Err(error) => prop_assert!(one_line(&error.to_string())),
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

    #[test]
    fn checkpoints(changes in changes()) {
        let heading = json!({"what": "sweep", "seeds": null});
        let (_folder, path) = written(&mutated(&checkpoint(&heading), &changes), "points");
        match Checkpoint::open::<Found<Outcome>>(&path, &heading) {
            Ok((_, points)) => {
                for point in points {
                    let Measures { balanced_accuracy, hit_rate, .. } = point.result.trained;
                    prop_assert!((0.0..=1.0).contains(&balanced_accuracy) && (0.0..=1.0).contains(&hit_rate));
                }
            }
            Err(error) => prop_assert!(one_line(&error.to_string()), "{}", error),
        }
    }
}

/// A checkpoint of two points.
fn checkpoint(heading: &Value) -> String {
    let trained = Measures {
        hit_rate: 0.75,
        correct_rejection: 1.0,
        balanced_accuracy: 0.875,
        fraction_correct: 0.95,
        mean_margin: 0.5,
        ei_correlation: 0.9,
        dimension: 1.25,
        load: 0.5,
        learned_load: 0.375,
    };
    let of_seed = |seed| Found {
        point: Point { stimuli: 200, seed },
        result: Outcome { trained, retained: (seed == 2).then_some(trained) },
    };
    format!("{heading}\n{}\n{}\n", json!(of_seed(1)), json!(of_seed(2)))
}

/// Whatever a path leads to, every reader answers: none waits for what never comes.
#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_are_refused_at_once() {
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let node = folder.path().join("zero");
    let device = rustix::fs::makedev(1, 5);
    // Only an administrator can make one; everybody has this one to read.
    let made =
        rustix::fs::mknodat(rustix::fs::CWD, &node, rustix::fs::FileType::CharacterDevice, mode, device);
    let endless = if made.is_ok() { node } else { "/dev/zero".into() };
    // A file that the system makes up as it is read, and a real one of 3 GiB that takes no space.
    let large = folder.path().join("large");
    std::fs::File::create(&large).unwrap().set_len(3 << 30).unwrap();
    let linked = folder.path().join("linked");
    std::os::unix::fs::symlink(&pipe, &linked).unwrap();

    for (path, what) in [
        (pipe.as_path(), "a pipe"),
        (linked.as_path(), "a pipe"),
        (endless.as_path(), "a device"),
        (folder.path(), "a folder"),
        (large.as_path(), ""),
    ] {
        let path = path.to_str().unwrap();
        for arguments in [
            ["run", "--preset", path].as_slice(),
            &["run", "--params", path],
            &["scenario", path],
            &["capacity", "sweep", "--epochs", "1", "--checkpoint", path],
            &["analyse", path],
            &["export", path],
            &["open", path],
        ] {
            let output = Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            // What a build without a window says of `open` comes first.
            let expected = error.contains(what) || error.contains("no window");
            assert!(output.status.code() == Some(2) && expected, "{arguments:?}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
    for path in [&pipe, &endless] {
        let (found, told) = settings::load(path);
        assert_eq!(found, settings::Settings::default());
        assert!(told.is_some(), "{path:?}");
    }
    assert!(std::fs::symlink_metadata(&linked).unwrap().is_symlink());
}
