use equipoise::io::presets::Preset;
use equipoise::model::*;
fn main() {
    for name in ["retained", "supervised"] {
        for (n, p) in [(200, 200), (1000, 1000)] {
            let base = Preset::find(name).unwrap().params(&Params { n_e: n, n_i: n, p, ..Params::default() });
            let mut s = Simulation::new(base, 1).unwrap();
            s.run_epochs(50);
            if std::env::args().nth(1).is_some() {
                s.set_plastic(false);
            }
            let k = 400_000_000 / (n as u64) / p as u64;
            let mut best = f64::INFINITY;
            for _ in 0..3 {
                let t = std::time::Instant::now();
                s.run_epochs(k / 3);
                best = best.min(t.elapsed().as_nanos() as f64 / ((k / 3) * p as u64) as f64);
            }
            println!("{name} N {n}: {best:.1} ns/presentation");
        }
    }
}
