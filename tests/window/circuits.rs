//! Circuits in the window: the control at the top, tasks and rules, sliders, undo, sessions.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use equipoise::engine::{CircuitBench, RunState, Session, Work, Workbench};
use equipoise::io::session::{self, Watcher};
use equipoise::ui::Opening;
use equipoise::ui::circuits::CircuitSnapshot;

use crate::common::{Window, keyed, open_with, snapshot, until};

fn circuit(harness: &mut Window) -> Arc<CircuitSnapshot> {
    harness.state_mut().as_mut().unwrap().circuit_snapshot().unwrap()
}

fn open() -> Window {
    let mut harness = open_with(Opening { welcome: false, ..Opening::default() });
    keyed(&harness, "show-Circuits").click();
    harness.run_steps(4);
    harness
}

fn press(harness: &mut Window, key: &str) {
    keyed(harness, key).click();
    harness.run_steps(3);
}

fn choose(harness: &mut Window, list: &str, key: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    harness.run_steps(3);
    press(harness, key);
}

#[test]
fn one_control_goes_from_one_system_to_the_other_and_what_is_left_pauses() {
    let mut harness = open();
    assert!(harness.query_by_label("Learning curves").is_some());
    assert!(harness.query_by_label("Capacity over time").is_none());
    harness.get_by_role_and_label(Role::Button, "Step").click();
    until(&mut harness, "a step", |harness| circuit(harness).steps == 1);
    harness.get_by_role_and_label(Role::Button, "Play").click();
    until(&mut harness, "more steps", |harness| circuit(harness).steps > 20);
    harness.key_press(Key::X);
    until(&mut harness, "a pause", |harness| circuit(harness).run == RunState::Paused);
    assert!(harness.query_by_label("Capacity over time").is_some());
    assert_eq!(snapshot(&mut harness).presentations, 0);
    harness.get_by_role_and_label(Role::Button, "Play").click();
    until(&mut harness, "the neuron", |harness| snapshot(harness).presentations > 0);
    harness.key_press(Key::X);
    until(&mut harness, "its pause", |harness| snapshot(harness).run == RunState::Paused);
}

#[test]
fn a_rule_is_swapped_compared_and_taken_back() {
    let mut harness = open();
    harness.key_press(Key::E);
    until(&mut harness, "a stretch", |harness| circuit(harness).steps == 100);
    choose(&mut harness, "rule", "rule-burst");
    until(&mut harness, "bursts", |harness| circuit(harness).now.rule.key == "burst");
    assert_eq!(circuit(&mut harness).steps, 100, "from the same weights");
    assert!(harness.query_by_label_contains("Payeur").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "the rule before", |harness| circuit(harness).now.rule.key == "predictive-coding");
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    until(&mut harness, "bursts again", |harness| circuit(harness).now.rule.key == "burst");
    press(&mut harness, "compare-rules");
    until(&mut harness, "the others", |harness| circuit(harness).others.len() == 3);
    assert_eq!(circuit(&mut harness).steps, 0, "all from the same start");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "the circuit before", |harness| circuit(harness).steps == 100);
    choose(&mut harness, "task", "task-match");
    until(&mut harness, "another circuit", |harness| circuit(harness).now.rule.key == "bptt");
}

/// A layer of the paper's neurons: the four rules go on from what the delta rule has learned, and without a teacher.
#[test]
fn a_layer_of_neurons_goes_from_one_rule_to_the_other() {
    let mut harness = open();
    choose(&mut harness, "task", "task-associations");
    until(&mut harness, "the layer", |harness| circuit(harness).now.rule.key == "delta");
    harness.key_press(Key::E);
    until(&mut harness, "a stretch", |harness| circuit(harness).steps == 200);
    assert!(harness.query_by_label_contains("twin: delta rule").is_some());
    let learned = circuit(&mut harness).weights.clone();
    choose(&mut harness, "rule", "rule-local");
    until(&mut harness, "four rules", |harness| circuit(harness).now.rule.key == "local");
    assert_eq!(circuit(&mut harness).weights, learned);
    assert!(harness.query_all_by_label("alpha_I").next().is_some());
    assert!(harness.query_by_label_contains("Aljadeff").is_some());
    harness.key_press(Key::E);
    until(&mut harness, "a stretch of theirs", |harness| circuit(harness).steps == 400);
    assert_ne!(circuit(&mut harness).weights, learned);
}

#[test]
fn values_are_set_by_their_sliders_and_fields() {
    let mut harness = open();
    let field = harness.get_all_by_role_and_label(Role::SpinButton, "gamma").next();
    assert!(field.is_some(), "a field for gamma");
    choose(&mut harness, "mode", "mode-zil");
    until(&mut harness, "zil", |harness| circuit(harness).now.settings.named("mode") == Some(2.0));
    let log = circuit(&mut harness).log.clone();
    assert_eq!(log.last().unwrap().action.to_string(), "mode=zil");
    // Layers that the circuit does not have are not offered.
    assert!(harness.query_all_by_label("n_2").next().is_some());
    assert!(harness.query_all_by_label("n_4").next().is_none());
}

#[test]
fn a_session_brings_its_circuits_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("both.equipoise");
    let params = equipoise::model::Params { p: 20, n_e: 30, n_i: 30, ..Default::default() };
    let neurons = Workbench::with_budget(Session::new(params, 3).unwrap(), 1 << 20);
    let steps = 230;
    let bench = crate::common::bench("burst", "xor", steps);
    let work = Work { neurons, circuits: Some(bench) };
    session::save(&path, &work, Vec::new(), Watcher::nobody()).unwrap();
    let opened = session::open(&path, Watcher::nobody()).unwrap().circuits.unwrap();
    assert_eq!(opened.head().made(), steps);
    let mut harness = open();
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
    until(&mut harness, "the session", |harness| {
        let shown = circuit(harness);
        shown.now.task.key == "xor" && shown.steps == steps
    });
    assert_eq!(snapshot(&mut harness).seed, 3);
    let saved = work.circuits.unwrap().snapshot(0.0).view.weights;
    assert_eq!(circuit(&mut harness).weights, saved);
}

/// Where a run goes out of bounds, a sentence says which step and rule, and a button leads to the moment before.
#[test]
fn a_divergence_is_told_with_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wild.equipoise");
    let params = equipoise::model::Params { p: 20, n_e: 30, n_i: 30, ..Default::default() };
    let neurons = Workbench::with_budget(Session::new(params, 3).unwrap(), 1 << 20);
    // The weight of cell 0 from cell 1, so large that no loss is finite.
    let text = serde_json::to_string(&crate::common::bench("e-prop", "match", 25).to_saved()).unwrap();
    let start = "\"weights\":[{\"rows\":40,\"columns\":40,\"values\":[0.0,";
    let (before, after) = text.split_once(start).unwrap();
    let (_, rest) = after.split_once(',').unwrap();
    let saved = serde_json::from_str(&format!("{before}{start}1e300,{rest}")).unwrap();
    let bench = CircuitBench::restore(saved, &Arc::default()).unwrap();
    session::save(&path, &Work { neurons, circuits: Some(bench) }, Vec::new(), Watcher::nobody()).unwrap();
    let mut harness = open();
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
    until(&mut harness, "the session", |harness| circuit(harness).steps == 25);
    // Opened without places of the window, a session shows the neuron.
    harness.state_mut().as_mut().unwrap().bring("circuit-learning");
    harness.run_steps(3);
    // However often it is played on, it is the first time that counts.
    for _ in 0..3 {
        harness.get_by_role_and_label(Role::Button, "Play").click();
        until(&mut harness, "the end", |harness| {
            circuit(harness).diverged.is_some() && circuit(harness).run == RunState::Paused
        });
    }
    assert!(
        harness.query_by_label_contains("step 26: e-prop asks for a change that is not finite").is_some()
    );
    harness.get_by_role_and_label(Role::Button, "The moment before").click();
    until(&mut harness, "the moment before", |harness| circuit(harness).steps < 25);
    assert_eq!(circuit(&mut harness).diverged, None);
    assert_eq!(circuit(&mut harness).steps, 15, "ten steps are a stretch");
}
