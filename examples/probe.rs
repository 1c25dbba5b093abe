use equipoise::model::*;
fn main() {
    for (n, p) in [(200, 200), (1000, 1000)] {
        let mut s = Simulation::new(Params { n_e: n, n_i: n, p, ..Params::default() }, 1).unwrap();
        s.run_epochs(50);
        let k = 400_000_000 / (n as u64) / p as u64;
        let t = std::time::Instant::now();
        s.run_epochs(k);
        let dt = t.elapsed();
        println!(
            "N {n}: {:.1} ns/presentation  {:?}",
            dt.as_nanos() as f64 / (k * p as u64) as f64,
            s.recall().measures(s.params())
        );
    }
}
