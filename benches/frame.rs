//! CPU time of one frame of the window at full simulation speed, without rasterisation.
//!
//! `cargo bench --bench frame`. N_E = N_I = 1000, P = 1000, a long history, 1280 x 800. A frame at
//! 60 a second may take 16.7 ms; the aim is a median below 5 ms.

use std::time::{Duration, Instant};

use equipoise::engine::{Command, Speed};
use equipoise::model::Params;
use equipoise::ui::{Laboratory, Opening};

const FRAMES: usize = 400;

fn main() {
    let ctx = egui::Context::default();
    let params = Params { n_e: 1000, n_i: 1000, p: 1000, ..Params::default() };
    let opening = Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() };
    let mut laboratory = match Laboratory::new(&ctx, &opening) {
        Ok(laboratory) => laboratory,
        Err(error) => return eprintln!("{error}"),
    };
    laboratory.engine().send(Command::SetSpeed(Speed::Unlimited));
    laboratory.engine().send(Command::Run);
    // Long enough for every history to be full and to have been thinned.
    while laboratory.engine().snapshot().curve.len() < 2000 {
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut drawing = Vec::new();
    let mut tessellating = Vec::new();
    for frame in 0..FRAMES {
        let rect = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
        let time = Some(frame as f64 / 60.0);
        let input = egui::RawInput { screen_rect: Some(rect), time, ..Default::default() };
        let start = Instant::now();
        let output = ctx.run_ui(input, |ui| laboratory.ui(ui));
        let drawn = start.elapsed();
        let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
        let all = start.elapsed();
        assert!(!primitives.is_empty());
        drawing.push(drawn.as_secs_f64() * 1e3);
        tessellating.push((all - drawn).as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(4));
    }
    let rate = laboratory.engine().snapshot().rate;
    for (name, times) in [("layout and drawing", &mut drawing), ("tessellation", &mut tessellating)] {
        times.sort_by(f64::total_cmp);
        let at = |q: f64| times[(q * (times.len() - 1) as f64) as usize];
        println!("{name}: median {:.2} ms, 95 % {:.2} ms", at(0.5), at(0.95));
    }
    println!("meanwhile {rate:.0} presentations/s");
}
