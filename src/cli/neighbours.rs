//! `equipoise experiment` for the miniatures of neighbouring papers.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::Failure;
use super::output::{progress_bar, say};
use crate::analysis::neighbours::{Found, Held, NEIGHBOURS, Neighbour, run};

pub(super) fn list() -> Result<(), Failure> {
    NEIGHBOURS.iter().try_for_each(|neighbour| {
        let Neighbour { key, title, citation, found, ours, .. } = neighbour;
        say(format_args!("{key:<13}{title}: {citation}\n{:<13}{found}\n{:<13}Ours: {ours}", "", ""))
    })
}

/// Runs one on `seeds` seeds, and fails if `check` is asked for and a claim is not found.
pub(super) fn experiment(
    neighbour: &Neighbour,
    seeds: Option<u64>,
    (as_json, check): (bool, bool),
) -> Result<ExitCode, Failure> {
    let seeds = seeds.unwrap_or(neighbour.seeds);
    let bar = progress_bar(seeds * neighbour.conditions.len() as u64);
    let found = run(neighbour, seeds, &AtomicBool::new(false), &|_| bar.inc(1)).map_err(Failure::failed)?;
    bar.finish_and_clear();
    let held = found.held(neighbour);
    if as_json {
        let claims: Vec<_> = held.iter().map(|one| json!({"claim": one, "holds": one.holds()})).collect();
        let result = json!({
            "program": "equipoise", "version": env!("CARGO_PKG_VERSION"), "simulated": true,
            "experiment": neighbour.key, "citation": neighbour.citation, "ours": neighbour.ours,
            "conditions": neighbour.conditions, "seeds": seeds, "runs": found.runs, "claims": claims,
        });
        say(format_args!("{result:#}"))?;
    } else {
        report(neighbour, &found, &held, seeds)?;
    }
    if check && !held.iter().all(Held::holds) {
        return Err(Failure::Failed(format!("{}: a claim does not hold", neighbour.key)));
    }
    Ok(ExitCode::SUCCESS)
}

fn report(neighbour: &Neighbour, found: &Found, held: &[Held], seeds: u64) -> Result<(), Failure> {
    say(format_args!(
        "{} (a miniature): {}\nmean +- sd over {seeds} seeds\n",
        neighbour.title, neighbour.citation
    ))?;
    for (at, condition) in neighbour.conditions.iter().enumerate() {
        say(condition)?;
        let names = found.runs[at].first().map(|run| &run.values);
        for (name, _) in names.into_iter().flatten() {
            if let Some(summary) = found.summary(at, name) {
                say(format_args!("  {name:<34}{:>9.3} +- {:.3}", summary.mean, summary.sd))?;
            }
        }
    }
    say("")?;
    held.iter().try_for_each(|one| say(line(neighbour, one)))
}

/// A claim, what was found, and what its control gives.
pub(super) fn line(neighbour: &Neighbour, held: &Held) -> String {
    let word = if held.holds() { "holds" } else { "FAILS" };
    let control = match (held.claim.breaks, held.control) {
        (Some(at), Some(value)) => format!("; {}: {value:.3}", neighbour.conditions[at]),
        _ => String::new(),
    };
    let (above, below) = (held.claim.above, held.claim.below);
    format!("{word}  {:<62} {:.3}, claimed {above}..{below}{control}", held.claim.says, held.value)
}
