//! The window under test, with the real engine behind it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Command, RunState, Snapshot, Transport};
use equipoise::ui::{Laboratory, Opening};

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
    let start = Instant::now();
    while !so(harness) {
        let now = snapshot(harness);
        let waited = start.elapsed() < Duration::from_secs(120);
        assert!(waited, "waited too long for {what}: {:?} {:?}", now.run, now.timeline);
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    harness.run_steps(2);
}

/// Shows the view with this key.
pub fn bring(harness: &mut Window, view: &str) {
    harness.state_mut().as_mut().unwrap().bring(view);
    harness.run_steps(3);
}

/// Presses the button with this name.
pub fn press(harness: &mut Window, button: &str) {
    harness.get_by_role_and_label(Role::Button, button).click();
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
