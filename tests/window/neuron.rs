//! The view of the neuron: beat by beat, with its rules' switches, against the presentation that it shows.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Command, Speed};
use equipoise::model::{ParamId, Params};
use equipoise::ui::Opening;

use crate::common::{Window, open_with, press, run, send, snapshot, until};

fn open() -> Window {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    let mut harness =
        open_with(Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() });
    press(&mut harness, "Neuron");
    harness
}

fn says(harness: &Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn a_neuron_at_rest_says_how_to_begin() {
    let harness = open();
    assert!(says(&harness, "The neuron is at rest."));
}

#[test]
fn a_presentation_plays_beat_by_beat_in_words_and_the_next_one_follows() {
    let mut harness = open();
    run(&mut harness, 900);
    for _ in 0..6 {
        let before = snapshot(&mut harness);
        let now = *before.recent.last().unwrap();
        press(&mut harness, "1 stimulus");
        let kind = if now.target { "a target: it should fire" } else { "a non-target: it should be silent" };
        let active = before.stimuli.excitatory().active(now.stimulus as usize).indices().len();
        let words =
            format!("Stimulus {}, {kind}. {active} of 60 excitatory inputs are active.", now.stimulus);
        assert!(says(&harness, &words), "{words}");
        press(&mut harness, "next beat");
        let side = if now.drive > 0.0 { "is above threshold" } else { "is below threshold" };
        assert!(says(&harness, "Excitation i_E = ") && says(&harness, side));
        press(&mut harness, "next beat");
        match now.release.ach {
            Some(_) => assert!(says(&harness, "ACh arrives and adds")),
            None if !now.target => assert!(says(&harness, "No ACh: it comes with targets only")),
            None => assert!(says(&harness, "No ACh")),
        }
        press(&mut harness, "next beat");
        let fires = if now.fired { "The neuron fires" } else { "The neuron stays silent" };
        let right = if now.fired == now.target { "as it should." } else { "which it should not." };
        assert!(says(&harness, fires) && says(&harness, right), "{now:?}");
        press(&mut harness, "next beat");
        let acts = before.last_changes.iter().any(|change| change.active != 0.0);
        assert_eq!(says(&harness, ": active synapses "), acts);
        // After the last beat the next presentation, from its first beat.
        press(&mut harness, "next beat");
        let next = before.presentations + 1;
        until(&mut harness, "the next presentation", |harness| snapshot(harness).presentations == next);
        let stimulus = snapshot(&mut harness).recent.last().unwrap().stimulus;
        assert!(says(&harness, &format!("Stimulus {stimulus}, a")));
    }
    press(&mut harness, "earlier beat");
    assert!(says(&harness, "Stimulus "), "there is none before the first");
    // With the keyboard, while the pointer is over the view.
    let title = harness.get_by_role_and_label(Role::Button, "next beat").rect().center();
    harness.hover_at(title);
    harness.run_steps(2);
    harness.key_press(Key::Period);
    harness.run_steps(2);
    assert!(says(&harness, "Excitation i_E = "));
    harness.key_press(Key::Comma);
    harness.run_steps(2);
    assert!(says(&harness, "excitatory inputs are active"));
}

#[test]
fn every_rule_has_its_switch_in_the_picture() {
    let mut harness = open();
    run(&mut harness, 300);
    for id in [ParamId::rule_a, ParamId::rule_n, ParamId::rule_h, ParamId::rule_i] {
        harness.get_by_role_and_label(Role::CheckBox, id.spec().name).click();
        until(&mut harness, "the switch", |harness| snapshot(harness).params.get(id) == 0.0);
        harness.get_by_role_and_label(Role::CheckBox, id.spec().name).click();
        until(&mut harness, "the switch", |harness| snapshot(harness).params.get(id) == 1.0);
    }
}

/// At a speed that no eye follows: means of what is recent, by class.
#[test]
fn fast_runs_show_means_by_class() {
    let mut harness = open();
    send(&mut harness, Command::SetSpeed(Speed::PerSecond(5000.0)));
    send(&mut harness, Command::Run);
    until(&mut harness, "the means", |harness| says(harness, "Means of the last"));
    assert!(!says(&harness, "next beat"));
    send(&mut harness, Command::Pause);
    until(&mut harness, "the beats", |harness| says(harness, "next beat"));
}
