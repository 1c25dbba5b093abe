//! The program says when learning decays, who does it and what mends it; and nothing when all is well.

use equipoise::engine::CommonMode;
use equipoise::engine::health::{Decay, Finding, findings};
use equipoise::engine::{Action, Command, Session, Transport};
use equipoise::io::presets::Preset;
use equipoise::model::Column;
use equipoise::model::{ParamId, Params, Population};
use proptest::prelude::*;

fn session(preset: &str, p: usize, epochs: u64) -> Session {
    let params = Params { p, ..Preset::find(preset).unwrap().params(&Params::default()) };
    let mut session = Session::new(params, 3).unwrap();
    run(&mut session, epochs);
    session
}

fn run(session: &mut Session, epochs: u64) {
    session.apply(Command::Transport(Transport::RunFor(epochs * session.simulation().params().p as u64)));
    session.advance(u64::MAX);
}

fn found(session: &Session) -> Vec<Finding> {
    findings(&session.snapshot(0.0))
}

#[test]
fn all_is_quiet_where_learning_lasts() {
    for (preset, p, epochs) in [("supervised", 100, 3000), ("together", 100, 2000), ("retained", 100, 800)] {
        let session = session(preset, p, epochs);
        assert_eq!(found(&session), [], "{preset}");
    }
    // At the start there is nothing to say, whatever the parameters.
    assert_eq!(found(&session("interplay", 200, 0)), []);
}

/// FAULTS: `interplay` at P = 200 falls from .95 to .83 while its weights meet their bound.
#[test]
fn a_fall_of_balanced_accuracy_is_told_with_its_beginning_cause_and_cure() {
    let session = session("interplay", 200, 5000);
    let snapshot = session.snapshot(0.0);
    let all = findings(&snapshot);
    let Decay::Falling(since, from, to) = all[0].decay else { panic!("{all:?}") };
    // The curve itself: the last epoch that was nearly as good as the best, and the value now.
    assert!((200..2500).contains(&since), "{since}");
    assert!((to - snapshot.measures.balanced_accuracy).abs() < 0.03, "{to}");
    let best = snapshot.curve.iter().map(|point| point.measures.balanced_accuracy).fold(0.0, f64::max);
    assert!(from <= best && from > best - 0.03, "{from} {best}");
    assert_eq!(all[0].mend, Some(ParamId::w_max));
    let text = all[0].text();
    assert!(
        text.contains("Most errors are non-targets that fire; since then")
            && text.contains(&format!("since epoch {since}")),
        "{text}"
    );
    let part = all.iter().find_map(|finding| match finding.decay {
        Decay::AtBound(_, part) => Some(part),
        _ => None,
    });
    assert!(part.is_some_and(|part| (0.05..0.9).contains(&part)), "{all:?}");

    // What it says mends it: with wide bounds no weight is at its bound.
    let wide = Params { w_max: 1000.0, ..session.simulation().params().clone() };
    let mut mended = Session::new(wide, 3).unwrap();
    run(&mut mended, 5000);
    let fallen =
        |session: &Session| found(session).iter().any(|finding| matches!(finding.decay, Decay::AtBound(..)));
    assert!(fallen(&session) && !fallen(&mended));
}

#[test]
fn memory_that_fades_without_supervision_is_told_as_that() {
    let mut session = session("supervised", 100, 400);
    for switch in [ParamId::ach, ParamId::na] {
        session.apply(Command::Act(Action::Set(switch, 0.0)));
    }
    run(&mut session, 100);
    let all = found(&session);
    let Decay::Fading(since, from, to) = all[0].decay else { panic!("{all:?}") };
    assert!((380..=420).contains(&since) && from > 0.97 && to < 0.6, "{since} {from} {to}");
    assert_eq!(all[0].mend, Some(ParamId::a));
    assert!(all[0].text().starts_with("Memory fades without supervision"), "{}", all[0].text());
}

#[test]
fn growing_currents_are_told_before_they_meet_the_bounds() {
    let params = Params { w_max: 22.0, ..Preset::find("together").unwrap().params(&Params::default()) };
    let mut session = Session::new(Params { p: 200, ..params }, 3).unwrap();
    run(&mut session, 1500);
    let all = found(&session);
    let [Finding { decay: Decay::Growing(rate, left), mend: Some(ParamId::w_max), .. }] = all[..] else {
        panic!("{all:?}")
    };
    // README's currents: about .02 an epoch.
    assert!((0.01..0.05).contains(&rate) && left < 1500.0, "{rate} {left}");
    // It is true within a factor of five: the largest weights need not grow as fast as their mean.
    let there =
        |session: &Session| found(session).iter().any(|finding| matches!(finding.decay, Decay::AtBound(..)));
    let mut later = 0;
    while !there(&session) {
        later += 100;
        run(&mut session, 100);
        assert!(later as f64 <= 5.0 * left, "not there after {later}, expected after {left}");
    }
    assert!(later as f64 >= left / 5.0, "there after {later}, expected after {left}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The change of the mean currents by column is f N times the mean of the ledger's table.
    #[test]
    fn the_common_mode_sums_the_ledger(lambda in prop_oneof![Just(0.0), 0.001..0.1], soft in 0.0..0.5, replace: bool) {
        let params = Params { p: 12, n_e: 30, n_i: 45, lambda, soft, w_max: 2.0, ..Params::default() };
        let mut session = Session::new(params, 5).unwrap();
        run(&mut session, 40);
        if replace {
            session.apply(Command::Act(Action::NewStimuli));
            run(&mut session, 15);
        }
        let simulation = session.simulation();
        let common = CommonMode::of(simulation);
        for (population, sums) in
            [(Population::Excitatory, common.excitatory), (Population::Inhibitory, common.inhibitory)]
        {
            let weights = simulation.weights(population);
            let table = simulation.ledger().table(weights, simulation.stimuli());
            for (at, column) in Column::all(4).enumerate() {
                let expected = 0.2 * table.column(at).sum();
                prop_assert!((sums.get(column) - expected).abs() < 1e-8, "{column:?}: {} {expected}", sums.get(column));
            }
        }
    }
}
