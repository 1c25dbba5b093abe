//! `equipoise theory`: what is theoretically possible.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use super::output::say;
use crate::theory::{capacity, finite};

#[derive(Debug, Subcommand)]
pub(super) enum Theory {
    /// Critical load of a perceptron, associations per weight
    Capacity(CapacityOptions),
    /// Finite-size references: Cover's fraction of separable dichotomies, and least squares
    Finite(FiniteOptions),
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

pub(super) fn theory(command: &Theory) -> Result<ExitCode, Failure> {
    match command {
        Theory::Capacity(options) => capacities(options),
        Theory::Finite(options) => finite_size(options),
    }
}

fn capacities(options: &CapacityOptions) -> Result<ExitCode, Failure> {
    let CapacityOptions { f_out, kappa, json } = *options;
    let unconstrained = capacity::unconstrained(f_out, kappa).map_err(Failure::usage)?;
    // Half of the unconstrained value is established without a margin only.
    let constrained = if kappa == 0.0 { capacity::sign_constrained(f_out).ok() } else { None };
    if json {
        let result = json!({
            "f_out": f_out,
            "kappa": kappa,
            "alpha_c_unconstrained": unconstrained,
            "alpha_c_sign_constrained": constrained,
        });
        say(format_args!("{result:#}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    say(format_args!("f_out {f_out}, kappa {kappa}: alpha_c {unconstrained:.8} with unconstrained weights"))?;
    match constrained {
        Some(value) => {
            say(format_args!("                     alpha_c {value:.8} with sign-constrained weights"))?
        }
        None => say("with sign-constrained weights alpha_c is known for kappa = 0 only")?,
    }
    Ok(ExitCode::SUCCESS)
}

fn finite_size(options: &FiniteOptions) -> Result<ExitCode, Failure> {
    let FiniteOptions { stimuli, parameters, json } = *options;
    if stimuli == 0 || parameters == 0 {
        return Err(Failure::Usage(
            "--stimuli and --parameters: give whole numbers of at least 1".to_owned(),
        ));
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
