//! What can be done to a circuit.

use serde::{Deserialize, Serialize};

use super::Beginning;
use crate::circuits::{Rule, SettingsError};
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
    /// Begins again with this seed.
    Restart(u64),
}

impl Act for CircuitAction {
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Set { key, .. }, Self::Set { key: other, .. }) => key == other,
            (Self::Rule(_), Self::Rule(_)) | (Self::Restart(_), Self::Restart(_)) => true,
            _ => false,
        }
    }
}

impl Beginning {
    /// The same with another rule of the same circuit; what both have keeps its value, but for what the rule wants otherwise.
    pub(super) fn with_rule(&self, key: &str) -> Result<Self, SettingsError> {
        let Some(rule) = Rule::find(key) else {
            let known = crate::circuits::RULES.map(|rule| rule.key).join(", ");
            return Err(SettingsError::Unknown { key: key.to_owned(), known });
        };
        if !self.task.fits(rule) {
            return Err(SettingsError::Task { task: self.task.key, rule: rule.key });
        }
        let mut settings = self.task.settings(rule);
        for (parameter, value) in self.settings.iter() {
            // What the rule does not have is left out.
            let _ = settings.set(parameter.key, &parameter.show(value));
        }
        Ok(Self { rule, settings, ..self.clone() })
    }
}
