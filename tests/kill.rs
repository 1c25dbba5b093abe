//! Killed at any moment while it saves, the program leaves the last complete session.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use equipoise::engine::{Command as Order, Workbench};
use equipoise::io::recovery::{Unsaved, abandoned};
use equipoise::io::session::{self, Watcher};
use equipoise::model::Params;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const FOLDER: &str = "EQUIPOISE_SAVES_INTO";
const KILLS: u32 = 200;
/// Presentations between two saves.
const STEP: u64 = 40;

fn made(path: &Path) -> u64 {
    session::open(path, Watcher::nobody()).unwrap_or_else(|error| panic!("{error}")).bench.head().made()
}

#[test]
#[ignore = "run by the other test, to be killed"]
fn saves_for_ever() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let mine = folder.join("mine.equipoise");
    let mut bench = if mine.exists() {
        session::open(&mine, Watcher::nobody()).unwrap().bench
    } else {
        Workbench::new(Params { p: 100, n_e: 300, n_i: 300, ..Params::default() }, 1).unwrap()
    };
    let unsaved = Unsaved::begin(&folder.join("unsaved")).unwrap();
    loop {
        bench.apply(Order::RunFor(STEP));
        while !bench.idle() {
            bench.advance(STEP);
        }
        session::save(&mine, &bench, Vec::new(), Watcher::nobody()).unwrap();
        println!("saved {}", bench.head().made());
        unsaved.save(&bench, Vec::new()).unwrap();
        println!("kept {}", bench.head().made());
    }
}

/// The number at the end of the line, if it begins with `word`.
fn number(line: &str, word: &str) -> Option<u64> {
    line.split(word).nth(1)?.trim().parse().ok()
}

#[test]
fn whenever_it_is_killed_the_last_complete_session_opens() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine.equipoise");
    let mut rng = Pcg64::seed_from_u64(200);
    let mut halfway = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "saves_for_ever", "--ignored", "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let (mut saved, mut kept) = (0, 0);
        let mut wanted = rng.random_range(2..5);
        while wanted > 0 {
            let line = lines.next().expect("it goes on until it is killed");
            saved = number(&line, "saved ").unwrap_or(saved);
            kept = number(&line, "kept ").unwrap_or(kept);
            wanted -= u32::from(line.contains("saved ") || line.contains("kept "));
        }
        std::thread::sleep(Duration::from_micros(rng.random_range(0..8000)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            saved = number(&line, "saved ").unwrap_or(saved);
            kept = number(&line, "kept ").unwrap_or(kept);
        }
        let there = made(&mine);
        assert!(
            there >= saved && there <= saved + STEP && there.is_multiple_of(STEP),
            "kill {kill}: {there}, {saved}"
        );
        let found = abandoned(&folder.path().join("unsaved"));
        let recovered = found.first().map(|work| made(&work.path));
        let expected = recovered.is_some_and(|there| (kept..=kept + STEP).contains(&there));
        assert!(expected, "kill {kill}: {recovered:?}, {kept}");
        halfway += std::fs::read_dir(folder.path().join("unsaved"))
            .unwrap()
            .chain(std::fs::read_dir(folder.path()).unwrap())
            .filter(|entry| {
                entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(".tmp"))
            })
            .inspect(|entry| std::fs::remove_file(entry.as_ref().unwrap().path()).unwrap())
            .count();
        found.iter().for_each(|work| work.discard());
    }
    // Were the kills at moments that matter? Files half written show it.
    assert!(halfway > KILLS as usize / 20, "only {halfway} kills hit a file that was being written");
}
