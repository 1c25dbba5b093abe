//! The atlas: every cell is the single neuron with its parameters, however it was computed.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use equipoise::analysis::atlas::{
    Compared, Growing, Measure, Phase, Plan, Point, Quantity, Trained, frames, over_seeds, train_points,
};
use equipoise::analysis::training::Schedule;
use equipoise::io::presets::Preset;
use equipoise::io::rule_files;
use equipoise::model::weights::Fingerprint;
use equipoise::model::{ParamId, Params, Population, Simulation};
use serde_json::Value;

fn base() -> Params {
    let base = Params { n_e: 31, n_i: 26, p: 18, ..Params::default() };
    Preset::find("together").unwrap().params(&base)
}

fn plan(x: &str, y: &str) -> Plan {
    Plan {
        base: base(),
        x: x.parse().unwrap(),
        y: (!y.is_empty()).then(|| y.parse().unwrap()),
        seeds: 2,
        first_seed: 4,
        schedule: Schedule { epochs: 21, unsupervised: Some(5) },
        compared: None,
    }
}

fn train(plan: &Plan) -> Vec<Trained> {
    train_points(plan, &plan.points(), &[], &AtomicBool::new(false), |_| ()).unwrap()
}

/// Trains the single neuron of a point, step by step and by nothing that the atlas uses.
fn alone(params: Params, seed: u64, schedule: Schedule) -> [Simulation; 2] {
    let mut neuron = Simulation::new(params, seed).unwrap();
    for _ in 0..schedule.epochs * neuron.params().p as u64 {
        neuron.present();
    }
    let trained = neuron.clone();
    neuron.set_params(neuron.params().unsupervised()).unwrap();
    neuron.run_epochs(schedule.unsupervised.unwrap_or(0));
    [trained, neuron]
}

fn fingerprint(neuron: &Simulation) -> Fingerprint {
    let populations = [Population::Excitatory, Population::Inhibitory];
    Fingerprint::of(populations.into_iter().flat_map(|population| neuron.weights(population).iter()))
}

#[test]
fn every_cell_is_the_single_neuron() {
    let rule = rule_files::find("oja").unwrap();
    let mut with_rule = plan("rho_A=0.1..0.9:3", "");
    with_rule.base.rules = with_rule.base.rules.with(rule.into()).unwrap();
    let mut grouped = plan("rho_N=0.1..0.9:3", "");
    grouped.base.groups = 2;
    for plan in [
        plan("rho_A=0.1..0.9:5", "A_A=0.1..10:3:log"),
        plan("P=10..30:3", "c=0..1:3"),
        plan("N=10..30:3", "f_in=0.2..0.6:3"),
        plan("lambda=0..0.1:4", "soft=0..1:2"),
        with_rule,
        grouped,
    ] {
        let trained = train(&plan);
        assert_eq!(trained.iter().map(|one| one.point).collect::<Vec<_>>(), plan.points());
        for one in &trained {
            let Point { cell, seed } = one.point;
            let [after, kept] = alone(plan.params(cell).unwrap(), seed, plan.schedule);
            assert_eq!(one.shown.trained.fingerprint, fingerprint(&after), "{cell} {}", plan.x);
            assert_eq!(one.shown.trained.measures, after.recall().measures(after.params()));
            let found = one.shown.kept.unwrap();
            assert_eq!(found.fingerprint, fingerprint(&kept), "{cell} {}", plan.x);
            assert_eq!(found.measures, kept.recall().measures(kept.params()));
            let mean = after.recall().i_e.iter().sum::<f64>() / after.params().p as f64;
            assert_eq!(one.shown.trained.mean_current, mean);
        }
    }
}

#[test]
fn what_is_compared_is_the_neuron_with_its_own_parameters() {
    let mut plan = plan("rho_A=0.1..0.9:3", "P=10..20:2");
    for settings in [vec![(ParamId::rule_n, 0.0)], vec![(ParamId::c, 1.0), (ParamId::rho_n, 0.4)]] {
        plan.compared = Some(Compared { settings: settings.clone(), rules: None });
        for one in train(&plan) {
            let mut params = plan.params(one.point.cell).unwrap();
            let [shown, _] = alone(params.clone(), one.point.seed, plan.schedule);
            settings.iter().for_each(|&(id, value)| params.set(id, value).unwrap());
            let [other, _] = alone(params, one.point.seed, plan.schedule);
            let ba = |neuron: &Simulation| neuron.recall().measures(neuron.params()).balanced_accuracy;
            let difference = Measure { quantity: Quantity::Difference, phase: Phase::Trained };
            assert_eq!(one.measure(difference), ba(&shown) - ba(&other));
        }
    }
}

#[test]
fn an_atlas_that_grows_ends_where_one_that_is_trained_does() {
    let mut plan = plan("rho_A=0.1..0.9:4", "A_A=0.1..10:3:log");
    plan.compared = Some(Compared { settings: vec![(ParamId::rule_n, 0.0)], rules: None });
    let trained = train(&plan);
    let mut growing = Growing::new(plan.clone()).unwrap();
    let go = AtomicBool::new(false);
    let all: Vec<_> =
        frames(plan.schedule).into_iter().map(|epoch| growing.advance_to(epoch, &go).unwrap()).collect();
    let epochs: Vec<u64> = all.iter().map(|frame| frame.epoch).collect();
    assert_eq!((epochs[0], *epochs.last().unwrap()), (0, 26));
    for (phase, epoch) in [(Phase::Trained, 21), (Phase::Kept, 26)] {
        let frame = all.iter().find(|frame| frame.epoch == epoch).unwrap();
        for quantity in Quantity::ALL {
            let expected = over_seeds(plan.cells(), &trained, Measure { quantity, phase });
            assert_eq!(frame.all(quantity).collect::<Vec<_>>(), expected, "{quantity:?} {phase:?}");
            assert_eq!(frame.get(0, quantity), expected[0]);
        }
    }
    assert_ne!(all[1], all[2]);
}

#[test]
fn an_atlas_does_not_depend_on_threads_nor_on_what_was_finished_before() {
    let plan = plan("rho_A=0.1..0.9:5", "P=10..30:3");
    let with = |threads: usize, done: &[Trained]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| train_points(&plan, &plan.points(), done, &AtomicBool::new(false), |_| ()).unwrap())
    };
    let whole = with(1, &[]);
    assert_eq!(with(2, &[]), whole);
    let some: Vec<Trained> = whole.iter().step_by(3).copied().collect();
    assert_eq!(with(2, &some), whole);
    let cancelled = train_points(&plan, &plan.points(), &[], &AtomicBool::new(true), |_| ());
    assert_eq!(cancelled.unwrap_err().to_string(), "cancelled");
}

#[test]
fn a_plan_that_cannot_be_computed_says_why() {
    let refused = |change: fn(&mut Plan)| {
        let mut plan = plan("rho_A=0.1..0.9:5", "P=10..30:3");
        change(&mut plan);
        plan.check().unwrap_err().to_string()
    };
    let same = refused(|plan| plan.y = Some("rho_A=0.2..0.4:3".parse().unwrap()));
    assert!(same.contains("rho_A on both axes"), "{same}");
    let size = refused(|plan| {
        plan.x = "N=10..20:2".parse().unwrap();
        plan.y = Some("N_E=10..20:2".parse().unwrap());
    });
    assert!(size.contains("on both axes"), "{size}");
    assert!(refused(|plan| plan.seeds = 0).contains("0 seeds"));
    assert!(refused(|plan| plan.seeds = u64::MAX).contains("too many"));
    let large = refused(|plan| {
        plan.x = "N=10..1000000:3".parse().unwrap();
        plan.y = Some("P=10..100000:3".parse().unwrap());
    });
    assert!(large.contains("memory"), "{large}");
    let mut many = plan("rho_A=0.1..0.9:64", "A_A=0.1..1:64");
    many.base.n_e = 20_000;
    many.base.n_i = 20_000;
    many.check().unwrap();
    let error = Growing::new(many).err().unwrap().to_string();
    assert!(error.contains("8192 neurons at once need"), "{error}");
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).output().unwrap()
}

fn succeed(arguments: &[&str]) -> Vec<u8> {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

const ATLAS: [&str; 19] = [
    "atlas",
    "--preset",
    "together",
    "--set",
    "N_E=30",
    "N_I=30",
    "P=20",
    "--x",
    "rho_A=0.1..0.9:3",
    "--y",
    "A_A=0.1..10:2:log",
    "--seeds",
    "2",
    "--epochs",
    "12",
    "--then-unsupervised",
    "4",
    "--measure",
    "ba,kept,at-bounds",
];

#[test]
fn a_cell_of_the_command_is_the_command_of_the_cell() {
    let atlas: Value = serde_json::from_slice(&succeed(&[&ATLAS[..], &["--json"]].concat())).unwrap();
    let points = atlas["points"].as_array().unwrap();
    assert_eq!(points.len(), 12);
    let numbers =
        |key: &str| atlas[key].as_array().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    let (x, y) = (numbers("x_values"), numbers("y_values"));
    for at in [0, 7, 11] {
        let point = &points[at];
        let cell = point["cell"].as_u64().unwrap() as usize;
        let (rho, gain, seed) =
            (format!("rho_A={}", x[cell % 3]), format!("A_A={}", y[cell / 3]), point["seed"].to_string());
        let single = [
            "run",
            "--preset",
            "together",
            "--set",
            "N_E=30",
            "N_I=30",
            "P=20",
            &rho,
            &gain,
            "--seed",
            &seed,
            "--epochs",
            "12",
            "--then-unsupervised",
            "4",
            "--json",
        ];
        let single: Value = serde_json::from_slice(&succeed(&single)).unwrap();
        assert_eq!(point["shown"]["kept"]["fingerprint"], single["fingerprint"]);
        assert_eq!(point["shown"]["trained"]["measures"], single["trained"]);
        assert_eq!(point["shown"]["kept"]["measures"], single["retained"]);
    }
    let mean =
        (0..2).map(|at| points[at]["shown"]["trained"]["measures"]["balanced_accuracy"].as_f64().unwrap());
    assert_eq!(atlas["ba"]["mean"][0][0].as_f64().unwrap(), mean.sum::<f64>() / 2.0);
}

/// Everything that a command can write.
fn outputs(folder: &Path, name: &str, command: &[&str], npz: bool) -> [Vec<u8>; 3] {
    let path = |ending: &str| folder.join(format!("{name}.{ending}")).to_str().unwrap().to_owned();
    let (csv, arrays) = (path("csv"), path("npz"));
    let mut all = [command, &["--json", "--csv", &csv]].concat();
    if npz {
        all.extend(["--npz", &arrays]);
    }
    let json = succeed(&all);
    [json, std::fs::read(csv).unwrap(), if npz { std::fs::read(arrays).unwrap() } else { Vec::new() }]
}

fn parts_give_the_whole(command: &[&str], of: usize, npz: bool) {
    let folder = tempfile::tempdir().unwrap();
    let whole = outputs(folder.path(), "whole", command, npz);
    let parts: Vec<String> = (1..=of)
        .map(|part| folder.path().join(format!("part-{part}")).to_str().unwrap().to_owned())
        .collect();
    for (at, path) in parts.iter().enumerate() {
        let shard = format!("{}/{of}", at + 1);
        succeed(&[command, &["--shard", &shard, "--checkpoint", path]].concat());
    }
    let merge: Vec<&str> = std::iter::once("merge").chain(parts.iter().rev().map(String::as_str)).collect();
    assert_eq!(outputs(folder.path(), "merged", &merge, npz), whole, "{command:?}");
    let refused = |arguments: &[&str], reason: &str| {
        let output = run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(reason), "{arguments:?}: {said}");
    };
    refused(&merge[..merge.len() - 1], "these are missing: 1");
    refused(&[&merge[..], &[&parts[0]]].concat(), "part 1 is there twice");
    // An interruption cuts a line: its point is missing then, and computed again by the same part.
    let bytes = std::fs::read(&parts[0]).unwrap();
    std::fs::write(&parts[0], &bytes[..bytes.len() - 9]).unwrap();
    refused(&merge, "1 of ");
    succeed(&[command, &["--shard", &format!("1/{of}"), "--checkpoint", &parts[0]]].concat());
    assert_eq!(outputs(folder.path(), "resumed", &merge, npz), whole, "{command:?}");
    std::fs::write(&parts[0], "{}\n").unwrap();
    refused(&merge, "is no part");
}

#[test]
fn parts_of_an_atlas_make_the_file_of_one_run() {
    parts_give_the_whole(&ATLAS, 7, true);
    parts_give_the_whole(
        &[&ATLAS[..17], &["--compare", "rule_N=off", "--measure", "difference"]].concat(),
        2,
        true,
    );
}

#[test]
fn parts_of_other_computations_make_the_file_of_one_run() {
    let small = ["--set", "N_E=30", "N_I=30", "--seeds", "2"];
    let loads = ["--loads", "0.2,0.6,1.0"];
    parts_give_the_whole(&[&["capacity", "sweep", "--epochs", "9"], &small[..], &loads].concat(), 3, false);
    parts_give_the_whole(&[&["capacity", "feasible"], &small[..], &loads].concat(), 4, false);
    parts_give_the_whole(&[&["capacity", "grow", "--epochs", "200"], &small[..]].concat(), 2, false);
}

#[test]
fn parts_of_a_verification_say_what_one_run_says() {
    let folder = tempfile::tempdir().unwrap();
    let verify = ["verify", "--only", "kappa_A"];
    let parts: Vec<String> =
        (1..=2).map(|part| folder.path().join(part.to_string()).to_str().unwrap().to_owned()).collect();
    for (shard, path) in ["1/2", "2/2"].iter().zip(&parts) {
        succeed(&[&verify[..], &["--shard", shard, "--checkpoint", path]].concat());
    }
    let whole = succeed(&verify);
    assert_eq!(succeed(&["merge", &parts[1], &parts[0]]), whole);
    assert!(String::from_utf8_lossy(&whole).contains("agree with the reference"));
    let output = run(&["verify", "--only", "nothing of the kind"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_sweep_takes_an_axis() {
    let sweep = |loads: &[&str]| -> Value {
        let small =
            ["capacity", "sweep", "--set", "N_E=30", "N_I=30", "--seeds", "1", "--epochs", "9", "--json"];
        serde_json::from_slice(&succeed(&[&small[..], loads].concat())).unwrap()
    };
    assert_eq!(sweep(&["--x", "P=12..60:3"])["points"], sweep(&["--loads", "0.2,0.6,1.0"])["points"]);
    let output = run(&["capacity", "sweep", "--x", "rho_A=0.1..0.2:3"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn parts_of_different_computations_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (first, second) = (path("first"), path("second"));
    succeed(&[&ATLAS[..], &["--shard", "1/2", "--checkpoint", &first]].concat());
    succeed(&[&ATLAS[..17], &["--set", "rho_N=0.3", "--shard", "2/2", "--checkpoint", &second]].concat());
    let output = run(&["merge", &first, &second]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("different computations"));
}

#[test]
fn a_wrong_command_is_refused_in_one_line() {
    for (arguments, reason) in [
        (&["--x", "rho_A=0.9..0.1:3"][..], "below the high one"),
        (&["--x", "rho_A=0.1..0.9:3", "--y", "rho_A=0.2..0.3:2"], "both axes"),
        (&["--x", "rho_A=0.1..0.9:3", "--measure", "kept"], "--then-unsupervised"),
        (&["--x", "rho_A=0.1..0.9:3", "--measure", "difference"], "--compare"),
        (&["--x", "rho_A=0.1..0.9:3", "--measure", "fame"], "fame"),
        (&["--x", "rho_A=0.1..0.9:3", "--shard", "1/2"], "--checkpoint"),
        (&["--x", "rho_A=0.1..0.9:3", "--checkpoint", "c", "--shard", "3/2"], "as in 1/16"),
        (&["--x", "rho_A=0.1..0.9:3", "--compare", "rule_N"], "KEY=VALUE"),
        (&[], "--x"),
    ] {
        let output = run(&[&["atlas"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said.contains(reason) && said.lines().count() == 1, "{arguments:?}: {said}");
    }
}
