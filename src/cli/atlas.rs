//! `equipoise atlas`: a neuron at every point of a plane of two parameters.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::Args;
use ndarray::{Array1, Array3};
use serde_json::{Value as Json, json};

use super::Failure;
use super::computing::{Computed, Keeping};
use super::output::{Table, data_to, say};
use super::setup::Setup;
use crate::analysis::atlas::{
    AtlasError, Axis, Compared, Measure, Plan, PlanError, Trained, UnknownMeasure, over_seeds, train_points,
};
use crate::analysis::statistics::Summary;
use crate::analysis::training::Schedule;
use crate::io::npz::Npz;
use crate::io::output::{Destination, Spooled};
use crate::io::values;
use crate::model::ParamId;

#[derive(Debug, Args)]
pub(super) struct AtlasOptions {
    #[command(flatten)]
    setup: Setup,
    /// Horizontal axis: NAME=LOW..HIGH:STEPS, with :log for equal ratios, as in rho_A=0.05..0.95:32
    #[arg(long, value_name = "AXIS")]
    x: Axis,
    /// Vertical axis; without it the result is a curve
    #[arg(long, value_name = "AXIS")]
    y: Option<Axis>,
    /// Number of seeds of every neuron: that of --seed, and those that follow it
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    epochs: u64,
    /// Further epochs with both modulators off
    #[arg(long, value_name = "EPOCHS", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    then_unsupervised: Option<u64>,
    /// What to measure: ba, learned-load, hit-rate, correct-rejection, correlation, mean-current, at-bounds, difference; kept is
    /// ba after the unsupervised epochs, and kept- before any other measures it there [default: ba, and kept if there are
    /// such epochs]
    #[arg(long, value_delimiter = ',', value_parser = Measure::parse)]
    measure: Vec<Measure>,
    /// Compare every neuron with one that has other parameters, as in rule_N=off; `difference` is BA less its BA
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., action = clap::ArgAction::Append)]
    compare: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write every neuron to this CSV file (- is standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<Destination>,
    /// Write NumPy arrays: each measure as [seed, y, x]
    #[arg(long, value_name = "FILE.npz")]
    npz: Option<Destination>,
    #[command(flatten)]
    keeping: Keeping,
}

impl From<AtlasError> for Failure {
    fn from(error: AtlasError) -> Self {
        match error {
            AtlasError::Plan(_) | AtlasError::State(_) => Self::usage(error),
            _ => Self::failed(error),
        }
    }
}

pub(super) fn atlas(options: &AtlasOptions) -> Result<ExitCode, Failure> {
    let plan = plan(options)?;
    let measures = measures(options, &plan)?;
    data_to(&[options.csv.as_ref(), options.npz.as_ref()])?;
    let table = Table::begin(options.csv.as_ref(), &plan.base, &plan.seeds_in_words())?;
    let arrays = options.npz.as_ref().map(Spooled::begin).transpose().map_err(Failure::write)?;
    let identity = identity(options, &plan);
    let computed = options.keeping.compute(
        &identity,
        &plan.points(),
        |trained: &Trained| trained.point,
        |wanted| {
            let never = AtomicBool::new(false);
            Ok(train_points(&plan, wanted.points, wanted.done, &never, wanted.finished)?)
        },
    )?;
    let Computed::Whole(trained, kept) = computed else { return Ok(ExitCode::SUCCESS) };
    if options.json {
        say(format_args!("{:#}", to_json(identity, &plan, &measures, &trained)))?;
    } else {
        report(&plan, &measures, &trained)?;
    }
    let written = table.map_or(Ok(()), |table| rows(table, &plan, &measures, &trained));
    let written =
        written.and(arrays.map_or(Ok(()), |out| write_arrays(out, options, &plan, &measures, &trained)));
    kept.and(written)?;
    Ok(ExitCode::SUCCESS)
}

fn plan(options: &AtlasOptions) -> Result<Plan, Failure> {
    let setting = |text: &String| -> Result<(ParamId, f64), Failure> {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--compare {text}: give KEY=VALUE, as in rule_N=off")))?;
        let id = ParamId::parse(key.trim()).map_err(Failure::usage)?;
        Ok((id, id.spec().read(value).map_err(Failure::usage)?))
    };
    let settings = options.compare.iter().map(setting).collect::<Result<Vec<_>, _>>()?;
    let plan = Plan {
        base: options.setup.params()?,
        x: options.x.clone(),
        y: options.y.clone(),
        seeds: options.seeds,
        first_seed: options.setup.seed,
        schedule: Schedule { epochs: options.epochs, unsupervised: options.then_unsupervised },
        compared: (!settings.is_empty()).then_some(Compared { settings, rules: None }),
    };
    plan.check().map_err(|error: PlanError| Failure::usage(error))?;
    Ok(plan)
}

fn measures(options: &AtlasOptions, plan: &Plan) -> Result<Vec<Measure>, Failure> {
    use crate::analysis::atlas::{Phase, Quantity};
    let unsupervised = plan.schedule.unsupervised.is_some();
    if options.measure.is_empty() {
        let usual = [Measure::TRAINED, Measure::KEPT];
        return Ok(usual[..1 + usize::from(unsupervised)].to_vec());
    }
    for &measure in &options.measure {
        if measure.phase == Phase::Kept && !unsupervised {
            return Err(Failure::Usage(format!(
                "--measure {}: give --then-unsupervised, as in --then-unsupervised 200",
                measure.key()
            )));
        }
        if measure.quantity == Quantity::Difference && plan.compared.is_none() {
            return Err(Failure::Usage(format!(
                "--measure {}: give --compare, as in --compare rule_N=off",
                measure.key()
            )));
        }
    }
    Ok(options.measure.clone())
}

/// What is computed, whatever of it is then shown.
fn identity(options: &AtlasOptions, plan: &Plan) -> Json {
    let compared = plan.compared.as_ref().map(|compared| {
        compared
            .settings
            .iter()
            .map(|(id, value)| (id.spec().key.to_owned(), json!(value)))
            .collect::<serde_json::Map<_, _>>()
    });
    json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "preset": options.setup.preset_name(),
        "computation": "atlas",
        "x": plan.x.to_string(),
        "y": plan.y.as_ref().map(ToString::to_string),
        "seeds": plan.seeds,
        "first_seed": plan.first_seed,
        "epochs": plan.schedule.epochs,
        "unsupervised_epochs": plan.schedule.unsupervised,
        "compared": compared,
        "parameters": values::to_json(&plan.base),
    })
}

fn to_json(mut result: Json, plan: &Plan, measures: &[Measure], trained: &[Trained]) -> Json {
    result["x_values"] = json!(plan.x.values());
    result["y_values"] = json!(plan.y.as_ref().map(Axis::values));
    for &measure in measures {
        let cells = over_seeds(plan.cells(), trained, measure);
        let [columns, _] = plan.size();
        let row = |cells: &[Option<Summary>]| {
            cells.iter().map(|cell| cell.map(|cell| cell.mean)).collect::<Vec<_>>()
        };
        let spread =
            |cells: &[Option<Summary>]| cells.iter().map(|cell| cell.map(|cell| cell.sd)).collect::<Vec<_>>();
        result[measure.key()] = json!({
            "mean": cells.chunks(columns).map(row).collect::<Vec<_>>(),
            "sd": cells.chunks(columns).map(spread).collect::<Vec<_>>(),
        });
    }
    result["points"] = json!(trained);
    result
}

fn report(plan: &Plan, measures: &[Measure], trained: &[Trained]) -> Result<(), Failure> {
    let [columns, rows] = plan.size();
    let seeds = format!("seed {}", plan.seeds_in_words());
    say(match &plan.y {
        Some(y) => format!("{} and {y}: {columns} x {rows} points, {seeds}", plan.x),
        None => format!("{}: {columns} points, {seeds}", plan.x),
    })?;
    for &measure in measures {
        let cells = over_seeds(plan.cells(), trained, measure);
        let by_mean = |x: &(usize, Summary), y: &(usize, Summary)| x.1.mean.total_cmp(&y.1.mean);
        let found = || cells.iter().enumerate().filter_map(|(cell, summary)| Some((cell, (*summary)?)));
        let (Some(low), Some(high)) = (found().min_by(by_mean), found().max_by(by_mean)) else { continue };
        let at = |cell: usize| place(plan, cell);
        say(format_args!(
            "{:<18} {:.4} (at {}) to {:.4} (at {})",
            measure.key(),
            low.1.mean,
            at(low.0),
            high.1.mean,
            at(high.0)
        ))?;
    }
    Ok(())
}

fn place(plan: &Plan, cell: usize) -> String {
    let (x, y) = plan.values(cell);
    let x = format!("{}={x}", plan.x.coordinate().key());
    match (&plan.y, y) {
        (Some(axis), Some(y)) => format!("{x} {}={y}", axis.coordinate().key()),
        _ => x,
    }
}

fn rows(mut table: Table, plan: &Plan, measures: &[Measure], trained: &[Trained]) -> Result<(), Failure> {
    let axes =
        [Some(&plan.x), plan.y.as_ref()].into_iter().flatten().map(|axis| axis.coordinate().key().to_owned());
    let names = measures.iter().map(|measure| measure.key());
    table.record(axes.chain(["seed".to_owned()]).chain(names));
    for one in trained {
        let (x, y) = plan.values(one.point.cell);
        let place = [Some(x), y].into_iter().flatten().map(|value| value.to_string());
        let values = measures.iter().map(|&measure| one.measure(measure).to_string());
        table.record(place.chain([one.point.seed.to_string()]).chain(values));
    }
    table.commit()
}

fn write_arrays(
    out: Spooled,
    options: &AtlasOptions,
    plan: &Plan,
    measures: &[Measure],
    trained: &[Trained],
) -> Result<(), Failure> {
    let failed = |source| {
        let path = options.npz.as_ref().map(|to| to.path().to_owned()).unwrap_or_default();
        Failure::write(crate::io::output::WriteError { path, source })
    };
    let [columns, rows] = plan.size();
    let mut npz = Npz::new(out);
    let mut write = || -> std::io::Result<()> {
        npz.add("x", &Array1::from_iter(plan.x.values().iter().copied()))?;
        npz.add("y", &Array1::from_iter(plan.y.iter().flat_map(|y| y.values().iter().copied())))?;
        for &measure in measures {
            let mut array = Array3::from_elem((plan.seeds as usize, rows, columns), f64::NAN);
            for one in trained {
                let at = (
                    one.point.seed.wrapping_sub(plan.first_seed) as usize,
                    one.point.cell / columns,
                    one.point.cell % columns,
                );
                array[at] = one.measure(measure);
            }
            npz.add(&measure.key(), &array)?;
        }
        let about = identity(options, plan).to_string();
        npz.add("provenance", &Array1::from_vec(about.into_bytes()))
    };
    write().map_err(failed)?;
    npz.finish().map_err(failed)?.commit().map_err(Failure::write)
}

impl From<UnknownMeasure> for Failure {
    fn from(error: UnknownMeasure) -> Self {
        Self::usage(error)
    }
}
