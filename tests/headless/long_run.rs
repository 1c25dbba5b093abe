//! Theory of the long run against simulation, at six parameter sets.

use equipoise::io::presets::Preset;
use equipoise::model::{Params, Simulation};
use equipoise::theory::long_run::{Alone, supervised};

/// Six sets: bounds far away, so that theory, which has none, can hold.
fn sets() -> Vec<(&'static str, Params)> {
    let preset = |name: &str, p: usize| {
        let params = Preset::find(name).unwrap().params(&Params::default());
        Params { p, n_e: 200, n_i: 200, w_max: 1000.0, ..params }
    };
    // Every rule needed: region B of the search.
    let every_rule = Params {
        rho_a: 0.891,
        a_a: 1.785,
        kappa_a: 0.0227,
        alpha_a: 0.0129,
        beta: 1.302,
        rho_n: 0.008_36,
        a_n: 9.08,
        alpha_n: 0.0993,
        alpha_h: 0.005_29,
        alpha_i: 0.575,
        a: 0.9568,
        b: 0.506,
        e0: 9.67,
        ..preset("retained", 100)
    };
    // The published inhibitory rule, which can shrink too, with turnover.
    let two_sided = Params {
        rho_a: 0.8,
        a_a: 1.5,
        alpha_a: 0.022,
        beta: 1.2,
        rho_n: 0.003,
        a_n: 8.0,
        alpha_n: 0.12,
        alpha_i: 0.02,
        a: 0.94,
        b: 1.0,
        i_ltp_only: false,
        e0: 12.0,
        lambda: 1e-4,
        ..preset("retained", 100)
    };
    vec![
        ("supervised", preset("supervised", 200)),
        ("retained", preset("retained", 100)),
        ("retained-200", preset("retained-200", 200)),
        ("interplay", preset("interplay", 100)),
        ("every rule", every_rule),
        ("two-sided", two_sided),
    ]
}

fn trained(params: &Params, seed: u64, epochs: u64) -> Simulation {
    let mut simulation = Simulation::new(params.clone(), seed).unwrap();
    simulation.run_epochs(epochs);
    simulation
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

#[test]
fn mean_excitation_under_supervision_is_that_of_theory_within_three_tenths() {
    for (name, params) in sets() {
        for epochs in [800, 3000] {
            let simulation = trained(&params, 3, epochs);
            let found = mean(simulation.recall().i_e.iter().copied());
            let expected = supervised(&params, epochs as f64).excitation(&params);
            assert!((found / expected - 1.0).abs() < 0.3, "{name} after {epochs}: {found} {expected}");
        }
    }
}

/// Four seeds; times a fifth apart, as theory has them.
#[test]
fn memory_alone_lasts_one_to_four_times_as_long_as_theory_says() {
    for (name, params) in sets() {
        let mut neurons: Vec<Simulation> = (1..=4).map(|seed| trained(&params, seed, 800)).collect();
        let accuracy = |neurons: &[Simulation]| {
            mean(neurons.iter().map(|neuron| neuron.recall().measures(neuron.params()).balanced_accuracy))
        };
        let before = accuracy(&neurons);
        for neuron in &mut neurons {
            let unsupervised = neuron.params().unsupervised();
            neuron.set_params(unsupervised).unwrap();
        }
        let (mut elapsed, mut next) = (0, 1.0);
        while accuracy(&neurons) > before - 0.05 {
            assert!(elapsed < 10_000, "{name} lasts");
            next = f64::max(next * 1.2, next + 1.0);
            neurons.iter_mut().for_each(|neuron| neuron.run_epochs(next as u64 - elapsed));
            elapsed = next as u64;
        }
        let expected = Alone::of(&params).lasts(&params, &supervised(&params, 800.0).classes);
        let ratio = elapsed as f64 / expected;
        assert!((0.7..4.0).contains(&ratio), "{name}: {elapsed} {expected}");
    }
}

/// The constants of the Hebbian drift, by hand.
#[test]
fn hebbian_drift_has_the_constants_of_its_formulas() {
    let params = Params { p: 20, n_e: 400, n_i: 400, lambda: 1e-3, alpha_h: 1e-3, ..Params::default() };
    let alone = Alone::of(&params);
    // s/u = sqrt(P r (1-r) / (N_E (1-f))) = sqrt(20 x .16 / 320) = .1; g*/u = sqrt(20 x .16 x .25 / (2 pi)).
    assert!((alone.spread / alone.parting - 0.1).abs() < 1e-12);
    assert!((alone.given / alone.parting - (0.8 / std::f64::consts::TAU).sqrt()).abs() < 1e-12);
    assert!((alone.threshold - 3.2 / 0.09).abs() < 1e-9);
}

/// The drift of a pattern's current under the Hebbian rule alone, while the responses stay: theory's two constants.
#[test]
fn hebbian_drift_alone_parts_the_classes_and_spreads_them_as_theory_says() {
    let params = Params { p: 200, alpha_h: 1e-4, rule_i: false, ..Params::default() };
    let mut simulation = trained(&params, 3, 0);
    let unsupervised = simulation.params().unsupervised();
    // Half of a class' distance above and below the threshold: responses are given by the start.
    let recall = simulation.recall();
    let mut sorted = recall.i_e.clone();
    sorted.sort_by(f64::total_cmp);
    let theta = f64::midpoint(sorted[159], sorted[160]) - mean(recall.i_i.iter().copied());
    simulation.set_params(Params { theta, ..unsupervised }).unwrap();
    let before = simulation.recall();
    let epochs = 200;
    simulation.run_epochs(epochs);
    let after = simulation.recall();
    let fires: Vec<bool> = (0..200).map(|mu| before.drive(mu) > 0.0).collect();
    let share = fires.iter().filter(|fires| **fires).count() as f64 / 200.0;
    let drift = |of: bool| -> Vec<f64> {
        let chosen = (0..200).filter(|&mu| fires[mu] == of);
        chosen.map(|mu| (after.i_e[mu] - before.i_e[mu]) / epochs as f64).collect()
    };
    let (firing, silent) = (drift(true), drift(false));
    let parted = mean(firing.iter().copied()) - mean(silent.iter().copied());
    let alone = Alone::of(&params);
    // Firing patterns are those of high excitation, which share more inputs than random ones: a fifth more.
    assert!((parted / alone.parting - 1.0).abs() < 0.5, "{parted} {}", alone.parting);
    let centre = mean(silent.iter().copied());
    let spread = mean(silent.iter().map(|x| (x - centre).powi(2))).sqrt();
    let expected = alone.spread * (share * (1.0 - share) / 0.16).sqrt();
    assert!((spread / expected - 1.0).abs() < 0.3, "{spread} {expected}");
}
