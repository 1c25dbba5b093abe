//! Plots explain themselves: what is pointed at, what a click does, what is copied.

use egui::accesskit::Role;
use egui::{Event, PointerButton, Pos2, Rect, Shape, Theme, pos2, vec2};
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Command, Look, Session};
use equipoise::model::Params;
use equipoise::ui::views;

use super::alone::{Alone, PLOTS, alone, button, click, each, frames, learned, texts, zoom};

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
    assert!(matches!(pinned[..], [Command::Look(Look::Pin(Some(_)))]), "{pinned:?}");
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
    assert!(matches!(harness.state().commands[..], [Command::Look(Look::Pin(Some(_)))]));
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
fn a_plot_with_the_keyboard_is_fitted_and_copied() {
    let mut harness = alone("plane", &learned(), Theme::Light, [800.0, 600.0]);
    let words = |harness: &Alone| -> Vec<String> {
        texts(&harness.output().shapes).into_iter().map(|(text, ..)| text).collect()
    };
    let whole = words(&harness);
    let at = frames(&harness)[0].center();
    zoom(&mut harness, at, 3.0, "plane");
    harness.event(Event::PointerMoved(pos2(1.0, 1.0)));
    harness.run_steps(2);
    assert_ne!(words(&harness), whole);
    harness.get_by_label_contains("plot of ").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Home);
    harness.run_steps(3);
    assert_eq!(words(&harness), whole);
    harness.event(Event::Copy);
    let mut copied = None;
    for _ in 0..4 {
        harness.step();
        copied = copied.or_else(|| harness.output().platform_output.commands.first().cloned());
    }
    let Some(egui::OutputCommand::CopyText(text)) = copied else { panic!("{copied:?}") };
    assert!(text.starts_with("series\texcitatory current i_E\t"));
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
        ("drift", "Δh, Y = 1: ", "drive h: "),
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

/// After a day at full speed the last presentations are drawn as they were after the first second: numbers of
/// presentations that are close for their size are no single value.
#[test]
fn traces_look_alike_however_many_presentations_there_were() {
    let early = learned();
    let mut late = learned();
    // The snapshot's lists are its own.
    late.view.recent.iter_mut().for_each(|now| now.index += 200_000_000_000);
    late.marks = std::sync::Arc::default();
    let spread = |snapshot: &equipoise::engine::Snapshot| {
        let harness = alone("traces", snapshot, egui::Theme::Light, [800.0, 500.0]);
        let mut places: Vec<f32> = Vec::new();
        for clipped in &harness.output().shapes {
            each(&clipped.shape, &mut |shape| {
                if let egui::Shape::Circle(circle) = shape {
                    places.push(circle.center.x);
                }
            });
        }
        let (low, high) =
            places.iter().fold((f32::MAX, f32::MIN), |(low, high), &x| (low.min(x), high.max(x)));
        high - low
    };
    let (early, late) = (spread(&early), spread(&late));
    assert!(early > 500.0 && (early - late).abs() < 30.0, "{early} {late}");
}
