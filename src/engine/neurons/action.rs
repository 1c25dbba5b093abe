//! What can be done to the model: the one word for it in logs, files, scenarios and command lines.
//!
//! An action has a text form, which `--at PRESENTATION:ACTION` takes and *Copy command* gives:
//!
//! | text | action |
//! |---|---|
//! | `rho_A=0.3` | set a parameter |
//! | `rho_A=0.3,b=2` | set some together |
//! | `new-stimuli`, `freeze`, `free` | |
//! | `grow=BATCH/EPS/PATIENCE`, `grow=off` | growing load |
//! | `pair=STIMULUS`, `pair=STIMULUS/ach/na` | show a stimulus by hand |
//! | `compare`, `compare=KEY=VALUE,...`, `compare=off` | run B next to A |
//! | `B.KEY=VALUE`, `B.KEY=A` | a parameter of B's own, or A's again |
//! | `reset=SEED`, `load=SEED,KEY=VALUE,...` | start again |

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::analysis::growth::Growth;
use crate::engine::traits::Act;
use crate::model::params::{Effect, ParamError};
use crate::model::{ParamId, Params};

/// Parameters and their values.
pub type Settings = Vec<(ParamId, f64)>;

/// Something done to the model. It takes effect between two presentations; a replay needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Set one parameter. Changing P, N, f or c restarts the neuron.
    Set(ParamId, f64),
    /// Set some parameters together. Files of format 1 have all of them here.
    #[serde(alias = "SetAll", deserialize_with = "settings_or_params")]
    SetTogether(Settings),
    /// Take over all parameters, as of a preset, and start again from this seed.
    Load {
        /// Parameters.
        params: Box<Params>,
        /// Seed.
        seed: u64,
    },
    /// Start again from this seed.
    Reset {
        /// Seed of stimuli, weights, order and releases.
        seed: u64,
    },
    /// Replace the associations and keep the weights.
    NewStimuli,
    /// Grow the load whenever the present one is learned, until learning stalls; `None` stops that.
    Grow(Option<Growth>),
    /// Let the weights change (true) or freeze them.
    SetPlastic(bool),
    /// Show this stimulus now, out of turn, with or without each modulator.
    Pair {
        /// Which stimulus.
        stimulus: usize,
        /// With acetylcholine.
        ach: bool,
        /// With noradrenaline.
        na: bool,
    },
    /// Fork a second run B from here with these parameters of its own; `None` ends it.
    Compare(Option<Settings>),
    /// Change a parameter of B's own, or let B have A's value again.
    Override(ParamId, Option<f64>),
}

/// Why a text is no action.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{text}: give an action such as rho_A=0.3,b=2 or new-stimuli, freeze, free, grow=BATCH/EPS/PATIENCE, grow=off, \
     pair=STIMULUS, pair=STIMULUS/ach/na, compare=KEY=VALUE, compare=off, B.KEY=VALUE, reset=SEED{because}"
)]
pub struct ActionError {
    text: String,
    because: String,
}

impl Action {
    /// All parameters together.
    pub fn all(params: &Params) -> Self {
        Self::SetTogether(ParamId::ALL.iter().map(|&id| (id, params.get(id))).collect())
    }

    /// What makes `now` of `before`.
    pub fn between(before: &Params, now: &Params) -> Self {
        let differs = |id: &&ParamId| before.get(**id) != now.get(**id);
        Self::SetTogether(ParamId::ALL.iter().filter(differs).map(|&id| (id, now.get(id))).collect())
    }

    /// Can it have been carried out? Values of parameters are refused when it is repeated, and checked when they are
    /// read.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Grow(growth) => growth.is_none_or(|growth| growth.is_sound()),
            Self::Set(..)
            | Self::SetTogether(_)
            | Self::Load { .. }
            | Self::Reset { .. }
            | Self::NewStimuli
            | Self::SetPlastic(_)
            | Self::Pair { .. }
            | Self::Compare(_)
            | Self::Override(..) => true,
        }
    }

    /// What it changes of A's parameters.
    pub fn change(&self, params: &mut Params) {
        match self {
            // They were accepted once.
            Self::Set(id, value) => drop(params.set(*id, *value)),
            Self::SetTogether(settings) => {
                settings.iter().for_each(|&(id, value)| drop(params.set(id, value)));
            }
            Self::Load { params: now, .. } => params.clone_from(now),
            Self::Reset { .. }
            | Self::NewStimuli
            | Self::Grow(_)
            | Self::SetPlastic(_)
            | Self::Pair { .. }
            | Self::Compare(_)
            | Self::Override(..) => {}
        }
    }

    /// Does it begin a new neuron, where `params` were in force before it? They are then those in force after it.
    pub fn begins_again(&self, params: &mut Params) -> bool {
        let before = params.clone();
        self.change(params);
        let restarts = matches!(self, Self::Load { .. } | Self::Reset { .. });
        let built_in = |id: &ParamId| id.spec().effect == Effect::Rebuild;
        restarts || ParamId::ALL.iter().any(|id| built_in(id) && before.get(*id) != params.get(*id))
    }
}

impl Act for Action {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::SetTogether(settings) if settings.is_empty())
    }

    /// Not where a value acts at once: parameters that restart the neuron, and bounds, which clip weights.
    fn replaces(&self, earlier: &Self) -> bool {
        let (Self::Set(new, _), Self::Set(old, _)) = (self, earlier) else { return false };
        new == old && new.spec().effect == Effect::NextPresentation && *new != ParamId::w_max
    }

    fn supersedes(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set(new, _), Self::Set(old, _)) | (Self::Override(new, _), Self::Override(old, _)) => {
                new == old
            }
            _ => false,
        }
    }
}

/// `KEY=VALUE` that reads back exactly.
fn setting(id: ParamId, value: f64) -> String {
    format!("{}={}", id.spec().key, id.spec().show(value))
}

fn settings_text(settings: &[(ParamId, f64)]) -> String {
    settings.iter().map(|&(id, value)| setting(id, value)).collect::<Vec<_>>().join(",")
}

/// `KEY=VALUE` of every parameter that is not at its default.
pub(super) fn differing(params: &Params) -> Settings {
    let default = Params::default();
    let differs = |id: &&ParamId| params.get(**id) != default.get(**id);
    ParamId::ALL.iter().filter(differs).map(|&id| (id, params.get(id))).collect()
}

/// Each as a word of a command line.
pub(super) fn words(settings: &[(ParamId, f64)]) -> Vec<String> {
    settings.iter().map(|&(id, value)| setting(id, value)).collect()
}

impl fmt::Display for Action {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(id, value) => out.write_str(&setting(*id, *value)),
            Self::SetTogether(settings) => out.write_str(&settings_text(settings)),
            Self::Load { params, seed } => {
                let settings = differing(params);
                let comma = if settings.is_empty() { "" } else { "," };
                write!(out, "load={seed}{comma}{}", settings_text(&settings))
            }
            Self::Reset { seed } => write!(out, "reset={seed}"),
            Self::NewStimuli => out.write_str("new-stimuli"),
            Self::Grow(None) => out.write_str("grow=off"),
            Self::Grow(Some(Growth { batch, eps, patience })) => write!(out, "grow={batch}/{eps}/{patience}"),
            Self::SetPlastic(true) => out.write_str("free"),
            Self::SetPlastic(false) => out.write_str("freeze"),
            Self::Pair { stimulus, ach, na } => {
                let with = |name: &'static str, on: bool| if on { name } else { "" };
                write!(out, "pair={stimulus}{}{}", with("/ach", *ach), with("/na", *na))
            }
            Self::Compare(None) => out.write_str("compare=off"),
            Self::Compare(Some(own)) if own.is_empty() => out.write_str("compare"),
            Self::Compare(Some(own)) => write!(out, "compare={}", settings_text(own)),
            Self::Override(id, Some(value)) => write!(out, "B.{}", setting(*id, *value)),
            Self::Override(id, None) => write!(out, "B.{}=A", id.spec().key),
        }
    }
}

impl FromStr for Action {
    type Err = ActionError;

    fn from_str(text: &str) -> Result<Self, ActionError> {
        read(text.trim()).map_err(|because| ActionError { text: text.to_owned(), because })
    }
}

/// The action, or the reason why it is none, if there is one to give.
fn read(text: &str) -> Result<Action, String> {
    match text {
        "new-stimuli" => return Ok(Action::NewStimuli),
        "freeze" => return Ok(Action::SetPlastic(false)),
        "free" => return Ok(Action::SetPlastic(true)),
        "grow=off" => return Ok(Action::Grow(None)),
        "compare" => return Ok(Action::Compare(Some(Vec::new()))),
        "compare=off" => return Ok(Action::Compare(None)),
        _ => {}
    }
    if let Some(own) = text.strip_prefix("B.") {
        let (key, value) = own.split_once('=').ok_or_else(String::new)?;
        if value.trim() == "A" {
            return Ok(Action::Override(ParamId::parse(key.trim()).map_err(because)?, None));
        }
        let settings = settings(own)?;
        let [(id, value)] = settings[..] else { return Err(String::new()) };
        return Ok(Action::Override(id, Some(value)));
    }
    match text.split_once('=') {
        Some(("grow", growth)) => growth_of(growth).map(|growth| Action::Grow(Some(growth))),
        Some(("pair", pair)) => pair_of(pair),
        Some(("compare", own)) => return Ok(Action::Compare(Some(settings(own)?))),
        Some(("reset", seed)) => seed.trim().parse().ok().map(|seed| Action::Reset { seed }),
        Some(("load", load)) => {
            let (seed, rest) = load.split_once(',').unwrap_or((load, ""));
            let seed = seed.trim().parse().map_err(|_| String::new())?;
            let mut params = Params::default();
            let settings = if rest.is_empty() { Vec::new() } else { settings(rest)? };
            for (id, value) in settings {
                params.set(id, value).map_err(because)?;
            }
            Some(Action::Load { params: Box::new(params), seed })
        }
        _ => {
            let settings = settings(text)?;
            return Ok(match settings[..] {
                [(id, value)] => Action::Set(id, value),
                _ => Action::SetTogether(settings),
            });
        }
    }
    .ok_or_else(String::new)
}

fn because(error: ParamError) -> String {
    format!(" ({error})")
}

fn settings(text: &str) -> Result<Settings, String> {
    let mut scratch = Params::default();
    let one = |setting: &str| {
        let (key, value) = setting.split_once('=').ok_or_else(String::new)?;
        let id = ParamId::parse(key.trim()).map_err(because)?;
        scratch.set_text(id, value).map_err(because)?;
        Ok((id, scratch.get(id)))
    };
    text.split(',').map(one).collect()
}

fn growth_of(text: &str) -> Option<Growth> {
    let mut parts = text.split('/');
    let mut part = || parts.next();
    let (batch, eps, patience) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?);
    let growth = Growth { batch, eps, patience };
    (parts.next().is_none() && growth.is_sound()).then_some(growth)
}

fn pair_of(text: &str) -> Option<Action> {
    let mut parts = text.split('/');
    let stimulus = parts.next()?.parse().ok()?;
    let (mut ach, mut na) = (false, false);
    for part in parts {
        match part {
            "ach" => ach = true,
            "na" => na = true,
            _ => return None,
        }
    }
    Some(Action::Pair { stimulus, ach, na })
}

/// Settings, or, in files of format 1, all parameters.
fn settings_or_params<'de, D: Deserializer<'de>>(from: D) -> Result<Settings, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Settings(Settings),
        All(Box<Params>),
    }
    Ok(match Stored::deserialize(from)? {
        Stored::Settings(settings) => settings,
        Stored::All(params) => ParamId::ALL.iter().map(|&id| (id, params.get(id))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_text_that_reads_back() {
        let growth = Growth { batch: 4, eps: 0.05, patience: 20 };
        let with = |stimulus, ach, na| Action::Pair { stimulus, ach, na };
        let mut params = Params { p: 40, ..Params::default() };
        params.set(ParamId::kappa_a, f64::INFINITY).unwrap();
        for action in [
            Action::Set(ParamId::rho_a, 0.1 + 0.2),
            Action::SetTogether(vec![(ParamId::rho_a, 0.3), (ParamId::ach, 0.0)]),
            Action::Load { params: Box::new(params), seed: u64::MAX },
            Action::Load { params: Box::default(), seed: 0 },
            Action::Reset { seed: 7 },
            Action::NewStimuli,
            Action::Grow(None),
            Action::Grow(Some(growth)),
            Action::SetPlastic(true),
            Action::SetPlastic(false),
            with(3, false, false),
            with(3, true, false),
            with(3, true, true),
            Action::Compare(None),
            Action::Compare(Some(Vec::new())),
            Action::Compare(Some(vec![(ParamId::rule_n, 0.0), (ParamId::b, -2.5)])),
            Action::Override(ParamId::rho_a, Some(0.25)),
            Action::Override(ParamId::rho_a, None),
        ] {
            let text = action.to_string();
            assert_eq!(text.parse::<Action>().as_ref(), Ok(&action), "{text}");
            assert!(!text.contains([' ', '\'', '"', '$', '(']), "needs no quoting in a shell: {text}");
        }
    }

    /// In files of format 1 parameters that were set together are all of them.
    #[test]
    fn an_action_of_format_1_is_read() {
        #[derive(Serialize)]
        enum Command {
            SetAll(Box<Params>),
        }
        #[derive(Serialize)]
        struct Entry {
            at: u64,
            command: Command,
        }
        let mut params = Params { p: 40, rho_a: 0.25, ..Params::default() };
        params.set(ParamId::kappa_a, f64::INFINITY).unwrap();
        let old = Entry { at: 5, command: Command::SetAll(Box::new(params.clone())) };
        let bytes = rmp_serde::to_vec_named(&old).unwrap();
        let entry: crate::engine::LogEntry = rmp_serde::from_slice(&bytes).unwrap();
        let mut now = Params::default();
        entry.action.change(&mut now);
        assert_eq!((entry.at, now), (5, params));
    }

    #[test]
    fn what_is_no_action_says_so_and_why() {
        for text in ["", "fly", "grow=1/2", "pair=1/gaba", "B.rho_A", "reset=x", "load=", "compare=what"] {
            assert!(text.parse::<Action>().is_err(), "{text}");
        }
        let message = "alpha_a=1".parse::<Action>().unwrap_err().to_string();
        assert!(message.contains("did you mean `alpha_A`"), "{message}");
        let message = "compare=rho_A=2".parse::<Action>().unwrap_err().to_string();
        assert!(message.contains("rho_A = 2 is out of range"), "{message}");
    }
}
