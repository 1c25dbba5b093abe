//! What leaves the program: CSV, NumPy arrays, parameters, a methods paragraph, and the command in each.

use std::path::Path;
use std::process::{Command, Output};

use equipoise::engine::{Action, Command as Order, Look, Transport, Workbench};
use equipoise::io::export::{Provenance, arrays, methods, parameters, series};
use equipoise::io::session::{self, Watcher};
use equipoise::model::{Column, ParamId, Params, Population};
use serde_json::Value;

fn bench() -> Workbench {
    let params = Params { p: 30, n_e: 40, n_i: 50, lambda: 0.01, ..Params::default() };
    let mut bench = Workbench::new(params, 3).unwrap();
    let run = |bench: &mut Workbench, presentations| {
        bench.apply(Order::Transport(Transport::RunFor(presentations)));
        while !bench.idle() {
            bench.advance(100);
        }
    };
    bench.apply(Order::Look(Look::Pin(Some(4))));
    bench.apply(Order::Look(Look::PinSynapse(Some((Population::Inhibitory, 7)))));
    run(&mut bench, 1000);
    bench.apply(Order::Act(Action::Set(ParamId::kappa_a, f64::INFINITY)));
    bench.apply(Order::Act(Action::NewStimuli));
    bench.apply(Order::Act(Action::Pair { stimulus: 4, ach: true, na: false }));
    run(&mut bench, 777);
    bench
}

fn equipoise(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A table, and its comments.
fn table(path: &Path) -> (Vec<String>, Vec<csv::StringRecord>, String) {
    let text = std::fs::read_to_string(path).unwrap();
    let comments = text.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (headings, reader.records().map(Result::unwrap).collect(), comments)
}

#[test]
fn every_series_is_written_and_agrees_with_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench();
    let session = bench.shown();
    let names = series::write(&folder.path().join("new/series"), session, Watcher::nobody()).unwrap();
    let read = |name: &str| table(&folder.path().join("new/series").join(name));
    let simulation = session.simulation();
    let (headings, rows, comments) = read("synapses.csv");
    assert_eq!(rows.len(), 90);
    let column = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    for (row, j) in rows[40..].iter().zip(0..) {
        let weight: f64 = row[column("w")].parse().unwrap();
        assert_eq!(weight.to_bits(), simulation.weights(Population::Inhibitory).get(j).to_bits());
        let start: f64 = row[column("w_start")].parse().unwrap();
        let ledger: f64 = Column::all(4)
            .map(|of| row[column(&format!("dw_{}", of.name(simulation.columns())))].parse::<f64>().unwrap())
            .sum();
        assert!((start + ledger - weight).abs() < 1e-9, "the columns of the ledger sum to the change");
    }
    assert!(
        comments.contains("not recorded") && comments.contains("seed 3") && comments.contains("kappa_A=inf")
    );
    assert!(comments.contains("equipoise run --seed 3"), "{comments}");
    let (headings, rows, _) = read("stimuli.csv");
    let recall = simulation.recall();
    let at = headings.iter().position(|heading| heading == "i_E").unwrap();
    assert!(rows.iter().zip(&recall.i_e).all(|(row, i_e)| row[at].parse::<f64>().unwrap() == *i_e));
    let count = |name: &str| read(name).1.len();
    let snapshot = session.snapshot(0.0);
    assert_eq!(count("curve.csv"), snapshot.curve.len());
    assert_eq!(count("presentations.csv"), snapshot.recent.len());
    assert_eq!(count("events.csv"), snapshot.marks.len());
    assert_eq!(count("drift.csv"), snapshot.drift.len());
    assert_eq!(count("pinned-stimulus.csv"), snapshot.pinned.as_ref().unwrap().moments.len());
    assert_eq!(count("pinned-synapse.csv"), snapshot.synapse.as_ref().unwrap().points.len());
    assert_eq!(names.len(), 8);
}

/// A Python with NumPy: that of the environment, or any that is there.
fn python() -> Option<String> {
    let wanted = std::env::var("EQUIPOISE_PYTHON").ok();
    let has_numpy = |python: &String| {
        Command::new(python).args(["-c", "import numpy"]).output().is_ok_and(|output| output.status.success())
    };
    let found =
        wanted.clone().into_iter().chain(["python3", "/usr/bin/python3"].map(str::to_owned)).find(has_numpy);
    assert!(wanted.is_none() || found.is_some(), "no NumPy with {wanted:?}");
    found
}

/// Without NumPy on this machine there is nothing to ask; continuous integration has it, and sets
/// EQUIPOISE_PYTHON so that it must be there.
#[test]
fn numpy_loads_the_arrays() {
    let Some(python) = python() else { return println!("no NumPy here") };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    let bench = bench();
    arrays::write(&path.clone().into(), bench.shown(), Watcher::nobody()).unwrap();
    let script = r#"
import json, sys, numpy as np
z = np.load(sys.argv[1])
about = json.loads(bytes(z["provenance"]).decode())
p = about["parameters"]
assert z["w_E"].shape == (p["N_E"],) and z["w_I"].dtype == np.float64
assert z["x_E"].shape == (p["P"], p["N_E"]) and z["x_E"].dtype == np.bool_
i_e, i_i = z["x_E"] @ z["w_E"], z["x_I"] @ z["w_I"]
assert np.allclose(i_e, z["i_E"], rtol=1e-12) and np.allclose(i_i, z["i_I"], rtol=1e-12)
assert np.allclose(z["h"], i_e - i_i - p["theta"], atol=1e-9)
assert np.allclose(z["w_I_start"] + z["ledger_I"].sum(axis=1), z["w_I"], atol=1e-9)
assert z["history_w_E"].shape == (len(z["history_epoch"]), p["N_E"])
assert len(z["curve_epoch"]) == len(z["curve_balanced_accuracy"])
ba = 0.5 * ((z["h"][z["Y"]] > 0).mean() + (z["h"][~z["Y"]] <= 0).mean())
print(json.dumps({"ba": ba, "arrays": len(z.files), "seed": about["seed"]}))
"#;
    let output = Command::new(python).args(["-c", script, path.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = json(&output);
    let simulation = bench.shown().simulation();
    let accuracy = simulation.recall().measures(simulation.params()).balanced_accuracy;
    assert!((said["ba"].as_f64().unwrap() - accuracy).abs() < 1e-12);
    assert_eq!((said["seed"].as_u64(), said["arrays"].as_u64()), (Some(3), Some(31)));
}

/// The command in a file computes the same weights; so does a run with the exported parameters.
#[test]
fn the_command_in_an_export_repeats_the_run_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let bench = bench();
    session::save(Path::new(&at("s.equipoise")), &bench, Vec::new(), Watcher::nobody()).unwrap();
    let about = json(&equipoise(&["export", &at("s.equipoise"), "--json", "--params", &at("p.toml")]));
    let command = about["command"].as_str().unwrap();
    let arguments: Vec<&str> = command.split(' ').skip(1).chain(["--json"]).collect();
    let again = json(&equipoise(&arguments));
    assert_eq!(again["fingerprint"], about["fingerprint"]);
    assert_eq!(again["measures"], about["measures"]);
    assert_eq!(again["parameters"], about["parameters"]);
    let run = json(&equipoise(&["run", "--params", &at("p.toml"), "--seed", "3", "--epochs", "3", "--json"]));
    assert_eq!(run["parameters"], about["parameters"]);
    // What is given besides counts.
    let set = ["run", "--params", &at("p.toml"), "--set", "P=12", "--epochs", "1", "--json"];
    assert_eq!(json(&equipoise(&set))["parameters"]["P"], 12);
}

#[test]
fn the_export_command_writes_everything_from_a_session_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    session::save(Path::new(&at("s.equipoise")), &bench(), Vec::new(), Watcher::nobody()).unwrap();
    let output =
        equipoise(&["export", &at("s.equipoise"), "--csv", &at("csv"), "--npz", &at("a.npz"), "--methods"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("N_E = 40") && text.contains("equipoise run --seed 3"), "{text}");
    assert!(Path::new(&at("csv/curve.csv")).exists() && Path::new(&at("a.npz")).exists());
    let broken = at("broken.equipoise");
    std::fs::write(&broken, b"EQUIPOISE").unwrap();
    let commands: &[&str] = if cfg!(feature = "gui") { &["export", "open"] } else { &["export"] };
    for command in commands {
        let output =
            Command::new(env!("CARGO_BIN_EXE_equipoise")).args([*command, &broken]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{told}");
        assert!(told.contains("is not a session file"), "{told}");
    }
}

/// Every parameter that acts is in the paragraph with its value.
#[test]
fn the_methods_paragraph_has_every_number() {
    let bench = bench();
    let text = methods::paragraph(bench.shown());
    let params = bench.shown().simulation().params();
    for id in ParamId::ALL {
        let spec = id.spec();
        let switch = spec.kind == equipoise::model::params::Kind::Switch;
        let silent = [ParamId::kappa_a, ParamId::sigma, ParamId::soft];
        if !switch && !silent.contains(id) {
            let value = spec.show(params.get(*id));
            let there = text.contains(&format!("= {value}")) || text.contains(&format!("and {value} "));
            assert!(there, "{} = {value} is not in: {text}", spec.key);
        }
    }
    assert!(text.contains("seed 3") && text.contains("777") | text.contains("1778"), "{text}");
    let provenance = Provenance::of(bench.shown());
    assert!(text.contains(&provenance.command));
}

#[test]
fn exported_parameters_read_back_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    let provenance = Provenance::of(bench().shown());
    parameters::write(&path.clone().into(), &provenance).unwrap();
    let preset = equipoise::io::presets::Preset::load(&path).unwrap();
    assert_eq!(preset.over(&Params::default()), provenance.params);
    assert!(preset.description.contains("seed 3"));
}
