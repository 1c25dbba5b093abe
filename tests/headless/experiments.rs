//! Virtual experiments: tones, protocols, what they claim and what breaks it.

use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use equipoise::analysis::experiment::{EXPERIMENTS, ExperimentError, Findings, Setup, find, run};
use equipoise::model::{Params, Stimuli, Tones};

fn setup(key: &str, seed: u64) -> Setup {
    Setup { seed, ..(find(key).unwrap().setup)() }
}

fn found(key: &str, setup: &Setup) -> Findings {
    run(find(key).unwrap(), setup, &AtomicBool::new(false), &|_| ()).unwrap()
}

fn params(n_e: usize, n_i: usize, c: f64) -> Params {
    Params { n_e, n_i, c, f_in: 0.08, p: 13, ..Params::default() }
}

fn counts(stimuli: &Stimuli) -> Vec<[f64; 2]> {
    let active = |mu| [stimuli.excitatory(), stimuli.inhibitory()].map(|x| x.active(mu).len() as f64);
    (0..stimuli.len()).map(active).collect()
}

#[test]
fn every_tone_the_outermost_too_is_coded_at_the_level_asked() {
    let (n_e, n_i) = (20_000, 15_000);
    let stimuli = Tones::default().draw(&params(n_e, n_i, 0.5), 4).unwrap();
    assert!(stimuli.targets().iter().all(|target| !target));
    for (mu, [e, i]) in counts(&stimuli).into_iter().enumerate() {
        // The standard deviation of a sum of independent entries is at most that of Bernoulli(f_in) ones: five
        // of them are 0.0096 and 0.0111 of N.
        assert!((e / n_e as f64 - 0.08).abs() < 0.0096, "tone {mu}: {e}");
        assert!((i / n_i as f64 - 0.08).abs() < 0.0111, "tone {mu}: {i}");
    }
}

#[test]
fn inputs_are_tuned_as_widely_as_asked() {
    for width in [0.3, 0.45] {
        let tones = Tones { width, ..Tones::default() };
        let stimuli = tones.draw(&params(20_000, 10, 1.0), 5).unwrap();
        let mut distances = Vec::new();
        for mu in 0..tones.count {
            let active = stimuli.excitatory().active(mu);
            distances.extend(active.iter().map(|j| tones.best_octave(j) - tones.octave(mu)));
        }
        let n = distances.len() as f64;
        let mean = distances.iter().sum::<f64>() / n;
        let variance = distances.iter().map(|d| d * d).sum::<f64>() / n;
        // n ~ 20,000 active inputs: five standard errors of the mean are 0.035 widths, of a standard deviation 2.5 %.
        // Cutting the Gaussian at three widths takes 1.3 % from the outermost tones' deviation on one side, less from the mean over all.
        assert!(mean.abs() < 0.04 * width, "{mean}");
        assert!((variance.sqrt() / width - 1.0).abs() < 0.03, "{}", variance.sqrt());
    }
}

#[test]
fn inhibition_copies_excitation_as_often_as_asked() {
    let tones = Tones::default();
    let (n, f) = (20_000, 0.08);
    for c in [0.0, 0.6, 1.0] {
        let stimuli = tones.draw(&params(n, n, c), 6).unwrap();
        let mut both = 0;
        for mu in 0..tones.count {
            let (e, i) = (stimuli.excitatory(), stimuli.inhibitory());
            both += e.active(mu).iter().filter(|&j| i.contains(mu, j)).count();
        }
        // E[p^2] over the axis is p_peak f_in/sqrt(2): two draws of the same tuning agree that often.
        let by_chance = tones.peak(f).unwrap() * f / 2f64.sqrt();
        let expected = c * f + (1.0 - c) * by_chance;
        let share = both as f64 / (n * tones.count) as f64;
        // 260,000 entries: five standard errors of a fraction of at most 0.08 are 0.0027.
        assert!((share - expected).abs() < 0.0027, "c = {c}: {share}, expected {expected}");
        assert_eq!(stimuli.shared(), c == 1.0);
    }
}

#[test]
fn fewer_inhibitory_inputs_cover_the_axis_as_well() {
    let stimuli = Tones::default().draw(&params(3000, 1000, 1.0), 7).unwrap();
    for (mu, [_, i]) in counts(&stimuli).into_iter().enumerate() {
        // Six standard deviations of Bernoulli(0.08) sums.
        assert!((i - 80.0).abs() < 51.0, "tone {mu}: {i}");
    }
}

#[test]
fn what_was_published_is_found_for_three_seeds() {
    for experiment in &EXPERIMENTS {
        for seed in [1, 101, 9001] {
            let findings = found(experiment.key, &setup(experiment.key, seed));
            assert!(findings.claims.len() >= 7 && findings.cells.len() == 12);
            for claim in &findings.claims {
                assert!(claim.holds, "{} seed {seed}: {claim:?}", experiment.key);
            }
        }
    }
}

type Break = (&'static str, fn(&mut Params), &'static [&'static str]);

/// Each claim fails without what the paper says causes it.
const BREAKS: [Break; 10] = [
    (
        "nb",
        |p| p.ach = false,
        &[
            "excitation at the paired",
            "the paired tone feels",
            "the best frequency of e",
            "E/I correlation drops",
        ],
    ),
    ("nb", |p| p.rule_a = false, &["excitation at the paired", "excitation at the original"]),
    ("nb", |p| (p.gate_i, p.alpha_i) = (false, 0.5), &["inhibition lags"]),
    ("nb", |p| p.beta = 0.0, &["excitation at the original"]),
    (
        "nb",
        |p| p.alpha_i = 0.0,
        &["then it follows", "E/I correlation recovers", "the balance line", "the best frequency of i"],
    ),
    ("lc", |p| p.na = false, &["excitation grows", "at every frequency"]),
    ("lc", |p| p.alpha_i = 0.0, &["then it follows", "the balance line"]),
    ("lc", |p| p.alpha_i = 0.5, &["inhibition lags"]),
    ("spikes", |p| p.rule_h = false, &["excitation is potentiated"]),
    (
        "spikes",
        |p| p.rule_i = false,
        &["inhibition changes", "the imbalance that", "the set point", "E/I correlation"],
    ),
];

#[test]
fn without_its_cause_a_finding_is_gone() {
    for (key, change, gone) in BREAKS {
        let mut broken = Setup { cells: 4, ..setup(key, 3) };
        change(&mut broken.params);
        let findings = found(key, &broken);
        for name in gone {
            let claim = findings.claims.iter().find(|claim| claim.name.starts_with(name)).unwrap();
            assert!(!claim.holds, "{key}: {claim:?}");
        }
    }
}

#[test]
fn noradrenaline_is_unspecific_where_acetylcholine_is_not() {
    let specificity = |key| {
        let findings = found(key, &Setup { cells: 6, ..setup(key, 5) });
        let quantity = findings.quantities.iter().find(|one| one.name.starts_with("specificity")).unwrap();
        quantity.value.unwrap().mean
    };
    let (nb, lc) = (specificity("nb"), specificity("lc"));
    assert!(nb > 0.6 && lc.abs() < 0.2, "{nb} {lc}");
}

/// Without Hebbian plasticity the bracket shrinks by 1 - alpha_I n_I/(N_I f_in) each time, exactly.
#[test]
fn spike_pairing_restores_the_fraction_of_the_imbalance_that_the_rule_says() {
    let mut alone = Setup { cells: 3, pairings: 25, ..setup("spikes", 2) };
    alone.params.alpha_h = 0.0;
    let findings = found("spikes", &alone);
    for cell in &findings.cells {
        let stimuli = alone.tones.draw(&alone.built(), cell.seed).unwrap();
        for (one, [_, inputs]) in cell.restorations.iter().zip(counts(&stimuli)) {
            let kept = 1.0 - 0.02 * inputs / 80.0;
            let expected = (1.0 - kept.powi(25)) * one.imbalance;
            assert!((one.change_i - expected).abs() < 1e-9, "{one:?}, expected {expected}");
            assert_eq!(one.change_e, 0.0);
        }
    }
}

/// With it, the change of i_E per pairing is alpha_H (1 - f_out) n_E/(N_E f_in (1 - f_in)), whatever the imbalance.
#[test]
fn forced_spikes_potentiate_by_the_hebbian_rule_alone() {
    let setup = Setup { cells: 2, ..setup("spikes", 8) };
    for cell in &found("spikes", &setup).cells {
        let stimuli = setup.tones.draw(&setup.built(), cell.seed).unwrap();
        for (one, [inputs, _]) in cell.restorations.iter().zip(counts(&stimuli)) {
            let expected = 60.0 * 0.02 * 0.999 * inputs / (80.0 * 0.92);
            assert!((one.change_e - expected).abs() < 1e-9, "{one:?}, expected {expected}");
        }
    }
}

#[test]
fn findings_do_not_depend_on_the_number_of_threads() {
    for experiment in &EXPERIMENTS {
        let setup = Setup { cells: 5, ..setup(experiment.key, 4) };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| found(experiment.key, &setup))
        };
        let one = on(1);
        assert_eq!(one, on(3));
        // A cell is the same in whatever company.
        let alone = found(experiment.key, &Setup { cells: 1, seed: 6, ..setup.clone() });
        assert_eq!(alone.cells[0], one.cells[2]);
        assert_eq!(alone.before.i_e[0].sem, None);
    }
}

#[test]
fn progress_ends_at_one_and_cancelling_stops() {
    let setup = Setup { cells: 4, ..setup("lc", 1) };
    let seen = Mutex::new(Vec::new());
    let see = |fraction: f32| seen.lock().unwrap().push(fraction);
    run(find("lc").unwrap(), &setup, &AtomicBool::new(false), &see).unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_by(f32::total_cmp);
    assert_eq!(seen, [0.25, 0.5, 0.75, 1.0]);
    for experiment in &EXPERIMENTS {
        let cancelled = run(experiment, &setup, &AtomicBool::new(true), &|_| ());
        assert_eq!(cancelled, Err(ExperimentError::Cancelled));
    }
}

#[test]
fn the_paired_tone_is_on_the_other_side_where_the_axis_ends() {
    let setup = Setup::default();
    assert_eq!([0, 6, 10, 11, 12].map(|best| setup.paired(best)), [2, 8, 12, 9, 10]);
    let far = Setup { offset: -4.0, ..Setup::default() };
    assert_eq!([12, 6, 5].map(|best| far.paired(best)), [4, 0, 0]);
}

#[test]
fn setups_that_cannot_be_are_refused_by_name() {
    let base = Setup::default;
    let with = |change: &dyn Fn(&mut Params)| {
        let mut setup = base();
        change(&mut setup.params);
        setup
    };
    let tones = |change: Tones| Setup { tones: change, ..base() };
    let bad = [
        (Setup { cells: 0, ..base() }, "cells = 0"),
        (Setup { cells: 1_000_000, ..base() }, "cells = 1000000"),
        (Setup { pairings: 0, ..base() }, "pairings = 0"),
        (Setup { after: usize::MAX, ..base() }, "after = "),
        (Setup { gain: f64::NAN, ..base() }, "gain = NaN"),
        (Setup { bump: 0.0, ..base() }, "bump = 0"),
        (Setup { spread: 1.5, ..base() }, "spread = 1.5"),
        (Setup { offset: f64::INFINITY, ..base() }, "offset = inf"),
        (Setup { offset: 0.1, ..base() }, "0.500 octaves apart"),
        (Setup { cells: 1000, after: 100_000, ..base() }, "lower the cells"),
        (tones(Tones { count: 1, ..Tones::default() }), "1 tones"),
        (tones(Tones { low_khz: 40.0, ..Tones::default() }), "from 40 to 32 kHz"),
        (tones(Tones { width: -1.0, ..Tones::default() }), "-1 octaves"),
        (with(&|params| params.f_in = 0.2), "f_in = 0.2"),
        (with(&|params| params.alpha_i = f64::NAN), "alpha_I"),
        (with(&|params| params.n_e = 10_000_000), "lower"),
    ];
    for (setup, says) in bad {
        let error = run(find("nb").unwrap(), &setup, &AtomicBool::new(false), &|_| ()).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    assert!(find("bn").unwrap_err().to_string().contains("nb, lc, spikes"));
}

/// Odd parameters give findings without NaN: what cannot be computed is absent.
#[test]
fn extreme_setups_give_finite_findings() {
    let extremes: [fn(&mut Setup); 5] = [
        |setup| (setup.params.n_e, setup.params.n_i) = (1, 1),
        |setup| (setup.params.alpha_i, setup.params.w_max) = (2.0, 1e4),
        |setup| (setup.params.b, setup.params.theta) = (-1000.0, 1000.0),
        |setup| (setup.params.soft, setup.params.lambda) = (1.0, 1.0),
        |setup| (setup.tones.count, setup.offset, setup.gain) = (2, 6.0, 0.0),
    ];
    for experiment in &EXPERIMENTS {
        for change in extremes {
            let mut setup = Setup { cells: 2, settling: 20, after: 20, ..setup(experiment.key, 1) };
            change(&mut setup);
            let findings = found(experiment.key, &setup);
            let all = findings.cells.iter().flat_map(|cell| {
                [&cell.before, &cell.during, &cell.after].into_iter().flat_map(|t| t.i_e.iter().chain(&t.i_i))
            });
            assert!(all.into_iter().all(|current| current.is_finite()));
            assert!(
                findings.quantities.iter().filter_map(|one| one.value).all(|value| value.mean.is_finite())
            );
            // JSON of NaN would be null and not equal when read again.
            assert!(findings.course.iter().all(|sample| sample.imbalance.is_some()));
        }
    }
}

fn equipoise(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap()
}

#[test]
fn the_command_lists_reports_and_checks() {
    let listed = String::from_utf8(equipoise(&["experiment"]).stdout).unwrap();
    assert!(EXPERIMENTS.iter().all(|experiment| listed.contains(experiment.citation)));
    let output =
        equipoise(&["experiment", "lc", "--cells", "3", "--seed", "2", "--set", "alpha_N=0.2", "--json"]);
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["parameters"]["alpha_N"], 0.2);
    assert_eq!(result["findings"]["cells"].as_array().unwrap().len(), 3);
    assert_eq!((&result["seed"], &result["simulated"]), (&2.into(), &true.into()));
    assert!(equipoise(&["experiment", "spikes", "--check"]).status.success());
    let broken = equipoise(&["experiment", "lc", "--cells", "2", "--set", "NA=off", "--check"]);
    assert_eq!(broken.status.code(), Some(1));
}

#[test]
fn bad_input_ends_with_one_line() {
    let bad: [(&[&str], &str); 6] = [
        (&["what"], "nb, lc, spikes"),
        (&["nb", "--cells", "0"], "cells"),
        (&["nb", "--tones", "1"], "tones"),
        (&["nb", "--set", "P=20"], "number of tones"),
        (&["nb", "--set", "f_in=0.5"], "f_in = 0.5"),
        (&["nb", "--csv", "x.csv", "--noise", "NaN"], "0 to 10"),
    ];
    for (arguments, says) in bad {
        let output = equipoise(&[&["experiment"], arguments].concat());
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(says) && message.trim_end().lines().count() == 1, "{message}");
    }
}

/// The example that comes with the program is what the command in its comment writes.
#[test]
fn the_simulated_recording_can_be_made_again_byte_for_byte() {
    let name = "simulated-nb-pairing.csv";
    let shipped = std::fs::read_to_string(std::path::Path::new("assets/recordings").join(name)).unwrap();
    let (_, command) = shipped.lines().find_map(|line| line.split_once("written by: equipoise ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_equipoise"));
    let output = program.args(command.split(' ')).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(again == shipped, "run `{command}` in assets/recordings");
}

#[test]
fn the_simulated_recording_says_so_and_has_a_row_for_every_cell_tone_and_condition() {
    let shipped = std::fs::read_to_string("assets/recordings/simulated-nb-pairing.csv").unwrap();
    assert!(shipped.starts_with("# SIMULATED by this program, not recorded"));
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(shipped.as_bytes());
    let header = ["cell", "stimulus", "condition", "i_e", "i_i", "units", "paired"];
    assert_eq!(reader.headers().unwrap(), header.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8 * 13 * 2);
    for row in &rows {
        assert!(row[0].starts_with("sim0") && ["pre", "post"].contains(&&row[2]));
        // Noise of 2 % does not turn a current's sign.
        assert!(row[3].parse::<f64>().unwrap() > 0.0 && row[4].parse::<f64>().unwrap() > 0.0);
    }
    assert_eq!(rows.iter().filter(|row| &row[6] == "true").count(), 8 * 2);
}

mod neighbours {
    use std::sync::atomic::AtomicBool;

    use equipoise::analysis::neighbours::{NEIGHBOURS, response, run};

    /// Every claim holds in the mean over its seeds, and breaks without its cause.
    #[test]
    fn every_claim_holds_and_breaks_without_its_cause() {
        for neighbour in &NEIGHBOURS {
            let found = run(neighbour, neighbour.seeds, &AtomicBool::new(false), &|_| ()).unwrap();
            let held = found.held(neighbour);
            assert_eq!(held.len(), neighbour.claims.len(), "{}", neighbour.key);
            for one in held {
                assert!(
                    one.holds(),
                    "{}: {}: {} (control {:?})",
                    neighbour.key,
                    one.claim.says,
                    one.value,
                    one.control
                );
            }
        }
    }

    #[test]
    fn silencing_by_the_gains_is_what_the_charts_show() {
        let neighbour = &NEIGHBOURS[0];
        let found = run(neighbour, 1, &AtomicBool::new(false), &|_| ()).unwrap();
        let one = &found.runs[0][0];
        let responses = one.responses.as_ref().unwrap();
        for (line, gains) in [(1, [1.0, 1.0]), (2, [0.0, 1.0]), (3, [1.0, 0.0])] {
            let shown: Vec<f64> = one.charts[0].lines[line].points.iter().map(|point| point[1]).collect();
            assert_eq!(shown, response(responses, gains));
        }
        let half = response(responses, [0.5, 1.0]);
        assert!(half.iter().zip(response(responses, [1.0, 1.0])).all(|(half, both)| *half >= both));
    }
}
