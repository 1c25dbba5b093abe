//! The window, driven through its accessibility labels, with the real engine behind it.

use crate::common::learned_circuit;
use crate::common::press;
use crate::patience::wait_for;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::engine::{Action, Command, Look, RunState, Session, Snapshot, Transport, Wants};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::{Laboratory, Opening, Palette, views};

const SIZES: [[f32; 2]; 3] = [[800.0, 600.0], [1280.0, 800.0], [2560.0, 1440.0]];
const THEMES: [egui::Theme; 2] = [egui::Theme::Light, egui::Theme::Dark];

fn learned() -> Snapshot {
    let mut session = Session::new(Params { p: 60, n_e: 80, n_i: 100, ..Params::default() }, 2).unwrap();
    for _ in 0..3000 {
        session.present();
    }
    session.apply(Command::Look(Look::Inspect(Some((Population::Excitatory, 3)))));
    session.apply(Command::Look(Look::Pin(Some(7))));
    session.apply(Command::Look(Look::PinSynapse(Some((Population::Inhibitory, 9)))));
    session.apply(Command::Look(Look::Want(Wants::ALL)));
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    for _ in 0..600 {
        session.present();
    }
    session.apply(Command::Act(Action::Set(ParamId::rho_a, 0.5)));
    session.snapshot(12_345.0)
}

fn window(opening: &Opening, size: [f32; 2], theme: egui::Theme) -> Harness<'static, Option<Laboratory>> {
    let opening = opening.clone();
    Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(8)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            move |ui, laboratory: &mut Option<Laboratory>| {
                laboratory.get_or_insert_with(|| Laboratory::new(ui.ctx(), &opening).unwrap()).ui(ui);
            },
            None,
        )
}

fn small() -> Opening {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() }
}

fn open() -> Harness<'static, Option<Laboratory>> {
    window(&small(), [1280.0, 800.0], egui::Theme::Light)
}

fn snapshot(harness: &mut Harness<'_, Option<Laboratory>>) -> std::sync::Arc<Snapshot> {
    harness.state_mut().as_mut().unwrap().engine().snapshot()
}

/// Draws frames until the simulation is as wanted.
fn until(harness: &mut Harness<'_, Option<Laboratory>>, wanted: impl Fn(&Snapshot) -> bool) {
    wait_for("the simulation", || {
        harness.step();
        wanted(&snapshot(harness)).then_some(())
    });
    harness.step();
}

#[test]
fn every_view_draws_in_both_themes_at_every_size() {
    let (learned, start) = (learned(), Session::new(small().params, 1).unwrap().snapshot(0.0));
    let circuits = [Some(learned_circuit()), None];
    for (snapshot, circuit) in [learned, start].into_iter().zip(circuits) {
        for theme in THEMES {
            for size in SIZES {
                for at in 0..views::all().len() {
                    let (snapshot, circuit) = (snapshot.clone(), circuit.clone());
                    let mut view = views::all().swap_remove(at);
                    let mut sent = Vec::new();
                    let title = view.title();
                    let mut harness =
                        Harness::builder().with_size(size).with_theme(theme).build_ui(move |ui| {
                            let palette = Palette::of(theme);
                            let mut context = views::Context {
                                snapshot: &snapshot,
                                palette,
                                commands: &mut sent,
                                highlight: &mut None,
                                moment: &mut Some(2990),
                                wants: &mut Wants::default(),
                                circuit: circuit.as_deref(),
                                circuit_commands: &mut Vec::new(),
                                inside: &mut false,
                                view_requests: &mut views::ViewRequests::default(),
                            };
                            views::card(ui, view.as_mut(), &mut context);
                        });
                    harness.run_steps(2);
                    assert!(harness.query_by_label(title).is_some(), "{title} at {size:?}");
                }
            }
        }
    }
}

#[test]
fn the_whole_window_draws_in_both_themes_at_every_size() {
    for theme in THEMES {
        for size in SIZES.into_iter().chain([[481.0, 321.0]]) {
            let mut harness = window(&small(), size, theme);
            harness.run_steps(3);
            assert!(harness.query_by_role_and_label(Role::Button, "Play").is_some(), "{size:?}");
        }
    }
}

#[test]
fn everything_is_in_view_at_1280_by_800() {
    let mut harness = open();
    harness.run_steps(3);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
    for title in ["E/I currents", "E/I plane", "Weights", "Capacity over time"] {
        for label in harness.get_all_by_label(title) {
            assert!(screen.contains_rect(label.rect()), "{title}: {:?}", label.rect());
        }
    }
    for id in
        [ParamId::rho_a, ParamId::a_a, ParamId::rho_n, ParamId::a_n, ParamId::alpha_i, ParamId::a, ParamId::b]
    {
        let name = format!("{} ({})", id.spec().name, id.spec().key);
        let rect = harness.get_by_role_and_label(Role::Slider, &name).rect();
        assert!(screen.contains_rect(rect), "{name}: {rect:?}");
    }
}

#[test]
fn workspaces_and_tabs_bring_views_to_the_front() {
    let mut harness = open();
    harness.run_steps(2);
    assert!(harness.query_by_label("limit").is_some() && harness.query_by_label("sum").is_none());
    press(&mut harness, "workspace-2");
    assert!(harness.query_by_label("sum").is_some() && harness.query_by_label("limit").is_none());
    press(&mut harness, "tab-conditions");
    harness.run_steps(2);
    assert!(harness.query_by_label("ACh lifts a silent target: holds").is_some());
    harness.state_mut().as_mut().unwrap().engine().send(Command::Act(Action::Set(ParamId::ach, 0.0)));
    until(&mut harness, |snapshot| !snapshot.params.ach);
    harness.run_steps(2);
    assert!(harness.query_by_label("ACh lifts a silent target: does not hold").is_some());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num1);
    harness.run_steps(3);
    assert!(harness.query_by_label("limit").is_some());
}

/// Draws frames until a label is there.
fn until_label(harness: &mut Harness<'_, Option<Laboratory>>, label: &str) {
    wait_for(label, || {
        harness.step();
        harness.query_by_label_contains(label).is_some().then_some(())
    });
}

#[test]
fn capacity_is_measured_beside_the_live_simulation_and_can_be_cancelled() {
    let mut harness = open();
    harness.run_steps(2);
    crate::common::bring(&mut harness, "load");
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("Nothing measured yet").is_some());
    press(&mut harness, "measure-load");
    // The window and the simulation go on meanwhile.
    press(&mut harness, "Step");
    until(&mut harness, |snapshot| snapshot.presentations == 1);
    press(&mut harness, "cancel-task");
    until_label(&mut harness, "Stopped; this is what was found.");
    press(&mut harness, "storable");
    // 40 associations on 120 weights: a load of a third, far below the critical one.
    until_label(&mut harness, "Yes: some admissible weights store all 40 associations.");
    press(&mut harness, "new-stimuli");
    until_label(&mut harness, "Storable at all?");
}

#[test]
fn impossible_associations_are_told_with_the_violation_that_remains() {
    let params = Params { p: 120, n_e: 10, n_i: 10, ..Params::default() };
    let opening = Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() };
    let mut harness = window(&opening, [1280.0, 800.0], egui::Theme::Dark);
    harness.run_steps(2);
    crate::common::bring(&mut harness, "load");
    harness.run_steps(2);
    press(&mut harness, "storable");
    until_label(&mut harness, "No weights store all 120");
}

#[test]
fn views_are_hidden_shown_and_put_back() {
    let mut harness = open();
    harness.run_steps(2);
    press(&mut harness, "menu-views");
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::CheckBox, "Weights").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("sort by weight").is_none());
    press(&mut harness, "ResetLayout");
    harness.run_steps(3);
    assert!(harness.query_by_label("sort by weight").is_some());
}

#[test]
fn play_and_pause_run_and_stop_the_simulation() {
    let mut harness = open();
    harness.run_steps(2);
    press(&mut harness, "Toggle");
    until(&mut harness, |snapshot| snapshot.run == RunState::Running && snapshot.presentations > 100);
    press(&mut harness, "Toggle");
    until(&mut harness, |snapshot| snapshot.run == RunState::Paused);
    harness.key_press(egui::Key::Space);
    harness.step();
    until(&mut harness, |snapshot| snapshot.run == RunState::Running);
}

#[test]
fn step_and_epoch_advance_by_one_presentation_and_to_the_end_of_the_epoch() {
    let mut harness = open();
    harness.run_steps(2);
    press(&mut harness, "Step");
    until(&mut harness, |snapshot| snapshot.presentations == 1);
    press(&mut harness, "Epoch");
    until(&mut harness, |snapshot| snapshot.presentations == 40 && snapshot.run == RunState::Paused);
    press(&mut harness, "Reset");
    until(&mut harness, |snapshot| snapshot.presentations == 0 && snapshot.generation == 1);
}

#[test]
fn dragging_the_acetylcholine_slider_changes_the_simulation() {
    let mut harness = open();
    harness.run_steps(2);
    let rect = harness.get_by_role_and_label(Role::Slider, "release probability (rho_A)").rect();
    let at = |t: f32| egui::pos2(rect.left() + t * rect.width(), rect.center().y);
    harness.drag_at(at(0.7));
    harness.step();
    harness.hover_at(at(0.35));
    harness.step();
    harness.hover_at(at(0.2));
    harness.step();
    until(&mut harness, |snapshot| snapshot.params.rho_a < 0.3);
    harness.drop_at(at(0.2));
    harness.step();
    assert!(snapshot(&mut harness).params.rho_a > 0.1);
}

#[test]
fn a_double_click_on_a_slider_goes_back_to_the_preset() {
    let mut harness = open();
    harness.run_steps(2);
    harness.state_mut().as_mut().unwrap().engine().send(Command::Act(Action::Set(ParamId::a, 0.6)));
    until(&mut harness, |snapshot| snapshot.params.a == 0.6);
    let slider = harness.get_by_role_and_label(Role::Slider, "balance slope (a)").rect();
    for pressed in [true, false, true, false] {
        let button = egui::PointerButton::Primary;
        let modifiers = egui::Modifiers::NONE;
        harness.event(egui::Event::PointerMoved(slider.center()));
        harness.event(egui::Event::PointerButton { pos: slider.center(), button, pressed, modifiers });
        harness.step();
    }
    until(&mut harness, |snapshot| snapshot.params.a == 0.91);
}

#[test]
fn a_typed_number_counts_when_it_is_finished_and_not_before() {
    let mut harness = open();
    harness.run_steps(2);
    let fields = [(ParamId::b, "100", 100.0), (ParamId::rho_a, "0.3", 0.3), (ParamId::rho_a, "nan", 0.3)];
    for (id, text, expected) in fields {
        let before = snapshot(&mut harness).params.get(id);
        let name = format!("{} ({})", id.spec().name, id.spec().key);
        let slider = harness.get_by_role_and_label(Role::Slider, &name).rect();
        let field = egui::pos2(slider.right() + 30.0, slider.center().y);
        for pressed in [true, false] {
            harness.event(egui::Event::PointerMoved(field));
            let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
            harness.event(egui::Event::PointerButton { pos: field, button, pressed, modifiers });
            harness.step();
        }
        harness.step();
        for letter in text.chars() {
            harness.event(egui::Event::Text(letter.to_string()));
            harness.step();
            assert_eq!(snapshot(&mut harness).params.get(id), before, "{name} after {letter}");
        }
        harness.key_press(egui::Key::Enter);
        harness.run_steps(2);
        until(&mut harness, |snapshot| snapshot.params.get(id) == expected);
    }
}

#[test]
fn every_text_of_parameters_and_scenarios_can_be_drawn() {
    let mut harness = open();
    harness.run_steps(2);
    let scenarios = equipoise::io::scenarios::builtin().unwrap();
    let steps = scenarios.iter().flat_map(|scenario| &scenario.steps);
    let told: Vec<String> = steps.map(|step| format!("{} {}", step.caption, step.look)).collect();
    let missing: Vec<String> = ParamId::ALL
        .iter()
        .flat_map(|id| {
            let spec = id.spec();
            let words = [spec.symbol, spec.name, spec.doc, spec.unit]
                .map(|text| (text, egui::FontId::proportional(13.0)));
            words.into_iter().chain([(spec.equation, egui::FontId::monospace(12.0))])
        })
        .chain([("∞ − θ α κ", egui::FontId::proportional(13.0))])
        .chain(told.iter().map(|text| (text.as_str(), egui::FontId::proportional(13.0))))
        .flat_map(|(text, font)| text.chars().map(move |c| (c, font.clone())))
        .filter(|(c, font)| !harness.ctx.fonts_mut(|fonts| fonts.has_glyph(font, *c)))
        .map(|(c, _)| c.to_string())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_big_switch_turns_a_modulator_off() {
    let mut harness = open();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::CheckBox, "ACh release (ACh)").click();
    harness.step();
    until(&mut harness, |snapshot| !snapshot.params.ach);
}

#[test]
fn choosing_a_preset_changes_the_parameters_and_starts_anew() {
    let mut harness = open();
    harness.run_steps(2);
    press(&mut harness, "Epoch");
    until(&mut harness, |snapshot| snapshot.presentations == 40);
    harness.get_by_label("preset").click();
    harness.run_steps(3);
    harness.get_by_label("Supervised").click();
    harness.step();
    until(&mut harness, |snapshot| snapshot.params.a == 1.0 && snapshot.presentations == 0);
    let params = snapshot(&mut harness).params.clone();
    assert_eq!((params.lambda, params.gate_i, params.p), (0.002, true, 40));
}

#[test]
fn a_broken_preset_file_dropped_onto_the_window_is_refused_with_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, "[parameters]\nrho_A = 7.0\n").unwrap();
    let mut harness = open();
    harness.run_steps(2);
    let before = snapshot(&mut harness).params.clone();
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_path(&ctx, &path);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("rho_A = 7 is out of range").is_some());
    assert_eq!(snapshot(&mut harness).params, before);
    press(&mut harness, "dismiss");
    harness.step();
    assert!(harness.query_by_label_contains("out of range").is_none());
}

#[test]
fn a_failure_of_the_simulation_is_shown() {
    let mut harness = open();
    harness.run_steps(2);
    harness.state_mut().as_mut().unwrap().engine().send(Command::Transport(Transport::Fail));
    until(&mut harness, |snapshot| snapshot.notice.is_some());
    assert!(harness.query_by_label_contains("The simulation failed").is_some());
}

#[test]
fn growing_is_switched_on_and_off() {
    let mut harness = open();
    harness.run_steps(2);
    harness.get_by_label("grow").click();
    harness.step();
    until(&mut harness, |snapshot| snapshot.growing.is_some());
    harness.get_by_label("grow").click();
    harness.step();
    until(&mut harness, |snapshot| snapshot.growing.is_none());
}

#[test]
fn freezing_and_new_stimuli_reach_the_simulation() {
    let mut harness = open();
    harness.run_steps(2);
    let before = snapshot(&mut harness).recall.clone();
    harness.get_by_label("freeze").click();
    harness.step();
    until(&mut harness, |snapshot| !snapshot.plastic);
    press(&mut harness, "new-stimuli");
    until(&mut harness, |snapshot| snapshot.recall.i_e != before.i_e);
    assert_eq!(harness.get_by_label("freeze").accesskit_node().role(), Role::CheckBox);
}
