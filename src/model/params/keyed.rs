//! Parameters in files: by key, and checked while they are read.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ParamId, Params};

/// Key of the rules that were loaded.
const RULES: &str = "rules";

impl Serialize for ParamId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.spec().key)
    }
}

impl<'de> Deserialize<'de> for ParamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rules = usize::from(!self.rules.is_empty());
        let mut map = serializer.serialize_map(Some(ParamId::ALL.len() + rules))?;
        for id in ParamId::ALL {
            map.serialize_entry(id, &self.get(*id))?;
        }
        if rules > 0 {
            map.serialize_entry(RULES, &self.rules)?;
        }
        map.end()
    }
}

/// What a file does not name, as one of an older version, is at its default.
impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ByKey)
    }
}

struct ByKey;

impl<'de> Visitor<'de> for ByKey {
    type Value = Params;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("parameters by key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params, A::Error> {
        let mut params = Params::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == RULES {
                params.rules = map.next_value()?;
                continue;
            }
            let id = ParamId::parse(&key).map_err(A::Error::custom)?;
            params.set(id, map.next_value()?).map_err(A::Error::custom)?;
        }
        Ok(params)
    }
}
