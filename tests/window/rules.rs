//! Rules as equations in the window: written, applied, moved, tried in B, broken, mended, saved, as a new user would.

use crate::common::{Window, bring, keyed, open_with, press, run, snapshot, until};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use equipoise::model::Params;
use equipoise::model::plasticity::language::Information;
use equipoise::ui::Opening;

const OJA: &str = "title = 'My Oja'\non = 'E'\n[parameters]\nalpha = { default = 0.002, most = 0.1 }\n[let]\nr = 'max(0, h)'\n\
                   [change]\nactive = 'alpha*r*(1 - r*w)'\nsilent = '-alpha*r^2*w'\n";

fn small() -> Opening {
    let params = Params { p: 40, n_e: 60, n_i: 60, b: 0.0, ..Params::default() };
    Opening { params, seed: 1, preset: "retained".to_owned(), typed_paths: true, ..Opening::default() }
}

fn window() -> Window {
    let mut harness = open_with(small());
    bring(&mut harness, "rules");
    harness
}

/// Writes a text in place of what is in the editor.
fn write(harness: &mut Window, text: &str) {
    keyed(harness, "rule-text").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(3);
}

fn says(harness: &mut Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

fn alpha(harness: &mut Window) -> Option<f64> {
    snapshot(harness).params.rules.files().first()?.value(0, "alpha")
}

#[test]
fn a_rule_is_written_applied_moved_undone_and_removed() {
    let mut harness = window();
    run(&mut harness, 400);
    write(&mut harness, OJA);
    assert!(says(&mut harness, "The text is a rule"), "it is read as it is typed");
    assert!(says(&mut harness, "needs no information"));
    press(&mut harness, "rule-apply");
    until(&mut harness, "the rule", |harness| !snapshot(harness).params.rules.is_empty());
    // Learning goes on: it is no new neuron.
    assert_eq!(snapshot(&mut harness).presentations, 400);
    run(&mut harness, 2000);
    let now = snapshot(&mut harness);
    assert_eq!(now.columns.name(4), "My Oja");
    let oja = now.common.excitatory.rules[4];
    assert!(oja != 0.0, "the ledger has its column");
    assert_eq!(now.own_rules[0].information, Information::Nothing);
    // Its slider moves the simulation, here by its field.
    let field = "My Oja: alpha";
    let place = harness.get_all_by_label(field).last().unwrap();
    place.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("0.05".to_owned()));
    harness.key_press(Key::Enter);
    until(&mut harness, "the value", |harness| alpha(harness) == Some(0.05));
    press(&mut harness, "Undo");
    until(&mut harness, "the value before", |harness| alpha(harness) == Some(0.002));
    press(&mut harness, "Redo");
    until(&mut harness, "the value again", |harness| alpha(harness) == Some(0.05));
    press(&mut harness, "rule-remove");
    until(&mut harness, "no rule", |harness| snapshot(harness).params.rules.is_empty());
    let now = snapshot(&mut harness);
    assert_eq!(now.columns.name(4), "Removed rules (E)");
    assert!((now.common.excitatory.rules[4] - oja).abs() < 1e-9, "what it changed stays");
    press(&mut harness, "Undo");
    until(&mut harness, "the rule is back", |harness| alpha(harness) == Some(0.05));
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_nothing_is_applied() {
    let mut harness = window();
    for (text, told) in [
        (
            OJA.replace("alpha*r*(", "alhpa*r*("),
            "line 8, column 11: active, column 1: there is no `alhpa`: did you mean `alpha`?",
        ),
        (OJA.replace("(1 - r*w)", "w^2"), "is not of the form c0 + c1 w"),
        (OJA.replace("on = 'E'", "on = 'X'"), "line 2, column 6: on = \"X\""),
        ("title = 'T".to_owned(), "line 1"),
    ] {
        write(&mut harness, &text);
        assert!(says(&mut harness, told), "{told}");
        press(&mut harness, "rule-apply");
    }
    run(&mut harness, 10);
    assert!(snapshot(&mut harness).log.iter().next().is_none(), "nothing was done");
}

#[test]
fn a_rule_that_divides_by_zero_is_paused_told_and_mended() {
    let mut harness = window();
    write(&mut harness, &OJA.replace("'max(0, h)'", "'1/(y - y)'"));
    press(&mut harness, "rule-apply");
    until(&mut harness, "the rule", |harness| !snapshot(harness).params.rules.is_empty());
    run(&mut harness, 50);
    assert!(says(&mut harness, "Paused at presentation 0: active is"));
    assert_eq!(snapshot(&mut harness).presentations, 50, "the neuron goes on");
    write(&mut harness, OJA);
    press(&mut harness, "rule-apply");
    run(&mut harness, 400);
    assert!(snapshot(&mut harness).own_rules[0].fault.is_none());
    assert!(!says(&mut harness, "Paused at presentation"));
}

#[test]
fn tried_in_b_it_runs_beside_a_without_it() {
    let mut harness = window();
    write(&mut harness, OJA);
    press(&mut harness, "rule-try-b");
    until(&mut harness, "B", |harness| {
        snapshot(harness).variant.as_ref().is_some_and(|variant| variant.own_rules.is_some())
    });
    run(&mut harness, 1000);
    let now = snapshot(&mut harness);
    let variant = now.variant.as_ref().unwrap();
    assert!(now.params.rules.is_empty() && variant.params.rules.files().len() == 1);
    assert_eq!(variant.presentations, now.presentations);
}

#[test]
fn a_rule_is_saved_opened_and_dropped_broken_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window();
    write(&mut harness, OJA);
    press(&mut harness, "rule-save");
    until(&mut harness, "the field", |harness| harness.query_by_label("path").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    let path = folder.path().join("mine");
    harness.event(egui::Event::Text(path.display().to_string()));
    harness.key_press(Key::Enter);
    let path = path.with_extension("toml");
    until(&mut harness, "the file", |_| std::fs::read_to_string(&path).is_ok_and(|text| text == OJA));
    // A broken one is opened where it can be mended.
    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, OJA.replace("alpha*r*(", "alhpa*r*(")).unwrap();
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &broken);
    until(&mut harness, "what is wrong", |harness| says(harness, "did you mean `alpha`"));
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
    until(&mut harness, "the rule", |harness| says(harness, "The text is a rule"));
    press(&mut harness, "rule-apply");
    until(&mut harness, "the rule", |harness| !snapshot(harness).params.rules.is_empty());
    assert_eq!(snapshot(&mut harness).params.rules.files()[0].file.text, OJA);
    assert!(snapshot(&mut harness).log.iter().any(|entry| entry.action.to_string().contains("My Oja")));
}

#[test]
fn a_row_of_the_table_opens_its_neuron() {
    let mut harness = window();
    bring(&mut harness, "rule-table");
    // A cell senses the click of its row.
    harness.get_all_by_label_contains("Oja, balance").next().unwrap().click();
    until(&mut harness, "the neuron", |harness| {
        snapshot(harness).params.rules.files().iter().any(|loaded| loaded.file.title == "Oja")
    });
    let now = snapshot(&mut harness);
    assert_eq!((now.params.p, now.params.rho_a, now.params.b), (200, 0.0, 0.0));
}
