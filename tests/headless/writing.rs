//! Every kind of path with every writer: what a good program does with it, and nothing left behind.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use equipoise::engine::Workbench;
use equipoise::io::export::{Provenance, arrays, parameters, series};
use equipoise::io::output;
use equipoise::io::session::{self, Watcher};
use equipoise::io::settings::{self, Settings};
use equipoise::model::Params;

fn bench() -> Workbench {
    Workbench::new(Params { p: 5, n_e: 6, n_i: 6, ..Params::default() }, 1).unwrap()
}

fn equipoise(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> Result<(), String> {
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

type Writer = (&'static str, fn(&Path) -> Result<(), String>);

/// Everything that writes one file.
const WRITERS: [Writer; 8] = [
    ("a text", |path| output::write(path, |out| out.write_all(b"text")).map_err(|error| error.to_string())),
    ("a session", |path| {
        session::save(path, &bench(), Vec::new(), Watcher::nobody()).map_err(|error| error.to_string())
    }),
    ("settings", |path| settings::save(path, &Settings::default()).map_err(|error| error.to_string())),
    ("arrays", |path| {
        let to = path.to_owned().into();
        arrays::write(&to, bench().shown(), Watcher::nobody()).map_err(|error| error.to_string())
    }),
    ("parameters", |path| {
        let provenance = Provenance::of(bench().shown());
        parameters::write(&path.to_owned().into(), &provenance).map_err(|error| error.to_string())
    }),
    ("run --csv", |path| {
        said(&equipoise(&["run", "--epochs", "1", "--stimuli", "5", "--csv", path.to_str().unwrap()]))
    }),
    ("capacity --csv", |path| {
        let plan = ["capacity", "sweep", "--loads", "0.02", "--seeds", "1", "--epochs", "1", "--csv"];
        said(&equipoise(&[plan.as_slice(), &[path.to_str().unwrap()]].concat()))
    }),
    ("experiment --csv", |path| {
        let plan = ["experiment", "spikes", "--cells", "1", "--pairings", "1", "--csv"];
        said(&equipoise(&[plan.as_slice(), &[path.to_str().unwrap()]].concat()))
    }),
];

/// What is in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
mod kinds {
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn with(folder: &Path, mode: u32) -> PathBuf {
        let path = folder.join("there");
        fs::write(&path, b"old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn written(path: &Path) {
        assert!(fs::read(path).unwrap() != b"old" && fs::metadata(path).unwrap().is_file(), "{path:?}");
    }

    /// Tries every writer in a folder of its own; `make` gives the path to write, `check` looks at what became of it.
    fn each(make: impl Fn(&Path) -> PathBuf, check: impl Fn(&str, &Path, &Path, Result<(), String>)) {
        for (name, write) in WRITERS {
            let folder = tempfile::tempdir().unwrap();
            let path = make(folder.path());
            let before = names(folder.path());
            let result = write(&path);
            if result.is_err() {
                assert_eq!(names(folder.path()), before, "{name}: nothing is left behind");
            }
            check(name, folder.path(), &path, result);
        }
    }

    fn done(name: &str, result: Result<(), String>) {
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    #[test]
    fn a_new_file_is_one_that_others_may_read() {
        let probe = tempfile::tempdir().unwrap();
        fs::write(probe.path().join("probe"), b"").unwrap();
        let usual = mode(&probe.path().join("probe"));
        each(
            |folder| folder.join("new"),
            |name, folder, path, result| {
                done(name, result);
                assert_eq!((names(folder), mode(path)), (vec!["new".to_owned()], usual), "{name}");
            },
        );
    }

    #[test]
    fn permissions_are_kept() {
        for kept in [0o600, 0o640, 0o755] {
            each(
                |folder| with(folder, kept),
                |name, folder, path, result| {
                    done(name, result);
                    written(path);
                    assert_eq!((names(folder).len(), mode(path)), (1, kept), "{name}");
                },
            );
        }
    }

    #[test]
    fn links_are_followed() {
        let make = |folder: &Path| {
            with(folder, 0o600);
            fs::create_dir(folder.join("deep")).unwrap();
            symlink("../there", folder.join("deep/second")).unwrap();
            symlink("deep/second", folder.join("first")).unwrap();
            folder.join("first")
        };
        each(make, |name, folder, path, result| {
            done(name, result);
            written(&folder.join("there"));
            assert!(fs::symlink_metadata(path).unwrap().is_symlink(), "{name}");
            assert_eq!((names(folder).len(), names(&folder.join("deep")).len()), (3, 1), "{name}");
            assert_eq!(mode(&folder.join("there")), 0o600);
        });
    }

    #[test]
    fn a_link_to_nothing_gets_its_file() {
        let make = |folder: &Path| {
            fs::create_dir(folder.join("deep")).unwrap();
            symlink("deep/target", folder.join("first")).unwrap();
            folder.join("first")
        };
        each(make, |name, folder, path, result| {
            done(name, result);
            written(&folder.join("deep/target"));
            assert!(fs::symlink_metadata(path).unwrap().is_symlink(), "{name}");
        });
    }

    #[test]
    fn all_names_of_a_file_stay_one_file() {
        let make = |folder: &Path| {
            let path = with(folder, 0o644);
            fs::hard_link(&path, folder.join("other")).unwrap();
            path
        };
        each(make, |name, folder, path, result| {
            done(name, result);
            written(path);
            let inode = |path: &Path| fs::metadata(path).unwrap().ino();
            assert_eq!(inode(path), inode(&folder.join("other")), "{name}");
            assert_eq!(names(folder), ["other", "there"], "{name}");
        });
    }

    fn refused(what: &'static str) -> impl Fn(&str, &Path, &Path, Result<(), String>) {
        move |name, _, path, result| {
            let error = result.expect_err(name);
            assert!(error.contains(what) && error.trim_end().lines().count() == 1, "{name}: {error}");
            assert!(
                error.contains(&path.file_name().unwrap().to_string_lossy().into_owned()),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn what_is_no_regular_file_is_refused_and_stays() {
        each(
            |folder| {
                fs::create_dir(folder.join("folder")).unwrap();
                folder.join("folder")
            },
            refused("it is a folder"),
        );
        let node = |folder: &Path, kind, device| {
            let path = folder.join("node");
            let mode = rustix::fs::Mode::from_raw_mode(0o666);
            rustix::fs::mknodat(rustix::fs::CWD, &path, kind, mode, device).map(|()| path)
        };
        each(
            |folder| node(folder, rustix::fs::FileType::Fifo, 0).unwrap(),
            |name, folder, path, result| {
                refused("it is a pipe")(name, folder, path, result);
                assert!(fs::metadata(path).unwrap().file_type().is_fifo(), "{name}");
            },
        );
        // A node of its own that is always full; only an administrator can make one.
        let full = rustix::fs::makedev(1, 7);
        let probe = tempfile::tempdir().unwrap();
        if node(probe.path(), rustix::fs::FileType::CharacterDevice, full).is_ok() {
            let make = |folder: &Path| node(folder, rustix::fs::FileType::CharacterDevice, full).unwrap();
            each(make, |name, folder, path, result| {
                refused("it is a device")(name, folder, path, result);
                assert!(fs::metadata(path).unwrap().file_type().is_char_device(), "{name}");
            });
        }
        each(
            |folder| {
                drop(std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap());
                folder.join("socket")
            },
            refused("it is a socket"),
        );
    }

    #[test]
    fn what_may_not_be_written_is_refused_and_stays() {
        each(
            |folder| with(folder, 0o444),
            |name, folder, path, result| {
                refused("read-only")(name, folder, path, result);
                assert_eq!((fs::read(path).unwrap(), mode(path)), (b"old".to_vec(), 0o444), "{name}");
            },
        );
        // Settings make their folder.
        let without_folder = |folder: &Path| folder.join("none/file");
        each(without_folder, |name, folder, _, result| {
            assert!(result.is_err() != (name == "settings"), "{name}");
            assert!(name == "settings" || names(folder).is_empty(), "{name}");
        });
        for (name, write) in WRITERS {
            let folder = tempfile::tempdir().unwrap();
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
            let administrator = fs::write(folder.path().join("probe"), b"").is_ok();
            let result = write(&folder.path().join("file"));
            assert!(administrator || result.is_err_and(|error| error.contains("ermission")), "{name}");
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn a_long_name_is_a_name() {
        each(
            |folder| folder.join("ß".repeat(120)),
            |name, folder, _, result| {
                done(name, result);
                assert_eq!(names(folder).len(), 1, "{name}");
            },
        );
    }

    /// A disk of 64 KiB, where this test may have one.
    struct Disk(tempfile::TempDir);

    impl Disk {
        fn new() -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mounted = Command::new("mount")
                .args(["-t", "tmpfs", "-o", "size=64k", "none"])
                .arg(folder.path())
                .stderr(Stdio::null())
                .status();
            mounted.is_ok_and(|status| status.success()).then_some(Self(folder))
        }

        fn fill(&self) {
            let mut filler = fs::File::create(self.0.path().join("filler")).unwrap();
            while filler.write_all(&[7; 4096]).is_ok() {}
        }
    }

    impl Drop for Disk {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
        }
    }

    #[test]
    fn a_full_disk_is_said_and_costs_nothing_that_was_there() {
        for (name, write) in WRITERS {
            let Some(disk) = Disk::new() else { return };
            let path = with(disk.0.path(), 0o644);
            disk.fill();
            let error = write(&path).expect_err(name);
            assert!(
                error.contains("No space left") && error.trim_end().lines().count() == 1,
                "{name}: {error}"
            );
            assert_eq!(fs::read(&path).unwrap(), b"old", "{name}");
            assert_eq!(names(disk.0.path()), ["filler", "there"], "{name}");
        }
    }

    #[test]
    fn a_checkpoint_on_a_full_disk_says_what_it_holds_and_the_results_are_there() {
        let Some(disk) = Disk::new() else { return };
        let path = disk.0.path().join("points");
        let plan = ["--loads", "0.02,0.04", "--seeds", "150", "--epochs", "1", "--json"];
        let arguments = [["capacity", "sweep"].as_slice(), &plan].concat();
        let kept = equipoise(&[&arguments, ["--checkpoint", path.to_str().unwrap()].as_slice()].concat());
        let error = String::from_utf8_lossy(&kept.stderr).into_owned();
        assert_eq!(kept.status.code(), Some(1), "{error}");
        let lines = fs::read_to_string(&path).unwrap().lines().count() - 1;
        assert!(error.contains(&format!("holds {lines} of 300 points")), "{lines}: {error}");
        assert!(error.contains("No space left"), "{error}");
        assert_eq!(kept.stdout, equipoise(&arguments).stdout, "the results are whole");
        assert!(fs::read(&path).unwrap().ends_with(b"\n"), "no half line");
    }
}

#[test]
fn series_are_written_into_a_folder_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let written =
        series::write(&folder.path().join("deep/series"), bench().shown(), Watcher::nobody()).unwrap();
    let mut sorted = written.clone();
    sorted.sort();
    assert_eq!(names(&folder.path().join("deep/series")), sorted);
    fs::write(folder.path().join("file"), b"old").unwrap();
    assert!(series::write(&folder.path().join("file"), bench().shown(), Watcher::nobody()).is_err());
    assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"old");
}

/// Data on standard output are only the data; what is said to the person goes to standard error.
#[test]
fn standard_output_is_a_file_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    let plans: [&[&str]; 3] = [
        &["run", "--epochs", "2", "--stimuli", "5"],
        &["capacity", "sweep", "--loads", "0.02", "--seeds", "2", "--epochs", "1"],
        &["experiment", "spikes", "--cells", "1", "--pairings", "1"],
    ];
    for plan in plans {
        let to_file = equipoise(&[plan, &["--csv", file.to_str().unwrap()]].concat());
        let to_stream = equipoise(&[plan, &["--csv", "-"]].concat());
        assert!(to_file.status.success() && to_stream.status.success(), "{plan:?}");
        let lines = |bytes: &[u8]| -> Vec<String> {
            // The experiment's command names the file.
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.lines().filter(|line| !line.contains("written by")).map(str::to_owned).collect()
        };
        assert_eq!(lines(&fs::read(&file).unwrap()), lines(&to_stream.stdout), "{plan:?}");
        assert_eq!(to_file.stdout, to_stream.stderr, "{plan:?}: what is said");
    }
    let saved = folder.path().join("mine.equipoise");
    session::save(&saved, &bench(), Vec::new(), Watcher::nobody()).unwrap();
    let arrays = equipoise(&["export", saved.to_str().unwrap(), "--npz", "-"]);
    assert!(arrays.status.success() && arrays.stdout.starts_with(b"PK"));
    let both = equipoise(&["export", saved.to_str().unwrap(), "--npz", "-", "--params", "-"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&both.stderr).contains("only one output"));
}

/// A reader that goes away is no failure; an output that cannot be written is known before anything is computed.
#[test]
fn late_failures_are_early_and_a_closed_pipe_is_quiet() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_equipoise"))
        .args(["run", "--epochs", "20000", "--stimuli", "5", "--csv", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));

    for plan in [
        ["run", "--epochs", "1000000000", "--csv"].as_slice(),
        &["capacity", "sweep", "--epochs", "1000000000", "--csv"],
        &["capacity", "grow", "--epochs", "1000000000", "--csv"],
        &["experiment", "nb", "--cells", "200", "--pairings", "5000", "--csv"],
    ] {
        let refused = equipoise(&[plan, &["/nowhere/at/all.csv"]].concat());
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{error}");
        assert!(error.contains("cannot write /nowhere/at/all.csv") && error.lines().count() == 1, "{error}");
    }
}
