//! A rule file as TOML has it, with places.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::source::Spread;

/// A whole file: one rule at the top, or several under `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenFile {
    pub title: Spanned<String>,
    #[serde(default)]
    pub citation: String,
    #[serde(default)]
    pub own: String,
    #[serde(default)]
    pub replaces: Vec<Spanned<String>>,
    #[serde(default)]
    pub suggests: InOrder<Spanned<toml::Value>>,
    #[serde(default)]
    pub rule: Vec<Spanned<WrittenRule>>,
    pub on: Option<Spanned<String>>,
    #[serde(default)]
    pub parameters: InOrder<Spanned<WrittenParameter>>,
    #[serde(default)]
    pub state: InOrder<WrittenState>,
    #[serde(default, rename = "let")]
    pub lets: InOrder<Spanned<String>>,
    #[serde(default)]
    pub change: WrittenChange,
}

/// One of several rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenRule {
    pub name: Option<Spanned<String>>,
    pub on: Option<Spanned<String>>,
    #[serde(default)]
    pub parameters: InOrder<Spanned<WrittenParameter>>,
    #[serde(default)]
    pub state: InOrder<WrittenState>,
    #[serde(default, rename = "let")]
    pub lets: InOrder<Spanned<String>>,
    #[serde(default)]
    pub change: WrittenChange,
}

/// A parameter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenParameter {
    pub default: f64,
    pub least: Option<f64>,
    pub most: Option<f64>,
    #[serde(default)]
    pub scale: Spread,
    #[serde(default)]
    pub doc: String,
}

/// A state.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenState {
    pub start: Spanned<f64>,
    pub next: Spanned<String>,
}

/// What is asked.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct WrittenChange {
    pub active: Option<Spanned<String>>,
    pub silent: Option<Spanned<String>>,
    pub active_w: Option<Spanned<String>>,
    pub silent_w: Option<Spanned<String>>,
}

/// A table in the order of its lines.
#[derive(Debug)]
pub struct InOrder<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for InOrder<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Lines(PhantomData))
    }
}

struct Lines<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Lines<T> {
    type Value = InOrder<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder<T>, A::Error> {
        let mut lines = Vec::new();
        while let Some(line) = map.next_entry()? {
            lines.push(line);
        }
        Ok(InOrder(lines))
    }
}
