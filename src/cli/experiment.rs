//! `equipoise experiment`: protocols of recordings applied to simulated cells.

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde_json::json;

use super::output::{data_to, progress_bar, say};
use super::{Failure, neighbours};
use crate::analysis::experiment::findings::{Claim, Mean, MeanSample, Phase, Quantity};
use crate::analysis::experiment::{EXPERIMENTS, Experiment, Findings, Setup, find, run as experiment_run};
use crate::analysis::neighbours::Neighbour;
use crate::io::output::{Destination, Output, WriteError};
use crate::io::simulated_recording::SimulatedRecording;
use crate::io::values;
use crate::io::words::quoted;
use crate::model::ParamId;

#[derive(Debug, Args)]
pub(super) struct ExperimentOptions {
    /// An experiment's key; without it, all are listed
    key: Option<String>,
    /// Number of cells
    #[arg(long, requires = "key")]
    cells: Option<usize>,
    /// Seed of the first cell; the others have those that follow
    #[arg(long, default_value_t = 1, requires = "key")]
    seed: u64,
    /// Number of tones P
    #[arg(long, requires = "key")]
    tones: Option<usize>,
    /// Pairings
    #[arg(long, requires = "key")]
    pairings: Option<usize>,
    /// Set a parameter, as in alpha_I=0.05; may be repeated
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., action = clap::ArgAction::Append, requires = "key")]
    set: Vec<String>,
    /// Print the findings as JSON
    #[arg(long, requires = "key")]
    json: bool,
    /// Write the currents of every cell and tone before and after to this file, in the format of recordings
    /// (- is standard output)
    #[arg(long, value_name = "FILE", requires = "key")]
    csv: Option<Destination>,
    /// Measurement noise in the file: its standard deviation, relative to the mean current
    #[arg(long, value_name = "SD", requires = "csv", value_parser = noise)]
    noise: Option<f64>,
    /// Fail if a published finding is not found
    #[arg(long, requires = "key")]
    check: bool,
}

fn noise(text: &str) -> Result<f64, String> {
    let noise = text.parse().ok().filter(|noise| (0.0..=10.0).contains(noise));
    noise.ok_or_else(|| "give a number from 0 to 10".to_owned())
}

pub(super) fn experiment(options: &ExperimentOptions) -> Result<ExitCode, Failure> {
    let Some(key) = &options.key else { return list() };
    if let Some(neighbour) = crate::analysis::neighbours::find(key) {
        return of_neighbour(neighbour, options);
    }
    let experiment = find(key).map_err(Failure::usage)?;
    let setup = setup(experiment, options)?;
    data_to(&[options.csv.as_ref()])?;
    // Begun before the computation, so that a place that cannot be written is known at once.
    let file = options.csv.as_ref().map(Output::open).transpose().map_err(Failure::write)?;
    let bar = progress_bar(setup.cells as u64);
    let never = AtomicBool::new(false);
    let findings = experiment_run(experiment, &setup, &never, &|_| bar.inc(1)).map_err(Failure::usage)?;
    bar.finish_and_clear();
    if options.json {
        say(format_args!("{:#}", to_json(&setup, &findings)))?;
    } else {
        report(experiment, &setup, &findings)?;
    }
    if let (Some(file), Some(destination)) = (file, &options.csv) {
        let command = command(options, destination.path());
        let noise = options.noise.unwrap_or(0.0);
        let recording =
            SimulatedRecording { experiment, setup: &setup, findings: &findings, noise, command: &command };
        write_csv(file, destination.path(), &recording).map_err(Failure::write)?;
    }
    let hold = findings.claims.iter().all(|claim| claim.holds);
    if options.check && !hold {
        return Err(Failure::Failed(format!("{key}: a published finding is not found")));
    }
    Ok(ExitCode::SUCCESS)
}

/// A miniature has its own conditions: of the options it takes the number of seeds.
fn of_neighbour(neighbour: &Neighbour, options: &ExperimentOptions) -> Result<ExitCode, Failure> {
    let ExperimentOptions { tones, pairings, set, csv, seed, cells, json, check, .. } = options;
    if tones.is_some() || pairings.is_some() || !set.is_empty() || csv.is_some() || *seed != 1 {
        let text = format!("{} takes --cells (the number of seeds), --json and --check alone", neighbour.key);
        return Err(Failure::Usage(text));
    }
    neighbours::experiment(neighbour, cells.map(|cells| cells.clamp(1, 1000) as u64), (*json, *check))
}

fn list() -> Result<ExitCode, Failure> {
    pairings()?;
    say("")?;
    neighbours::list()?;
    Ok(ExitCode::SUCCESS)
}

fn pairings() -> Result<ExitCode, Failure> {
    for experiment in &EXPERIMENTS {
        let Experiment { key, title, citation, found, predicts, .. } = experiment;
        say(format_args!(
            "{key:<8}{title}: {citation}\n{:<8}Found: {found}\n{:<8}Predicted: {predicts}",
            "", ""
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn setup(experiment: &Experiment, options: &ExperimentOptions) -> Result<Setup, Failure> {
    let mut setup = Setup { seed: options.seed, ..(experiment.setup)() };
    setup.cells = options.cells.unwrap_or(setup.cells);
    setup.tones.count = options.tones.unwrap_or(setup.tones.count);
    setup.pairings = options.pairings.unwrap_or(setup.pairings);
    for setting in &options.set {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--set {setting}: give KEY=VALUE, as in alpha_I=0.05")))?;
        let id = ParamId::parse(key.trim()).map_err(Failure::usage)?;
        setup.set(id, value).map_err(Failure::usage)?;
    }
    setup.validate().map_err(Failure::usage)?;
    Ok(setup)
}

/// The command that does the same again; of the file the name alone, so that it does not depend on the place.
fn command(options: &ExperimentOptions, file: &Path) -> String {
    let mut words = vec!["equipoise experiment".to_owned()];
    words.extend(options.key.clone());
    let mut option = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("--{name} {value}")));
    };
    option("cells", options.cells.map(|cells| cells.to_string()));
    option("seed", Some(options.seed.to_string()));
    option("tones", options.tones.map(|tones| tones.to_string()));
    option("pairings", options.pairings.map(|pairings| pairings.to_string()));
    option(
        "set",
        (!options.set.is_empty())
            .then(|| options.set.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")),
    );
    option("csv", file.file_name().map(|name| quoted(&name.to_string_lossy())));
    option("noise", options.noise.map(|noise| noise.to_string()));
    words.join(" ")
}

fn write_csv(mut file: Output, path: &Path, recording: &SimulatedRecording<'_>) -> Result<(), WriteError> {
    recording.write(&mut file).map_err(|source| WriteError { path: path.to_owned(), source })?;
    file.commit()
}

fn to_json(setup: &Setup, findings: &Findings) -> serde_json::Value {
    json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "simulated": true,
        "seed": setup.seed,
        "tones": setup.tones,
        "parameters": values::to_json(&setup.built()),
        "settling": setup.settling,
        "before": setup.before,
        "pairings": setup.pairings,
        "after": setup.after,
        "offset": setup.offset,
        "findings": findings,
    })
}

fn report(experiment: &Experiment, setup: &Setup, findings: &Findings) -> Result<(), Failure> {
    say(format_args!(
        "{} (simulated): {}\n{} cells from seed {}, {} pairings; mean +- s.e.m. over cells\n",
        experiment.title, experiment.citation, setup.cells, setup.seed, setup.pairings
    ))?;
    say(format_args!(
        "{:>9}  {:>31}  {:>31}",
        "kHz", "i_E before / paired / end", "i_I before / paired / end"
    ))?;
    for (mu, khz) in findings.frequencies.iter().enumerate() {
        let curves = [&findings.before, &findings.during, &findings.after];
        let row = |of: fn(&crate::analysis::experiment::findings::MeanTuning) -> &Vec<Mean>| {
            curves
                .map(|curve| of(curve).get(mu).map_or_else(String::new, |at| format!("{:>9.2}", at.mean)))
                .join("  ")
        };
        say(format_args!("{khz:>9.3}  {}  {}", row(|curve| &curve.i_e), row(|curve| &curve.i_i)))?;
    }
    say("")?;
    for quantity in &findings.quantities {
        say(quantity_line(quantity))?;
    }
    if let Some(sample) = end_of(findings, Phase::Pairing) {
        say(course_line("after the last pairing", sample))?;
    }
    if let Some(sample) = end_of(findings, Phase::After) {
        say(course_line("at the end", sample))?;
    }
    say("")?;
    findings.claims.iter().try_for_each(|claim| say(claim_line(claim)))
}

fn end_of(findings: &Findings, phase: Phase) -> Option<&MeanSample> {
    findings.course.iter().rfind(|sample| sample.phase == phase)
}

fn course_line(when: &str, sample: &MeanSample) -> String {
    format!(
        "paired tone {when} (presentation {}): i_E {}, i_I {}, imbalance of all tones (r.m.s.) {}",
        sample.presentation,
        number(sample.paired_e),
        number(sample.paired_i),
        number(sample.imbalance)
    )
}

fn number(value: Option<Mean>) -> String {
    match value {
        None => "none".to_owned(),
        Some(Mean { mean, sem: None, .. }) => format!("{mean:.3}"),
        Some(Mean { mean, sem: Some(sem), .. }) => format!("{mean:.3} +- {sem:.3}"),
    }
}

fn quantity_line(quantity: &Quantity) -> String {
    let unit = if quantity.unit.is_empty() { String::new() } else { format!(" {}", quantity.unit) };
    let predicted = quantity.predicted.map_or(String::new(), |value| format!(", predicted {value:.3}"));
    format!("{:<58}{}{unit}{predicted}", quantity.name, number(quantity.value))
}

fn claim_line(claim: &Claim) -> String {
    let value = claim.value.map_or("none".to_owned(), |value| format!("{value:.3}"));
    let bound = |bound: Option<f64>| bound.map_or(String::new(), |bound| format!("{bound:.3}"));
    format!(
        "{}  {:<62} {value}, claimed {}..{}",
        if claim.holds { "holds" } else { "FAILS" },
        claim.name,
        bound(claim.at_least),
        bound(claim.at_most)
    )
}
