//! The past: scrubbing, branches, breakpoints, comparison, pairing.

use equipoise::engine::Happening;
use equipoise::engine::{
    Action, Breakpoint, Command, Condition, Event, Log, Look, Navigate, RunState, Session, Transport,
    Workbench, imbalance,
};
use equipoise::model::{ParamId, Params, Population, Simulation};
use proptest::prelude::*;

fn small() -> Params {
    Params { p: 20, n_e: 40, n_i: 60, lambda: 0.01, ..Params::default() }
}

fn bits(simulation: &Simulation) -> Vec<u64> {
    [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter().map(f64::to_bits))
        .collect()
}

/// Runs the bench for some presentations.
fn run(bench: &mut Workbench, presentations: u64) {
    bench.apply(Command::Transport(Transport::RunFor(presentations)));
    while !bench.idle() {
        bench.advance(97);
    }
}

fn seek(bench: &mut Workbench, made: u64) {
    bench.apply(Command::Navigate(Navigate::Scrub(made)));
    while bench.seeking() {
        bench.seek(64);
    }
}

/// Something a person may do between two stretches of running.
fn action() -> impl Strategy<Value = Command> {
    prop_oneof![
        (0.0..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::rho_a, value))),
        (0.0..0.3).prop_map(|value| Command::Act(Action::Set(ParamId::alpha_i, value))),
        (0.1..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::c, value))),
        (0_u64..9).prop_map(|seed| Command::Act(Action::Reset { seed })),
        Just(Command::Act(Action::NewStimuli)),
        crate::rule_changes::rule_change(),
        crate::rule_changes::rule_change(),
        any::<bool>().prop_map(|plastic| Command::Act(Action::SetPlastic(plastic))),
        (0_usize..20, any::<bool>(), any::<bool>())
            .prop_map(|(stimulus, ach, na)| Command::Act(Action::Pair { stimulus, ach, na })),
        Just(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)])))),
        Just(Command::Act(Action::Compare(None))),
        Just(Command::Act(Action::Override(ParamId::rho_a, Some(0.3)))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every moment that was paused at comes back bit for bit, in any order, from kept moments and the log.
    #[test]
    fn scrubbing_gives_what_was_there(
        steps in prop::collection::vec((1_u64..9000, action()), 2..6),
        order in prop::collection::vec(any::<prop::sample::Index>(), 6),
    ) {
        let mut bench = Workbench::with_budget(Session::new(small(), 3).unwrap(), 3 << 20);
        let mut seen = Vec::new();
        for (presentations, command) in steps {
            run(&mut bench, presentations);
            let variant = bench.head().variant().map(bits);
            seen.push((bench.head().made(), bits(bench.head().simulation()), variant));
            bench.apply(command);
        }
        run(&mut bench, 500);
        let present = bits(bench.head().simulation());
        for index in order {
            let (made, weights, variant) = index.get(&seen);
            seek(&mut bench, *made);
            prop_assert_eq!(bench.shown().made(), *made);
            prop_assert_eq!(&bits(bench.shown().simulation()), weights);
            prop_assert_eq!(&bench.shown().variant().map(bits), variant);
        }
        // Going on from there repeats what was recorded, up to the present.
        bench.apply(Command::Transport(Transport::Run));
        while !bench.snapshot(0.0).timeline.live {
            bench.advance(1000);
        }
        prop_assert_eq!(bits(bench.shown().simulation()), present);
        prop_assert_eq!(bench.shown().run_state(), RunState::Paused);
    }
}

#[test]
fn a_repeated_past_ends_in_the_very_state_that_is_there() {
    let mut bench = Workbench::with_budget(Session::new(small(), 3).unwrap(), 1 << 20);
    run(&mut bench, 30_000);
    bench.apply(Command::Act(Action::Set(ParamId::rho_a, 0.2)));
    run(&mut bench, 30_000);
    let end = bench.head().made();
    seek(&mut bench, 5_000);
    bench.apply(Command::Transport(Transport::Run));
    while bench.shown().made() < end - 1 {
        let left = end - 1 - bench.shown().made();
        bench.advance(left);
    }
    let (last, head) = (bench.shown().clone(), bench.head().clone());
    assert_eq!(last.made() + 1, head.made());
    let mut last = last;
    last.present();
    assert_eq!(bits(last.simulation()), bits(head.simulation()));
    assert_eq!(last.simulation().params().rho_a, 0.2);
}

#[test]
fn a_change_in_the_past_begins_a_branch_and_keeps_the_parent() {
    let mut bench = Workbench::new(small(), 1).unwrap();
    run(&mut bench, 40_000);
    let parent = bits(bench.head().simulation());
    bench.apply(Command::Navigate(Navigate::Bookmark(Some("end".to_owned()))));
    seek(&mut bench, 21_000);
    bench.apply(Command::Navigate(Navigate::Bookmark(Some("fork".to_owned()))));
    let fork = bits(bench.shown().simulation());
    bench.apply(Command::Act(Action::Set(ParamId::ach, 0.0)));
    let snapshot = bench.snapshot(0.0);
    assert_eq!(
        (snapshot.timeline.made, snapshot.timeline.end, snapshot.timeline.live),
        (21_000, 21_000, true)
    );
    assert_eq!(snapshot.timeline.runs.len(), 2);
    assert_eq!(snapshot.timeline.runs[1].parent, Some((1, 21_000)));
    assert_eq!(snapshot.timeline.bookmarks.len(), 1);
    assert_eq!(bits(bench.shown().simulation()), fork, "nothing but the parameter has changed");
    run(&mut bench, 19_000);
    let child = bits(bench.head().simulation());
    assert_ne!(child, parent);
    bench.apply(Command::Navigate(Navigate::Switch(1)));
    assert_eq!(bits(bench.head().simulation()), parent);
    assert_eq!(bench.head().simulation().params().get(ParamId::ach), 1.0);
    // Another parameter from the same moment, in a run of its own; and the past of a branch reaches back
    // into that of its parent.
    bench.apply(Command::Navigate(Navigate::Switch(2)));
    assert_eq!(bits(bench.head().simulation()), child);
    seek(&mut bench, 21_000);
    assert_eq!(bits(bench.shown().simulation()), fork);
    seek(&mut bench, 100);
    let mut early = Session::new(small(), 1).unwrap();
    (0..100).for_each(|_| {
        early.present();
    });
    assert_eq!(bits(bench.shown().simulation()), bits(early.simulation()));
    bench.apply(Command::Navigate(Navigate::Discard(1)));
    assert_eq!(bits(bench.head().simulation()), child);
    assert!(bench.snapshot(0.0).timeline.runs.is_empty());
}

#[test]
fn kept_moments_stay_within_their_memory() {
    let budget = 2 << 20;
    let mut bench = Workbench::with_budget(Session::new(small(), 1).unwrap(), budget);
    let mut most = 0;
    for _ in 0..40 {
        run(&mut bench, 50_000);
        let timeline = bench.snapshot(0.0).timeline;
        assert!(timeline.bytes <= budget, "{} at {}", timeline.bytes, timeline.end);
        most = most.max(timeline.kept);
    }
    let kept = bench.snapshot(0.0).timeline.kept;
    assert!(kept >= 3 && most >= kept, "{kept} of {most}");
    // Branches share it.
    for branch in 0..4 {
        seek(&mut bench, 1_000_000 + branch);
        bench.apply(Command::Act(Action::Set(ParamId::b, 1.0 + branch as f64)));
        run(&mut bench, 200_000);
        let timeline = bench.snapshot(0.0).timeline;
        assert!(timeline.bytes <= budget, "{} after branch {branch}", timeline.bytes);
    }
}

/// A run with breakpoints, until one pauses it; what paused it.
fn paused_by(bench: &mut Workbench, condition: Condition) -> String {
    bench.apply(Command::Look(Look::SetBreakpoints(vec![Breakpoint { condition, enabled: true }])));
    run(bench, 200_000);
    let snapshot = bench.snapshot(0.0);
    let mark = snapshot.marks.last().expect("a mark").clone();
    assert_eq!(mark.made, bench.head().made(), "the run stops where the mark is");
    match mark.event {
        Event::Breakpoint(text) => {
            assert!(snapshot.notice.unwrap().text.contains(&text));
            text
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn breakpoints_pause_at_the_first_moment_that_holds() {
    let params = Params { p: 40, n_e: 100, n_i: 100, ..Params::default() };
    let mut bench = Workbench::new(params.clone(), 5).unwrap();
    paused_by(&mut bench, Condition::Presentations { count: 1234 });
    assert_eq!(bench.head().made(), 1234);

    let condition = Condition::Accuracy { above: true, value: 0.9 };
    assert_eq!(paused_by(&mut bench, condition), "BA rises above 0.9");
    let found = bench.head().made();
    let accuracy = |made: u64| {
        let session = Session::replay(params.clone(), 5, &Log::default(), made).unwrap();
        session.snapshot(0.0).measures.balanced_accuracy
    };
    assert!(accuracy(found) > 0.9 && accuracy(found - 40) <= 0.9, "the epoch before was below");

    let mut flips = Workbench::new(params.clone(), 5).unwrap();
    run(&mut flips, 400);
    paused_by(&mut flips, Condition::Flip { stimulus: 7 });
    let recent = flips.snapshot(0.0).view.recent;
    let of_seven: Vec<f64> = recent.iter().filter(|now| now.stimulus == 7).map(|now| now.drive).collect();
    let [.., before, last] = of_seven[..] else { panic!("shown twice") };
    assert_ne!(before > 0.0, last > 0.0);
    assert_eq!(recent.last().unwrap().stimulus, 7);

    let mut bound = Workbench::new(Params { w_max: 2.0, ..params.clone() }, 5).unwrap();
    paused_by(
        &mut bound,
        Condition::Bound { population: Population::Inhibitory, synapse: None, upper: true },
    );
    let weights = bound.head().simulation().weights(Population::Inhibitory);
    let top = bound.head().simulation().params().upper_bound(100);
    assert!(weights.iter().any(|w| w >= top * (1.0 - 1e-9)));

    let mut ltp = Workbench::new(Params { rule_i: false, ..params }, 5).unwrap();
    let start = imbalance(ltp.head().simulation());
    paused_by(&mut ltp, Condition::Imbalance { value: start + 3.0 });
    assert!(imbalance(ltp.head().simulation()) > start + 3.0);
}

#[test]
fn b_is_a_with_one_difference_and_both_see_the_same_stimuli() {
    let mut session = Session::new(small(), 1).unwrap();
    (0..500).for_each(|_| {
        session.present();
    });
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_h, 0.0)]))));
    let both = |session: &Session| (bits(session.simulation()), bits(session.variant().unwrap()));
    let (a, b) = both(&session);
    assert_eq!(a, b, "B begins where A is");
    (0..500).for_each(|_| {
        session.present();
    });
    let (a, b) = both(&session);
    assert_ne!(a, b);
    let shown = |session: &Session| {
        let snapshot = session.snapshot(0.0);
        let of = |recent: &[equipoise::model::Presentation]| -> Vec<u32> {
            recent.iter().map(|now| now.stimulus).collect()
        };
        (of(&snapshot.recent), of(&snapshot.variant.as_ref().unwrap().recent))
    };
    let (to_a, to_b) = shown(&session);
    assert_eq!(to_a, to_b);
    // A's parameters reach B, B's own do not go away.
    session.apply(Command::Act(Action::Set(ParamId::beta, 0.5)));
    session.apply(Command::Act(Action::Set(ParamId::rule_h, 1.0)));
    let params = session.variant().unwrap().params();
    assert_eq!((params.beta, params.rule_h), (0.5, false));
    session.apply(Command::Act(Action::Override(ParamId::rule_h, None)));
    assert!(session.variant().unwrap().params().rule_h);
    // A difference in the stimuli starts both again.
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::c, 0.0)]))));
    assert_eq!(session.simulation().presentations(), 0);
    assert_eq!(session.variant().unwrap().params().c, 0.0);
    // Without a difference, both stay the same for ever.
    session.apply(Command::Act(Action::Compare(Some(Vec::new()))));
    (0..500).for_each(|_| {
        session.present();
    });
    let (a, b) = both(&session);
    assert_eq!(a, b);
}

#[test]
fn pairing_by_hand_releases_what_is_asked_and_is_logged() {
    let mut session = Session::new(small(), 1).unwrap();
    session.apply(Command::Look(Look::Pin(Some(4))));
    for (ach, na) in [(true, false), (false, true), (false, false), (true, true)] {
        session.apply(Command::Act(Action::Pair { stimulus: 4, ach, na }));
        let snapshot = session.snapshot(0.0);
        let last = snapshot.recent.last().unwrap();
        assert_eq!((last.stimulus, last.release.ach.is_some(), last.release.na.is_some()), (4, ach, na));
        assert_eq!(snapshot.view.pinned.as_ref().unwrap().moments.last().unwrap().index, last.index);
    }
    assert_eq!((session.made(), session.log().len()), (4, 4));
    assert_eq!(session.snapshot(0.0).tallies[4].shown, 4);
    session.apply(Command::Act(Action::Pair { stimulus: 20, ach: true, na: true }));
    assert!(session.snapshot(0.0).notice.unwrap().text.contains("no stimulus 20"));
    let replayed = Session::replay(small(), 1, session.log(), 4).unwrap();
    assert_eq!(bits(replayed.simulation()), bits(session.simulation()));
}

#[test]
fn a_pinned_synapse_keeps_its_ledger_over_time() {
    let mut session = Session::new(small(), 1).unwrap();
    session.apply(Command::Look(Look::PinSynapse(Some((Population::Excitatory, 5)))));
    (0..20 * 2000).for_each(|_| {
        session.present();
    });
    let synapse = session.snapshot(0.0).view.synapse.unwrap();
    assert!(synapse.points.len() > 256 && synapse.points.len() <= 512, "{}", synapse.points.len());
    for point in &synapse.points {
        let explained = synapse.now.start + point.ledger.sum();
        assert!((explained - point.weight).abs() < 1e-9, "{point:?}");
    }
}

#[test]
fn changes_are_marked_with_from_and_to() {
    let mut session = Session::new(small(), 1).unwrap();
    (0..30).for_each(|_| {
        session.present();
    });
    for step in 1..=5 {
        session.apply(Command::Act(Action::Set(ParamId::rho_a, 0.7 - 0.1 * f64::from(step))));
    }
    session.apply(Command::Act(Action::Set(ParamId::rho_a, 7.0)));
    let marks = session.snapshot(0.0).marks;
    assert_eq!(marks.len(), 1, "{marks:?}");
    assert_eq!((marks[0].made, marks[0].epoch), (30, 1.5));
    assert_eq!(marks[0].event.text(), "ρ_A 0.7 › 0.2");
}

#[test]
fn a_bookmark_is_the_very_moment_between_two_commands() {
    let mut bench = Workbench::new(small(), 1).unwrap();
    run(&mut bench, 5000);
    bench.apply(Command::Act(Action::Reset { seed: 2 }));
    bench.apply(Command::Act(Action::Set(ParamId::rho_a, 0.4)));
    bench.apply(Command::Navigate(Navigate::Bookmark(Some("fresh".to_owned()))));
    let marked = bits(bench.head().simulation());
    bench.apply(Command::Act(Action::Set(ParamId::b, 1.0)));
    run(&mut bench, 5000);
    seek(&mut bench, 5000);
    let shown = bench.shown().simulation();
    assert_eq!((shown.presentations(), shown.seed(), shown.params().rho_a), (0, 2, 0.4));
    assert_eq!((bits(shown), shown.params().b), (marked, small().b));
    // A branch that begins before the bookmark's commands does not have the bookmark, and can be scrubbed.
    seek(&mut bench, 4990);
    run(&mut bench, 10);
    assert_eq!((bench.shown().made(), bench.shown().simulation().presentations()), (5000, 5000));
    bench.apply(Command::Act(Action::Set(ParamId::b, 2.0)));
    assert!(bench.snapshot(0.0).timeline.bookmarks.is_empty());
    run(&mut bench, 100);
    seek(&mut bench, 5000);
    assert_eq!(bench.shown().made(), 5000);
}
