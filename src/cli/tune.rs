//! `equipoise tune`: a better preset by search.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Failure;
use super::arguments::Setup;
use super::capacity::Loads;
use super::output::{Table, data_to, say};
use crate::analysis::tune::{Evaluation, Goal, Search};
use crate::io::output::{Destination, Output};
use crate::io::presets::Preset;
use crate::model::{ParamId, Params};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Objective {
    /// Balanced accuracy after training
    Trained,
    /// Balanced accuracy after further epochs without supervision
    Retained,
}

#[derive(Debug, Args)]
pub(super) struct TuneOptions {
    #[command(flatten)]
    setup: Setup,
    /// What is to be made large
    #[arg(long, value_enum, default_value = "trained")]
    objective: Objective,
    #[command(flatten)]
    loads: Loads,
    /// Parameters that may change, as in alpha_A,alpha_I,b
    #[arg(long, value_delimiter = ',', required = true)]
    free: Vec<String>,
    /// Time to spend, as in 90s, 10m or 2h
    #[arg(long, default_value = "10m", value_parser = duration)]
    budget: Duration,
    /// Seeds averaged over (1001, 1002, ...: not those that results are reported for)
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// Size of the first steps
    #[arg(long, default_value_t = 0.5)]
    step: f64,
    /// Write every evaluation to this CSV file (- is standard output)
    #[arg(long, value_name = "FILE")]
    log: Option<Destination>,
    /// Save the best parameters as this preset file (- is standard output)
    #[arg(long, value_name = "FILE.toml")]
    save: Option<Destination>,
}

pub(super) fn tune(options: &TuneOptions) -> Result<ExitCode, Failure> {
    let start = options.setup.params()?;
    if !(options.step > 0.0 && options.step.is_finite()) {
        return Err(Failure::Usage(format!("--step {}: give a positive number", options.step)));
    }
    let free = options.free.iter().map(|key| ParamId::parse(key.trim())).collect::<Result<Vec<_>, _>>();
    let search = Search {
        stimuli: options.loads.stimuli(&start)?,
        start,
        free: free.map_err(Failure::usage)?,
        goal: match options.objective {
            Objective::Trained => Goal::Trained,
            Objective::Retained => Goal::Retained,
        },
        seeds: (1001..1001 + options.seeds).collect(),
        epochs: options.epochs,
        budget: options.budget,
        step: options.step,
    };
    data_to(&[options.log.as_ref(), options.save.as_ref()])?;
    let seeds = format!("1001 to {}", 1000 + options.seeds);
    let mut log = Table::begin(options.log.as_ref(), &search.start, &seeds)?;
    // Begun before the search, so that a place that cannot be written is known at once.
    let save = options.save.as_ref().map(Output::open).transpose().map_err(Failure::write)?;
    let keys = search.free.iter().map(|id| id.spec().key.to_owned());
    record(&mut log, ["score".to_owned()].into_iter().chain(keys));
    let mut best: f64 = 0.0;
    let found = search
        .run(|Evaluation { values, score }| {
            if *score > best {
                best = *score;
                // Progress, if anyone listens; the result comes at the end.
                let _ = writeln!(std::io::stderr(), "{score:.4}  {}", describe(&search, values));
            }
            let row = [score.to_string()].into_iter().chain(values.iter().map(f64::to_string));
            record(&mut log, row);
        })
        .map_err(Failure::usage)?;
    say(format_args!("best {:.4}  {}", found.score, describe(&search, &found.values)))?;
    let saved = save.map_or(Ok(()), |file| {
        let sentence = format!(
            "Found by search from {} for balanced accuracy {:?} at P = {:?}: {:.4} on the search's own seeds.",
            options.setup.preset_name(),
            search.goal,
            search.stimuli,
            found.score
        );
        let largest = search.stimuli.last().copied().unwrap_or(search.start.p);
        let params = Params { p: largest, ..search.params(&found.values) };
        Preset::write(file, &sentence, &params).map_err(Failure::write)
    });
    saved.and(log.map_or(Ok(()), Table::commit))?;
    Ok(ExitCode::SUCCESS)
}

fn record(log: &mut Option<Table>, row: impl Iterator<Item = String>) {
    if let Some(log) = log {
        log.record(row);
    }
}

fn describe(search: &Search, values: &[f64]) -> String {
    let pairs = search.free.iter().zip(values).map(|(id, value)| format!("{}={value:.5}", id.spec().key));
    pairs.collect::<Vec<_>>().join(" ")
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "give a time as in 90s, 10m or 2h".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1.0,
        'm' => 60.0,
        'h' => 3600.0,
        _ => return Err(wrong()),
    };
    let count: f64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
    let total = count * seconds;
    if total > 0.0 && total <= 30.0 * 86_400.0 { Ok(Duration::from_secs_f64(total)) } else { Err(wrong()) }
}
