//! Speed of computing the past again against the speed of the run itself, in one run, in turn.
//!
//! `cargo bench --no-default-features --bench replay`. Both include the recording for the views; the run also
//! keeps moments of itself. A ratio of at least 1 means that going back takes no longer than it took to get there.

use std::time::Instant;

use equipoise::engine::{BUDGET, Command, Navigate, Session, Transport, Workbench};
use equipoise::model::Params;

const ROUNDS: usize = 5;

/// Nanoseconds per presentation of the run, and of its repetition from the start.
fn round(n: usize, presentations: u64) -> Option<[f64; 2]> {
    let params = Params { n_e: n, n_i: n, p: n, ..Params::default() };
    let mut bench = Workbench::with_budget(Session::new(params, 1).ok()?, BUDGET);
    bench.apply(Command::Transport(Transport::RunFor(presentations)));
    let start = Instant::now();
    while bench.advance(32) > 0 {}
    let run = start.elapsed().as_nanos() as f64;
    // From the start on, as if nothing had been kept in between.
    bench.apply(Command::Navigate(Navigate::Scrub(0)));
    bench.apply(Command::Transport(Transport::Run));
    let start = Instant::now();
    while bench.shown().made() + 32 < presentations {
        bench.advance(32);
    }
    let replay = start.elapsed().as_nanos() as f64;
    Some([run / presentations as f64, replay / presentations as f64])
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    for (n, presentations) in [(200, 400_000), (1000, 200_000)] {
        let rounds: Vec<[f64; 2]> = (0..ROUNDS).filter_map(|_| round(n, presentations)).collect();
        let of = |value: fn(&[f64; 2]) -> f64| median(rounds.iter().map(value).collect());
        println!(
            "N = {n}: run {:.0} ns, replay {:.0} ns per presentation: replay is {:.2} times as fast",
            of(|r| r[0]),
            of(|r| r[1]),
            of(|r| r[0] / r[1]),
        );
    }
}
