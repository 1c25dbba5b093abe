//! `equipoise run`: one neuron trained to a schedule.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::Failure;
use super::output::{Table, data_to, progress_bar, say};
use super::setup::Setup;
use crate::analysis::training::{Outcome, Schedule, train};
use crate::engine::Action;
use crate::engine::recipe::{self, Recipe, fingerprint};
use crate::io::naming::one_line;
use crate::io::output::Destination;
use crate::io::presets;
use crate::io::values;
use crate::model::{Measures, Params};

#[derive(Debug, Args)]
pub struct RunOptions {
    #[command(flatten)]
    pub setup: Setup,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub epochs: u64,
    /// Further epochs of the same stimuli with both modulators off
    #[arg(long, value_name = "EPOCHS", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub then_unsupervised: Option<u64>,
    /// Presentations to run instead of epochs, as copied commands do; without --preset they begin from `retained`
    #[arg(long, conflicts_with_all = ["epochs", "then_unsupervised", "csv"], value_parser = clap::value_parser!(u64).range(0..=1_000_000_000_000))]
    pub presentations: Option<u64>,
    /// Something done on the way, as in 12430:rho_A=0.3 or 0:compare=rule_N=off; may be repeated
    #[arg(long, value_name = "PRESENTATION:ACTION", requires = "presentations", action = clap::ArgAction::Append)]
    pub at: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the measures after every epoch to this file (- is standard output)
    #[arg(long, value_name = "FILE")]
    pub csv: Option<Destination>,
}

/// The measures after one epoch, as a row of the CSV file.
#[derive(Debug, serde::Serialize)]
struct Row {
    epoch: u64,
    supervised: bool,
    hit_rate: f64,
    correct_rejection: f64,
    balanced_accuracy: f64,
    fraction_correct: f64,
    mean_margin: f64,
    ei_correlation: f64,
    load: f64,
    learned_load: f64,
}

pub(super) fn run(options: &RunOptions) -> Result<ExitCode, Failure> {
    if let Some(presentations) = options.presentations {
        return follow(options, options.setup.params_over(presets::BASE)?, presentations);
    }
    let params = options.setup.params()?;
    let schedule = Schedule { epochs: options.epochs, unsupervised: options.then_unsupervised };
    data_to(&[options.csv.as_ref()])?;
    let mut curve = Table::begin(options.csv.as_ref(), &params, &options.setup.seed.to_string())?;
    let progress = progress_bar(schedule.total());
    let mut epoch = 0;
    let mut last = 0;
    let outcome = train(params.clone(), options.setup.seed, schedule, |simulation| {
        progress.inc(1);
        epoch += 1;
        if epoch == schedule.total() {
            last = fingerprint(simulation);
        }
        if let Some(curve) = &mut curve {
            curve.serialize(row(epoch, schedule, simulation.recall().measures(simulation.params())));
            if curve.unread() {
                return Err(Failure::Unread);
            }
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    if options.json {
        say(format_args!("{:#}", to_json(options, schedule, &params, (&outcome, last))))?;
    } else {
        say(summary(options, &params, &outcome))?;
    }
    curve.map_or(Ok(()), Table::commit)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a recipe: presentations, and what was done on the way.
fn follow(options: &RunOptions, params: Params, presentations: u64) -> Result<ExitCode, Failure> {
    let actions: Result<Vec<(u64, Action)>, _> = options.at.iter().map(|text| recipe::at(text)).collect();
    let actions = actions.map_err(Failure::usage)?;
    if !actions.is_sorted_by_key(|(at, _)| *at) || actions.last().is_some_and(|(at, _)| *at > presentations) {
        return Err(Failure::Usage("--at: give the actions in order, none after --presentations".to_owned()));
    }
    let recipe = Recipe { params, seed: options.setup.seed, actions, presentations };
    let progress = progress_bar(presentations);
    let session = recipe
        .run(|made| {
            if made.is_multiple_of(4096) {
                progress.set_position(made);
            }
        })
        .map_err(Failure::usage)?;
    progress.finish_and_clear();
    let simulation = session.simulation();
    let measures = simulation.recall().measures(simulation.params());
    let number = |simulation| format!("{:016x}", fingerprint(simulation));
    let fingerprint = number(simulation);
    let variant = session
        .variant()
        .map(|variant| (number(variant), variant.recall().measures(variant.params()), variant.params()));
    if options.json {
        let result = json!({
            "program": "equipoise",
            "version": env!("CARGO_PKG_VERSION"),
            "seed": recipe.seed,
            "presentations": simulation.presentations(),
            "parameters": values::to_json(simulation.params()),
            "measures": measures,
            "fingerprint": fingerprint,
            "b": variant.map(|(fingerprint, measures, params)| json!({
                "parameters": values::to_json(params),
                "measures": measures,
                "fingerprint": fingerprint,
            })),
        });
        say(format_args!("{result:#}"))?;
    } else {
        say(format_args!(
            "after {} presentations: BA {:.4} (hit rate {:.4}, correct rejection {:.4}), learned load {:.4}; \
             fingerprint of the weights {fingerprint}",
            simulation.presentations(),
            measures.balanced_accuracy,
            measures.hit_rate,
            measures.correct_rejection,
            measures.learned_load
        ))?;
        if let Some((fingerprint, measures, _)) = variant {
            say(format_args!(
                "B: BA {:.4} (hit rate {:.4}, correct rejection {:.4}), learned load {:.4}; \
                 fingerprint of the weights {fingerprint}",
                measures.balanced_accuracy,
                measures.hit_rate,
                measures.correct_rejection,
                measures.learned_load
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(epoch: u64, schedule: Schedule, measures: Measures) -> Row {
    Row {
        epoch,
        supervised: epoch <= schedule.epochs,
        hit_rate: measures.hit_rate,
        correct_rejection: measures.correct_rejection,
        balanced_accuracy: measures.balanced_accuracy,
        fraction_correct: measures.fraction_correct,
        mean_margin: measures.mean_margin,
        ei_correlation: measures.ei_correlation,
        load: measures.load,
        learned_load: measures.learned_load,
    }
}

fn to_json(
    options: &RunOptions,
    schedule: Schedule,
    params: &Params,
    (outcome, fingerprint): (&Outcome, u64),
) -> serde_json::Value {
    let mut result = json!({
        "program": "equipoise",
        "version": env!("CARGO_PKG_VERSION"),
        "preset": options.setup.preset_name(),
        "seed": options.setup.seed,
        "epochs": schedule.epochs,
        "unsupervised_epochs": schedule.unsupervised.unwrap_or(0),
        "parameters": values::to_json(params),
        "trained": outcome.trained,
        "fingerprint": format!("{fingerprint:016x}"),
    });
    if let Some(retained) = outcome.retained {
        result["retained"] = json!(retained);
    }
    result
}

fn summary(options: &RunOptions, params: &Params, outcome: &Outcome) -> String {
    let phases = [
        Some(("trained", options.epochs, outcome.trained)),
        outcome.retained.map(|m| ("retained", options.then_unsupervised.unwrap_or(0), m)),
    ];
    let mut text = format!(
        "preset {}, seed {}, P = {}, N_E = {}, N_I = {}, load {:.4}",
        one_line(options.setup.preset_name()),
        options.setup.seed,
        params.p,
        params.n_e,
        params.n_i,
        params.load()
    );
    for (name, epochs, measures) in phases.into_iter().flatten() {
        text += &format!(
            "\n{name:<9} after {epochs} epochs: BA {:.4} (hit rate {:.4}, correct rejection {:.4}), \
             learned load {:.4}, corr(i_E, i_I) {:.4}",
            measures.balanced_accuracy,
            measures.hit_rate,
            measures.correct_rejection,
            measures.learned_load,
            measures.ei_correlation
        );
    }
    text
}
