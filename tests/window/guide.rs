//! What a newcomer is offered: the thesis, a run that speeds up and holds, things to try, the tour.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::engine::{Action, Command, RunState, Speed, Transport};
use equipoise::io::presets::Preset;
use equipoise::model::{ParamId, Params};
use equipoise::ui::Opening;

use crate::common::{Window, open_in_steps, open_with, press, send, snapshot, until};

const THESIS: &str = "Four local rules let one neuron learn from an unreliable teacher";

fn opening() -> Opening {
    let preset = Preset::find("together").unwrap();
    // Small: it has learned within a second.
    let params = Params { p: 20, n_e: 60, n_i: 60, ..preset.params(&Params::default()) };
    Opening { params, seed: 1, preset: "together".to_owned(), welcome: true, ..Opening::default() }
}

fn says(harness: &Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn what_opens_says_the_thesis_and_is_at_rest() {
    let mut harness = open_with(opening());
    assert!(says(&harness, THESIS) && says(&harness, "It is to learn 20 stimuli"));
    assert_eq!(snapshot(&mut harness).run, RunState::Paused);
    press(&mut harness, "welcome-close");
    assert!(!says(&harness, THESIS));
    press(&mut harness, "menu-demonstrations");
    press(&mut harness, "Welcome");
    assert!(says(&harness, THESIS));
}

#[test]
fn it_is_dismissed_for_good_and_comes_back_when_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Some(folder.path().join("settings.json"));
    let opening = || Opening { settings: settings.clone(), ..opening() };
    let mut harness = open_with(opening());
    harness.get_by_role_and_label(Role::CheckBox, "show at start").click();
    harness.run_steps(3);
    let kept = settings.clone().unwrap();
    let written = || std::fs::read_to_string(&kept).unwrap_or_default().contains("\"no_welcome\": true");
    // Settings are written once they have rested.
    until(&mut harness, "the settings", |_| written());
    drop(harness);
    assert!(!says(&open_with(opening()), THESIS));
}

/// One by one at first, then faster, and it holds once it has learned.
#[test]
fn watching_begins_slowly_speeds_up_and_holds_when_it_has_learned() {
    let mut harness = open_in_steps(opening(), 0.1);
    press(&mut harness, "watch");
    until(&mut harness, "the first presentation", |harness| snapshot(harness).presentations == 1);
    assert!(says(&harness, "One stimulus at a time"));
    assert!(matches!(snapshot(&mut harness).speed, Speed::PerSecond(limit) if limit < 0.2));
    until(
        &mut harness,
        "speed",
        |harness| matches!(snapshot(harness).speed, Speed::PerSecond(limit) if limit > 1000.0),
    );
    assert!(says(&harness, "Too fast for beats"));
    until(&mut harness, "a neuron that has learned", |harness| says(harness, "Learned, after "));
    let now = snapshot(&mut harness);
    assert_eq!(now.run, RunState::Paused);
    assert!(says(&harness, "Means of the last"), "what one saw last stays");
    assert!(now.measures.balanced_accuracy >= 0.9, "{:?}", now.measures);
    // It says so as long as it is so.
    press(&mut harness, "Toggle");
    until(&mut harness, "a run that goes on", |harness| !says(harness, "It holds here"));
}

/// Whoever sets the speed has it: faster is faster, slower is slower, however slow it is.
#[test]
fn a_speed_of_ones_own_ends_the_ramp() {
    for (key, speed) in [(Key::Plus, 0.16), (Key::Minus, 0.05)] {
        let mut harness = open_with(opening());
        press(&mut harness, "watch");
        until(&mut harness, "the first presentation", |harness| snapshot(harness).presentations == 1);
        harness.key_press(key);
        until(&mut harness, "the speed", |harness| snapshot(harness).speed == Speed::PerSecond(speed));
        (0..60).for_each(|_| harness.step());
        assert_eq!(snapshot(&mut harness).speed, Speed::PerSecond(speed));
    }
}

/// Watched again while it runs fast, it begins slowly, and keeps the size that was set.
#[test]
fn watching_again_begins_at_the_beginning() {
    let mut harness = open_with(opening());
    send(&mut harness, Command::Act(Action::Set(ParamId::p, 30.0)));
    send(&mut harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(20_000.0))));
    send(&mut harness, Command::Transport(Transport::Run));
    until(&mut harness, "a run", |harness| snapshot(harness).presentations > 5000);
    press(&mut harness, "watch");
    until(&mut harness, "the first presentation", |harness| {
        let now = snapshot(harness);
        assert!(now.presentations > 5000 || now.presentations <= 1, "{}", now.presentations);
        now.presentations == 1
    });
    assert_eq!(snapshot(&mut harness).params.p, 30);
    // From the past as well.
    send(&mut harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(20_000.0))));
    until(&mut harness, "a run", |harness| snapshot(harness).presentations > 5000);
    harness.key_press(Key::Home);
    until(&mut harness, "the past", |harness| {
        !snapshot(harness).timeline.live && snapshot(harness).presentations == 0
    });
    press(&mut harness, "watch");
    until(&mut harness, "the first presentation", |harness| snapshot(harness).presentations == 1);
    assert!(says(&harness, "One stimulus at a time"));
}

/// A beat that is looked at in a demonstration that is paused does not start it.
#[test]
fn beats_can_be_looked_at_while_a_demonstration_is_paused() {
    let mut harness = open_with(opening());
    press(&mut harness, "unreliable");
    until(&mut harness, "the run", |harness| snapshot(harness).presentations > 100);
    press(&mut harness, "Toggle");
    until(&mut harness, "a pause", |harness| snapshot(harness).run == RunState::Paused);
    let made = snapshot(&mut harness).presentations;
    press(&mut harness, "earlier-beat");
    (0..30).for_each(|_| harness.step());
    let now = snapshot(&mut harness);
    assert_eq!((now.run, now.presentations), (RunState::Paused, made));
}

/// Escape closes what a part says, and no more.
#[test]
fn escape_closes_a_part_and_not_the_demonstration() {
    let mut harness = open_with(opening());
    press(&mut harness, "teacher-leaves");
    until(&mut harness, "the run", |harness| snapshot(harness).presentations > 100);
    press(&mut harness, "about-cell");
    assert!(says(&harness, "h = i_E − i_I − θ;"));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!says(&harness, "h = i_E − i_I − θ;") && says(&harness, "step 1 of 2"));
}

/// What is tried begins anew, with B as the control, where one is: not in presentation mode.
#[test]
fn things_to_try_have_a_control() {
    for (button, rule) in [
        ("without-acetylcholine", ParamId::rule_a),
        ("without-noradrenaline", ParamId::rule_n),
        ("without-hebb", ParamId::rule_h),
        ("without-balance", ParamId::rule_i),
    ] {
        let mut harness = open_with(opening());
        press(&mut harness, "rules-off");
        press(&mut harness, button);
        until(&mut harness, "B", |harness| snapshot(harness).variant.is_some());
        let now = snapshot(&mut harness);
        assert_eq!(now.params.get(rule), 0.0);
        assert_eq!(now.variant.as_ref().unwrap().params.get(rule), 1.0);
        assert!(says(&harness, "B, the control, has all four rules"));
        assert!(harness.query_by_role_and_label(Role::Button, "Leave").is_none(), "the whole instrument");
        assert!(says(&harness, "Or:"), "what else can be tried is there meanwhile");
        press(&mut harness, "player-close");
        until(&mut harness, "the end", |harness| snapshot(harness).variant.is_none());
        until(&mut harness, "the rule", |harness| snapshot(harness).params.get(rule) == 1.0);
        assert!(says(&harness, THESIS), "and what is offered is back");
        let preset = harness.get_by_role_and_label(Role::ComboBox, "preset");
        assert_eq!(preset.accesskit_node().value().as_deref(), Some("Together"), "{button}");
    }
    for (button, id, value) in [("teacher-leaves", ParamId::p, 200.0), ("unreliable", ParamId::rho_a, 0.5)] {
        let mut harness = open_with(opening());
        press(&mut harness, button);
        until(&mut harness, "the start", |harness| snapshot(harness).params.get(id) == value);
    }
}

#[test]
fn the_tour_leads_through_and_can_be_skipped() {
    let mut harness = open_with(opening());
    press(&mut harness, "tour");
    assert!(says(&harness, "1 of 9") && says(&harness, "Inputs on the left"));
    press(&mut harness, "tour-next");
    assert!(says(&harness, "2 of 9"));
    press(&mut harness, "tour-back");
    harness.key_press(Key::PageDown);
    harness.run_steps(3);
    assert!(says(&harness, "2 of 9"), "with the keyboard");
    for at in 3..=9 {
        press(&mut harness, "tour-next");
        assert!(says(&harness, &format!("{at} of 9")));
    }
    press(&mut harness, "tour-next");
    assert!(!says(&harness, "9 of 9"));
    assert!(harness.query_by_role_and_label(Role::Button, "Tour (2 min)").is_none(), "it is offered once");
    press(&mut harness, "menu-demonstrations");
    press(&mut harness, "Tour");
    assert!(says(&harness, "1 of 9"));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!says(&harness, "1 of 9"), "skipped");
}

/// Too fast to follow, the currents are those of the same stimuli all the time.
#[test]
fn fast_currents_are_steady_and_slow_ones_are_those_shown() {
    let mut harness = open_with(opening());
    let steady = |harness: &Window| {
        let toggled = harness.get_by_role_and_label(Role::CheckBox, "steady").accesskit_node().toggled();
        toggled == Some(egui::accesskit::Toggled::True)
    };
    send(&mut harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(5000.0))));
    send(&mut harness, Command::Transport(Transport::Run));
    until(&mut harness, "a steady sample", |harness| steady(harness) && says(harness, "wrong of 20"));
    send(&mut harness, Command::Transport(Transport::Pause));
    until(&mut harness, "what was shown", |harness| !steady(harness) && says(harness, "wrong of 80"));
}

/// The command palette finds commands, views, parameters, presets and demonstrations, with the keyboard alone.
#[test]
fn the_palette_finds_everything() {
    let find = |harness: &mut Window, text: &str| {
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::P);
        harness.run_steps(3);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(3);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
    };
    let mut harness = open_with(opening());
    find(&mut harness, "show one stimulus");
    until(&mut harness, "a presentation", |harness| snapshot(harness).presentations == 1);
    find(&mut harness, "conditions");
    until(&mut harness, "the view", |harness| says(harness, "ACh lifts a silent target"));
    find(&mut harness, "retained-200");
    until(&mut harness, "the preset", |harness| snapshot(harness).generation == 1);
    // A parameter gets the focus, wherever it is folded away.
    find(&mut harness, "kappa_A");
    harness.run_steps(12);
    let node = harness.get_by_role_and_label(Role::Slider, "need gate (kappa_A)");
    assert!(node.accesskit_node().is_focused());
    // A letter typed there is no command.
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::P);
    harness.run_steps(3);
    harness.key_press(Key::F);
    harness.run_steps(3);
    assert!(snapshot(&mut harness).plastic);
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Find").is_none());
    find(&mut harness, "co-tuning word");
    assert!(says(&harness, "How alike the excitatory and the inhibitory inputs"));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(!says(&harness, "How alike the excitatory"));
    find(&mut harness, "four rules");
    until(&mut harness, "the demonstration", |harness| says(harness, "step 1 of 6"));
}
