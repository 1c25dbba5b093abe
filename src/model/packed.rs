//! Long lists of numbers as bytes, little endian: small in a file, quick to read, and a file cannot make
//! them take more memory than it has bytes.
//!
//! For `#[serde(with = "packed")]` on a list of numbers, or of arrays of these. What is no number is read by
//! [`at_most`].

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serializer};

/// A value of fixed size in bytes.
pub trait Packed: Sized {
    /// Bytes that it takes.
    const SIZE: usize;
    /// Appends its bytes.
    fn pack(&self, bytes: &mut Vec<u8>);
    /// The value of exactly [`Packed::SIZE`] bytes; `None` of any other number.
    fn unpack(bytes: &[u8]) -> Option<Self>;
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            const SIZE: usize = size_of::<$type>();
            fn pack(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn unpack(bytes: &[u8]) -> Option<Self> {
                Some(<$type>::from_le_bytes(bytes.try_into().ok()?))
            }
        }
    )*};
}

number!(f64, f32, u32, u8);

impl<T: Packed, const N: usize> Packed for [T; N] {
    const SIZE: usize = N * T::SIZE;
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.iter().for_each(|value| value.pack(bytes));
    }
    fn unpack(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::SIZE {
            return None;
        }
        let values: Option<Vec<T>> = bytes.chunks_exact(T::SIZE).map(T::unpack).collect();
        values?.try_into().ok()
    }
}

/// Writes a list as bytes.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Packed, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(values.len() * T::SIZE);
    values.iter().for_each(|value| value.pack(&mut bytes));
    serializer.serialize_bytes(&bytes)
}

/// Reads a list from bytes.
///
/// # Errors
/// Those of the deserializer, and a number of bytes that is no whole number of values.
pub fn deserialize<'de, T: Packed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

/// Reads a list of at most `MOST` values, whatever a file claims or holds.
///
/// # Errors
/// Those of the deserializer, and more values.
pub fn at_most<'de, D, List, T, const MOST: usize>(deserializer: D) -> Result<List, D::Error>
where
    D: Deserializer<'de>,
    List: From<Vec<T>>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_seq(AtMost::<T, MOST>(PhantomData)).map(List::from)
}

struct AtMost<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for AtMost<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at most {MOST} values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            if values.len() == MOST {
                return Err(A::Error::invalid_length(MOST + 1, &self));
            }
            values.push(value);
        }
        Ok(values)
    }
}

struct Bytes<T>(PhantomData<T>);

impl<'de, T: Packed> Visitor<'de> for Bytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "bytes, {} to a value", T::SIZE)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let wrong = || E::invalid_length(bytes.len(), &self);
        if !bytes.len().is_multiple_of(T::SIZE) {
            return Err(wrong());
        }
        bytes.chunks_exact(T::SIZE).map(T::unpack).collect::<Option<_>>().ok_or_else(wrong)
    }

    /// Formats without bytes, as JSON, have a list of numbers instead.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = list.next_element::<u8>()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Lists {
        #[serde(with = "super")]
        real: Vec<f64>,
        #[serde(with = "super")]
        pairs: Vec<[[f32; 2]; 3]>,
    }

    #[test]
    fn lists_come_back_bit_for_bit_and_half_a_value_is_refused() {
        let lists = Lists { real: vec![0.1, -0.0, f64::MIN_POSITIVE], pairs: vec![[[1.5, 2.5]; 3]; 4] };
        let text = serde_json::to_string(&lists).unwrap();
        assert_eq!(serde_json::from_str::<Lists>(&text).unwrap(), lists);
        let cut = r#"{"real":[1,2,3],"pairs":[]}"#;
        assert!(serde_json::from_str::<Lists>(cut).unwrap_err().to_string().contains("8 to a value"));
    }
}
