//! Every scenario that comes with the program: what it claims occurs, and it can be followed.

use equipoise::engine::scenario::{Claim, Whose, check};
use equipoise::io::scenarios;

use crate::fresh::DEMONSTRATIONS;

/// For its own seed, which is what one sees, and for seeds that no sentence was written with.
#[test]
fn every_claim_holds_for_the_own_seed_and_fresh_ones() {
    for scenario in scenarios::builtin().unwrap() {
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
    for scenario in scenarios::builtin().unwrap() {
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
    assert_eq!(all.len(), 8);
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
}
