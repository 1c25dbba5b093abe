//! The window under test, with the real engine behind it.

use std::sync::Arc;

use crate::patience::wait_for;

use egui_kittest::kittest::{Queryable, by};
use egui_kittest::{Harness, Node};
use equipoise::circuits::{Rule, Task};
use equipoise::engine::any;
use equipoise::engine::circuits::{Beginning, CircuitLook};
use equipoise::engine::{CircuitBench, Command, RunState, Snapshot, Transport};
use equipoise::ui::circuits::CircuitSnapshot;
use equipoise::ui::{Laboratory, Opening};

/// A circuit after some steps, looked into.
pub fn bench(rule: &str, task: &str, steps: u64) -> CircuitBench {
    let beginning = Beginning::new(Rule::find(rule).unwrap(), Task::find(task).unwrap(), 1);
    let mut bench = any::Workbench::with_budget(any::Session::begin(beginning).unwrap(), 1 << 24);
    bench.apply(any::Command::Look(CircuitLook::Inside(true)));
    bench.apply(any::Command::Transport(Transport::RunFor(steps)));
    while bench.advance(u64::MAX) > 0 {}
    bench
}

/// The same, as it is shown.
pub fn circuit(rule: &str, task: &str, steps: u64) -> Arc<CircuitSnapshot> {
    Arc::new(bench(rule, task, steps).snapshot(0.0))
}

/// One that has learned.
pub fn learned_circuit() -> Arc<CircuitSnapshot> {
    circuit("predictive-coding", "digits", 250)
}

/// A window.
pub type Window = Harness<'static, Option<Laboratory>>;

/// A window of 1280 x 800 points.
pub fn open_with(opening: Opening) -> Window {
    open_in_steps(opening, 1.0 / 60.0)
}

/// The same, with `seconds` from one frame to the next.
pub fn open_in_steps(opening: Opening, seconds: f32) -> Window {
    let mut harness =
        Harness::builder().with_size([1280.0, 800.0]).with_max_steps(8).with_step_dt(seconds).build_ui_state(
            move |ui, laboratory: &mut Option<Laboratory>| {
                laboratory.get_or_insert_with(|| Laboratory::new(ui.ctx(), &opening).unwrap()).ui(ui);
            },
            None,
        );
    harness.run_steps(3);
    harness
}

/// Sends a command past the widgets.
pub fn send(harness: &mut Window, command: Command) {
    harness.state_mut().as_mut().unwrap().engine().send(command);
}

/// The latest snapshot.
pub fn snapshot(harness: &mut Window) -> Arc<Snapshot> {
    harness.state_mut().as_mut().unwrap().engine().snapshot()
}

/// Draws frames until something is so.
pub fn until(harness: &mut Window, what: &str, so: impl Fn(&mut Window) -> bool) {
    wait_for(what, || {
        harness.step();
        so(harness).then_some(())
    });
    harness.run_steps(2);
}

/// Shows the view with this key.
pub fn bring(harness: &mut Window, view: &str) {
    harness.state_mut().as_mut().unwrap().bring(view);
    harness.run_steps(3);
}

/// The widget with this key.
pub fn keyed<'a, S>(harness: &'a Harness<'_, S>, key: &'a str) -> Node<'a> {
    harness.get(by().predicate(move |node| node.author_id() == Some(key)))
}

/// Presses the widget with this key.
pub fn press<S>(harness: &mut Harness<'_, S>, key: &str) {
    keyed(harness, key).click();
    harness.run_steps(3);
}

/// Runs some presentations.
pub fn run(harness: &mut Window, presentations: u64) {
    let before = snapshot(harness).timeline.end;
    send(harness, Command::Transport(Transport::RunFor(presentations)));
    until(harness, "the run", |harness| {
        let now = snapshot(harness);
        now.timeline.end >= before + presentations && now.run == RunState::Paused
    });
}
