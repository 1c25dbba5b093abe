//! Every plot of every view: zoomed as far as it goes, pointed at, fitted, copied.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, Shape, Theme, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Command, Session, Snapshot};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::{Palette, views};

/// Most shapes of a frame.
const MOST: usize = 20_000;

/// What a view alone in a window was asked for.
#[derive(Default)]
struct Seen {
    commands: Vec<Command>,
    moment: Option<u64>,
    desk: views::Desk,
}

type Alone = Harness<'static, Seen>;

fn learned() -> Snapshot {
    let mut session = Session::new(Params { p: 120, n_e: 80, n_i: 100, ..Params::default() }, 2).unwrap();
    for _ in 0..3000 {
        session.present();
    }
    session.apply(Command::Pin(Some(7)));
    session.apply(Command::PinSynapse(Some((Population::Inhibitory, 9))));
    session.apply(Command::Attribute(true));
    session.apply(Command::Compare(Some(vec![(ParamId::rule_n, 0.0)])));
    for _ in 0..600 {
        session.present();
    }
    session.apply(Command::Set(ParamId::rho_a, 0.5));
    session.snapshot(12_345.0)
}

fn alone(key: &str, snapshot: &Snapshot, theme: Theme, size: [f32; 2]) -> Alone {
    let at = views::keys().iter().position(|other| *other == key).unwrap();
    let mut view = views::all().swap_remove(at);
    let snapshot = snapshot.clone();
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(4)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            move |ui, seen: &mut Seen| {
                let mut context = views::Context {
                    snapshot: &snapshot,
                    palette: Palette::of(theme),
                    commands: &mut seen.commands,
                    highlight: &mut None,
                    moment: &mut seen.moment,
                    wants_effects: &mut false,
                    desk: &mut seen.desk,
                };
                views::card(ui, view.as_mut(), &mut context);
            },
            Seen::default(),
        );
    harness.run_steps(2);
    harness
}

/// The frames of all plots.
fn frames(harness: &Alone) -> Vec<Rect> {
    harness.query_all_by_label_contains("plot of ").map(|node| node.rect()).collect()
}

fn each<'a>(shape: &'a Shape, visit: &mut impl FnMut(&'a Shape)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| each(shape, visit)),
        shape => visit(shape),
    }
}

/// How many shapes a frame has; none is far outside of the window, and none has a place that is no number.
fn count(harness: &Alone, what: &str) -> usize {
    let mut count = 0;
    for clipped in &harness.output().shapes {
        each(&clipped.shape, &mut |shape| {
            count += 1;
            let rect = match shape {
                Shape::LineSegment { points, .. } => Rect::from_points(points),
                Shape::Path(path) => Rect::from_points(&path.points),
                Shape::Circle(circle) => Rect::from_center_size(circle.center, vec2(1.0, 1.0)),
                Shape::Mesh(mesh) => mesh.calc_bounds(),
                _ => return,
            };
            if rect.is_positive() {
                let near = Rect::from_min_max(pos2(-5000.0, -5000.0), pos2(9000.0, 9000.0));
                assert!(near.contains_rect(rect), "{what}: {rect:?}");
            }
        });
    }
    count
}

/// Words, where they are, and whether they are upright.
fn texts(shapes: &[egui::epaint::ClippedShape]) -> Vec<(String, Rect, Rect, bool)> {
    let mut found = Vec::new();
    for clipped in shapes {
        each(&clipped.shape, &mut |shape| {
            if let Shape::Text(text) = shape {
                let upright = text.angle != 0.0;
                found.push((
                    text.galley.text().to_owned(),
                    shape.visual_bounding_rect(),
                    clipped.clip_rect,
                    upright,
                ));
            }
        });
    }
    found
}

/// The labels below a frame and those to its left: all different, none cut, none over another.
fn check_labels(harness: &Alone, frame: Rect, what: &str) -> [usize; 2] {
    let texts = texts(&harness.output().shapes);
    let below = |rect: &Rect| {
        (frame.bottom()..frame.bottom() + 9.0).contains(&rect.top())
            && (frame.left() - 40.0..frame.right() + 40.0).contains(&rect.center().x)
    };
    let before = |rect: &Rect| {
        (frame.left() - 9.0..frame.left() + 1.0).contains(&rect.right())
            && frame.y_range().expand(9.0).contains(rect.center().y)
    };
    let axis = |there: &dyn Fn(&Rect) -> bool| {
        let labels: Vec<_> = texts.iter().filter(|(_, rect, _, upright)| !upright && there(rect)).collect();
        for (at, (text, rect, clip, _)) in labels.iter().enumerate() {
            assert!(clip.expand(1.0).contains_rect(*rect), "{what}: {text} at {rect:?} is cut by {clip:?}");
            for (other, place, _, _) in &labels[..at] {
                assert!(text != other, "{what}: {text} twice");
                assert!(
                    !rect.shrink(1.5).intersects(*place),
                    "{what}: {text} at {rect:?} covers {other} at {place:?} by {frame:?}"
                );
            }
        }
        labels.len()
    };
    [axis(&below), axis(&before)]
}

fn zoom(harness: &mut Alone, at: Pos2, factor: f32, what: &str) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::Zoom(factor));
    harness.run_steps(2);
    let shapes = count(harness, what);
    assert!(shapes < MOST, "{what}: {shapes} shapes");
}

fn wheel(harness: &mut Alone, at: Pos2, notches: f32) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::ModifiersChanged(Modifiers::COMMAND));
    let event = Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        source: egui::MouseWheelSource::Wheel,
        delta: vec2(0.0, notches),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::COMMAND,
    };
    harness.event_modifiers(event, Modifiers::COMMAND);
    harness.run_steps(3);
}

fn button(harness: &Alone, at: Pos2, button: PointerButton, pressed: bool) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
}

fn click(harness: &mut Alone, at: Pos2, of: PointerButton) {
    button(harness, at, of, true);
    button(harness, at, of, false);
    harness.step();
}

/// Draws frames until something is there, from a worker in the background.
fn until(harness: &mut Alone, what: &str, there: impl Fn(&Alone) -> bool) {
    let start = Instant::now();
    while !there(harness) {
        assert!(start.elapsed() < Duration::from_secs(60), "waited too long for {what}");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.run_steps(2);
}

/// Puts something into the views that begin empty.
fn prepare(key: &str, harness: &mut Alone) {
    match key {
        "experiments" => {
            harness.get_by_role_and_label(Role::Button, "Run experiment").click();
            until(harness, "an experiment", |harness| frames(harness).len() == 4);
        }
        "recordings" => {
            harness.get_by_role_and_label(Role::Button, "Try a simulated example").click();
            until(harness, "recordings", |harness| frames(harness).len() == 2);
        }
        _ => {}
    }
}

/// How many plots each view shows here.
const PLOTS: [(&str, usize); 10] = [
    ("traces", 3),
    ("plane", 1),
    ("capacity", 2),
    ("attribution", 1),
    ("compare", 3),
    ("load", 1),
    ("drift", 2),
    ("dimension", 3),
    ("experiments", 4),
    ("recordings", 2),
];

#[test]
fn every_plot_survives_a_billionfold_zoom_both_ways() {
    let snapshot = learned();
    for theme in [Theme::Light, Theme::Dark] {
        for key in views::keys() {
            let mut harness = alone(key, &snapshot, theme, [900.0, 700.0]);
            prepare(key, &mut harness);
            let expected = PLOTS.iter().find(|(of, _)| *of == key).map_or(0, |(_, count)| *count);
            assert_eq!(frames(&harness).len(), expected, "{key}");
            for plot in 0..expected {
                for (x, y) in [(0.5, 0.5), (0.31, 0.77)] {
                    let frame = frames(&harness)[plot];
                    let at = frame.lerp_inside(vec2(x, y));
                    for factor in [8.0_f32; 11].into_iter().chain([0.125; 24]).chain([8.0; 14]) {
                        let what = format!("{key}, plot {plot}, {theme:?}, by {factor}");
                        zoom(&mut harness, at, factor, &what);
                        // Away, so that what is pointed at is not told over the numbers.
                        harness.event(Event::PointerMoved(pos2(1.0, 1.0)));
                        harness.run_steps(1);
                        let frame = frames(&harness)[plot];
                        check_labels(&harness, frame, &what);
                    }
                    // A factor that is none, and one that leaves nothing.
                    for factor in [0.0, f32::INFINITY, f32::NAN, 1e30, 1e-30] {
                        zoom(&mut harness, at, factor, key);
                    }
                }
            }
        }
    }
}

#[test]
fn forty_notches_of_the_wheel_over_the_plane_cost_no_more_than_none() {
    let mut harness = alone("plane", &learned(), Theme::Light, [800.0, 600.0]);
    let before = count(&harness, "at first");
    let at = frames(&harness)[0].center();
    for _ in 0..40 {
        wheel(&mut harness, at, 1.0);
        let frame = frames(&harness)[0];
        assert!(count(&harness, "wheel") < before + 100, "{} and {before}", count(&harness, "wheel"));
        let [x, y] = check_labels(&harness, frame, "wheel");
        assert!(x >= 2 && y >= 2, "an axis is left without numbers: {x} {y}");
    }
    // A box zoom within it, then all again by the menu.
    let frame = frames(&harness)[0];
    let [from, to] = [frame.lerp_inside(vec2(0.3, 0.3)), frame.lerp_inside(vec2(0.6, 0.6))];
    button(&harness, from, PointerButton::Secondary, true);
    for t in [0.3, 0.6, 1.0] {
        harness.event(Event::PointerMoved(from.lerp(to, t)));
    }
    button(&harness, to, PointerButton::Secondary, false);
    harness.run_steps(3);
    check_labels(&harness, frames(&harness)[0], "box");
    click(&mut harness, frame.center(), PointerButton::Secondary);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Fit").click();
    harness.event(Event::PointerMoved(pos2(1.0, 1.0)));
    harness.run_steps(4);
    assert_eq!(count(&harness, "fitted"), before);
}

/// A point of the plane, by the numbers that were copied and the marks that are drawn.
#[test]
fn a_click_pins_and_a_double_click_fits_and_does_not_pin() {
    let snapshot = learned();
    let mut harness = alone("plane", &snapshot, Theme::Dark, [800.0, 600.0]);
    let labels = |harness: &Alone| -> Vec<String> {
        texts(&harness.output().shapes).into_iter().map(|(text, ..)| text).collect()
    };
    let whole = labels(&harness);
    let frame = frames(&harness)[0];
    let circle = {
        let mut found = None;
        for clipped in &harness.output().shapes {
            each(&clipped.shape, &mut |shape| match shape {
                Shape::Circle(circle)
                    if circle.radius == 3.0 && frame.shrink(20.0).contains(circle.center) =>
                {
                    found = Some(circle.center);
                }
                _ => {}
            });
        }
        found.expect("a target is drawn")
    };
    zoom(&mut harness, circle, 1.5, "plane");
    assert_ne!(labels(&harness), whole);
    for _ in 0..2 {
        click(&mut harness, circle, PointerButton::Primary);
    }
    harness.run_steps(60);
    assert!(harness.state().commands.is_empty(), "{:?}", harness.state().commands);
    harness.event(Event::PointerMoved(pos2(1.0, 1.0)));
    harness.run_steps(2);
    assert_eq!(labels(&harness), whole, "it is fitted");
    // A drag moves and does not pin.
    button(&harness, circle, PointerButton::Primary, true);
    harness.event(Event::PointerMoved(circle + vec2(30.0, 10.0)));
    button(&harness, circle + vec2(40.0, 10.0), PointerButton::Primary, false);
    harness.run_steps(60);
    assert!(harness.state().commands.is_empty(), "{:?}", harness.state().commands);
    for _ in 0..2 {
        click(&mut harness, frame.center(), PointerButton::Primary);
    }
    harness.run_steps(60);
    click(&mut harness, circle, PointerButton::Primary);
    harness.run_steps(60);
    let pinned: Vec<&Command> = harness.state().commands.iter().collect();
    assert!(matches!(pinned[..], [Command::Pin(Some(_))]), "{pinned:?}");
}

#[test]
fn a_double_click_on_the_traces_does_not_pin_and_a_click_does() {
    let mut harness = alone("traces", &learned(), Theme::Light, [900.0, 600.0]);
    for frame in frames(&harness) {
        for _ in 0..2 {
            click(&mut harness, frame.center(), PointerButton::Primary);
        }
        harness.run_steps(60);
        assert!(harness.state().commands.is_empty());
    }
    let frame = frames(&harness)[0];
    click(&mut harness, frame.center(), PointerButton::Primary);
    harness.run_steps(60);
    assert!(matches!(harness.state().commands[..], [Command::Pin(Some(_))]));
    assert!(harness.state().moment.is_some());
}

/// The text that a right-click and *Copy data* give.
fn copied(harness: &mut Alone, at: Pos2) -> String {
    click(harness, at, PointerButton::Secondary);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Copy data").click();
    for _ in 0..6 {
        harness.run_steps(1);
        let commands = &harness.output().platform_output.commands;
        if let Some(egui::OutputCommand::CopyText(text)) = commands.first() {
            return text.clone();
        }
    }
    panic!("nothing was copied")
}

#[test]
fn copied_data_are_the_numbers_of_the_plot() {
    let snapshot = learned();
    let mut harness = alone("plane", &snapshot, Theme::Light, [800.0, 600.0]);
    let at = frames(&harness)[0].center();
    let text = copied(&mut harness, at);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("series\texcitatory current i_E\tinhibitory current i_I"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let recall = &snapshot.recall;
    for mu in 0..recall.len() {
        let series = if recall.targets[mu] { "target" } else { "non-target" };
        let row = [series.to_owned(), recall.i_e[mu].to_string(), recall.i_i[mu].to_string()];
        assert!(rows.iter().any(|found| *found == row), "no {row:?}");
    }
    let marks = rows.iter().filter(|row| ["target", "non-target"].contains(&row[0])).count();
    assert_eq!(marks, recall.len());
    harness.run_steps(1);
    assert!(harness.query_by_label_contains("points copied").is_some());
}

#[test]
fn all_points_are_copied_and_not_only_those_that_are_drawn() {
    let mut session = Session::new(Params { p: 10, n_e: 20, n_i: 20, ..Params::default() }, 1).unwrap();
    for _ in 0..10 * 1000 {
        session.present();
    }
    let snapshot = session.snapshot(1.0);
    assert!(snapshot.curve.len() > 500, "{}", snapshot.curve.len());
    let mut harness = alone("capacity", &snapshot, Theme::Light, [800.0, 600.0]);
    let at = frames(&harness)[1].center();
    let text = copied(&mut harness, at);
    let accuracy: Vec<(f64, f64)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("BA\t"))
        .map(|line| {
            let (epoch, value) = line.split_once('\t').unwrap();
            (epoch.parse().unwrap(), value.parse().unwrap())
        })
        .collect();
    for point in snapshot.curve.iter() {
        assert!(accuracy.contains(&(point.epoch as f64, point.measures.balanced_accuracy)));
    }
    assert!(text.starts_with("series\tepoch\taccuracy\n"));
}

#[test]
fn pointing_at_a_plot_tells_the_series_and_its_values() {
    let snapshot = learned();
    for (key, name, axis) in [
        ("traces", "drive h: ", "presentation: "),
        ("plane", "inhibitory current i_I: ", "excitatory current i_E: "),
        ("drift", "Δh, targets: ", "drive h: "),
        ("load", "balanced accuracy: ", "load P/(N_E + N_I): "),
    ] {
        let mut harness = alone(key, &snapshot, Theme::Light, [900.0, 700.0]);
        let frame = frames(&harness)[usize::from(key == "traces")];
        harness.event(Event::PointerMoved(frame.center()));
        harness.run_steps(3);
        for text in [name, axis] {
            assert!(harness.query_by_label_contains(text).is_some(), "{key}: no {text:?}");
        }
    }
    // At the diamond of the neuron on screen its name and its load.
    let mut harness = alone("load", &snapshot, Theme::Light, [900.0, 700.0]);
    let frame = frames(&harness)[0];
    let mut best = None;
    for clipped in &harness.output().shapes {
        each(&clipped.shape, &mut |shape| match shape {
            Shape::Path(path) if path.closed && path.points.len() == 4 && frame.contains(path.points[0]) => {
                best = Some(Rect::from_points(&path.points).center());
            }
            _ => {}
        });
    }
    harness.event(Event::PointerMoved(best.expect("a diamond") + vec2(2.0, 1.0)));
    harness.run_steps(3);
    assert!(harness.query_by_label("the neuron on screen, now").is_some());
    let load = snapshot.measures.load;
    let said = format!("load P/(N_E + N_I): {}", format!("{load:.3}").trim_end_matches('0'));
    assert!(harness.query_by_label(&said).is_some(), "no {said:?}");
}

#[test]
fn titles_and_numbers_have_room_in_the_first_frame() {
    let snapshot = learned();
    for size in [[320.0, 300.0], [900.0, 700.0]] {
        for (key, _) in PLOTS {
            let at = views::keys().iter().position(|other| *other == key).unwrap();
            let mut view = views::all().swap_remove(at);
            let ctx = egui::Context::default();
            let input = egui::RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size.into())),
                ..Default::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                let mut context = views::Context {
                    snapshot: &snapshot,
                    palette: Palette::of(Theme::Light),
                    commands: &mut Vec::new(),
                    highlight: &mut None,
                    moment: &mut None,
                    wants_effects: &mut false,
                    desk: &mut views::Desk::default(),
                };
                views::card(ui, view.as_mut(), &mut context);
            });
            output.textures_delta.clear();
            let texts = texts(&output.shapes);
            for (title, rect, clip, _) in texts.iter().filter(|(.., upright)| *upright) {
                assert!(
                    clip.expand(2.0).contains_rect(*rect),
                    "{key} {size:?}: {title} is cut: {rect:?} {clip:?}"
                );
                for (text, other, _, upright) in &texts {
                    let apart = *upright || !rect.shrink(1.0).intersects(other.shrink(1.0));
                    assert!(apart, "{key} {size:?}: {title} over {text}");
                }
            }
        }
    }
}

#[test]
fn every_card_with_plots_tells_what_can_be_done_with_them() {
    for view in views::all() {
        let has = PLOTS.iter().any(|(key, _)| *key == view.key());
        assert_eq!(has, !view.plots().is_empty(), "{}", view.key());
        let ways = if view.key() == "traces" {
            &["Right-click"][..]
        } else {
            &["Drag", "Ctrl", "right button", "double-click", "Right-click"]
        };
        assert!(!has || ways.iter().all(|way| view.plots().contains(way)), "{}", view.plots());
    }
}

/// Lines are drawn through one place, which cuts them to the frame before they are dashed.
#[test]
fn views_draw_no_lines_past_the_frame() {
    fn sources(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    sources(std::path::Path::new("src/ui"), &mut found);
    for path in found.iter().filter(|path| !path.starts_with("src/ui/views/plots")) {
        let text = std::fs::read_to_string(path).unwrap();
        for line in text.lines().filter(|line| line.contains("egui_plot")) {
            let only = line.trim().trim_start_matches("use egui_plot::").trim_end_matches(';');
            let names = only.trim_matches(['{', '}']).split(", ");
            for name in names {
                assert!(["LineStyle", "MarkerShape"].contains(&name), "{}: {line}", path.display());
            }
        }
    }
}
