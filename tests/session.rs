//! Session files: what is saved and opened goes on bit for bit; whatever else is opened is refused in words.

use std::path::Path;

use equipoise::engine::{Breakpoint, Command, Condition, Session, Snapshot, Speed, Workbench};
use equipoise::io::session::{self, FORMAT, OpenError, Opened, Watcher};
use equipoise::model::{ParamId, Params, Population, Simulation};
use proptest::prelude::*;

fn bits(simulation: &Simulation) -> Vec<u64> {
    let weights = [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter().map(f64::to_bits));
    weights.chain([simulation.ybar().to_bits(), simulation.presentations()]).collect()
}

fn open(path: &Path) -> Result<Opened, OpenError> {
    session::open(path, Watcher::NOBODY)
}

fn round_trip(bench: &Workbench) -> Workbench {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.equipoise");
    session::save(&path, bench, Some("{}".to_owned()), Watcher::NOBODY).unwrap();
    open(&path).unwrap().bench
}

fn run(bench: &mut Workbench, presentations: u64) {
    bench.apply(Command::RunFor(presentations));
    while !bench.idle() {
        bench.advance(97);
        bench.seek(500);
    }
}

fn seek(bench: &mut Workbench, made: u64) {
    bench.apply(Command::Scrub(made));
    settle(bench);
}

fn settle(bench: &mut Workbench) {
    while bench.seeking() {
        bench.seek(4096);
    }
}

/// A snapshot without what a file does not keep: kept moments of the past and notices.
fn seen(bench: &Workbench) -> Snapshot {
    let mut snapshot = bench.snapshot(0.0);
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
        (1_u64..2500).prop_map(Command::RunFor),
        (1_u64..2500).prop_map(Command::RunFor),
        (0.0..1.0).prop_map(|value| Command::Set(ParamId::rho_a, value)),
        (0.1..1.0).prop_map(|value| Command::Set(ParamId::c, value)),
        Just(Command::Set(ParamId::kappa_a, f64::INFINITY)),
        (0_u64..9).prop_map(|seed| Command::Reset { seed }),
        Just(Command::NewStimuli),
        Just(Command::Grow(Some(equipoise::analysis::growth::Growth { batch: 2, eps: 0.4, patience: 5 }))),
        any::<bool>().prop_map(Command::SetPlastic),
        (0_usize..40, any::<bool>(), any::<bool>()).prop_map(|(stimulus, ach, na)| Command::Pair {
            stimulus,
            ach,
            na
        }),
        (0_usize..30).prop_map(|mu| Command::Pin(Some(mu))),
        (0_usize..30).prop_map(|j| Command::PinSynapse(Some((Population::Inhibitory, j)))),
        Just(Command::Compare(Some(vec![(ParamId::rule_n, 0.0)]))),
        Just(Command::Override(ParamId::rho_a, Some(0.3))),
        (0_u64..4000).prop_map(Command::Scrub),
        Just(Command::Bookmark(Some("here".to_owned()))),
        Just(Command::SetSpeed(Speed::PerSecond(1234.0))),
        Just(Command::SetBreakpoints(vec![Breakpoint {
            condition: Condition::Flip { stimulus: 1 },
            enabled: true
        }])),
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
            Command::RunFor(presentations) => run(bench, *presentations),
            other => {
                bench.apply(other.clone());
                settle(bench);
            }
        };
        before.iter().for_each(|action| act(&mut bench, action));
        bench.apply(Command::Pause);
        let mut again = round_trip(&bench);
        settle(&mut again);
        prop_assert_eq!(seen(&again), seen(&bench));
        for action in &after {
            act(&mut again, action);
            act(&mut bench, action);
        }
        prop_assert_eq!(seen(&again), seen(&bench));
        prop_assert_eq!(bits(again.head().simulation()), bits(bench.head().simulation()));
        seek(&mut again, moment);
        seek(&mut bench, moment);
        prop_assert_eq!(bits(again.shown().simulation()), bits(bench.shown().simulation()));
    }
}
