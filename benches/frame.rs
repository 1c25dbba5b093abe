//! CPU time of one frame of the window at full simulation speed, without rasterisation.
//!
//! `cargo bench --bench frame`. N_E = N_I = 1000, P = 1000, a long history, 1280 x 800. A frame at
//! 60 a second may take 16.7 ms; the aim is a median below 5 ms.

use std::time::{Duration, Instant};

use equipoise::engine::{Action, Command, Look, Speed, Transport, Wants};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::{Laboratory, Opening, Palette, views};

const FRAMES: usize = 400;

fn main() {
    let ctx = egui::Context::default();
    let params = Params { n_e: 1000, n_i: 1000, p: 1000, ..Params::default() };
    let opening = Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() };
    let mut laboratory = match Laboratory::new(&ctx, &opening) {
        Ok(laboratory) => laboratory,
        Err(error) => return eprintln!("{error}"),
    };
    laboratory.engine().send(Command::Transport(Transport::SetSpeed(Speed::Unlimited)));
    laboratory.engine().send(Command::Transport(Transport::Run));
    // Long enough for every history to be full and to have been thinned.
    while laboratory.engine().snapshot().curve.len() < 2000 {
        std::thread::sleep(Duration::from_millis(50));
    }
    laboratory.engine().send(Command::Look(Look::Pin(Some(7))));
    laboratory.engine().send(Command::Look(Look::PinSynapse(Some((Population::Excitatory, 7)))));
    measure("the window as it opens, a stimulus pinned", &ctx, &mut |ui| laboratory.ui(ui));
    laboratory.engine().send(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    laboratory.engine().send(Command::Look(Look::Want(Wants::ALL)));
    std::thread::sleep(Duration::from_millis(500));
    let (circuits, neurons): (Vec<_>, Vec<_>) =
        views::all().into_iter().partition(|view| view.key().starts_with("circuit"));
    measure(
        "every view of the neuron at once, with B",
        &ctx,
        &mut together(&mut laboratory, neurons, (5, 4)),
    );
    let neuron = || views::all().into_iter().filter(|view| view.key() == "neuron").collect();
    measure("the neuron alone, means by class", &ctx, &mut together(&mut laboratory, neuron(), (2, 2)));
    println!("meanwhile {:.0} presentations/s", laboratory.engine().snapshot().rate);
    laboratory.engine().send(Command::Transport(Transport::Pause));
    std::thread::sleep(Duration::from_millis(500));
    measure("the neuron alone, a beat", &ctx, &mut together(&mut laboratory, neuron(), (2, 2)));
    laboratory.bring("circuit");
    std::thread::sleep(Duration::from_millis(200));
    measure("circuits as they open", &ctx, &mut |ui| laboratory.ui(ui));
    measure("every view of circuits at once", &ctx, &mut together(&mut laboratory, circuits, (3, 2)));
}

/// Draws these views in so many columns and rows.
fn together(
    laboratory: &mut Laboratory,
    mut all: Vec<Box<dyn views::View>>,
    (columns, rows): (usize, usize),
) -> impl FnMut(&mut egui::Ui) {
    let mut view_requests = views::ViewRequests::default();
    move |ui| {
        let snapshot = laboratory.engine().snapshot();
        let circuit = laboratory.circuit_snapshot();
        let mut context = views::Context {
            snapshot: &snapshot,
            palette: Palette::of(egui::Theme::Light),
            commands: &mut Vec::new(),
            highlight: &mut None,
            moment: &mut None,
            wants: &mut Wants::default(),
            circuit: circuit.as_deref(),
            circuit_commands: &mut Vec::new(),
            inside: &mut false,
            view_requests: &mut view_requests,
        };
        let size = egui::vec2(1280.0 / columns as f32, 800.0 / rows as f32);
        for (at, view) in all.iter_mut().enumerate() {
            let place = egui::vec2((at % columns) as f32 * size.x, (at / columns) as f32 * size.y);
            let rect = egui::Rect::from_min_size(place.to_pos2(), size);
            ui.scope_builder(egui::UiBuilder::new().max_rect(rect).id_salt(at), |ui| {
                views::card(ui, view.as_mut(), &mut context);
            });
        }
    }
}

fn measure(name: &str, ctx: &egui::Context, draw: &mut dyn FnMut(&mut egui::Ui)) {
    let mut drawing = Vec::new();
    let mut tessellating = Vec::new();
    for frame in 0..FRAMES {
        let rect = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
        let time = Some(frame as f64 / 60.0);
        let input = egui::RawInput { screen_rect: Some(rect), time, ..Default::default() };
        let start = Instant::now();
        let mut output = ctx.run_ui(input, &mut *draw);
        let drawn = start.elapsed();
        let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
        let all = start.elapsed();
        assert!(!primitives.is_empty());
        // There is no graphics card that would want them.
        output.textures_delta.clear();
        drawing.push(drawn.as_secs_f64() * 1e3);
        tessellating.push((all - drawn).as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(4));
    }
    for (part, times) in [("layout and drawing", &mut drawing), ("tessellation", &mut tessellating)] {
        times.sort_by(f64::total_cmp);
        let at = |q: f64| times[(q * (times.len() - 1) as f64) as usize];
        println!("{name}: {part}: median {:.2} ms, 95 % {:.2} ms", at(0.5), at(0.95));
    }
}
