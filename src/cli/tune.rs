//! `equipoise tune`: a better preset by search.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Failure;
use super::capacity::Loads;
use super::output::{Table, data_to, say};
use super::setup::Setup;
use crate::analysis::tune::{Budget, Evaluation, Goal, Inequality, Search};
use crate::io::output::{Destination, Output};
use crate::io::presets::Preset;
use crate::model::{ParamId, Params};

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Objective {
    /// Balanced accuracy after training
    Trained,
    /// Balanced accuracy after further epochs without supervision
    Retained,
    /// Mean of balanced accuracy after training, after a long run and after a long time alone
    Lasting,
    /// What balanced accuracy loses without each of the four rules (up to .12 each)
    Needed,
}

impl From<Objective> for Goal {
    fn from(objective: Objective) -> Self {
        match objective {
            Objective::Trained => Self::Trained,
            Objective::Retained => Self::Retained,
            Objective::Lasting => Self::Lasting,
            Objective::Needed => Self::Needed,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct TuneOptions {
    #[command(flatten)]
    setup: Setup,
    /// What is to be made large; of several, as in lasting,needed, the sum
    #[arg(long, value_enum, value_delimiter = ',', default_value = "trained")]
    objective: Vec<Objective>,
    #[command(flatten)]
    loads: Loads,
    /// Parameters that may change, as in alpha_A,alpha_I,b
    #[arg(long, value_delimiter = ',', required = true)]
    free: Vec<String>,
    /// Inequalities to keep to, as in "5*A_A < A_N, rho_N < rho_A"
    #[arg(long, value_delimiter = ',')]
    subject: Vec<String>,
    /// Time to spend, as in 90s, 10m or 2h
    #[arg(long, default_value = "10m", value_parser = duration)]
    budget: Duration,
    /// Seeds averaged over (1001, 1002, ...: not those that results are reported for)
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Seeds that the search did not see (2001, 2002, ...) and the start and the best are measured on at the end
    #[arg(long, value_name = "SEEDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(0..=1000))]
    validate: u64,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// Epochs of the long run, and of the time alone after it (objective lasting)
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    horizon: u64,
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

impl TuneOptions {
    fn search(&self) -> Result<Search, Failure> {
        let start = self.setup.params()?;
        if !(self.step > 0.0 && self.step.is_finite()) {
            return Err(Failure::Usage(format!("--step {}: give a positive number", self.step)));
        }
        let free = self.free.iter().map(|key| ParamId::parse(key.trim())).collect::<Result<Vec<_>, _>>();
        let subject = self.subject.iter().map(|text| Inequality::parse(text)).collect::<Result<Vec<_>, _>>();
        Ok(Search {
            stimuli: self.loads.stimuli(&start)?,
            start,
            free: free.map_err(Failure::usage)?,
            subject: subject.map_err(Failure::usage)?,
            goals: self.objective.iter().map(|&objective| objective.into()).collect(),
            seeds: (1001..1001 + self.seeds).collect(),
            epochs: self.epochs,
            horizon: self.horizon,
            budget: Budget::Time(self.budget),
            step: self.step,
        })
    }
}

pub(super) fn tune(options: &TuneOptions) -> Result<ExitCode, Failure> {
    let search = options.search()?;
    data_to(&[options.log.as_ref(), options.save.as_ref()])?;
    let seeds = format!("1001 to {}", 1000 + options.seeds);
    let log = Mutex::new(Table::begin(options.log.as_ref(), &search.start, &seeds)?);
    // Begun before the search, so that a place that cannot be written is known at once.
    let save = options.save.as_ref().map(Output::open).transpose().map_err(Failure::write)?;
    let heading = Mutex::new(false);
    let best = Mutex::new(f64::NEG_INFINITY);
    let found = search
        .run(|evaluation| {
            let Evaluation { values, score, total } = evaluation;
            if let Ok(mut best) = best.lock()
                && *total > *best
            {
                *best = *total;
                // Progress, if anyone listens; the result comes at the end.
                let _ = writeln!(std::io::stderr(), "{total:.4}  {}", describe(&search, values));
            }
            let parts = score.parts();
            if let Ok(mut log) = log.lock() {
                if let Ok(mut heading) = heading.lock()
                    && !std::mem::replace(&mut *heading, true)
                {
                    let keys = search.free.iter().map(|id| id.spec().key.to_owned());
                    let names = parts.iter().map(|(name, _)| name.clone());
                    record(&mut log, ["score".to_owned()].into_iter().chain(names).chain(keys));
                }
                let numbers = parts.iter().map(|(_, value)| value).chain(values);
                record(&mut log, [total.to_string()].into_iter().chain(numbers.map(f64::to_string)));
            }
        })
        .map_err(Failure::usage)?;
    say(format_args!("best {:.4}  {}", found.total, describe(&search, &found.values)))?;
    let (report, fresh) = validate(&search, &found, options.validate)?;
    let saved = save.map_or(Ok(()), |file| {
        let goals: Vec<String> = search.goals.iter().map(|goal| format!("{goal:?}").to_lowercase()).collect();
        let sentence = format!(
            "Found by search from {} for {} at P = {:?}: {:.4} on the search's own seeds{fresh}.",
            options.setup.preset_name(),
            goals.join(" + "),
            search.stimuli,
            found.total
        );
        let largest = search.stimuli.last().copied().unwrap_or(search.start.p);
        let params = Params { p: largest, ..search.params(&found.values) };
        Preset::write(file, &sentence, &params).map_err(Failure::write)
    });
    let log = log.into_inner().ok().flatten();
    saved.and(log.map_or(Ok(()), Table::commit))?;
    // Last: what was found is safe whether or not anyone reads this.
    if !report.is_empty() {
        say(report)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The start and the best on seeds that the search did not see, beside the search's own, as a table; and what to add to a
/// sentence about the best.
fn validate(search: &Search, found: &Evaluation, seeds: u64) -> Result<(String, String), Failure> {
    if seeds == 0 {
        return Ok((String::new(), String::new()));
    }
    let fresh: Vec<u64> = (2001..2001 + seeds).collect();
    let on = |params: &Params, seeds: &[u64]| search.evaluate(params, seeds).map_err(Failure::usage);
    let best = search.params(&found.values);
    let columns = [
        ("start, its seeds", on(&search.start, &search.seeds)?),
        ("start, fresh", on(&search.start, &fresh)?),
        ("best, its seeds", found.clone()),
        ("best, fresh", on(&best, &fresh)?),
    ];
    let names: String = columns.iter().map(|(name, _)| format!("{name:>18}")).collect();
    let mut table = format!("{:<24}{names}", "");
    let mut row = |name: &str, values: [f64; 4]| {
        let values: String = values.iter().map(|value| format!("{value:>18.4}")).collect();
        table += &format!("\n{name:<24}{values}");
    };
    row("score", [0, 1, 2, 3].map(|column: usize| columns[column].1.total));
    let parts: Vec<_> = columns.iter().map(|(_, evaluation)| evaluation.score.parts()).collect();
    for (line, (name, _)) in parts[0].iter().enumerate() {
        row(name, [0, 1, 2, 3].map(|column: usize| parts[column][line].1));
    }
    let (own, fresh) = (found.total, columns[3].1.total);
    table += &format!("\nthe search's own seeds flatter the best by {:.4}", own - fresh);
    Ok((table, format!(", {fresh:.4} on {seeds} fresh ones")))
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
