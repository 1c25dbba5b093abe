//! The headless commands, as a shell sees them.

use std::process::{Command, Output};

use serde_json::Value;

fn equipoise(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap()
}

fn result(arguments: &[&str]) -> Value {
    let output = equipoise(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn run_reports_both_phases_every_parameter_and_the_seed() {
    let run = result(&[
        "run",
        "--preset",
        "retained",
        "--stimuli",
        "50",
        "--epochs",
        "300",
        "--then-unsupervised",
        "20",
        "--seed",
        "3",
        "--set",
        "rho_A=0.8",
        "kappa_A=inf",
        "--json",
    ]);
    assert_eq!(run["seed"], 3);
    assert_eq!(run["parameters"]["rho_A"], 0.8);
    assert_eq!(run["parameters"]["kappa_A"], "inf");
    assert_eq!(run["parameters"]["P"], 50);
    // All but what only loaded rules ask for, which is at its default.
    let params = equipoise::model::Params::default();
    let told = equipoise::model::ParamId::ALL.iter().filter(|id| params.tells(**id)).count();
    assert_eq!(run["parameters"].as_object().unwrap().len(), told);
    for phase in ["trained", "retained"] {
        for measure in
            ["hit_rate", "correct_rejection", "balanced_accuracy", "learned_load", "ei_correlation"]
        {
            assert!(run[phase][measure].is_number(), "{phase} {measure}");
        }
    }
    assert!(run["trained"]["balanced_accuracy"].as_f64().unwrap() > 0.9);
}

#[test]
fn the_same_seed_gives_the_same_result_and_another_does_not() {
    let run = |seed: &str| result(&["run", "--epochs", "60", "--seed", seed, "--json"])["trained"].clone();
    assert_eq!(run("5"), run("5"));
    assert_ne!(run("5"), run("6"));
}

#[test]
fn the_csv_file_has_a_row_for_every_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curve.csv");
    let path_text = path.to_str().unwrap();
    let output = equipoise(&["run", "--epochs", "7", "--then-unsupervised", "2", "--csv", path_text]);
    assert!(output.status.success());
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).unwrap();
    assert!(reader.headers().unwrap().iter().any(|name| name == "balanced_accuracy"));
    let supervised: Vec<bool> = reader.records().map(|row| &row.unwrap()[1] == "true").collect();
    assert_eq!(supervised, [true, true, true, true, true, true, true, false, false]);
}

#[test]
fn bad_input_ends_with_code_2_and_one_line_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, [0xff, 0xfe, 0x00]).unwrap();
    let cases: [(&[&str], &str); 15] = [
        (&["run", "--preset", "nonesuch"], "nonesuch"),
        (&["run", "--preset", broken.to_str().unwrap()], "broken.toml"),
        (&["run", "--preset", folder.path().to_str().unwrap()], "is a folder: give a regular file"),
        (&["run", "--set", "alpha_a=1"], "alpha_A"),
        (&["run", "--set", "rho_A=NaN"], "rho_A"),
        (&["run", "--set", "rho_A=inf"], "rho_A"),
        (&["run", "--set", "rho_A"], "KEY=VALUE"),
        (&["run", "--set", "N_E=-5"], "N_E"),
        (&["run", "--set", "N_E=1e300"], "N_E"),
        (&["run", "--stimuli", "0"], "P = 0"),
        (&["run", "--stimuli", "1"], "P = 1"),
        (&["run", "--set", "f_out=0"], "f_out"),
        (&["run", "--epochs", "0"], "epochs"),
        (&["run", "--set", "N_E=5000000", "N_I=5000000", "P=5000"], "GiB"),
        (&["fly"], "fly"),
    ];
    for (arguments, named) in cases {
        let output = equipoise(arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{arguments:?}: {message}");
        assert!(message.contains(named), "{arguments:?}: {message}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_training() {
    let output = equipoise(&["run", "--epochs", "1000000000", "--csv", "/nonexistent/folder/curve.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nonexistent/folder/curve.csv"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_equipoise"))
        .arg("params")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn ten_million_synapses_run() {
    let run = result(&[
        "run",
        "--set",
        "N_E=5000000",
        "N_I=5000000",
        "P=2",
        "f_in=0.01",
        "--epochs",
        "1",
        "--json",
    ]);
    assert!(run["trained"]["load"].as_f64().unwrap() < 1e-6);
}

#[test]
fn presets_and_params_list_everything() {
    let presets = String::from_utf8(equipoise(&["presets"]).stdout).unwrap();
    assert!(["retained", "supervised", "interplay"].iter().all(|name| presets.contains(name)));
    let params = String::from_utf8(equipoise(&["params"]).stdout).unwrap();
    for id in equipoise::model::ParamId::ALL {
        assert!(params.contains(id.spec().key) && params.contains(id.spec().doc), "{}", id.spec().key);
    }
}

#[test]
fn conditions_name_what_is_broken_and_what_would_mend_it() {
    let broken = |setting: &str| -> Vec<String> {
        let found = result(&["theory", "conditions", "--set", setting, "--json"]);
        let list = found["conditions"].as_array().unwrap().clone();
        let failing = list.iter().filter(|condition| condition["holds"] == false);
        failing.map(|condition| condition["mended_by"].as_str().unwrap().to_owned()).collect()
    };
    assert!(broken("c=0").contains(&"c".to_owned()));
    assert!(broken("a=1").contains(&"a".to_owned()));
    assert!(!broken("c=1").contains(&"c".to_owned()));
}

#[test]
fn scenarios_are_listed_told_and_checked() {
    let list = String::from_utf8(equipoise(&["scenario"]).stdout).unwrap();
    let all = equipoise::io::scenarios::builtin().unwrap();
    assert!(all.iter().all(|scenario| list.contains(&scenario.name) && list.contains(&scenario.title)));
    let told = String::from_utf8(equipoise(&["scenario", "silent"]).stdout).unwrap();
    assert!(told.contains("Look at: A goes on learning"));
    let checked = result(&["scenario", "memory", "--check", "--json"]);
    assert_eq!(checked["holds"], true);
    assert!(checked["findings"].as_array().unwrap().len() >= 5);
    // Where the cause is missing the check fails, with code 1.
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.toml");
    let text = std::fs::read_to_string("assets/scenarios/memory.toml").unwrap();
    std::fs::write(&broken, text.replace("P = 100", "P = 100\nrule_A = false")).unwrap();
    let output = equipoise(&["scenario", broken.to_str().unwrap(), "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("FAILS"));
    assert_eq!(equipoise(&["scenario", "nonesuch"]).status.code(), Some(2));
}

/// The ending decides what is written: what is not PNG is refused before any window opens.
#[cfg(feature = "gui")]
#[test]
fn a_picture_of_the_window_is_png_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.jpg", "x.svg", "x", "x.0"] {
        let path = folder.path().join(name);
        let output = equipoise(&["--screenshot", path.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(name) && said.contains("a picture of the window ends in .png"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!path.exists());
    }
}
