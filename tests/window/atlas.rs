//! The atlas in the window: swept from a slider, scrubbed, clicked, forked, walked, as a new user would.

use std::path::Path;

use crate::common::{Window, bring, keyed, open_with, press, snapshot, until};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::kittest::{NodeT, Queryable, by};
use equipoise::engine::{RunState, Snapshot};
use equipoise::model::{ParamId, Params, Simulation};
use equipoise::ui::Opening;

fn small() -> Opening {
    let params = Params { p: 20, n_e: 30, n_i: 30, ..Params::default() };
    Opening { params, seed: 3, preset: "retained".to_owned(), ..Opening::default() }
}

/// Types a number into the field with this name.
fn type_number(harness: &mut Window, name: &str, value: &str) {
    harness.get_all_by_label(name).last().unwrap().focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(value.to_owned()));
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

/// A plane that takes a moment: 40 epochs, then 10 unsupervised.
fn grown() -> Window {
    let mut harness = open_with(small());
    bring(&mut harness, "atlas");
    press(&mut harness, "plan-atlas");
    type_number(&mut harness, "epochs", "40");
    type_number(&mut harness, "then unsupervised", "10");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    press(&mut harness, "grow-atlas");
    finished(&mut harness);
    harness
}

fn finished(harness: &mut Window) {
    until(harness, "the atlas", |harness| {
        harness.query(by().predicate(|node| node.author_id() == Some("grow-atlas"))).is_some()
    });
}

fn plane(harness: &Window) -> Rect {
    let plots = harness.query_all_by_label_contains("plot of release strength");
    plots.map(|node| node.rect()).next().unwrap()
}

fn click(harness: &mut Window, at: Pos2, button: PointerButton, modifiers: Modifiers) {
    harness.event(Event::ModifiersChanged(modifiers));
    harness.event_modifiers(Event::PointerMoved(at), modifiers);
    for pressed in [true, false] {
        harness.event_modifiers(Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
    }
    harness.step();
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    // Until it is sure that it was no double-click.
    harness.run_steps(40);
}

/// Values of x and y at the middle of the cell of a plane of 32 steps.
fn values(column: usize, row: usize) -> [f64; 2] {
    let t = |k: usize| k as f64 / 31.0;
    [0.05 + t(column) * 0.9, 0.1 * 50f64.powf(t(row))]
}

fn cell(rect: Rect, column: usize, row: usize) -> Pos2 {
    let part = |k: usize| (k as f32 + 0.5) / 32.0;
    rect.lerp_inside(egui::vec2(part(column), 1.0 - part(row)))
}

/// Is the neuron on screen the one that has trained so, and nothing else?
fn is_the_neuron(now: &Snapshot, supervised: u64, unsupervised: u64) {
    let params = Params { ach: true, na: true, ..now.params.clone() };
    let mut alone = Simulation::new(params, 3).unwrap();
    alone.run_epochs(supervised);
    alone.set_params(now.params.clone()).unwrap();
    alone.run_epochs(unsupervised);
    assert_eq!((now.seed, now.presentations), (3, alone.presentations()));
    assert_eq!(now.measures, alone.recall().measures(alone.params()));
}

#[test]
fn a_click_makes_a_point_the_neuron_on_screen_at_the_epoch_shown() {
    let mut harness = grown();
    let rect = plane(&harness);
    click(&mut harness, cell(rect, 20, 9), PointerButton::Primary, Modifiers::NONE);
    until(&mut harness, "its neuron", |harness| {
        let now = snapshot(harness);
        now.presentations == 50 * 20 && now.run == RunState::Paused
    });
    let now = snapshot(&mut harness);
    let [x, y] = values(20, 9);
    assert!(
        (now.params.rho_a / x - 1.0).abs() < 1e-3 && (now.params.a_a / y - 1.0).abs() < 1e-3,
        "{:?}",
        now.params
    );
    assert!(!now.params.ach && !now.params.na, "the last frame is without supervision");
    is_the_neuron(&now, 40, 10);
    // What the atlas says of it is what the neuron has.
    harness.event(Event::PointerMoved(cell(rect, 20, 9)));
    harness.run_steps(3);
    let says = format!("balanced accuracy: {:.3}", now.measures.balanced_accuracy);
    assert!(harness.query_all_by_label_contains(&says).next().is_some(), "{says}");
}

#[test]
fn earlier_epochs_are_scrubbed_to_and_opened() {
    let mut harness = grown();
    keyed(&harness, "atlas-epoch").focus();
    harness.run_steps(2);
    // From the last frame to one during supervision.
    for _ in 0..15 {
        harness.key_press(Key::ArrowLeft);
        harness.run_steps(2);
    }
    let epoch = {
        let mut shown = harness.query_all_by_label_contains("epoch ").filter_map(|node| {
            let text = node.accesskit_node().label().or(node.accesskit_node().value()).unwrap_or_default();
            text.strip_prefix("epoch ").and_then(|number| number.parse::<u64>().ok())
        });
        shown.rfind(|epoch| *epoch > 0).expect("an epoch of supervision")
    };
    let rect = plane(&harness);
    click(&mut harness, cell(rect, 5, 30), PointerButton::Primary, Modifiers::NONE);
    until(&mut harness, "its neuron", |harness| {
        let now = snapshot(harness);
        now.presentations == epoch * 20 && now.run == RunState::Paused
    });
    let now = snapshot(&mut harness);
    assert!(now.params.ach && now.params.na);
    is_the_neuron(&now, epoch, 0);
}

#[test]
fn a_shift_click_forks_b_and_arrow_keys_walk() {
    let mut harness = grown();
    let rect = plane(&harness);
    click(&mut harness, cell(rect, 3, 4), PointerButton::Primary, Modifiers::SHIFT);
    until(&mut harness, "B", |harness| snapshot(harness).variant.is_some());
    let now = snapshot(&mut harness);
    let own: Vec<ParamId> = now.variant.as_ref().unwrap().overrides.iter().map(|(id, _)| *id).collect();
    assert_eq!(own, [ParamId::rho_a, ParamId::a_a]);
    assert_eq!(now.seed, 3, "A is the one that was there");
    click(&mut harness, cell(rect, 20, 9), PointerButton::Primary, Modifiers::NONE);
    until(&mut harness, "its neuron", |harness| snapshot(harness).presentations == 50 * 20);
    let before = snapshot(&mut harness).params.clone();
    harness.query_all_by_label_contains("plot of release strength").next().unwrap().focus();
    harness.run_steps(2);
    for (key, column, row) in [(Key::ArrowRight, 21, 9), (Key::ArrowUp, 21, 10)] {
        harness.key_press(key);
        let [x, y] = values(column, row);
        until(&mut harness, "the next neuron", |harness| {
            let now = snapshot(harness);
            let near = |value: f64, aim: f64| (value / aim - 1.0).abs() < 1e-3;
            near(now.params.rho_a, x) && near(now.params.a_a, y) && now.presentations == 50 * 20
        });
    }
    assert_ne!(before, snapshot(&mut harness).params);
}

/// Types a path into the field that is shown where there is no system dialog, and confirms it.
fn enter_path(harness: &mut Window, path: &Path) {
    until(harness, "the field", |harness| harness.query_by_label("path").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(Event::Text(path.display().to_string()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
}

/// What is said of the cell in this column and row.
fn said_of(harness: &mut Window, column: usize, row: usize) -> Vec<String> {
    harness.event(Event::PointerMoved(cell(plane(harness), column, row)));
    harness.run_steps(3);
    let lines = harness
        .query_all_by_label_contains(": ")
        .filter_map(|node| node.accesskit_node().label().or(node.accesskit_node().value()));
    lines
        .filter(|line| line.contains("accuracy") || line.contains("mean i"))
        .map(|line| line.to_string())
        .collect()
}

#[test]
fn a_session_keeps_the_atlas() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.equipoise");
    let mut harness = grown();
    let before = said_of(&mut harness, 11, 17);
    assert!(!before.is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_steps(2);
    enter_path(&mut harness, &file);
    until(&mut harness, "saved", |harness| harness.query_all_by_label_contains("Saved as").next().is_some());
    let mut harness = open_with(small());
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &file);
    until(&mut harness, "opened", |harness| harness.query_all_by_label_contains("Opened").next().is_some());
    bring(&mut harness, "atlas");
    assert_eq!(said_of(&mut harness, 11, 17), before);
}

#[test]
fn an_atlas_is_saved_as_a_table_and_as_arrays() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = grown();
    for (key, name) in [("atlas-csv", "a.csv"), ("atlas-npz", "a.npz")] {
        press(&mut harness, "save-atlas");
        press(&mut harness, key);
        enter_path(&mut harness, &folder.path().join(name));
        until(&mut harness, "written", |_| folder.path().join(name).exists());
    }
    let text = std::fs::read_to_string(folder.path().join("a.csv")).unwrap();
    assert!(
        text.contains("# to compute it again: equipoise atlas") && text.contains("# after 50 epochs"),
        "{text}"
    );
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(rows.len(), 1 + 32 * 32);
    assert!(rows[0].starts_with("rho_A,A_A,seeds,ba,ba-sd,learned-load"), "{}", rows[0]);
    let told = said_of(&mut harness, 20, 9);
    let ba = rows[1 + 9 * 32 + 20].split(',').nth(3).unwrap().parse::<f64>().unwrap();
    assert!(told.contains(&format!("balanced accuracy: {ba:.3}")), "{ba} {told:?}");
}

#[test]
fn a_slider_is_swept_from_its_menu() {
    let mut harness = open_with(small());
    // The label stands to the left of its slider, at the left of the window.
    let slider = harness.query_all_by_label_contains("release probability").next().unwrap().rect();
    let label = egui::pos2(60.0, slider.center().y);
    click(&mut harness, label, PointerButton::Secondary, Modifiers::NONE);
    press(&mut harness, "sweep-rho_A");
    until(&mut harness, "the curve", |harness| {
        harness
            .query_all_by_label_contains("plot of balanced accuracy against release probability")
            .next()
            .is_some()
    });
    finished(&mut harness);
    let now = snapshot(&mut harness);
    assert_eq!((now.seed, now.params.p), (3, 20), "the neuron on screen is still there");
}

#[test]
fn an_atlas_waits_goes_on_and_is_cancelled() {
    let mut harness = open_with(small());
    bring(&mut harness, "atlas");
    press(&mut harness, "plan-atlas");
    type_number(&mut harness, "epochs", "100000");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    press(&mut harness, "grow-atlas");
    until(&mut harness, "a picture", |harness| {
        harness.query_all_by_label_contains("plot of release strength").next().is_some()
    });
    press(&mut harness, "pause-atlas");
    assert!(harness.query_all_by_label_contains("Go on").next().is_some());
    press(&mut harness, "pause-atlas");
    press(&mut harness, "cancel-task");
    finished(&mut harness);
    assert!(harness.query_all_by_label_contains("Stopped; this is how far it came.").next().is_some());
}

#[test]
fn a_plan_that_cannot_be_computed_is_refused_in_words() {
    let mut harness = open_with(small());
    bring(&mut harness, "atlas");
    press(&mut harness, "plan-atlas");
    type_number(&mut harness, "to", "0.05");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    press(&mut harness, "grow-atlas");
    assert!(harness.query_all_by_label_contains("below the high one").next().is_some());
}
