//! `equipoise capacity`: measured capacity, by sweep and by growth, and feasibility beside it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::Failure;
use super::arguments::Setup;
use super::output::{begin_csv, say};
use super::run::progress_bar;
use crate::analysis::feasibility::{Feasibility, Threshold};
use crate::analysis::growth::{Grown, Growth, grow};
use crate::analysis::statistics::Summary;
use crate::analysis::sweep::{
    self, AtLoad, Found, Point, SweepError, crossing, feasible_at, points, stimuli_at, summarise, train_at,
};
use crate::analysis::training::{Outcome, Schedule};
use crate::io::output;
use crate::io::checkpoint::Checkpoint;
use crate::io::values;
use crate::model::Params;
use crate::theory::capacity;

#[derive(Debug, Subcommand)]
pub(super) enum Capacity {
    /// Balanced accuracy against load
    Sweep(SweepOptions),
    /// Add associations while they are stored, until learning stalls
    Grow(GrowOptions),
    /// Can any admissible weights store the associations? (linear programming)
    Feasible(FeasibleOptions),
}

#[derive(Debug, Args)]
pub(super) struct Common {
    #[command(flatten)]
    setup: Setup,
    /// Number of seeds (1, 2, ...)
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    seeds: u64,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write every point to this CSV file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Keep finished points in this file, and take up again what it holds
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Loads {
    /// Loads P/(N_E+N_I): a range as in 0.125..1.25, or a list as in 0.25,0.5,1
    #[arg(long, default_value = "0.125..1.25")]
    loads: String,
    /// Number of loads in a range
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    points: u32,
}

#[derive(Debug, Args)]
pub(super) struct SweepOptions {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    loads: Loads,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    epochs: u64,
    /// Further epochs with both modulators off
    #[arg(long, value_name = "EPOCHS", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    then_unsupervised: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct GrowOptions {
    #[command(flatten)]
    common: Common,
    /// Stored means BA >= 1 - eps
    #[arg(long, default_value_t = 0.05)]
    eps: f64,
    /// Associations added at a time [default: 1 % of N]
    #[arg(long)]
    batch: Option<usize>,
    /// Epochs without success after which learning has stalled
    #[arg(long, default_value_t = 800)]
    patience: u64,
    /// Most epochs
    #[arg(long, default_value_t = 100_000)]
    epochs: u64,
}

#[derive(Debug, Args)]
pub(super) struct FeasibleOptions {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    loads: Loads,
    /// Let the threshold be any value of at least 0
    #[arg(long)]
    free_threshold: bool,
}

pub(super) fn run(command: &Capacity) -> Result<ExitCode, Failure> {
    match command {
        Capacity::Sweep(options) => sweep(options),
        Capacity::Grow(options) => growth(options),
        Capacity::Feasible(options) => feasible(options),
    }
}

fn sweep(options: &SweepOptions) -> Result<ExitCode, Failure> {
    let params = options.common.setup.params()?;
    let stimuli = options.loads.stimuli(&params)?;
    let schedule = Schedule { epochs: options.epochs, unsupervised: options.then_unsupervised };
    let what = json!({"capacity": "sweep", "epochs": schedule.epochs, "unsupervised": schedule.unsupervised});
    let found = options.common.compute(&params, &what, &points(&stimuli, options.common.seeds), |point| {
        train_at(&params, schedule, point, &AtomicBool::new(false))
    })?;
    let trained = |outcome: &Outcome| outcome.trained.balanced_accuracy;
    let mut curves = vec![("balanced_accuracy_trained", summarise(&found, trained))];
    if schedule.unsupervised.is_some() {
        let retained = |outcome: &Outcome| outcome.retained.unwrap_or_default().balanced_accuracy;
        curves.push(("balanced_accuracy_retained", summarise(&found, retained)));
    }
    let rows = found.iter().map(|found| {
        let retained = found.result.retained.map(|measures| measures.balanced_accuracy);
        Row::new(&params, found.point, "balanced_accuracy_trained", trained(&found.result))
            .and("balanced_accuracy_retained", retained)
    });
    options.common.write_csv(&params, rows)?;
    options.common.report(&params, &what, &curves, &found)
}

fn feasible(options: &FeasibleOptions) -> Result<ExitCode, Failure> {
    let params = options.common.setup.params()?;
    let stimuli = options.loads.stimuli(&params)?;
    let threshold = if options.free_threshold { Threshold::Positive } else { Threshold::of(params.theta) };
    let what = json!({"capacity": "feasible", "threshold": format!("{threshold:?}")});
    let cancel = Arc::new(AtomicBool::new(false));
    let found = options.common.compute(&params, &what, &points(&stimuli, options.common.seeds), |point| {
        feasible_at(&params, threshold, point, &cancel)
    })?;
    let fraction = |result: &Feasibility| f64::from(u8::from(result.feasible));
    let curves = [
        ("feasible_fraction", summarise(&found, fraction)),
        ("largest_violation", summarise(&found, |r| r.violation)),
    ];
    let rows = found.iter().map(|found| {
        Row::new(&params, found.point, "feasible", fraction(&found.result))
            .and("largest_violation", Some(found.result.violation))
    });
    options.common.write_csv(&params, rows)?;
    options.common.report(&params, &what, &curves, &found)
}

fn growth(options: &GrowOptions) -> Result<ExitCode, Failure> {
    let params = options.common.setup.params()?;
    if !(options.eps > 0.0 && options.eps < 0.5) {
        return Err(Failure::Usage(format!("--eps {}: give a number between 0 and 0.5", options.eps)));
    }
    let usual = Growth::usual(&params);
    let batch = options.batch.unwrap_or(usual.batch);
    if batch == 0 {
        return Err(Failure::Usage("--batch 0: give a whole number of at least 1".to_owned()));
    }
    let growth = Growth { batch, eps: options.eps, patience: options.patience };
    let start = Params { p: (params.synapses() / 8).max(10), ..params.clone() };
    let what = json!({
        "capacity": "grow", "eps": growth.eps, "batch": batch, "patience": growth.patience, "epochs": options.epochs,
    });
    let seeds = points(&[start.p], options.common.seeds);
    let found = options.common.compute(&params, &what, &seeds, |point| {
        Ok(grow(start.clone(), point.seed, growth, options.epochs, |_| ())?)
    })?;
    let rows = found.iter().map(|found: &Found<Grown>| {
        Row::new(&params, found.point, "stored_load", found.result.load)
            .and("epochs", Some(found.result.epochs as f64))
    });
    options.common.write_csv(&params, rows)?;
    let loads: Vec<f64> = found.iter().map(|found| found.result.load).collect();
    let summary = Summary::of(&loads).unwrap_or(Summary { mean: 0.0, sd: 0.0, n: 0 });
    if options.common.json {
        let mut result = options.common.heading(&params, &what);
        result["stored_load"] = summary_json(&summary);
        result["points"] = json!(found);
        say(format_args!("{result:#}"))?;
    } else {
        say(format_args!(
            "stored at tolerance {}: load {:.3} +- {:.3} (95 % of the mean, {} seeds)",
            growth.eps,
            summary.mean,
            summary.confidence(),
            summary.n
        ))?;
        say(theory_line(&params))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Loads {
    pub(super) fn stimuli(&self, params: &Params) -> Result<Vec<usize>, Failure> {
        let wrong = || {
            Failure::Usage(format!(
                "--loads {}: give a range as in 0.125..1.25, or a list as in 0.25,0.5",
                self.loads
            ))
        };
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        let loads = match self.loads.split_once("..") {
            Some((low, high)) => {
                let (low, high) = (number(low)?, number(high)?);
                if !(low.is_finite() && high.is_finite() && low > 0.0 && low < high) {
                    return Err(wrong());
                }
                let step = (high - low) / f64::from(self.points - 1);
                (0..self.points).map(|k| low + f64::from(k) * step).collect()
            }
            None => self.loads.split(',').map(number).collect::<Result<Vec<f64>, _>>()?,
        };
        let stimuli = stimuli_at(params, &loads).map_err(Failure::usage)?;
        let largest = Params { p: stimuli.last().copied().unwrap_or(2), ..params.clone() };
        largest.check_buildable().map_err(Failure::usage)?;
        Ok(stimuli)
    }
}

impl Common {
    fn heading(&self, params: &Params, what: &Json) -> Json {
        let mut parameters = values::to_json(params);
        // The load is what varies.
        if let Some(entries) = parameters.as_object_mut() {
            entries.remove("P");
        }
        json!({
            "program": "equipoise",
            "version": env!("CARGO_PKG_VERSION"),
            "preset": self.setup.preset_name(),
            "computation": what,
            "seeds": self.seeds,
            "parameters": parameters,
        })
    }

    /// Does `work` at every point on all cores, with progress, keeping what is finished.
    fn compute<T: Copy + Send + Sync + Serialize + DeserializeOwned>(
        &self,
        params: &Params,
        what: &Json,
        points: &[Point],
        work: impl Fn(Point) -> Result<T, SweepError> + Sync,
    ) -> Result<Vec<Found<T>>, Failure> {
        // More seeds may be asked for later; they add to what is there.
        let mut identity = self.heading(params, what);
        identity["seeds"] = Json::Null;
        let (checkpoint, done) = match &self.checkpoint {
            Some(path) => {
                let (checkpoint, done) = Checkpoint::open(path, &identity).map_err(Failure::usage)?;
                (Some(checkpoint), done)
            }
            None => (None, Vec::new()),
        };
        let progress = progress_bar(points.len() as u64);
        let skipped =
            points.iter().filter(|point| done.iter().any(|found: &Found<T>| found.point == **point));
        progress.set_position(skipped.count() as u64);
        progress.reset_eta();
        let finished = |found: &Found<T>| {
            progress.inc(1);
            if let Some(checkpoint) = &checkpoint
                && let Err(error) = checkpoint.add(found)
            {
                progress.println(format!("the checkpoint could not be continued: {error}"));
            }
        };
        let found =
            sweep::run(points, &done, &AtomicBool::new(false), work, finished).map_err(
                |error| match error {
                    SweepError::Model(_) => Failure::usage(error),
                    _ => Failure::failed(error),
                },
            )?;
        progress.finish_and_clear();
        Ok(found)
    }

    fn write_csv(&self, params: &Params, rows: impl Iterator<Item = Row>) -> Result<(), Failure> {
        let Some(path) = &self.csv else { return Ok(()) };
        output::write(path, |file| {
            begin_csv(file, params, &format!("1 to {}", self.seeds))?;
            let mut writer = csv::Writer::from_writer(file);
            for (at, row) in rows.enumerate() {
                if at == 0 {
                    writer.write_record(row.names()).map_err(std::io::Error::other)?;
                }
                writer.write_record(row.values()).map_err(std::io::Error::other)?;
            }
            writer.flush()
        })
        .map_err(Failure::failed)
    }

    fn report<T: Serialize>(
        &self,
        params: &Params,
        what: &Json,
        curves: &[(&str, Vec<AtLoad>)],
        found: &[Found<T>],
    ) -> Result<ExitCode, Failure> {
        let synapses = params.synapses();
        if self.json {
            let mut result = self.heading(params, what);
            for (name, curve) in curves {
                let entry = |at: &AtLoad| {
                    let mut entry = summary_json(&at.summary);
                    entry["stimuli"] = json!(at.stimuli);
                    entry["load"] = json!(at.stimuli as f64 / synapses as f64);
                    entry
                };
                result[*name] = curve.iter().map(entry).collect();
            }
            result["points"] = json!(found);
            say(format_args!("{result:#}"))?;
            return Ok(ExitCode::SUCCESS);
        }
        for (name, curve) in curves {
            say(format_args!("{name}"))?;
            for at in curve {
                let load = at.stimuli as f64 / synapses as f64;
                let Summary { mean, sd, .. } = at.summary;
                say(format_args!("  load {load:<7.4} P {:<6} {mean:>8.4} +- {sd:.4} (sd)", at.stimuli))?;
            }
            if *name == "feasible_fraction"
                && let Some(load) = crossing(curve, 0.5, synapses)
            {
                say(format_args!("  half are feasible at load {load:.3}"))?;
            }
        }
        say(theory_line(params))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn summary_json(summary: &Summary) -> Json {
    let confidence = summary.confidence();
    json!({
        "mean": summary.mean,
        "sd": summary.sd,
        "seeds": summary.n,
        "confidence_95": confidence.is_finite().then_some(confidence),
    })
}

fn theory_line(params: &Params) -> String {
    match capacity::sign_constrained(params.f_out) {
        Ok(limit) => format!("theory, N large: alpha_c = {limit:.4} with sign-constrained weights"),
        Err(error) => error.to_string(),
    }
}

/// A line of a CSV file.
struct Row(Vec<(&'static str, String)>);

impl Row {
    fn new(params: &Params, point: Point, name: &'static str, value: f64) -> Self {
        let load = point.stimuli as f64 / params.synapses() as f64;
        Self(vec![
            ("stimuli", point.stimuli.to_string()),
            ("load", load.to_string()),
            ("seed", point.seed.to_string()),
            (name, value.to_string()),
        ])
    }

    fn and(mut self, name: &'static str, value: Option<f64>) -> Self {
        if let Some(value) = value {
            self.0.push((name, value.to_string()));
        }
        self
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    fn values(&self) -> Vec<&str> {
        self.0.iter().map(|(_, value)| value.as_str()).collect()
    }
}
