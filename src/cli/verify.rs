//! `equipoise verify`: the model's reference experiments, compared with this program's.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::Failure;
use super::output::{progress_bar, say};
use crate::analysis::lasting::{self, CLAIMS};
use crate::analysis::neighbours::{self, NEIGHBOURS};
use crate::analysis::reference::{self, Comparison, Condition, SEEDS, T_LIMIT};
use crate::analysis::rule_table;
use crate::analysis::sweep::points;
use crate::io::presets::Preset;
use crate::io::rule_rows;
use crate::model::Params;

#[derive(Debug, Args)]
pub(super) struct VerifyOptions {
    /// Instead, run every preset for as long as its description says that it holds (minutes of computing)
    #[arg(long)]
    long: bool,
}

pub(super) fn verify(options: &VerifyOptions) -> Result<ExitCode, Failure> {
    if options.long {
        return long_runs();
    }
    let all = [experiments()?, rules()?, miniatures()?];
    let failed = all.iter().find(|code| **code != ExitCode::SUCCESS);
    Ok(failed.copied().unwrap_or(ExitCode::SUCCESS))
}

/// What the table of rules says.
fn rules() -> Result<ExitCode, Failure> {
    let rows = rule_rows::rows().map_err(Failure::failed)?;
    let progress = progress_bar(rows.len() as u64);
    let mut reached = Vec::new();
    for row in &rows {
        let never = AtomicBool::new(false);
        let points = points(&rule_table::LOADS, rule_table::SEEDS);
        reached.push(rule_table::compute(row, &points, &[], &never, |_| ()).map_err(Failure::failed)?);
        progress.inc(1);
    }
    progress.finish_and_clear();
    let found = |key: &str| rows.iter().position(|row| row.key == key).map(|at| &reached[at]);
    let held: Vec<_> = rule_table::CLAIMS.iter().filter_map(|claim| claim.held(found)).collect();
    say("\nrules, information and accuracy")?;
    for one in &held {
        let word = if one.holds() { "holds" } else { "FAILS" };
        let (above, below) = (one.claim.above, one.claim.below);
        say(format_args!("{word}  {:<62} {:.3}, claimed {above}..{below}", one.claim.says, one.value))?;
    }
    Ok(if held.iter().all(rule_table::Held::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The miniatures of neighbouring papers.
fn miniatures() -> Result<ExitCode, Failure> {
    let mut all = true;
    for neighbour in &NEIGHBOURS {
        let never = AtomicBool::new(false);
        let found = neighbours::run(neighbour, neighbour.seeds, &never, &|_| ()).map_err(Failure::failed)?;
        say(format_args!("\n{}", neighbour.title))?;
        for held in found.held(neighbour) {
            say(super::neighbours::line(neighbour, &held))?;
            all &= held.holds();
        }
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

fn experiments() -> Result<ExitCode, Failure> {
    let conditions = reference::conditions();
    let progress = progress_bar(conditions.len() as u64 * SEEDS);
    let heading = ["condition", "quantity", "reference", "measured", "t"];
    say(format_args!(
        "{:<50} {:<14} {:>15} {:>15} {:>6}",
        heading[0], heading[1], heading[2], heading[3], heading[4]
    ))?;
    let mut compared = 0;
    let mut disagreeing = 0;
    for condition in &conditions {
        let preset = Preset::find(condition.preset).map_err(Failure::failed)?;
        let comparisons = condition
            .verify(&preset.params(&Params::default()), || progress.inc(1))
            .map_err(Failure::failed)?;
        progress.suspend(|| comparisons.iter().try_for_each(|comparison| print(condition, comparison)))?;
        compared += comparisons.len();
        disagreeing += comparisons.iter().filter(|comparison| !comparison.agrees()).count();
    }
    progress.finish_and_clear();
    say(format_args!(
        "{} of {compared} agree (|t| < {T_LIMIT}, {SEEDS} seeds each)",
        compared - disagreeing
    ))?;
    Ok(if disagreeing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(condition: &Condition, comparison: &Comparison) -> Result<(), Failure> {
    let Comparison { quantity, reference, ours, t } = comparison;
    let mark = if comparison.agrees() { "" } else { "  differs" };
    say(format_args!(
        "{:<50} {:<14} {:>6.3} +- {:<5.3} {:>6.3} +- {:<5.3} {t:>6.2}{mark}",
        condition.name(),
        quantity.name(),
        reference.mean,
        reference.sd,
        ours.mean,
        ours.sd
    ))
}
