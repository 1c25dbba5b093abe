//! All rules at once, a presentation looked into, and a run as one line.

use equipoise::circuits::layered::Trace;
use equipoise::circuits::{Inside, Rule, Task, build};
use equipoise::engine::any::{Command, Session, Workbench};
use equipoise::engine::circuits::{Beginning, CircuitAction, CircuitLook, CircuitRecipe, LiveCircuit};
use equipoise::engine::{BUDGET, RunState, Transport};
use proptest::prelude::*;

type Bench = Workbench<LiveCircuit>;

fn begun(rule: &str, task: &str, set: &[(&str, &str)]) -> Bench {
    let mut beginning = Beginning::new(Rule::find(rule).unwrap(), Task::find(task).unwrap(), 7);
    set.iter().for_each(|(key, value)| beginning.settings.set(key, value).unwrap());
    let mut bench = Workbench::with_budget(Session::begin(beginning).unwrap(), BUDGET);
    bench.apply(Command::Look(CircuitLook::Inside(true)));
    bench
}

fn run(bench: &mut Bench, steps: u64) {
    bench.apply(Command::Transport(Transport::RunFor(steps)));
    while bench.advance(7) > 0 {}
}

fn act(bench: &mut Bench, text: &str) {
    bench.apply(Command::Act(text.parse().unwrap()));
}

#[test]
fn every_other_rule_learns_beside_as_it_would_alone() {
    for (task, rule, steps, others) in [("xor", "burst", 300, 3), ("match", "mdgl", 20, 3)] {
        let mut bench = begun(rule, task, &[]);
        run(&mut bench, 30);
        act(&mut bench, "compare=on");
        run(&mut bench, steps);
        let view = bench.snapshot(0.0).view;
        assert_eq!((view.steps, view.others.len()), (steps, others), "beside the rule and its twin");
        for other in &view.others {
            let task = Task::find(task).unwrap();
            let mut alone = build(other.rule, task, &task.settings(other.rule), 7).unwrap();
            (0..steps).for_each(|_| alone.step().unwrap());
            assert_eq!(other.curve.last().measures, alone.measures(), "{}", other.rule.key);
        }
        // Its own curve is the one that it has alone, and so is its twin's.
        let mut alone = begun(rule, task, &[]);
        run(&mut alone, steps);
        assert_eq!(alone.snapshot(0.0).view.curve, view.curve);
        // Written and read, they go on alike.
        let text = rmp_serde::to_vec_named(&bench.to_saved()).unwrap();
        let mut again =
            Bench::restore(rmp_serde::from_slice(&text).unwrap(), &std::sync::Arc::default()).unwrap();
        run(&mut again, steps);
        run(&mut bench, steps);
        assert_eq!(again.snapshot(0.0).view.others, bench.snapshot(0.0).view.others);
        act(&mut bench, "compare=off");
        let view = bench.snapshot(0.0).view;
        assert_eq!((view.steps, view.others.len()), (0, 0));
    }
}

#[test]
fn what_is_looked_into_is_what_the_next_step_does() {
    for rule in ["backprop", "output-only", "predictive-coding", "burst", "perturbation"] {
        let mut bench = begun(rule, "digits", &[]);
        run(&mut bench, 150);
        let view = bench.snapshot(0.0).view;
        let Inside::Layered(inside) = &**view.inside.as_ref().unwrap() else { panic!("layered") };
        let eta = view.now.settings.named("eta").unwrap();
        run(&mut bench, 1);
        let after = bench.snapshot(0.0).view.weights;
        let differs = |at: usize| {
            let wanted = &view.weights[at] + &(eta * &inside.change[at]);
            (&wanted - &after[at]).iter().fold(0.0, |most: f64, off| most.max(off.abs()))
        };
        assert!((0..3).map(differs).fold(0.0, f64::max) < 1e-15, "{rule}");
        match &inside.trace {
            Trace::Inference(steps) => {
                assert_eq!(steps.len(), 21, "before the first of 20 steps, and after each");
                // Here F does not rise, and the cosine of the last step is that of the change.
                assert!(steps.windows(2).all(|pair| pair[1].energy <= pair[0].energy + 1e-12));
                assert!((steps[20].cosine - inside.alignment.cosine).abs() < 1e-12);
            }
            Trace::Bursts(bursts) => {
                let p0 = bursts.baseline[3][0] / bursts.events[3][0];
                assert!((p0 - 0.2).abs() < 1e-12 && bursts.events[3] == inside.activity[3]);
            }
            Trace::Perturbation { expected } => assert!((0.02..0.3).contains(&expected[0].1)),
            Trace::Nothing => assert!(["backprop", "output-only"].contains(&rule)),
        }
    }
}

/// dE/dW_pq = sum_t L_p,t e_pq,t of e-prop, with e_pq,t = h_p,t zbar_q,t (CIRCUITS.md, section 6, forward in time).
#[test]
fn eligibility_times_what_is_heard_is_the_change_of_eprop() {
    for task in ["match", "pattern"] {
        let mut bench = begun("e-prop", task, &[("B", "1")]);
        run(&mut bench, 40);
        let view = bench.snapshot(0.0).view;
        let Inside::Recurrent(inside) = &**view.inside.as_ref().unwrap() else { panic!("recurrent") };
        let moments = inside.trial.moments();
        let mut most = 0.0_f64;
        for p in 0..40 {
            for q in 0..40 {
                let at = |t: usize, cell: usize| t * 40 + cell;
                let sum: f64 = (0..moments)
                    .map(|t| inside.told[at(t, p)] * inside.slope[at(t, p)] * inside.trace[at(t, q)])
                    .sum();
                most = most.max((sum + inside.change[0][(p, q)]).abs());
            }
        }
        assert!(most < 1e-12, "{task}: {most}");
        // No hops is e-prop itself; the more hops, the nearer to BPTT at the start.
        assert!((inside.hops[0] - inside.alignment.cosine).abs() < 1e-12);
        assert!(inside.hops[5] > 0.98 || task == "pattern", "{:?}", inside.hops);
    }
}

#[test]
fn a_memory_is_looked_into_and_ends_when_everything_is_stored() {
    let mut bench = begun("bcpnn", "pairs", &[("pairs", "6")]);
    run(&mut bench, 50);
    let snapshot = bench.snapshot(0.0);
    assert_eq!((snapshot.view.steps, bench.head().run_state()), (6, RunState::Paused));
    let notice = snapshot.notice.unwrap();
    assert!(notice.text.contains("everything is stored") && notice.holds(snapshot.generation));
    let Inside::Index(inside) = &**snapshot.view.inside.as_ref().unwrap() else { panic!("index") };
    let right = inside.recalls.iter().filter(|recall| recall.right()).count() as f64 / 6.0;
    assert_eq!((inside.stored, right), (6, snapshot.view.curve.last().measures.right));
    assert_eq!(inside.recalls[0].index.len(), 7, "from the cue, and after six updates");
    // What was said of this start does not hold in the next.
    act(&mut bench, "task=pattern");
    let snapshot = bench.snapshot(0.0);
    assert!(snapshot.notice.is_none_or(|notice| !notice.holds(snapshot.generation)));
}

#[test]
fn another_task_keeps_the_rule_if_it_is_of_its_circuit() {
    let mut bench = begun("burst", "digits", &[]);
    run(&mut bench, 120);
    act(&mut bench, "task=xor");
    let view = bench.snapshot(0.0).view;
    assert_eq!((view.now.rule.key, view.now.task.key, view.steps), ("burst", "xor", 0));
    act(&mut bench, "task=pattern");
    assert_eq!(bench.snapshot(0.0).view.now.rule.key, "bptt");
    act(&mut bench, "task=chess");
    assert!(bench.snapshot(0.0).notice.unwrap().text.contains("digits, xor, match, pattern, pairs"));
    // What the person has set stays, what a rule wants otherwise is its own.
    act(&mut bench, "task=digits");
    for (text, eta, q) in [("q=0.1", 0.5, 0.1), ("rule=perturbation", 0.3, 0.1), ("rule=burst", 0.5, 0.1)] {
        act(&mut bench, text);
        let settings = bench.snapshot(0.0).view.now.settings;
        assert_eq!([settings.named("eta"), settings.named("q")], [Some(eta), Some(q)], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever was done, the copied line computes the weights again.
    #[test]
    fn a_run_is_one_line(deeds in prop::collection::vec((0_u64..140, 0_usize..8), 1..7)) {
        const DEEDS: [&str; 8] = [
            "eta=0.2", "rule=burst", "rule=perturbation", "compare=on", "restart=9", "n_1=9", "compare=off", "q=0.1",
        ];
        let mut bench = begun("backprop", "digits", &[]);
        for (steps, deed) in deeds {
            run(&mut bench, steps);
            act(&mut bench, DEEDS[deed]);
        }
        run(&mut bench, 20);
        let snapshot = bench.snapshot(0.0);
        let recipe = CircuitRecipe::new(&snapshot.view.origin, &snapshot.log, snapshot.timeline.made);
        let again = recipe.run(|_| ()).unwrap();
        prop_assert_eq!(again.system().fingerprint(), bench.head().system().fingerprint());
        // And as it is written.
        let line = recipe.command_line();
        let words: Vec<&str> = line.split(' ').collect();
        let given = |name: &str| {
            let at = move |pair: &[&str]| (pair[0] == name).then(|| pair[1].to_owned());
            words.windows(2).filter_map(at).collect::<Vec<_>>()
        };
        let actions: Vec<(u64, CircuitAction)> = given("--at").iter().map(|text| CircuitRecipe::at(text).unwrap()).collect();
        prop_assert_eq!(actions, recipe.actions);
        prop_assert_eq!(given("--steps"), vec![recipe.steps.to_string()]);
        prop_assert_eq!(given("--seed"), vec![recipe.start.seed.to_string()]);
    }
}

#[test]
fn what_is_no_action_is_refused() {
    for text in ["", "=", "eta=", "=3", "restart=-1", "restart=x", "compare=yes", "burst"] {
        assert!(text.parse::<CircuitAction>().is_err(), "{text}");
    }
    // What the circuit refuses is told, not left out.
    let refused = CircuitRecipe {
        start: Beginning::new(Rule::find("burst").unwrap(), Task::find("xor").unwrap(), 1),
        actions: vec![(5, "beta=1e9".parse().unwrap())],
        steps: 10,
    };
    assert!(refused.run(|_| ()).unwrap_err().to_string().contains("beta = 1e9: give 0.1 to 100"));
    for text in ["500", "x:eta=1", ":eta=1", "5:compare=maybe", "-1:eta=1"] {
        assert!(CircuitRecipe::at(text).unwrap_err().to_string().starts_with("--at"), "{text}");
    }
}
