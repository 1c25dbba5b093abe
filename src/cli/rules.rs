//! `equipoise rules`: what there is, what is wrong with a file, and what each rule reaches.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Failure;
use super::computing::{Computed, Keeping};
use super::output::{Table, data_to, say};
use crate::analysis::rule_table::{CLAIMS, Held, LOADS, Reached, Row, SEEDS, compute};
use crate::analysis::sweep::{self, Found, Point};
use crate::analysis::training::Outcome;
use crate::io::checkpoint::Kept;
use crate::io::output::Destination;
use crate::io::rule_files::{self, SHIPPED};
use crate::io::rule_rows;
use crate::model::Params;
use crate::model::plasticity::language::{Constant, FUNCTIONS, Program, RuleFile, Variable};

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List the rules that come with the program
    List,
    /// Read a rule file, and say what it asks or what is wrong with it
    Check(CheckOptions),
    /// The names, functions and operators of the language
    Language,
    /// Rule, information and balanced accuracy on the same associations (about a minute of computing)
    Table(TableOptions),
}

#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    /// A rule file, or the name of one that comes with the program
    #[arg(value_name = "FILE|NAME")]
    file: String,
}

#[derive(Debug, Args)]
pub(super) struct TableOptions {
    /// Seeds, from 1 on
    #[arg(long, default_value_t = SEEDS, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// Only these rows; may be repeated
    #[arg(long, value_name = "ROW")]
    row: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write a row for every rule, load and seed to this file (- is standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<Destination>,
    #[command(flatten)]
    keeping: Keeping,
}

pub(super) fn run(command: &RulesCommand) -> Result<ExitCode, Failure> {
    match command {
        RulesCommand::List => list(),
        RulesCommand::Check(options) => check(&options.file),
        RulesCommand::Language => language(),
        RulesCommand::Table(options) => table(options),
    }
}

fn list() -> Result<ExitCode, Failure> {
    for (name, text) in SHIPPED {
        let file = rule_files::read(name, text).map_err(Failure::failed)?;
        say(format_args!("{name:<20} {:<36} {}", file.title, needs(&file)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the rules of a file must be told, at its own values.
fn needs(file: &RuleFile) -> &'static str {
    let programs = programs(file);
    programs.iter().map(Program::information).max().map_or("", |information| information.name())
}

fn programs(file: &RuleFile) -> Vec<Program> {
    let in_force = Params::default().in_force();
    let compiled = |rule: &crate::model::plasticity::language::RuleSource| {
        let values: Vec<f64> = rule.parameters.iter().map(|parameter| parameter.default).collect();
        Program::new(rule, &values, &in_force)
    };
    file.rules.iter().map(compiled).collect()
}

fn check(name: &str) -> Result<ExitCode, Failure> {
    let file = rule_files::find(name).map_err(Failure::usage)?;
    say(format_args!("{}: {}", file.title, needs(&file)))?;
    for (rule, program) in file.rules.iter().zip(programs(&file)) {
        say(format_args!("{}, {} operations", rule.name, program.operations()))?;
        for line in rule.equations() {
            say(format_args!("  {line}"))?;
        }
        for parameter in &rule.parameters {
            let (name, default) = (&parameter.name, parameter.default);
            say(format_args!(
                "  {name} = {default} ({} to {}) {}",
                parameter.least, parameter.most, parameter.doc
            ))?;
        }
        if rule.is_unguarded() {
            say("  it names Y or R and never eta_T or eta_R: it goes on where it is told nothing")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn language() -> Result<ExitCode, Failure> {
    say("active, silent: change of each active, each silent synapse, in units of current")?;
    say("active_w, silent_w: fraction of the synapse's own weight; or write w in active and silent")?;
    say("")?;
    for variable in Variable::ALL {
        let spec = variable.spec();
        say(format_args!("  {:<8} {}", spec.name, spec.doc))?;
    }
    say("")?;
    for (name, doc) in Constant::NAMES {
        say(format_args!("  {name:<8} {doc}"))?;
    }
    say("")?;
    let functions = FUNCTIONS.map(|function| function.example);
    functions.iter().try_for_each(|example| say(format_args!("  {example}")))?;
    say("")?;
    say("  + - * / ^  < > <= >= = !=  and or not  pi e w")?;
    say("")?;
    say("An example, as `equipoise rules check oja` reads it:")?;
    say("")?;
    let (_, example) = SHIPPED[5];
    say(example)?;
    Ok(ExitCode::SUCCESS)
}

/// A finished point of a row, as a checkpoint keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Finished {
    row: String,
    found: Found<Outcome>,
}

impl Kept for Finished {
    fn check(&self) -> Result<(), String> {
        self.found.result.check()
    }
}

fn table(options: &TableOptions) -> Result<ExitCode, Failure> {
    let rows = chosen(options)?;
    data_to(&[options.csv.as_ref()])?;
    let parameters = "each row has rules and values of its own";
    let csv = Table::begin_with(options.csv.as_ref(), parameters, &format!("1 to {}", options.seeds))?;
    let identity = json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "computation": "rules table",
    });
    let points = |at: usize| sweep::points(&LOADS, options.seeds).into_iter().map(move |point| (at, point));
    let points: Vec<(usize, Point)> = (0..rows.len()).flat_map(points).collect();
    let place = |key: &str| rows.iter().position(|row| row.key == key).unwrap_or(usize::MAX);
    let key = |finished: &Finished| (place(&finished.row), finished.found.point);
    let computed = options.keeping.compute(&identity, &points, key, |wanted| {
        let mut all = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let of_row = |(row, _): &&(usize, Point)| *row == at;
            let mine: Vec<Point> = wanted.points.iter().filter(of_row).map(|(_, point)| *point).collect();
            let done = wanted.done.iter().filter(|finished| finished.row == row.key);
            let done: Vec<Found<Outcome>> = done.map(|finished| finished.found).collect();
            let line = |found: &Found<Outcome>| Finished { row: row.key.to_owned(), found: *found };
            let finished = |found: &Found<Outcome>| (wanted.finished)(&line(found));
            let never = AtomicBool::new(false);
            let found = compute(row, &mine, &done, &never, finished).map_err(Failure::failed)?.found;
            all.extend(found.iter().map(line));
        }
        Ok(all)
    })?;
    let Computed::Whole(all, kept) = computed else { return Ok(ExitCode::SUCCESS) };
    let of = |row: &Row| all.iter().filter(|one| one.row == row.key).map(|one| one.found).collect();
    let reached: Vec<Reached> = rows.iter().map(|row| Reached { found: of(row) }).collect();
    report(options, &rows, &reached)?;
    let written = csv.map_or(Ok(()), |mut csv| {
        write(&mut csv, &rows, &reached);
        csv.commit()
    });
    kept.and(written)?;
    Ok(ExitCode::SUCCESS)
}

fn chosen(options: &TableOptions) -> Result<Vec<Row>, Failure> {
    let rows = rule_rows::rows().map_err(Failure::failed)?;
    if let Some(unknown) = options.row.iter().find(|key| rows.iter().all(|row| row.key != **key)) {
        let keys = rows.iter().map(|row| row.key).collect::<Vec<_>>().join(", ");
        return Err(Failure::Usage(format!("--row {unknown}: give one of {keys}")));
    }
    let wanted = |row: &Row| options.row.is_empty() || options.row.iter().any(|key| key == row.key);
    Ok(rows.into_iter().filter(wanted).collect())
}

fn report(options: &TableOptions, rows: &[Row], reached: &[Reached]) -> Result<(), Failure> {
    if options.json {
        let row = |(row, reached): (&Row, &Reached)| {
            json!({
                "row": row.key, "title": row.title, "note": row.note, "information": row.information,
                "balanced_accuracy": reached.accuracies(), "points": reached.found,
            })
        };
        let all: Vec<_> = rows.iter().zip(reached).map(row).collect();
        let result = json!({
            "program": "equipoise", "version": env!("CARGO_PKG_VERSION"), "computation": "rules table",
            "epochs": 800, "then_unsupervised": 200, "seeds": options.seeds, "rows": all,
        });
        return say(format_args!("{result:#}"));
    }
    say(format_args!(
        "balanced accuracy after 800 epochs, mean +- sd over {} seeds; kept: after 200 more, told nothing",
        options.seeds
    ))?;
    say(format_args!(
        "{:<30} {:<21} {:>14} {:>14} {:>14} {:>14}",
        "rule", "information", "P = 100", "200", "400", "kept, 400"
    ))?;
    for (row, reached) in rows.iter().zip(reached) {
        let accuracies = reached.accuracies();
        let shown = |mean: f64, sd: f64| format!("{mean:.3}+-{sd:.3}");
        let mut cells: Vec<String> =
            accuracies.iter().map(|at| shown(at.trained.mean, at.trained.sd)).collect();
        cells.extend(accuracies.last().map(|at| shown(at.kept.mean, at.kept.sd)));
        let cells: String = cells.iter().map(|cell| format!(" {cell:>14}")).collect();
        say(format_args!("{:<30} {:<21}{cells}", row.title, row.information.name()))?;
    }
    for row in rows.iter().filter(|row| row.note.starts_with("(!)")) {
        say(format_args!("{}: {}", row.title, row.note))?;
    }
    let found = |key: &str| rows.iter().position(|row| row.key == key).map(|at| &reached[at]);
    let held: Vec<Held> = CLAIMS.iter().filter_map(|claim| claim.held(found)).collect();
    if options.seeds >= SEEDS {
        for one in held {
            let word = if one.holds() { "holds" } else { "does not hold" };
            let (above, below) = (one.claim.above, one.claim.below);
            say(format_args!("{word}: {} ({:.3}, between {above} and {below})", one.claim.says, one.value))?;
        }
    }
    Ok(())
}

fn write(table: &mut Table, rows: &[Row], reached: &[Reached]) {
    table.record(["rule", "information", "P", "seed", "trained", "kept"].map(str::to_owned));
    for (row, reached) in rows.iter().zip(reached) {
        for Found { point: Point { stimuli, seed }, result } in &reached.found {
            let kept = result.retained.map(|measures| measures.balanced_accuracy.to_string());
            table.record([
                row.key.to_owned(),
                row.information.name().to_owned(),
                stimuli.to_string(),
                seed.to_string(),
                result.trained.balanced_accuracy.to_string(),
                kept.unwrap_or_default(),
            ]);
        }
    }
}
