//! Steps of the circuits against the NumPy implementation in `peers`, in one run, in turn.
//!
//! `cargo bench --no-default-features --bench circuits`. Ratios are medians over rounds.

use std::process::Command;
use std::time::Instant;

use equipoise::circuits::{Circuit, Rule, Task, build};

const ROUNDS: usize = 5;
const PEER: &str = "benches/peers/numpy_circuits.py";

fn circuit(rule: &str, task: &str, twin: bool) -> Option<Box<dyn Circuit>> {
    let (rule, task) = (Rule::find(rule)?, Task::find(task)?);
    let mut circuit = build(rule, task, &task.settings(rule), 1).ok()?;
    if !twin {
        circuit.drop_twin();
    }
    Some(circuit)
}

/// Seconds per step; with `compared`, its cosine to the gradient is taken as well.
fn time(rule: &str, task: &str, steps: u32, compared: bool) -> f64 {
    let Some(mut circuit) = circuit(rule, task, compared) else { return f64::NAN };
    let start = Instant::now();
    for _ in 0..steps {
        let stepped = if compared { circuit.step_compared().map(drop) } else { circuit.step() };
        if stepped.is_err() {
            return f64::NAN;
        }
    }
    start.elapsed().as_secs_f64() / f64::from(steps)
}

/// Seconds of the peer: a presentation of backprop, one of predictive coding, a recurrent step.
fn peer() -> Option<[f64; 3]> {
    let output = Command::new("python3").arg(PEER).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    Some([numbers.next()?.ok()? * 1e-6, numbers.next()?.ok()? * 1e-6, numbers.next()?.ok()? * 1e-3])
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    println!("presentations a second, digits, twin off:");
    for rule in ["backprop", "output-only", "predictive-coding", "burst", "perturbation"] {
        let rounds = (0..ROUNDS).map(|_| time(rule, "digits", 3000, false)).collect();
        println!("  {rule:<18} {:>8.0}", 1.0 / median(rounds));
    }
    println!("presentations a second, associations, twin off:");
    for rule in ["delta", "local"] {
        let rounds = (0..ROUNDS).map(|_| time(rule, "associations", 4000, false)).collect();
        println!("  {rule:<18} {:>8.0}", 1.0 / median(rounds));
    }
    println!("recurrent steps a second, match, with twin and cosine:");
    for rule in ["bptt", "e-prop", "mdgl", "modprop", "reward"] {
        let rounds = (0..ROUNDS).map(|_| time(rule, "match", 60, true)).collect();
        println!("  {rule:<18} {:>8.0}", 1.0 / median(rounds));
    }
    let names = ["backprop", "predictive-coding", "bptt, with twin and cosine"];
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let Some(numpy) = peer() else {
            println!("no ratio: python3 with NumPy is not installed");
            return;
        };
        let ours = [
            time("backprop", "digits", 3000, false),
            time("predictive-coding", "digits", 1000, false),
            time("bptt", "match", 60, true),
        ];
        rounds.push([0, 1, 2].map(|at| numpy[at] / ours[at]));
    }
    for (at, name) in names.into_iter().enumerate() {
        let ratio = median(rounds.iter().map(|round| round[at]).collect());
        println!("{name}: {ratio:.1}x of NumPy");
    }
}
