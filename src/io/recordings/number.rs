//! Currents as numbers: decimal point or comma, thousands separators, and units written behind.
//!
//! What one number leaves open (is 1,234 a little more than one, or more than a thousand?) the others of the file
//! may settle; what they do not is refused, because it would be wrong a thousandfold.

use super::heading::unit_of;
use crate::analysis::recordings::{LARGEST_VALUE, Unit};

/// The two signs that can divide decimals or thousands.
const SIGNS: [char; 2] = ['.', ','];

/// How the digits of one number are divided; signs by their place in [`SIGNS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Digits only.
    Whole,
    /// This sign can only divide decimals.
    Decimal(usize),
    /// As 1,234: decimals or thousands.
    Open(usize),
    /// This sign divides thousands, and the other one decimals, if at all.
    Grouped(usize),
    /// The same, and the other one does divide decimals.
    Both(usize),
}

/// The shape of a number without sign and exponent; `None` if it is none.
fn shape(digits: &str, exponent: bool) -> Option<Shape> {
    if !digits.contains(|c: char| c.is_ascii_digit())
        || !digits.chars().all(|c| c.is_ascii_digit() || SIGNS.contains(&c))
    {
        return None;
    }
    let count = SIGNS.map(|sign| digits.matches(sign).count());
    let grouped = |text: &str, sign: char| {
        let mut groups = text.split(sign);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
    };
    let of = |sign: usize| grouped(digits, SIGNS[sign]);
    match count {
        [0, 0] => Some(Shape::Whole),
        [1, 0] | [0, 1] => {
            let sign = count[1];
            Some(if of(sign) && !exponent { Shape::Open(sign) } else { Shape::Decimal(sign) })
        }
        [_, 0] => of(0).then_some(Shape::Grouped(0)),
        [0, _] => of(1).then_some(Shape::Grouped(1)),
        _ => {
            let last = digits.rfind(SIGNS)?;
            let decimal = usize::from(digits[last..].starts_with(SIGNS[1]));
            let whole = &digits[..last];
            (count[decimal] == 1 && grouped(whole, SIGNS[1 - decimal])).then_some(Shape::Both(1 - decimal))
        }
    }
}

/// What the numbers of a file show about how they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Numerals {
    /// The sign divides decimals somewhere.
    decimal: [bool; 2],
    /// The sign divides thousands somewhere.
    grouping: [bool; 2],
    /// Semicolons divide columns, as they do where a comma divides decimals.
    semicolons: bool,
    /// A number that may be either has a comma.
    open_comma: bool,
    /// The unit that the first number with one has.
    pub unit: Option<Unit>,
}

/// A number and the unit behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    pub value: f64,
    pub unit: Option<Unit>,
}

impl Numerals {
    pub fn new(delimiter: u8) -> Self {
        Self { semicolons: delimiter == b';', ..Self::default() }
    }

    /// Takes account of one number of the file; of anything else nothing.
    pub fn see(&mut self, text: &str) {
        let Some(parts) = Parts::of(text) else { return };
        self.unit = self.unit.or(parts.unit);
        match parts.shape {
            Shape::Whole => {}
            Shape::Decimal(sign) => self.decimal[sign] = true,
            Shape::Open(sign) => self.open_comma |= sign == 1,
            Shape::Grouped(sign) => self.grouping[sign] = true,
            Shape::Both(sign) => (self.grouping[sign], self.decimal[1 - sign]) = (true, true),
        }
    }

    /// Does a sign that may be either divide decimals? `None` if the file leaves it open.
    fn settles(&self, sign: usize) -> Option<bool> {
        let other = 1 - sign;
        match (self.decimal[sign], self.grouping[sign]) {
            (true, false) => (!self.decimal[other]).then_some(true),
            (false, true) => Some(false),
            (true, true) => None,
            // A point is the rule, a comma only where semicolons make room for it.
            (false, false) => (!self.decimal[other] && (sign == 0 || self.semicolons)).then_some(true),
        }
    }

    /// What was assumed, in a sentence.
    pub fn assumed(&self) -> Option<&'static str> {
        let decimal_comma = self.decimal[1] || (self.open_comma && self.settles(1) == Some(true));
        match (decimal_comma, self.grouping[0] || self.grouping[1]) {
            (true, true) => Some("Decimal comma; thousands are divided too."),
            (true, false) if self.decimal[0] => Some("Decimal comma in some numbers, point in others."),
            (true, false) => Some("Decimal comma."),
            (false, true) => Some("Thousands are divided."),
            (false, false) => None,
        }
    }

    /// The number in a field, of reasonable size.
    ///
    /// # Errors
    /// What is wrong with it and what would be right.
    pub fn read(&self, text: &str) -> Result<Measured, String> {
        let Some(Parts { negative, digits, exponent, shape, unit }) = Parts::of(text) else {
            return in_range(f64::NAN).map(|value| Measured { value, unit: None });
        };
        let decimal = match shape {
            Shape::Whole => None,
            Shape::Decimal(sign) => Some(sign),
            Shape::Grouped(_) => None,
            Shape::Both(sign) => Some(1 - sign),
            Shape::Open(sign) => match self.settles(sign) {
                Some(decimal) => decimal.then_some(sign),
                None => return Err(open(&digits, sign)),
            },
        };
        let plain: String = digits
            .chars()
            .filter_map(|c| match SIGNS.iter().position(|sign| *sign == c) {
                Some(sign) => (decimal == Some(sign)).then_some('.'),
                None => Some(c),
            })
            .collect();
        let value: f64 = format!("{plain}{exponent}").parse().unwrap_or(f64::NAN);
        in_range(if negative { -value } else { value }).map(|value| Measured { value, unit })
    }
}

fn open(digits: &str, sign: usize) -> String {
    let (small, large) = (digits.replace(SIGNS[sign], "."), digits.replace(SIGNS[sign], ""));
    format!("may be {small} or {large}: give numbers without thousands separators, with a decimal point")
}

/// A number taken apart.
struct Parts {
    negative: bool,
    digits: String,
    /// With its `e`, or nothing.
    exponent: String,
    shape: Shape,
    unit: Option<Unit>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let (number, behind) =
            text.split_at(text.rfind(|c: char| c.is_ascii_digit() || SIGNS.contains(&c))? + 1);
        let behind = behind.trim();
        let unit = if behind.is_empty() { None } else { Some(unit_of(behind)?) };
        // Typeset tables have a real minus sign.
        let unsigned = number.strip_prefix(['-', '\u{2212}', '\u{2013}']);
        let number = unsigned.or_else(|| number.strip_prefix('+')).unwrap_or(number).trim_start();
        let (digits, exponent) = match number.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, format!("e{}", power.replace('\u{2212}', "-"))),
            None => (number, String::new()),
        };
        let sound = exponent.is_empty() || exponent[1..].parse::<i32>().is_ok();
        let digits = without_spaces(digits);
        let shape = shape(&digits, !exponent.is_empty()).filter(|_| sound)?;
        Some(Self { negative: unsigned.is_some(), digits, exponent, shape, unit })
    }
}

/// 1 234 567 in one piece; where blanks do not divide thousands they stay.
fn without_spaces(digits: &str) -> String {
    let space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’');
    if !digits.contains(space) {
        return digits.to_owned();
    }
    let whole = digits.split(SIGNS).next().unwrap_or_default();
    let mut groups = whole.split(space);
    let first = groups.next().unwrap_or_default();
    let sound = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    if sound { digits.replace(space, "") } else { digits.to_owned() }
}

/// A current of reasonable size, in whatever unit.
pub(super) fn in_range(value: f64) -> Result<f64, String> {
    if value.abs() <= LARGEST_VALUE {
        return Ok(value);
    }
    Err(format!(
        "is no current: give a number between -{LARGEST_VALUE:e} and {LARGEST_VALUE:e}, leave it blank if it is \
         missing, or put # before the row"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of all, each read as the whole file is.
    fn read(delimiter: u8, texts: &[&str]) -> Vec<Option<f64>> {
        let mut numerals = Numerals::new(delimiter);
        texts.iter().for_each(|text| numerals.see(text));
        texts.iter().map(|text| numerals.read(text).ok().map(|measured| measured.value)).collect()
    }

    #[test]
    fn numbers_are_what_the_file_says_they_are() {
        let cases: [(u8, &[&str], &[f64]); 14] = [
            (b',', &["-3.5e2", "\u{2212}3.5", "+.5", "7.", "1E-3"], &[-350.0, -3.5, 0.5, 7.0, 1e-3]),
            (b',', &["52.383", "57.065"], &[52.383, 57.065]),
            (b',', &["52,383", "61,53"], &[52.383, 61.53]),
            (b',', &["0,383", "52,383"], &[0.383, 52.383]),
            (b';', &["52,383", "57,065"], &[52.383, 57.065]),
            (b'\t', &["-52,383", "1234,567"], &[-52.383, 1234.567]),
            (b',', &["1,234.5", "1,234", "12"], &[1234.5, 1234.0, 12.0]),
            (b';', &["1.234,5", "1.234", "3,5"], &[1234.5, 1234.0, 3.5]),
            (b',', &["1,234,567", "1,234"], &[1_234_567.0, 1234.0]),
            (b';', &["3,5", "3.5"], &[3.5, 3.5]),
            (b';', &["1 234,5", "1\u{a0}234\u{a0}567", "1'234.25"], &[1234.5, 1_234_567.0, 1234.25]),
            (b',', &["1,234e2", "0"], &[123.4, 0.0]),
            (b',', &["12.3 pA", "12.3pA", "4e1 pA"], &[12.3, 12.3, 40.0]),
            (b'|', &["5,25", "1,234"], &[5.25, 1.234]),
        ];
        for (delimiter, texts, values) in cases {
            assert_eq!(
                read(delimiter, texts),
                values.iter().map(|x| Some(*x)).collect::<Vec<_>>(),
                "{texts:?}"
            );
        }
    }

    #[test]
    fn what_may_be_two_numbers_is_refused() {
        assert_eq!(read(b',', &["1,234", "52.38"]), [None, Some(52.38)]);
        assert_eq!(read(b',', &["1,234", "567"]), [None, Some(567.0)]);
        assert_eq!(read(b';', &["1.234", "3,5"]), [None, Some(3.5)]);
        assert_eq!(read(b';', &["1,234", "3.5", "3,5"]), [None, Some(3.5), Some(3.5)]);
        let told = Numerals::new(b',').read("1,234").unwrap_err();
        assert!(told.contains("1.234 or 1234"), "{told}");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for bad in [
            "",
            "nan",
            "inf",
            "1e300",
            "0x10",
            "abc",
            "12 kg",
            "12.3.4",
            "1,2,3",
            "1,23.4",
            "1.234.5,6",
            "5 ± 2",
            "1 2",
            "--3",
            "1e",
            "e5",
            "3-4",
            "pA",
            ".",
            ",",
            "12 3",
            "1e2.5",
        ] {
            for delimiter in *b",;" {
                assert!(Numerals::new(delimiter).read(bad).is_err(), "{bad}");
            }
        }
    }
}
