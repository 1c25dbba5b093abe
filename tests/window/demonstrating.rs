//! Looking closer and demonstrating, driven through accessibility labels with the real engine behind.

use crate::patience::wait_for;

use crate::common::{Window, bring, open_with, press, run, send, snapshot};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::analysis::growth::Growth;
use equipoise::engine::{Action, Command, Condition, Event, Look, Navigate, RunState, Snapshot, Transport};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::Opening;

fn small() -> Opening {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() }
}

fn open() -> Window {
    open_with(small())
}

/// Draws frames until the simulation is as wanted.
fn until(harness: &mut Window, wanted: impl Fn(&Snapshot) -> bool) {
    crate::common::until(harness, "the simulation", |harness| wanted(&snapshot(harness)));
}

fn key(harness: &mut Window, key: Key) {
    harness.key_press(key);
    harness.run_steps(2);
}

fn with_control(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

#[test]
fn a_row_of_the_list_pins_a_stimulus_and_a_button_pairs_it() {
    let mut harness = open();
    run(&mut harness, 4000);
    bring(&mut harness, "stimuli");
    press(&mut harness, "sort-drive");
    // A cell senses the click of its row.
    harness.get_all_by_label("be silent").next().unwrap().click();
    until(&mut harness, |now| now.pinned.is_some());
    let stimulus = snapshot(&mut harness).pinned.as_ref().unwrap().stimulus;
    assert!(harness.query_by_label(&format!("Stimulus {stimulus} is pinned.")).is_some());
    for (button, ach, na) in
        [("pair with ACh", true, false), ("pair with NA", false, true), ("pair alone", false, false)]
    {
        let before = snapshot(&mut harness).presentations;
        press(&mut harness, button);
        until(&mut harness, |now| now.presentations == before + 1);
        let last = *snapshot(&mut harness).recent.last().unwrap();
        let released = (last.release.ach.is_some(), last.release.na.is_some());
        assert_eq!((last.stimulus as usize, released), (stimulus, (ach, na)));
    }
    key(&mut harness, Key::ArrowDown);
    until(&mut harness, |now| {
        now.pinned.as_ref().is_some_and(|pinned| pinned.stimulus == (stimulus + 1) % 40)
    });
    press(&mut harness, "unpin");
    until(&mut harness, |now| now.pinned.is_none());
}

#[test]
fn sorting_by_drive_puts_the_lowest_first_and_a_second_click_the_highest() {
    let mut harness = open();
    run(&mut harness, 4000);
    bring(&mut harness, "stimuli");
    let now = snapshot(&mut harness);
    let drives: Vec<f64> = (0..40).map(|mu| now.recall.drive(mu)).collect();
    let (low, high) =
        drives.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &d| (l.min(d), h.max(d)));
    let top_row = |harness: &Window, drive: f64| {
        let text = format!("{drive:+.3}");
        let others =
            harness.query_all_by_label_contains("silent").chain(harness.query_all_by_label_contains("fire"));
        let top = others.map(|node| node.rect().top()).fold(f32::INFINITY, f32::min);
        harness.query_all_by_label(&text).any(|node| (node.rect().top() - top).abs() < 4.0)
    };
    press(&mut harness, "sort-drive");
    assert!(top_row(&harness, low));
    press(&mut harness, "sort-drive");
    assert!(top_row(&harness, high));
}

#[test]
fn attribution_explains_a_pinned_stimulus_a_synapse_and_a_moment() {
    let mut harness = open();
    send(&mut harness, Command::Look(Look::Pin(Some(3))));
    send(&mut harness, Command::Look(Look::PinSynapse(Some((Population::Excitatory, 2)))));
    bring(&mut harness, "attribution");
    run(&mut harness, 8000);
    until(&mut harness, |now| now.effects.is_some());
    let told = harness.query_all_by_label_contains("Stimulus 3 ");
    let texts: Vec<String> = told.filter_map(|node| node.accesskit_node().value()).collect();
    let explains = |text: &String| text.contains("presentation") || text.contains("kept its response");
    assert!(texts.iter().any(explains), "{texts:?}");
    press(&mut harness, "synapse");
    let synapse = snapshot(&mut harness).synapse.clone().unwrap().now;
    assert!(synapse.weight != synapse.start);
    assert!(harness.query_by_label_contains("w_E[2] went from").is_some());
    press(&mut harness, "moment");
    assert!(harness.query_by_label_contains("Click a presentation").is_some());
    // The effects are added up only while somebody looks.
    bring(&mut harness, "weights");
    until(&mut harness, |now| now.effects.is_none());
}

#[test]
fn the_bar_of_time_goes_back_and_a_change_there_begins_a_branch() {
    let mut harness = open();
    run(&mut harness, 30_000);
    press(&mut harness, "bookmark");
    until(&mut harness, |now| now.timeline.bookmarks.len() == 1);
    let weights = snapshot(&mut harness).excitatory.clone();
    let track = harness.get_by_label("moment shown").rect();
    let middle = track.center();
    harness.drag_at(middle);
    harness.step();
    harness.drop_at(middle);
    harness.run_steps(2);
    until(&mut harness, |now| !now.timeline.live && now.timeline.seeking.is_none());
    let past = snapshot(&mut harness);
    assert!((14_000..16_000).contains(&past.timeline.made), "{}", past.timeline.made);
    assert_eq!(past.presentations, past.timeline.made, "every view shows that moment");
    assert_ne!(past.excitatory, weights);
    // Left: an epoch back.
    key(&mut harness, Key::ArrowLeft);
    until(&mut harness, |now| now.timeline.made == past.timeline.made - 40 && now.timeline.seeking.is_none());
    press(&mut harness, "now");
    until(&mut harness, |now| now.timeline.live);
    assert_eq!(snapshot(&mut harness).excitatory, weights);
    key(&mut harness, Key::Home);
    until(&mut harness, |now| now.timeline.made == 0 && now.timeline.seeking.is_none());
    harness.get_by_role_and_label(Role::CheckBox, "ACh release (ACh)").click();
    harness.run_steps(2);
    until(&mut harness, |now| now.timeline.runs.len() == 2 && !now.params.ach && now.timeline.live);
    press(&mut harness, "menu-runs");
    harness.get_by_label_contains("Run 1: now at 30 000").click();
    until(&mut harness, |now| now.timeline.run == 1);
    let back = snapshot(&mut harness);
    assert!(back.params.ach && back.excitatory == weights && back.timeline.end == 30_000);
}

#[test]
fn a_breakpoint_is_added_from_the_menu_pauses_and_leaves_a_mark() {
    let mut harness = open();
    press(&mut harness, "menu-breakpoints");
    press(&mut harness, "add-breakpoint");
    until(&mut harness, |now| !now.breakpoints.is_empty());
    let condition = snapshot(&mut harness).breakpoints[0].condition;
    assert_eq!(condition, Condition::Accuracy { above: true, value: 0.95 });
    key(&mut harness, Key::Space);
    until(&mut harness, |now| now.presentations > 0 && now.run == RunState::Paused);
    let now = snapshot(&mut harness);
    assert!(now.measures.balanced_accuracy > 0.95);
    assert!(
        matches!(&now.marks.last().unwrap().event, Event::Breakpoint(text) if text == "BA rises above 0.95")
    );
    assert!(harness.query_by_label_contains("Paused: BA rises above 0.95.").is_some());
    press(&mut harness, "remove-breakpoint");
    until(&mut harness, |now| now.breakpoints.is_empty());
}

#[test]
fn ablating_a_rule_runs_b_beside_a() {
    let mut harness = open();
    bring(&mut harness, "compare");
    press(&mut harness, "b-without-rule_A");
    until(&mut harness, |now| now.variant.is_some());
    run(&mut harness, 30_000);
    let now = snapshot(&mut harness);
    let variant = now.variant.clone().unwrap();
    assert_eq!(variant.overrides, [(ParamId::rule_a, 0.0)]);
    assert_eq!((variant.presentations, variant.params.rule_a, now.params.rule_a), (30_000, false, true));
    assert!(variant.measures.balanced_accuracy < now.measures.balanced_accuracy - 0.2);
    assert!(harness.query_by_label_contains("B  BA ").is_some());
    press(&mut harness, "end-b");
    until(&mut harness, |now| now.variant.is_none());
    // By key: without one rule after the other, then no B.
    for id in [ParamId::rule_a, ParamId::rule_n, ParamId::rule_h, ParamId::rule_i] {
        key(&mut harness, Key::A);
        until(&mut harness, |now| {
            now.variant.as_ref().is_some_and(|variant| variant.overrides == [(id, 0.0)])
        });
    }
    key(&mut harness, Key::A);
    until(&mut harness, |now| now.variant.is_none());
}

#[test]
fn undo_takes_back_a_drag_as_one_step_and_redo_makes_it_again() {
    let mut harness = open();
    let slider = harness.get_by_role_and_label(Role::Slider, "release probability (rho_A)").rect();
    let at = |t: f32| egui::pos2(slider.left() + t * slider.width(), slider.center().y);
    harness.drag_at(at(0.7));
    harness.step();
    for t in [0.6, 0.5, 0.4, 0.3] {
        harness.hover_at(at(t));
        harness.run_steps(3);
    }
    until(&mut harness, |now| now.params.rho_a < 0.45);
    harness.drop_at(at(0.3));
    harness.run_steps(4);
    let issued = harness.state_mut().as_mut().unwrap().engine().issued();
    until(&mut harness, |now| now.applied >= issued);
    let dragged = snapshot(&mut harness).params.rho_a;
    send(&mut harness, Command::Act(Action::Set(ParamId::b, 4.0)));
    until(&mut harness, |now| now.params.b == 4.0);
    with_control(&mut harness, Modifiers::COMMAND, Key::Z);
    until(&mut harness, |now| now.params.b == 3.2);
    assert_eq!(snapshot(&mut harness).params.rho_a, dragged);
    press(&mut harness, "Undo");
    until(&mut harness, |now| now.params.rho_a == 0.7);
    with_control(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    until(&mut harness, |now| now.params.rho_a == dragged);
    press(&mut harness, "Redo");
    until(&mut harness, |now| now.params.b == 4.0);
    let marks = snapshot(&mut harness).marks.clone();
    assert!(matches!(marks.last().unwrap().event, Event::Change { id: ParamId::b, to: 4.0, .. }));
}

/// A change of P begins a new neuron; undo brings the one before back, with what it had learned, and it goes on.
#[test]
fn undo_of_a_change_that_began_a_new_neuron_brings_the_neuron_back() {
    let mut harness = open();
    run(&mut harness, 4000);
    send(&mut harness, Command::Act(Action::Set(ParamId::b, 3.0)));
    until(&mut harness, |now| now.params.b == 3.0);
    harness.run_steps(3);
    run(&mut harness, 400);
    let before = snapshot(&mut harness);
    // Several changes in one go: what is wanted back is what was there before the first of them.
    for p in [41.0, 45.0, 50.0] {
        send(&mut harness, Command::Act(Action::Set(ParamId::p, p)));
    }
    until(&mut harness, |now| now.params.p == 50);
    harness.run_steps(3);
    assert!(harness.query_all_by_label_contains("a new neuron").next().is_some());
    run(&mut harness, 700);
    press(&mut harness, "Undo");
    until(&mut harness, |now| now.params.p == 40 && now.timeline.live);
    let back = snapshot(&mut harness);
    assert_eq!(back.presentations, 4400);
    assert_eq!((&back.excitatory, &back.inhibitory), (&before.excitatory, &before.inhibitory));
    assert_eq!((&back.curve, &back.params), (&before.curve, &before.params));
    // The run that is left stays, and the steps before can still be undone.
    assert_eq!(back.timeline.runs.len(), 2);
    harness.run_steps(3);
    press(&mut harness, "Undo");
    until(&mut harness, |now| now.params.b == 3.2);
    assert_eq!(snapshot(&mut harness).presentations, 4400);
    press(&mut harness, "Redo");
    until(&mut harness, |now| now.params.b == 3.0);
    // The neuron goes on before its end is made again: undo then brings back what it has become.
    run(&mut harness, 60);
    harness.run_steps(3);
    press(&mut harness, "Redo");
    until(&mut harness, |now| now.params.p == 50 && now.presentations == 0);
    harness.run_steps(3);
    run(&mut harness, 30);
    press(&mut harness, "Undo");
    until(&mut harness, |now| now.params.p == 40 && now.timeline.live);
    assert_eq!(snapshot(&mut harness).presentations, 4460);
}

/// A change of P while the load grows is a step like any other.
#[test]
fn a_change_of_p_while_the_load_grows_can_be_undone() {
    let mut harness = open();
    run(&mut harness, 400);
    send(&mut harness, Command::Act(Action::Grow(Some(Growth { batch: 2, eps: 0.01, patience: 1000 }))));
    until(&mut harness, |now| now.growing.is_some());
    send(&mut harness, Command::Act(Action::Set(ParamId::p, 50.0)));
    until(&mut harness, |now| now.params.p == 50);
    harness.run_steps(3);
    press(&mut harness, "Undo");
    until(&mut harness, |now| now.params.p == 40 && now.timeline.live);
    assert_eq!(snapshot(&mut harness).presentations, 400);
}

/// Whatever decays is told below, with what mends it; and it can be hidden.
#[test]
fn the_health_line_tells_what_decays_and_can_be_hidden() {
    let params = Params { p: 40, n_e: 60, n_i: 60, w_max: 1.2, ..Params::default() };
    let mut harness = open_with(Opening { params, ..small() });
    let line = "upper bound";
    assert!(harness.query_all_by_label_contains(line).next().is_none());
    run(&mut harness, 4000);
    let seen = |harness: &mut Window| harness.query_all_by_label_contains(line).next().is_some();
    crate::common::until(&mut harness, "the line", seen);
    assert!(harness.query_all_by_label_contains("see upper bound").next().is_some());
    press(&mut harness, "hide-health");
    assert!(harness.query_all_by_label_contains(line).next().is_none());
}

#[test]
fn presentation_mode_shows_one_view_or_two_and_nothing_else() {
    let mut harness = open();
    key(&mut harness, Key::P);
    harness.run_steps(3);
    let shown = |harness: &Window, label: &str| harness.query_all_by_label(label).count() > 0;
    assert!(shown(&harness, "Neuron") && shown(&harness, "Capacity over time"));
    assert!(!shown(&harness, "Weights") && !shown(&harness, "seed"));
    key(&mut harness, Key::D);
    assert!(!shown(&harness, "Capacity over time"));
    key(&mut harness, Key::Num5);
    assert!(shown(&harness, "Capacity over time") && !shown(&harness, "Neuron"));
    key(&mut harness, Key::V);
    assert!(shown(&harness, "Stimuli") && !shown(&harness, "Capacity over time"));
    key(&mut harness, Key::C);
    assert!(shown(&harness, "seed"));
    press(&mut harness, "leave-presentation");
    harness.run_steps(3);
    assert!(shown(&harness, "Weights") && shown(&harness, "seed"));
}

#[test]
fn a_question_mark_lists_the_keys() {
    let mut harness = open();
    with_control(&mut harness, Modifiers::SHIFT, Key::Questionmark);
    harness.run_steps(2);
    assert!(harness.query_by_label("Presentation mode: large, one view or two").is_some());
    key(&mut harness, Key::Escape);
    harness.run_steps(2);
    assert!(harness.query_by_label("Presentation mode: large, one view or two").is_none());
}

#[test]
fn a_demonstration_is_chosen_runs_by_itself_and_can_be_stepped() {
    let mut harness = open();
    press(&mut harness, "menu-demonstrations");
    press(&mut harness, "teacher");
    until(&mut harness, |now| now.params.rho_a == 1.0 && now.run != RunState::Paused);
    assert!(harness.query_by_label("step 1 of 5").is_some());
    key(&mut harness, Key::Space);
    until(&mut harness, |now| now.run == RunState::Paused);
    key(&mut harness, Key::Space);
    until(&mut harness, |now| matches!(now.run, RunState::Until(80_000)));
    key(&mut harness, Key::PageDown);
    until(&mut harness, |now| now.params.rho_a == 0.4);
    assert!(harness.query_by_label("step 2 of 5").is_some());
    key(&mut harness, Key::PageDown);
    until(&mut harness, |now| now.params.rho_a == 0.2);
    let first = snapshot(&mut harness).seed;
    // Back: everything before is run through again, so the state is the same as before.
    key(&mut harness, Key::PageUp);
    until(&mut harness, |now| now.params.rho_a == 0.4 && now.run != RunState::Paused);
    assert_eq!(first, snapshot(&mut harness).seed);
    assert!(harness.query_by_label("step 2 of 5").is_some());
    press(&mut harness, "player-restart");
    until(&mut harness, |now| now.params.rho_a == 1.0);
    press(&mut harness, "player-close");
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("step 1 of 5").is_none());
    until(&mut harness, |now| now.run == RunState::Paused);
}

#[test]
fn theme_and_places_of_the_views_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let opening = Opening { settings: Some(path.clone()), ..small() };
    let mut harness = open_with(opening.clone());
    let dark = harness.ctx.theme() == egui::Theme::Dark;
    key(&mut harness, Key::T);
    press(&mut harness, "menu-views");
    harness.get_by_role_and_label(Role::CheckBox, "Weights").click();
    harness.run_steps(2);
    let kept = |text: &str| {
        let hidden = text.split("\"invisible\": [").skip(1).any(|rest| !rest.trim_start().starts_with(']'));
        hidden && text.contains(&format!("\"dark\": {}", !dark))
    };
    wait_for("the settings", || {
        harness.run_steps(20);
        std::fs::read_to_string(&path).is_ok_and(|text| kept(&text)).then_some(())
    });
    let mut again = open_with(opening);
    again.run_steps(2);
    assert_eq!(again.ctx.theme() == egui::Theme::Dark, !dark);
    assert!(again.query_by_label("sort by weight").is_none());
}

#[test]
fn the_run_on_screen_is_copied_as_a_command() {
    let mut harness = open();
    run(&mut harness, 120);
    send(&mut harness, Command::Act(Action::Set(ParamId::rho_a, 0.25)));
    until(&mut harness, |now| now.params.rho_a == 0.25);
    harness.get_by_role_and_label(Role::Button, "Copy command").click();
    let mut copied = None;
    for _ in 0..4 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        copied = copied.or(commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    let line = copied.expect("a text was copied");
    assert_eq!(
        line,
        "equipoise run --seed 1 --preset retained --set P=40 N_E=60 N_I=60 --at 120:rho_A=0.25 --presentations 120"
    );
}

#[test]
fn next_ends_a_step_where_it_should_and_a_rest_can_be_held() {
    let mut harness = open();
    press(&mut harness, "menu-demonstrations");
    press(&mut harness, "memory");
    until(&mut harness, |now| now.presentations > 50 && now.params.a == 1.0);
    for _ in 0..3 {
        key(&mut harness, Key::PageDown);
    }
    until(&mut harness, |now| !now.params.ach);
    let marks = snapshot(&mut harness).marks.clone();
    let off = marks.iter().find(|mark| matches!(mark.event, Event::Change { id: ParamId::ach, .. }));
    // Step 1 is 400 epochs long, however impatient one is.
    assert_eq!(off.unwrap().epoch, 400.0);
    send(&mut harness, Command::Transport(Transport::SetSpeed(equipoise::engine::Speed::Unlimited)));
    wait_for("the end of the step", || {
        harness.step();
        harness.query_by_label_contains("next step in").is_some().then_some(())
    });
    let made = snapshot(&mut harness).timeline.end;
    key(&mut harness, Key::Space);
    assert!(harness.query_by_label("waiting").is_some());
    harness.run_steps(300);
    assert_eq!(snapshot(&mut harness).timeline.end, made, "nothing runs meanwhile");
    key(&mut harness, Key::Space);
    until(&mut harness, |now| now.params.a == 0.91);
}

#[test]
fn coming_back_from_the_past_is_no_step_to_undo() {
    let mut harness = open();
    run(&mut harness, 2000);
    send(&mut harness, Command::Act(Action::Set(ParamId::rho_a, 0.3)));
    until(&mut harness, |now| now.params.rho_a == 0.3);
    run(&mut harness, 2000);
    send(&mut harness, Command::Navigate(Navigate::Scrub(1000)));
    until(&mut harness, |now| now.timeline.made == 1000 && now.timeline.seeking.is_none());
    with_control(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert!(snapshot(&mut harness).timeline.runs.is_empty(), "undo in the past does nothing");
    key(&mut harness, Key::End);
    until(&mut harness, |now| now.timeline.live);
    with_control(&mut harness, Modifiers::COMMAND, Key::Z);
    until(&mut harness, |now| now.params.rho_a == 0.7);
    with_control(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(5);
    assert_eq!(snapshot(&mut harness).params.rho_a, 0.7, "there was one change");
}

/// A further value at the same moment takes the place of the one before in the log; it is a step of its own all the same.
#[test]
fn steps_are_what_was_done_between_two_moments_of_rest() {
    let mut harness = open();
    run(&mut harness, 400);
    let usual = snapshot(&mut harness).params.rho_a;
    for value in [0.3, 0.4] {
        send(&mut harness, Command::Act(Action::Set(ParamId::rho_a, value)));
        until(&mut harness, |now| now.params.rho_a == value);
        harness.run_steps(3);
    }
    assert_eq!(snapshot(&mut harness).log.len(), 1, "one entry");
    for value in [0.3, usual] {
        press(&mut harness, "Undo");
        until(&mut harness, |now| now.params.rho_a == value);
        harness.run_steps(3);
    }
    for value in [0.3, 0.4] {
        press(&mut harness, "Redo");
        until(&mut harness, |now| now.params.rho_a == value);
        harness.run_steps(3);
    }
}
