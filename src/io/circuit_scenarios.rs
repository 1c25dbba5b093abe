//! Demonstrations of circuits: TOML files under `assets/circuits` and anywhere on disk.
//!
//! `title`, `summary`, `task`, `rule`, `seed`, optional `[settings]` and a list of `[[step]]`, whose `actions` are as `--at` of
//! `equipoise circuit` takes them.

use std::path::Path;

use super::input;
use super::naming::{one_line, shown};
use super::scenarios::{self, ScenarioError};
use crate::circuits::{Rule, Task};
use crate::engine::circuits::scenario::{CircuitClaim, CircuitQuantity, CircuitScenario, CircuitStep};
use crate::engine::circuits::{Beginning, CircuitAction};

/// Those that come with the program, in the order in which they are to be shown.
const BUILTIN: [(&str, &str); 7] = [
    ("hidden", include_str!("../../assets/circuits/hidden.toml")),
    ("predictive", include_str!("../../assets/circuits/predictive.toml")),
    ("bursts", include_str!("../../assets/circuits/bursts.toml")),
    ("perturb", include_str!("../../assets/circuits/perturb.toml")),
    ("in-time", include_str!("../../assets/circuits/in-time.toml")),
    ("one-shot", include_str!("../../assets/circuits/one-shot.toml")),
    ("layer", include_str!("../../assets/circuits/layer.toml")),
];

/// Most steps of a circuit in one step.
const MOST: u64 = 1_000_000;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    summary: String,
    task: String,
    rule: String,
    seed: u64,
    #[serde(default)]
    settings: toml::Table,
    step: Vec<StepOfFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct StepOfFile {
    caption: String,
    look: String,
    views: Vec<String>,
    #[serde(default)]
    actions: Vec<String>,
    steps: u64,
    seconds: f64,
    #[serde(default)]
    claims: Vec<ClaimOfFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimOfFile {
    says: String,
    quantity: CircuitQuantity,
    of: Option<String>,
    at_least: Option<f64>,
    at_most: Option<f64>,
}

/// Reads a demonstration from text; `name` identifies it in messages.
///
/// # Errors
/// [`ScenarioError::Malformed`].
pub fn parse(name: &str, text: &str) -> Result<CircuitScenario, ScenarioError> {
    let malformed = |problem: String| ScenarioError::Malformed { name: name.to_owned(), problem };
    let file: File = toml::from_str(text).map_err(|error| malformed(one_line(error.message())))?;
    let rule = Rule::find(&file.rule).ok_or_else(|| malformed(format!("no rule is called {}", file.rule)))?;
    let task = Task::find(&file.task).filter(|task| task.fits(rule));
    let task = task.ok_or_else(|| malformed(format!("{} is no task for {}", file.task, file.rule)))?;
    let mut start = Beginning::new(rule, task, file.seed);
    for (key, value) in &file.settings {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        start.settings.set(key, &value).map_err(|error| malformed(error.to_string()))?;
    }
    let step = |(at, step): (usize, StepOfFile)| -> Result<CircuitStep, ScenarioError> {
        let wrong = |problem: String| malformed(format!("step {}: {problem}", at + 1));
        scenarios::check_step(("steps", step.steps, MOST), step.seconds, &step.views).map_err(wrong)?;
        let actions: Result<Vec<CircuitAction>, _> = step.actions.iter().map(|text| text.parse()).collect();
        let claim = |claim: ClaimOfFile| CircuitClaim {
            says: claim.says,
            quantity: claim.quantity,
            of: claim.of,
            at_least: claim.at_least.unwrap_or(f64::NEG_INFINITY),
            at_most: claim.at_most.unwrap_or(f64::INFINITY),
        };
        Ok(CircuitStep {
            caption: step.caption,
            look: step.look,
            views: step.views,
            actions: actions.map_err(|error| wrong(error.to_string()))?,
            steps: step.steps,
            seconds: step.seconds,
            claims: step.claims.into_iter().map(claim).collect(),
        })
    };
    let steps: Vec<CircuitStep> = file.step.into_iter().enumerate().map(step).collect::<Result<_, _>>()?;
    if steps.is_empty() {
        return Err(malformed("it has no steps".to_owned()));
    }
    Ok(CircuitScenario { name: name.to_owned(), title: file.title, summary: file.summary, start, steps })
}

/// The demonstration of that name, or in the file at that path, if it is one of circuits: it names a task.
pub fn find(name: &str) -> Option<Result<CircuitScenario, ScenarioError>> {
    if let Some((name, text)) = BUILTIN.iter().find(|(builtin, _)| *builtin == name) {
        return Some(parse(name, text));
    }
    // What cannot be read, or is something else, is told where demonstrations of the neuron are read.
    let path = Path::new(name);
    let text = input::text(path, scenarios::LARGEST_FILE).ok()?;
    let of_circuits = toml::from_str::<toml::Table>(&text).is_ok_and(|table| table.contains_key("task"));
    of_circuits.then(|| parse(&shown(path), &text))
}

/// All demonstrations that come with the program.
///
/// # Errors
/// Never for the files that this program was built with; a test asserts it.
pub fn builtin() -> Result<Vec<CircuitScenario>, ScenarioError> {
    BUILTIN.iter().map(|(name, text)| parse(name, text)).collect()
}
