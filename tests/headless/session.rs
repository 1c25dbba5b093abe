//! Session files: what is saved and opened goes on bit for bit; whatever else is opened is refused in words.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use equipoise::engine::recipe::fingerprint;
use equipoise::engine::{
    Action, Breakpoint, Command, Condition, Look, Navigate, Snapshot, Speed, Transport, Workbench,
};
use equipoise::io::session::{self, FORMAT, OpenError, Opened, Watcher};
use equipoise::model::{ParamId, Params, Population, Simulation};
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use proptest::prelude::*;

fn bits(simulation: &Simulation) -> Vec<u64> {
    let weights = [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter().map(f64::to_bits));
    weights.chain([simulation.ybar().to_bits(), simulation.presentations()]).collect()
}

fn open(path: &Path) -> Result<Opened, OpenError> {
    session::open(path, Watcher::nobody())
}

fn round_trip(bench: &Workbench) -> Workbench {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.equipoise");
    session::save(&path, bench, b"{}".to_vec(), Watcher::nobody()).unwrap();
    open(&path).unwrap().bench
}

fn run(bench: &mut Workbench, presentations: u64) {
    bench.apply(Command::Transport(Transport::RunFor(presentations)));
    while !bench.idle() {
        bench.advance(97);
        bench.seek(500);
    }
}

fn seek(bench: &mut Workbench, made: u64) {
    bench.apply(Command::Navigate(Navigate::Scrub(made)));
    settle(bench);
}

fn settle(bench: &mut Workbench) {
    while bench.seeking() {
        bench.seek(4096);
    }
}

/// A snapshot without what a file does not keep: kept moments of the past and notices. How far back something
/// pinned is followed in the past, and in a branch of it, depends on kept moments: left out unless `live`.
fn seen(bench: &Workbench, live: bool) -> Snapshot {
    let mut snapshot = bench.snapshot(0.0);
    if !live {
        (snapshot.view.pinned, snapshot.view.synapse) = (None, None);
    }
    (snapshot.timeline.kept, snapshot.timeline.bytes, snapshot.timeline.budget) = (0, 0, 0);
    Snapshot { notice: None, ..snapshot }
}

fn params() -> impl Strategy<Value = Params> {
    let kappa = prop_oneof![Just(f64::INFINITY), 0.0..3.0];
    (2_usize..30, 4_usize..40, 4_usize..40, 0.05..0.6, 0.0..1.0, 0.0..0.05, 0.0..1.0, kappa).prop_map(
        |(p, n_e, n_i, f_in, c, lambda, soft, kappa_a)| Params {
            p,
            n_e,
            n_i,
            f_in,
            c,
            lambda,
            soft,
            kappa_a,
            sigma: 0.2,
            ..Params::default()
        },
    )
}

/// Something a person may do.
fn action() -> impl Strategy<Value = Command> {
    prop_oneof![
        (1_u64..2500).prop_map(|count| Command::Transport(Transport::RunFor(count))),
        (1_u64..2500).prop_map(|count| Command::Transport(Transport::RunFor(count))),
        (0.0..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::rho_a, value))),
        (0.1..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::c, value))),
        Just(Command::Act(Action::Set(ParamId::kappa_a, f64::INFINITY))),
        (0_u64..9).prop_map(|seed| Command::Act(Action::Reset { seed })),
        Just(Command::Act(Action::NewStimuli)),
        Just(Command::Act(Action::Grow(Some(equipoise::analysis::growth::Growth {
            batch: 2,
            eps: 0.4,
            patience: 5
        })))),
        any::<bool>().prop_map(|plastic| Command::Act(Action::SetPlastic(plastic))),
        crate::rule_changes::rule_change(),
        crate::rule_changes::rule_change(),
        (0_usize..40, any::<bool>(), any::<bool>())
            .prop_map(|(stimulus, ach, na)| Command::Act(Action::Pair { stimulus, ach, na })),
        (0_usize..30).prop_map(|mu| Command::Look(Look::Pin(Some(mu)))),
        (0_usize..30).prop_map(|j| Command::Look(Look::PinSynapse(Some((Population::Inhibitory, j))))),
        Just(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)])))),
        Just(Command::Act(Action::Override(ParamId::rho_a, Some(0.3)))),
        (0_u64..4000).prop_map(|made| Command::Navigate(Navigate::Scrub(made))),
        Just(Command::Navigate(Navigate::Bookmark(Some("here".to_owned())))),
        Just(Command::Transport(Transport::SetSpeed(Speed::PerSecond(1234.0)))),
        Just(Command::Look(Look::SetBreakpoints(vec![Breakpoint {
            condition: Condition::Flip { stimulus: 1 },
            enabled: true
        }]))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Saved at any moment and opened, a session shows the same and goes on bit for bit; so does its past.
    #[test]
    fn saved_and_opened_it_goes_on_bit_for_bit(
        params in params(),
        seed in any::<u64>(),
        before in prop::collection::vec(action(), 0..14),
        after in prop::collection::vec(action(), 1..6),
        moment in 0_u64..3000,
    ) {
        let mut bench = Workbench::new(params, seed).unwrap();
        let act = |bench: &mut Workbench, action: &Command| match action {
            Command::Transport(Transport::RunFor(presentations)) => run(bench, *presentations),
            other => {
                bench.apply(other.clone());
                settle(bench);
            }
        };
        before.iter().for_each(|action| act(&mut bench, action));
        bench.apply(Command::Transport(Transport::Pause));
        let live = bench.snapshot(0.0).timeline.live && !after.iter().any(|act| matches!(act, Command::Navigate(Navigate::Scrub(_))));
        let mut again = round_trip(&bench);
        settle(&mut again);
        prop_assert_eq!(seen(&again, live), seen(&bench, live));
        for action in &after {
            act(&mut again, action);
            act(&mut bench, action);
        }
        prop_assert_eq!(seen(&again, live), seen(&bench, live));
        prop_assert_eq!(bits(again.head().simulation()), bits(bench.head().simulation()));
        seek(&mut again, moment);
        seek(&mut bench, moment);
        prop_assert_eq!(bits(again.shown().simulation()), bits(bench.shown().simulation()));
    }
}

/// A small session with something of everything.
fn rich() -> Workbench {
    let params =
        Params { p: 12, n_e: 20, n_i: 24, lambda: 0.01, kappa_a: f64::INFINITY, ..Params::default() };
    let mut bench = Workbench::new(params, 5).unwrap();
    run(&mut bench, 400);
    bench.apply(Command::Look(Look::Pin(Some(3))));
    bench.apply(Command::Look(Look::PinSynapse(Some((Population::Excitatory, 2)))));
    bench.apply(Command::Act(Action::NewStimuli));
    bench.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    run(&mut bench, 300);
    bench.apply(Command::Navigate(Navigate::Bookmark(Some("pause".to_owned()))));
    bench.apply(Command::Act(Action::Set(ParamId::b, 2.0)));
    run(&mut bench, 100);
    seek(&mut bench, 500);
    bench.apply(Command::Act(Action::Set(ParamId::rho_a, 0.4)));
    run(&mut bench, 100);
    bench.apply(Command::Navigate(Navigate::Switch(1)));
    bench
}

/// The bytes of a session file.
fn file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.equipoise");
        session::save(&path, &rich(), b"{}".to_vec(), Watcher::nobody()).unwrap();
        std::fs::read(&path).unwrap()
    })
}

fn opened(bytes: &[u8]) -> Result<Opened, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.equipoise");
    std::fs::write(&path, bytes).unwrap();
    open(&path)
}

const HEADER: usize = 32;

/// Contents under a header that agrees with them, so that they are read.
fn sealed(contents: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(contents).unwrap();
    let deflated = encoder.finish().unwrap();
    let mut crc = Crc::new();
    crc.update(&deflated);
    let mut bytes = file()[..16].to_vec();
    bytes.extend((deflated.len() as u64).to_le_bytes());
    bytes.extend(crc.sum().to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(deflated);
    bytes
}

fn contents() -> Vec<u8> {
    let mut contents = Vec::new();
    DeflateDecoder::new(&file()[HEADER..]).read_to_end(&mut contents).unwrap();
    contents
}

#[test]
fn what_is_no_whole_session_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| opened(bytes).unwrap_err();
    assert!(opened(file()).is_ok() && opened(&sealed(&contents())).is_ok());
    assert!(matches!(refused(b""), OpenError::Foreign { .. }));
    assert!(matches!(refused(b"title = 'a preset'\n[parameters]\nrho_A = 0.5\n"), OpenError::Foreign { .. }));
    for length in [HEADER, HEADER + 1, file().len() / 2, file().len() - 1] {
        assert!(matches!(refused(&file()[..length]), OpenError::Truncated { .. }), "{length}");
    }
    let mut longer = file().to_vec();
    longer.push(0);
    assert!(matches!(refused(&longer), OpenError::Damaged { .. }));
    let mut newer = file().to_vec();
    newer[12..16].copy_from_slice(&(FORMAT + 1).to_le_bytes());
    let message = refused(&newer).to_string();
    assert!(
        message.contains(&format!("format {}", FORMAT + 1)) && message.contains("newer version"),
        "{message}"
    );
    // A transfer in text mode.
    let text = file().iter().filter(|byte| **byte != b'\r').copied().collect::<Vec<u8>>();
    assert!(matches!(refused(&text), OpenError::Foreign { .. }));
    let missing = open(Path::new("/no/such/file.equipoise")).unwrap_err();
    assert!(missing.to_string().contains("/no/such/file.equipoise"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    assert!(open(folder.path()).is_err());
}

#[test]
fn a_file_that_claims_to_be_enormous_costs_nothing() {
    // A list of four thousand million runs, a byte string of as many bytes, and a gibibyte of zeros.
    let key = |name: &str| [&[0xA0 | name.len() as u8], name.as_bytes()].concat();
    let claim = |value: &[u8]| [&[0x81][..], &key("bench"), &[0x81], &key("runs"), value].concat();
    for value in [&[0xDD, 0xFF, 0xFF, 0xFF, 0xFF][..], &[0xC6, 0xFF, 0xFF, 0xFF, 0xFF]] {
        assert!(matches!(opened(&sealed(&claim(value))), Err(OpenError::Damaged { .. })));
    }
    // More commands than a log may have, three bytes each.
    let log = [&[0xDD, 0x00, 0x10, 0x00, 0x00][..], &b"\x92\x00\xC0".repeat(1 << 20)].concat();
    let run = [&[0x81][..], &key("head"), &[0x81], &key("log"), &log].concat();
    let many = claim(&[&[0x91][..], &run].concat());
    assert!(matches!(opened(&sealed(&many)), Err(OpenError::Damaged { .. })));
    let nested = vec![0x91; 100_000];
    assert!(matches!(opened(&sealed(&nested)), Err(OpenError::Damaged { .. })));
}

/// A moment that the log cannot lead to would be sought for ever.
#[test]
fn moments_that_are_not_of_the_past_are_refused() {
    let text = contents();
    let at = text.windows(8).position(|part| part == b"commands").unwrap();
    // The number of commands before the bookmark, which is one byte.
    let mut later = text.clone();
    assert!(later[at + 8] < 0x7F);
    later[at + 8] = 0x7F;
    let refused = opened(&sealed(&later)).unwrap_err().to_string();
    assert!(refused.contains("not of the past") || refused.contains("no beginning"), "{refused}");
}

#[test]
fn opening_and_saving_can_be_cancelled_and_leave_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.equipoise");
    let cancel = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let watcher = Watcher { progress: &|_| (), cancel: &cancel };
    assert!(
        session::save(&path, &rich(), Vec::new(), watcher).unwrap_err().to_string().contains("cancelled")
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(&path, file()).unwrap();
    assert!(matches!(session::open(&path, watcher), Err(OpenError::Cancelled)));
}

/// A session written by the first version that wrote any still opens with the weights that it had, and goes on
/// as it went on. A change of the format adds a file and keeps this one (EQUIPOISE_WRITE_SESSION writes it).
#[test]
fn sessions_of_every_earlier_format_open() {
    if std::env::var_os("EQUIPOISE_WRITE_SESSION").is_some() {
        let path = format!("tests/sessions/format-{}.equipoise", session::FORMAT);
        session::save(Path::new(&path), &rich(), b"{}".to_vec(), Watcher::nobody()).unwrap();
    }
    for format in 1..=session::FORMAT {
        let path = format!("tests/sessions/format-{format}.equipoise");
        let Opened { mut bench, window, .. } = open(Path::new(&path)).unwrap();
        assert_eq!(window, b"{}");
        let snapshot = bench.snapshot(0.0);
        assert_eq!(
            (snapshot.timeline.runs.len(), snapshot.timeline.bookmarks.len(), snapshot.log.len()),
            (2, 1, 3),
            "{path}"
        );
        assert_eq!(fingerprint(bench.head().simulation()), AS_SAVED, "{path}");
        run(&mut bench, 777);
        assert_eq!(fingerprint(bench.head().simulation()), LATER, "{path}");
    }
}

/// Fingerprints of the weights of `rich` in that file, and 777 presentations later.
const AS_SAVED: u64 = 0x599E_8600_E84E_0615;
const LATER: u64 = 0x2E7B_7E4E_E477_D13D;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Any bytes changed, left out or put in: never a panic; what opens can be run, saved and opened again.
    #[test]
    fn mutated_files_are_refused_or_run(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..5),
        inside in any::<bool>(),
    ) {
        let mut bytes = if inside { contents() } else { file().to_vec() };
        for (index, byte, kind) in &changes {
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = *byte,
                1 => bytes[at] ^= 1 << (byte % 8),
                2 => { bytes.remove(at); }
                _ => bytes.insert(at, *byte),
            }
        }
        let bytes = if inside { sealed(&bytes) } else { bytes };
        if let Ok(Opened { mut bench, .. }) = opened(&bytes) {
            bench.apply(Command::Transport(Transport::RunFor(50)));
            for _ in 0..100 {
                bench.advance(10);
                bench.seek(10);
            }
            let snapshot = bench.snapshot(0.0);
            prop_assert!(snapshot.recall.i_e.iter().all(|i_e| i_e.is_finite()));
            bench.apply(Command::Navigate(Navigate::Scrub(7)));
            bench.seek(100);
        }
    }
}

/// An hour of dragging a slider, a value at every frame, is saved and opened.
#[test]
fn a_long_drag_can_be_saved() {
    let params = Params { p: 5, n_e: 6, n_i: 6, ..Params::default() };
    let mut bench = Workbench::new(params, 1).unwrap();
    let drag = |bench: &mut Workbench, step: u32| {
        bench.apply(Command::Act(Action::Set(ParamId::rho_a, f64::from(step % 100) / 100.0)));
    };
    for step in 0..300_000_u32 {
        drag(&mut bench, step);
        bench.apply(Command::Transport(Transport::RunFor(1)));
        bench.advance(1);
    }
    // While it waits, a drag is one value.
    (0..1000).for_each(|step| drag(&mut bench, step));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("drag.equipoise");
    session::save(&path, &bench, Vec::new(), Watcher::nobody()).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 8 << 20);
    let opened = session::open(&path, Watcher::nobody()).unwrap().bench;
    assert_eq!(opened.head().log().len(), 300_001);
    assert_eq!(opened.head().simulation().params().rho_a, 0.99);
}
