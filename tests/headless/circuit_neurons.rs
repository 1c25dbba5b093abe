//! The layer of neurons: its rules are those of the neuron, its twin is the gradient.

use equipoise::analysis::statistics::Summary;
use equipoise::circuits::neurons::rules::delta::Delta;
use equipoise::circuits::neurons::rules::local::{asked, params};
use equipoise::circuits::neurons::{NeuronRule, Stimulus};
use equipoise::circuits::{Circuit, Inside, Rule, Settings, Task, build};
use equipoise::io::presets::Preset;
use equipoise::model::{Population, Presentation, Release, Simulation, Stimuli, Told};
use equipoise::theory::capacity::unconstrained;
use ndarray::Array2;
use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::fresh::NEURONS;

fn settings(rule: &str, values: &[(&str, &str)]) -> Settings {
    let mut settings = Task::find("associations").unwrap().settings(Rule::find(rule).unwrap());
    values.iter().for_each(|(key, value)| settings.set(key, value).unwrap());
    settings
}

fn layer(rule: &str, values: &[(&str, &str)], seed: u64) -> Box<dyn Circuit> {
    let task = Task::find("associations").unwrap();
    build(Rule::find(rule).unwrap(), task, &settings(rule, values), seed).unwrap()
}

/// What the four rules ask of a layer is what the neuron does to itself, release by release.
#[test]
fn the_rules_of_the_layer_are_those_of_the_neuron() {
    let params = params(&settings("local", &[("P", "20"), ("N", "50")]));
    let mut neuron = Simulation::new(params.clone(), 5).unwrap();
    let weights = |neuron: &Simulation| {
        [Population::Excitatory, Population::Inhibitory]
            .map(|kind| neuron.weights(kind).iter().collect::<Vec<f64>>())
    };
    let mut changed = 0.0;
    for at in 0..200 {
        let mu = at % 20;
        let before = weights(&neuron);
        let now = neuron.pair(mu, (at % 2 == 0, at % 3 == 0)).unwrap();
        let after = weights(&neuron);
        let asked = asked(&now, &params);
        let patterns = [neuron.stimuli().excitatory(), neuron.stimuli().inhibitory()];
        let keep = 1.0 - params.lambda / params.p as f64;
        let upper = params.upper_bound(params.n_e);
        for kind in 0..2 {
            for j in 0..params.n_e {
                let [active, silent] = asked[kind];
                let change = if patterns[kind].contains(mu, j) { active } else { silent };
                let expected = ((before[kind][j] + change) * keep).clamp(0.0, upper);
                assert!((after[kind][j] - expected).abs() < 1e-12, "{at} {kind} {j}");
                changed += change.abs();
            }
        }
    }
    assert!(changed > 1.0);
}

/// But for sizes and spread of the starting weights, the layer's neuron is the one of the preset.
#[test]
fn the_neuron_of_the_layer_is_that_of_the_preset_together() {
    let ours = params(&settings("local", &[]));
    assert_eq!(Preset::find("together").unwrap().params(&ours), ours);
    assert_ne!(Preset::find("retained").unwrap().params(&ours), ours);
}

/// Minus the gradient of the cross-entropy over all weights, times eta k: central differences with a step of 1e-6.
#[test]
fn the_twin_follows_the_gradient() {
    let settings = settings("delta", &[("N", "50"), ("P", "10"), ("eta", "1")]);
    let stimuli = Stimuli::draw(&params(&settings), 3, 0);
    let mut rng = Pcg64::seed_from_u64(2);
    let mut draw = || rand::RngExt::random_range(&mut rng, 0.0..0.5);
    let weights: Vec<Array2<f64>> =
        (0..2).map(|_| Array2::from_shape_simple_fn((1, 50), &mut draw)).collect();
    let drive = |weights: &[Array2<f64>], mu: usize| {
        let of = |kind: usize, patterns: &equipoise::model::Patterns| {
            patterns.active(mu).sum(weights[kind].as_slice().unwrap())
        };
        of(0, stimuli.excitatory()) - of(1, stimuli.inhibitory())
    };
    for mu in 0..10 {
        let target = mu % 2 == 0;
        let loss = |weights: &[Array2<f64>]| {
            let h = drive(weights, mu);
            (1.0 + if target { (-h).exp() } else { h.exp() }).ln()
        };
        let now = Presentation {
            index: 0,
            stimulus: mu as u32,
            target,
            i_e: 0.0,
            i_i: 0.0,
            drive: drive(&weights, mu),
            release: Release::default(),
            fired: false,
            ybar: 0.2,
            told: Told::default(),
        };
        let active = [stimuli.excitatory().active(mu), stimuli.inhibitory().active(mu)];
        let mut change = vec![Array2::zeros((1, 50)); 2];
        let shown = Stimulus { active, neurons: &[now] };
        Delta::new(&settings).change(&shown, &mut Pcg64::seed_from_u64(1), &mut change, &mut |_| ());
        for kind in 0..2 {
            for j in 0..50 {
                let at = |step: f64| {
                    let mut moved = weights.clone();
                    moved[kind][(0, j)] += step;
                    loss(&moved)
                };
                let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
                // k = 1/(N f) = 0.1.
                assert!((change[kind][(0, j)] + 0.1 * slope).abs() < 1e-9, "{mu} {kind} {j}");
            }
        }
    }
}

/// Neuron by neuron a layer learns as single neurons do: a two-sample t below 4.
#[test]
fn a_layer_learns_what_as_many_single_neurons_learn() {
    let values = [("P", "100"), ("neurons", "16")];
    let mut layer = layer("local", &values, *NEURONS.start());
    layer.drop_twin();
    (0..60_000).for_each(|_| layer.step().unwrap());
    let Inside::Neurons(inside) = layer.inside() else { panic!("another circuit") };
    let accuracy = |neuron: usize| {
        let of = |class: bool| {
            let all: Vec<usize> = (0..100).filter(|&mu| inside.wanted[neuron][mu] == class).collect();
            all.iter().filter(|&&mu| inside.right(neuron, mu)).count() as f64 / all.len() as f64
        };
        (of(true) + of(false)) / 2.0
    };
    let layer_wide: Vec<f64> = (0..16).map(accuracy).collect();
    let params = params(&settings("local", &values));
    let alone: Vec<f64> = NEURONS
        .take(16)
        .map(|seed| {
            let mut neuron = Simulation::new(params.clone(), seed).unwrap();
            neuron.run_epochs(600);
            neuron.recall().measures(&params).balanced_accuracy
        })
        .collect();
    let [one, other] = [&layer_wide, &alone].map(|values| Summary::of(values).unwrap());
    let t = one.t_against(&other, 0.0);
    assert!(t.abs() < 4.0, "t = {t}: {layer_wide:?} {alone:?}");
    assert!((layer.measures().right - layer_wide.iter().sum::<f64>() / 16.0).abs() < 1e-12);
}

/// Every neuron has answers of its own, and weights stay within their bounds.
#[test]
fn neurons_differ_and_weights_stay_within_bounds() {
    for rule in ["local", "delta"] {
        let mut layer = layer(rule, &[("P", "50"), ("N", "50"), ("eta", "1")], 2);
        (0..2000).for_each(|_| layer.step().unwrap());
        let Inside::Neurons(inside) = layer.inside() else { panic!("another circuit") };
        assert!(inside.wanted.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(layer.weights().iter().flatten().all(|w| *w >= 0.0));
        let touched = layer.weights().iter().flatten().any(|w| *w == 0.0);
        assert_eq!(touched, rule == "delta");
    }
}

/// What the demonstration and the tip of P say: 800 stimuli, and three times N, are beyond what N free weights hold.
#[test]
fn more_stimuli_than_a_single_layer_holds() {
    let layer = settings("local", &[]);
    let limit = unconstrained(params(&layer).f_out, 0.0).unwrap();
    assert!((2.0..3.0).contains(&limit), "{limit}");
    assert!(limit * layer.named("N").unwrap() < 800.0);
}
