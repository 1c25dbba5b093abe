//! A fast part of the reference tables; `equipoise verify` compares all of them.

use equipoise::analysis::reference::{Condition, conditions};
use equipoise::io::presets::Preset;
use equipoise::model::Params;

fn check(wanted: impl Fn(&Condition) -> bool) {
    let mut compared = 0;
    for condition in conditions().iter().filter(|condition| wanted(condition)) {
        let preset = Preset::find(condition.preset).unwrap().params(&Params::default());
        for comparison in condition.verify(&preset, || ()).unwrap() {
            compared += 1;
            assert!(comparison.agrees(), "{}: {comparison:?}", condition.name());
        }
    }
    assert!(compared > 0, "no condition was chosen");
}

#[test]
fn every_preset_reproduces_its_smallest_load() {
    check(|condition| condition.changes.is_empty() && condition.stimuli <= 100);
}

#[test]
fn no_rule_can_be_left_out() {
    check(|condition| condition.stimuli == 100 && matches!(condition.changes, [("alpha_I" | "rho_A", _)]));
}

#[test]
fn without_co_tuning_local_rules_do_not_find_the_weights() {
    check(|condition| condition.stimuli == 100 && matches!(condition.changes, [("c", 0.0)]));
}

#[test]
fn every_condition_names_a_preset_and_valid_parameters() {
    for condition in conditions() {
        let preset = Preset::find(condition.preset).unwrap().params(&Params::default());
        let params = condition.params(&preset).unwrap();
        assert!(params.check_buildable().is_ok() && !condition.cells.is_empty());
    }
}
