//! Saving and opening a session ten times larger than usual.
//!
//! `cargo bench --bench session`. N_E = N_I = 10,000, P = 1000, 100,000 presentations of history with a stimulus and
//! a synapse followed and a second run beside it. Each should take less than two seconds; beside them the time that
//! the same bytes take to be written and synchronised, and read, without any meaning.

use std::fs::File;
use std::io::Write;
use std::time::Instant;

use equipoise::engine::{Action, Command, Look, Transport, Workbench};
use equipoise::io::session::{self, Watcher};
use equipoise::model::{ParamId, Params, Population};

const ROUNDS: usize = 5;

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let params = Params { n_e: 10_000, n_i: 10_000, p: 1000, lambda: 0.002, ..Params::default() };
    let mut bench = Workbench::new(params, 1)?;
    bench.apply(Command::Look(Look::Pin(Some(7))));
    bench.apply(Command::Look(Look::PinSynapse(Some((Population::Excitatory, 7)))));
    bench.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    bench.apply(Command::Transport(Transport::RunFor(100_000)));
    while !bench.idle() {
        bench.advance(1000);
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.equipoise");
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        times[0].push(seconds(|| drop(session::save(&path, &bench, Vec::new(), Watcher::nobody()))));
        let bytes = std::fs::read(&path)?;
        times[1].push(seconds(|| {
            let written = File::create(folder.path().join("plain"))
                .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
            assert!(written.is_ok());
        }));
        times[2].push(seconds(|| assert!(session::open(&path, Watcher::nobody()).is_ok())));
        times[3].push(seconds(|| assert!(std::fs::read(&path).is_ok_and(|read| read.len() == bytes.len()))));
    }
    let size = std::fs::metadata(&path)?.len() as f64 / f64::from(1 << 20);
    let [save, plain, open, read] = times.map(median);
    println!("a file of {size:.1} MiB");
    println!("save: {save:.2} s, {:.1} times as long as writing its bytes", save / plain);
    println!("open: {open:.2} s, {:.1} times as long as reading its bytes", open / read);
    Ok(())
}
