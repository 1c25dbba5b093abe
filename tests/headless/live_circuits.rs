//! Circuits on the engine: live, with a past, branches, breakpoints and session files.

use equipoise::circuits::{Rule, Task, build};
use equipoise::engine::any::{Command, Engine, SavedWorkbench, Session, Workbench};
use equipoise::engine::circuits::{
    Beginning, CircuitAction, CircuitBreakpoint, CircuitLook, LiveCircuit, Quantity,
};
use equipoise::engine::{BUDGET, Navigate, RunState, Transport};

type Bench = Workbench<LiveCircuit>;

fn begun(rule: &str, task: &str) -> Bench {
    let beginning = Beginning::new(Rule::find(rule).unwrap(), Task::find(task).unwrap(), 7);
    Workbench::with_budget(Session::begin(beginning).unwrap(), BUDGET)
}

fn run(bench: &mut Bench, steps: u64) {
    bench.apply(Command::Transport(Transport::RunFor(steps)));
    while bench.advance(7) > 0 {}
}

fn act(bench: &mut Bench, action: CircuitAction) {
    bench.apply(Command::Act(action));
}

fn rule(key: &str) -> CircuitAction {
    CircuitAction::Rule(key.to_owned())
}

fn set(key: &str, value: &str) -> CircuitAction {
    CircuitAction::Set { key: key.to_owned(), value: value.to_owned() }
}

/// Steps, a value, another rule, and steps after each.
fn lived(task: &str, [first, second]: [&str; 2], steps: u64) -> Bench {
    let mut bench = begun(first, task);
    run(&mut bench, 3 * steps);
    act(&mut bench, set("eta", "0.02"));
    run(&mut bench, steps);
    act(&mut bench, rule(second));
    run(&mut bench, 2 * steps + 1);
    bench
}

const LIVES: [(&str, [&str; 2], u64); 3] = [
    ("digits", ["burst", "perturbation"], 120),
    ("xor", ["output-only", "predictive-coding"], 130),
    ("match", ["e-prop", "reward"], 11),
];

#[test]
fn what_runs_live_is_what_runs_alone() {
    for (key, rules, _) in LIVES {
        let (task, first) = (Task::find(key).unwrap(), Rule::find(rules[0]).unwrap());
        let steps = 2 * task.stretch() + 1;
        let mut bench = begun(rules[0], key);
        run(&mut bench, steps);
        let mut alone = build(first, task, &task.settings(first), 7).unwrap();
        (0..steps).for_each(|_| alone.step().unwrap());
        let view = bench.snapshot(0.0).view;
        assert_eq!((&view.weights, view.steps), (alone.weights(), steps));
        assert_eq!(view.curve.points().len(), 3);
        let last = view.curve.last();
        assert!(last.step == 2 * task.stretch() && last.twin.is_some() && last.alignment.is_some());
    }
}

#[test]
fn a_circuit_is_scrubbed_branched_undone_saved_and_restored_bit_for_bit() {
    for (task, rules, steps) in LIVES {
        let mut bench = lived(task, rules, steps);
        let end = bench.snapshot(0.0).view;
        assert_eq!((end.now.rule.key, end.steps), (rules[1], 6 * steps + 1));
        assert_eq!(bench.head().log().len(), 2);
        // Written and read, it is the same, and goes on alike.
        let bytes = rmp_serde::to_vec_named(&bench.to_saved()).unwrap();
        let saved: SavedWorkbench<LiveCircuit> = rmp_serde::from_slice(&bytes).unwrap();
        saved.check().unwrap();
        let mut again = Workbench::restore(saved, &std::sync::Arc::default()).unwrap();
        assert_eq!(again.snapshot(0.0).view, end);
        run(&mut again, steps);
        run(&mut bench, steps);
        assert_eq!(again.snapshot(0.0).view, bench.snapshot(0.0).view);
        // Repeated from its log, it is the same.
        let head = bench.head();
        let repeated =
            Session::<LiveCircuit>::repeated(head.start().clone(), head.log(), head.made()).unwrap();
        assert_eq!(repeated.system().circuit().state(), head.system().circuit().state());
        // Back to before the rule was changed, and on in a branch of its own.
        bench.apply(Command::Navigate(Navigate::Scrub(4 * steps - 1)));
        while bench.seeking() {
            bench.seek(1000);
        }
        let there = bench.snapshot(0.0).view;
        assert_eq!((there.now.rule.key, there.steps), (rules[0], 4 * steps - 1));
        act(&mut bench, set("eta", "0.01"));
        assert_eq!(bench.counts().0, 2);
        bench.apply(Command::Navigate(Navigate::Return { made: 4 * steps - 1, actions: 1 }));
        while bench.seeking() {
            bench.seek(1000);
        }
        assert_eq!(bench.snapshot(0.0).view.now.settings, there.now.settings);
    }
}

#[test]
fn a_condition_pauses_where_it_begins_to_hold() {
    let mut bench = begun("backprop", "digits");
    let below = CircuitBreakpoint { quantity: Quantity::Loss, above: false, value: 0.2 };
    bench.apply(Command::Look(CircuitLook::PauseWhen(Some(below))));
    run(&mut bench, 3000);
    let snapshot = bench.snapshot(0.0);
    let last = snapshot.view.curve.last().clone();
    assert!(snapshot.timeline.made < 3000 && last.measures.loss < 0.2, "{last:?}");
    assert_eq!(bench.head().run_state(), RunState::Paused);
    assert!(snapshot.notice.unwrap().text.contains("loss is below 0.2"));
    let before = snapshot.view.curve.points();
    assert!(before[before.len() - 2].measures.loss >= 0.2);
}

#[test]
fn sizes_begin_again_and_what_is_refused_changes_nothing() {
    let mut bench = begun("predictive-coding", "digits");
    run(&mut bench, 250);
    let before = bench.snapshot(0.0).view;
    for refused in [set("gamma", "7"), set("sigma", "1"), rule("bptt"), rule("oja"), set("mode", "")] {
        act(&mut bench, refused);
        assert_eq!(bench.snapshot(0.0).view, before);
    }
    assert_eq!(bench.head().log().len(), 0);
    act(&mut bench, set("gamma", "0.5"));
    assert_eq!((bench.snapshot(0.0).view.steps, bench.snapshot(0.0).generation), (250, 0));
    act(&mut bench, set("n_1", "9"));
    let view = bench.snapshot(0.0).view;
    assert_eq!((view.steps, view.weights[0].nrows(), bench.snapshot(0.0).generation), (0, 9, 1));
    act(&mut bench, CircuitAction::Restart(8));
    assert_eq!(bench.snapshot(0.0).view.now.seed, 8);
    assert_ne!(bench.snapshot(0.0).view.weights, view.weights);
}

#[test]
fn a_file_that_is_not_whole_is_refused() {
    let bench = lived("xor", ["burst", "backprop"], 30);
    let text = serde_json::to_string(&bench.to_saved()).unwrap();
    let changed = [
        ("\"task\":\"xor\"", "\"task\":\"match\""),
        ("\"rule\":\"backprop\"", "\"rule\":\"oja\""),
        ("\"columns\":3", "\"columns\":4"),
        ("\"eta\",\"0.02\"", "\"eta\",\"-1\""),
        ("\"steps\":181", "\"steps\":18100"),
    ];
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        let saved = serde_json::from_str::<SavedWorkbench<LiveCircuit>>(&text.replace(from, to));
        let restored = saved.ok().map(|saved| Workbench::restore(saved, &std::sync::Arc::default()).is_ok());
        assert_ne!(restored, Some(true), "{to}");
    }
}

#[test]
fn a_circuit_runs_on_a_thread_of_its_own() {
    let mut engine = Engine::start_with(begun("burst", "digits"), || {}).unwrap();
    engine.send(Command::Transport(Transport::RunFor(500)));
    while engine.snapshot().applied < engine.issued() || engine.snapshot().run != RunState::Paused {
        engine.flush();
        std::thread::yield_now();
    }
    let snapshot = engine.snapshot();
    let mut alone = begun("burst", "digits");
    run(&mut alone, 500);
    assert_eq!(snapshot.view, alone.snapshot(0.0).view);
}

#[test]
fn a_change_that_is_not_finite_pauses_the_run_and_is_not_made() {
    let mut bench = begun("e-prop", "match");
    run(&mut bench, 5);
    // The weight of cell 0 from cell 1, so large that no loss is finite.
    let text = serde_json::to_string(&bench.to_saved()).unwrap();
    let (before, after) =
        text.split_once("\"weights\":[{\"rows\":40,\"columns\":40,\"values\":[0.0,").unwrap();
    let (_, rest) = after.split_once(',').unwrap();
    let text = format!("{before}\"weights\":[{{\"rows\":40,\"columns\":40,\"values\":[0.0,1e300,{rest}");
    let saved: SavedWorkbench<LiveCircuit> = serde_json::from_str(&text).unwrap();
    let mut bench = Workbench::restore(saved, &std::sync::Arc::default()).unwrap();
    let weights = bench.snapshot(0.0).view.weights;
    assert_eq!(weights[0][(0, 1)], 1e300);
    run(&mut bench, 20);
    let snapshot = bench.snapshot(0.0);
    assert_eq!((snapshot.view.weights, snapshot.view.steps), (weights, 5));
    assert_eq!(bench.head().run_state(), RunState::Paused);
    let said = snapshot.notice.unwrap().text;
    assert!(said.contains("step 6: e-prop"), "{said}");
    // Another rule or value goes on from there; the same finds the same again.
    act(&mut bench, set("eta", "0.001"));
    assert_eq!(bench.snapshot(0.0).view.diverged, None);
}
