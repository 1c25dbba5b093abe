//! Every plot of every view, zoomed as far as it goes: few shapes, and numbers that can be read.

use crate::common::learned_circuit;
use crate::patience::wait_for;

use egui::accesskit::Role;
use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, Theme, pos2, vec2};
use egui_kittest::kittest::Queryable;
use equipoise::engine::Wants;
use equipoise::ui::{Palette, views};

use super::alone::{Alone, PLOTS, alone, button, click, count, frames, learned, texts, zoom};

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

/// Draws frames until something is there, from a worker in the background.
fn until(harness: &mut Alone, what: &str, there: impl Fn(&Alone) -> bool) {
    wait_for(what, || {
        harness.step();
        there(harness).then_some(())
    });
    harness.run_steps(2);
}

/// Puts something into the views that begin empty.
fn prepare(key: &str, harness: &mut Alone) {
    match key {
        "experiments" => {
            harness.get_by_role_and_label(Role::Button, "Run experiment").click();
            until(harness, "an experiment", |harness| frames(harness).len() == 4);
        }
        "atlas" => {
            harness.get_by_role_and_label(Role::Button, "Grow").click();
            until(harness, "a plane", |harness| frames(harness).len() == 1);
            harness.get_by_role_and_label(Role::Button, "Cancel").click();
            until(harness, "an end", |harness| harness.query_by_label("Grow").is_some());
        }
        "neighbours" => {
            harness.get_by_role_and_label(Role::Button, "Run").click();
            until(harness, "a miniature", |harness| frames(harness).len() == 2);
        }
        "recordings" => {
            harness.get_by_role_and_label(Role::Button, "Try a simulated example").click();
            until(harness, "recordings", |harness| frames(harness).len() == 2);
        }
        _ => {}
    }
}

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

#[test]
fn titles_and_numbers_have_room_in_the_first_frame() {
    let (snapshot, circuit) = (learned(), learned_circuit());
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
                    wants: &mut Wants::default(),
                    circuit: Some(&circuit),
                    circuit_commands: &mut Vec::new(),
                    inside: &mut false,
                    view_requests: &mut views::ViewRequests::default(),
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
