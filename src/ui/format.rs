//! Numbers and symbols as text.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId};

use crate::model::params::{Kind, Spec};

/// A number to about four significant digits, without trailing zeros: 0.0015, 8.5, 20, ∞.
pub fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e7).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    let decimals = match magnitude {
        m if m >= 1000.0 => 0,
        m if m >= 100.0 => 1,
        m if m >= 10.0 => 2,
        m if m >= 0.1 || m == 0.0 => 3,
        m if m >= 0.01 => 4,
        _ => 5,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A parameter's value as its widget shows it.
pub fn value(spec: &Spec, value: f64) -> String {
    match spec.kind {
        Kind::Count => format!("{value:.0}"),
        Kind::Switch => spec.show(value),
        Kind::Real => number(value),
    }
}

/// A change with its sign and two digits.
pub fn signed(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let sign = if value > 0.0 { "+" } else { "−" };
    if value.abs() < 1e-3 {
        return format!("{sign}{:.1e}", value.abs());
    }
    let digits = (1.0 - value.abs().log10().floor()).max(0.0) as usize;
    format!("{sign}{:.digits$}", value.abs())
}

/// A count with thin groups of three digits: 12 430.
pub fn count(value: u64) -> String {
    groups(&value.to_string())
}

/// A number with this many decimals and its digits before them in groups: 12 430.5.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    format!("{}{}{rest}", if value < 0.0 { "-" } else { "" }, groups(whole))
}

fn groups(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Size of an index, as part of that of its symbol.
pub const INDEX: f32 = 0.72;

/// A symbol such as `ρ_A` with its index lowered.
pub fn symbol(job: &mut LayoutJob, symbol: &str, font: &FontId, color: Color32) {
    let (base, index) = symbol.split_once('_').unwrap_or((symbol, ""));
    job.append(base, 0.0, TextFormat::simple(font.clone(), color));
    if !index.is_empty() {
        let small = FontId::new(font.size * INDEX, font.family.clone());
        let lowered = TextFormat { valign: Align::BOTTOM, ..TextFormat::simple(small, color) };
        job.append(index, 0.5, lowered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_show_sign_and_two_digits() {
        assert_eq!(signed(0.000_283), "+2.8e-4");
        assert_eq!(signed(-0.0164), "−0.016");
        assert_eq!(signed(12.3), "+12");
        assert_eq!(signed(0.0), "0");
    }

    #[test]
    fn numbers_are_short_and_true() {
        let cases = [
            (0.0015, "0.0015"),
            (8.5, "8.5"),
            (20.0, "20"),
            (0.91, "0.91"),
            (1234.0, "1234"),
            (0.0, "0"),
            (f64::INFINITY, "∞"),
            (1e-9, "1.00e-9"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(7), "7");
        assert_eq!(count(12_430), "12 430");
        assert_eq!(count(1_000_000), "1 000 000");
    }
}
