//! Physical units of recorded currents.

use serde::{Serialize, Serializer};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Amperes.
    Current,
    /// Siemens.
    Conductance,
    /// Coulombs.
    Charge,
    /// Volts.
    Voltage,
    /// A pure number, as in units of the threshold.
    Number,
}

/// A unit: a quantity and a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    symbol: &'static str,
    quantity: Quantity,
    exponent: i32,
}

const fn unit(symbol: &'static str, quantity: Quantity, exponent: i32) -> Unit {
    Unit { symbol, quantity, exponent }
}

/// All units that have a symbol.
const UNITS: [Unit; 18] = [
    unit("fA", Quantity::Current, -15),
    unit("pA", Quantity::Current, -12),
    unit("nA", Quantity::Current, -9),
    unit("µA", Quantity::Current, -6),
    unit("mA", Quantity::Current, -3),
    unit("A", Quantity::Current, 0),
    unit("pS", Quantity::Conductance, -12),
    unit("nS", Quantity::Conductance, -9),
    unit("µS", Quantity::Conductance, -6),
    unit("mS", Quantity::Conductance, -3),
    unit("S", Quantity::Conductance, 0),
    unit("fC", Quantity::Charge, -15),
    unit("pC", Quantity::Charge, -12),
    unit("nC", Quantity::Charge, -9),
    unit("µC", Quantity::Charge, -6),
    unit("µV", Quantity::Voltage, -6),
    unit("mV", Quantity::Voltage, -3),
    unit("V", Quantity::Voltage, 0),
];

/// Words for a pure number, in small letters.
const NUMBERS: [&str; 8] =
    ["", "1", "none", "threshold", "threshold units", "a.u.", "arbitrary", "dimensionless"];

impl Unit {
    /// No unit: a pure number.
    pub const NONE: Self = unit("", Quantity::Number, 0);

    /// What can be written, for messages.
    pub const EXPECTED: &'static str = "pA, nA, µA, A, pS, nS, µS, fC, pC, nC, mV, or none";

    /// The unit of this name. Capital and small letters differ (`nS` is no time); micro may be `u`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if NUMBERS.contains(&text.to_lowercase().as_str()) {
            return Some(Self::NONE);
        }
        // The micro sign and the Greek letter look alike.
        let text: String = text.chars().map(|c| if matches!(c, 'u' | '\u{3bc}') { 'µ' } else { c }).collect();
        UNITS.into_iter().find(|unit| unit.symbol == text)
    }

    /// As written; empty for a pure number.
    pub fn symbol(self) -> &'static str {
        self.symbol
    }

    /// What it is a unit of.
    pub fn quantity(self) -> Quantity {
        self.quantity
    }

    /// `value`, given in this unit, in the unit `other`; `None` if they measure different things.
    pub fn convert(self, value: f64, other: Self) -> Option<f64> {
        let power = self.exponent - other.exponent;
        // Powers of ten from 1 to 1e15 are exact, their inverses are not.
        let factor = 10_f64.powi(power.abs());
        (self.quantity == other.quantity).then(|| if power < 0 { value / factor } else { value * factor })
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_convert_and_kinds_do_not() {
        let [pico, nano, micro] = ["pA", "nA", "uA"].map(|text| Unit::parse(text).unwrap());
        assert_eq!(nano.convert(0.25, pico), Some(250.0));
        assert_eq!(pico.convert(250.0, nano), Some(0.25));
        assert_eq!(micro, Unit::parse(" \u{3bc}A ").unwrap());
        assert_eq!(micro.symbol(), "µA");
        assert_eq!(pico.convert(1.0, Unit::parse("nS").unwrap()), None);
        assert_eq!(pico.convert(1.0, Unit::NONE), None);
        for wrong in ["pa", "ns", "ms", "kg", "p A"] {
            assert_eq!(Unit::parse(wrong), None, "{wrong}");
        }
    }
}
