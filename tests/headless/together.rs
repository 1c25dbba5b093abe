//! The thesis: four rules together, each of them needed, and what they learn lasts. On fresh seeds, N_E = N_I = 200 unless
//! said otherwise.

use equipoise::analysis::endurance::{ABLATIONS, Course, Endurance, Kept, endure, keep, without};
use equipoise::analysis::lasting::{CLAIMS, SEEDS};
use equipoise::io::presets::{DEFAULT, Preset};
use equipoise::model::{Params, Simulation};
use rayon::prelude::*;

use crate::fresh::NEURONS;

fn preset(name: &str, p: usize) -> Params {
    Params { p, ..Preset::find(name).unwrap().params(&Params::default()) }
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn kept(params: &Params) -> Vec<Kept> {
    let seeds: Vec<u64> = NEURONS.collect();
    seeds.par_iter().map(|&seed| keep(params, seed, Course::REFERENCE).unwrap()).collect()
}

#[test]
fn together_keeps_to_the_published_ordering_and_is_what_the_window_opens_with() {
    assert_eq!(DEFAULT, "together");
    for name in ["together", "together-1000"] {
        let params = preset(name, 100);
        assert!(params.rho_n < params.rho_a && 5.0 * params.a_a < params.a_n, "{name}");
        assert!(
            params.alpha_n > params.alpha_a && params.alpha_a > params.alpha_h && params.a < 1.0,
            "{name}"
        );
        assert!(params.rule_a && params.rule_n && params.rule_h && params.rule_i && params.ach && params.na);
    }
}

/// README's table: means of twenty fresh seeds. Tolerances are four standard errors of a drop, whose standard deviation over
/// these seeds is at most .16 (Hebbian rule): .14; of what is trained or retained (.04): .035. The aims are asserted where
/// they are reached without.
fn each_rule(p: usize, trained: f64, retained: f64, drops: [f64; 4]) {
    let all = preset("together", p);
    let with = kept(&all);
    let of = |kept: &[Kept], of: fn(&Kept) -> f64| mean(kept.iter().map(of));
    let accuracy = |kept: &Kept| kept.trained.balanced_accuracy;
    let after = |kept: &Kept| kept.retained.balanced_accuracy;
    assert!((of(&with, accuracy) - trained).abs() < 0.035, "{}", of(&with, accuracy));
    assert!((of(&with, after) - retained).abs() < 0.035, "{}", of(&with, after));
    for (switch, expected) in ABLATIONS.into_iter().zip(drops) {
        let name = switch.spec().symbol;
        let ablated = kept(&without(&all, switch));
        let drop = of(&with, accuracy) - of(&ablated, accuracy);
        assert!((drop - expected).abs() < 0.14 && drop > 0.05, "{name} at P = {p}: {drop}");
        // What is lost is lost also once supervision has stopped.
        let later = of(&with, after) - of(&ablated, after);
        assert!(later > 0.05, "{name} at P = {p}, retained: {later}");
    }
}

#[test]
fn at_half_of_the_load_each_rule_is_worth_a_tenth_or_nearly() {
    each_rule(100, 0.989, 0.978, [0.094, 0.090, 0.190, 0.489]);
}

#[test]
fn at_twice_that_load_each_rule_is_worth_more_than_a_tenth() {
    each_rule(200, 0.954, 0.888, [0.136, 0.283, 0.197, 0.454]);
}

/// The teacher may be poor, and detailed balance matters: MODEL's neighbours of this region.
#[test]
fn a_poor_teacher_suffices_and_independent_inhibition_does_not() {
    let with = |change: fn(&mut Params)| {
        let mut params = preset("together", 100);
        change(&mut params);
        mean(kept(&params).iter().map(|kept| kept.trained.balanced_accuracy))
    };
    assert!(with(|params| params.rho_a = 0.4) > 0.9);
    assert!(with(|params| params.c = 0.0) < 0.8);
}

/// 10^4 epochs of N = 100 in each phase. A single target is worth .05 of ten, or .006 of eight neurons.
#[test]
fn what_is_learned_holds_for_ten_thousand_epochs_with_and_without_supervision() {
    let params = Params { n_e: 100, n_i: 100, ..preset("together", 50) };
    let seeds: Vec<u64> = NEURONS.take(8).collect();
    let course = Course::of(800, 10_000);
    let found: Vec<Endurance> =
        seeds.par_iter().map(|&seed| endure(&params, seed, course).unwrap()).collect();
    let of = |of: fn(&Endurance) -> f64| mean(found.iter().map(of));
    let trained = of(|found| found.trained.balanced_accuracy);
    let long = of(|found| found.long.balanced_accuracy);
    let alone = of(|found| found.alone.balanced_accuracy);
    assert!(trained > 0.95, "{trained}");
    assert!(long > trained - 0.025, "{trained} {long}");
    assert!(alone > trained - 0.08, "{trained} {alone}");
}

/// Near the limit and lasting: loads 1.0 and 1.2 (90 % of theory) after 10 000 epochs.
#[test]
fn limit_200_stores_nine_tenths_of_what_theory_allows() {
    for (p, least) in [(400, 0.99), (480, 0.97)] {
        let params = preset("limit-200", p);
        let reached: Vec<f64> = [9001, 9002]
            .par_iter()
            .map(|&seed| {
                let mut simulation = Simulation::new(params.clone(), seed).unwrap();
                simulation.run_epochs(10_000);
                simulation.recall().measures(&params).balanced_accuracy
            })
            .collect();
        assert!(mean(reached.iter().copied()) >= least, "P = {p}: {reached:?}");
    }
}

/// What descriptions of presets say of their long run: all that takes seconds; `equipoise verify --long` does the rest.
#[test]
fn presets_hold_for_as_long_as_they_say() {
    for claim in CLAIMS.into_iter().filter(|claim| claim.quick) {
        let held = claim.measure(&preset(claim.preset, claim.stimuli), || ()).unwrap();
        assert!(held.holds(), "{claim:?}: {held:?}");
        assert_eq!(held.then.n as u64, SEEDS);
    }
    for preset in Preset::builtin().unwrap() {
        let claims: Vec<_> = CLAIMS.iter().filter(|claim| claim.preset == preset.name).collect();
        assert!(!claims.is_empty(), "{} says nothing of its long run", preset.name);
        for claim in claims {
            // The number stands in the description, its digits grouped.
            let text = claim.holds.to_string();
            let grouped = if claim.holds >= 10_000 {
                format!("{} {}", &text[..text.len() - 3], &text[text.len() - 3..])
            } else {
                text
            };
            assert!(
                preset.description.contains(&format!("{grouped} epochs"))
                    || preset.description.contains(&format!("{grouped} at P")),
                "{}: {grouped}",
                preset.name
            );
        }
    }
}
