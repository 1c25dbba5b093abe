//! `equipoise verify`: the model's reference experiments, compared with this program's.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Failure;
use super::computing::{Computed, Keeping};
use super::output::{progress_bar, say};
use crate::analysis::circuits::{Cell, Compared, ROWS, Row, Table, landscape};
use crate::analysis::lasting::{self, CLAIMS};
use crate::analysis::neighbours::{self, NEIGHBOURS, Neighbour};
use crate::analysis::reference::{self, Comparison, Condition, SEEDS, T_LIMIT};
use crate::analysis::rule_table;
use crate::analysis::statistics::Summary;
use crate::analysis::sweep::points;
use crate::io::checkpoint::Kept;
use crate::io::presets::Preset;
use crate::io::rule_rows;
use crate::model::Params;

#[derive(Debug, Args)]
pub(super) struct VerifyOptions {
    /// Instead, run every preset for as long as its description says that it holds (minutes of computing)
    #[arg(long, conflicts_with_all = ["only", "checkpoint"])]
    long: bool,
    /// Only what has this in its name
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    #[command(flatten)]
    keeping: Keeping,
}

pub(super) fn verify(options: &VerifyOptions) -> Result<ExitCode, Failure> {
    if options.long {
        return long_runs();
    }
    let checks = Check::all()?;
    let only = options.only.as_deref().unwrap_or_default();
    let wanted: Vec<usize> = (0..checks.len()).filter(|&at| checks[at].name().contains(only)).collect();
    let names: Vec<String> = checks.iter().map(Check::name).collect();
    if wanted.is_empty() {
        return Err(Failure::Usage(format!("--only {only}: give a part of one of: {}", names.join("; "))));
    }
    let identity = json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "computation": "verify",
        // What is kept is told apart by its place among these.
        "checks": names,
    });
    let computed = options.keeping.compute(
        &identity,
        &wanted,
        |checked: &Checked| checked.check,
        |todo| {
            let mut all = todo.done.to_vec();
            let missing = todo.points.iter().filter(|&&at| todo.done.iter().all(|done| done.check != at));
            for &at in missing {
                let checked = Checked { check: at, lines: checks[at].run()? };
                (todo.finished)(&checked);
                all.push(checked);
            }
            Ok(all)
        },
    )?;
    let Computed::Whole(mut all, kept) = computed else { return Ok(ExitCode::SUCCESS) };
    all.retain(|checked| wanted.contains(&checked.check));
    all.sort_by_key(|checked| checked.check);
    report(&checks, &all)?;
    kept?;
    let held = all.iter().flat_map(|checked| &checked.lines).all(|line| line.holds);
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Something that is compared with what is claimed of it.
enum Check {
    /// A condition of the reference tables.
    Condition(Condition),
    /// The table of rules.
    Rules,
    /// A row of the reference tables of circuits.
    Circuit(&'static Row),
    /// A table of circuits that is more than runs.
    CircuitTable(Table),
    /// Of circuits that have learned to the same loss, e-prop's end in sharper minima than the gradient's.
    Sharper,
    /// A miniature of a neighbouring paper.
    Miniature(&'static Neighbour),
}

/// One comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    text: String,
    holds: bool,
}

/// A finished check, as a checkpoint keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Checked {
    check: usize,
    lines: Vec<Line>,
}

impl Kept for Checked {
    fn check(&self) -> Result<(), String> {
        if self.lines.is_empty() { Err("a check without a comparison".to_owned()) } else { Ok(()) }
    }
}

impl Check {
    fn all() -> Result<Vec<Self>, Failure> {
        let conditions = reference::conditions().into_iter().map(Self::Condition);
        let miniatures = NEIGHBOURS.iter().map(Self::Miniature);
        let circuits = ROWS.iter().map(Self::Circuit).chain(Table::all().map(Self::CircuitTable));
        let others = [Self::Sharper, Self::Rules];
        Ok(conditions.chain(circuits).chain(others).chain(miniatures).collect())
    }

    fn name(&self) -> String {
        match self {
            Self::Condition(condition) => condition.name(),
            Self::Circuit(row) => row.name(),
            Self::CircuitTable(table) => table.name(),
            Self::Sharper => "circuit landscape, e-prop beside bptt".to_owned(),
            Self::Rules => "rules, information and accuracy".to_owned(),
            Self::Miniature(neighbour) => neighbour.title.to_owned(),
        }
    }

    /// Is it a comparison with numbers of a reference?
    fn compares(&self) -> bool {
        matches!(self, Self::Condition(_) | Self::Circuit(_) | Self::CircuitTable(_))
    }

    /// What stands above its lines, unless what came before has the same heading.
    fn heading(&self) -> String {
        if self.compares() {
            format!(
                "{:<50} {:<14} {:>15} {:>15} {:>6}",
                "condition", "quantity", "reference", "measured", "t"
            )
        } else {
            format!("\n{}", self.name())
        }
    }

    fn run(&self) -> Result<Vec<Line>, Failure> {
        match self {
            Self::Condition(condition) => {
                let preset = Preset::find(condition.preset).map_err(Failure::failed)?;
                let found = condition.verify(&preset.params(&Params::default()), || ());
                let found = found.map_err(Failure::failed)?;
                let line = |one: &Comparison| {
                    let (name, quantity) = (condition.name(), one.quantity.name());
                    compared(&name, quantity, [&one.reference, &one.ours], (one.t, one.agrees()))
                };
                Ok(found.iter().map(line).collect())
            }
            Self::Circuit(row) => {
                let found = row.verify(&AtomicBool::new(false)).map_err(Failure::failed)?;
                let line = |one: &Compared| {
                    let holds = one.agrees();
                    compared(&row.name(), one.quantity.name(), [&one.reference, &one.ours], (one.t, holds))
                };
                Ok(found.iter().map(line).collect())
            }
            Self::CircuitTable(table) => {
                let found = table.verify(&AtomicBool::new(false)).map_err(Failure::failed)?;
                let line = |one: &Cell| {
                    compared(&one.row, &one.quantity, [&one.reference, &one.ours], (one.t, one.agrees()))
                };
                Ok(found.iter().map(line).collect())
            }
            Self::Sharper => sharper(),
            Self::Rules => rules(),
            Self::Miniature(neighbour) => {
                let never = AtomicBool::new(false);
                let found = neighbours::run(neighbour, neighbour.seeds, &never, &|_| ());
                let found = found.map_err(Failure::failed)?;
                let line =
                    |held| Line { text: super::neighbours::line(neighbour, held), holds: held.holds() };
                Ok(found.held(neighbour).iter().map(line).collect())
            }
        }
    }
}

fn report(checks: &[Check], all: &[Checked]) -> Result<(), Failure> {
    let mut heading = String::new();
    for checked in all {
        let own = checks[checked.check].heading();
        if own != heading {
            say(&own)?;
            heading = own;
        }
        checked.lines.iter().try_for_each(|line| say(&line.text))?;
    }
    let conditions = all.iter().filter(|checked| checks[checked.check].compares());
    let compared: Vec<&Line> = conditions.flat_map(|checked| &checked.lines).collect();
    if !compared.is_empty() {
        let agreeing = compared.iter().filter(|line| line.holds).count();
        say(format_args!(
            "\n{agreeing} of {} agree with the reference (|t| < {T_LIMIT}, {SEEDS} seeds each)",
            compared.len()
        ))?;
    }
    Ok(())
}

/// Sharpness of the minima of e-prop and BPTT.
fn sharper() -> Result<Vec<Line>, Failure> {
    let found = landscape::sharper(&AtomicBool::new(false)).map_err(Failure::failed)?;
    let line = |[exact, local]: [Summary; 2]| {
        let holds = local.mean > exact.mean;
        let text = format!(
            "{}  e-prop ends in sharper minima than BPTT: {:.1} +- {:.1}, {:.1} +- {:.1}, {} seeds each",
            if holds { "holds" } else { "FAILS" },
            local.mean,
            local.sd,
            exact.mean,
            exact.sd,
            landscape::CLAIM_SEEDS
        );
        Line { text, holds }
    };
    Ok(found.into_iter().map(line).collect())
}

/// What the table of rules says.
fn rules() -> Result<Vec<Line>, Failure> {
    let rows = rule_rows::rows().map_err(Failure::failed)?;
    let mut reached = Vec::new();
    for row in &rows {
        let never = AtomicBool::new(false);
        let points = points(&rule_table::LOADS, rule_table::SEEDS);
        reached.push(rule_table::compute(row, &points, &[], &never, |_| ()).map_err(Failure::failed)?);
    }
    let found = |key: &str| rows.iter().position(|row| row.key == key).map(|at| &reached[at]);
    let line = |held: rule_table::Held| {
        let word = if held.holds() { "holds" } else { "FAILS" };
        let (above, below) = (held.claim.above, held.claim.below);
        let text = format!("{word}  {:<62} {:.3}, claimed {above}..{below}", held.claim.says, held.value);
        Line { text, holds: held.holds() }
    };
    Ok(rule_table::CLAIMS.iter().filter_map(|claim| claim.held(found)).map(line).collect())
}

/// Every preset, after training and after the time for which it is said to hold.
fn long_runs() -> Result<ExitCode, Failure> {
    let progress = progress_bar(CLAIMS.len() as u64 * lasting::SEEDS);
    say(format_args!("{:<24} {:>15} {:>15} {:>15}", "preset", "trained", "then", "after epochs"))?;
    let mut failing = 0;
    for claim in CLAIMS {
        let preset = Preset::find(claim.preset).map_err(Failure::failed)?;
        let held =
            claim.measure(&preset.params(&Params::default()), || progress.inc(1)).map_err(Failure::failed)?;
        let mark = if held.holds() { "" } else { "  does not hold" };
        let name = format!("{}, P {}", claim.preset, claim.stimuli);
        let (trained, then) = (held.trained, held.then);
        let row = format!(
            "{name:<24} {:>6.3} +- {:<5.3} {:>6.3} +- {:<5.3} {:>15}{mark}",
            trained.mean, trained.sd, then.mean, then.sd, claim.holds
        );
        progress.suspend(|| say(row))?;
        failing += usize::from(!held.holds());
    }
    progress.finish_and_clear();
    say(format_args!(
        "{} of {} hold within {} ({} seeds each)",
        CLAIMS.len() - failing,
        CLAIMS.len(),
        lasting::TOLERANCE,
        lasting::SEEDS
    ))?;
    Ok(if failing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn compared(name: &str, quantity: &str, [reference, ours]: [&Summary; 2], (t, holds): (f64, bool)) -> Line {
    let mark = if holds { "" } else { "  differs" };
    let text = format!(
        "{name:<50} {quantity:<14} {:>6.3} +- {:<5.3} {:>6.3} +- {:<5.3} {t:>6.2}{mark}",
        reference.mean, reference.sd, ours.mean, ours.sd
    );
    Line { text, holds }
}
