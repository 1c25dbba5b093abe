//! The rules that were loaded into a neuron: part of its parameters.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::language::{Parameter, RuleFile, RuleFileError, RuleSource, limits, slug};

/// Files in the order in which they were loaded.
#[derive(Debug, Clone, Default)]
pub struct Rules(Arc<Vec<Loaded>>);

/// Copies are told to be alike without a look at them.
impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// A file with its switch and the values of its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The file.
    pub file: Arc<RuleFile>,
    /// Does it change weights?
    pub on: bool,
    /// Values of the parameters of each of its rules, in their order.
    values: Vec<Vec<f64>>,
}

/// Why rules cannot be changed so. Nothing has been changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RulesError {
    /// The text is no rule file.
    #[error(transparent)]
    File(Box<RuleFileError>),
    /// More rules than a neuron can have.
    #[error("{0} rules are too many: a neuron has at most {most} besides its four; remove some first", most = limits::RULES)]
    TooMany(usize),
    /// A rule of another file has the same name.
    #[error("the name of the rule `{name}` is taken by the file `{file}`: choose another title")]
    Taken {
        /// The rule.
        name: String,
        /// The file that has it.
        file: String,
    },
    /// No file or rule is called so.
    #[error("no rule is called `{name}`{}", among(.known))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No parameter of it is called so.
    #[error("the rule `{rule}` has no parameter `{name}`{}", among(.known))]
    NoParameter {
        /// The rule or file.
        rule: String,
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The value is outside the declared range, or no number.
    #[error("{rule}.{name} = {value} is out of range: give a number from {least} to {most}")]
    OutOfRange {
        /// The rule or file.
        rule: String,
        /// The parameter.
        name: String,
        /// What was given.
        value: f64,
        /// The least it may be.
        least: f64,
        /// The most it may be.
        most: f64,
    },
}

impl From<RuleFileError> for RulesError {
    fn from(error: RuleFileError) -> Self {
        Self::File(Box::new(error))
    }
}

fn among(known: &[String]) -> String {
    match known {
        [] => ": none is loaded".to_owned(),
        _ => format!(": there is {}", known.join(", ")),
    }
}

impl Loaded {
    fn new(file: Arc<RuleFile>) -> Self {
        let defaults =
            |rule: &RuleSource| rule.parameters.iter().map(|parameter| parameter.default).collect();
        Self { values: file.rules.iter().map(defaults).collect(), on: true, file }
    }

    /// Each rule with the values of its parameters.
    pub fn rules(&self) -> impl Iterator<Item = (&RuleSource, &[f64])> {
        self.file.rules.iter().zip(self.values.iter().map(Vec::as_slice))
    }

    /// The value of the parameter `name` in rule number `rule`.
    pub fn value(&self, rule: usize, name: &str) -> Option<f64> {
        let at = position(self.file.rules.get(rule)?, name)?;
        self.values.get(rule)?.get(at).copied()
    }

    /// Every parameter of the file once, with its value in the first rule that has it.
    pub fn parameters(&self) -> Vec<(&Parameter, f64)> {
        let mut found: Vec<(&Parameter, f64)> = Vec::new();
        for (rule, values) in self.rules() {
            for (parameter, value) in rule.parameters.iter().zip(values) {
                if !found.iter().any(|(known, _)| known.name == parameter.name) {
                    found.push((parameter, *value));
                }
            }
        }
        found
    }

    /// Takes over the switch and the values of parameters that are declared as they were.
    fn keep(&mut self, earlier: &Self) {
        self.on = earlier.on;
        for (rule, values) in self.file.rules.iter().zip(&mut self.values) {
            let Some(before) = earlier.file.rules.iter().position(|other| other.name == rule.name) else {
                continue;
            };
            for (parameter, value) in rule.parameters.iter().zip(values) {
                let Some(at) = position(&earlier.file.rules[before], &parameter.name) else { continue };
                let then = &earlier.file.rules[before].parameters[at];
                if (then.default, then.least, then.most)
                    == (parameter.default, parameter.least, parameter.most)
                {
                    *value = earlier.values[before][at];
                }
            }
        }
    }
}

fn position(rule: &RuleSource, name: &str) -> Option<usize> {
    rule.parameters.iter().position(|parameter| parameter.name == name)
}

impl Rules {
    /// The files.
    pub fn files(&self) -> &[Loaded] {
        &self.0
    }

    /// Is none loaded?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All rules in order, with the place of their file and their place in it.
    pub fn rules(&self) -> impl Iterator<Item = ((usize, usize), &RuleSource)> {
        let of_file = |(at, loaded): (usize, &'_ Loaded)| (at, loaded.file.rules.len());
        let places: Vec<(usize, usize)> = self.0.iter().enumerate().map(of_file).collect();
        places.into_iter().flat_map(move |(file, count)| {
            (0..count).map(move |rule| ((file, rule), &self.0[file].file.rules[rule]))
        })
    }

    /// The file of this title, or with a rule of this name; both also as words of a command line.
    pub fn find(&self, name: &str) -> Option<usize> {
        let called = |other: &str| other == name || slug(other) == name;
        let of_file = |loaded: &Loaded| called(&loaded.file.title);
        let of_rule = |loaded: &Loaded| loaded.file.rules.iter().any(|rule| called(&rule.name));
        self.0.iter().position(of_file).or_else(|| self.0.iter().position(of_rule))
    }

    fn place(&self, name: &str) -> Result<usize, RulesError> {
        self.find(name).ok_or_else(|| RulesError::Unknown {
            name: name.to_owned(),
            known: self.0.iter().map(|loaded| loaded.file.slug()).collect(),
        })
    }

    /// With the file of this text; one of the same title is replaced, and keeps its switch and those values whose
    /// parameters are declared as before.
    ///
    /// # Errors
    /// A text that is no rule file, too many rules, a name that is taken.
    pub fn with_file(&self, text: &str) -> Result<Self, RulesError> {
        self.with(Arc::new(RuleFile::read(text)?))
    }

    /// As [`Rules::with_file`], for a file that has been read.
    ///
    /// # Errors
    /// Too many rules, a name that is taken.
    pub fn with(&self, file: Arc<RuleFile>) -> Result<Self, RulesError> {
        let mut files = self.0.as_ref().clone();
        let same = |loaded: &Loaded| loaded.file.slug() == file.slug();
        let mut now = Loaded::new(Arc::clone(&file));
        match files.iter().position(same) {
            Some(at) => {
                now.keep(&files[at]);
                files[at] = now;
            }
            None => files.push(now),
        }
        let count = files.iter().map(|loaded| loaded.file.rules.len()).sum();
        if count > limits::RULES {
            return Err(RulesError::TooMany(count));
        }
        for rule in &file.rules {
            let others = files.iter().filter(|loaded| loaded.file.slug() != file.slug());
            let has = |loaded: &&Loaded| {
                let mut names = loaded.file.rules.iter().map(|other| slug(&other.name));
                names.any(|name| name == slug(&rule.name)) || loaded.file.slug() == slug(&rule.name)
            };
            if let Some(other) = others.clone().find(has) {
                return Err(RulesError::Taken { name: rule.name.clone(), file: other.file.title.clone() });
            }
        }
        Ok(Self(Arc::new(files)))
    }

    /// Without the file that has this title or rule.
    ///
    /// # Errors
    /// There is none.
    pub fn without(&self, name: &str) -> Result<Self, RulesError> {
        let at = self.place(name)?;
        let mut files = self.0.as_ref().clone();
        files.remove(at);
        Ok(Self(Arc::new(files)))
    }

    /// With that file switched on or off.
    ///
    /// # Errors
    /// There is none.
    pub fn switched(&self, name: &str, on: bool) -> Result<Self, RulesError> {
        let at = self.place(name)?;
        let mut files = self.0.as_ref().clone();
        files[at].on = on;
        Ok(Self(Arc::new(files)))
    }

    /// With a parameter set, in all rules of the file that have it, or in the rule that is named.
    ///
    /// # Errors
    /// No such rule or parameter, or a value out of its range.
    pub fn set(&self, name: &str, parameter: &str, value: f64) -> Result<Self, RulesError> {
        let at = self.place(name)?;
        let mut files = self.0.as_ref().clone();
        let Loaded { file, values, .. } = &mut files[at];
        let of_file = file.title == name || file.slug() == name;
        let mut found = false;
        for (rule, values) in file.rules.iter().zip(values) {
            if !(of_file || rule.name == name || slug(&rule.name) == name) {
                continue;
            }
            let Some(place) = position(rule, parameter) else { continue };
            let Parameter { least, most, .. } = rule.parameters[place];
            // NaN is not within.
            if !(least..=most).contains(&value) {
                let (rule, name) = (name.to_owned(), parameter.to_owned());
                return Err(RulesError::OutOfRange { rule, name, value, least, most });
            }
            values[place] = value;
            found = true;
        }
        if !found {
            let known = files[at].parameters().iter().map(|(known, _)| known.name.clone()).collect();
            return Err(RulesError::NoParameter { rule: name.to_owned(), name: parameter.to_owned(), known });
        }
        Ok(Self(Arc::new(files)))
    }

    /// Is this built-in rule replaced by a file that is on?
    pub fn replaces(&self, rule: usize) -> bool {
        self.0.iter().any(|loaded| loaded.on && loaded.file.replaces.contains(&rule))
    }
}

/// A file as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    on: bool,
    values: Vec<Vec<f64>>,
}

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|loaded| Kept {
            text: loaded.file.text.clone(),
            on: loaded.on,
            values: loaded.values.clone(),
        }))
    }
}

/// Texts are compiled and values checked while they are read.
impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept: Vec<Kept> = crate::model::packed::at_most::<_, _, Kept, { limits::RULES }>(deserializer)?;
        let mut rules = Self::default();
        for Kept { text, on, values } in kept {
            rules = rules.with_file(&text).map_err(D::Error::custom)?;
            let files = Arc::make_mut(&mut rules.0);
            let Some(loaded) = files.last_mut() else { continue };
            let fits = |(rule, values): (&RuleSource, &Vec<f64>)| {
                let within = |(parameter, value): (&Parameter, &f64)| {
                    (parameter.least..=parameter.most).contains(value)
                };
                rule.parameters.len() == values.len() && rule.parameters.iter().zip(values).all(within)
            };
            let rules = &loaded.file.rules;
            if values.len() != rules.len() || !rules.iter().zip(&values).all(fits) {
                let title = &loaded.file.title;
                return Err(D::Error::custom(format!(
                    "the values of the rule `{title}` do not fit its parameters"
                )));
            }
            loaded.on = on;
            loaded.values = values;
        }
        Ok(rules)
    }
}
