//! Actions as text: what `--at` takes and *Copy command* gives.

use std::fmt;
use std::str::FromStr;

use super::{Action, ActionError, Settings};
use crate::analysis::growth::Growth;
use crate::engine::neurons::rule_change::RuleChange;
use crate::model::params::ParamError;
use crate::model::{ParamId, Params};

/// `KEY=VALUE` that reads back exactly.
fn setting(id: ParamId, value: f64) -> String {
    format!("{}={}", id.spec().key, id.spec().show(value))
}

fn settings_text(settings: &[(ParamId, f64)]) -> String {
    settings.iter().map(|&(id, value)| setting(id, value)).collect::<Vec<_>>().join(",")
}

/// `KEY=VALUE` of every parameter that is not at its default.
pub(in crate::engine::neurons) fn differing(params: &Params) -> Settings {
    let default = Params::default();
    let differs = |id: &&ParamId| params.get(**id) != default.get(**id);
    ParamId::ALL.iter().filter(differs).map(|&id| (id, params.get(id))).collect()
}

/// Each as a word of a command line.
pub(in crate::engine::neurons) fn words(settings: &[(ParamId, f64)]) -> Vec<String> {
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
                write!(out, "load={seed}{comma}{}", settings_text(&settings))?;
                match params.rules.is_empty() {
                    true => Ok(()),
                    false => write!(out, ",{}", RuleChange::All(params.rules.clone())),
                }
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
            Self::Rules(change) => write!(out, "{change}"),
            Self::OverrideRules(Some(change)) => write!(out, "B.{change}"),
            Self::OverrideRules(None) => out.write_str("B.rules=A"),
        }
    }
}

impl FromStr for Action {
    type Err = ActionError;

    fn from_str(text: &str) -> Result<Self, ActionError> {
        // The text of a rule is as it was written.
        let text = if text.contains("rule=") { text } else { text.trim() };
        read(text).map_err(|because| ActionError { text: text.to_owned(), because })
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
    if let Some(change) = RuleChange::read(text) {
        return change.map(Action::Rules);
    }
    if let Some(own) = text.strip_prefix("B.") {
        if own.trim() == "rules=A" {
            return Ok(Action::OverrideRules(None));
        }
        if let Some(change) = RuleChange::read(own) {
            return change.map(|change| Action::OverrideRules(Some(change)));
        }
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
            let (rest, rules) = match rest.split_once("rules=") {
                Some((rest, rules)) => (rest.trim_end_matches(','), Some(rules)),
                None => (rest, None),
            };
            if let Some(rules) = rules {
                params.rules = serde_json::from_str(rules).map_err(|error| format!(" ({error})"))?;
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plasticity::Rules;

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
            Action::OverrideRules(None),
            Action::Rules(RuleChange::Remove("oja".to_owned())),
            Action::Rules(RuleChange::Switch { rule: "oja".to_owned(), on: false }),
            Action::OverrideRules(Some(RuleChange::Switch { rule: "oja".to_owned(), on: true })),
            Action::Rules(RuleChange::Set {
                rule: "my-rule".to_owned(),
                parameter: "alpha".to_owned(),
                value: 0.1 + 0.2,
            }),
        ] {
            let text = action.to_string();
            assert_eq!(text.parse::<Action>().as_ref(), Ok(&action), "{text}");
            assert!(!text.contains([' ', '\'', '"', '$', '(']), "needs no quoting in a shell: {text}");
        }
    }

    /// The text of a rule is kept as it is, blanks at its ends included.
    #[test]
    fn actions_with_the_text_of_rules_read_back() {
        let text = "title = 'My \"rule\", = 2'\non = 'E'\n[change]\nactive = 'y'\n\n ";
        let rules = Rules::default().with_file(text).unwrap();
        let params = Params { p: 40, rules: rules.clone(), ..Params::default() };
        for action in [
            Action::Rules(RuleChange::Load(text.into())),
            Action::OverrideRules(Some(RuleChange::Load(text.into()))),
            Action::Rules(RuleChange::All(rules.clone())),
            Action::OverrideRules(Some(RuleChange::All(rules))),
            Action::Load { params: Box::new(params.clone()), seed: 3 },
            Action::Load { params: Box::new(Params { rules: params.rules, ..Params::default() }), seed: 3 },
        ] {
            let text = action.to_string();
            assert_eq!(text.parse::<Action>().as_ref(), Ok(&action), "{text}");
        }
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
