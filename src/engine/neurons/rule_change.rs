//! What can be done to the rules that are loaded, and its text form:
//!
//! | text | change |
//! |---|---|
//! | `rule=TEXT` | load a rule file, or replace the one of the same title |
//! | `rule.NAME.PARAMETER=VALUE` | set a parameter of a rule |
//! | `rule.NAME=on`, `off`, `remove` | switch a rule, or remove it |
//! | `rules=JSON` | all loaded rules together |

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::plasticity::language::{RuleFile, slug};
use crate::model::plasticity::{Rules, RulesError};

/// A change of the loaded rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RuleChange {
    /// Load this text, in place of a file of the same title.
    Load(Arc<str>),
    /// Set a parameter of a rule, or of all rules of a file.
    Set {
        /// File or rule.
        rule: String,
        /// Parameter.
        parameter: String,
        /// Its value.
        value: f64,
    },
    /// Switch a file on or off.
    Switch {
        /// File or rule.
        rule: String,
        /// On?
        on: bool,
    },
    /// Remove a file.
    Remove(String),
    /// All files together.
    All(Rules),
}

impl RuleChange {
    /// Load this file.
    pub fn load(file: &RuleFile) -> Self {
        Self::Load(file.text.as_str().into())
    }

    /// The rules after it.
    ///
    /// # Errors
    /// It is refused; nothing has changed.
    pub fn of(&self, rules: &Rules) -> Result<Rules, RulesError> {
        match self {
            Self::Load(text) => rules.with_file(text),
            Self::Set { rule, parameter, value } => rules.set(rule, parameter, *value),
            Self::Switch { rule, on } => rules.switched(rule, *on),
            Self::Remove(rule) => rules.without(rule),
            Self::All(rules) => Ok(rules.clone()),
        }
    }

    /// Can it have been carried out?
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Load(text) => RuleFile::read(text).is_ok(),
            Self::Set { value, .. } => value.is_finite(),
            Self::Switch { .. } | Self::Remove(_) | Self::All(_) => true,
        }
    }

    /// Is `earlier` without effect once this has been done at the same moment?
    pub fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set { rule, parameter, .. }, Self::Set { rule: other, parameter: before, .. }) => {
                rule == other && parameter == before
            }
            _ => false,
        }
    }

    /// In a few words, for a mark; `rules` are those before it.
    pub fn words(&self, rules: &Rules) -> String {
        let title = |rule: &str| match rules.find(rule) {
            Some(at) => rules.files()[at].file.title.clone(),
            None => rule.to_owned(),
        };
        match self {
            Self::Load(text) => match RuleFile::read(text) {
                Ok(file) if rules.find(&file.title).is_some() => format!("rule {} edited", file.title),
                Ok(file) => format!("rule {} loaded", file.title),
                Err(_) => "a rule loaded".to_owned(),
            },
            Self::Set { rule, parameter, value } => format!("{}: {parameter} {value}", title(rule)),
            Self::Switch { rule, on } => format!("rule {} {}", title(rule), if *on { "on" } else { "off" }),
            Self::Remove(rule) => format!("rule {} removed", title(rule)),
            Self::All(_) => "rules changed".to_owned(),
        }
    }

    /// The change of this text, if it is one; else the reason why it is none.
    pub(super) fn read(text: &str) -> Option<Result<Self, String>> {
        if let Some(file) = text.strip_prefix("rule=") {
            return Some(Ok(Self::Load(file.into())));
        }
        if let Some(rules) = text.strip_prefix("rules=") {
            return Some(match serde_json::from_str(rules) {
                Ok(rules) => Ok(Self::All(rules)),
                Err(error) => Err(format!(" ({error})")),
            });
        }
        let (name, value) = text.strip_prefix("rule.")?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        Some(match (name.rsplit_once('.'), value) {
            (None, "on" | "off") => Ok(Self::Switch { rule: name.to_owned(), on: value == "on" }),
            (None, "remove") => Ok(Self::Remove(name.to_owned())),
            (None, _) => Err(format!(" (rule.{name}={value}: give on, off or remove)")),
            (Some((rule, parameter)), _) => match value.parse() {
                Ok(value) => Ok(Self::Set { rule: rule.to_owned(), parameter: parameter.to_owned(), value }),
                Err(_) => Err(format!(" (`{value}` is not a number)")),
            },
        })
    }
}

/// As the program reads it; rules by names that need no quoting.
impl fmt::Display for RuleChange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(text) => write!(out, "rule={text}"),
            Self::Set { rule, parameter, value } => write!(out, "rule.{}.{parameter}={value}", slug(rule)),
            Self::Switch { rule, on } => {
                write!(out, "rule.{}={}", slug(rule), if *on { "on" } else { "off" })
            }
            Self::Remove(rule) => write!(out, "rule.{}=remove", slug(rule)),
            Self::All(rules) => {
                write!(out, "rules={}", serde_json::to_string(rules).map_err(|_| fmt::Error)?)
            }
        }
    }
}
