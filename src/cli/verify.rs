//! `equipoise verify`: the model's reference experiments, beside this program's.

use std::process::ExitCode;

use super::Failure;
use super::output::{progress_bar, say};
use crate::analysis::reference::{self, Comparison, Condition, SEEDS, T_LIMIT};
use crate::io::presets::Preset;
use crate::model::Params;

pub(super) fn verify() -> Result<ExitCode, Failure> {
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
