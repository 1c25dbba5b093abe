//! Values of the parameters of a circuit, its task and its rule.

use super::parameter::Parameter;

/// Why a value was refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SettingsError {
    /// No parameter has this key.
    #[error("no parameter of this circuit is called `{key}`: there are {known}")]
    Unknown {
        /// What was given.
        key: String,
        /// All there are.
        known: String,
    },
    /// Not a value of it.
    #[error("{key} = {value}: give {range}")]
    Value {
        /// Which parameter.
        key: &'static str,
        /// What was given.
        value: String,
        /// What it takes.
        range: String,
    },
    /// The task is one of another circuit.
    #[error("the task {task} is not for the circuit of {rule}: `equipoise circuit list` has those that are")]
    Task {
        /// The task.
        task: &'static str,
        /// The rule.
        rule: &'static str,
    },
}

/// Values of declared parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    values: Vec<(&'static Parameter, f64)>,
}

impl Settings {
    /// Values that these parameters have at first, and some that are others than declared.
    pub fn of<'a>(
        declared: impl Iterator<Item = &'static Parameter>,
        others: impl Iterator<Item = &'a (&'static str, f64)>,
    ) -> Self {
        let mut settings =
            Self { values: declared.map(|parameter| (parameter, parameter.default)).collect() };
        others.for_each(|&(key, value)| settings.put(key, value));
        settings
    }

    fn put(&mut self, key: &str, value: f64) {
        let place = self.values.iter_mut().find(|(parameter, _)| parameter.key == key);
        place.into_iter().for_each(|(_, slot)| *slot = value);
    }

    /// The value of a parameter; what it has at first where it is not one of these.
    pub fn get(&self, parameter: &Parameter) -> f64 {
        self.named(parameter.key).unwrap_or(parameter.default)
    }

    /// The value of the parameter of this key, if there is one.
    pub fn named(&self, key: &str) -> Option<f64> {
        self.values.iter().find(|(parameter, _)| parameter.key == key).map(|(_, value)| *value)
    }

    /// The value of a parameter that is a whole number or a choice.
    pub fn whole(&self, parameter: &Parameter) -> usize {
        self.get(parameter) as usize
    }

    /// Sets a parameter to what a text names.
    ///
    /// # Errors
    /// An unknown key, or not a value of it.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), SettingsError> {
        let known = || self.values.iter().map(|(parameter, _)| parameter.key).collect::<Vec<_>>().join(", ");
        let Some(&(parameter, _)) = self.values.iter().find(|(parameter, _)| parameter.key == key) else {
            return Err(SettingsError::Unknown { key: key.to_owned(), known: known() });
        };
        let value = parameter.read(text).ok_or_else(|| SettingsError::Value {
            key: parameter.key,
            value: text.to_owned(),
            range: parameter.range(),
        })?;
        self.put(key, value);
        Ok(())
    }

    /// All parameters with their values, in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Parameter, f64)> {
        self.values.iter().copied()
    }
}
