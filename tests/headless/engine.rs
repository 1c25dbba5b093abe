//! The live engine: determinism, commands, survival.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::patience::wait_for;

use equipoise::analysis::growth::Growth;
use equipoise::engine::{
    Action, Command, Engine, Look, Navigate, RunState, Session, Snapshot, Speed, Transport,
};
use equipoise::model::{ParamId, Params, Population};

fn small() -> Params {
    Params { p: 40, n_e: 60, n_i: 60, ..Params::default() }
}

/// Waits, as a window would, until the snapshot is as wanted.
fn wait(engine: &mut Engine, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    wait_for("the snapshot that is wanted", || {
        engine.flush();
        Some(engine.snapshot()).filter(|snapshot| wanted(snapshot))
    })
}

fn weights(session: &Session) -> Vec<u64> {
    [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| session.simulation().weights(population).iter().map(f64::to_bits))
        .collect()
}

/// Plays with a live engine as a person would, then hands over its session.
/// It looks at `frames` snapshots for each one that it needs.
fn play(frames: u32) -> Session {
    let mut engine = Engine::start(small(), 7, || ()).unwrap();
    engine.send(Command::Transport(Transport::Run));
    let mut reached = 0;
    let mut after = |engine: &mut Engine, presentations: u64| {
        let now = wait(engine, |snapshot| snapshot.presentations >= reached + presentations);
        for _ in 0..frames {
            let made = engine.snapshot().timeline.made;
            wait(engine, |snapshot| snapshot.timeline.made > made);
        }
        reached = now.presentations;
    };
    after(&mut engine, 3000);
    for step in 0..50 {
        engine.send(Command::Act(Action::Set(ParamId::rho_a, 0.3 + f64::from(step) * 0.01)));
    }
    after(&mut engine, 2000);
    engine.send(Command::Act(Action::Set(ParamId::lambda, 0.01)));
    engine.send(Command::Act(Action::NewStimuli));
    after(&mut engine, 2000);
    engine.send(Command::Act(Action::SetPlastic(false)));
    engine.send(Command::Transport(Transport::SetSpeed(Speed::PerSecond(50_000.0))));
    after(&mut engine, 500);
    engine.send(Command::Act(Action::SetPlastic(true)));
    engine.send(Command::Act(Action::Set(ParamId::na, 0.0)));
    after(&mut engine, 1000);
    engine.send(Command::Transport(Transport::Pause));
    wait(&mut engine, |snapshot| snapshot.run == RunState::Paused);
    engine.stop().unwrap()
}

#[test]
fn a_recorded_command_log_gives_bit_identical_weights_at_any_frame_rate() {
    for frames in [0, 5] {
        let live = play(frames);
        assert!(live.log().len() >= 6, "{:?}", live.log());
        let (params, seed) = live.start();
        let replayed = Session::replay(params.clone(), *seed, live.log(), live.made()).unwrap();
        assert_eq!(weights(&live), weights(&replayed));
        assert_eq!(live.simulation().ybar().to_bits(), replayed.simulation().ybar().to_bits());
        assert_eq!(live.snapshot(0.0).curve, replayed.snapshot(0.0).curve);
    }
}

#[test]
fn growing_adds_associations_while_they_are_stored_and_replays() {
    let supervised = equipoise::io::presets::Preset::find("supervised").unwrap();
    let params = supervised.params(&Params { p: 30, n_e: 60, n_i: 60, ..Params::default() });
    let mut live = Session::new(params.clone(), 4).unwrap();
    live.apply(Command::Act(Action::Grow(Some(Growth { batch: 3, eps: 0.05, patience: 300 }))));
    while live.snapshot(0.0).growing.is_some() && live.made() < 3_000_000 {
        live.present();
    }
    let snapshot = live.snapshot(0.0);
    assert!(snapshot.notice.as_ref().unwrap().text.contains("stalled"));
    assert!(snapshot.params.p >= 45 && snapshot.params.p.is_multiple_of(3), "{}", snapshot.params.p);
    assert_eq!(snapshot.recall.len(), snapshot.params.p);
    let replayed = Session::replay(params, 4, live.log(), live.made()).unwrap();
    assert_eq!(weights(&live), weights(&replayed));
}

#[test]
fn step_shows_one_stimulus_and_epoch_ends_the_epoch() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::Step));
    let one = wait(&mut engine, |snapshot| snapshot.presentations == 1 && snapshot.run == RunState::Paused);
    assert_eq!(one.recent.len(), 1);
    engine.send(Command::Transport(Transport::Epoch));
    let epoch = wait(&mut engine, |snapshot| snapshot.epochs == 1 && snapshot.run == RunState::Paused);
    assert_eq!(epoch.presentations, 40);
    engine.send(Command::Transport(Transport::Epoch));
    wait(&mut engine, |snapshot| snapshot.presentations == 80 && snapshot.run == RunState::Paused);
}

#[test]
fn steps_add_up_however_fast_they_are_asked_for() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::SetSpeed(Speed::PerSecond(500.0))));
    (0..5).for_each(|_| engine.send(Command::Transport(Transport::Step)));
    wait(&mut engine, |snapshot| snapshot.presentations == 5 && snapshot.run == RunState::Paused);
    engine.send(Command::Transport(Transport::Epoch));
    engine.send(Command::Transport(Transport::Epoch));
    let two = |snapshot: &Snapshot| snapshot.presentations == 80 && snapshot.run == RunState::Paused;
    wait(&mut engine, two);
}

#[test]
fn a_pause_earns_no_presentations() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::SetSpeed(Speed::PerSecond(100.0))));
    for synapse in 0..30 {
        engine.send(Command::Look(Look::Inspect(Some((Population::Excitatory, synapse)))));
        let issued = engine.issued();
        wait(&mut engine, |snapshot| snapshot.applied >= issued);
    }
    let start = Instant::now();
    engine.send(Command::Transport(Transport::Run));
    let snapshot = wait(&mut engine, |snapshot| snapshot.presentations >= 5);
    // 100 a second, plus the one that is due at once and what one snapshot may lag.
    let allowed = 100.0 * start.elapsed().as_secs_f64() + 7.0;
    assert!(snapshot.presentations as f64 <= allowed, "{} > {allowed}", snapshot.presentations);
}

#[test]
fn a_refused_load_keeps_the_run() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::Epoch));
    wait(&mut engine, |snapshot| snapshot.presentations == 40);
    let too_large = Params { n_e: 5_000_000, n_i: 5_000_000, p: 5000, ..small() };
    engine.send(Command::Act(Action::Load { params: Box::new(too_large), seed: 2 }));
    let kept = wait(&mut engine, |snapshot| snapshot.notice.is_some());
    assert_eq!((kept.presentations, kept.seed, kept.params.n_e), (40, 1, 60));
    assert!(kept.notice.as_ref().unwrap().text.contains("N_E"));
}

#[test]
fn settings_made_while_paused_survive_a_failure() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Act(Action::Set(ParamId::beta, 0.5)));
    engine.send(Command::Act(Action::Set(ParamId::rho_a, 2.0)));
    let refused = wait(&mut engine, |snapshot| snapshot.notice.is_some());
    engine.send(Command::Transport(Transport::Fail));
    let failed = wait(&mut engine, |snapshot| snapshot.notice.as_ref().is_some_and(|notice| notice.fault));
    assert_eq!(failed.params.beta, 0.5);
    let number = |snapshot: &Snapshot| snapshot.notice.as_ref().unwrap().number;
    assert!(number(&failed) > number(&refused));
}

#[test]
fn changing_the_size_rebuilds_and_anything_else_does_not() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::Epoch));
    wait(&mut engine, |snapshot| snapshot.presentations == 40);
    engine.send(Command::Act(Action::Set(ParamId::theta, 0.5)));
    let kept = wait(&mut engine, |snapshot| snapshot.params.theta == 0.5);
    assert_eq!((kept.presentations, kept.generation), (40, 0));
    engine.send(Command::Act(Action::Set(ParamId::c, 0.5)));
    let rebuilt = wait(&mut engine, |snapshot| snapshot.params.c == 0.5);
    assert_eq!((rebuilt.presentations, rebuilt.generation), (0, 1));
    assert_eq!(rebuilt.params.theta, 0.5);
}

#[test]
fn a_refused_parameter_changes_nothing_and_says_why() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    for (id, value) in [(ParamId::rho_a, f64::NAN), (ParamId::n_e, -3.0), (ParamId::p, 1e6)] {
        let before = engine.snapshot().notice.as_ref().map_or(0, |notice| notice.number);
        engine.send(Command::Act(Action::Set(ParamId::n_i, 10_000.0)));
        engine.send(Command::Act(Action::Set(id, value)));
        let snapshot = wait(&mut engine, |snapshot| {
            snapshot.notice.as_ref().is_some_and(|notice| notice.number > before)
        });
        let notice = snapshot.notice.clone().unwrap();
        assert!(!notice.fault);
        assert!(
            notice.text.contains(id.spec().key)
                || notice.text.contains("memory")
                || notice.text.contains("inputs"),
            "{}",
            notice.text
        );
        assert_eq!(snapshot.params.get(id), small().get(id));
    }
}

#[test]
fn a_panic_is_shown_the_last_good_state_is_kept_and_work_goes_on() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    // A state to fall back on is kept every so often while it runs; before the first one it falls back on the start. So it
    // runs longer and longer.
    let mut failures = 0;
    let failed = loop {
        engine.send(Command::Transport(Transport::Run));
        wait(&mut engine, |snapshot| snapshot.presentations > 1000 << (2 * failures));
        engine.send(Command::Transport(Transport::Fail));
        failures += 1;
        let failed = wait(&mut engine, |snapshot| {
            snapshot.notice.as_ref().is_some_and(|notice| notice.fault && notice.number == failures)
        });
        if failed.presentations > 0 {
            break failed;
        }
    };
    assert!(failed.notice.as_ref().unwrap().text.contains("asked to fail"));
    assert_eq!(failed.run, RunState::Paused);
    assert!(failed.presentations > 0, "the state from before the failure is kept");
    engine.send(Command::Transport(Transport::Run));
    wait(&mut engine, |snapshot| snapshot.presentations > failed.presentations);
}

#[test]
fn the_speed_limit_is_kept() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::SetSpeed(Speed::PerSecond(200.0))));
    engine.send(Command::Transport(Transport::Run));
    let start = Instant::now();
    let snapshot = wait(&mut engine, |snapshot| snapshot.presentations >= 60);
    let elapsed = start.elapsed().as_secs_f64();
    // Never faster than asked (one burst of rounding aside); a busy machine may be slower.
    assert!(
        snapshot.presentations as f64 <= 200.0 * elapsed + 10.0,
        "{} in {elapsed}",
        snapshot.presentations
    );
}

#[test]
fn snapshots_wake_the_window_and_do_not_stop_for_it() {
    let woken = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&woken);
    let mut engine = Engine::start(small(), 1, move || {
        count.fetch_add(1, Ordering::Relaxed);
    })
    .unwrap();
    engine.send(Command::Transport(Transport::Run));
    // Nobody reads a snapshot or flushes meanwhile.
    wait_for("a fourth snapshot", || (woken.load(Ordering::Relaxed) > 3).then_some(()));
    assert!(engine.snapshot().presentations > 0);
}

#[test]
fn inspecting_a_synapse_gives_a_ledger_that_sums_to_its_change() {
    let mut engine = Engine::start(small(), 1, || ()).unwrap();
    engine.send(Command::Transport(Transport::Epoch));
    engine.send(Command::Look(Look::Inspect(Some((Population::Excitatory, 3)))));
    let snapshot = wait(&mut engine, |snapshot| snapshot.inspection.is_some() && snapshot.epochs == 1);
    let found = snapshot.inspection.unwrap();
    assert!((found.ledger.sum() - (found.weight - found.start)).abs() < 1e-12);
    engine.send(Command::Look(Look::Inspect(Some((Population::Excitatory, 10_000)))));
    wait(&mut engine, |snapshot| snapshot.inspection.is_none());
}

/// What is pinned late has its whole past a moment later, as if it had been pinned from the start; while paused and
/// while running, with changes on the way, and after a reset.
#[test]
fn the_past_of_what_is_pinned_late_is_filled_in() {
    let synapse = Some((Population::Inhibitory, 9));
    let deeds = |engine: &mut dyn FnMut(Command)| {
        engine(Command::Transport(Transport::RunUntil(3000)));
        engine(Command::Act(Action::Set(ParamId::rho_a, 0.4)));
        engine(Command::Act(Action::Pair { stimulus: 7, ach: true, na: false }));
    };
    let mut engine = Engine::start(small(), 5, || ()).unwrap();
    deeds(&mut |command| {
        let paused = matches!(command, Command::Transport(Transport::RunUntil(_)));
        engine.send(command);
        let issued = engine.issued();
        wait(&mut engine, |now| now.applied >= issued && (!paused || now.run == RunState::Paused));
    });
    engine.send(Command::Look(Look::Pin(Some(7))));
    engine.send(Command::Look(Look::PinSynapse(synapse)));
    let whole = |now: &Snapshot| {
        let first = now.pinned.as_ref().and_then(|pinned| pinned.moments.first()).map(|moment| moment.index);
        first.is_some_and(|index| index < 80) && now.synapse.as_ref().is_some_and(|it| it.points.len() > 70)
    };
    let late = wait(&mut engine, |now| whole(now) && now.filling.is_none());

    let mut early = Session::new(small(), 5).unwrap();
    early.apply(Command::Look(Look::Pin(Some(7))));
    early.apply(Command::Look(Look::PinSynapse(synapse)));
    for _ in 0..3000 {
        early.present();
    }
    early.apply(Command::Act(Action::Set(ParamId::rho_a, 0.4)));
    early.apply(Command::Act(Action::Pair { stimulus: 7, ach: true, na: false }));
    let early_now = early.snapshot(0.0);
    assert_eq!(late.pinned, early_now.pinned);
    assert_eq!(late.synapse, early_now.synapse);

    // It goes on from there: the same as what was followed all along, but for rounding of the sums.
    engine.send(Command::Transport(Transport::RunUntil(6001)));
    let end = wait(&mut engine, |now| now.presentations == 6001 && now.run == RunState::Paused);
    for _ in 3001..6001 {
        early.present();
    }
    let (late, early) = (end.pinned.clone().unwrap(), early.snapshot(0.0).view.pinned.unwrap());
    assert_eq!(late.moments.len(), early.moments.len());
    for (late, early) in late.moments.iter().zip(&early.moments) {
        assert_eq!((late.index, late.drive), (early.index, early.drive));
        for (late, early) in late.by_rule().iter().zip(&early.by_rule()) {
            assert!((late - early).abs() < 1e-9, "{late} {early}");
        }
        assert!((late.rest - early.rest).abs() < 1e-9);
    }

    // While it runs at full speed, and of another start.
    engine.send(Command::Act(Action::Reset { seed: 6 }));
    engine.send(Command::Transport(Transport::SetSpeed(Speed::Unlimited)));
    engine.send(Command::Transport(Transport::Run));
    wait(&mut engine, |now| now.seed == 6 && now.presentations > 20_000);
    engine.send(Command::Look(Look::Pin(Some(11))));
    let filled = wait(&mut engine, |now| {
        now.pinned.as_ref().is_some_and(|pinned| {
            pinned.stimulus == 11 && pinned.moments.first().is_some_and(|moment| moment.index < 80)
        })
    });
    let moments = &filled.pinned.as_ref().unwrap().moments;
    assert!(moments.is_sorted_by_key(|moment| moment.index) && moments.last().unwrap().index > 19_000);
    for moment in moments {
        let explained: f64 = moment.by_rule().iter().sum::<f64>() + moment.threshold + moment.rest;
        let start = moments[0].drive;
        assert!((moment.drive - start - explained).abs() < 1e-6, "{moment:?}");
    }
}

/// A change that begins a new neuron says so, and the one before is where it says.
#[test]
fn a_new_neuron_is_announced_and_the_one_before_is_on_the_timeline() {
    let mut bench = equipoise::engine::Workbench::with_budget(Session::new(small(), 3).unwrap(), 1 << 24);
    bench.apply(Command::Transport(Transport::RunFor(130)));
    while !bench.idle() {
        bench.advance(64);
    }
    let before = weights(bench.shown());
    bench.apply(Command::Act(Action::Set(ParamId::p, 50.0)));
    let told = bench.snapshot(0.0).notice.unwrap();
    assert!(!told.fault && told.text.contains("P 40 › 50: a new neuron."), "{}", told.text);
    assert!(told.text.contains("up to presentation 130"), "{}", told.text);
    bench.apply(Command::Transport(Transport::RunFor(10)));
    while !bench.idle() {
        bench.advance(64);
    }
    bench.apply(Command::Navigate(Navigate::Scrub(130)));
    while bench.seeking() {
        bench.seek(64);
    }
    assert_eq!(weights(bench.shown()), before);
    // A branch from there goes on as it was; a moment that is not of this run is refused, in words and at once.
    bench.apply(Command::Navigate(Navigate::Live));
    let returned = |bench: &mut equipoise::engine::Workbench, made, actions| {
        bench.apply(Command::Navigate(Navigate::Return { made, actions }));
        while bench.seeking() {
            bench.seek(16);
        }
        bench.counts().0
    };
    for (made, commands) in [(130, 7), (u64::MAX, 0), (120, 1), (141, 1)] {
        assert_eq!(returned(&mut bench, made, commands), 1);
        assert!(bench.snapshot(0.0).notice.unwrap().text.contains("not of the past"));
    }
    assert_eq!(returned(&mut bench, 130, 0), 2);
    assert_eq!((weights(bench.shown()), bench.shown().simulation().params().p), (before, 40));
    // What begins no new neuron says nothing of one.
    let mut other = equipoise::engine::Workbench::with_budget(Session::new(small(), 3).unwrap(), 1 << 24);
    other.apply(Command::Transport(Transport::RunFor(5)));
    other.advance(5);
    other.apply(Command::Act(Action::Set(ParamId::rho_a, 0.3)));
    assert!(other.snapshot(0.0).notice.is_none());
}
