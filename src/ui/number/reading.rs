//! From typed text to a number, and the words that refuse it: those of the command line.

use std::fmt::Display;

/// A kind of number that a field can hold.
pub trait Figure: Copy + PartialOrd + Display + Send + Sync + 'static {
    /// Whole numbers only.
    const WHOLE: bool;
    /// What `text` says without any rounding, if it does.
    fn exact(text: &str) -> Option<Self>;
    /// The nearest one to `value`, which is a number.
    fn nearest(value: f64) -> Self;
    /// As a real number, perhaps rounded.
    fn real(self) -> f64;
}

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl Figure for $kind {
            const WHOLE: bool = true;
            fn exact(text: &str) -> Option<Self> {
                text.parse().ok()
            }
            fn nearest(value: f64) -> Self {
                value.round() as Self
            }
            fn real(self) -> f64 {
                self as f64
            }
        }
    )*};
}
whole!(u32, u64, usize);

macro_rules! real {
    ($($kind:ty),*) => {$(
        impl Figure for $kind {
            const WHOLE: bool = false;
            fn exact(text: &str) -> Option<Self> {
                text.parse().ok().filter(|value: &Self| !value.is_nan())
            }
            fn nearest(value: f64) -> Self {
                value as Self
            }
            fn real(self) -> f64 {
                self.into()
            }
        }
    )*};
}
real!(f32, f64);

/// What is allowed.
#[derive(Debug, Clone, Copy)]
pub struct Allowed<N> {
    /// The smallest.
    pub low: N,
    /// The largest.
    pub high: N,
    /// Whole numbers only.
    pub whole: bool,
}

impl<N: Figure> Allowed<N> {
    fn kind(&self) -> &'static str {
        if self.whole { "a whole number" } else { "a number" }
    }
}

/// Reads what was typed for `key`: with a decimal point or comma, groups of three digits, an exponent or `∞`.
///
/// # Errors
/// What was wrong and what would be right, in the words that the command line uses.
pub fn read<N: Figure>(key: &str, text: &str, allowed: Allowed<N>) -> Result<N, String> {
    let Allowed { low, high, whole } = allowed;
    let unreadable = || format!("`{}` is not a value for {key}: give {}", short(text), allowed.kind());
    let tidy = tidy(text, whole).ok_or_else(unreadable)?;
    if let Some(value) = N::exact(&tidy)
        && low <= value
        && value <= high
        && (!whole || value.real().fract() == 0.0)
    {
        return Ok(value);
    }
    let value: f64 = tidy.parse().map_err(|_| unreadable())?;
    if N::WHOLE && value.fract() == 0.0 && (low.real()..=high.real()).contains(&value) {
        return Ok(N::nearest(value));
    }
    let given = format!("{value}");
    let given = if given.len() > LONGEST { format!("{value:e}") } else { given };
    Err(format!("{key} = {given} is out of range: give {} from {low} to {high}", allowed.kind()))
}

/// More characters of what was typed are not repeated.
const LONGEST: usize = 24;

fn short(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The text as Rust reads numbers; none if it can be read in two ways or in none.
fn tidy(text: &str, whole: bool) -> Option<String> {
    let text = text.trim().replace('−', "-").replace('∞', "inf");
    let (sign, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (&text[..1], rest.trim_start()),
        None => ("", text.as_str()),
    };
    let end = text.find(['.', ',', 'e', 'E']).unwrap_or(text.len());
    let (front, back) = text.split_at(end);
    let front = ungrouped(front)?;
    if back.contains(char::is_whitespace) || back.matches(',').count() > 1 {
        return None;
    }
    if let Some(decimals) = back.strip_prefix(',') {
        // 1,000 where whole numbers are due may mean a thousand or one.
        let group = decimals.len() == 3 && (1..=3).contains(&front.len()) && !front.starts_with('0');
        if decimals.contains('.') || whole && group {
            return None;
        }
    } else if back.contains(',') {
        return None;
    }
    Some(format!("{sign}{front}{}", back.replacen(',', ".", 1)))
}

/// `12 430` without its spaces; none if they part anything but groups of three digits.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split(|c: char| c.is_whitespace() || c == '\'' || c == '’');
    let mut joined = groups.next()?.to_owned();
    for (at, group) in groups.enumerate() {
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if at == 0 && !((1..=3).contains(&joined.len()) && digits(&joined)) {
            return None;
        }
        if group.len() != 3 || !digits(group) {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::params::Kind;
    use crate::model::{ParamId, Params};

    fn real(text: &str) -> Result<f64, String> {
        read("x", text, Allowed { low: -1e9, high: f64::INFINITY, whole: false })
    }

    fn count(text: &str) -> Result<u64, String> {
        read("n", text, Allowed { low: 2, high: u64::MAX, whole: true })
    }

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for (text, value) in [
            ("0,5", 0.5),
            (" 0.5 ", 0.5),
            ("1 000", 1000.0),
            ("12\u{a0}430,25", 12_430.25),
            ("1\u{202f}000\u{202f}000", 1e6),
            ("1'000", 1000.0),
            ("1e-3", 1e-3),
            ("1,5e2", 150.0),
            ("−3", -3.0),
            ("- 3", -3.0),
            ("inf", f64::INFINITY),
            ("∞", f64::INFINITY),
            (",5", 0.5),
            ("3,125", 3.125),
        ] {
            assert_eq!(real(text), Ok(value), "{text}");
        }
        assert_eq!(count("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(count("9007199254740993"), Ok(9_007_199_254_740_993), "not through a real number");
        assert_eq!(count("1e3"), Ok(1000));
        assert_eq!(count("20 000"), Ok(20_000));
    }

    #[test]
    fn what_can_be_read_in_two_ways_or_in_none_is_refused() {
        for text in
            ["", "abc", "1 2", "1 0000", "1,2,3", "1.000,5", "1,000.5", "1e 3", "0x10", "½", "1 000 0"]
        {
            assert!(real(text).is_err(), "{text}");
            assert!(count(text).is_err(), "{text}");
        }
        assert!(count("1,000").is_err());
        assert_eq!(
            count("1.5").unwrap_err(),
            "n = 1.5 is out of range: give a whole number from 2 to 18446744073709551615"
        );
    }

    #[test]
    fn a_long_text_is_refused_in_a_short_line() {
        let long = "9".repeat(10_000);
        for text in [long.clone(), "x".repeat(10_000), format!("1e{long}"), "ß".repeat(5000)] {
            let words = read("P", &text, Allowed { low: 2.0, high: 1e6, whole: true }).unwrap_err();
            assert!(words.chars().count() < 120, "{words}");
        }
    }

    #[test]
    fn a_parameter_is_refused_in_the_words_of_the_command_line() {
        for &id in ParamId::ALL.iter().filter(|id| id.spec().kind != Kind::Switch) {
            let spec = id.spec();
            let allowed = Allowed { low: spec.min, high: spec.max, whole: spec.kind == Kind::Count };
            for text in ["abc", "", "nan", "-5", "1e12", "1.5", "inf", "0.5", "3"] {
                let here = read::<f64>(spec.key, text, allowed);
                let there = Params::default().set_text(id, text);
                match (here, there) {
                    (Ok(_), Ok(())) => {}
                    (Err(words), Err(error)) => assert_eq!(words, error.to_string()),
                    (here, there) => panic!("{} = {text}: {here:?} and {there:?}", spec.key),
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_in_range_or_is_refused(text in "\\PC{0,40}|[-+0-9 .,e∞]{0,12}") {
            if let Ok(value) = read("x", &text, Allowed { low: 0.0, high: 1.0, whole: false }) {
                prop_assert!((0.0..=1.0).contains(&value));
            }
            if let Ok(value) = read::<u32>("n", &text, Allowed { low: 3, high: 101, whole: true }) {
                prop_assert!((3..=101).contains(&value));
            }
        }

        #[test]
        fn what_a_field_shows_can_be_typed_again(value in 0u64..u64::MAX, real in -1e6f64..1e6) {
            let text = crate::ui::format::count(value);
            prop_assert_eq!(read::<u64>("n", &text, Allowed { low: 0, high: u64::MAX, whole: true }), Ok(value));
            let shown = crate::ui::format::number(real);
            let again = read("x", &shown, Allowed { low: f64::MIN, high: f64::MAX, whole: false });
            prop_assert_eq!(again.map(crate::ui::format::number), Ok(shown));
        }
    }
}
