//! Scenarios: guided demonstrations, in files under `assets/scenarios` and anywhere on disk.
//!
//! A scenario is a TOML file with `title`, `summary`, `preset`, `seed`, optional `[parameters]` and a list of
//! `[[step]]`; see the files that come with the program. What a step does to the model becomes a list of actions.

use std::path::Path;

use super::input::{self, ReadError};
use super::naming::{one_line, shown};
use super::presets::{Preset, PresetError};
use super::rule_files;
use super::values;
use crate::analysis::atlas::{Axis, Compared, Measure};
use crate::analysis::growth::Growth;
use crate::analysis::training::Schedule;
use crate::engine::Action;
use crate::engine::action::{ActionError, Settings};
use crate::engine::atlas::AtlasStep;
use crate::engine::scenario::{Claim, Quantity, Scenario, Step, Whose};
use crate::model::params::ParamError;
use crate::model::{ModelError, ParamId, Params};

/// The scenarios that come with the program, in the order in which they are to be shown.
const BUILTIN: [(&str, &str); 10] = [
    ("four", include_str!("../../assets/scenarios/four.toml")),
    ("hebb", include_str!("../../assets/scenarios/hebb.toml")),
    ("balance", include_str!("../../assets/scenarios/balance.toml")),
    ("teacher", include_str!("../../assets/scenarios/teacher.toml")),
    ("silent", include_str!("../../assets/scenarios/silent.toml")),
    ("detail", include_str!("../../assets/scenarios/detail.toml")),
    ("memory", include_str!("../../assets/scenarios/memory.toml")),
    ("growth", include_str!("../../assets/scenarios/growth.toml")),
    ("information", include_str!("../../assets/scenarios/information.toml")),
    ("where", include_str!("../../assets/scenarios/where.toml")),
];

/// Short ones to try after the first look, each with B as the control.
const TRIES: [(&str, &str); 6] = [
    ("without-acetylcholine", include_str!("../../assets/tries/without-acetylcholine.toml")),
    ("without-noradrenaline", include_str!("../../assets/tries/without-noradrenaline.toml")),
    ("without-hebb", include_str!("../../assets/tries/without-hebb.toml")),
    ("without-balance", include_str!("../../assets/tries/without-balance.toml")),
    ("teacher-leaves", include_str!("../../assets/tries/teacher-leaves.toml")),
    ("unreliable", include_str!("../../assets/tries/unreliable.toml")),
];

/// Larger files are not scenarios.
pub(super) const LARGEST_FILE: u64 = 1 << 20;
/// Most steps, epochs of one step and seconds of one step.
const MOST_STEPS: usize = 100;
const MOST_EPOCHS: u64 = 10_000_000;
const MOST_SECONDS: f64 = 3600.0;

/// Why a scenario could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// No built-in scenario and no file has this name.
    #[error(
        "no scenario is called `{}`: give one of {}, or the path of a scenario file",
        one_line(name),
        names()
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The file cannot be read.
    #[error("scenario: {0}")]
    Unreadable(#[from] ReadError),
    /// The text is not a scenario.
    #[error("{name} is not a scenario: {problem}")]
    Malformed {
        /// Name or path.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// It names or sets a parameter wrongly.
    #[error("scenario {name}: {source}")]
    Parameter {
        /// Name or path.
        name: String,
        /// Which parameter, and why.
        source: ParamError,
    },
    /// Its parameters cannot be built.
    #[error("scenario {name}: {source}")]
    Model {
        /// Name or path.
        name: String,
        /// Why.
        source: ModelError,
    },
    /// Its preset cannot be used.
    #[error("scenario {name}: {source}")]
    Preset {
        /// Name or path.
        name: String,
        /// Why.
        source: PresetError,
    },
}

fn names() -> String {
    let all: Vec<&str> = BUILTIN.iter().chain(&TRIES).map(|(name, _)| *name).collect();
    all.join(", ")
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    summary: String,
    preset: String,
    seed: u64,
    #[serde(default)]
    parameters: toml::Table,
    step: Vec<StepOfFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct StepOfFile {
    caption: String,
    look: String,
    views: Vec<String>,
    #[serde(default)]
    restart: bool,
    /// Another neuron on the same associations: a rule that comes with the program, with what it suggests, or a preset.
    load: Option<String>,
    #[serde(default)]
    set: toml::Table,
    against: Option<toml::Table>,
    #[serde(default)]
    grow: bool,
    /// Anything else that can be done to the model, as `--at` takes it.
    #[serde(default)]
    actions: Vec<String>,
    epochs: u64,
    seconds: f64,
    atlas: Option<AtlasOfFile>,
    #[serde(default)]
    claims: Vec<ClaimOfFile>,
}

/// An atlas that grows while the step is shown.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct AtlasOfFile {
    /// Axes, as `equipoise atlas` takes them.
    x: String,
    y: String,
    epochs: u64,
    then_unsupervised: Option<u64>,
    /// Parameters of the neuron with which each is compared.
    compare: Option<toml::Table>,
    measure: String,
    level: f64,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimOfFile {
    #[serde(default)]
    says: String,
    quantity: Quantity,
    #[serde(default)]
    of: Whose,
    /// As `of = "B"`: the earlier form.
    #[serde(default)]
    of_b: bool,
    after: Option<u64>,
    at_least: Option<f64>,
    at_most: Option<f64>,
}

/// Reads a scenario from text; `name` identifies it in messages.
///
/// # Errors
/// [`ScenarioError`], all but `Unknown` and `Unreadable`.
pub fn parse(name: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let malformed = |problem: String| ScenarioError::Malformed { name: name.to_owned(), problem };
    let file: File = toml::from_str(text).map_err(|error| malformed(one_line(error.message())))?;
    let preset = Preset::find(&file.preset)
        .map_err(|source| ScenarioError::Preset { name: name.to_owned(), source })?;
    let mut params = preset.params(&Params::default());
    settings(name, &file.parameters, &mut params)?;
    if file.step.is_empty() || file.step.len() > MOST_STEPS {
        return Err(malformed(format!("it has {} steps, it may have 1 to {MOST_STEPS}", file.step.len())));
    }
    let mut steps = Vec::new();
    let mut present = params.clone();
    for (at, step) in file.step.into_iter().enumerate() {
        let wrong = |problem: &str| malformed(format!("step {}: {problem}", at + 1));
        let length = ("epochs", step.epochs, MOST_EPOCHS);
        check_step(length, step.seconds, &step.views).map_err(|problem| wrong(&problem))?;
        let mut actions: Vec<Action> = Vec::new();
        if step.restart || step.load.is_some() {
            actions.push(Action::Compare(None));
        }
        if let Some(load) = &step.load {
            present = neuron(load, &present).map_err(|problem| wrong(&problem))?;
        }
        let set = settings(name, &step.set, &mut present)?;
        if step.load.is_some() {
            actions.push(Action::Load { params: Box::new(present.clone()), seed: file.seed });
        } else {
            actions.extend(set.into_iter().map(|(id, value)| Action::Set(id, value)));
        }
        if step.restart {
            actions.push(Action::Reset { seed: file.seed });
        }
        let against = step.against.map(|table| settings(name, &table, &mut present.clone())).transpose()?;
        actions.extend(against.map(|own| Action::Compare(Some(own))));
        actions.push(Action::Grow(step.grow.then(|| Growth::usual(&params))));
        for text in &step.actions {
            let action: Action = text.parse().map_err(|error: ActionError| wrong(&error.to_string()))?;
            action.change(&mut present);
            actions.push(action);
        }
        let too_large = |source| ScenarioError::Model { name: name.to_owned(), source };
        present.check_buildable().map_err(too_large)?;
        let atlas = match step.atlas {
            Some(atlas) => {
                let compare = atlas.compare.as_ref();
                let own = compare.map(|table| settings(name, table, &mut present.clone())).transpose()?;
                Some(atlas.read(own, &present).map_err(|problem| wrong(&format!("atlas: {problem}")))?)
            }
            None => None,
        };
        let claims: Result<Vec<Claim>, ScenarioError> = step
            .claims
            .into_iter()
            .map(|claim| claim.read(step.epochs).map_err(|problem| wrong(&problem)))
            .collect();
        steps.push(Step {
            caption: step.caption,
            look: step.look,
            views: step.views,
            actions,
            epochs: step.epochs,
            seconds: step.seconds,
            atlas,
            claims: claims?,
        });
    }
    let (title, summary, seed) = (file.title, file.summary, file.seed);
    Ok(Scenario { name: name.to_owned(), title, summary, params, seed, steps })
}

/// Can a step of a demonstration be played: how long it runs, how long that takes to show, and its views?
pub(super) fn check_step(
    (name, length, most): (&str, u64, u64),
    seconds: f64,
    views: &[String],
) -> Result<(), String> {
    if !(1..=most).contains(&length) {
        return Err(format!("{name} = {length}, it may be 1 to {most}"));
    }
    if !(seconds > 0.0 && seconds <= MOST_SECONDS) {
        return Err(format!("seconds = {seconds}, it may be up to {MOST_SECONDS}"));
    }
    if (1..=2).contains(&views.len()) { Ok(()) } else { Err("give one view or two".to_owned()) }
}

/// A neuron with this rule and what it suggests, or of this preset, as large as `present` and with as many associations.
fn neuron(name: &str, present: &Params) -> Result<Params, String> {
    let Params { n_e, n_i, p, .. } = *present;
    let size = Params { n_e, n_i, p, ..Params::default() };
    match rule_files::find(name) {
        Ok(file) => rule_files::with_all([file], &size).map_err(|error| error.to_string()),
        Err(rule_files::RuleReadError::Unknown(_)) => {
            let preset = Preset::find(name)
                .map_err(|_| format!("load = {name}: no rule and no preset is called so"))?;
            Ok(Params { n_e, n_i, p, ..preset.params(&size) })
        }
        Err(error) => Err(error.to_string()),
    }
}

impl AtlasOfFile {
    /// Around `present`, compared with a neuron of these `own` parameters.
    fn read(self, own: Option<Settings>, present: &Params) -> Result<AtlasStep, String> {
        let axis = |text: &str| text.parse::<Axis>().map_err(|error| error.to_string());
        if !(1..=MOST_EPOCHS).contains(&self.epochs)
            || self.then_unsupervised.is_some_and(|it| it > MOST_EPOCHS)
        {
            return Err(format!("epochs = {}, it may be 1 to {MOST_EPOCHS}", self.epochs));
        }
        let step = AtlasStep {
            x: axis(&self.x)?,
            y: axis(&self.y)?,
            schedule: Schedule { epochs: self.epochs, unsupervised: self.then_unsupervised },
            compared: own.map(|settings| Compared { settings, rules: None }),
            measure: Measure::parse(&self.measure).map_err(|error| error.to_string())?,
            level: self.level,
        };
        step.plan(present, 1).check().map_err(|error| error.to_string())?;
        Ok(step)
    }
}

impl ClaimOfFile {
    /// Of a step with this many epochs.
    fn read(self, epochs: u64) -> Result<Claim, String> {
        let at_least = self.at_least.unwrap_or(f64::NEG_INFINITY);
        let at_most = self.at_most.unwrap_or(f64::INFINITY);
        let ordered = at_least <= at_most;
        if !ordered || (self.at_least.is_none() && self.at_most.is_none()) {
            return Err(format!("a claim about {} needs at_least, at_most or both", self.quantity.name()));
        }
        if self.of_b && self.of != Whose::A {
            return Err(format!("a claim about {}: give of or of_b", self.quantity.name()));
        }
        if let Some(after) = self.after.filter(|after| *after > epochs) {
            let what = self.quantity.name();
            return Err(format!("a claim about {what} after {after} epochs: the step has {epochs}"));
        }
        let of = if self.of_b { Whose::B } else { self.of };
        Ok(Claim { says: self.says, quantity: self.quantity, of, after: self.after, at_least, at_most })
    }
}

/// Reads a table of parameters and sets them in `params`.
fn settings(name: &str, table: &toml::Table, params: &mut Params) -> Result<Settings, ScenarioError> {
    let mut settings = Settings::new();
    for (key, value) in table {
        let mut read = || {
            let id = ParamId::parse(key)?;
            values::set_from_toml(params, id, value)?;
            Ok((id, params.get(id)))
        };
        settings.push(read().map_err(|source| ScenarioError::Parameter { name: name.to_owned(), source })?);
    }
    params.check_buildable().map_err(|source| ScenarioError::Model { name: name.to_owned(), source })?;
    Ok(settings)
}

/// The built-in scenario of that name, or else the file at that path.
///
/// # Errors
/// [`ScenarioError`].
pub fn find(name: &str) -> Result<Scenario, ScenarioError> {
    if let Some((name, text)) = BUILTIN.iter().chain(&TRIES).find(|(builtin, _)| *builtin == name) {
        return parse(name, text);
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(ScenarioError::Unknown { name: name.to_owned() });
    }
    parse(&shown(path), &input::text(path, LARGEST_FILE)?)
}

/// All demonstrations that come with the program.
///
/// # Errors
/// Never for the files that this program was built with; a test asserts it.
pub fn builtin() -> Result<Vec<Scenario>, ScenarioError> {
    BUILTIN.iter().map(|(name, text)| parse(name, text)).collect()
}

/// Things to try, of about a quarter of a minute each: one without each of the four rules, in their order; without a
/// teacher; with an unreliable one.
///
/// # Errors
/// Never for the files that this program was built with; a test asserts it.
pub fn tries() -> Result<Vec<Scenario>, ScenarioError> {
    TRIES.iter().map(|(name, text)| parse(name, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: &str = "[[step]]\ncaption = 'c'\nlook = 'l'\nviews = ['traces']\nepochs = 3\nseconds = 1\n";

    #[test]
    fn wrong_scenarios_say_what_is_wrong() {
        let head = "title = 't'\nsummary = 's'\npreset = 'retained'\nseed = 1\n";
        assert!(parse("mine", &format!("{head}{STEP}")).is_ok());
        let message = |text: &str| parse("mine", text).unwrap_err().to_string();
        assert!(message("").contains("mine is not a scenario"));
        assert!(message(&format!("{head}step = []")).contains("0 steps"));
        let with = |line: &str| message(&format!("{head}{STEP}{line}"));
        assert!(with("set = { alpha_a = 1 }").contains("did you mean `alpha_A`"));
        assert!(with("set = { rho_A = 2.0 }").contains("rho_A = 2 is out of range"));
        assert!(with("actions = ['fly']").contains("step 1: fly: give an action such as"));
        assert!(with("actions = ['rho_A=2']").contains("rho_A = 2 is out of range"));
        let paired = parse("mine", &format!("{head}{STEP}actions = ['pair=3/ach', 'b=2']")).unwrap();
        assert_eq!(paired.steps[0].actions[1..], ["pair=3/ach", "b=2"].map(|text| text.parse().unwrap()));
        assert!(with("claims = [{ quantity = 'load' }]").contains("step 1: a claim about load"));
        assert!(with("claims = [{ quantity = 'luck', at_least = 1 }]").contains("luck"));
        let late = "claims = [{ quantity = 'load', at_least = 1, after = 4 }]";
        assert!(with(late).contains("after 4 epochs: the step has 3"));
        let both = "claims = [{ quantity = 'load', at_least = 1, of_b = true, of = 'A - B' }]";
        assert!(with(both).contains("give of or of_b"));
        let replaced = |from: &str, to: &str| message(&format!("{head}{}", STEP.replace(from, to)));
        assert!(replaced("epochs = 3", "epochs = 0").contains("step 1: epochs = 0"));
        assert!(replaced("seconds = 1", "seconds = nan").contains("seconds"));
        assert!(with("load = 'nothing'").contains("step 1: load = nothing: no rule and no preset"));
        assert!(find("nothing").unwrap_err().to_string().contains("four, hebb, balance"));
    }
}
