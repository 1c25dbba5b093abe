//! The axes of an atlas: steps with the values of a parameter.

use std::sync::Arc;

use crate::analysis::atlas::{Axis, Spacing};
use crate::ui::format;
use crate::ui::views::ticks::{self, Scale};

/// About as many numbers stand at an axis.
const TICKS: usize = 6;

/// Numbers at round values, placed in units of steps.
pub fn scale(axis: &Axis) -> Scale {
    let values = axis.values();
    let (Some(&low), Some(&high)) = (values.first(), values.last()) else { return Scale::Numbers };
    let round = match axis.spacing() {
        Spacing::Linear => {
            let ticks = ticks::over(&Scale::Numbers, (low, high), TICKS);
            ticks.into_iter().map(|tick| (tick.value, tick.text)).collect()
        }
        Spacing::Log => decades(low, high),
    };
    Scale::Placed(round.into_iter().map(|(value, text)| (axis.place(value), text)).collect::<Arc<[_]>>())
}

/// 1, 2 and 5 times powers of ten, or those powers alone where that is enough.
fn decades(low: f64, high: f64) -> Vec<(f64, String)> {
    let powers = low.log10().floor() as i32..=high.log10().ceil() as i32;
    let of = |multiples: &[f64]| -> Vec<f64> {
        let all = powers.clone().flat_map(|power| multiples.iter().map(move |m| m * 10f64.powi(power)));
        all.filter(|value| (low * 0.9999..=high * 1.0001).contains(value)).collect()
    };
    let enough = [&[1.0][..], &[1.0, 3.0], &[1.0, 2.0, 5.0], &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0]];
    let found = enough.into_iter().map(of).find(|values| values.len() >= 3);
    let values = found.unwrap_or_else(|| vec![low, high]);
    values.into_iter().map(|value| (value, format::number(value))).collect()
}

/// What an axis is called.
pub fn title(axis: &Axis) -> String {
    let coordinate = axis.coordinate();
    format!("{} {}", coordinate.name(), coordinate.symbol())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithmic_axes_have_round_numbers() {
        let texts =
            |low, high| decades(low, high).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        assert_eq!(texts(0.1, 100.0), "0.1 1 10 100");
        assert_eq!(texts(0.1, 5.0), "0.1 0.3 1 3");
        assert_eq!(texts(1.0, 5.0), "1 2 5");
        assert_eq!(texts(1.2, 1.3), "1.2 1.3");
    }
}
