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
//! | `rule...`, `B.rule...`, `B.rules=A` | the rules that are loaded: see `rule_change` |

use serde::{Deserialize, Deserializer, Serialize};

use super::rule_change::RuleChange;
use crate::analysis::growth::Growth;
use crate::engine::traits::Act;
use crate::model::params::Effect;
use crate::model::{ParamId, Params};

mod text;

pub(super) use text::{differing, words};

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
    /// Change the rules that are loaded.
    Rules(RuleChange),
    /// Change rules of B's own, which begin as A's, or let B have A's again.
    OverrideRules(Option<RuleChange>),
}

/// Why a text is no action.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{text}: give an action such as rho_A=0.3,b=2 or new-stimuli, freeze, free, grow=BATCH/EPS/PATIENCE, grow=off, \
     pair=STIMULUS, pair=STIMULUS/ach/na, compare=KEY=VALUE, compare=off, B.KEY=VALUE, reset=SEED, rule=TEXT, \
     rule.NAME.PARAMETER=VALUE, rule.NAME=off{because}"
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
            Self::Rules(change) | Self::OverrideRules(Some(change)) => change.is_sound(),
            Self::Set(..)
            | Self::SetTogether(_)
            | Self::Load { .. }
            | Self::Reset { .. }
            | Self::NewStimuli
            | Self::SetPlastic(_)
            | Self::Pair { .. }
            | Self::Compare(_)
            | Self::Override(..)
            | Self::OverrideRules(None) => true,
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
            Self::Rules(change) => {
                if let Ok(rules) = change.of(&params.rules) {
                    params.rules = rules;
                }
            }
            Self::Reset { .. }
            | Self::NewStimuli
            | Self::Grow(_)
            | Self::SetPlastic(_)
            | Self::Pair { .. }
            | Self::Compare(_)
            | Self::Override(..)
            | Self::OverrideRules(_) => {}
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
        if let (Self::Rules(new), Self::Rules(old)) = (self, earlier) {
            return new.replaces(old);
        }
        let (Self::Set(new, _), Self::Set(old, _)) = (self, earlier) else { return false };
        new == old && new.spec().effect == Effect::NextPresentation && *new != ParamId::w_max
    }

    fn supersedes(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set(new, _), Self::Set(old, _)) | (Self::Override(new, _), Self::Override(old, _)) => {
                new == old
            }
            (Self::Rules(new), Self::Rules(old))
            | (Self::OverrideRules(Some(new)), Self::OverrideRules(Some(old))) => new.replaces(old),
            _ => false,
        }
    }
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
}
