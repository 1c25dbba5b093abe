//! `equipoise run`: one neuron trained to a schedule.

use std::path::Path;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::Failure;
use super::arguments::RunOptions;
use crate::analysis::training::{Outcome, Schedule, train};
use crate::io::{atomic, values};
use crate::model::{Measures, Params};

/// The measures after one epoch, as a row of the CSV file.
#[derive(Debug, serde::Serialize)]
struct Row {
    epoch: u64,
    supervised: bool,
    hit_rate: f64,
    correct_rejection: f64,
    balanced_accuracy: f64,
    fraction_correct: f64,
    mean_margin: f64,
    ei_correlation: f64,
    load: f64,
    learned_load: f64,
}

pub(super) fn run(options: &RunOptions) -> Result<ExitCode, Failure> {
    let params = options.setup.params()?;
    let schedule = Schedule { epochs: options.epochs, unsupervised: options.then_unsupervised };
    let progress = progress_bar(schedule.total());
    let mut rows = Vec::new();
    let outcome = train(params.clone(), options.setup.seed, schedule, |simulation| {
        progress.inc(1);
        if options.csv.is_some() {
            let measures = simulation.recall().measures(simulation.params());
            rows.push(row(rows.len() as u64 + 1, schedule, measures));
        }
    })
    .map_err(Failure::usage)?;
    progress.finish_and_clear();
    if let Some(path) = &options.csv {
        write_csv(path, &rows)?;
    }
    if options.json {
        println!("{:#}", to_json(options, schedule, &params, &outcome));
    } else {
        print(options, &params, &outcome);
    }
    Ok(ExitCode::SUCCESS)
}

/// A bar on a terminal, nothing elsewhere.
pub(super) fn progress_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

fn row(epoch: u64, schedule: Schedule, measures: Measures) -> Row {
    Row {
        epoch,
        supervised: epoch <= schedule.epochs,
        hit_rate: measures.hit_rate,
        correct_rejection: measures.correct_rejection,
        balanced_accuracy: measures.balanced_accuracy,
        fraction_correct: measures.fraction_correct,
        mean_margin: measures.mean_margin,
        ei_correlation: measures.ei_correlation,
        load: measures.load,
        learned_load: measures.learned_load,
    }
}

fn write_csv(path: &Path, rows: &[Row]) -> Result<(), Failure> {
    atomic::write(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        rows.iter().try_for_each(|row| writer.serialize(row)).map_err(std::io::Error::other)?;
        writer.flush()
    })
    .map_err(Failure::failed)
}

fn to_json(
    options: &RunOptions,
    schedule: Schedule,
    params: &Params,
    outcome: &Outcome,
) -> serde_json::Value {
    let mut result = json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "preset": options.setup.preset_name(),
        "seed": options.setup.seed,
        "epochs": schedule.epochs,
        "unsupervised_epochs": schedule.unsupervised.unwrap_or(0),
        "parameters": values::to_json(params),
        "trained": outcome.trained,
    });
    if let Some(retained) = outcome.retained {
        result["retained"] = json!(retained);
    }
    result
}

fn print(options: &RunOptions, params: &Params, outcome: &Outcome) {
    let phases = [
        Some(("trained", options.epochs, outcome.trained)),
        outcome.retained.map(|m| ("retained", options.then_unsupervised.unwrap_or(0), m)),
    ];
    println!(
        "preset {}, seed {}, P = {}, N_E = {}, N_I = {}, load {:.4}",
        options.setup.preset_name(),
        options.setup.seed,
        params.p,
        params.n_e,
        params.n_i,
        params.load()
    );
    for (name, epochs, measures) in phases.into_iter().flatten() {
        println!(
            "{name:<9} after {epochs} epochs: BA {:.4} (hit rate {:.4}, correct rejection {:.4}), \
             learned load {:.4}, corr(i_E, i_I) {:.4}",
            measures.balanced_accuracy,
            measures.hit_rate,
            measures.correct_rejection,
            measures.learned_load,
            measures.ei_correlation
        );
    }
}
