//! Time to make a picture of every view.
//!
//! `cargo bench --bench pictures`. The default problem after 20 epochs, 1280 x 800 points: drawing it without a window,
//! SVG, and from that a PNG at two pixels per point; then an animation. With a folder as argument, the files are kept
//! there.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Theme, vec2};
use equipoise::engine::{Command, Look, Session};
use equipoise::model::Params;
use equipoise::ui::export::animation::Animation;
use equipoise::ui::export::offscreen::OffscreenRenderer;
use equipoise::ui::export::{Provenance, raster, svg};
use equipoise::ui::views;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).map(PathBuf::from);
    let mut session = Session::new(Params::default(), 1)?;
    session.apply(Command::Look(Look::Pin(Some(7))));
    for _ in 0..20 * Params::default().p {
        session.present();
    }
    let snapshot = session.snapshot(0.0);
    println!(
        "{:<12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "view", "draw ms", "SVG ms", "kB", "pixels ms", "PNG ms", "kB"
    );
    for key in views::keys() {
        for theme in [Theme::Light, Theme::Dark] {
            let mut stage = OffscreenRenderer::new(&[key], vec2(1280.0, 800.0), theme)?;
            let provenance = Provenance::new(key, "seed 1", "");
            let start = Instant::now();
            let picture = stage.draw(&snapshot);
            let drawn = start.elapsed();
            let start = Instant::now();
            let text = svg::svg(&picture, &provenance);
            let written = start.elapsed();
            let start = Instant::now();
            let image = raster::render_svg(&text, 2.0)?;
            let rendered = start.elapsed();
            let start = Instant::now();
            let mut bytes = Vec::new();
            raster::encode_png(&mut bytes, &image, 2.0, &provenance)?;
            let encoded = start.elapsed();
            let ms = |time: Duration| time.as_secs_f64() * 1e3;
            if theme == Theme::Light {
                println!(
                    "{key:<12} {:>9.1} {:>9.1} {:>9} {:>9.1} {:>9.1} {:>9}",
                    ms(drawn),
                    ms(written),
                    text.len() / 1000,
                    ms(rendered),
                    ms(encoded),
                    bytes.len() / 1000
                );
            }
            if let Some(folder) = &folder {
                let name = format!("{key}-{}", if theme == Theme::Light { "light" } else { "dark" });
                std::fs::write(folder.join(&name).with_extension("svg"), text)?;
                std::fs::write(folder.join(&name).with_extension("png"), bytes)?;
            }
        }
    }
    animate(folder)
}

/// Two views side by side, an epoch from one frame to the next, at one pixel per point.
fn animate(folder: Option<PathBuf>) -> Result<(), Box<dyn std::error::Error>> {
    const FRAMES: u32 = 20;
    let kept = tempfile::tempdir()?;
    let path = folder.as_deref().unwrap_or(kept.path()).join("animation.gif");
    let mut session = Session::new(Params::default(), 1)?;
    let mut stage = OffscreenRenderer::new(&["plane", "weights"], vec2(1280.0, 800.0), Theme::Light)?;
    let mut animation = Animation::create(&path, [1280, 800], 10.0, &Provenance::new("", "", ""))?;
    let (mut rendering, mut adding) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..FRAMES {
        for _ in 0..Params::default().p {
            session.present();
        }
        let picture = stage.draw(&session.snapshot(0.0));
        let start = Instant::now();
        let image = raster::render(&picture, 1.0)?;
        let rendered = start.elapsed();
        animation.add(&image)?;
        rendering += rendered;
        adding += start.elapsed() - rendered;
    }
    animation.finish()?;
    let each = |time: Duration| (time / FRAMES).as_secs_f64() * 1e3;
    let size = std::fs::metadata(&path)?.len() / 1000 / u64::from(FRAMES);
    println!("a frame of GIF: pixels {:.1} ms, adding {:.1} ms, {size} kB", each(rendering), each(adding));
    Ok(())
}
