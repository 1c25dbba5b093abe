//! Measured capacity and feasibility: against brute force, the reference, and interruptions.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use equipoise::analysis::feasibility::{FeasibilityError, Threshold, feasibility};
use equipoise::analysis::growth::{Growth, grow};
use equipoise::analysis::sweep::{self, Found, Point, feasible_at, points, stimuli_at, train_at};
use equipoise::analysis::training::{Outcome, Schedule};
use equipoise::io::presets::Preset;
use equipoise::model::{Params, Stimuli};

fn go() -> Arc<AtomicBool> {
    Arc::new(AtomicBool::new(false))
}

/// Is there w >= 0 with every (2Y-1) h > 0? By Ville's theorem, exactly if there is no mixture
/// q >= 0, sum q = 1, of the constraints that no weight can raise: A^T q <= 0. If there is one there is
/// one at a vertex; so try all vertices.
fn by_enumeration(stimuli: &Stimuli) -> bool {
    let n_e = stimuli.excitatory().inputs();
    let p = stimuli.len();
    let entry = |mu: usize, j: usize| {
        let sign = if stimuli.targets()[mu] { 1.0 } else { -1.0 };
        let on = if j < n_e {
            f64::from(stimuli.excitatory().contains(mu, j))
        } else {
            -f64::from(stimuli.inhibitory().contains(mu, j - n_e))
        };
        sign * on
    };
    // All inequalities as g.q >= 0.
    let mut inequalities: Vec<Vec<f64>> =
        (0..p).map(|k| (0..p).map(|mu| f64::from(u8::from(mu == k))).collect()).collect();
    for j in 0..n_e + stimuli.inhibitory().inputs() {
        inequalities.push((0..p).map(|mu| -entry(mu, j)).collect());
    }
    let mut tight: Vec<usize> = (0..p - 1).collect();
    loop {
        let mut rows: Vec<(Vec<f64>, f64)> = tight.iter().map(|&k| (inequalities[k].clone(), 0.0)).collect();
        rows.push((vec![1.0; p], 1.0));
        if let Some(q) = solve(rows) {
            let holds = |g: &Vec<f64>| g.iter().zip(&q).map(|(g, q)| g * q).sum::<f64>() >= -1e-9;
            if inequalities.iter().all(holds) {
                return false;
            }
        }
        // Next combination.
        let Some(at) = (0..p - 1).rev().find(|&at| tight[at] < inequalities.len() - (p - 1) + at) else {
            return true;
        };
        tight[at] += 1;
        for next in at + 1..p - 1 {
            tight[next] = tight[next - 1] + 1;
        }
    }
}

/// Gaussian elimination with pivoting; `None` if singular.
fn solve(mut rows: Vec<(Vec<f64>, f64)>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|&x, &y| rows[x].0[column].abs().total_cmp(&rows[y].0[column].abs()))?;
        if rows[pivot].0[column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        for row in 0..n {
            if row != column {
                let factor = rows[row].0[column] / rows[column].0[column];
                let (source, right) = rows[column].clone();
                rows[row].0.iter_mut().zip(source).for_each(|(to, from)| *to -= factor * from);
                rows[row].1 -= factor * right;
            }
        }
    }
    Some((0..n).map(|k| rows[k].1 / rows[k].0[k]).collect())
}

#[test]
fn the_linear_program_agrees_with_enumeration_on_tiny_cases() {
    let mut infeasible = 0;
    for seed in 0..40 {
        let params = Params {
            p: 3 + seed as usize % 4,
            n_e: 3,
            n_i: 3,
            f_in: 0.4,
            f_out: 0.5,
            c: 0.5,
            ..Params::default()
        };
        let stimuli = Stimuli::draw(&params, seed, 0);
        let expected = by_enumeration(&stimuli);
        let answer = feasibility(&stimuli, Threshold::Zero, &go()).unwrap();
        assert_eq!(answer.feasible, expected, "seed {seed}: {answer:?}");
        assert_eq!(answer.violation == 0.0, expected);
        assert_eq!(answer.wrong == 0, expected);
        infeasible += usize::from(!expected);
    }
    assert!((8..=32).contains(&infeasible), "{infeasible}");
}

#[test]
fn as_many_sets_are_feasible_as_in_the_reference() {
    let mut reader = csv::Reader::from_path("tests/reference/lp_feasibility.csv").unwrap();
    let mut blocks: BTreeMap<[String; 3], Vec<(usize, f64)>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let block = [3, 4, 5].map(|column| record[column].to_owned());
        blocks.entry(block).or_default().push((record[6].parse().unwrap(), record[8].parse().unwrap()));
    }
    assert_eq!(blocks.len(), 8);
    for ([f_out, c, theta], rows) in blocks {
        let params = Params {
            n_e: 100,
            n_i: 100,
            c: c.parse().unwrap(),
            f_out: f_out.parse().unwrap(),
            ..Params::default()
        };
        let threshold = if theta == "0" { Threshold::Zero } else { Threshold::Positive };
        let stimuli: Vec<usize> = rows.iter().map(|(stimuli, _)| *stimuli).collect();
        let work = |point| feasible_at(&params, threshold, point, &go());
        // Seeds of their own at every load, so that the counts are independent.
        let seeds = |at: usize| (1..=10).map(move |k| 1000 * at as u64 + k);
        let all: Vec<Point> = (0..stimuli.len())
            .flat_map(|at| seeds(at).map(move |seed| (at, seed)))
            .map(|(at, seed)| Point { stimuli: stimuli[at], seed })
            .collect();
        let found = sweep::run(&all, &[], &AtomicBool::new(false), work, |_| ()).unwrap();
        let ours = found.iter().filter(|found| found.result.feasible).count() as f64;
        let theirs: f64 = rows.iter().map(|(_, feasible)| feasible).sum();
        // Both counts are binomial at every load; three standard errors of their difference.
        let variance: f64 = rows.iter().map(|(_, k)| (k + 0.5) / 11.0 * (10.5 - k) / 11.0 * 10.0).sum();
        let allowed = 3.0 * (2.0 * variance).sqrt();
        assert!(
            (ours - theirs).abs() <= allowed,
            "f_out {f_out} c {c} theta {theta}: {ours} {theirs} +- {allowed:.1}"
        );
    }
}

#[test]
fn a_cancelled_program_stops() {
    let stimuli = Stimuli::draw(&Params::default(), 1, 0);
    let cancel = Arc::new(AtomicBool::new(true));
    assert_eq!(feasibility(&stimuli, Threshold::Zero, &cancel), Err(FeasibilityError::Cancelled));
}

#[test]
fn a_sweep_does_not_depend_on_the_number_of_threads() {
    let params = Params { n_e: 60, n_i: 60, ..Params::default() };
    let all = points(&stimuli_at(&params, &[0.2, 0.5, 0.9]).unwrap(), 4);
    let schedule = Schedule { epochs: 60, unsupervised: Some(10) };
    let with = |threads: usize| -> Vec<Found<Outcome>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let work = |point| train_at(&params, schedule, point, &AtomicBool::new(false));
        pool.install(|| sweep::run(&all, &[], &AtomicBool::new(false), work, |_| ()).unwrap())
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn growth_stops_near_what_a_sweep_stores_and_is_deterministic() {
    let supervised = Preset::find("supervised").unwrap();
    let params = supervised.params(&Params { n_e: 100, n_i: 100, p: 60, ..Params::default() });
    let growth = Growth { batch: 4, eps: 0.05, patience: 400 };
    let mut offered = Vec::new();
    let grown =
        grow(params.clone(), 3, growth, 20_000, |simulation| offered.push(simulation.params().p)).unwrap();
    assert!(offered.is_sorted(), "associations are only added");
    assert_eq!(grown.stored % 2, 0);
    // The preset's BA stays above 0.95 up to load 1 at N = 400 (reference tables); half of that is
    // allowed here for half the synapses. Nothing can be far beyond the critical load 1.334.
    assert!(grown.load > 0.5 && grown.load < 1.5, "{grown:?}");
    assert_eq!(grow(params, 3, growth, 20_000, |_| ()).unwrap(), grown);
}

#[test]
fn an_interrupted_sweep_gives_the_same_file_as_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sweep = |checkpoint: &str, csv: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_equipoise"))
            .args(["capacity", "sweep", "--set", "N_E=50", "N_I=50", "--seeds", "3", "--epochs", "40"])
            .args(["--loads", "0.2,0.6,1.0", "--json", "--checkpoint", checkpoint, "--csv", csv])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let whole = sweep(&file("a"), &file("a.csv"));
    // Keep the heading, four points and half of the fifth, as an interruption would.
    let lines = std::fs::read_to_string(file("a")).unwrap();
    let mut kept: String = lines.split_inclusive('\n').take(5).collect();
    kept.push_str(&lines.lines().nth(5).unwrap()[..20]);
    std::fs::write(file("b"), kept).unwrap();
    let resumed = sweep(&file("b"), &file("b.csv"));
    assert_eq!(whole, resumed);
    assert_eq!(std::fs::read(file("a.csv")).unwrap(), std::fs::read(file("b.csv")).unwrap());
    let other = Command::new(env!("CARGO_BIN_EXE_equipoise"))
        .args([
            "capacity",
            "sweep",
            "--seeds",
            "1",
            "--epochs",
            "41",
            "--loads",
            "0.2",
            "--checkpoint",
            &file("a"),
        ])
        .output()
        .unwrap();
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("another computation"));
}
