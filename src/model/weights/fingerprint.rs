//! A number that tells weights apart.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// FNV-1a over the bits of weights; as text, 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// Of these weights in this order.
    pub fn of(weights: impl Iterator<Item = f64>) -> Self {
        let bytes = weights.flat_map(|w| w.to_bits().to_le_bytes());
        let hash = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Self(bytes.fold(0xCBF2_9CE4_8422_2325, hash))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = u64::from_str_radix(&text, 16);
        number.map(Self).map_err(|_| serde::de::Error::custom("a fingerprint has 16 hexadecimal digits"))
    }
}
