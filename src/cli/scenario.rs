//! `equipoise scenario`: the guided demonstrations, listed, told or checked without a window.

use std::process::ExitCode;

use clap::Args;
use rayon::prelude::*;
use serde_json::json;

use super::Failure;
use super::output::say;
use crate::engine::circuits::scenario::check as check_circuit;
use crate::engine::circuits::scenario::{CircuitClaim, CircuitFinding, CircuitScenario};
use crate::engine::scenario::{Finding, Scenario, Whose, check};
use crate::io::{circuit_scenarios, scenarios};

#[derive(Debug, Args)]
pub(super) struct ScenarioOptions {
    /// A scenario's name, or the path of a scenario file; without it, all are listed
    name: Option<String>,
    /// Play it at once and check what it claims
    #[arg(long, requires = "name")]
    check: bool,
    /// Seeds to check it for, counted from its own
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// Print the findings as JSON
    #[arg(long, requires = "check")]
    json: bool,
}

pub(super) fn scenario(options: &ScenarioOptions) -> Result<ExitCode, Failure> {
    let Some(name) = &options.name else { return list() };
    if let Some(circuit) = circuit_scenarios::find(name) {
        return of_circuit(&circuit.map_err(Failure::usage)?, options);
    }
    let scenario = scenarios::find(name).map_err(Failure::usage)?;
    if !options.check {
        return tell(&scenario);
    }
    let seeds: Vec<u64> = (0..options.seeds).map(|k| scenario.seed.wrapping_add(k)).collect();
    let checked: Result<Vec<Vec<Finding>>, _> =
        seeds.par_iter().map(|&seed| check(&scenario, seed)).collect();
    let checked = checked.map_err(Failure::failed)?;
    let mut hold = true;
    let mut found = Vec::new();
    for (seed, findings) in seeds.iter().zip(&checked) {
        for finding in findings {
            hold &= finding.holds();
            if options.json {
                found.push(to_json(*seed, finding));
            } else {
                say(line(*seed, finding))?;
            }
        }
    }
    if options.json {
        say(format_args!("{:#}", json!({ "scenario": scenario.name, "holds": hold, "findings": found })))?;
    }
    if hold { Ok(ExitCode::SUCCESS) } else { Err(Failure::Failed(format!("{name}: a claim does not hold"))) }
}

fn list() -> Result<ExitCode, Failure> {
    let tries = scenarios::tries().map_err(Failure::failed)?;
    for scenario in scenarios::builtin().map_err(Failure::failed)?.iter().chain(&tries) {
        say(format_args!("{:<23}{}\n{:<23}{}", scenario.name, scenario.title, "", scenario.summary))?;
    }
    for circuit in circuit_scenarios::builtin().map_err(Failure::failed)? {
        say(format_args!("{:<23}{}\n{:<23}{}", circuit.name, circuit.title, "", circuit.summary))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(scenario: &Scenario) -> Result<ExitCode, Failure> {
    say(format_args!("{}\n{}", scenario.title, scenario.summary))?;
    for (at, step) in scenario.steps.iter().enumerate() {
        say(format_args!(
            "\n{}. {}\n   Look at: {}\n   {} epochs in {} s",
            at + 1,
            step.caption,
            step.look,
            step.epochs,
            step.seconds
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A demonstration of circuits, told or checked.
fn of_circuit(scenario: &CircuitScenario, options: &ScenarioOptions) -> Result<ExitCode, Failure> {
    if !options.check {
        say(format_args!("{}\n{}", scenario.title, scenario.summary))?;
        for (at, step) in scenario.steps.iter().enumerate() {
            let (caption, look) = (&step.caption, &step.look);
            let length = format!("{} steps in {} s", step.steps, step.seconds);
            say(format_args!("\n{}. {caption}\n   Look at: {look}\n   {length}", at + 1))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let seeds: Vec<u64> = (0..options.seeds).map(|k| scenario.start.seed.wrapping_add(k)).collect();
    let checked: Result<Vec<Vec<CircuitFinding>>, _> =
        seeds.par_iter().map(|&seed| check_circuit(scenario, seed)).collect();
    let mut hold = true;
    let mut found = Vec::new();
    for (seed, findings) in seeds.iter().zip(checked.map_err(Failure::failed)?) {
        for finding in findings {
            hold &= finding.holds();
            let CircuitClaim { says, quantity, of, at_least, at_most } = &finding.claim;
            let finite = |value: f64| value.is_finite().then_some(value);
            found.push(json!({
                "seed": seed, "step": finding.step + 1, "quantity": quantity.name(), "of": of, "says": says,
                "value": finding.value, "at_least": finite(*at_least), "at_most": finite(*at_most),
                "holds": finding.holds(),
            }));
            if !options.json {
                let of = of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
                let value = finding.value.map_or("not there".to_owned(), |value| format!("{value:.4}"));
                let bound = |value: f64| finite(value).map(|value| value.to_string()).unwrap_or_default();
                say(format_args!(
                    "{}  seed {seed}, step {}: {}{of} {value}, claimed {}..{}",
                    if finding.holds() { "holds" } else { "FAILS" },
                    finding.step + 1,
                    quantity.name(),
                    bound(*at_least),
                    bound(*at_most)
                ))?;
            }
        }
    }
    if options.json {
        say(format_args!("{:#}", json!({ "scenario": scenario.name, "holds": hold, "findings": found })))?;
    }
    let name = &scenario.name;
    if hold { Ok(ExitCode::SUCCESS) } else { Err(Failure::Failed(format!("{name}: a claim does not hold"))) }
}

fn line(seed: u64, finding: &Finding) -> String {
    let claim = &finding.claim;
    let of = if claim.of == Whose::A { String::new() } else { format!(" of {}", claim.of.name()) };
    let value = finding.value.map_or("not there".to_owned(), |value| format!("{value:.4}"));
    let bound = |value: f64| if value.is_finite() { format!("{value}") } else { String::new() };
    format!(
        "{}  seed {seed}, step {}: {}{of} {value}, claimed {}..{}",
        if finding.holds() { "holds" } else { "FAILS" },
        finding.step + 1,
        claim.quantity.name(),
        bound(claim.at_least),
        bound(claim.at_most)
    )
}

fn to_json(seed: u64, finding: &Finding) -> serde_json::Value {
    let finite = |value: f64| value.is_finite().then_some(value);
    json!({
        "seed": seed,
        "step": finding.step + 1,
        "quantity": finding.claim.quantity.name(),
        "of": finding.claim.of.name(),
        "after": finding.claim.after,
        "says": finding.claim.says,
        "value": finding.value,
        "at_least": finite(finding.claim.at_least),
        "at_most": finite(finding.claim.at_most),
        "holds": finding.holds(),
    })
}
