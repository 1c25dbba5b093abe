//! Pictures and animations of views: what is in their files, and of which colours.

use crate::common::learned_circuit;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use egui::epaint::ClippedShape;
use egui::{
    Align2, Color32, ColorImage, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId, Theme, pos2, vec2,
};
use equipoise::engine::{Action, Command, Look, Session, Snapshot, Wants};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::export::animation::{Animation, AnimationError};
use equipoise::ui::export::capture::Beginning;
use equipoise::ui::export::offscreen::{self, OffscreenRenderer};
use equipoise::ui::export::raster::{self, RasterError};
use equipoise::ui::export::svg::svg;
use equipoise::ui::export::{Figure, FigureError, Format, Picture, Provenance, Sheet, Size, sheet};
use equipoise::ui::views;
use resvg::usvg::{self, roxmltree};

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// Words that each view has to show besides its title.
const WORDS: [(&str, &[&str]); 24] = [
    ("neuron", &["inputs", "ACh", "NA", "Hebbian"]),
    ("traces", &["current", "drive h", "outcome"]),
    ("plane", &["excitatory current i", "inhibitory current i", "balance line"]),
    ("weights", &["now", "epoch 0"]),
    ("capacity", &["epoch", "accuracy"]),
    ("stimuli", &["margin", "last ACh", "Stimulus 7 is pinned."]),
    ("attribution", &["presentation", "Δh"]),
    ("compare", &["epoch"]),
    ("load", &["load P/(N", "balanced accuracy"]),
    ("drift", &["drive h", "Δh, Y = 1"]),
    ("dimension", &["epoch", "co-tuning c"]),
    ("conditions", &["ACh lifts a silent target"]),
    ("rules", &["My rule", "needs no information"]),
    ("rule-table", &["Oja, balance", "unreliable modulator"]),
    ("atlas", &["Nothing grown yet", "one at every point"]),
    ("experiments", &["Nucleus basalis pairing", "What the model predicts"]),
    ("neighbours", &["What the paper says", "Agnes"]),
    ("recordings", &["No recordings yet"]),
    ("circuit", &["hidden 1, 24 units", "told to rise", "output"]),
    ("circuit-task", &["Ten digits of 5 x 7 pixels", "output that is wanted"]),
    ("circuit-learning", &["twin: backprop", "presentations", "loss"]),
    ("circuit-alignment", &["inference steps n", "as it is set"]),
    ("circuit-inside", &["F, summed squared errors", "hidden 2"]),
    ("circuit-heatmaps", &["ΔW", "to 0.0"]),
];

fn learned() -> Snapshot {
    let mut session = Session::new(Params { p: 60, n_e: 80, n_i: 100, ..Params::default() }, 2).unwrap();
    for _ in 0..1500 {
        session.present();
    }
    session.apply(Command::Look(Look::Pin(Some(7))));
    session.apply(Command::Look(Look::PinSynapse(Some((Population::Inhibitory, 9)))));
    session.apply(Command::Look(Look::Want(Wants::ALL)));
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    for _ in 0..600 {
        session.present();
    }
    session.snapshot(12_345.0)
}

fn provenance() -> Provenance {
    Provenance::new("E/I plane", "seed 7\nρ_A = 0.7 & N < 5", "equipoise picture --seed 7 \"plane\"")
}

/// The words of every `<text>`.
fn words(document: &roxmltree::Document<'_>) -> Vec<String> {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn plain(size: [f32; 2], shapes: Vec<Shape>) -> Picture {
    let everywhere = Rect::EVERYTHING;
    let shapes = shapes.into_iter().map(|shape| ClippedShape::new(everywhere, shape)).collect();
    Picture { size: size.into(), background: Color32::WHITE, shapes, images: HashMap::new() }
}

/// What a frame paints, captured from its own window.
fn painted(paint: impl Fn(&egui::Painter)) -> Picture {
    let ctx = egui::Context::default();
    let mut picture = None;
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        ui.painter().rect_filled(Rect::EVERYTHING, 0.0, Color32::BLACK);
        let beginning = Beginning::of(ui);
        paint(ui.painter());
        let rect = Rect::from_min_size(pos2(100.0, 50.0), vec2(200.0, 80.0));
        picture = Some(beginning.picture(ui, rect, Color32::WHITE));
    });
    output.textures_delta.clear();
    picture.unwrap()
}

fn at(image: &ColorImage, x: usize, y: usize) -> Color32 {
    image.pixels[y * image.size[0] + x]
}

#[test]
fn every_view_becomes_svg_with_its_words_in_both_themes() {
    let snapshot = learned();
    assert_eq!(WORDS.map(|(key, _)| key).to_vec(), views::keys());
    for theme in THEMES {
        for (key, expected) in WORDS {
            let mut stage = OffscreenRenderer::new(&[key], vec2(900.0, 600.0), theme).unwrap();
            stage.circuit = Some(learned_circuit());
            let picture = stage.draw(&snapshot);
            let text = svg(&picture, &provenance());
            let document = roxmltree::Document::parse(&text).unwrap();
            let words = words(&document);
            let title = views::all().iter().find(|view| view.key() == key).unwrap().title();
            for word in expected.iter().copied().chain([title]) {
                assert!(words.iter().any(|found| found.contains(word)), "{key}: no {word:?} in {words:?}");
            }
            let tree = usvg::Tree::from_str(&text, &usvg::Options::default()).unwrap();
            assert_eq!((tree.size().width(), tree.size().height()), (900.0, 600.0), "{key}");
        }
    }
}

#[test]
fn heatmaps_are_images_in_the_document_and_a_stage_keeps_none_that_are_gone() {
    let snapshot = learned();
    let mut stage = OffscreenRenderer::new(&["weights", "plane"], vec2(900.0, 400.0), Theme::Light).unwrap();
    for _ in 0..3 {
        let picture = stage.draw(&snapshot);
        let text = svg(&picture, &provenance());
        let document = roxmltree::Document::parse(&text).unwrap();
        let images: Vec<_> = document.descendants().filter(|node| node.has_tag_name("image")).collect();
        assert_eq!(images.len(), 4, "two populations, now and over time");
        assert_eq!(picture.images.len(), 4);
        let found = words(&document);
        assert!(found.iter().any(|word| word == "Weights") && found.iter().any(|word| word == "E/I plane"));
    }
}

#[test]
fn a_picture_says_what_it_shows_and_where_it_comes_from() {
    let text = svg(&plain([10.0, 10.0], Vec::new()), &provenance());
    let document = roxmltree::Document::parse(&text).unwrap();
    let said = |name: &str| {
        document.descendants().find(|node| node.has_tag_name(name)).unwrap().text().unwrap().to_owned()
    };
    assert_eq!(said("title"), "E/I plane");
    assert_eq!(said("desc"), "seed 7\nρ_A = 0.7 & N < 5");
    let version = concat!("Software: Equipoise ", env!("CARGO_PKG_VERSION"));
    for part in [version, "Comment: equipoise picture --seed 7 \"plane\""] {
        assert!(said("metadata").contains(part), "{}", said("metadata"));
    }
}

#[test]
fn only_what_was_painted_since_the_beginning_is_captured_and_its_corner_is_at_0() {
    let picture = painted(|painter| {
        let rect = Rect::from_min_size(pos2(110.0, 60.0), vec2(20.0, 20.0));
        painter.rect_filled(rect, 0.0, Color32::RED);
        let clipped = painter.with_clip_rect(Rect::from_min_size(pos2(150.0, 60.0), vec2(10.0, 10.0)));
        clipped.circle_filled(pos2(160.0, 70.0), 20.0, Color32::BLUE);
        painter.text(pos2(220.0, 60.0), Align2::LEFT_TOP, "█", FontId::monospace(40.0), Color32::BLACK);
    });
    assert_eq!(picture.shapes.len(), 3);
    let image = raster::render(&picture, 1.0).unwrap();
    assert_eq!(image.size, [200, 80]);
    let expected = [
        ((5, 5), Color32::WHITE),
        ((11, 11), Color32::RED),
        ((29, 29), Color32::RED),
        ((31, 20), Color32::WHITE),
        // The clip cuts the disc to a quarter of its square.
        ((55, 15), Color32::BLUE),
        ((58, 18), Color32::BLUE),
        ((61, 20), Color32::WHITE),
        ((55, 21), Color32::WHITE),
        // A full block is 0.6 em wide: 24 points from 120 on.
        ((130, 30), Color32::BLACK),
        ((150, 30), Color32::WHITE),
    ];
    for ((x, y), color) in expected {
        assert_eq!(at(&image, x, y), color, "at {x}, {y}");
    }
}

#[test]
fn shapes_have_their_colours_at_every_scale() {
    let texture = TextureId::User(7);
    let half = Color32::from_rgba_unmultiplied(0, 0, 255, 128);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    let heatmap = Rect::from_min_size(pos2(60.0, 0.0), vec2(20.0, 20.0));
    let outlined = Rect::from_min_size(pos2(90.0, 5.0), vec2(10.0, 10.0));
    let mut mesh = egui::Mesh::default();
    mesh.add_colored_rect(Rect::from_min_size(pos2(0.0, 30.0), vec2(20.0, 10.0)), half);
    let mut fading = egui::Mesh::default();
    for (corner, color) in [
        (pos2(70.0, 30.0), Color32::TRANSPARENT),
        (pos2(80.0, 30.0), Color32::TRANSPARENT),
        (pos2(70.0, 40.0), Color32::BLUE),
        (pos2(80.0, 40.0), Color32::BLUE),
    ] {
        fading.colored_vertex(corner, color);
    }
    fading.add_triangle(0, 1, 2);
    fading.add_triangle(2, 1, 3);
    let mut picture = plain(
        [120.0, 40.0],
        vec![
            Shape::rect_filled(Rect::from_min_size(Pos2::ZERO, vec2(20.0, 20.0)), 0.0, Color32::RED),
            Shape::circle_filled(pos2(40.0, 10.0), 8.0, half),
            Shape::image(texture, heatmap, whole, Color32::WHITE),
            Shape::rect_stroke(outlined, 0.0, Stroke::new(4.0, Color32::GREEN), StrokeKind::Outside),
            Shape::mesh(mesh),
            Shape::mesh(fading),
            Shape::Vec(vec![Shape::Noop, Shape::hline(40.0..=60.0, 35.3, Stroke::new(1.0, Color32::BLACK))]),
        ],
    );
    let pixels = vec![Color32::BLACK, Color32::GOLD, Color32::KHAKI, Color32::BROWN];
    picture.images.insert(texture, Arc::new(ColorImage::new([2, 2], pixels)));
    // Blue that hides 128 of 255 parts of white.
    let mixed = Color32::from_rgb(127, 127, 255);
    let expected = [
        ((10, 10), Color32::RED),
        ((25, 10), Color32::WHITE),
        ((40, 10), mixed),
        ((62, 2), Color32::BLACK),
        ((69, 9), Color32::BLACK),
        ((70, 9), Color32::GOLD),
        ((62, 18), Color32::KHAKI),
        ((78, 18), Color32::BROWN),
        ((87, 10), Color32::GREEN),
        ((91, 10), Color32::WHITE),
        ((5, 32), mixed),
        // On the diagonal that two triangles share.
        ((10, 35), mixed),
        // A line of one point is on whole points, hence sharp.
        ((50, 35), Color32::BLACK),
        ((50, 34), Color32::WHITE),
        ((50, 36), Color32::WHITE),
    ];
    for scale in [1, 2, 3] {
        let image = raster::render(&picture, scale as f32).unwrap();
        assert_eq!(image.size, [120 * scale, 40 * scale]);
        // From nothing to blue over ten points, the same from left to right: half way there, half as strong. The
        // middle of a pixel is up to half a point further: a twentieth of 255.
        let strengths = [71, 75, 79].map(|x| at(&image, x * scale, 35 * scale).r());
        assert!(strengths.iter().all(|r| *r == strengths[0] && r.abs_diff(127) <= 13), "{strengths:?}");
        for ((x, y), color) in expected {
            let found = at(&image, x * scale + scale / 2, y * scale + scale / 2);
            // Rounding of half-transparent colours.
            let near = found.to_array().iter().zip(color.to_array()).all(|(a, b)| a.abs_diff(b) <= 1);
            assert!(near, "{found:?} at {x}, {y} at scale {scale}, not {color:?}");
        }
    }
}

#[test]
fn hostile_words_and_numbers_do_no_harm() {
    let hostile = "<&\"'>]]>\u{1}\u{0}\u{FFFF}é";
    let mut picture = painted(|painter| {
        painter.text(pos2(110.0, 60.0), Align2::LEFT_TOP, hostile, FontId::default(), Color32::BLACK);
        let points = vec![pos2(f32::NAN, 1.0), pos2(1.0, f32::INFINITY), pos2(101.0, 51.0), pos2(9e30, 60.0)];
        painter.add(Shape::line(points, Stroke::new(f32::NAN, Color32::RED)));
        painter.circle_filled(pos2(f32::NAN, 0.0), f32::INFINITY, Color32::RED);
    });
    for size in [vec2(200.0, 80.0), vec2(f32::NAN, 0.0)] {
        picture.size = size;
        let text = svg(&picture, &Provenance::new(hostile, hostile, hostile));
        let document = roxmltree::Document::parse(&text).unwrap();
        assert!(text.contains("&lt;&amp;"), "{text}");
        let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
        assert_eq!(title.text(), Some("<&\"'>]]>\u{FFFD}\u{FFFD}\u{FFFD}é"));
        usvg::Tree::from_str(&text, &usvg::Options::default()).unwrap();
    }
}

#[test]
fn a_png_file_tells_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    let image = ColorImage::new([2, 1], vec![Color32::RED, Color32::from_rgba_unmultiplied(0, 0, 255, 128)]);
    raster::write_png(&path, &image, 2.0, &provenance()).unwrap();
    let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; 8];
    reader.next_frame(&mut bytes).unwrap();
    assert_eq!(bytes, [255, 0, 0, 255, 0, 0, 255, 128]);
    let said: HashMap<String, String> = reader
        .info()
        .utf8_text
        .iter()
        .map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap()))
        .collect();
    for (keyword, text) in provenance().entries() {
        assert_eq!(said.get(keyword).map(String::as_str), Some(text), "{keyword}");
    }
    // Two pixels per point are 192 per inch.
    assert_eq!(reader.info().pixel_dims.unwrap().xppu, 7559);
}

#[test]
fn a_picture_that_is_too_large_is_refused_with_a_scale_that_is_not() {
    let picture = plain([4000.0, 4000.0], Vec::new());
    let refused = raster::render(&picture, 10.0).unwrap_err();
    let RasterError::TooLarge { most, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*most, 2.5);
    assert!(refused.to_string().contains("40000 x 40000 pixels") && refused.to_string().contains("2.5"));
}

/// Three frames: a disc moves over a ground of many colours.
fn frames() -> Vec<ColorImage> {
    let ground = |x: usize, y: usize| Color32::from_rgb((x * 4) as u8, (y * 6) as u8, 90);
    let frame = |at: usize| {
        let pixel = |i: usize| {
            let (x, y) = (i % 60, i / 60);
            if x.abs_diff(at) < 6 && y.abs_diff(20) < 6 { Color32::WHITE } else { ground(x, y) }
        };
        ColorImage::new([60, 40], (0..2400).map(pixel).collect())
    };
    [10, 25, 25].map(frame).to_vec()
}

/// The comment of a GIF file, put together from its blocks of at most 255 bytes.
fn comment(bytes: &[u8]) -> String {
    let start = bytes.windows(2).position(|pair| pair == [0x21, 0xFE]).unwrap() + 2;
    let (mut text, mut rest) = (Vec::new(), &bytes[start..]);
    while rest[0] > 0 {
        let (block, after) = rest[1..].split_at(usize::from(rest[0]));
        text.extend_from_slice(block);
        rest = after;
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn a_gif_file_has_every_frame_its_time_and_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("animation.gif");
    let long = Provenance::new("title", "p".repeat(700), "command");
    let mut animation = Animation::create(&path, [60, 40], 30.0, &long).unwrap();
    for frame in frames() {
        animation.add(&frame).unwrap();
        assert!(!path.exists(), "nothing is there before all is");
    }
    animation.finish().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(comment(&bytes), long.text());
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes.as_slice()).unwrap();
    assert_eq!((decoder.width(), decoder.height()), (60, 40));
    let mut canvas = vec![[0u8; 4]; 2400];
    let mut delays = Vec::new();
    for frame in frames() {
        let part = decoder.read_next_frame().unwrap().unwrap();
        delays.push(part.delay);
        for (i, pixel) in part.buffer.chunks_exact(4).enumerate() {
            let (x, y) = (i % usize::from(part.width), i / usize::from(part.width));
            let at = (y + usize::from(part.top)) * 60 + x + usize::from(part.left);
            canvas[at].copy_from_slice(pixel);
        }
        for (shown, meant) in canvas.iter().zip(&frame.pixels) {
            // 2400 colours in 128 groups; white is the most frequent one and stays white.
            let most = if *meant == Color32::WHITE { 0 } else { 24 };
            assert!(
                shown.iter().zip(meant.to_array()).all(|(a, b)| a.abs_diff(b) <= most),
                "{shown:?} {meant:?}"
            );
        }
    }
    assert!(decoder.read_next_frame().unwrap().is_none());
    // Thirty frames a second are not whole hundredths: the sum is right.
    assert_eq!(delays, [3, 4, 3]);
}

#[test]
fn a_folder_of_frames_is_there_when_all_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames");
    let mut animation = Animation::create(&path, [60, 40], 25.0, &provenance()).unwrap();
    for frame in frames() {
        animation.add(&frame).unwrap();
    }
    assert!(!path.exists());
    animation.finish().unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["frame-0001.png", "frame-0002.png", "frame-0003.png"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary folder stays");
    let again = Animation::create(&path, [60, 40], 25.0, &provenance()).err().unwrap();
    assert!(matches!(again, AnimationError::Exists(_)), "{again}");
}

#[test]
fn what_cannot_be_an_animation_is_refused_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("animation.gif");
    let refused = |path: &Path, size, fps| Animation::create(path, size, fps, &provenance()).err().unwrap();
    for fps in [0.0, -1.0, f32::NAN, f32::INFINITY, 51.0] {
        assert!(matches!(refused(&path, [60, 40], fps), AnimationError::Rate(_)), "{fps}");
    }
    assert!(matches!(refused(&path, [0, 40], 10.0), AnimationError::Size([0, 40])));
    assert!(matches!(refused(&path, [70_000, 40], 10.0), AnimationError::Size(_)));
    let film = folder.path().join("film.mp4");
    assert!(matches!(refused(&film, [60, 40], 10.0), AnimationError::Kind(_)));
    let mut animation = Animation::create(&path, [60, 40], 10.0, &provenance()).unwrap();
    let other = ColorImage::filled([40, 60], Color32::RED);
    assert!(matches!(animation.add(&other).unwrap_err(), AnimationError::FrameSize { .. }));
    assert!(matches!(animation.finish().unwrap_err(), AnimationError::Empty));
    let mut animation = Animation::create(&path, [60, 40], 10.0, &provenance()).unwrap();
    animation.add(&frames()[0]).unwrap();
    drop(animation);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Every view that has something to show, as it is printed at that width.
fn printed(width: f32) -> Vec<(&'static str, Figure)> {
    let (snapshot, circuit) = (learned(), learned_circuit());
    let origin = provenance();
    let print = |mut view: Box<dyn views::View>| {
        let picture =
            offscreen::print(view.as_mut(), Sheet::of_width(width), None, (&snapshot, Some(&circuit)));
        (view.key(), Figure { picture, size: Size::Print(width), origin: origin.clone() })
    };
    views::all().into_iter().map(print).filter(|(_, figure)| !figure.picture.shapes.is_empty()).collect()
}

#[test]
fn a_printed_view_is_white_and_without_furniture_and_has_real_indices() {
    let figures = printed(85.0);
    let keys: Vec<&str> = figures.iter().map(|(key, _)| *key).collect();
    for key in ["traces", "plane", "weights", "capacity", "compare", "drift"] {
        assert!(keys.contains(&key), "{key} is missing in {keys:?}");
    }
    for (key, figure) in figures {
        let text = figure.svg();
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("width"), Some("85mm"), "{key}");
        assert_eq!(root.attribute("height"), Some("64mm"), "{key}");
        let ground = document.descendants().find(|node| node.has_tag_name("rect")).unwrap();
        assert_eq!(ground.attribute("fill"), Some("#ffffff"), "{key}");
        let words = words(&document);
        let title = views::all().iter().find(|view| view.key() == key).unwrap().title();
        let furniture = ["?", "End B", "Measure", "Storable at all?", "sort by weight", "shown", "Unpin"];
        for word in furniture.into_iter().chain([title]) {
            assert!(!words.iter().any(|found| found == word), "{key} has {word:?} in {words:?}");
        }
        for symbol in ["i_E", "i_I", "w_E", "w_I", "N_E", "ρ_A"] {
            assert!(!words.iter().any(|found| found.contains(symbol)), "{key} has {symbol:?} in {words:?}");
        }
        // From a point of the layout to one of print.
        let layout: f32 = root.attribute("viewBox").unwrap().split(' ').nth(2).unwrap().parse().unwrap();
        let scale = 85.0 / 25.4 * 72.0 / layout;
        for node in document.descendants().filter(|node| node.has_tag_name("text")) {
            let size: f32 = node.attribute("font-size").unwrap().parse().unwrap();
            // An index is smaller than its symbol.
            assert!((4.9..=9.1).contains(&(size * scale)), "{key}: {:?} at {} pt", node.text(), size * scale);
        }
        let image = raster::render_svg(&text, 1.0).unwrap();
        let corners =
            [(0, 0), (image.size[0] - 1, 0), (0, image.size[1] - 1), (image.size[0] - 1, image.size[1] - 1)];
        assert!(corners.iter().all(|&(x, y)| at(&image, x, y) == Color32::WHITE), "{key} has a frame");
    }
}

#[test]
fn an_index_is_smaller_than_its_symbol_and_below_its_line() {
    let figures = printed(174.0);
    let (_, plane) = figures.iter().find(|(key, _)| *key == "plane").unwrap();
    let text = plane.svg();
    let document = roxmltree::Document::parse(&text).unwrap();
    let texts: Vec<_> = document.descendants().filter(|node| node.has_tag_name("text")).collect();
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| -> f32 {
        node.attribute(name).unwrap().parse().unwrap()
    };
    let place = texts.iter().position(|node| node.text() == Some("excitatory current i")).unwrap();
    let (symbol, index) = (texts[place], texts[place + 1]);
    assert_eq!(index.text(), Some("E"));
    assert!(number(&index, "font-size") < 0.8 * number(&symbol, "font-size"));
    let (down, size) = (number(&index, "y") - number(&symbol, "y"), number(&symbol, "font-size"));
    assert!((0.1..0.3).contains(&(down / size)), "{down} below a text of {size}");
    let end = number(&symbol, "x") + number(&symbol, "textLength");
    assert!((number(&index, "x") - end).abs() < 1.5, "it stands right after its symbol");
}

#[test]
fn a_printed_png_has_300_dpi_and_the_width_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for width in sheet::WIDTHS {
        let path = folder.path().join("plane.png");
        let figures = printed(width);
        let (_, plane) = figures.iter().find(|(key, _)| *key == "plane").unwrap();
        plane.write(&path).unwrap();
        let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()));
        let reader = decoder.read_info().unwrap();
        let info = reader.info();
        assert_eq!(info.pixel_dims.unwrap().xppu, 11_811, "300 per inch");
        let millimetres = f64::from(info.width) / 11_811.0 * 1000.0;
        assert!((millimetres - f64::from(width)).abs() < 0.1, "{millimetres} mm");
        let said: Vec<String> = info.utf8_text.iter().map(|chunk| chunk.get_text().unwrap()).collect();
        assert!(said.contains(&provenance().command), "{said:?}");
    }
}

#[test]
fn the_ending_decides_what_a_picture_is_written_as() {
    let folder = tempfile::tempdir().unwrap();
    let figure =
        Figure { picture: plain([20.0, 10.0], Vec::new()), size: Size::Screen(1.0), origin: provenance() };
    for format in Format::ALL {
        let path = folder.path().join(format!("a.{}", format.ending().to_uppercase()));
        figure.write(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let begin: &[u8] = match format.ending() {
            "png" => b"\x89PNG",
            "svg" => b"<svg",
            _ => b"%PDF-",
        };
        assert!(bytes.starts_with(begin), "{format:?}");
    }
    for name in ["a.jpg", "a.toml", "a", "a.0"] {
        let path = folder.path().join(name);
        let refused = figure.write(&path).unwrap_err();
        assert!(
            matches!(refused, FigureError::Ending(_)) && refused.to_string().contains(".png"),
            "{refused}"
        );
        assert!(!path.exists());
    }
}

/// The numbers on the axes and where they stand: texts of digits alone, with their places.
fn ticks(picture: &Picture) -> Vec<String> {
    let text = svg(picture, &provenance());
    let document = roxmltree::Document::parse(&text).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    let number = |text: &str| text.replace(['−', '-', '.', ' '], "").chars().all(|c| c.is_ascii_digit());
    let tick = |node: roxmltree::Node<'_, '_>| {
        let words = node.text().filter(|text| number(text))?;
        Some(format!("{words} at {}, {}", node.attribute("x")?, node.attribute("y")?))
    };
    texts.filter_map(tick).collect()
}

#[test]
fn a_scale_of_colours_stands_still_once_it_is_held() {
    let mut scales = views::Scales::default();
    assert_eq!([scales.top("w", 2.0), scales.top("w", 1.0)], [2.0, 1.0]);
    scales = views::Scales::Noted(HashMap::new());
    assert_eq!([2.0, 5.0, 1.0].map(|top| scales.top("w", top)), [2.0, 5.0, 1.0]);
    scales.hold();
    assert_eq!([2.0, 5.0, 1.0].map(|top| scales.top("w", top)), [5.0; 3]);
}

#[test]
fn axes_stand_still_in_an_animation() {
    let mut session = Session::new(Params { p: 60, n_e: 80, n_i: 100, ..Params::default() }, 2).unwrap();
    let mut clip = vec![session.snapshot(0.0)];
    for _ in 0..5 {
        (0..400).for_each(|_| {
            session.present();
        });
        clip.push(session.snapshot(0.0));
    }
    for keys in [["plane", "capacity"], ["dimension", "drift"]] {
        let mut stage = OffscreenRenderer::new(&keys, vec2(960.0, 480.0), Theme::Light).unwrap();
        let free: Vec<_> = clip.iter().map(|snapshot| ticks(&stage.draw(snapshot))).collect();
        assert!(free.iter().any(|ticks| *ticks != free[0]), "{keys:?}: else this test shows nothing");
        let mut stage = OffscreenRenderer::new(&keys, vec2(960.0, 480.0), Theme::Light).unwrap();
        clip.iter().for_each(|snapshot| stage.survey(snapshot));
        stage.hold();
        let held: Vec<_> = clip.iter().map(|snapshot| ticks(&stage.draw(snapshot))).collect();
        assert!(held[0].len() > 8, "{:?}", held[0]);
        held.iter().for_each(|ticks| assert_eq!(*ticks, held[0], "{keys:?}"));
    }
}

#[cfg(feature = "pdf")]
#[test]
fn a_printed_page_has_the_size_that_was_asked_for_and_real_text() {
    let folder = tempfile::tempdir().unwrap();
    let figures = printed(114.0);
    for (key, figure) in figures.iter().filter(|(key, _)| ["plane", "weights"].contains(key)) {
        let path = folder.path().join(format!("{key}.pdf"));
        figure.write(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&bytes);
        let place = text.find("/MediaBox").unwrap();
        let numbers = text[place..].split(['[', ']']).nth(1).unwrap();
        let numbers: Vec<f32> = numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
        // 114 mm x 86 mm in points.
        let expected = [0.0, 0.0, 114.0 / 25.4 * 72.0, 86.0 / 25.4 * 72.0];
        assert!(numbers.iter().zip(expected).all(|(x, y)| (x - y).abs() < 0.1), "{key}: {numbers:?}");
        assert_eq!(text.contains("/Subtype /Image") || text.contains("/Subtype/Image"), *key == "weights");
        assert!(text.contains("/FontFile"), "{key}: its letters are letters");
        let Ok(said) = std::process::Command::new("pdftotext").arg(&path).arg("-").output() else { continue };
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let word = if *key == "plane" { "excitatory current" } else { "epoch 0" };
        assert!(said.contains(word), "{said}");
    }
}
