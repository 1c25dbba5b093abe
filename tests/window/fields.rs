//! Fields for numbers: whatever is typed, nothing moves, nothing is silent, and no key means anything else.

use crate::common::{Window, open_with, press, send, snapshot, until};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Command, RunState, Speed, Transport};
use equipoise::model::{ParamId, Params};
use equipoise::ui::{Laboratory, Opening};
use proptest::prelude::*;

fn opening() -> Opening {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() }
}

fn open() -> Window {
    let mut harness = open_with(opening());
    limited(&mut harness);
    harness
}

/// With a limit of speed, and the field for it.
fn limited(harness: &mut Window) {
    send(harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(20_000.0))));
    until(harness, "the limit", |harness| snapshot(harness).speed == Speed::PerSecond(20_000.0));
}

/// A window in which characters may be typed that its fonts do not have.
fn open_for_any_text() -> Window {
    let mut harness = egui_kittest::Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(8)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .build_ui_state(
            |ui, laboratory: &mut Option<Laboratory>| {
                laboratory.get_or_insert_with(|| Laboratory::new(ui.ctx(), &opening()).unwrap()).ui(ui);
            },
            None,
        );
    harness.run_steps(3);
    limited(&mut harness);
    harness
}

fn name(id: ParamId) -> String {
    format!("{} ({})", id.spec().name, id.spec().key)
}

/// Where the field of this name is.
fn field(harness: &Window, name: &str) -> Rect {
    harness.get_by_role_and_label(Role::SpinButton, name).rect()
}

fn click(harness: &mut Window, pos: Pos2) {
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        harness.event(Event::PointerMoved(pos));
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
        harness.step();
    }
    harness.step();
}

/// Types as a keyboard does: a key and a text for each letter.
fn type_text(harness: &mut Window, text: &str) {
    for letter in text.chars() {
        if let Some(key) = Key::from_name(&letter.to_uppercase().to_string()) {
            let modifiers = Modifiers::NONE;
            harness.event(Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
        }
        harness.event(Event::Text(letter.to_string()));
    }
    harness.step();
}

fn enter(harness: &mut Window, name: &str, text: &str) {
    let at = field(harness, name).center();
    click(harness, at);
    type_text(harness, text);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

/// Places of all fields and rails, and of the headings of the views.
fn layout(harness: &Window) -> Vec<Rect> {
    let mut places: Vec<Rect> = [Role::Slider, Role::SpinButton, Role::TextInput]
        .into_iter()
        .flat_map(|role| harness.query_all_by_role(role).map(|node| node.rect()).collect::<Vec<_>>())
        .collect();
    places.sort_by(|one, other| (one.top(), one.left()).partial_cmp(&(other.top(), other.left())).unwrap());
    for title in ["E/I currents", "E/I plane", "Weights", "Capacity over time", "dismiss"] {
        places.extend(harness.query_all_by_label(title).map(|node| node.rect()));
    }
    places
}

#[test]
fn ten_thousand_letters_in_a_field_move_nothing() {
    let mut harness = open();
    for name in [name(ParamId::rho_a), name(ParamId::alpha_i), "seed".to_owned(), "speed limit".to_owned()] {
        let before = layout(&harness);
        let at = field(&harness, &name).center();
        click(&mut harness, at);
        for text in ["w".repeat(200), "w".repeat(10_000), "123456789".to_owned(), "9".repeat(10_000)] {
            if text.len() > 1000 {
                // Nobody types that: it is pasted.
                harness.event(Event::Paste(text));
                harness.step();
            } else {
                type_text(&mut harness, &text);
            }
            harness.run_steps(3);
            assert_eq!(layout(&harness), before, "{name}");
        }
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        assert_eq!(layout(&harness), before, "{name}");
        // That of the field before may still be there.
        let near = field(&harness, &name).center();
        let mut said = harness.query_all_by_label_contains("…` is not a value for");
        assert!(said.any(|said| said.rect().distance_sq_to_pos(near).sqrt() < 60.0), "{name}");
    }
}

#[test]
fn what_is_refused_is_said_at_the_field_in_the_words_of_the_command_line() {
    let mut harness = open();
    let cases = [
        (ParamId::rho_a, "abc", "`abc` is not a value for rho_A: give a number; 0.7 stays"),
        (ParamId::rho_a, "nan", "rho_A = NaN is out of range: give a number from 0 to 1; 0.7 stays"),
        (ParamId::rho_a, "999", "rho_A = 999 is out of range: give a number from 0 to 1; 0.7 stays"),
        (ParamId::rho_a, "-5", "rho_A = -5 is out of range: give a number from 0 to 1; 0.7 stays"),
        (ParamId::rho_a, "inf", "rho_A = inf is out of range: give a number from 0 to 1; 0.7 stays"),
        (ParamId::rho_a, " ", "`` is not a value for rho_A: give a number; 0.7 stays"),
        (ParamId::p, "1.5", "P = 1.5 is out of range: give a whole number from 2 to 1000000; 40 stays"),
    ];
    for (id, text, words) in cases {
        let name = name(id);
        if id == ParamId::p {
            harness.get_by_role_and_label(Role::SpinButton, &name).scroll_to_me();
            harness.run_steps(20);
        }
        enter(&mut harness, &name, text);
        let said = harness.query_by_label(words).unwrap_or_else(|| panic!("{text}: nothing says {words}"));
        let at = field(&harness, &name);
        let near = said.rect().distance_sq_to_pos(at.center()).sqrt();
        assert!(near < 60.0, "{text}: said {near} points away");
        assert_eq!(snapshot(&mut harness).params, Params { p: 40, n_e: 60, n_i: 60, ..Params::default() });
    }
    // It goes with the next edit, and by itself.
    let at = field(&harness, &name(ParamId::p)).center();
    click(&mut harness, at);
    type_text(&mut harness, "4");
    harness.step();
    assert!(harness.query_by_label_contains("out of range").is_none());
    harness.key_press(Key::Escape);
    enter(&mut harness, &name(ParamId::p), "x");
    assert!(harness.query_by_label_contains("is not a value for P").is_some());
    harness.run_steps(620);
    assert!(harness.query_by_label_contains("is not a value for P").is_none());
}

#[test]
fn numbers_are_taken_as_they_are_written_in_several_countries() {
    let mut harness = open();
    for (id, text, value) in [
        (ParamId::rho_a, "0,5", 0.5),
        (ParamId::rho_a, "2,5e-1", 0.25),
        (ParamId::b, "−1", -1.0),
        (ParamId::rho_n, " .04 ", 0.04),
    ] {
        enter(&mut harness, &name(id), text);
        until(&mut harness, text, |harness| snapshot(harness).params.get(id) == value);
    }
    enter(&mut harness, "seed", "18446744073709551615");
    until(&mut harness, "the seed", |harness| snapshot(harness).seed == u64::MAX);
    enter(&mut harness, "speed limit", "1 000");
    until(&mut harness, "the speed", |harness| snapshot(harness).speed == Speed::PerSecond(1000.0));
}

#[test]
fn escape_brings_back_the_value_and_leaves_nothing_else() {
    let mut harness = open();
    harness.key_press(Key::P);
    harness.run_steps(3);
    harness.key_press(Key::C);
    harness.run_steps(5);
    let at = field(&harness, &name(ParamId::rho_a)).center();
    click(&mut harness, at);
    type_text(&mut harness, "0.1");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert_eq!(snapshot(&mut harness).params.rho_a, 0.7);
    assert!(harness.query_by_role_and_label(Role::Button, "Leave").is_some(), "still presenting");
    // The keys are the window's again.
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::Button, "Leave").is_none());
}

#[test]
fn tab_and_a_click_elsewhere_commit_arrows_and_drags_change() {
    let mut harness = open();
    let rho = name(ParamId::rho_a);
    let at = field(&harness, &rho).center();
    click(&mut harness, at);
    type_text(&mut harness, "0.4");
    harness.key_press(Key::Tab);
    until(&mut harness, "Tab", |harness| snapshot(harness).params.rho_a == 0.4);
    click(&mut harness, at);
    type_text(&mut harness, "0.6");
    click(&mut harness, egui::pos2(800.0, 30.0));
    until(&mut harness, "a click elsewhere", |harness| snapshot(harness).params.rho_a == 0.6);
    click(&mut harness, at);
    harness.key_press(Key::ArrowUp);
    harness.step();
    harness.key_press(Key::ArrowUp);
    until(&mut harness, "arrows", |harness| snapshot(harness).params.rho_a == 0.61);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    harness.drag_at(at);
    harness.step();
    for x in [10.0, 20.0, 30.0] {
        harness.hover_at(at + egui::vec2(x, 0.0));
        harness.step();
    }
    harness.drop_at(at + egui::vec2(30.0, 0.0));
    harness.run_steps(2);
    until(&mut harness, "a drag", |harness| (0.65..0.80).contains(&snapshot(harness).params.rho_a));
    harness.drag_at(at);
    harness.step();
    for x in [300.0, 900.0] {
        harness.hover_at(at + egui::vec2(x, 0.0));
        harness.step();
    }
    harness.drop_at(at + egui::vec2(900.0, 0.0));
    until(&mut harness, "the end of the range", |harness| snapshot(harness).params.rho_a == 1.0);
}

#[test]
fn the_panel_goes_back_to_its_width_with_the_layout() {
    let mut harness = open();
    let before = field(&harness, "seed").left();
    let edge = harness.get_by_label("E/I plane").rect().left();
    let usual = layout(&harness);
    assert!(before < edge);
    let border = usual.iter().map(|rect| rect.right()).filter(|right| *right < edge).fold(0.0, f32::max);
    // The border of the panel lies between the fields and the views.
    let grip = (0..40).map(|step| egui::pos2(border + step as f32, 400.0)).find(|pos| {
        harness.hover_at(*pos);
        harness.step();
        harness.step();
        harness.output().platform_output.cursor_icon == egui::CursorIcon::ResizeHorizontal
    });
    let grip = grip.expect("a border to drag");
    harness.drag_at(grip);
    harness.step();
    for by in [40.0, 80.0, 160.0] {
        harness.hover_at(grip + egui::vec2(by, 0.0));
        harness.step();
    }
    harness.drop_at(grip + egui::vec2(160.0, 0.0));
    harness.run_steps(4);
    assert_ne!(layout(&harness), usual);
    press(&mut harness, "menu-views");
    press(&mut harness, "ResetLayout");
    press(&mut harness, "menu-views");
    harness.hover_at(egui::pos2(600.0, 300.0));
    harness.run_steps(20);
    assert_eq!(layout(&harness), usual);
}

#[test]
fn the_tooltip_of_a_slider_leaves_the_plots_in_view_and_goes_while_it_is_dragged() {
    let mut harness = open();
    let rail = harness.get_by_role_and_label(Role::Slider, &name(ParamId::rho_a)).rect();
    let edge = harness.get_by_label("E/I plane").rect().left();
    harness.hover_at(rail.center());
    harness.run_steps(60);
    let told = harness.get_by_label_contains("Unit: ").rect();
    assert!(told.right() < edge, "{told:?} covers what begins at {edge}");
    harness.drag_at(rail.center());
    harness.run_steps(30);
    assert!(harness.query_by_label_contains("Unit: ").is_none());
    harness.hover_at(rail.center() + egui::vec2(5.0, 0.0));
    harness.run_steps(30);
    assert!(harness.query_by_label_contains("Unit: ").is_none());
    harness.drop_at(rail.center());
}

/// A field can widen what holds it only where it is not the one that never does.
#[test]
fn there_is_one_field_for_numbers() {
    let mut folders = vec![std::path::PathBuf::from("src/ui")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("DragValue"), "{}", path.display());
            let sliders = text.matches("Slider::new(").count();
            let without = text.matches("show_value(false)").count();
            assert!(sliders <= without, "{}: a slider with a field of its own", path.display());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_into_whichever_field_nothing_else_happens(
        typed in prop::collection::vec(
            (any::<prop::sample::Index>(), "\\PC{0,30}|[a-z0-9 ,.e∞-]{0,16}|[0-9]{1,400}", 0..3u8),
            1..6,
        ),
    ) {
        let mut harness = open_for_any_text();
        let before = layout(&harness);
        let dark = harness.ctx.theme();
        for (which, text, end) in typed {
            let fields: Vec<Rect> = harness
                .query_all_by_role(Role::SpinButton)
                .map(|node| node.rect())
                .filter(|rect| rect.bottom() < 700.0)
                .collect();
            let at = fields[which.index(fields.len())].center();
            click(&mut harness, at);
            type_text(&mut harness, &text);
            harness.run_steps(2);
            prop_assert_eq!(&layout(&harness), &before, "while {:?} is typed", &text);
            harness.key_press([Key::Enter, Key::Escape, Key::Tab][usize::from(end)]);
            harness.run_steps(2);
            harness.key_press(Key::Escape);
            harness.run_steps(2);
            let now = snapshot(&mut harness);
            prop_assert!(now.params.validate().is_ok());
            prop_assert_eq!((now.run, now.presentations), (RunState::Paused, 0));
            prop_assert_eq!(harness.ctx.theme(), dark);
            prop_assert!(harness.query_by_label("seed").is_some() && harness.query_by_label("Keyboard").is_none());
        }
    }
}
