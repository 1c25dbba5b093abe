//! Axis ticks at round numbers (1, 2 or 5 times a power of ten), few enough for a small plot, with as many digits as
//! tell one from the next.

use std::sync::Arc;

use crate::ui::format;

/// What the numbers of an axis are.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// Numbers.
    Numbers,
    /// Octaves, named by two to their power.
    Octaves,
    /// Rows or columns with names, at 0, 1, 2 and so on.
    Names(Arc<[String]>),
    /// Words at these places.
    Placed(Arc<[(f64, String)]>),
}

impl Scale {
    /// Rows or columns with these names.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Names(names.into_iter().map(str::to_owned).collect())
    }
}

/// A place on an axis, and its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// To the next.
    pub step: f64,
    /// Its label.
    pub text: String,
}

/// Most ticks of an axis.
const MOST: usize = 50;

/// About `count` ticks from `low` to `high`. No two have the same label; of a range that is none there are none.
pub fn over(scale: &Scale, (low, high): (f64, f64), count: usize) -> Vec<Tick> {
    if let Scale::Names(names) = scale {
        let named = names.iter().enumerate().map(|(at, name)| (at as f64, name.clone()));
        let there = named.filter(|(at, _)| (low..=high).contains(at)).take(MOST);
        return there.map(|(value, text)| Tick { value, step: 1.0, text }).collect();
    }
    if let Scale::Placed(places) = scale {
        let there = places.iter().filter(|(at, _)| (low..=high).contains(at)).take(MOST);
        return there.map(|(value, text)| Tick { value: *value, step: 1.0, text: text.clone() }).collect();
    }
    let (values, step) = about(low, high, count);
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let texts = |digits: usize| -> Vec<String> {
        let text = |&value: &f64| match scale {
            Scale::Octaves => significant(value.exp2(), digits),
            _ => label(value, step, largest),
        };
        values.iter().map(text).collect()
    };
    let apart = |texts: &[String]| texts.windows(2).all(|pair| pair[0] != pair[1]);
    let most = if *scale == Scale::Octaves { 16 } else { 2 };
    let texts = (2..=most).map(texts).find(|texts| apart(texts)).unwrap_or_default();
    values.into_iter().zip(texts).map(|(value, text)| Tick { value, step, text }).collect()
}

/// Round numbers in a range, and how far apart they are.
fn about(low: f64, high: f64, count: usize) -> (Vec<f64>, f64) {
    let Some(mut step) = step((high - low) / count.max(1) as f64) else { return (Vec::new(), 1.0) };
    let ends = |step: f64| ((low / step).ceil(), (high / step).floor());
    let (mut first, mut last) = ends(step);
    if last <= first {
        // One number alone gives no scale.
        step /= if (step.log10().rem_euclid(1.0) - 5f64.log10()).abs() < 1e-6 { 2.5 } else { 2.0 };
        (first, last) = ends(step);
    }
    // Beyond the digits of a number, neighbours are the same.
    if (last - first).is_nan() || last < first || first.abs().max(last.abs()) > 1e15 {
        return (Vec::new(), step);
    }
    let within = (0..MOST).map(|k| first + k as f64).take_while(|k| *k <= last);
    (within.map(|k| k * step).collect(), step)
}

/// The round number nearest above `rough`.
fn step(rough: f64) -> Option<f64> {
    if !(rough > 0.0 && rough.is_finite()) {
        return None;
    }
    let decade = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|step| *step >= rough * 0.999)?;
    (step > 1e-300 && step.is_finite()).then_some(step)
}

/// A value with the digits that tell it from those a `step` away; all up to `largest` are written alike.
fn label(value: f64, step: f64, largest: f64) -> String {
    let place = (step.abs() * 1.000_001).log10().floor();
    if value == 0.0 {
        return "0".to_owned();
    }
    if (1e-4..1e7).contains(&largest) && place >= -12.0 {
        return format::grouped(value, (-place).max(0.0) as usize);
    }
    let digits = (value.abs().log10().floor() - place).clamp(0.0, 16.0) as usize;
    format!("{value:.digits$e}")
}

/// A value of which a reader can tell parts in a thousand of `span`: for what is pointed at.
pub fn value(value: f64, span: f64) -> String {
    let fine = (span.abs() / 1000.0).max(value.abs() * 1e-12).max(f64::MIN_POSITIVE);
    let text = label(value, fine, value.abs());
    match text.split_once('.') {
        Some((_, decimals)) if decimals.bytes().all(|digit| digit.is_ascii_digit()) => {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text,
    }
}

/// A value to `digits` significant digits, without trailing zeros.
fn significant(value: f64, digits: usize) -> String {
    if !(1e-4..1e7).contains(&value) {
        return format!("{value:.*e}", digits - 1);
    }
    let decimals = (digits as f64 - 1.0 - value.log10().floor()).max(0.0) as usize;
    let text = format::grouped(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(scale: Scale, low: f64, high: f64, count: usize) -> Vec<String> {
        over(&scale, (low, high), count).into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn ticks_are_round_and_inside() {
        let marks = |low: f64, high: f64| about(low, high, 4).0;
        assert_eq!(marks(-0.3, 1.9), [0.0, 1.0]);
        assert_eq!(marks(31.0, 62.0), [40.0, 50.0, 60.0]);
        assert_eq!(marks(-9.6, 9.6), [-5.0, 0.0, 5.0]);
        assert_eq!(marks(-19.0, 19.0), [-10.0, 0.0, 10.0]);
    }

    #[test]
    fn labels_have_the_digits_of_the_step_and_are_grouped() {
        let numbers = |low, high, count| texts(Scale::Numbers, low, high, count);
        assert_eq!(numbers(0.0, 160_000.0, 4), ["0", "50 000", "100 000", "150 000"]);
        assert_eq!(numbers(10.0595, 10.0635, 4), ["10.060", "10.061", "10.062", "10.063"]);
        assert_eq!(numbers(-1.1, 1.1, 4), ["-1", "0", "1"]);
        assert_eq!(numbers(0.0, 1.0, 2), ["0", "0.5", "1.0"]);
        assert_eq!(numbers(12_345.12, 12_345.18, 3), ["12 345.12", "12 345.14", "12 345.16", "12 345.18"]);
        assert_eq!(numbers(0.0, 3e7, 3), ["0", "1e7", "2e7", "3e7"]);
        assert_eq!(
            numbers(1e9 + 0.5, 1e9 + 4.5, 4),
            ["1.000000001e9", "1.000000002e9", "1.000000003e9", "1.000000004e9"]
        );
        assert_eq!(texts(Scale::Octaves, 0.9, 4.2, 4), ["2", "4", "8", "16"]);
        let near = texts(Scale::Octaves, 2.0, 2.0001, 4);
        assert!(near.len() >= 3 && near.windows(2).all(|pair| pair[0] != pair[1]), "{near:?}");
        assert_eq!(texts(Scale::names(["a", "b", "c"]), 0.5, 9.0, 4), ["b", "c"]);
    }

    #[test]
    fn what_is_pointed_at_has_the_digits_that_can_be_told_apart() {
        assert_eq!(value(0.953_712, 1.0), "0.954");
        assert_eq!(value(12_430.0, 20_000.0), "12 430");
        assert_eq!(value(10.060_004_21, 1e-5), "10.06000421");
        assert_eq!(value(0.0, 1.0), "0");
        assert_eq!(value(1.5, 1.0), "1.5");
    }

    proptest! {
        /// Whatever the range: few ticks, all inside, all different.
        #[test]
        fn ticks_of_any_range_are_few_and_differ(
            middle in prop::num::f64::ANY, span in prop::num::f64::ANY, count in 0..30_usize,
        ) {
            for scale in [Scale::Numbers, Scale::Octaves, Scale::names(["one", "two"])] {
                let found = over(&scale, (middle - span, middle + span), count);
                prop_assert!(found.len() <= MOST);
                prop_assert!(found.windows(2).all(|pair| pair[0].text != pair[1].text), "{found:?}");
            }
        }

        #[test]
        fn ticks_of_a_zoomed_range_are_there_and_differ(
            middle in -1e6..1e6_f64, zoom in -5.0..9.0_f64, count in 2..8_usize,
        ) {
            let span = 10f64.powf(zoom);
            let found = over(&Scale::Numbers, (middle - span, middle + span), count);
            prop_assert!(found.len() >= 2, "{found:?}");
            for (at, tick) in found.iter().enumerate() {
                prop_assert!(found[..at].iter().all(|other| other.text != tick.text), "{found:?}");
                prop_assert!((tick.value - middle).abs() <= span * 1.000_001);
                let said: f64 = tick.text.replace(' ', "").parse().unwrap();
                prop_assert!((said - tick.value).abs() < 0.01 * tick.step, "{tick:?}");
            }
        }
    }
}
