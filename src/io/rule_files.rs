//! Rule files: those that come with the program, under `assets/rules`, and any on disk.

use std::path::Path;

use super::input::{self, ReadError};
use super::naming::one_line;
use crate::model::params::ParamError;
use crate::model::plasticity::language::{RuleFile, RuleFileError, limits};
use crate::model::plasticity::{Rules, RulesError};
use crate::model::{ParamId, Params};

/// The rules that come with the program: name and text. The four built-in ones as equations first, then by what a
/// synapse must be told.
pub const SHIPPED: [(&str, &str); 20] = [
    ("acetylcholine", include_str!("../../assets/rules/acetylcholine.toml")),
    ("noradrenaline", include_str!("../../assets/rules/noradrenaline.toml")),
    ("hebbian", include_str!("../../assets/rules/hebbian.toml")),
    ("balance", include_str!("../../assets/rules/balance.toml")),
    ("covariance", include_str!("../../assets/rules/covariance.toml")),
    ("oja", include_str!("../../assets/rules/oja.toml")),
    ("bcm", include_str!("../../assets/rules/bcm.toml")),
    ("competition", include_str!("../../assets/rules/competition.toml")),
    ("vogels", include_str!("../../assets/rules/vogels.toml")),
    ("reinforce", include_str!("../../assets/rules/reinforce.toml")),
    ("reinforce-balance", include_str!("../../assets/rules/reinforce-balance.toml")),
    ("reward-hebb", include_str!("../../assets/rules/reward-hebb.toml")),
    ("decoded-reward", include_str!("../../assets/rules/decoded-reward.toml")),
    ("clamped-covariance", include_str!("../../assets/rules/clamped-covariance.toml")),
    ("balance-controlled", include_str!("../../assets/rules/balance-controlled.toml")),
    ("delta", include_str!("../../assets/rules/delta.toml")),
    ("perceptron", include_str!("../../assets/rules/perceptron.toml")),
    ("margin", include_str!("../../assets/rules/margin.toml")),
    ("margin-e", include_str!("../../assets/rules/margin-e.toml")),
    ("margin-balance", include_str!("../../assets/rules/margin-balance.toml")),
];

/// A rule to begin with: it asks nothing yet.
pub const EMPTY: &str = "title = \"My rule\"
on = \"E\"

[parameters]
alpha = { default = 0.01, least = 0, most = 1, scale = \"log\", doc = \"rate\" }

[change]
active = \"0\"
";

/// Why a rule file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleReadError {
    /// No rule and no file has this name.
    #[error("no rule is called `{}`: give one of {}, or the path of a rule file", one_line(.0), names())]
    Unknown(String),
    /// The file cannot be read.
    #[error("rule: {0}")]
    Unreadable(#[from] ReadError),
    /// The text is not a rule file.
    #[error("{name}: {error}")]
    Wrong {
        /// Name or path.
        name: String,
        /// What is wrong, and where.
        error: RuleFileError,
    },
    /// It suggests a parameter wrongly.
    #[error("{name}, [suggests]: {error}")]
    Suggests {
        /// Name or path.
        name: String,
        /// What is wrong.
        error: ParamError,
    },
    /// It does not fit the rules that are loaded.
    #[error(transparent)]
    Rules(#[from] RulesError),
}

fn names() -> String {
    SHIPPED.map(|(name, _)| name).join(", ")
}

/// Reads a text; `name` identifies it in messages.
///
/// # Errors
/// It is no rule file, or suggests what no parameter can be.
pub fn read(name: &str, text: &str) -> Result<RuleFile, RuleReadError> {
    let file = RuleFile::read(text).map_err(|error| RuleReadError::Wrong { name: one_line(name), error })?;
    suggested(&file, &Params::default())
        .map_err(|error| RuleReadError::Suggests { name: one_line(name), error })?;
    Ok(file)
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, is too large, or is no rule file.
pub fn load(path: &Path) -> Result<RuleFile, RuleReadError> {
    read(&path.display().to_string(), &input::text(path, limits::FILE as u64)?)
}

/// The text of a file if that is a rule, right or wrong; `None` if it is something else.
///
/// # Errors
/// It cannot be read.
pub fn text_of_rule(path: &Path) -> Result<Option<String>, ReadError> {
    let text = input::text(path, (limits::FILE as u64).max(1 << 20))?;
    Ok(Some(text).filter(|text| looks_like_rule(text)))
}

/// Has it a line that only rule files have?
fn looks_like_rule(text: &str) -> bool {
    let begins = |line: &str| {
        let line = line.trim_start();
        let key = line.split('=').next().unwrap_or_default().trim();
        line.starts_with("[[rule]]") || line.starts_with("[change]") || ["on", "replaces"].contains(&key)
    };
    text.lines().any(begins)
}

/// The shipped rule of that name, or else the file at that path.
///
/// # Errors
/// [`RuleReadError::Unknown`] if it is neither; else as [`load`].
pub fn find(name: &str) -> Result<RuleFile, RuleReadError> {
    if let Some((name, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return read(name, text);
    }
    if Path::new(name).exists() {
        return load(Path::new(name));
    }
    Err(RuleReadError::Unknown(name.to_owned()))
}

/// `params` with what `file` suggests.
///
/// # Errors
/// A parameter that there is not, or a value that it cannot have.
pub fn suggested(file: &RuleFile, params: &Params) -> Result<Params, ParamError> {
    let mut params = params.clone();
    for (key, value) in &file.suggests {
        params.set_text(ParamId::parse(key)?, value)?;
    }
    Ok(params)
}

/// `params` with these files loaded, and what they suggest.
///
/// # Errors
/// What does not fit.
pub fn with_all(files: impl IntoIterator<Item = RuleFile>, params: &Params) -> Result<Params, RuleReadError> {
    let mut params = params.clone();
    for file in files {
        let name = file.title.clone();
        params = suggested(&file, &params).map_err(|error| RuleReadError::Suggests { name, error })?;
        params.rules = params.rules.with(file.into())?;
    }
    Ok(params)
}

/// Reads `NAME.PARAMETER=VALUE`, `NAME=on` or `NAME=off`, and sets it.
///
/// # Errors
/// In words.
pub fn set(rules: &Rules, setting: &str) -> Result<Rules, String> {
    let wrong =
        || format!("--set-rule {setting}: give NAME.PARAMETER=VALUE, as in oja.alpha=0.01, or NAME=off");
    let (name, value) = setting.split_once('=').ok_or_else(wrong)?;
    let (name, value) = (name.trim(), value.trim());
    let changed = match (name.rsplit_once('.'), value) {
        (None, "on" | "off") => rules.switched(name, value == "on"),
        (None, _) => return Err(wrong()),
        (Some((rule, parameter)), _) => rules.set(rule, parameter, value.parse().map_err(|_| wrong())?),
    };
    changed.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_rule_reads_has_a_citation_and_suggests_what_can_be() {
        let mut rules = Vec::new();
        for (name, text) in SHIPPED {
            let file = read(name, text).unwrap();
            assert!(!file.citation.is_empty() && !file.own.is_empty(), "{name}");
            for rule in &file.rules {
                assert!(rule.parameters.iter().all(|parameter| !parameter.doc.is_empty()), "{name}");
                assert!(!rule.is_unguarded(), "{name} names what it may not be told");
            }
            assert_eq!(find(name).unwrap(), file);
            rules.push(file);
        }
        read("empty", EMPTY).unwrap();
        // Each beside the others: no two have a name in common.
        for chunk in rules.chunks(8) {
            with_all(chunk.iter().cloned(), &Params::default()).unwrap();
        }
    }

    #[test]
    fn settings_on_a_command_line_say_what_is_wrong() {
        let rules = with_all([find("reinforce").unwrap()], &Params::default()).unwrap().rules;
        let both = set(&rules, "reinforce.alpha=0.5").unwrap();
        assert_eq!(
            (both.files()[0].value(0, "alpha"), both.files()[0].value(1, "alpha")),
            (Some(0.5), Some(0.5))
        );
        let one = set(&rules, "reinforce-i.alpha=0.5").unwrap();
        assert_eq!(
            (one.files()[0].value(0, "alpha"), one.files()[0].value(1, "alpha")),
            (Some(0.1), Some(0.5))
        );
        assert!(!set(&rules, "reinforce=off").unwrap().files()[0].on);
        for (wrong, expected) in [
            ("reinforce.alpha", "give NAME.PARAMETER=VALUE"),
            ("reinforce.alpha=x", "give NAME.PARAMETER=VALUE"),
            ("reinforce.alpha=11", "out of range: give a number from 0 to 10"),
            ("reinforce.alpha=NaN", "out of range"),
            ("reinforce.beta=1", "has no parameter `beta`: there is alpha, rate"),
            ("oja.alpha=1", "no rule is called `oja`: there is reinforce"),
        ] {
            let message = set(&rules, wrong).unwrap_err();
            assert!(message.contains(expected), "{wrong}: {message}");
        }
    }
}
