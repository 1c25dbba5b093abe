//! What of a plot is seen: all of it, or what was zoomed to, within limits.

use egui::{PointerButton, Pos2, Rect, Response, Ui, Vec2};

use super::screen::{Screen, Span};

/// How far one can zoom in and out, relative to what shows everything.
const CLOSEST: f64 = 1e-6;
const FARTHEST: f64 = 1e3;
/// Fewest digits of a number that are left for what is seen of an axis.
const RESOLUTION: f64 = 1e-11;

/// What was zoomed to, along x and along y; `None` shows everything.
pub type View = [Option<Span>; 2];

/// A span that is one: finite, and wider than nothing. `farthest` is how many times `fit` it may be.
pub fn held(asked: Span, fit: Span, farthest: f64) -> Span {
    let width = fit[1] - fit[0];
    let center = (fit[0] + fit[1]) / 2.0;
    let middle = (asked[0] + asked[1]) / 2.0;
    let reach = width * farthest / 2.0;
    let middle = if middle.is_finite() { middle.clamp(center - reach, center + reach) } else { center };
    let least = (width * CLOSEST).max(middle.abs() * RESOLUTION);
    let span = asked[1] - asked[0];
    let span = if span.is_finite() { span.clamp(least, (width * farthest).max(least)) } else { width };
    [middle - span / 2.0, middle + span / 2.0]
}

/// What shows everything from `low` to `high`: with a margin, never empty, and finite whatever the data are.
pub fn fitted(low: f64, high: f64, margin: f64) -> Span {
    const LARGEST: f64 = 1e290;
    let (low, high) = (low.max(-LARGEST), high.min(LARGEST));
    if low > high {
        return [-1.0, 1.0];
    }
    let middle = (low + high) / 2.0;
    let width = high - low;
    // Of one value alone, something around it.
    let least = (middle.abs() * RESOLUTION).max(1e-250);
    if width < least {
        let half = if middle == 0.0 { 1.0 } else { (middle.abs() * 0.1).max(least) };
        return [middle - half, middle + half];
    }
    [low - margin * width, high + margin * width]
}

/// The same and more, so that a unit is as long along x as along y in a frame of this size.
pub fn equal(bounds: [Span; 2], frame: Vec2) -> [Span; 2] {
    let span = |d: usize| bounds[d][1] - bounds[d][0];
    let sides = [f64::from(frame.x.max(1.0)), f64::from(frame.y.max(1.0))];
    let unit = (span(0) / sides[0]).max(span(1) / sides[1]);
    [0, 1].map(|d| {
        let (middle, half) = ((bounds[d][0] + bounds[d][1]) / 2.0, unit * sides[d] / 2.0);
        // An axis that already has this scale stays as it is, to the last digit.
        if half <= span(d) / 2.0 { bounds[d] } else { [middle - half, middle + half] }
    })
}

/// The farthest that one can zoom out on such a scale.
pub fn farthest(scale: &super::Scale) -> f64 {
    match scale {
        super::Scale::Numbers => FARTHEST,
        super::Scale::Octaves => 10.0,
        super::Scale::Names(_) | super::Scale::Placed(_) => 4.0,
    }
}

/// What the pointer asks for in this frame: other bounds than those on `screen`. `box_start` remembers where a box
/// was begun.
pub fn asked(
    ui: &Ui,
    response: &Response,
    screen: &Screen,
    box_start: &mut Option<Pos2>,
) -> Option<[Span; 2]> {
    zoomed(ui, response, screen)
        .or_else(|| dragged(response, screen))
        .or_else(|| boxed(ui, response, screen, box_start))
}

fn zoomed(ui: &Ui, response: &Response, screen: &Screen) -> Option<[Span; 2]> {
    let at = ui.input(|input| input.pointer.hover_pos()).filter(|_| response.contains_pointer())?;
    let Vec2 { x, y } = ui.input(|input| input.zoom_delta_2d());
    let usable = |factor: f32| if factor.is_finite() { f64::from(factor).clamp(1e-6, 1e6) } else { 1.0 };
    let factors = [usable(x), usable(y)];
    if factors == [1.0, 1.0] {
        return None;
    }
    let center = screen.value(at);
    Some([0, 1].map(|d| screen.bounds[d].map(|end| center[d] + (end - center[d]) / factors[d])))
}

fn dragged(response: &Response, screen: &Screen) -> Option<[Span; 2]> {
    let delta = response.dragged_by(PointerButton::Primary).then(|| response.drag_delta())?;
    if delta == Vec2::ZERO {
        return None;
    }
    let Rect { min, max } = screen.frame;
    let shift = [-delta.x / (max.x - min.x), delta.y / (max.y - min.y)];
    Some([0, 1].map(|d| screen.bounds[d].map(|end| end + f64::from(shift[d]) * screen.span(d))))
}

/// A box drawn with the other button.
fn boxed(ui: &Ui, response: &Response, screen: &Screen, start: &mut Option<Pos2>) -> Option<[Span; 2]> {
    if response.drag_started_by(PointerButton::Secondary) {
        *start = ui.input(|input| input.pointer.press_origin());
    }
    let from = (*start)?;
    let to = ui.input(|input| input.pointer.latest_pos()).unwrap_or(from);
    let rect = Rect::from_two_pos(from, to).intersect(screen.frame);
    if response.dragged_by(PointerButton::Secondary) {
        let painter = ui.painter().with_clip_rect(screen.frame);
        for (width, color) in [(4.0, egui::Color32::BLACK), (2.0, egui::Color32::WHITE)] {
            painter.rect_stroke(rect, 0.0, (width, color), egui::StrokeKind::Middle);
        }
        return None;
    }
    *start = None;
    if !response.drag_stopped_by(PointerButton::Secondary) {
        return None;
    }
    // Of a box that is hardly one nothing could be seen.
    if rect.width() < 4.0 || rect.height() < 4.0 {
        return None;
    }
    let (low, high) = (screen.value(rect.left_bottom()), screen.value(rect.right_top()));
    Some([[low[0], high[0]], [low[1], high[1]]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is asked and whatever the data: a finite span in which neighbouring points differ.
        #[test]
        fn what_is_seen_is_always_a_range(
            low in prop::num::f64::ANY, high in prop::num::f64::ANY,
            from in prop::num::f64::ANY, to in prop::num::f64::ANY,
        ) {
            let fit = fitted(low, high, 0.05);
            prop_assert!(fit[0].is_finite() && fit[1].is_finite() && fit[0] < fit[1], "{fit:?}");
            let seen = held([from, to], fit, FARTHEST);
            let hundredth = (seen[1] - seen[0]) / 100.0;
            prop_assert!(seen[0].is_finite() && seen[1].is_finite(), "{seen:?}");
            prop_assert!(seen[0] + hundredth > seen[0] && seen[1] - hundredth < seen[1], "{seen:?}");
        }
    }

    #[test]
    fn equal_scales_show_all_that_was_seen_and_no_more_than_needed() {
        let frame = egui::vec2(200.0, 100.0);
        for bounds in [[[0.0, 10.0], [0.0, 10.0]], [[-3.0, 1.0], [5.0, 5.5]], [[0.0, 2.0], [0.0, 1.0]]] {
            let [x, y] = equal(bounds, frame);
            assert!(((x[1] - x[0]) / 200.0 - (y[1] - y[0]) / 100.0).abs() < 1e-12);
            for (seen, asked) in [x, y].into_iter().zip(bounds) {
                assert!(seen[0] <= asked[0] && seen[1] >= asked[1], "{seen:?} {asked:?}");
            }
            assert!(x == bounds[0] || y == bounds[1]);
        }
    }

    #[test]
    fn zoom_ends_where_the_limits_are() {
        let fit = [0.0, 10.0];
        assert_eq!(held([2.0, 4.0], fit, FARTHEST), [2.0, 4.0]);
        let near = held([3.0, 3.0 + 1e-12], fit, FARTHEST);
        assert!(((near[1] - near[0]) / 1e-5 - 1.0).abs() < 1e-6, "{near:?}");
        let far = held([-1e20, 1e20], fit, FARTHEST);
        assert_eq!(far[1] - far[0], 10_000.0);
        assert!(held([1e30, 1e30 + 1.0], fit, FARTHEST)[1] < 6000.0);
        // One value alone, all the same values, no value.
        assert_eq!(fitted(0.0, 0.0, 0.1), [-1.0, 1.0]);
        assert_eq!(fitted(100.0, 100.0, 0.1), [90.0, 110.0]);
        assert_eq!(fitted(f64::INFINITY, f64::NEG_INFINITY, 0.1), [-1.0, 1.0]);
        assert_eq!(fitted(0.0, 10.0, 0.1), [-1.0, 11.0]);
        // The last 80 presentations of a day at full speed.
        for last in [1e6, 1.6e9, 2.5e11] {
            assert_eq!(fitted(last - 80.0, last, 0.0), [last - 80.0, last]);
            assert_eq!(held([last - 80.0, last], [last - 80.0, last], FARTHEST), [last - 80.0, last]);
        }
    }
}
