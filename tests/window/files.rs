//! Files, experiments and recordings in the window, driven through accessibility labels with the real engine.

use std::path::Path;
use std::sync::Arc;

use crate::common::{Window, bring, open_with, press, run, send, snapshot, until};
use crate::patience::wait_for;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Action, Command, Look, Navigate, RunState, Transport, Workbench};
use equipoise::io::recovery::{Unsaved, abandoned, left};
use equipoise::io::session::{self, Watcher};
use equipoise::model::{ParamId, Params};
use equipoise::ui::{Dialog, Opening, Question};

fn small() -> Opening {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    Opening { params, seed: 1, preset: "retained".to_owned(), typed_paths: true, ..Opening::default() }
}

fn until_label(harness: &mut Window, label: &str) {
    until(harness, label, |harness| harness.query_all_by_label_contains(label).next().is_some());
}

/// Types a path into the field that is shown where there is no system dialog, and confirms it.
fn enter_path(harness: &mut Window, path: &Path) {
    until(harness, "the field", |harness| harness.query_by_label("path").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(egui::Event::Text(path.display().to_string()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
}

fn menu(harness: &mut Window, line: &str) {
    press(harness, "menu-file");
    press(harness, line);
}

#[test]
fn a_session_is_saved_by_key_and_opened_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    let mut harness = open_with(small());
    run(&mut harness, 3000);
    send(&mut harness, Command::Look(Look::Pin(Some(5))));
    send(&mut harness, Command::Act(Action::Set(ParamId::rho_a, 0.25)));
    until(&mut harness, "the change", |harness| snapshot(harness).params.rho_a == 0.25);
    // What was pinned late gets its past in the background.
    let past = |harness: &mut Window| {
        snapshot(harness).pinned.as_ref().is_some_and(|pinned| pinned.moments.len() > 1)
    };
    until(&mut harness, "the past of what is pinned", past);
    let saved = snapshot(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_steps(2);
    enter_path(&mut harness, &path);
    until_label(&mut harness, "Saved as");
    let file = path.with_extension("equipoise");
    assert!(file.exists(), "the ending is added");
    send(&mut harness, Command::Act(Action::Set(ParamId::rho_a, 0.9)));
    run(&mut harness, 2000);
    // Saved again under its name, without asking.
    let size = std::fs::metadata(&file).unwrap().modified().unwrap();
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &file);
    until_label(&mut harness, "Opened");
    until(&mut harness, "the session", |harness| snapshot(harness).presentations == 3000);
    until(&mut harness, "the past of what is pinned", past);
    let now = snapshot(&mut harness);
    assert_eq!((now.recall.clone(), now.params.clone()), (saved.recall.clone(), saved.params.clone()));
    assert_eq!((now.pinned.clone(), now.marks.clone()), (saved.pinned.clone(), saved.marks.clone()));
    assert_eq!(now.run, RunState::Paused);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until(&mut harness, "the file", |_| std::fs::metadata(&file).unwrap().modified().unwrap() > size);
    // The change made before saving can be undone after opening.
    press(&mut harness, "Undo");
    until(&mut harness, "the undo", |harness| snapshot(harness).params.rho_a == 0.7);
}

#[test]
fn a_file_that_cannot_be_opened_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open_with(small());
    run(&mut harness, 500);
    let before = snapshot(&mut harness);
    for (name, bytes, told) in [
        ("a.equipoise", &b"EQUIPOISE\r\n\x1a and then something else entirely"[..], "a.equipoise"),
        ("b.equipoise", b"", "is not a session file"),
        ("c.toml", b"[parameters]\nrho_A = 7", "rho_A = 7 is out of range"),
        ("d.xyz", b"", "cannot be opened: give a session"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        menu(&mut harness, "File(Open)");
        enter_path(&mut harness, &path);
        until_label(&mut harness, told);
        press(&mut harness, "dismiss");
    }
    let now = snapshot(&mut harness);
    assert_eq!((now.recall.clone(), now.presentations), (before.recall.clone(), before.presentations));
}

#[test]
fn work_of_a_crashed_program_is_offered_and_recovered() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Workbench::new(small().params, 9).unwrap();
    bench.apply(Command::Transport(Transport::RunFor(1234)));
    while !bench.idle() {
        bench.advance(100);
    }
    // A program that ends without closing its work.
    let crashed = Unsaved::begin(folder.path()).unwrap();
    crashed.save(&bench, Vec::new()).unwrap();
    let crashed_at = crashed.path().to_owned();
    drop(crashed);
    let opening = Opening { unsaved: Some(folder.path().to_owned()), ..small() };
    let mut harness = open_with(opening.clone());
    assert!(harness.query_by_label_contains("ended without closing a session").is_some());
    press(&mut harness, "unsaved-later");
    assert!(harness.query_by_label_contains("ended without closing").is_none());
    drop(harness);
    assert!(abandoned(folder.path()).iter().any(|work| work.path == crashed_at), "it is still there");

    let mut harness = open_with(opening.clone());
    press(&mut harness, "unsaved-recover");
    until(&mut harness, "the work", |harness| snapshot(harness).presentations == 1234);
    assert_eq!(snapshot(&mut harness).seed, 9);
    // It is kept as the new program's own work before the old file goes.
    until(&mut harness, "its own file", |_| abandoned(folder.path()).is_empty());
    drop(harness);
    // The thread that saves lets go of its file once it has heard that the window is gone.
    let found =
        wait_for("what was left", || Some(abandoned(folder.path())).filter(|found| !found.is_empty()));
    assert_eq!(found.len(), 1);
    let again = session::open(&found[0].path, Watcher::nobody()).unwrap().bench;
    assert_eq!(again.head().made(), 1234);

    let mut harness = open_with(opening);
    press(&mut harness, "unsaved-discard");
    assert!(abandoned(folder.path()).is_empty());
}

/// The session that is left for another one is kept, and so is what the window remembers of each.
#[test]
fn opening_another_session_keeps_the_one_that_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.equipoise");
    let opening = Opening { unsaved: Some(folder.path().join("unsaved")), ..small() };
    let mut harness = open_with(opening);
    // The published rule: no need gate. It is part of what can be undone.
    send(&mut harness, Command::Act(Action::Set(ParamId::kappa_a, f64::INFINITY)));
    until(&mut harness, "the change", |harness| snapshot(harness).params.kappa_a == f64::INFINITY);
    run(&mut harness, 2000);
    // A branch: the run that is shown has another number than the first.
    send(&mut harness, Command::Navigate(Navigate::Scrub(1000)));
    until(&mut harness, "the past", |harness| snapshot(harness).timeline.made == 1000);
    send(&mut harness, Command::Act(Action::Set(ParamId::b, 1.5)));
    until(&mut harness, "the branch", |harness| snapshot(harness).timeline.run == 2);
    harness.run_steps(4);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_steps(2);
    enter_path(&mut harness, &file);
    until_label(&mut harness, "Saved as");
    send(&mut harness, Command::Act(Action::Reset { seed: 8 }));
    run(&mut harness, 321);

    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &file);
    until(&mut harness, "the session", |harness| {
        snapshot(harness).params.b == 1.5 && snapshot(harness).seed == 1
    });
    let kept = folder.path().join("unsaved");
    until(&mut harness, "the one that was left", |_| left(&kept).len() == 1);
    let other = session::open(&left(&kept)[0].path, Watcher::nobody()).unwrap().bench;
    assert_eq!((other.head().simulation().seed(), other.head().simulation().presentations()), (8, 321));
    press(&mut harness, "Undo");
    until(&mut harness, "the undo", |harness| snapshot(harness).params.b == 3.2);
    assert_eq!(snapshot(&mut harness).params.kappa_a, f64::INFINITY);
}

#[test]
fn what_is_there_is_replaced_only_when_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run-0.3.equipoise");
    std::fs::write(&file, b"something else").unwrap();
    let mut harness = open_with(small());
    for (answer, replaced) in [("cancel-path", false), ("replace", true)] {
        menu(&mut harness, "File(SaveAs)");
        enter_path(&mut harness, &folder.path().join("run-0.3"));
        until_label(&mut harness, "is there already");
        press(&mut harness, answer);
        if replaced {
            until_label(&mut harness, "Saved as");
        }
        assert_eq!(std::fs::read(&file).unwrap() != b"something else", replaced);
    }
}

#[test]
fn escape_in_a_window_of_files_closes_that_alone() {
    let mut harness = open_with(small());
    run(&mut harness, 2000);
    send(&mut harness, Command::Navigate(Navigate::Scrub(500)));
    until(&mut harness, "the past", |harness| snapshot(harness).timeline.made == 500);
    menu(&mut harness, "File(Picture)");
    assert!(harness.query_by_label("Choose a file…").is_some());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Choose a file…").is_none());
    assert!(!snapshot(&mut harness).timeline.live, "the past is still shown");
}

#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_session_dropped_onto_the_window_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dropped.equipoise");
    let bench = Workbench::new(small().params, 77).unwrap();
    session::save(&path, &bench, Vec::new(), Watcher::nobody()).unwrap();
    let mut harness = open_with(small());
    harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    harness.run_steps(2);
    until(&mut harness, "the session", |harness| snapshot(harness).seed == 77);
}

#[test]
fn a_view_is_exported_as_it_is_on_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open_with(small());
    run(&mut harness, 2000);
    for (format, name) in [("PNG", "plane.png"), ("SVG", "plane.svg")] {
        menu(&mut harness, "File(Picture)");
        harness.get_by_role_and_label(Role::ComboBox, "view").click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::Button, "E/I plane").click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::RadioButton, format).click();
        harness.run_steps(2);
        press(&mut harness, "choose-file");
        enter_path(&mut harness, &folder.path().join(name));
        until_label(&mut harness, "Written:");
        press(&mut harness, "dismiss");
    }
    let svg = std::fs::read_to_string(folder.path().join("plane.svg")).unwrap();
    assert!(svg.contains("excitatory current") && svg.contains("equipoise run --seed 1"));
    let png = std::fs::File::open(folder.path().join("plane.png")).unwrap();
    let reader = png::Decoder::new(std::io::BufReader::new(png)).read_info().unwrap();
    let info = reader.info();
    let card = harness.get_by_label("E/I plane").rect();
    assert!(info.width as f32 > 2.0 * card.width() && info.width < 2560, "{} at twice the size", info.width);
    let words: Vec<String> = info.utf8_text.iter().map(|chunk| chunk.get_text().unwrap()).collect();
    assert!(words.iter().any(|text| text.contains("equipoise run --seed 1")), "{words:?}");
    assert!(words.iter().any(|text| text.contains("rho_A=0.7") && text.contains("seed 1")), "{words:?}");
}

#[test]
fn an_animation_shows_a_stretch_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("learning.gif");
    let mut harness = open_with(small());
    run(&mut harness, 400);
    harness.state_mut().as_mut().unwrap().animate(|plan| (plan.frames, plan.size) = (4, [320, 200]));
    menu(&mut harness, "File(Animation)");
    press(&mut harness, "choose-file");
    enter_path(&mut harness, &path);
    until_label(&mut harness, "4 frames written");
    let mut decoder = gif::DecodeOptions::new().read_info(std::fs::File::open(&path).unwrap()).unwrap();
    let mut frames = 0;
    while decoder.read_next_frame().unwrap().is_some() {
        frames += 1;
    }
    assert_eq!((frames, decoder.width(), decoder.height()), (4, 320, 200));
    assert_eq!(snapshot(&mut harness).presentations, 400, "the live run is untouched");
}

#[test]
fn series_arrays_parameters_and_methods_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut harness = open_with(small());
    run(&mut harness, 400);
    for (line, name, told) in [
        ("File(Series)", "series", "files written to"),
        ("File(Arrays)", "a.npz", "Written:"),
        ("File(Parameters)", "p.toml", "Written:"),
    ] {
        menu(&mut harness, line);
        enter_path(&mut harness, &at(name));
        until_label(&mut harness, told);
        press(&mut harness, "dismiss");
    }
    assert!(at("series/curve.csv").exists() && at("a.npz").exists() && at("p.toml").exists());
    menu(&mut harness, "File(Methods)");
    until_label(&mut harness, "N_E = 60 excitatory");
    press(&mut harness, "write-methods");
    enter_path(&mut harness, &at("methods.txt"));
    until_label(&mut harness, "Written:");
    assert!(std::fs::read_to_string(at("methods.txt")).unwrap().contains("equipoise run --seed 1"));
}

#[test]
fn an_experiment_is_done_and_its_findings_hold() {
    let mut harness = open_with(small());
    bring(&mut harness, "experiments");
    assert!(harness.query_by_label_contains("Press Run experiment").is_some());
    press(&mut harness, "run-experiment");
    until_label(&mut harness, "What was published, in numbers");
    assert!(harness.query_all_by_label("holds").count() >= 5);
    assert!(harness.query_by_label("does not hold").is_none());
    assert!(harness.query_by_label_contains("equipoise experiment nb --cells 12 --seed 1").is_some());
    assert_eq!(snapshot(&mut harness).presentations, 0, "the neuron on screen is another one");
}

#[test]
fn the_line_of_recordings_is_used_in_the_model() {
    let mut harness = open_with(small());
    bring(&mut harness, "recordings");
    press(&mut harness, "try-example");
    until_label(&mut harness, "simulated, not recorded: simulated-nb-pairing.csv");
    assert!(harness.query_by_label("simulated cells with the fitted line").is_some());
    // The numbers can be seen without scrolling: the last of them is above the timeline.
    let last = harness.get_by_label("Δi_I on imbalance").rect();
    let below = harness.get_by_label("moment shown").rect().top();
    assert!(last.bottom() < below && below < 800.0, "{last:?} {below}");
    press(&mut harness, "use-line");
    // The example was simulated with a = .91, b = 3.2, and noise of 2 % that orthogonal regression is fair to.
    until(&mut harness, "the line", |harness| snapshot(harness).params.a != 0.91);
    let params = snapshot(&mut harness).params.clone();
    assert!((params.a - 0.91).abs() < 0.03 && (params.b - 3.2).abs() < 1.0, "{} {}", params.a, params.b);
    press(&mut harness, "Undo");
    until(&mut harness, "the undo", |harness| snapshot(harness).params.b == 3.2);
}

#[test]
fn columns_of_a_file_are_mapped_and_what_is_wrong_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.csv");
    let mut text = "neurone;ton;quand;courant1 (pA);courant2 (pA)\n".to_owned();
    for (cell, stimulus) in (0..3).flat_map(|cell| (0..5).map(move |stimulus| (cell, stimulus))) {
        for (when, shift) in [("avant", 0.0), ("after", 7.5)] {
            let i_e = 100.0 + 20.0 * f64::from(stimulus) + shift;
            let i_i = 0.9 * i_e
                + 10.0
                + f64::from(cell)
                + if shift == 0.0 { f64::from(stimulus % 2) * 9.0 } else { 0.0 };
            text += &format!("n{cell};{stimulus} kHz;{when};{i_e};{i_i}\n");
        }
    }
    std::fs::write(&path, text).unwrap();
    let mut harness = open_with(small());
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
    until_label(&mut harness, "What do the columns of lab.csv mean?");
    for (part, column) in [
        ("the cell", "neurone"),
        ("the stimulus", "ton"),
        ("the condition (pre or post)", "quand"),
        ("i_E", "courant1 (pA)"),
        ("i_I", "courant2 (pA)"),
    ] {
        harness.get_by_role_and_label(Role::ComboBox, part).click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::Button, column).click();
        harness.run_steps(3);
    }
    press(&mut harness, "analyse");
    // "avant" means nothing to the program.
    until_label(&mut harness, "line 2, column");
    harness.get_by_role_and_label(Role::TextInput, "words for before").click();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(egui::Event::Text("avant".to_owned()));
    harness.run_steps(2);
    press(&mut harness, "analyse");
    until_label(&mut harness, "lab.csv, 3 cells, 15 stimuli before and after");
    assert!(harness.query_by_label_contains("simulated, not recorded").is_none());
}

fn find_label(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label_contains(label).next().is_some()
}

fn export_plane(harness: &mut Window, format: &str) {
    menu(harness, "File(Picture)");
    harness.get_by_role_and_label(Role::ComboBox, "view").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "E/I plane").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::RadioButton, format).click();
    harness.run_steps(2);
}

#[test]
fn a_view_is_exported_for_print() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open_with(small());
    run(&mut harness, 2000);
    export_plane(&mut harness, "SVG");
    harness.get_by_role_and_label(Role::CheckBox, "For print").click();
    harness.run_steps(3);
    harness.get_by_label("114 mm").click();
    harness.run_steps(3);
    press(&mut harness, "choose-file");
    let path = folder.path().join("figure");
    enter_path(&mut harness, &path);
    until_label(&mut harness, "Written:");
    let text = std::fs::read_to_string(path.with_extension("svg")).unwrap();
    assert!(text.contains("width=\"114mm\" height=\"86mm\""), "{}", &text[..400]);
    assert!(text.contains(">excitatory current i<") && !text.contains("i_E<"));
    assert!(text.contains("equipoise run --seed 1"), "it says where it comes from");
}

#[test]
fn a_view_that_has_nothing_to_print_is_not_asked_for_a_path() {
    let mut harness = open_with(small());
    menu(&mut harness, "File(Picture)");
    harness.get_by_role_and_label(Role::ComboBox, "view").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "Compare A and B").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::CheckBox, "For print").click();
    harness.run_steps(3);
    press(&mut harness, "choose-file");
    until_label(&mut harness, "shows nothing yet that could be printed");
    assert!(harness.query_by_label("path").is_none());
}

#[test]
fn the_ending_decides_and_a_wrong_one_is_refused_where_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut harness = open_with(small());
    run(&mut harness, 400);
    export_plane(&mut harness, "PNG");
    press(&mut harness, "choose-file");
    enter_path(&mut harness, &at("plane.jpg"));
    until_label(&mut harness, "plane.jpg ends in .jpg: a picture ends in .png");
    // The field is still there.
    enter_path(&mut harness, &at("plane.svg"));
    until_label(&mut harness, "Written:");
    assert!(std::fs::read_to_string(at("plane.svg")).unwrap().starts_with("<svg"));
    press(&mut harness, "dismiss");
    for (line, wrong, told) in [
        ("File(Arrays)", "a.csv", ".npz"),
        ("File(Parameters)", "p.json", ".toml"),
        ("File(SaveAs)", "s.zip", ".equipoise"),
    ] {
        menu(&mut harness, line);
        enter_path(&mut harness, &at(wrong));
        until_label(&mut harness, &format!("ends in {told}"));
        press(&mut harness, "cancel-path");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else was written");
}

/// A window with the system's dialog replaced by `ask`.
fn open_asking(ask: impl Fn(Question) -> Option<std::path::PathBuf> + Send + Sync + 'static) -> Window {
    let mut harness = open_with(Opening { typed_paths: false, ..small() });
    harness.state_mut().as_mut().unwrap().choose_with(Dialog::new(ask));
    harness
}

#[test]
fn a_dialog_that_is_not_there_is_noticed_however_late_the_frame_looks() {
    let mut harness = open_asking(|_| None);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.step();
    // A slow frame: far longer than a person needs to cancel a dialog. Time itself is what is tested.
    std::thread::sleep(std::time::Duration::from_millis(600));
    until_label(&mut harness, "This system shows no file dialog");
    let folder = tempfile::tempdir().unwrap();
    enter_path(&mut harness, &folder.path().join("mine"));
    until_label(&mut harness, "Saved as");
}

#[test]
fn while_a_dialog_is_asked_for_keys_go_nowhere_else_and_a_path_can_be_typed() {
    let (answer, asked) = std::sync::mpsc::channel::<Option<std::path::PathBuf>>();
    let asked = std::sync::Mutex::new(asked);
    let mut harness = open_asking(move |_| asked.lock().unwrap().recv().ok().flatten());
    let before = snapshot(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_steps(2);
    // What a path would do as shortcuts: new associations, freeze, light or dark, run, a step.
    for key in [Key::N, Key::F, Key::Space, Key::S, Key::P] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    let now = snapshot(&mut harness);
    assert_eq!((now.run, now.plastic, now.presentations), (before.run, before.plastic, before.presentations));
    assert_eq!(now.generation, before.generation);
    assert!(harness.query_by_label("Leave").is_none(), "presentation mode was not entered");
    assert!(!find_label(&harness, "Waiting for the system's file dialog"), "not at once");
    harness.run_steps(200);
    until_label(&mut harness, "Waiting for the system's file dialog");
    press(&mut harness, "type-path");
    let folder = tempfile::tempdir().unwrap();
    enter_path(&mut harness, &folder.path().join("mine"));
    until_label(&mut harness, "Saved as");
    // An answer that comes now is to a question that nobody asks any more.
    answer.send(Some(folder.path().join("other.equipoise"))).unwrap();
    harness.run_steps(30);
    assert!(!folder.path().join("other.equipoise").exists());
}

#[test]
fn a_path_of_the_system_dialog_with_a_wrong_ending_is_refused_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("arrays.csv");
    let chosen = path.clone();
    let mut harness = open_asking(move |_| Some(chosen.clone()));
    menu(&mut harness, "File(Arrays)");
    until_label(&mut harness, "Nothing is written:");
    assert!(find_label(&harness, "a file of arrays ends in .npz") && !path.exists());
}

#[test]
fn that_paths_are_typed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.json");
    let opening = Opening { settings: Some(settings.clone()), ..small() };
    let mut harness = open_with(opening.clone());
    menu(&mut harness, "File(Open)");
    let lasting = "From now on, type paths instead of using the system's dialog";
    harness.get_by_role_and_label(Role::CheckBox, lasting).click();
    harness.run_steps(3);
    until(&mut harness, "the settings", |_| {
        std::fs::read_to_string(&settings).is_ok_and(|text| text.contains("\"typed_paths\": true"))
    });
    let mut harness = open_with(Opening { typed_paths: false, ..opening });
    harness
        .state_mut()
        .as_mut()
        .unwrap()
        .choose_with(Dialog::new(|_| panic!("the system's dialog is not asked")));
    menu(&mut harness, "File(Open)");
    assert!(harness.query_by_label("path").is_some());
}

#[test]
fn a_cancelled_animation_says_so_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open_with(small());
    run(&mut harness, 4000);
    for (path, choice) in [("learning.gif", "GIF"), ("frames", "PNG files in a folder")] {
        harness.state_mut().as_mut().unwrap().animate(|plan| (plan.frames, plan.size) = (1000, [480, 300]));
        menu(&mut harness, "File(Animation)");
        harness.get_by_role_and_label(Role::RadioButton, choice).click();
        harness.run_steps(2);
        press(&mut harness, "choose-file");
        enter_path(&mut harness, &folder.path().join(path));
        until(&mut harness, "the bar", |harness| harness.query_by_label("Cancel").is_some());
        press(&mut harness, "cancel-job");
        until_label(&mut harness, "Making the animation: cancelled");
        press(&mut harness, "dismiss");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{path}");
    }
}

#[test]
fn an_export_that_fails_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = open_with(small());
    run(&mut harness, 100);
    for (line, name) in
        [("File(Arrays)", "a.npz"), ("File(Parameters)", "p.toml"), ("File(Animation)", "a.gif")]
    {
        menu(&mut harness, line);
        if line == "File(Animation)" {
            press(&mut harness, "choose-file");
        }
        enter_path(&mut harness, &folder.path().join("nowhere").join(name));
        until_label(&mut harness, "cannot write");
        press(&mut harness, "dismiss");
    }
}

/// As after a kill: whatever is in the folder then, without the lock.
fn copied(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        std::fs::copy(&entry, copy.path().join(entry.file_name().unwrap())).unwrap();
    }
    copy
}

#[test]
fn work_that_was_just_saved_or_opened_is_not_offered_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let unsaved = folder.path().join("unsaved");
    let file = folder.path().join("mine.equipoise");
    let opening = Opening { unsaved: Some(unsaved.clone()), ..small() };
    let mut harness = open_with(opening.clone());
    run(&mut harness, 500);
    send(&mut harness, Command::Act(Action::Set(ParamId::b, 2.0)));
    until(&mut harness, "the change", |harness| snapshot(harness).params.b == 2.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run_steps(2);
    enter_path(&mut harness, &file);
    until_label(&mut harness, "Saved as");
    until(&mut harness, "no unsaved work", |_| abandoned(copied(&unsaved).path()).is_empty());
    // Opened from its file, it is in its file.
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &file);
    until_label(&mut harness, "Opened");
    until(&mut harness, "no unsaved work", |_| abandoned(copied(&unsaved).path()).is_empty());
    drop(harness);
    let harness = open_with(opening);
    assert!(!find_label(&harness, "ended without closing a session"));
}

#[test]
fn what_was_assumed_of_a_file_is_said_before_and_after_reading() {
    let mut harness = open_with(small());
    let ctx = harness.ctx.clone();
    for (name, before, after) in [
        ("sep_line", "as the line sep= says", "Decimal comma."),
        ("missing_NA", "What do the columns", "1 measurement left out: no value for i_E (1)."),
    ] {
        let path = Path::new("tests/reference/recordings/forms").join(format!("{name}.csv"));
        harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
        until_label(&mut harness, &format!("What do the columns of {name}.csv mean?"));
        until_label(&mut harness, before);
        press(&mut harness, "analyse");
        until_label(&mut harness, &format!("{name}.csv, 6 cells"));
        until_label(&mut harness, after);
    }
}
