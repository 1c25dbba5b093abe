//! Circuits: the identities of their rules, and what their twins share.

use equipoise::circuits::arrays::{Arrays, cosine, distance, zeros};
use equipoise::circuits::index::{HYPERCOLUMNS, MINICOLUMNS, Traces};
use equipoise::circuits::layered::network::{forward, loss, room};
use equipoise::circuits::layered::rules::backprop::Backprop;
use equipoise::circuits::layered::rules::burst::Burst;
use equipoise::circuits::layered::rules::perturbation::{Perturbation, expected_cosine};
use equipoise::circuits::layered::rules::predictive_coding::PredictiveCoding;
use equipoise::circuits::layered::{Example, LayeredRule, LayeredTask, Shown};
use equipoise::circuits::recurrent::{Batch, Cells, Feedback, N, RecurrentTask, Trial, gradient, typed};
use equipoise::circuits::{Circuit, RULES, Rule, Settings, SettingsError, TASKS, Task, build};
use rand::SeedableRng;
use rand_pcg::Pcg64;

fn settings(rule: &str, task: &str, values: &[(&str, &str)]) -> Settings {
    let mut settings = Task::find(task).unwrap().settings(Rule::find(rule).unwrap());
    values.iter().for_each(|(key, value)| settings.set(key, value).unwrap());
    settings
}

fn circuit(rule: &str, task: &str, values: &[(&str, &str)], seed: u64) -> Box<dyn Circuit> {
    let settings = settings(rule, task, values);
    build(Rule::find(rule).unwrap(), Task::find(task).unwrap(), &settings, seed).unwrap()
}

fn trained(rule: &str, task: &str, values: &[(&str, &str)], seed: u64, steps: u64) -> Box<dyn Circuit> {
    let mut circuit = circuit(rule, task, values, seed);
    circuit.drop_twin();
    (0..steps).for_each(|_| circuit.step().unwrap());
    circuit
}

/// Starting weights and one example of a task, with its gradient.
fn case(task: &str, seed: u64) -> (Arrays, Example, Arrays) {
    let weights = circuit("backprop", task, &[], seed).weights().clone();
    let kind = if task == "xor" { LayeredTask::Xor } else { LayeredTask::Digits };
    let mut example = Example::default();
    kind.draw(0.05, &mut Pcg64::seed_from_u64(seed + 77), &mut example);
    let mut exact = zeros(&weights);
    Backprop::default().gradient(&weights, &example.x, &example.y, &mut exact);
    (weights, example, exact)
}

fn cases() -> impl Iterator<Item = (Arrays, Example, Arrays)> {
    ["digits", "xor"].into_iter().flat_map(|task| (1..=10).map(move |seed| case(task, seed)))
}

fn shown<'a>((weights, example, _): &'a (Arrays, Example, Arrays)) -> Shown<'a> {
    Shown { weights, x: &example.x, y: &example.y, stimulus: example.stimulus }
}

fn asked(rule: &mut dyn LayeredRule, case: &(Arrays, Example, Arrays)) -> Arrays {
    let mut change = zeros(&case.0);
    rule.change(&shown(case), &mut Pcg64::seed_from_u64(3), &mut change);
    change
}

fn coding(values: &[(&str, &str)]) -> PredictiveCoding {
    PredictiveCoding::new(&settings("predictive-coding", "digits", values))
}

#[test]
fn the_gradient_is_that_of_central_differences() {
    for (weights, example, exact) in cases().step_by(3) {
        let mut v = room(&weights);
        for (l, layer) in weights.iter().enumerate() {
            for at in [(0, 0), (layer.nrows() - 1, layer.ncols() - 1), (0, layer.ncols() - 1)] {
                let mut at_step = |step: f64| {
                    let mut moved = weights.clone();
                    moved[l][at] += step;
                    forward(&moved, &example.x, &mut v);
                    loss(v.last().unwrap(), &example.y)
                };
                let slope = (at_step(1e-6) - at_step(-1e-6)) / 2e-6;
                assert!((slope + exact[l][at]).abs() < 1e-9, "{l} {at:?}");
            }
        }
    }
}

#[test]
fn predictive_coding_is_backprop_where_it_should_be_and_not_elsewhere() {
    for case in cases() {
        let far = |values: &[(&str, &str)]| distance(&asked(&mut coding(values), &case), &case.2);
        assert!(far(&[("mode", "zil"), ("gamma", "1")]) < 1e-12);
        assert!(far(&[("mode", "fixed"), ("gamma", "1"), ("n", "2")]) < 1e-12);
        assert!(far(&[("mode", "fixed"), ("gamma", "0.2"), ("n", "200")]) < 1e-12);
        assert!(far(&[("mode", "zil"), ("gamma", "0.9")]) > 1e-4);
        assert!(far(&[("mode", "strict"), ("gamma", "1"), ("n", "2")]) > 0.01);
    }
}

#[test]
fn zil_stays_backprop_for_a_whole_run() {
    for task in ["digits", "xor"] {
        let zil = trained("predictive-coding", task, &[("mode", "zil"), ("gamma", "1")], 3, 3000);
        let exact = trained("backprop", task, &[], 3, 3000);
        let differences = zil.weights().iter().zip(exact.weights()).map(|(a, b)| (a - b).mapv(f64::abs));
        let most = differences.flat_map(|array| array.into_iter().collect::<Vec<_>>()).fold(0.0, f64::max);
        assert!(most < 1e-9, "{task}: {most}");
    }
}

#[test]
fn strict_predictive_coding_nears_backprop_in_first_order_of_the_output_precision() {
    let far = |lambda: &str| {
        let values = [("gamma", "0.3"), ("n", "200"), ("lambda", lambda)];
        (1..=10)
            .map(|seed| case("digits", seed))
            .map(|case| distance(&asked(&mut coding(&values), &case), &case.2))
            .sum::<f64>()
    };
    let all = ["0.1", "0.01", "0.001", "0.0001"].map(far);
    for pair in all.windows(2) {
        assert!((pair[0] / pair[1] - 10.0).abs() < 0.3, "{all:?}");
    }
}

#[test]
fn the_energy_of_predictive_coding_never_rises() {
    for case in cases() {
        let mut energies = Vec::new();
        let mut change = zeros(&case.0);
        coding(&[("n", "50")]).infer(&shown(&case), &mut change, |energy| energies.push(energy));
        assert!(energies.len() == 51 && energies.windows(2).all(|pair| pair[1] - pair[0] <= 1e-12));
        assert!(energies[50] < energies[0]);
    }
}

#[test]
fn bursts_are_the_gradient_in_the_linear_limit() {
    for case in cases() {
        let burst = |values: &[(&str, &str)]| Burst::new(&settings("burst", "digits", values));
        for c in ["0", "1"] {
            assert!(distance(&asked(&mut burst(&[("c", c)]).linear(), &case), &case.2) < 1e-10);
            let low = [("c", c), ("beta", "0.1")];
            assert!(distance(&asked(&mut burst(&low).linear(), &case), &case.2) < 1e-8);
        }
    }
    // The dendrite's curvature is of second order in its gain; the worst seed of each.
    let worst = |beta: &str| {
        let far = |case: &(Arrays, Example, Arrays)| {
            let mut burst = Burst::new(&settings("burst", "digits", &[("beta", beta)]));
            distance(&asked(&mut burst, case), &case.2)
        };
        (1..=10).map(|seed| far(&case("digits", seed))).fold(0.0, f64::max)
    };
    let ratio = worst("1") / worst("0.1");
    assert!((ratio - 100.0).abs() < 2.0, "{ratio}");
}

#[test]
fn single_units_perturbed_there_and_back_give_the_gradient() {
    for case in cases() {
        let far = |sigma: f64| {
            let mut change = zeros(&case.0);
            Perturbation::one_by_one(&shown(&case), sigma, &mut change);
            distance(&change, &case.2)
        };
        assert!(far(1e-4) < 1e-8);
        let ratio = far(1e-2) / far(1e-3);
        assert!((ratio - 100.0).abs() < 1.0, "{ratio}");
    }
}

#[test]
fn the_cosine_of_perturbation_falls_with_the_root_of_the_number_of_units() {
    for (task, draws) in [("digits", "10"), ("digits", "100"), ("xor", "10"), ("xor", "100")] {
        let k: usize = draws.parse().unwrap();
        let (mut found, mut expected) = (0.0, 0.0);
        for seed in 1..=10 {
            let case = case(task, seed);
            let values = [("K", draws), ("sigma", "0.01")];
            let mut rule = Perturbation::new(&settings("perturbation", task, &values));
            let mut noise = Pcg64::seed_from_u64(seed);
            let mut change = zeros(&case.0);
            let repeats = 400 / k;
            for _ in 0..repeats {
                rule.change(&shown(&case), &mut noise, &mut change);
                found += cosine(&change, &case.2) / (10 * repeats) as f64;
            }
            expected += expected_cosine(&case.0, &case.1.x, &case.2, k) / 10.0;
        }
        assert!((found - expected).abs() < 0.03, "{task} {draws}: {found} {expected}");
    }
}

fn trials(task: RecurrentTask, seed: u64, count: usize) -> Vec<Trial> {
    let mut rng = Pcg64::seed_from_u64(seed);
    (0..count).map(|_| task.draw(&mut rng)).collect()
}

/// Largest relative difference of W, U and b.
fn apart(a: &Arrays, b: &Arrays) -> f64 {
    let most = |array: &ndarray::Array2<f64>| array.iter().map(|x| x.abs()).fold(0.0, f64::max);
    a.iter().zip(b).take(3).map(|(a, b)| most(&(a - b)) / most(b)).fold(0.0, f64::max)
}

fn hops(hops: usize, types: usize, at_once: bool) -> Feedback {
    Feedback::Hops { hops, types, at_once }
}

fn every_recurrent(mut check: impl FnMut(Cells, RecurrentTask, &Arrays, &[Trial])) {
    for (key, task) in [("match", RecurrentTask::Match), ("pattern", RecurrentTask::Pattern)] {
        for spiking in [false, true] {
            for seed in 1..=3 {
                let weights = circuit("bptt", key, &[], seed).weights().clone();
                check(Cells { leak: 0.8, spiking }, task, &weights, &trials(task, seed, 20));
            }
        }
    }
}

fn estimate(cells: Cells, weights: &Arrays, trials: &[Trial], feedback: Feedback) -> Arrays {
    gradient(Batch { cells, weights, trials }, feedback, &mut Pcg64::seed_from_u64(1)).by
}

#[test]
fn hops_add_up_to_backpropagation_through_time() {
    every_recurrent(|cells, task, weights, trials| {
        let of = |feedback| estimate(cells, weights, trials, feedback);
        let exact = of(Feedback::Exact { types: N });
        assert!(apart(&of(hops(task.moments() - 1, N, false)), &exact) < 1e-12);
        let typed = of(Feedback::Exact { types: 4 });
        assert!(apart(&of(hops(task.moments() - 1, 4, false)), &typed) < 1e-12);
        let filtered = of(Feedback::Filtered { mu: 0.0, types: 2 });
        assert!(apart(&filtered, &of(hops(1, 2, false))) < 1e-12);
        let mut alone = weights.clone();
        alone[0].fill(0.0);
        let of = |feedback| estimate(cells, &alone, trials, feedback);
        assert!(apart(&of(hops(0, N, false)), &of(Feedback::Exact { types: N })) < 1e-12);
    });
}

#[test]
fn modprop_is_exact_when_every_cell_is_active() {
    every_recurrent(|cells, _, weights, trials| {
        if cells.spiking {
            return;
        }
        let mut active = weights.clone();
        active[0] *= 0.1;
        active[2] += 50.0;
        let of = |feedback| estimate(cells, &active, trials, feedback);
        let filtered = of(Feedback::Filtered { mu: 1.0, types: N });
        assert!(apart(&filtered, &of(Feedback::Exact { types: N })) < 1e-12);
    });
}

#[test]
fn bptt_is_the_gradient_of_central_differences() {
    every_recurrent(|cells, _, weights, trials| {
        if cells.spiking {
            return;
        }
        let exact = estimate(cells, weights, trials, Feedback::Exact { types: N });
        for (array, at) in [(0, (3, 5)), (0, (36, 2)), (1, (7, 1)), (2, (4, 0)), (3, (0, 9)), (4, (0, 0))] {
            let loss = |step: f64| {
                let mut moved = weights.clone();
                moved[array][at] += step;
                let batch = Batch { cells, weights: &moved, trials };
                gradient(batch, Feedback::Exact { types: N }, &mut Pcg64::seed_from_u64(1)).loss
            };
            let slope = (loss(1e-6) - loss(-1e-6)) / 2e-6;
            assert!((slope - exact[array][at]).abs() < 1e-8, "{array} {at:?}: {slope}");
        }
    });
}

/// e-prop and MDGL as a cell could compute them: eligibility traces times signals of the moment.
fn forward_in_time(cells: Cells, weights: &Arrays, trials: &[Trial], mdgl: bool) -> ndarray::Array2<f64> {
    let mut by = ndarray::Array2::<f64>::zeros((N, N));
    let told = typed(&weights[0], 2) * (1.0 - cells.leak);
    for trial in trials {
        let (mut v, mut z, mut trace) = ([0.0; N], [0.0; N], [0.0; N]);
        let mut earlier = ndarray::Array2::<f64>::zeros((N, N));
        let norm = trials.len() as f64 * trial.weight.iter().sum::<f64>();
        let inputs = weights[1].ncols();
        for t in 0..trial.moments() {
            let before = z;
            let mut slope = [0.0; N];
            for i in 0..N {
                trace[i] = cells.leak * trace[i] + (1.0 - cells.leak) * before[i];
                let recurrent: f64 = (0..N).map(|j| weights[0][(i, j)] * before[j]).sum();
                let external: f64 = (0..inputs).map(|k| weights[1][(i, k)] * trial.x[t * inputs + k]).sum();
                v[i] = cells.leak * v[i] + (1.0 - cells.leak) * (recurrent + external + weights[2][(i, 0)]);
                if cells.spiking {
                    v[i] -= 0.5 * before[i];
                }
                (z[i], slope[i]) = cells.respond(v[i]);
            }
            let y: f64 = (0..N).map(|j| weights[3][(0, j)] * z[j]).sum::<f64>() + weights[4][(0, 0)];
            let error = trial.weight[t] * (y - trial.y[t]) / norm;
            let signal: Vec<f64> = (0..N).map(|j| slope[j] * weights[3][(0, j)] * error).collect();
            for p in 0..N {
                let heard: f64 = (0..N).map(|j| told[(j, p)] * signal[j]).sum();
                for q in 0..N {
                    let eligibility = slope[p] * trace[q];
                    by[(p, q)] += weights[3][(0, p)] * error * eligibility;
                    if mdgl {
                        by[(p, q)] += heard * earlier[(p, q)];
                    }
                    earlier[(p, q)] = eligibility;
                }
            }
        }
    }
    by
}

#[test]
fn eprop_and_mdgl_can_be_computed_forward_in_time() {
    every_recurrent(|cells, _, weights, trials| {
        for (mdgl, feedback) in [(false, hops(0, N, false)), (true, hops(1, 2, true))] {
            let forward = vec![forward_in_time(cells, weights, trials, mdgl)];
            let backward = estimate(cells, weights, trials, feedback);
            assert!(apart(&forward, &backward) < 1e-12, "{mdgl} {cells:?}");
        }
    });
}

#[test]
fn each_hop_comes_nearer_to_the_gradient() {
    // Weights along the path of BPTT; means over five seeds. The tables' steps from hop to hop are .03 to .37 with
    // standard deviations of .01 to .3.
    for (key, task) in [("match", RecurrentTask::Match), ("pattern", RecurrentTask::Pattern)] {
        let mut means = [0.0; 4];
        for seed in 21..=25 {
            let weights = trained("bptt", key, &[], seed, 50).weights().clone();
            let trials = trials(task, seed, 20);
            let cells = Cells { leak: 0.8, spiking: false };
            let of = |feedback| estimate(cells, &weights, &trials, feedback);
            let exact = of(Feedback::Exact { types: N });
            for (count, mean) in means.iter_mut().enumerate() {
                *mean += cosine(&of(hops(count, N, false))[..3], &exact[..3]) / 5.0;
            }
        }
        assert!(means.is_sorted() && means[0] < means[3] - 0.1, "{key}: {means:?}");
    }
}

#[test]
fn an_index_infers_what_naive_bayes_would() {
    // Traces that are the true probabilities of a class and of what it shows in each hypercolumn. The floors that keep
    // logarithms finite cost up to .02 of a probability.
    let class = |j: usize| (j + 1) as f64 / 55.0;
    let raw = |h: usize, i: usize, j: usize| 1.0 + ((3 * h + 7 * i + 5 * j) % 11) as f64;
    let shows = |h: usize, i: usize, j: usize| raw(h, i, j) / (0..10).map(|i| raw(h, i, j)).sum::<f64>();
    let units = HYPERCOLUMNS * MINICOLUMNS;
    let joint = |unit: usize, j: usize| shows(unit / 10, unit % 10, j) * class(j);
    let from: Vec<f64> = (0..units).map(|unit| (0..10).map(|j| joint(unit, j)).sum()).collect();
    let to: Vec<f64> = (0..units).map(|unit| class(unit % 10)).collect();
    let both = (0..units).flat_map(|unit| (0..units).map(move |j| joint(unit, j % 10))).collect();
    let traces = Traces::of(from, to, both);
    let seen: [usize; HYPERCOLUMNS] = std::array::from_fn(|h| (h * h) % 10);
    let support = traces.support_of(&seen);
    let normed = |of: &dyn Fn(usize) -> f64| {
        let powers: Vec<f64> = (0..10).map(|j| of(j).exp()).collect();
        powers.iter().map(|power| power / powers.iter().sum::<f64>()).collect::<Vec<_>>()
    };
    let inferred = normed(&|j| class(j).ln() + support[j]);
    let posterior = normed(&|j| class(j).ln() + (0..10).map(|h| shows(h, seen[h], j).ln()).sum::<f64>());
    for (inferred, posterior) in inferred.iter().zip(&posterior) {
        assert!((inferred - posterior).abs() < 0.02, "{inferred} {posterior}");
    }
    // Independent activity says nothing, but for the floors.
    assert!(Traces::default().weight(3, 71).abs() < 0.02);
}

#[test]
fn the_twin_does_not_know_which_rule_is_beside_it() {
    for (task, exact) in
        [("digits", "backprop"), ("xor", "backprop"), ("match", "bptt"), ("associations", "delta")]
    {
        let task = Task::find(task).unwrap();
        let steps = if exact == "bptt" { 6 } else { 300 };
        let reference = trained(exact, task.key, &[], 4, steps).measures();
        for rule in RULES.iter().filter(|rule| task.fits(rule)) {
            let eta = match task.key {
                "match" => "0.003",
                "xor" => "1",
                "associations" => "0.05",
                _ => "0.5",
            };
            let mut circuit = circuit(rule.key, task.key, &[("eta", eta)], 4);
            for _ in 0..steps {
                let foreseen = circuit.alignment();
                assert_eq!(circuit.step_compared().unwrap(), foreseen);
            }
            assert_eq!(circuit.twin(), Some(reference), "{} {}", rule.key, task.key);
        }
    }
}

#[test]
fn dales_law_and_the_diagonal_hold() {
    let circuit = trained("e-prop", "pattern", &[("eta", "0.05")], 2, 20);
    for ((post, pre), w) in circuit.weights()[0].indexed_iter() {
        let holds = if post == pre { *w == 0.0 } else { (*w >= 0.0) == (pre < 32) || *w == 0.0 };
        assert!(holds, "{post} {pre} {w}");
    }
}

#[test]
fn no_value_that_a_parameter_takes_makes_a_circuit_panic() {
    for task in TASKS {
        for rule in RULES.iter().filter(|rule| task.fits(rule)) {
            let first = task.settings(rule);
            for (parameter, _) in first.iter() {
                // A thousand perturbations of a trial say no more than a few.
                let most = if parameter.key == "K" { 3.0 } else { parameter.max };
                for value in [parameter.min, most] {
                    let mut settings = first.clone();
                    settings.set(parameter.key, &parameter.show(value)).unwrap();
                    let mut circuit = build(rule, task, &settings, 1).unwrap();
                    for _ in 0..5 {
                        if circuit.step().is_err() {
                            break;
                        }
                    }
                    let weights = circuit.weights();
                    assert!(weights.iter().all(|array| array.iter().all(|w| w.is_finite())));
                    assert!((-1e300..=1.0).contains(&circuit.measures().right), "{}", parameter.key);
                }
            }
        }
    }
}

#[test]
fn what_is_no_value_is_refused_by_name() {
    let mut settings = settings("predictive-coding", "digits", &[]);
    let before = settings.clone();
    for (key, value) in [
        ("gamma", "2"),
        ("gamma", "nan"),
        ("gamma", "inf"),
        ("n", "1.5"),
        ("mode", "strictly"),
        ("eta", ""),
        ("L", "1"),
    ] {
        let error = settings.set(key, value).unwrap_err();
        assert!(matches!(error, SettingsError::Value { .. }) && error.to_string().contains(key), "{error}");
    }
    assert!(settings.set("sigma", "1").unwrap_err().to_string().contains("gamma"));
    assert_eq!(settings, before);
    let (rule, task) = (Rule::find("bptt").unwrap(), Task::find("digits").unwrap());
    assert!(build(rule, task, &task.settings(rule), 1).is_err());
}

fn every_circuit(mut check: impl FnMut(&'static Rule, &'static Task, &Settings)) {
    for task in TASKS {
        for rule in RULES.iter().filter(|rule| task.fits(rule)) {
            check(rule, task, &task.settings(rule));
            for (parameter, _) in task.settings(rule).iter() {
                for value in ["learned", "critic", "spiking"] {
                    let mut settings = task.settings(rule);
                    if settings.set(parameter.key, value).is_ok() {
                        check(rule, task, &settings);
                    }
                }
            }
        }
    }
}

#[test]
fn a_circuit_goes_on_from_its_state_bit_for_bit() {
    every_circuit(|rule, task, settings| {
        let fresh = || build(rule, task, settings, 8).unwrap();
        let mut circuit = fresh();
        (0..3).for_each(|_| circuit.step().unwrap());
        let kept = serde_json::to_string(&circuit.state()).unwrap();
        let mut other = fresh();
        other.restore(serde_json::from_str(&kept).unwrap()).unwrap();
        let mut copy = circuit.clone();
        for _ in 0..4 {
            assert_eq!(circuit.step_compared().unwrap(), other.step_compared().unwrap());
            copy.step().unwrap();
        }
        assert_eq!(circuit.state(), other.state(), "{} {}", rule.key, task.key);
        assert_eq!(circuit.state(), copy.state());
        assert_eq!((circuit.measures(), circuit.twin()), (other.measures(), other.twin()));
    });
}

#[test]
fn a_state_of_another_circuit_is_refused_and_changes_nothing() {
    let other = circuit("backprop", "xor", &[], 1).state();
    every_circuit(|rule, task, settings| {
        let mut circuit = build(rule, task, settings, 1).unwrap();
        let before = circuit.state();
        let mut bad = vec![before.clone(); 3];
        bad[0].streams = None;
        bad[1].means = Vec::new();
        bad[2].weights = Vec::new();
        if task.key != "xor" {
            bad.push(other.clone());
        }
        for state in bad.into_iter().filter(|state| *state != before) {
            assert!(circuit.restore(state).is_err(), "{} {}", rule.key, task.key);
            assert_eq!(circuit.state(), before);
        }
    });
}

#[test]
fn another_rule_goes_on_from_the_same_weights_and_data() {
    for (first, second, task) in [
        ("output-only", "burst", "digits"),
        ("perturbation", "predictive-coding", "xor"),
        ("e-prop", "modprop", "match"),
    ] {
        let (rule, task) = (Rule::find(second).unwrap(), Task::find(task).unwrap());
        let mut circuit = circuit(first, task.key, &[], 5);
        let mut undisturbed = circuit.clone();
        (0..10).for_each(|_| circuit.step().unwrap());
        (0..20).for_each(|_| undisturbed.step().unwrap());
        let weights = circuit.weights().clone();
        let mut settings = task.settings(rule);
        settings
            .set("eta", &task.settings(Rule::find(first).unwrap()).named("eta").unwrap().to_string())
            .unwrap();
        assert!(circuit.go_on_with(rule, &settings));
        assert_eq!((circuit.weights(), circuit.steps()), (&weights, 10));
        (0..10).for_each(|_| circuit.step().unwrap());
        assert_ne!(circuit.weights(), undisturbed.weights());
        // The data are those that would have come anyhow.
        if first != "perturbation" {
            assert_eq!(circuit.twin(), undisturbed.twin());
        }
        let elsewhere = if task.key == "match" { "backprop" } else { "bptt" };
        assert!(!circuit.go_on_with(Rule::find(elsewhere).unwrap(), &settings));
    }
}

#[test]
fn the_same_rule_with_other_settings_keeps_what_it_has_learned() {
    let (burst, digits) = (Rule::find("burst").unwrap(), Task::find("digits").unwrap());
    let learned = settings("burst", "digits", &[("feedback", "learned")]);
    let mut circuit = build(burst, digits, &learned, 6).unwrap();
    (0..300).for_each(|_| circuit.step().unwrap());
    let angle = circuit.feedback_angle().unwrap();
    let slower = settings("burst", "digits", &[("feedback", "learned"), ("eta", "0.1")]);
    assert!(circuit.go_on_with(burst, &slower));
    assert_eq!(circuit.feedback_angle(), Some(angle));
    assert!(circuit.go_on_with(burst, &settings("burst", "digits", &[])));
    assert_eq!(circuit.feedback_angle(), None);

    let (perturbation, xor) = (Rule::find("perturbation").unwrap(), Task::find("xor").unwrap());
    let critic = settings("perturbation", "xor", &[("baseline", "critic")]);
    let mut circuit = build(perturbation, xor, &critic, 6).unwrap();
    (0..20).for_each(|_| circuit.step().unwrap());
    let expected = circuit.state().rule.expected;
    assert_eq!(expected.iter().flatten().count(), 4);
    let louder = settings("perturbation", "xor", &[("baseline", "critic"), ("sigma", "1")]);
    assert!(circuit.go_on_with(perturbation, &louder));
    assert_eq!(circuit.state().rule.expected, expected);
}

/// Those that take a second; `equipoise verify` compares all of them.
#[test]
fn reference_tables_are_met() {
    use equipoise::analysis::circuits::ROWS;
    let cancel = std::sync::atomic::AtomicBool::new(false);
    let quick = |row: &&equipoise::analysis::circuits::Row| {
        let coded = row.settings.iter().any(|(key, value)| *key == "n" && value.len() > 1);
        row.steps <= 10 || (row.task == "digits" && row.steps <= 3000 && !coded)
    };
    let mut compared = 0;
    for row in ROWS.iter().filter(quick) {
        for one in row.verify(&cancel).unwrap() {
            assert!(one.agrees(), "{}: {one:?}", row.name());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn every_row_of_the_tables_can_be_run() {
    use equipoise::analysis::circuits::ROWS;
    for row in &ROWS {
        let plan = row.plan().unwrap().unwrap();
        assert!(plan.task.fits(plan.rule) && !row.cells.is_empty(), "{}", row.name());
    }
}

#[test]
fn the_command_runs_lists_and_refuses() {
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_equipoise"))
            .arg("circuit")
            .args(arguments)
            .output()
            .unwrap()
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let list = text(&run(&["list"]).stdout);
    assert!(
        RULES.iter().all(|rule| list.contains(rule.key)) && TASKS.iter().all(|task| list.contains(task.key))
    );
    for rule in RULES {
        let told = text(&run(&["list", rule.key]).stdout);
        assert!(told.contains(rule.equation) && told.contains(rule.citation) && told.contains(rule.limits));
    }
    let few = ["burst", "--task", "xor", "--set", "feedback=learned", "--steps", "200", "--seeds", "2"];
    let json = |threads: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_equipoise"));
        let output =
            command.arg("circuit").args(few).arg("--json").env("RAYON_NUM_THREADS", threads).output();
        output.unwrap().stdout
    };
    assert_eq!(json("1"), json("2"));
    let result: serde_json::Value = serde_json::from_slice(&json("2")).unwrap();
    assert_eq!(result["settings"]["feedback"], "learned");
    assert_eq!(result["runs"].as_array().unwrap().len(), 2);
    let settings = settings("burst", "xor", &[("feedback", "learned")]);
    let mut alone = build(Rule::find("burst").unwrap(), Task::find("xor").unwrap(), &settings, 2).unwrap();
    (0..200).for_each(|_| alone.step().unwrap());
    let last = result["runs"][1]["curve"].as_array().unwrap().last().unwrap();
    assert_eq!(last["measures"]["loss"].as_f64(), Some(alone.measures().loss));
    assert_eq!(result["runs"][1]["feedback_angle"].as_f64(), alone.feedback_angle());
    // A table names the values that were used, and no others.
    let table =
        text(&run(&["burst", "--task", "xor", "--set", "eta=0.7", "--steps", "200", "--csv", "-"]).stdout);
    let parameters = table.lines().find(|line| line.starts_with("# parameters: ")).unwrap();
    let named: Vec<&str> = parameters.trim_start_matches("# parameters: ").split(' ').collect();
    let expected = self::settings("burst", "xor", &[("eta", "0.7")]);
    let expected = expected.iter().map(|(one, value)| format!("{}={}", one.key, one.show(value)));
    let head = ["rule=burst", "task=xor"].map(str::to_owned);
    assert_eq!(named, head.into_iter().chain(expected).collect::<Vec<_>>());
    for (arguments, reason) in [
        (&["oja"][..], "predictive-coding"),
        (&["bptt", "--task", "digits"], "match or pattern"),
        (&["burst", "--set", "beta=1000"], "0.1 to 100"),
        (&["burst", "--set", "beta"], "KEY=VALUE"),
        (&[], "RULE"),
    ] {
        let output = run(arguments);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(reason), "{arguments:?}: {said}");
    }
}

/// Predictive coding of the recurrent circuit unrolled in time, with one error at the end; every moment's share of dE/dW is
/// taken when the error first reaches it.
fn unrolled(weights: &Arrays, trials: &[Trial], gamma: f64) -> ndarray::Array2<f64> {
    use ndarray::{Array1, Array2};
    let (a, relu) = (0.8, |v: &Array1<f64>| v.mapv(|v| v.max(0.0)));
    let mut by = Array2::zeros((N, N));
    for trial in trials {
        let moments = trial.moments();
        let x = Array2::from_shape_vec((moments, 3), trial.x.clone()).unwrap();
        let predict = |v: &Array1<f64>, t: usize| {
            let drive = weights[1].dot(&x.row(t)) + weights[2].column(0);
            a * v + (1.0 - a) * (weights[0].dot(&relu(v)) + drive)
        };
        let mut v = vec![Array1::zeros(N)];
        for t in 0..moments {
            v.push(predict(&v[t], t));
        }
        for step in 0..=moments {
            let errors: Vec<Array1<f64>> = (0..moments).map(|t| &v[t + 1] - &predict(&v[t], t)).collect();
            let output = weights[3].dot(&relu(&v[moments])) + weights[4].column(0);
            let error = (trial.y[moments - 1] - output[0]) / trials.len() as f64;
            if step > 0 {
                let t = moments - step;
                let post = errors[t].view().insert_axis(ndarray::Axis(1));
                by = by - (1.0 - a) * post.dot(&relu(&v[t]).view().insert_axis(ndarray::Axis(0)));
            }
            for t in 0..moments {
                let slope = v[t + 1].mapv(|v| f64::from(u8::from(v > 0.0)));
                let from_above = if t + 1 == moments {
                    slope * weights[3].row(0) * error
                } else {
                    a * &errors[t + 1] + (1.0 - a) * slope * weights[0].t().dot(&errors[t + 1])
                };
                v[t + 1] = &v[t + 1] + gamma * (from_above - &errors[t]);
            }
        }
    }
    by
}

#[test]
fn unrolled_predictive_coding_is_backpropagation_through_time() {
    for seed in 1..=3 {
        let weights = circuit("bptt", "match", &[], seed).weights().clone();
        let mut trials = trials(RecurrentTask::Match, seed, 8);
        for trial in &mut trials {
            trial.weight.iter_mut().rev().skip(1).for_each(|weight| *weight = 0.0);
        }
        let cells = Cells { leak: 0.8, spiking: false };
        let exact = estimate(cells, &weights, &trials, Feedback::Exact { types: N });
        assert!(apart(&vec![unrolled(&weights, &trials, 1.0)], &exact) < 1e-12);
        assert!(apart(&vec![unrolled(&weights, &trials, 0.9)], &exact) > 0.1);
    }
}
