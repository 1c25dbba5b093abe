//! `equipoise circuit`: other ways to assign credit, on small circuits.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use super::output::{Table, data_to, progress_bar, say};
use crate::analysis::circuits::{Plan, Ran};
use crate::analysis::statistics::Summary;
use crate::circuits::{Family, Parameter, RULES, Rule, TASKS, Task};
use crate::engine::circuits::{Beginning, CircuitRecipe};
use crate::io::output::Destination;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct CircuitOptions {
    #[command(subcommand)]
    command: Option<CircuitCommand>,
    #[command(flatten)]
    run: RunOptions,
}

#[derive(Debug, Subcommand)]
enum CircuitCommand {
    /// List the rules and tasks with their parameters, or one rule with its equation, source and limits
    List(ListOptions),
}

#[derive(Debug, Args)]
struct ListOptions {
    /// A rule
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

#[derive(Debug, Args)]
struct RunOptions {
    /// The rule, as `equipoise circuit list` names it
    #[arg(value_name = "RULE", required = true)]
    rule: Option<String>,
    /// The task; at first the first of the rule's circuit
    #[arg(long)]
    task: Option<String>,
    /// Values of parameters, as in gamma=0.3
    #[arg(long, value_name = "KEY=VALUE", num_args = 1..)]
    set: Vec<String>,
    /// Steps (presentations, or batches of trials); at first those of the reference tables
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    steps: Option<u64>,
    /// Run this seed alone, as copied commands do
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Something done on the way, as in 500:eta=0.2, 1000:rule=burst or 0:compare=on; may be repeated
    #[arg(long, value_name = "STEP:ACTION", requires = "seed", action = clap::ArgAction::Append)]
    at: Vec<String>,
    /// Seeds, from 1 on
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// Leave out the exact twin
    #[arg(long)]
    no_twin: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write the learning curve of every seed to this file (- is standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<Destination>,
}

pub(super) fn circuit(options: &CircuitOptions) -> Result<ExitCode, Failure> {
    match &options.command {
        Some(CircuitCommand::List(list)) => match &list.rule {
            None => list_all(),
            Some(key) => describe(rule(key)?),
        },
        None => run(&options.run),
    }
}

fn rule(key: &str) -> Result<&'static Rule, Failure> {
    let keys = || RULES.map(|rule| rule.key).join(", ");
    Rule::find(key).ok_or_else(|| Failure::Usage(format!("no rule is called `{key}`: there are {}", keys())))
}

fn list_all() -> Result<ExitCode, Failure> {
    for task in TASKS {
        let rules: Vec<&str> = RULES.iter().filter(|rule| task.fits(rule)).map(|rule| rule.key).collect();
        say(format_args!("{:<14}{}\n{:<14}rules: {}", task.key, task.sentence, "", rules.join(", ")))?;
    }
    say("")?;
    RULES
        .iter()
        .try_for_each(|rule| say(format_args!("{:<19}{}: {}", rule.key, rule.name, rule.citation)))?;
    Ok(ExitCode::SUCCESS)
}

fn describe(rule: &Rule) -> Result<ExitCode, Failure> {
    say(format_args!("{}\n{}\n{}\n{}\n", rule.name, rule.equation, rule.citation, rule.limits))?;
    let line = |parameter: &Parameter, value: f64| {
        let ends = if parameter.extremes.is_empty() { "" } else { "; " };
        say(format_args!(
            "  {:<9} {} ({}; {}){ends}{}",
            parameter.key,
            parameter.doc,
            parameter.show(value),
            parameter.range(),
            parameter.extremes
        ))
    };
    for task in TASKS.iter().filter(|task| task.fits(rule)) {
        say(format_args!("{}: {}", task.key, task.sentence))?;
        task.settings(rule).iter().try_for_each(|(parameter, value)| line(parameter, value))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn plan(options: &RunOptions) -> Result<Plan, Failure> {
    let rule = rule(options.rule.as_deref().unwrap_or_default())?;
    let fitting = || TASKS.into_iter().filter(|task| task.fits(rule));
    let task = match &options.task {
        None => fitting().next(),
        Some(key) => Task::find(key).filter(|task| task.fits(rule)),
    };
    let task = task.ok_or_else(|| {
        let keys: Vec<&str> = fitting().map(|task| task.key).collect();
        let given = options.task.as_deref().unwrap_or_default();
        Failure::Usage(format!("--task {given}: for {} give {}", rule.key, keys.join(" or ")))
    })?;
    let mut settings = task.settings(rule);
    for setting in &options.set {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--set {setting}: give KEY=VALUE, as in eta=0.3")))?;
        settings.set(key.trim(), value).map_err(Failure::usage)?;
    }
    let steps = options.steps.unwrap_or_else(|| task.steps_with(&settings));
    let every = task.stretch().max(steps / 100);
    Ok(Plan { rule, task, settings, steps, every, twin: !options.no_twin })
}

fn run(options: &RunOptions) -> Result<ExitCode, Failure> {
    let plan = plan(options)?;
    if let Some(seed) = options.seed {
        return follow(options, plan, seed);
    }
    data_to(&[options.csv.as_ref()])?;
    let seeds: Vec<u64> = (1..=options.seeds).collect();
    let about = format!("1 to {}", options.seeds);
    let values = plan.settings.iter().map(|(one, value)| format!(" {}={}", one.key, one.show(value)));
    let parameters = format!("rule={} task={}{}", plan.rule.key, plan.task.key, values.collect::<String>());
    let csv = Table::begin_with(options.csv.as_ref(), &parameters, &about)?;
    let progress = progress_bar(options.seeds);
    let found = plan.run_all(&seeds, &AtomicBool::new(false), || progress.inc(1));
    progress.finish_and_clear();
    let found = found.map_err(Failure::failed)?;
    if options.json {
        say(format_args!("{:#}", as_json(&plan, &found)))?;
    } else {
        report(&plan, &found)?;
    }
    csv.map_or(Ok(()), |mut csv| {
        write(&mut csv, &found);
        csv.commit()
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Runs one seed, with what was done on the way.
fn follow(options: &RunOptions, plan: Plan, seed: u64) -> Result<ExitCode, Failure> {
    if options.csv.is_some() || options.no_twin {
        return Err(Failure::Usage("--seed: --csv and --no-twin are for several seeds".to_owned()));
    }
    let actions: Result<Vec<_>, _> = options.at.iter().map(|text| CircuitRecipe::at(text)).collect();
    let actions = actions.map_err(Failure::usage)?;
    let ordered = actions.is_sorted_by_key(|(at, _)| *at);
    if !ordered || actions.last().is_some_and(|(at, _)| *at > plan.steps) {
        return Err(Failure::Usage("--at: give the actions in order, none after --steps".to_owned()));
    }
    let Plan { rule, task, settings, steps, .. } = plan;
    let recipe = CircuitRecipe { start: Beginning { rule, task, settings, seed }, actions, steps };
    let progress = progress_bar(steps);
    let session = recipe.run(|made| progress.set_position(made));
    progress.finish_and_clear();
    let session = session.map_err(Failure::usage)?;
    let live = session.system();
    let (now, measures) = (live.now(), live.circuit().measures());
    let fingerprint = live.fingerprint().to_string();
    if options.json {
        let result = json!({
            "program": "equipoise", "version": env!("CARGO_PKG_VERSION"), "simulated": true,
            "computation": "circuit", "rule": now.rule.key, "task": now.task.key, "seed": now.seed,
            "steps": live.circuit().steps(), "loss": measures.loss, "right": measures.right,
            "weights": fingerprint, "diverged": live.diverged().map(ToString::to_string),
        });
        say(format_args!("{result:#}"))?;
    } else {
        let steps = live.circuit().steps();
        say(format_args!("{} on {}, seed {}: {steps} steps", now.rule.name, now.task.key, now.seed))?;
        say(format_args!("right    {:.3}\nloss     {:.4}", measures.right, measures.loss))?;
        say(format_args!("weights  {fingerprint}"))?;
        live.diverged().map_or(Ok(()), |diverged| say(format_args!("{diverged}")))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(plan: &Plan, found: &[Ran]) -> serde_json::Value {
    let settings: serde_json::Map<String, serde_json::Value> = plan
        .settings
        .iter()
        .map(|(parameter, value)| (parameter.key.to_owned(), json!(parameter.show(value))))
        .collect();
    json!({
        "program": "equipoise", "version": env!("CARGO_PKG_VERSION"), "simulated": true,
        "computation": "circuit", "rule": plan.rule.key, "citation": plan.rule.citation, "task": plan.task.key,
        "settings": settings, "steps": plan.steps, "cosine_every": plan.task.stretch(), "runs": found,
    })
}

/// Mean and standard deviation over seeds, as a text.
fn spread(values: impl Iterator<Item = f64>) -> String {
    let values: Vec<f64> = values.collect();
    Summary::of(&values).map_or_else(String::new, |all| format!("{:.3} +- {:.3}", all.mean, all.sd))
}

fn report(plan: &Plan, found: &[Ran]) -> Result<(), Failure> {
    say(format_args!("{} on {}: {}", plan.rule.name, plan.task.key, plan.task.sentence))?;
    say(format_args!("{} steps, mean +- sd over {} seeds", plan.steps, found.len()))?;
    let ends = || found.iter().filter_map(|ran| ran.curve.last());
    say(format_args!("right              {}", spread(ends().map(|end| end.measures.right))))?;
    if !matches!(plan.rule.family, Family::Index) {
        say(format_args!("loss               {}", spread(ends().map(|end| end.measures.loss))))?;
    }
    if ends().any(|end| end.twin.is_some()) {
        let twins = || ends().filter_map(|end| end.twin);
        say(format_args!("twin, right        {}", spread(twins().map(|twin| twin.right))))?;
        say(format_args!("twin, loss         {}", spread(twins().map(|twin| twin.loss))))?;
    }
    if found.iter().any(|ran| !ran.cosines.is_empty()) {
        say(format_args!("cosine to gradient {}", spread(found.iter().map(Ran::cosine))))?;
    }
    if found.iter().any(|ran| ran.feedback_angle.is_some()) {
        let angles = found.iter().filter_map(|ran| ran.feedback_angle);
        say(format_args!("feedback angle     {} degrees", spread(angles)))?;
    }
    say("A small circuit: nothing here stands for the sizes of the papers.")
}

fn write(table: &mut Table, found: &[Ran]) {
    table.record(["seed", "step", "loss", "right", "twin_loss", "twin_right"].map(str::to_owned));
    for ran in found {
        for moment in &ran.curve {
            let twin = |of: fn(&crate::circuits::Measures) -> f64| {
                moment.twin.as_ref().map(|twin| of(twin).to_string()).unwrap_or_default()
            };
            table.record([
                ran.seed.to_string(),
                moment.step.to_string(),
                moment.measures.loss.to_string(),
                moment.measures.right.to_string(),
                twin(|twin| twin.loss),
                twin(|twin| twin.right),
            ]);
        }
    }
}
