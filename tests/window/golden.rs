//! Golden pictures: what views look like, drawn by the program's own renderer, against files in `tests/golden`.
//!
//! `GOLDEN=renew cargo test --all-features --test window golden` writes them again; look at them before you keep them.

use crate::common::circuit;
use std::path::PathBuf;

use egui::{ColorImage, Theme, vec2};
use equipoise::engine::{Action, Command, Look, RunState, Session, Snapshot, Speed, Wants};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::export::offscreen::OffscreenRenderer;
use equipoise::ui::export::{Provenance, raster};
use equipoise::ui::views::{self, Beat, Moment};
use resvg::tiny_skia::Pixmap;

/// A pixel differs if a channel does by more than this; rounding of other processors stays below.
const CHANNEL: u8 = 24;
/// At most this part of the pixels differs. A single changed digit of body text is about 30 pixels, of 150 000: 2e-4.
const PART: f64 = 1e-4;

fn differs(one: &Pixmap, other: &ColorImage) -> f64 {
    let pairs = one.pixels().iter().map(|pixel| pixel.demultiply()).zip(&other.pixels);
    let far = |(old, new): &(resvg::tiny_skia::ColorU8, &egui::Color32)| {
        let old = [old.red(), old.green(), old.blue()];
        let new = [new.r(), new.g(), new.b()];
        old.iter().zip(new).any(|(old, new)| old.abs_diff(new) > CHANNEL)
    };
    pairs.filter(far).count() as f64 / other.pixels.len() as f64
}

fn png(image: &ColorImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let origin = Provenance::new("golden picture", "what a view looks like", "cargo test golden");
    raster::encode_png(&mut bytes, image, 1.0, &origin).unwrap();
    bytes
}

/// The picture is the one that is kept under this name.
fn check(name: &str, image: &ColorImage) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let path = folder.join(format!("{name}.png"));
    if std::env::var("GOLDEN").is_ok_and(|wish| wish == "renew") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&path, png(image)).unwrap();
        return;
    }
    let kept = Pixmap::load_png(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!([kept.width() as usize, kept.height() as usize], image.size, "{name}");
    let part = differs(&kept, image);
    if part > PART {
        let found = std::env::temp_dir().join(format!("equipoise-golden-{name}.png"));
        std::fs::write(&found, png(image)).unwrap();
        panic!("{name}: {part:.5} of the pixels differ; what was found is in {}", found.display());
    }
}

/// The first presentation after some epochs that releases acetylcholine, and the run a little later.
fn moments() -> [Snapshot; 2] {
    let mut session = Session::new(Params { p: 40, n_e: 200, n_i: 200, ..Params::default() }, 1).unwrap();
    for _ in 0..80 {
        session.present();
    }
    while session.snapshot(0.0).recent.last().unwrap().release.ach.is_none() {
        session.present();
    }
    let one = session.snapshot(0.0);
    for _ in 0..1000 {
        session.present();
    }
    let fast = Snapshot { run: RunState::Running, speed: Speed::Unlimited, ..session.snapshot(1e5) };
    [one, fast]
}

#[test]
fn the_neuron_in_its_beats_at_rest_and_fast() {
    let [one, fast] = moments();
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut stage = OffscreenRenderer::new(&["neuron"], vec2(500.0, 340.0), theme).unwrap();
        let mut draw = |moment, snapshot: &Snapshot| {
            stage.neuron = moment;
            raster::render(&stage.draw(snapshot), 1.0).unwrap()
        };
        for beat in Beat::ALL {
            check(&format!("neuron-{}-{name}", beat.name()), &draw(Moment::Beat(beat), &one));
        }
        check(&format!("neuron-fast-{name}"), &draw(Moment::Live, &fast));
        let rest = Session::new(one.params.clone(), 1).unwrap().snapshot(0.0);
        check(&format!("neuron-rest-{name}"), &draw(Moment::Live, &rest));
    }
}

/// A neuron that has learned a while, with a stimulus and a synapse pinned and B without a rule beside it.
fn full() -> Snapshot {
    let params = Params { p: 60, n_e: 80, n_i: 100, ..Params::default() };
    let mut session = Session::new(params, 2).unwrap();
    let look = |session: &mut Session, look| session.apply(Command::Look(look));
    look(&mut session, Look::Pin(Some(7)));
    look(&mut session, Look::PinSynapse(Some((Population::Inhibitory, 9))));
    look(&mut session, Look::Want(Wants::ALL));
    for _ in 0..3000 {
        session.present();
    }
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    session.apply(Command::Act(Action::Set(ParamId::rho_a, 0.5)));
    for _ in 0..3000 {
        session.present();
    }
    session.snapshot(0.0)
}

/// Every view, before anything has happened and after much has, in both themes.
#[test]
fn every_view_empty_and_full() {
    let full = full();
    let mut empty = Session::new(full.params.clone(), 2).unwrap();
    empty.apply(Command::Look(Look::Want(Wants::ALL)));
    let empty = empty.snapshot(0.0);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for key in views::keys() {
            let mut stage = OffscreenRenderer::new(&[key], vec2(520.0, 400.0), theme).unwrap();
            for (state, snapshot) in [("empty", &empty), ("full", &full)] {
                let steps = if state == "full" { 300 } else { 0 };
                stage.circuit = Some(circuit("predictive-coding", "digits", steps));
                let image = raster::render(&stage.draw(snapshot), 1.0).unwrap();
                check(&format!("{key}-{state}-{name}"), &image);
            }
        }
    }
}

/// Circuits of every kind, by every rule that has an inside of its own.
#[test]
fn circuits_by_their_rules() {
    let neuron = Session::new(small_params(), 2).unwrap().snapshot(0.0);
    let shown = [
        ("circuit", "burst", "xor", 300),
        ("circuit-inside", "burst", "digits", 300),
        ("circuit-alignment", "burst", "digits", 300),
        ("circuit-inside", "perturbation", "xor", 300),
        ("circuit-alignment", "perturbation", "xor", 300),
        ("circuit", "mdgl", "match", 30),
        ("circuit-task", "mdgl", "match", 30),
        ("circuit-inside", "mdgl", "match", 30),
        ("circuit-alignment", "mdgl", "match", 30),
        ("circuit-heatmaps", "mdgl", "match", 30),
        ("circuit-task", "e-prop", "pattern", 30),
        ("circuit", "bcpnn", "pairs", 3),
        ("circuit-task", "bcpnn", "pairs", 3),
        ("circuit-inside", "bcpnn", "pairs", 3),
        ("circuit-heatmaps", "bcpnn", "pairs", 3),
        ("circuit", "local", "associations", 4000),
        ("circuit-task", "local", "associations", 4000),
        ("circuit-inside", "local", "associations", 4000),
        ("circuit-alignment", "local", "associations", 4000),
        ("circuit-heatmaps", "local", "associations", 4000),
    ];
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (key, rule, task, steps) in shown {
            let mut stage = OffscreenRenderer::new(&[key], vec2(520.0, 400.0), theme).unwrap();
            stage.circuit = Some(circuit(rule, task, steps));
            let image = raster::render(&stage.draw(&neuron), 1.0).unwrap();
            check(&format!("{key}-{rule}-{task}-{name}"), &image);
        }
    }
}

fn small_params() -> Params {
    Params { p: 20, n_e: 30, n_i: 30, ..Params::default() }
}

/// The comparison sees a single digit.
#[test]
fn a_single_digit_is_seen() {
    let [one, _] = moments();
    let draw = |snapshot: &Snapshot| {
        let mut stage = OffscreenRenderer::new(&["neuron"], vec2(500.0, 340.0), Theme::Light).unwrap();
        stage.neuron = Moment::Beat(Beat::Currents);
        raster::render(&stage.draw(snapshot), 1.0).unwrap()
    };
    let before = draw(&one);
    let mut other = one.clone();
    // The last digit that is shown of i_I.
    other.view.recent.last_mut().unwrap().i_i += 0.02;
    let kept = Pixmap::decode_png(&png(&before)).unwrap();
    assert_eq!(differs(&kept, &before), 0.0);
    let part = differs(&kept, &draw(&other));
    assert!(part > PART, "{part}");
}
