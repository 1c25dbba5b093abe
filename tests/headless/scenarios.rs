//! Every scenario that comes with the program: what it claims occurs, and it can be followed.

use equipoise::engine::scenario::check;
use equipoise::io::scenarios;

/// The claims' bounds leave room on both sides of what five seeds gave, so they hold for other seeds too.
#[test]
fn every_claim_holds_for_the_own_seed_and_others() {
    for scenario in scenarios::builtin().unwrap() {
        for seed in [scenario.seed, 5, 7] {
            let findings = check(&scenario, seed).unwrap();
            for (at, _) in scenario.steps.iter().enumerate().filter(|(_, step)| step.claims.is_empty()) {
                assert!(at + 1 < scenario.steps.len(), "{}: the last step claims something", scenario.name);
            }
            for finding in &findings {
                assert!(finding.holds(), "{} with seed {seed}: {finding:?}", scenario.name);
            }
        }
    }
}

#[test]
fn every_scenario_takes_two_to_four_minutes_and_can_be_read() {
    let all = scenarios::builtin().unwrap();
    assert_eq!(all.len(), 7);
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
    assert!(broken("hebb", "rule_H", 0.0));
    assert!(broken("balance", "rule_I", 0.0));
    assert!(broken("teacher", "ACh", 0.0));
    assert!(broken("silent", "NA", 0.0));
    assert!(broken("detail", "alpha_I", 0.0));
    assert!(broken("memory", "rule_A", 0.0));
    assert!(broken("growth", "rule_I", 0.0));
}
