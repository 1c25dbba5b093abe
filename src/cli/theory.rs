//! `equipoise theory`: what is theoretically possible.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use super::output::say;
use super::setup::Setup;
use crate::io::values;
use crate::theory::conditions::conditions;
use crate::theory::{capacity, finite, mean_field};

#[derive(Debug, Subcommand)]
pub(super) enum Theory {
    /// Critical load of a perceptron, associations per weight
    Capacity(CapacityOptions),
    /// Finite-size references: Cover's fraction of separable dichotomies, and least squares
    Finite(FiniteOptions),
    /// The conditions for credit assignment, both sides of each, and where learning would settle
    Conditions(ConditionsOptions),
}

#[derive(Debug, Args)]
pub(super) struct CapacityOptions {
    /// Output coding level, the fraction of targets that are spikes
    #[arg(long, default_value_t = 0.2, allow_negative_numbers = true)]
    f_out: f64,
    /// Margin, in units of |w| times the input standard deviation
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    kappa: f64,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct FiniteOptions {
    /// Number of associations P
    #[arg(long)]
    stimuli: u64,
    /// Number of free parameters n
    #[arg(long)]
    parameters: u64,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ConditionsOptions {
    #[command(flatten)]
    setup: Setup,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn theory(command: &Theory) -> Result<ExitCode, Failure> {
    match command {
        Theory::Capacity(options) => capacities(options),
        Theory::Finite(options) => finite_size(options),
        Theory::Conditions(options) => all_conditions(options),
    }
}

/// Half of the unconstrained value is established without a margin only.
const UNKNOWN: &str = "with sign-constrained weights alpha_c is known for kappa = 0 only";

fn capacities(options: &CapacityOptions) -> Result<ExitCode, Failure> {
    let CapacityOptions { f_out, kappa, json } = *options;
    let unconstrained = capacity::unconstrained(f_out, kappa).map_err(Failure::usage)?;
    let constrained = if kappa == 0.0 { capacity::sign_constrained(f_out).ok() } else { None };
    if json {
        let mut result = json!({ "f_out": f_out, "kappa": kappa, "alpha_c_unconstrained": unconstrained });
        match constrained {
            Some(value) => result["alpha_c_sign_constrained"] = json!(value),
            None => result["remark"] = json!(UNKNOWN),
        }
        say(format_args!("{result:#}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let digits = |value: f64| if value < 1e-4 { format!("{value:.8e}") } else { format!("{value:.8}") };
    say(format_args!(
        "f_out {f_out:?}, kappa {kappa:?}: alpha_c {} with unconstrained weights",
        digits(unconstrained)
    ))?;
    match constrained {
        Some(value) => {
            say(format_args!("                     alpha_c {} with sign-constrained weights", digits(value)))?
        }
        None => say(UNKNOWN)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn finite_size(options: &FiniteOptions) -> Result<ExitCode, Failure> {
    let FiniteOptions { stimuli, parameters, json } = *options;
    for (name, value) in [("--stimuli", stimuli), ("--parameters", parameters)] {
        if !(1..=finite::MOST_POINTS).contains(&value) {
            let most = finite::MOST_POINTS;
            return Err(Failure::Usage(format!("{name} {value}: give a whole number from 1 to {most}")));
        }
    }
    let separable = finite::separable_fraction(stimuli, parameters);
    let errors = finite::least_squares_errors(stimuli as f64, parameters as f64);
    if json {
        let result = json!({
            "stimuli": stimuli,
            "parameters": parameters,
            "separable_fraction": separable,
            "least_squares_errors": errors,
        });
        say(format_args!("{result:#}"))?;
    } else {
        say(format_args!("P {stimuli}, n {parameters}: {separable:.6} of all dichotomies are separable"))?;
        say(format_args!("least squares makes a fraction {errors:.6} of errors (large P)"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Epochs that the mean-field equations are followed.
const FOLLOWED: usize = 20_000;

fn all_conditions(options: &ConditionsOptions) -> Result<ExitCode, Failure> {
    let params = options.setup.params()?;
    let found = conditions(&params, params.e0);
    let fixed = mean_field::fixed_point(&params, FOLLOWED);
    let drives = fixed
        .settled()
        .then(|| (fixed.classes.target.drive(params.theta), fixed.classes.non_target.drive(params.theta)));
    if options.json {
        let list: Vec<_> = found
            .iter()
            .map(|condition| {
                json!({
                    "name": condition.name,
                    "algebra": condition.algebra,
                    "left": values::number(condition.left),
                    "right": values::number(condition.right),
                    "holds": condition.holds(),
                    "mended_by": condition.mend.spec().key,
                })
            })
            .collect();
        let result = json!({
            "conditions": list,
            "settled_drive_of_targets": drives.map(|drives| drives.0),
            "settled_drive_of_non_targets": drives.map(|drives| drives.1),
        });
        say(format_args!("{result:#}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    for condition in &found {
        let sign = if condition.holds() { "holds" } else { "FAILS" };
        say(format_args!(
            "{sign}  {:>10.4} > {:<10.4}  {}",
            condition.left, condition.right, condition.name
        ))?;
    }
    match drives {
        Some((target, non_target)) => say(format_args!(
            "mean field settles at h = {target:.3} for targets, {non_target:.3} for non-targets"
        ))?,
        None => say("mean field does not settle: the currents go on moving, or alternate at an edge")?,
    }
    Ok(ExitCode::SUCCESS)
}
