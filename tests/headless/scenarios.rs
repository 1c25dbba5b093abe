//! Every scenario that comes with the program: what it claims occurs, and it can be followed.

use equipoise::engine::Action;
use equipoise::engine::scenario::{Claim, Scenario, Step, Whose, check};
use equipoise::io::scenarios;
use equipoise::model::ParamId;

use crate::fresh::DEMONSTRATIONS;

/// Demonstrations, and things to try.
fn all() -> Vec<Scenario> {
    let tries = scenarios::tries().unwrap();
    scenarios::builtin().unwrap().into_iter().chain(tries).collect()
}

/// For its own seed, which is what one sees, and for seeds that no sentence was written with.
#[test]
fn every_claim_holds_for_the_own_seed_and_fresh_ones() {
    for scenario in all() {
        for seed in std::iter::once(scenario.seed).chain(DEMONSTRATIONS) {
            for finding in check(&scenario, seed).unwrap() {
                assert!(finding.holds(), "{} with seed {seed}: {finding:?}", scenario.name);
            }
        }
    }
}

/// What `look` says is seen: every sentence of it has a number, of a quantity that a view of the step draws.
#[test]
fn every_sentence_about_what_is_seen_is_a_claim_about_something_drawn() {
    for scenario in all() {
        for step in &scenario.steps {
            let of = |claim: &Claim| format!("{}: {}: {}", scenario.name, step.look, claim.says);
            for sentence in sentences(&step.look) {
                assert!(
                    step.claims.iter().any(|claim| claim.says == sentence),
                    "{}: nothing stands for: {sentence}",
                    scenario.name
                );
            }
            for claim in &step.claims {
                assert!(
                    step.look.contains(&claim.says) || step.caption.contains(&claim.says),
                    "{}",
                    of(claim)
                );
                let drawn = claim.quantity.drawn_in();
                assert!(step.views.iter().any(|view| drawn.contains(&view.as_str())), "{}", of(claim));
                // A neuron that is not there is not seen.
                let two = step.views.iter().any(|view| view == "compare");
                assert!(claim.of == Whose::A || two, "{}", of(claim));
            }
        }
    }
}

/// Sentences end with a full stop before a space or the end.
fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()).collect()
}

#[test]
fn every_scenario_takes_two_to_four_minutes_and_can_be_read() {
    let all = scenarios::builtin().unwrap();
    assert_eq!(all.len(), 10);
    for scenario in all {
        assert!((115.0..=240.0).contains(&scenario.seconds()), "{}: {}", scenario.name, scenario.seconds());
        assert!(!scenario.title.is_empty() && !scenario.summary.is_empty());
        for step in &scenario.steps {
            let words = step.caption.split_whitespace().count() + step.look.split_whitespace().count();
            // Two and a half words a second, read aloud.
            assert!(words as f64 / 2.5 <= step.seconds, "{}: {words} words: {}", scenario.name, step.caption);
            assert!(!step.look.is_empty());
        }
    }
}

/// Something to try shows its point within a quarter of a minute, with B as the control: B differs from A in what A was
/// given, and in nothing else.
#[test]
fn a_try_is_short_and_has_a_control() {
    let preset = equipoise::io::presets::Preset::find(equipoise::io::presets::DEFAULT).unwrap();
    for scenario in scenarios::tries().unwrap() {
        assert_eq!(scenario.params, preset.params(&scenario.params), "{}: another preset", scenario.name);
        // Three seconds rest between two steps.
        let seconds = scenario.seconds() + 3.0 * (scenario.steps.len() - 1) as f64;
        assert!(seconds <= 15.0, "{}: {seconds}", scenario.name);
        let last = scenario.steps.last().unwrap();
        let (control, set) = (last.control().unwrap(), set(last));
        assert!(!set.is_empty() && set.len() == control.len(), "{}", scenario.name);
        for (id, value) in &set {
            let usual = scenario.params.get(*id);
            assert_ne!(*value, usual, "{}", scenario.name);
            assert!(control.contains(&(*id, usual)), "{}: {id:?} of B", scenario.name);
        }
    }
}

/// What a step sets.
fn set(step: &Step) -> Vec<(ParamId, f64)> {
    let one = |action: &Action| if let Action::Set(id, value) = action { Some((*id, *value)) } else { None };
    step.actions.iter().filter_map(one).collect()
}

/// Without what it shows, a scenario's claim fails: the bounds are not idle.
#[test]
fn a_claim_fails_where_its_cause_is_taken_away() {
    let broken = |name: &str, key: &str, value: f64| {
        let mut scenario = scenarios::find(name).unwrap();
        let id = equipoise::model::ParamId::parse(key).unwrap();
        scenario.params.set(id, value).unwrap();
        check(&scenario, scenario.seed).unwrap().iter().any(|finding| !finding.holds())
    };
    assert!(broken("four", "rho_A", 0.0));
    assert!(broken("hebb", "rule_H", 0.0));
    assert!(broken("balance", "rule_I", 0.0));
    assert!(broken("teacher", "ACh", 0.0));
    assert!(broken("silent", "NA", 0.0));
    assert!(broken("detail", "alpha_I", 0.0));
    assert!(broken("memory", "rule_A", 0.0));
    assert!(broken("growth", "rule_I", 0.0));
    assert!(broken("where", "rule_A", 0.0));
    // The control without the rule as well: the two no longer differ.
    let idle = |name: &str| {
        let mut scenario = scenarios::find(name).unwrap();
        let last = scenario.steps.last_mut().unwrap();
        let same = Action::Compare(Some(set(last)));
        let own = last.actions.iter_mut().find(|action| matches!(action, Action::Compare(Some(_))));
        *own.unwrap() = same;
        check(&scenario, scenario.seed).unwrap().iter().any(|finding| !finding.holds())
    };
    for name in ["without-acetylcholine", "without-noradrenaline", "without-hebb", "without-balance"] {
        assert!(idle(name), "{name}");
    }
    // On a balance line through the origin nothing is kept.
    assert!(broken("teacher-leaves", "a", 1.0));
    // A teacher that hardly ever comes is not enough.
    let mut rare = scenarios::find("unreliable").unwrap();
    let set = rare.steps[0].actions.iter_mut().find(|action| matches!(action, Action::Set(..)));
    *set.unwrap() = Action::Set(equipoise::model::ParamId::rho_a, 0.02);
    assert!(check(&rare, rare.seed).unwrap().iter().any(|finding| !finding.holds()));
}
