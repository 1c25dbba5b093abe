//! How fast the live simulation is while something looks at it: presentations a second at full speed, by what snapshots
//! carry.
//!
//! `cargo bench --no-default-features --bench live`. One after the other in one run, the order turned round every time;
//! medians.

use std::time::{Duration, Instant};

use equipoise::engine::{Command, Engine, Look, Transport, Wants};
use equipoise::model::Params;

const ROUNDS: usize = 5;
const SPAN: Duration = Duration::from_millis(700);

/// What the engine was asked for before snapshots carried only what is on screen, what one view wants, and nothing.
const CASES: [(&str, Wants); 5] = [
    ("everything but effects", Wants { effects: false, ..Wants::ALL }),
    ("Capacity over time", Wants { recall: true, ..Wants::NOTHING }),
    ("Weights", Wants { weights: true, history: true, ..Wants::NOTHING }),
    ("Neuron", Wants { weights: true, ..Wants::NOTHING }),
    ("nothing", Wants::NOTHING),
];

fn speed(n: usize, wants: Wants) -> f64 {
    let params = Params { n_e: n, n_i: n, p: n, ..Params::default() };
    let Ok(mut engine) = Engine::start(params, 1, || {}) else { return f64::NAN };
    engine.send(Command::Look(Look::Want(wants)));
    engine.send(Command::Transport(Transport::Run));
    let start = Instant::now();
    while start.elapsed() < SPAN {
        std::thread::sleep(Duration::from_millis(5));
    }
    engine.snapshot().timeline.made as f64 / start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    for n in [200, 1000] {
        let mut found = vec![Vec::new(); CASES.len()];
        for round in 0..ROUNDS {
            for step in 0..CASES.len() {
                let at = if round % 2 == 0 { step } else { CASES.len() - 1 - step };
                found[at].push(speed(n, CASES[at].1));
            }
        }
        let all = median(found[0].clone());
        for ((name, _), speeds) in CASES.iter().zip(found) {
            let speed = median(speeds);
            println!("N = {n}, {name}: {:.2} million a second, {:.2} times", speed / 1e6, speed / all);
        }
    }
}
