//! Killed at any moment while it saves or exports, the program leaves whole files, the old ones or the new ones, and
//! nothing else.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use equipoise::engine::{Command as Order, Transport, Workbench};
use equipoise::io::export::{Provenance, arrays, parameters, series};
use equipoise::io::output::is_left_over;
use equipoise::io::presets::Preset;
use equipoise::io::recovery::{Unsaved, abandoned};
use equipoise::io::session::{self, Watcher};
use equipoise::io::settings::{self, Settings};
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

/// Says what is written before and after, so that the other side knows what a kill has hit.
fn telling(word: &str, made: u64, write: impl FnOnce()) {
    println!("begin {word}");
    write();
    println!("{word} {made}");
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
        bench.apply(Order::Transport(Transport::RunFor(STEP)));
        while !bench.idle() {
            bench.advance(STEP);
        }
        let made = bench.head().made();
        let provenance = Provenance::of(bench.shown());
        telling("saved", made, || session::save(&mine, &bench, Vec::new(), Watcher::nobody()).unwrap());
        telling("kept", made, || unsaved.save(&bench, Vec::new()).unwrap());
        telling("exported", made, || {
            series::write(&folder.join("series"), bench.shown(), Watcher::nobody()).unwrap();
            arrays::write(&folder.join("arrays.npz").into(), bench.shown(), Watcher::nobody()).unwrap();
            parameters::write(&folder.join("parameters.toml").into(), &provenance).unwrap();
            settings::save(&folder.join("settings.json"), &Settings::default()).unwrap();
        });
    }
}

/// The number at the end of the line, if it begins with `word`.
fn number(line: &str, word: &str) -> Option<u64> {
    line.split(word).nth(1)?.trim().parse().ok()
}

/// What the killed program has said.
#[derive(Default)]
struct Told {
    saved: u64,
    kept: u64,
    begun: u32,
    ended: u32,
}

impl Told {
    fn hear(&mut self, line: &str) {
        self.saved = number(line, "saved ").unwrap_or(self.saved);
        self.kept = number(line, "kept ").unwrap_or(self.kept);
        self.begun += u32::from(line.contains("begin "));
        self.ended +=
            u32::from(["saved ", "kept ", "exported "].iter().any(|word| number(line, word).is_some()));
    }
}

/// Every export that is there is whole.
fn exports_are_whole(folder: &Path) {
    if let Ok(file) = fs::File::open(folder.join("arrays.npz")) {
        let mut archive = zip::ZipArchive::new(file).unwrap();
        for at in 0..archive.len() {
            let mut array = archive.by_index(at).unwrap();
            std::io::copy(&mut array, &mut std::io::sink()).unwrap();
        }
        assert!(archive.file_names().any(|name| name == "provenance.npy"), "the last array is there");
    }
    if folder.join("parameters.toml").exists() {
        Preset::load(&folder.join("parameters.toml")).unwrap();
    }
    if folder.join("settings.json").exists() {
        assert_eq!(settings::load(&folder.join("settings.json")).1, None);
    }
    for entry in fs::read_dir(folder.join("series")).into_iter().flatten() {
        let path = entry.unwrap().path();
        if !is_left_over(&path) {
            // Rows of unequal length would be an error.
            let mut table = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).unwrap();
            table.records().for_each(|row| drop(row.unwrap()));
            assert!(fs::read(&path).unwrap().ends_with(b"\n"), "{path:?}");
        }
    }
}

/// Files that have no business there.
fn left_over(folder: &Path) -> usize {
    let folders = [folder.to_owned(), folder.join("unsaved"), folder.join("series")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    entries.filter(|entry| is_left_over(&entry.as_ref().unwrap().path())).count()
}

#[test]
fn whenever_it_is_killed_what_is_there_is_whole() {
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
        let mut told = Told::default();
        let wanted = rng.random_range(2..7);
        while told.ended < wanted {
            told.hear(&lines.next().expect("it goes on until it is killed"));
        }
        std::thread::sleep(Duration::from_micros(rng.random_range(0..8000)));
        child.kill().unwrap();
        child.wait().unwrap();
        lines.for_each(|line| told.hear(&line));
        halfway += u32::from(told.begun > told.ended);
        let there = made(&mine);
        assert!(
            there >= told.saved && there <= told.saved + STEP && there.is_multiple_of(STEP),
            "kill {kill}: {there}, {}",
            told.saved
        );
        let found = abandoned(&folder.path().join("unsaved"));
        let recovered = found.first().map(|work| made(&work.path));
        let expected = recovered.is_some_and(|there| (told.kept..=told.kept + STEP).contains(&there));
        assert!(expected, "kill {kill}: {recovered:?}, {}", told.kept);
        found.iter().for_each(|work| work.discard());
        exports_are_whole(folder.path());
        // A program killed between naming a file and putting it in its place leaves it until that file is written
        // again.
        assert!(left_over(folder.path()) <= 2, "kill {kill}");
    }
    // Were the kills at moments that matter?
    assert!(halfway > KILLS / 4, "only {halfway} kills hit a file that was being written");
}
