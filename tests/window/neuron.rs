//! The view of the neuron: beat by beat, with its rules' switches, against the presentation that it shows.

use egui::accesskit::Role;
use egui::{Key, Theme, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::engine::{Action, Command, Session, Snapshot, Speed, Transport};
use equipoise::model::{ParamId, Params};
use equipoise::ui::Opening;
use equipoise::ui::export::Provenance;
use equipoise::ui::export::offscreen::OffscreenRenderer;
use equipoise::ui::export::svg::svg;
use equipoise::ui::views::{Beat, Moment, sentence};
use resvg::usvg::roxmltree;

use crate::common::{Window, open_with, press, run, send, snapshot, until};

fn open() -> Window {
    let params = Params { p: 40, n_e: 60, n_i: 60, ..Params::default() };
    open_with(Opening { params, seed: 1, preset: "retained".to_owned(), ..Opening::default() })
}

fn says(harness: &Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn a_neuron_at_rest_says_how_to_begin() {
    let mut harness = open();
    assert!(says(&harness, "At rest: nothing has been shown to the neuron."));
    // A full stop shows the first stimulus, from its first beat.
    harness.key_press(Key::Period);
    until(&mut harness, "the first beat", |harness| says(harness, "excitatory inputs are active"));
    assert_eq!(snapshot(&mut harness).presentations, 1);
}

#[test]
fn a_presentation_plays_beat_by_beat_in_words_and_the_next_one_follows() {
    let mut harness = open();
    run(&mut harness, 900);
    for _ in 0..6 {
        let before = snapshot(&mut harness);
        let now = *before.recent.last().unwrap();
        press(&mut harness, "beat-stimulus");
        let kind = if now.target { "a target: it should fire" } else { "a non-target: it should be silent" };
        let active = before.stimuli.excitatory().active(now.stimulus as usize).len();
        let words =
            format!("Stimulus {}, {kind}. {active} of 60 excitatory inputs are active.", now.stimulus);
        assert!(says(&harness, &words), "{words}");
        press(&mut harness, "next-beat");
        let side = if now.drive > 0.0 { "is above threshold" } else { "is below threshold" };
        assert!(says(&harness, "Excitation i_E = ") && says(&harness, side));
        press(&mut harness, "next-beat");
        match now.release.ach {
            Some(_) => assert!(says(&harness, "The teacher, ACh, comes and adds")),
            None if !now.target => assert!(says(&harness, "No ACh: the teacher comes with targets only")),
            None => assert!(says(&harness, "No ACh")),
        }
        press(&mut harness, "next-beat");
        let fires = if now.fired { "The neuron fires" } else { "The neuron stays silent" };
        let right = if now.fired == now.target { "as it should" } else { "which it should not" };
        assert!(says(&harness, fires) && says(&harness, right), "{now:?}");
        press(&mut harness, "next-beat");
        let acts = before.last_changes.iter().any(|change| change.active != 0.0);
        assert_eq!(says(&harness, "Active synapses change: "), acts);
        // After the last beat the next presentation, from its first beat.
        press(&mut harness, "next-beat");
        let next = before.presentations + 1;
        until(&mut harness, "the next presentation", |harness| snapshot(harness).presentations == next);
        let stimulus = snapshot(&mut harness).recent.last().unwrap().stimulus;
        assert!(says(&harness, &format!("Stimulus {stimulus}, a")));
    }
    press(&mut harness, "earlier-beat");
    assert!(says(&harness, "Stimulus "), "there is none before the first");
    // A screen reader says each beat as it comes.
    let told = harness.get_all_by_label_contains("excitatory inputs are active").next().unwrap();
    assert_eq!(told.accesskit_node().live(), egui::accesskit::Live::Polite);
    // With the keyboard, wherever the pointer is.
    harness.key_press(Key::Period);
    harness.run_steps(2);
    assert!(says(&harness, "Excitation i_E = "));
    harness.key_press(Key::Comma);
    harness.run_steps(2);
    assert!(says(&harness, "excitatory inputs are active"));
}

/// What is shown belongs to the associations that are there.
#[test]
fn new_associations_have_not_been_shown() {
    let mut harness = open();
    run(&mut harness, 30);
    assert!(says(&harness, "next beat"));
    send(&mut harness, Command::Act(Action::NewStimuli));
    until(&mut harness, "new associations", |harness| says(harness, "New associations: none of them"));
    send(&mut harness, Command::Transport(Transport::Step));
    until(&mut harness, "a presentation", |harness| says(harness, "next beat"));
}

/// Noise may decide, and then that is said.
#[test]
fn noise_that_decides_is_named() {
    let params = Params {
        p: 40,
        n_e: 60,
        n_i: 60,
        sigma: 3.0,
        theta: -3.0,
        ach: false,
        na: false,
        ..Params::default()
    };
    let mut session = Session::new(params, 4).unwrap();
    // Frozen, so that drives stay on both sides.
    session.apply(Command::Act(Action::SetPlastic(false)));
    let (mut lifted, mut kept) = (0, 0);
    for _ in 0..200 {
        session.present();
        let snapshot = session.snapshot(0.0);
        let now = snapshot.recent.last().unwrap();
        let says = sentence(Beat::Spike, &snapshot, now);
        assert_eq!(says.contains("noise"), now.fired != (now.drive > 0.0), "{now:?} {says}");
        lifted += usize::from(now.fired && now.drive <= 0.0);
        kept += usize::from(!now.fired && now.drive > 0.0);
    }
    assert!(lifted > 5 && kept > 5, "{lifted} {kept}");
}

/// Where a class has not been shown there is no mean of it.
#[test]
fn a_class_that_was_not_shown_has_no_means() {
    let mut session = Session::new(Params { p: 40, n_e: 60, n_i: 60, ..Params::default() }, 4).unwrap();
    session.present();
    let snapshot = session.snapshot(0.0);
    let words = drawn(&snapshot, Moment::Means);
    let halves: Vec<&String> = words.iter().filter(|word| word.contains("  |  ")).collect();
    // Drive, both modulators; the currents' symbols stand apart.
    assert!(halves.len() >= 3 && halves.iter().all(|half| half.contains('–')), "{words:?}");
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
    send(&mut harness, Command::Transport(Transport::SetSpeed(Speed::PerSecond(5000.0))));
    send(&mut harness, Command::Transport(Transport::Run));
    until(&mut harness, "the means", |harness| says(harness, "Means of the last"));
    assert!(!says(&harness, "next beat"));
    send(&mut harness, Command::Transport(Transport::Pause));
    until(&mut harness, "the beats", |harness| says(harness, "next beat"));
}

/// Words of the picture, in the order of drawing.
fn drawn(snapshot: &Snapshot, moment: Moment) -> Vec<String> {
    let mut stage = OffscreenRenderer::new(&["neuron"], vec2(640.0, 420.0), Theme::Light).unwrap();
    stage.neuron = moment;
    let text = svg(&stage.draw(snapshot), &Provenance::new("", "", ""));
    let document = roxmltree::Document::parse(&text).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// To about four digits, as everywhere.
fn number(words: &[String], before: &str) -> f64 {
    let word = words.iter().find_map(|word| word.trim().strip_prefix(before));
    let word = word.unwrap_or_else(|| panic!("no {before:?} in {words:?}"));
    word.trim().parse().unwrap_or_else(|_| panic!("{before}{word}"))
}

fn near(drawn: f64, value: f64) -> bool {
    (drawn - value).abs() <= 1e-3 * value.abs().max(1.0)
}

/// What is drawn is what was presented: drive, releases, response, changes; and nothing before its beat.
#[test]
fn the_picture_says_what_the_presentation_was() {
    let params = Params { p: 40, n_e: 60, n_i: 60, rho_n: 0.3, ..Params::default() };
    let mut session = Session::new(params, 4).unwrap();
    let (mut fired, mut ach, mut na) = (0, 0, 0);
    for _ in 0..60 {
        for _ in 0..17 {
            session.present();
        }
        let snapshot = session.snapshot(0.0);
        let now = *snapshot.recent.last().unwrap();
        let has = |words: &[String], word: &str| words.iter().any(|found| found.trim() == word);
        let begun = drawn(&snapshot, Moment::Beat(Beat::Stimulus));
        assert!(!begun.iter().any(|word| word.starts_with("h ")), "{begun:?}");
        let currents = drawn(&snapshot, Moment::Beat(Beat::Currents));
        assert!(near(number(&currents, "h "), now.drive), "{now:?} {currents:?}");
        assert!(!has(&currents, "fires") && !has(&currents, "silent"), "{currents:?}");
        assert!(!currents.iter().any(|word| word.starts_with("adds ") || word == "not released"));
        let modulators = drawn(&snapshot, Moment::Beat(Beat::Modulators));
        let released: Vec<f64> = modulators
            .iter()
            .filter_map(|word| word.trim().strip_prefix("adds ").and_then(|by| by.parse().ok()))
            .collect();
        let expected: Vec<f64> = [now.release.ach, now.release.na].into_iter().flatten().collect();
        assert_eq!(released.len(), expected.len(), "{now:?} {modulators:?}");
        assert!(released.iter().zip(&expected).all(|(drawn, value)| near(*drawn, *value)), "{modulators:?}");
        let withheld = modulators.iter().filter(|word| *word == "not released").count();
        assert_eq!(withheld, 2 - expected.len());
        let spike = drawn(&snapshot, Moment::Beat(Beat::Spike));
        assert_eq!((has(&spike, "fires"), has(&spike, "silent")), (now.fired, !now.fired), "{spike:?}");
        let plasticity = drawn(&snapshot, Moment::Beat(Beat::Plasticity));
        let actives = plasticity.iter().filter(|word| word.starts_with("active ")).count();
        assert_eq!(actives, 4, "{plasticity:?}");
        fired += usize::from(now.fired);
        ach += usize::from(now.release.ach.is_some());
        na += usize::from(now.release.na.is_some());
    }
    assert!(fired > 5 && ach > 3 && na > 5, "every case occurs: {fired} {ach} {na}");
}

/// Means of a fast run are those of its recent presentations.
#[test]
fn the_picture_of_a_fast_run_shows_means_by_class() {
    let mut session = Session::new(Params { p: 40, n_e: 60, n_i: 60, ..Params::default() }, 4).unwrap();
    for _ in 0..2000 {
        session.present();
    }
    let snapshot = session.snapshot(0.0);
    let words = drawn(&snapshot, Moment::Means);
    let mean = |class: bool| {
        let of: Vec<f64> =
            snapshot.recent.iter().filter(|now| now.target == class).map(|now| now.drive).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let both = words.iter().find_map(|word| word.trim().strip_prefix("h ")).unwrap();
    let both: Vec<f64> = both.split('|').map(|value| value.trim().parse().unwrap()).collect();
    assert!(near(both[0], mean(true)) && near(both[1], mean(false)), "{both:?}");
}

/// Pressed, a part says what it is, and its slider acts; with the keyboard alone as well.
#[test]
fn every_part_explains_itself_and_has_its_slider() {
    let mut harness = open();
    run(&mut harness, 50);
    for (part, words) in [
        ("inputs", "x = 1 with probability f_in"),
        ("excitatory synapses", "i_E = Σ"),
        ("inhibitory synapses", "i_I = Σ"),
        ("cell", "h = i_E − i_I − θ;"),
        ("acetylcholine", "nucleus basalis"),
        ("noradrenaline", "locus coeruleus"),
        ("ACh rule", "Δw_E = k_E η_A"),
        ("NA rule", "Δw_E = k_E η_N"),
        ("Hebbian rule", "Δw_E = k_E α_H"),
        ("inhibitory rule", "Δw_I = k_I α_I"),
    ] {
        let name = format!("about {part}");
        harness.get_by_role_and_label(Role::Button, &name).click();
        harness.run_steps(3);
        assert!(says(&harness, words), "{part}: no {words:?}");
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        assert!(!says(&harness, words), "{part} stays open");
    }
    harness.get_by_role_and_label(Role::Button, "about cell").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(says(&harness, "h = i_E − i_I − θ;"), "with the keyboard");
}
