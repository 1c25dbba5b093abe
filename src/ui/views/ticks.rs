//! Axis ticks at round numbers (1, 2 or 5 times a power of ten), few enough for a small plot.

use std::ops::RangeInclusive;

use egui_plot::{GridInput, GridMark};

use crate::ui::format;

/// The label of a tick.
pub fn label(mark: GridMark, _: &RangeInclusive<f64>) -> String {
    format::number(mark.value)
}

/// About `count` ticks over the visible range.
pub fn about(count: usize) -> impl Fn(GridInput) -> Vec<GridMark> {
    move |input| {
        let (low, high) = input.bounds;
        let Some(mut step) = step((high - low) / count.max(1) as f64) else { return Vec::new() };
        let ends = |step: f64| ((low / step).ceil() as i64, (high / step).floor() as i64);
        let (mut first, mut last) = ends(step);
        if last <= first {
            // One number alone gives no scale.
            step /= if (step.log10().rem_euclid(1.0) - 5f64.log10()).abs() < 1e-6 { 2.5 } else { 2.0 };
            (first, last) = ends(step);
        }
        (first..=last).take(50).map(|k| GridMark { value: k as f64 * step, step_size: step }).collect()
    }
}

/// The round number nearest above `rough`.
fn step(rough: f64) -> Option<f64> {
    if !(rough > 0.0 && rough.is_finite()) {
        return None;
    }
    let decade = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|step| *step >= rough * 0.999)?;
    (step > 0.0 && step.is_finite()).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let marks = |low: f64, high: f64| -> Vec<f64> {
            let input = GridInput { bounds: (low, high), base_step_size: 0.1 };
            about(4)(input).iter().map(|mark| mark.value).collect()
        };
        assert_eq!(marks(-0.3, 1.9), [0.0, 1.0]);
        assert_eq!(marks(31.0, 62.0), [40.0, 50.0, 60.0]);
        assert_eq!(marks(-9.6, 9.6), [-5.0, 0.0, 5.0]);
        assert_eq!(marks(-19.0, 19.0), [-10.0, 0.0, 10.0]);
        assert!(marks(0.0, f64::INFINITY).is_empty() && marks(1.0, 1.0).is_empty());
    }
}
