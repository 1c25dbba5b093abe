//! Parameters as TOML and JSON values.

use serde_json::Value as Json;

use crate::model::params::{Kind, ParamError};
use crate::model::{ParamId, Params};

/// One parameter as TOML.
pub fn to_toml(id: ParamId, params: &Params) -> toml::Value {
    let value = params.get(id);
    match id.spec().kind {
        Kind::Switch => toml::Value::Boolean(value != 0.0),
        Kind::Count => toml::Value::Integer(value as i64),
        Kind::Real => toml::Value::Float(value),
    }
}

/// Sets one parameter from TOML.
///
/// # Errors
/// An unreadable or out-of-range value, by name; nothing has changed then.
pub fn set_from_toml(params: &mut Params, id: ParamId, value: &toml::Value) -> Result<(), ParamError> {
    match value {
        toml::Value::Float(number) => params.set(id, *number),
        toml::Value::Integer(number) => params.set(id, *number as f64),
        toml::Value::Boolean(on) if id.spec().kind == Kind::Switch => {
            params.set(id, f64::from(u8::from(*on)))
        }
        toml::Value::String(text) => params.set_text(id, text),
        other => params.set_text(id, &other.to_string()),
    }
}

/// A number as JSON, which has no infinity: an infinite one is the string `"inf"` or `"-inf"`.
pub fn number(value: f64) -> Json {
    if value.is_infinite() { Json::from(value.to_string()) } else { Json::from(value) }
}

/// All parameters by key, but what only loaded rules ask for where it is at its default. JSON has no infinity: an infinite value is the string `"inf"`.
pub fn to_json(params: &Params) -> Json {
    let entry = |&id: &ParamId| {
        let value = params.get(id);
        let json = match id.spec().kind {
            Kind::Switch => Json::from(value != 0.0),
            Kind::Count => Json::from(value as u64),
            Kind::Real if value.is_infinite() => Json::from(id.spec().show(value)),
            Kind::Real => Json::from(value),
        };
        (id.spec().key.to_owned(), json)
    };
    let mut entries: serde_json::Map<String, Json> =
        ParamId::ALL.iter().filter(|id| params.tells(**id)).map(entry).collect();
    if !params.rules.is_empty() {
        entries.insert("rules".to_owned(), serde_json::to_value(&params.rules).unwrap_or_default());
    }
    Json::Object(entries)
}
