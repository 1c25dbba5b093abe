//! `equipoise capacity`: measured capacity, by sweep and by growth, and feasibility for comparison.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::Failure;
use super::computing::{AllKept, Computed, Keeping};
use super::output::{Table, data_to, say};
use super::setup::Setup;
use crate::analysis::atlas::{Axis, Coordinate};
use crate::analysis::feasibility::{Feasibility, Threshold};
use crate::analysis::growth::{Grown, Growth, grow};
use crate::analysis::statistics::Summary;
use crate::analysis::sweep::{
    self, AtLoad, Found, Point, SweepError, crossing, feasible_at, points, stimuli_at, summarise, train_at,
};
use crate::analysis::training::{Outcome, Schedule};
use crate::io::checkpoint::Kept;
use crate::io::output::Destination;
use crate::io::presets;
use crate::io::values;
use crate::model::{ParamId, Params};
use crate::theory::capacity;

mod row;

use row::Row;

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
    /// Write every point to this CSV file (- is standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<Destination>,
    #[command(flatten)]
    keeping: Keeping,
}

#[derive(Debug, Args)]
pub(super) struct Loads {
    /// Loads P/(N_E+N_I): a range as in 0.125..1.25, or a list as in 0.25,0.5,1
    #[arg(long, default_value = "0.125..1.25")]
    loads: String,
    /// Numbers of associations instead, as in P=50..500:10 or P=50..800:5:log
    #[arg(long, value_name = "AXIS", conflicts_with = "loads")]
    x: Option<Axis>,
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
    let params = options.common.setup.params_over(presets::BASE)?;
    let stimuli = options.loads.stimuli(&params)?;
    let schedule = Schedule { epochs: options.epochs, unsupervised: options.then_unsupervised };
    let what = json!({"capacity": "sweep", "epochs": schedule.epochs, "unsupervised": schedule.unsupervised});
    let table = options.common.begin(&params)?;
    let computed =
        options.common.compute(&params, &what, &points(&stimuli, options.common.seeds), |point| {
            train_at(&params, schedule, point, &AtomicBool::new(false))
        })?;
    let Computed::Whole(found, kept) = computed else { return Ok(ExitCode::SUCCESS) };
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
    options.common.report(&params, &what, &curves, &found)?;
    finish(table, rows, kept)
}

fn feasible(options: &FeasibleOptions) -> Result<ExitCode, Failure> {
    let params = options.common.setup.params_over(presets::BASE)?;
    let stimuli = options.loads.stimuli(&params)?;
    let threshold = if options.free_threshold { Threshold::Positive } else { Threshold::of(params.theta) };
    let what = json!({"capacity": "feasible", "threshold": format!("{threshold:?}")});
    let cancel = Arc::new(AtomicBool::new(false));
    let table = options.common.begin(&params)?;
    let computed =
        options.common.compute(&params, &what, &points(&stimuli, options.common.seeds), |point| {
            feasible_at(&params, threshold, point, &cancel)
        })?;
    let Computed::Whole(found, kept) = computed else { return Ok(ExitCode::SUCCESS) };
    let fraction = |result: &Feasibility| f64::from(u8::from(result.feasible));
    let curves = [
        ("feasible_fraction", summarise(&found, fraction)),
        ("largest_violation", summarise(&found, |r| r.violation)),
    ];
    let rows = found.iter().map(|found| {
        Row::new(&params, found.point, "feasible", fraction(&found.result))
            .and("largest_violation", Some(found.result.violation))
    });
    options.common.report(&params, &what, &curves, &found)?;
    finish(table, rows, kept)
}

fn growth(options: &GrowOptions) -> Result<ExitCode, Failure> {
    let params = options.common.setup.params_over(presets::BASE)?;
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
    let table = options.common.begin(&params)?;
    let computed = options.common.compute(&params, &what, &seeds, |point| {
        Ok(grow(start.clone(), point.seed, growth, options.epochs, |_| ())?)
    })?;
    let Computed::Whole(found, kept) = computed else { return Ok(ExitCode::SUCCESS) };
    let rows = found.iter().map(|found: &Found<Grown>| {
        Row::new(&params, found.point, "stored_load", found.result.load)
            .and("epochs", Some(found.result.epochs as f64))
    });
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
    finish(table, rows, kept)
}

/// The table in its place, and whether the checkpoint holds everything: told last, so that it costs no results.
fn finish(table: Option<Table>, rows: impl Iterator<Item = Row>, kept: AllKept) -> Result<ExitCode, Failure> {
    let written = table.map_or(Ok(()), |mut table| {
        for (at, row) in rows.enumerate() {
            if at == 0 {
                table.record(row.names());
            }
            table.record(row.values());
        }
        table.commit()
    });
    kept.and(written)?;
    Ok(ExitCode::SUCCESS)
}

impl Loads {
    pub(super) fn stimuli(&self, params: &Params) -> Result<Vec<usize>, Failure> {
        let stimuli = match &self.x {
            Some(axis) if axis.coordinate() == Coordinate::Parameter(ParamId::p) => {
                axis.values().iter().map(|&p| p as usize).collect()
            }
            Some(axis) => {
                let key = axis.coordinate().key();
                return Err(Failure::Usage(format!("--x {key}: the axis is P here; atlas takes any two")));
            }
            None => stimuli_at(params, &self.loads()?).map_err(Failure::usage)?,
        };
        let largest = Params { p: stimuli.last().copied().unwrap_or(2), ..params.clone() };
        largest.check_buildable().map_err(Failure::usage)?;
        Ok(stimuli)
    }

    fn loads(&self) -> Result<Vec<f64>, Failure> {
        let wrong = || {
            Failure::Usage(format!(
                "--loads {}: give a range as in 0.125..1.25, or a list as in 0.25,0.5",
                self.loads
            ))
        };
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        match self.loads.split_once("..") {
            Some((low, high)) => {
                let (low, high) = (number(low)?, number(high)?);
                if !(low.is_finite() && high.is_finite() && low > 0.0 && low < high) {
                    return Err(wrong());
                }
                let step = (high - low) / f64::from(self.points - 1);
                Ok((0..self.points).map(|k| low + f64::from(k) * step).collect())
            }
            None => self.loads.split(',').map(number).collect(),
        }
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

    /// Begins the table, before anything is computed.
    fn begin(&self, params: &Params) -> Result<Option<Table>, Failure> {
        data_to(&[self.csv.as_ref()])?;
        Table::begin(self.csv.as_ref(), params, &format!("1 to {}", self.seeds))
    }

    /// Does `work` at every point on all cores, with progress, keeping what is finished.
    fn compute<T: Copy + Send + Sync>(
        &self,
        params: &Params,
        what: &Json,
        points: &[Point],
        work: impl Fn(Point) -> Result<T, SweepError> + Sync,
    ) -> Result<Computed<Found<T>>, Failure>
    where
        Found<T>: Kept,
    {
        // More seeds may be asked for later; they add to what is there.
        let mut identity = self.heading(params, what);
        identity["seeds"] = Json::Null;
        let key = |found: &Found<T>| found.point;
        self.keeping.compute(&identity, points, key, |wanted| {
            let never = AtomicBool::new(false);
            sweep::run(wanted.points, wanted.done, &never, work, wanted.finished).map_err(|error| match error
            {
                SweepError::Model(_) => Failure::usage(error),
                _ => Failure::failed(error),
            })
        })
    }

    fn report<T: Serialize>(
        &self,
        params: &Params,
        what: &Json,
        curves: &[(&str, Vec<AtLoad>)],
        found: &[Found<T>],
    ) -> Result<(), Failure> {
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
            return say(format_args!("{result:#}"));
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
        say(theory_line(params))
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
