//! Bars that fit, messages that are told apart, and a window that rests while nothing changes.

use std::time::Duration;

use crate::common::{Window, press, send, snapshot, until};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::engine::{Command, RunState, Speed, Transport};
use equipoise::model::Params;
use equipoise::ui::{Laboratory, Opening};

const SIZES: [[f32; 2]; 6] =
    [[640.0, 420.0], [800.0, 600.0], [1024.0, 768.0], [1100.0, 700.0], [1280.0, 800.0], [1920.0, 1080.0]];

fn open(size: [f32; 2], theme: egui::Theme) -> Window {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    let opening =
        Opening { params, seed: 1, preset: "retained".to_owned(), typed_paths: true, ..Opening::default() };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(8)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            move |ui, laboratory: &mut Option<Laboratory>| {
                laboratory.get_or_insert_with(|| Laboratory::new(ui.ctx(), &opening).unwrap()).ui(ui);
            },
            None,
        );
    harness.run_steps(3);
    harness
}

/// Limits the speed: there is a field for it then.
fn limit(harness: &mut Window) {
    send(harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(1e6))));
    until(harness, "the speed", |harness| snapshot(harness).speed == Speed::PerSecond(1e6));
}

/// The widgets around a node, from the outermost.
fn chain(node: &egui_kittest::Node<'_>) -> Vec<u128> {
    let mut ids = vec![u128::from(node.accesskit_node().id())];
    let mut up = node.accesskit_node().parent();
    while let Some(parent) = up {
        ids.push(u128::from(parent.id()));
        up = parent.parent();
    }
    ids.reverse();
    ids
}

/// Everything on the bar on which `one` stands and `other` does not: role, name and place.
fn widgets(harness: &Window, one: &str, other: &str) -> Vec<(Role, String, Rect)> {
    let chain_of = |name: &str| chain(&harness.query_all_by_label(name).next().unwrap());
    let (one, other) = (chain_of(one), chain_of(other));
    let depth = one.iter().zip(&other).position(|(one, other)| one != other).unwrap();
    let roles = [
        Role::Button,
        Role::CheckBox,
        Role::Slider,
        Role::SpinButton,
        Role::ComboBox,
        Role::Label,
        Role::Image,
        Role::ProgressIndicator,
    ];
    let all = roles.into_iter().flat_map(|role| {
        let on_bar = |node: &egui_kittest::Node<'_>| chain(node).get(depth) == one.get(depth);
        let named = move |node: egui_kittest::Node<'_>| {
            let name = node.accesskit_node().label().or_else(|| node.accesskit_node().value());
            (role, name.unwrap_or_default(), node.rect())
        };
        harness.query_all_by_role(role).filter(on_bar).map(named).collect::<Vec<_>>()
    });
    all.filter(|(.., rect)| rect.width() > 0.0).collect()
}

fn check_bars(harness: &Window, [width, height]: [f32; 2], what: &str) {
    let screen = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
    let top = widgets(harness, "File", "Copy command");
    let status = widgets(harness, "Copy command", "File");
    let timeline = widgets(harness, "moment shown", "File");
    assert!(top.len() > 4 && status.len() > 2 && timeline.len() > 3, "{top:?} {status:?} {timeline:?}");
    for bar in [&top, &status, &timeline] {
        for (at, one) in bar.iter().enumerate() {
            assert!(screen.contains_rect(one.2), "{what} at {width}x{height}: {one:?} is cut");
            for other in &bar[at + 1..] {
                let shared = one.2.intersect(other.2);
                let apart = shared.width() <= 0.5 || shared.height() <= 0.5;
                assert!(apart, "{what} at {width}x{height}: {one:?} and {other:?}");
            }
        }
    }
    let has = |name: &str| top.iter().any(|(_, known, _)| known == name);
    assert!(has("Play") && has("File") && has("speed limit"), "{what} at {width}x{height}: {top:?}");
    let row = top.iter().filter(|(role, ..)| *role == Role::Button).map(|(.., rect)| rect.center().y);
    let (low, high) = row.fold((f32::MAX, f32::MIN), |(low, high), y| (low.min(y), high.max(y)));
    assert!(high - low < 4.0, "{what} at {width}x{height}: one row, not {low} to {high}");
}

#[test]
fn nothing_on_the_bars_overlaps_or_is_cut_at_any_size() {
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        for size in SIZES {
            let mut harness = open(size, theme);
            limit(&mut harness);
            check_bars(&harness, size, "at rest");
            send(&mut harness, Command::Transport(Transport::RunFor(1_234_567)));
            harness.run_steps(10);
            send(&mut harness, Command::Transport(Transport::Pause));
            send(&mut harness, Command::Transport(Transport::Fail));
            until(&mut harness, "a failure", |harness| snapshot(harness).notice.is_some());
            check_bars(&harness, size, "with a message");
        }
    }
}

#[test]
fn on_a_screen_with_large_points_the_speed_stays_in_view() {
    let mut harness = open([427.0, 267.0], egui::Theme::Light);
    limit(&mut harness);
    check_bars(&harness, [427.0, 267.0], "at scale 3");
}

#[test]
fn what_has_no_room_on_the_bar_is_in_the_menu() {
    let mut harness = open([640.0, 420.0], egui::Theme::Light);
    send(&mut harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(1e5))));
    until(&mut harness, "the speed", |harness| snapshot(harness).speed == Speed::PerSecond(1e5));
    assert!(harness.query_by_role_and_label(Role::Button, "Epoch").is_none());
    press(&mut harness, "menu-more");
    press(&mut harness, "Epoch");
    until(&mut harness, "an epoch", |harness| snapshot(harness).presentations == 40);
    press(&mut harness, "menu-speed");
    press(&mut harness, "Unlimited");
    until(&mut harness, "the speed", |harness| snapshot(harness).speed == Speed::Unlimited);
    press(&mut harness, "Present");
    assert!(harness.query_by_role_and_label(Role::Button, "Leave").is_some());
}

#[test]
fn in_presentation_mode_the_bar_fits_too() {
    for size in SIZES {
        let mut harness = open(size, egui::Theme::Dark);
        harness.key_press(Key::P);
        harness.run_steps(5);
        let zoom = harness.ctx.zoom_factor();
        let width = size[0] / zoom;
        let bar = widgets(&harness, "Leave", "?");
        for (at, one) in bar.iter().enumerate() {
            assert!(one.2.right() <= width + 0.5, "{one:?} at {size:?}");
            for other in &bar[at + 1..] {
                let shared = one.2.intersect(other.2);
                assert!(shared.width() <= 0.5 || shared.height() <= 0.5, "{one:?} and {other:?} at {size:?}");
            }
        }
        assert!(bar.iter().any(|(_, name, _)| name == "Leave"), "{bar:?}");
    }
}

/// The time after which the window wants to be drawn again.
fn rest(harness: &Window) -> Duration {
    harness.output().viewport_output.values().map(|output| output.repaint_delay).min().unwrap()
}

#[test]
fn a_paused_window_is_not_drawn_again_wherever_the_pointer_rests() {
    let mut harness = open([1280.0, 800.0], egui::Theme::Light);
    send(&mut harness, Command::Transport(Transport::RunFor(4000)));
    until(&mut harness, "the run", |harness| {
        snapshot(harness).timeline.end >= 4000 && snapshot(harness).run == RunState::Paused
    });
    let field = harness.get_by_role_and_label(Role::SpinButton, "seed").rect().center();
    let places =
        [[640.0, 200.0], [500.0, 560.0], [700.0, 500.0], [1000.0, 520.0], [220.0, 144.0], [80.0, 144.0]];
    for at in places.map(|[x, y]| egui::pos2(x, y)).into_iter().chain([field, egui::pos2(600.0, 745.0)]) {
        harness.hover_at(at);
        harness.run_steps(180);
        assert_eq!(rest(&harness), Duration::MAX, "{at:?}");
    }
    harness.drag_at(field);
    harness.step();
    harness.drop_at(field);
    harness.run_steps(180);
    assert_eq!(rest(&harness), Duration::MAX, "a text cursor");
}

#[test]
fn a_demonstration_that_waits_is_not_drawn_again_and_one_that_counts_once_a_second() {
    let mut harness = open([1280.0, 800.0], egui::Theme::Light);
    press(&mut harness, "menu-demonstrations");
    press(&mut harness, "teacher");
    until(&mut harness, "the beginning", |harness| snapshot(harness).run != RunState::Paused);
    harness.key_press(Key::Space);
    until(&mut harness, "the pause", |harness| snapshot(harness).run == RunState::Paused);
    harness.run_steps(180);
    assert_eq!(rest(&harness), Duration::MAX);
}

#[test]
fn a_button_that_copies_says_so_and_then_rests() {
    let mut harness = open([1280.0, 800.0], egui::Theme::Light);
    let before = harness.get_by_role_and_label(Role::Button, "Copy command").rect();
    press(&mut harness, "copy-command");
    let after = harness.get_by_role_and_label(Role::Button, "Copied").rect();
    assert_eq!(before, after, "nothing moves");
    harness.hover_at(egui::pos2(640.0, 200.0));
    harness.run_steps(200);
    assert!(harness.query_by_role_and_label(Role::Button, "Copy command").is_some());
    assert_eq!(rest(&harness), Duration::MAX);
}

#[test]
fn success_and_failure_are_told_apart() {
    let mut harness = open([1280.0, 800.0], egui::Theme::Light);
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, std::path::Path::new("x.docx"));
    harness.run_steps(2);
    assert!(harness.query_by_role_and_label(Role::Image, "error").is_some());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.equipoise");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until(&mut harness, "the field", |harness| harness.query_by_label("path").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(egui::Event::Text(path.display().to_string()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    until(&mut harness, "the file", |harness| harness.query_by_label_contains("Saved as").is_some());
    assert!(harness.query_by_role_and_label(Role::Image, "done").is_some());
    assert!(harness.query_by_role_and_label(Role::Image, "error").is_none());
    send(&mut harness, Command::Transport(Transport::Fail));
    until(&mut harness, "the failure", |harness| snapshot(harness).notice.is_some());
    assert!(harness.query_by_role_and_label(Role::Image, "error").is_some());
}

#[test]
fn a_tab_dropped_onto_the_side_of_a_group_joins_it_and_hides_nothing() {
    let mut harness = open([1280.0, 800.0], egui::Theme::Light);
    press(&mut harness, "workspace-2");
    let tab = harness.get_by_role_and_label(Role::Button, "Conditions").rect().center();
    for target in [[420.0, 260.0], [1200.0, 260.0], [800.0, 340.0], [1000.0, 600.0]] {
        let tab = harness
            .query_by_role_and_label(Role::Button, "Conditions")
            .map_or(tab, |tab| tab.rect().center());
        let to = egui::pos2(target[0], target[1]);
        harness.drag_at(tab);
        harness.step();
        for part in 1..=5 {
            harness.hover_at(tab + (to - tab) * (part as f32 / 5.0));
            harness.run_steps(2);
        }
        harness.drop_at(to);
        harness.run_steps(4);
        for kind in ["Horizontal", "Vertical", "Grid", "Tabs"] {
            assert!(harness.query_by_label(kind).is_none(), "{kind} at {target:?}");
        }
    }
    for tab in ["Stimuli", "Attribution", "Drift", "Conditions"] {
        assert!(harness.query_all_by_label(tab).next().is_some(), "{tab}");
    }
}
