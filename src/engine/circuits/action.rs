//! What can be done to a circuit, and how it is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Beginning;
use crate::circuits::{RULES, Rule, SettingsError, TASKS, Task};
use crate::engine::traits::Act;

/// An action: logged, repeated, undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CircuitAction {
    /// Gives a parameter a value.
    Set {
        /// Its key.
        key: String,
        /// The value.
        value: String,
    },
    /// Goes on with another rule, from the same weights and the same data.
    Rule(String),
    /// Begins another task, with the same rule where it is for its circuit.
    Task(String),
    /// Begins again with this seed.
    Restart(u64),
    /// Begins again with all other rules of the circuit beside this one, or without them.
    Compare(bool),
}

impl Act for CircuitAction {
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set { key, .. }, Self::Set { key: other, .. }) => key == other,
            (Self::Rule(_), Self::Rule(_)) | (Self::Restart(_), Self::Restart(_)) => true,
            (Self::Compare(_), Self::Compare(_)) => true,
            _ => false,
        }
    }
}

impl fmt::Display for CircuitAction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set { key, value } => write!(out, "{key}={value}"),
            Self::Rule(key) => write!(out, "rule={key}"),
            Self::Task(key) => write!(out, "task={key}"),
            Self::Restart(seed) => write!(out, "restart={seed}"),
            Self::Compare(true) => out.write_str("compare=on"),
            Self::Compare(false) => out.write_str("compare=off"),
        }
    }
}

/// Not an action of a circuit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{0}` is no action: give KEY=VALUE, rule=RULE, task=TASK, restart=SEED, compare=on or compare=off")]
pub struct NoAction(String);

impl FromStr for CircuitAction {
    type Err = NoAction;

    fn from_str(text: &str) -> Result<Self, NoAction> {
        let none = || NoAction(text.chars().take(80).collect());
        let (key, value) = text.trim().split_once('=').ok_or_else(none)?;
        let (key, value) = (key.trim(), value.trim());
        match (key, value) {
            ("", _) | (_, "") => Err(none()),
            ("rule", rule) => Ok(Self::Rule(rule.to_owned())),
            ("task", task) => Ok(Self::Task(task.to_owned())),
            ("restart", seed) => Ok(Self::Restart(seed.parse().map_err(|_| none())?)),
            ("compare", "on") => Ok(Self::Compare(true)),
            ("compare", "off") => Ok(Self::Compare(false)),
            ("compare", _) => Err(none()),
            _ => Ok(Self::Set { key: key.to_owned(), value: value.to_owned() }),
        }
    }
}

impl Beginning {
    /// The same with another rule of the same circuit: what was set to another value than the rule before has at first
    /// keeps it; the rest is as the rule has it.
    pub(super) fn with_rule(&self, key: &str) -> Result<Self, SettingsError> {
        let Some(rule) = Rule::find(key) else {
            let known = RULES.map(|rule| rule.key).join(", ");
            return Err(SettingsError::Unknown { key: key.to_owned(), known });
        };
        if !self.task.fits(rule) {
            return Err(SettingsError::Task { task: self.task.key, rule: rule.key });
        }
        let before = self.task.settings(self.rule);
        let mut settings = self.task.settings(rule);
        for (parameter, value) in self.settings.iter().filter(|(one, value)| before.get(one) != *value) {
            // What the rule does not have is left out.
            let _ = settings.set(parameter.key, &parameter.show(value));
        }
        Ok(Self { rule, settings, ..self.clone() })
    }

    /// Another task, as it is at first, with the same rule if it is for its circuit.
    pub(super) fn with_task(&self, key: &str) -> Result<Self, SettingsError> {
        let Some(task) = Task::find(key) else {
            let known = TASKS.map(|task| task.key).join(", ");
            return Err(SettingsError::Unknown { key: key.to_owned(), known });
        };
        let rule = if task.fits(self.rule) { Some(self.rule) } else { task.rules().next() };
        let rule = rule.ok_or(SettingsError::Task { task: task.key, rule: self.rule.key })?;
        Ok(Self { rule, task, settings: task.settings(rule), ..self.clone() })
    }
}
