//! Presentations per second against the NumPy implementation in `peers`, in one run, in turn,
//! over the same epochs.
//!
//! `cargo bench --no-default-features --bench throughput`. Ours has the ledger on, always. Ratios
//! are medians over rounds, so a machine whose speed drifts hardly matters.

use std::process::Command;
use std::time::Instant;

use equipoise::io::presets::Preset;
use equipoise::io::rule_files;
use equipoise::model::{Lanes, Params, Simulation, StimulusCache};

const ROUNDS: usize = 5;
/// Epochs before the clock starts: both neurons are then in the middle of learning.
const WARM_UP: u64 = 50;
const PEER: &str = "benches/peers/numpy_reference.py";

/// Epochs timed.
fn epochs(p: usize) -> u64 {
    100_000 / p as u64
}

/// Nanoseconds per presentation of ours.
fn ours(preset: &str, n: usize, p: usize) -> f64 {
    let Ok(preset) = Preset::find(preset) else { return f64::NAN };
    let params = preset.params(&Params { n_e: n, n_i: n, p, ..Params::default() });
    time(params, p)
}

/// Nanoseconds per presentation of a neuron with more stimuli than any cache holds.
fn many_stimuli() -> f64 {
    let Ok(preset) = Preset::find("retained") else { return f64::NAN };
    let params = preset.params(&Params { p: 200_000, ..Params::default() });
    let Ok(mut simulation) = Simulation::new(params, 1) else { return f64::NAN };
    simulation.run_epochs(1);
    let start = Instant::now();
    simulation.run_epochs(1);
    start.elapsed().as_nanos() as f64 / 200_000.0
}

/// Nanoseconds per presentation of the same neuron with the four rules as text.
fn as_text(n: usize, p: usize) -> f64 {
    let preset = Preset::find("retained")
        .map(|preset| preset.params(&Params { n_e: n, n_i: n, p, ..Params::default() }));
    let Ok(mut params) = preset else { return f64::NAN };
    for name in ["acetylcholine", "noradrenaline", "hebbian", "balance"] {
        let Ok(file) = rule_files::find(name) else { return f64::NAN };
        let Ok(rules) = params.rules.with(file.into()) else { return f64::NAN };
        params.rules = rules;
    }
    time(params, p)
}

/// Nanoseconds per neuron and presentation of as many neurons side by side as one [`Lanes`] takes.
fn in_lanes(n: usize, p: usize) -> f64 {
    let Ok(preset) = Preset::find("together") else { return f64::NAN };
    let params = preset.params(&Params { n_e: n, n_i: n, p, ..Params::default() });
    let neuron = |k: usize| Params { rho_a: 0.1 + 0.1 * k as f64, ..params.clone() };
    let neurons: Vec<Params> = (0..Lanes::MOST).map(neuron).collect();
    let Ok(Some(mut lanes)) = Lanes::new(&neurons, 1, &mut StimulusCache::default()) else { return f64::NAN };
    lanes.run_epochs(WARM_UP);
    let start = Instant::now();
    lanes.run_epochs(epochs(p));
    start.elapsed().as_nanos() as f64 / (epochs(p) * (p * Lanes::MOST) as u64) as f64
}

fn time(params: Params, p: usize) -> f64 {
    let Ok(mut simulation) = Simulation::new(params, 1) else { return f64::NAN };
    simulation.run_epochs(WARM_UP);
    let start = Instant::now();
    simulation.run_epochs(epochs(p));
    start.elapsed().as_nanos() as f64 / (epochs(p) * p as u64) as f64
}

/// Nanoseconds per presentation of the peer, without and with a ledger; `None` without NumPy.
fn peer(n: usize, p: usize) -> Option<[f64; 2]> {
    let size = [n as u64, p as u64, WARM_UP, epochs(p)].map(|number| number.to_string());
    let output = Command::new("python3").arg(PEER).args(size).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().map(str::parse);
    Some([numbers.next()?.ok()?, numbers.next()?.ok()?])
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    println!("preset retained, ledger on; NumPy: {PEER}");
    for (n, p) in [(200, 200), (1000, 1000), (10_000, 1000)] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let mine = ours("retained", n, p);
            let Some([plain, ledger]) = peer(n, p) else {
                println!("N = {n}: {mine:.0} ns; no ratio: python3 with NumPy is not installed");
                break;
            };
            rounds.push([mine, plain, ledger]);
        }
        if rounds.is_empty() {
            continue;
        }
        let of = |value: fn(&[f64; 3]) -> f64| median(rounds.iter().map(value).collect());
        println!(
            "N = {n}: ours {:.0} ns, NumPy {:.0} ns without and {:.0} ns with a ledger: {:.0}x and {:.0}x",
            of(|r| r[0]),
            of(|r| r[1]),
            of(|r| r[2]),
            of(|r| r[1] / r[0]),
            of(|r| r[2] / r[0]),
        );
    }
    for n in [200, 1000] {
        let rounds: Vec<[f64; 2]> = (0..ROUNDS).map(|_| [ours("retained", n, n), as_text(n, n)]).collect();
        let of = |value: fn(&[f64; 2]) -> f64| median(rounds.iter().map(value).collect());
        println!(
            "N = {n}: the four rules {:.0} ns, as text {:.0} ns: {:.2}x",
            of(|r| r[0]),
            of(|r| r[1]),
            of(|r| r[1] / r[0])
        );
    }
    for n in [200, 1000] {
        let rounds: Vec<[f64; 2]> = (0..ROUNDS).map(|_| [ours("together", n, n), in_lanes(n, n)]).collect();
        let of = |value: fn(&[f64; 2]) -> f64| median(rounds.iter().map(value).collect());
        println!(
            "preset together, N = {n}: one neuron {:.0} ns, {} side by side {:.1} ns for each: {:.1}x",
            of(|r| r[0]),
            Lanes::MOST,
            of(|r| r[1]),
            of(|r| r[0] / r[1])
        );
    }
    for n in [200, 1000] {
        let rounds: Vec<f64> =
            (0..ROUNDS).map(|_| ours("supervised", n, n) / ours("retained", n, n)).collect();
        println!("preset supervised (with turnover), N = {n}: {:.2}x of retained", median(rounds));
    }
    let rounds: Vec<f64> = (0..ROUNDS).map(|_| many_stimuli() / ours("retained", 200, 200)).collect();
    println!("N = 200: P = 200 000 costs {:.2}x of P = 200", median(rounds));
}
