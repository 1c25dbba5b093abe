//! Lines and areas cut to what is seen of them, before they are dashed: what a plot costs does not depend on how
//! far it is zoomed, and no huge coordinate reaches the tessellator.

use egui::{Pos2, Rect, pos2};

/// A point on the screen, as exact as the data.
pub type Place = [f64; 2];

/// Most dashes or dots of one line: a longer one is drawn solid, which looks the same where it is so dense.
const MOST: f64 = 2000.0;

/// A part of a line that is seen: from where to where, and how far along the whole line it begins.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    from: Place,
    to: Place,
    along: f64,
}

impl Seen {
    fn length(&self) -> f64 {
        distance(self.from, self.to)
    }

    /// The point at this distance along the whole line.
    fn at(&self, along: f64) -> Pos2 {
        let length = self.length();
        let t = if length > 0.0 { ((along - self.along) / length).clamp(0.0, 1.0) } else { 0.0 };
        point([0, 1].map(|d| self.from[d] + t * (self.to[d] - self.from[d])))
    }
}

fn point([x, y]: Place) -> Pos2 {
    pos2(x as f32, y as f32)
}

fn distance(one: Place, other: Place) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

/// The part of a segment within `frame`, as parts (0 to 1) of its length.
fn within(from: Place, to: Place, frame: Rect) -> Option<[f64; 2]> {
    let (low, high) = ([frame.left(), frame.top()], [frame.right(), frame.bottom()]);
    let mut part = [0.0_f64, 1.0_f64];
    for d in 0..2 {
        let (low, high, step) = (f64::from(low[d]), f64::from(high[d]), to[d] - from[d]);
        if step == 0.0 {
            if !(low..=high).contains(&from[d]) {
                return None;
            }
            continue;
        }
        let ends = [(low - from[d]) / step, (high - from[d]) / step];
        part = [part[0].max(ends[0].min(ends[1])), part[1].min(ends[0].max(ends[1]))];
    }
    (part[0] <= part[1]).then_some(part)
}

/// What is seen of a path, segment by segment. A point that is no number interrupts it.
fn seen(path: &[Place], frame: Rect) -> Vec<Seen> {
    let mut along = 0.0;
    let mut found = Vec::new();
    for pair in path.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        if !from.iter().chain(&to).all(|value| value.is_finite()) {
            continue;
        }
        let length = distance(from, to);
        if let Some(part) = within(from, to, frame) {
            let at = |t: f64| [0, 1].map(|d| from[d] + t * (to[d] - from[d]));
            found.push(Seen { from: at(part[0]), to: at(part[1]), along: along + part[0] * length });
        }
        along += length;
    }
    found
}

/// The runs of a path that are seen.
pub fn runs(path: &[Place], frame: Rect) -> Vec<Vec<Pos2>> {
    let mut runs: Vec<Vec<Pos2>> = Vec::new();
    let mut end: Option<Place> = None;
    for part in seen(path, frame) {
        match runs.last_mut() {
            Some(run) if end == Some(part.from) => run.push(point(part.to)),
            _ => runs.push(vec![point(part.from), point(part.to)]),
        }
        end = Some(part.to);
    }
    runs
}

/// The dashes that are seen of a dashed path; `None` where there are too many of them. They lie where they would lie
/// on the whole path.
pub fn dashes(path: &[Place], frame: Rect, dash: f64, gap: f64) -> Option<Vec<[Pos2; 2]>> {
    let parts = seen(path, frame);
    let period = dash + gap;
    too_many(&parts, period)?;
    let mut dashes = Vec::new();
    for part in &parts {
        let end = part.along + part.length();
        let mut start = (part.along / period).floor() * period;
        while start < end {
            let (from, to) = (start.max(part.along), (start + dash).min(end));
            if from < to {
                dashes.push([part.at(from), part.at(to)]);
            }
            start += period;
        }
    }
    Some(dashes)
}

/// The dots that are seen of a dotted path; `None` where there are too many of them.
pub fn dots(path: &[Place], frame: Rect, spacing: f64) -> Option<Vec<Pos2>> {
    let parts = seen(path, frame);
    too_many(&parts, spacing)?;
    let mut dots = Vec::new();
    for part in &parts {
        let end = part.along + part.length();
        let mut next = (part.along / spacing).ceil() * spacing;
        while next < end {
            dots.push(part.at(next));
            next += spacing;
        }
    }
    Some(dots)
}

/// `None` if that many periods are seen, or if they are too far along for their place to be known.
fn too_many(parts: &[Seen], period: f64) -> Option<()> {
    let length: f64 = parts.iter().map(Seen::length).sum();
    let far = parts.iter().map(|part| part.along).fold(0.0, f64::max);
    (length / period <= MOST && far / period < 1e12).then_some(())
}

/// What is seen of a convex polygon.
pub fn polygon(corners: &[Place], frame: Rect) -> Vec<Pos2> {
    if !corners.iter().flatten().all(|value| value.is_finite()) {
        return Vec::new();
    }
    let sides = [
        (0, f64::from(frame.left()), 1.0),
        (0, f64::from(frame.right()), -1.0),
        (1, f64::from(frame.top()), 1.0),
        (1, f64::from(frame.bottom()), -1.0),
    ];
    let mut left = corners.to_vec();
    for (d, limit, sign) in sides {
        let inside = |place: &Place| sign * (place[d] - limit) >= 0.0;
        let mut kept = Vec::with_capacity(left.len() + 1);
        for (at, &to) in left.iter().enumerate() {
            let from = left[(at + left.len() - 1) % left.len()];
            if inside(&from) != inside(&to) {
                let t = (limit - from[d]) / (to[d] - from[d]);
                let mut crossing = [0, 1].map(|e| from[e] + t * (to[e] - from[e]));
                crossing[d] = limit;
                kept.push(crossing);
            }
            if inside(&to) {
                kept.push(to);
            }
        }
        left = kept;
    }
    left.into_iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, Shape, Stroke};
    use proptest::prelude::*;

    const FRAME: Rect = Rect::from_min_max(pos2(10.0, 20.0), pos2(210.0, 120.0));

    fn near(at: Pos2, [from, to]: [Pos2; 2]) -> f32 {
        let (along, offset) = (to - from, at - from);
        let t = (offset.dot(along) / along.length_sq().max(1e-12)).clamp(0.0, 1.0);
        at.distance(from + t * along)
    }

    fn ends(shape: &Shape) -> [Pos2; 2] {
        let Shape::LineSegment { points, .. } = shape else { panic!("{shape:?}") };
        *points
    }

    proptest! {
        /// Inside the frame, clipped dashes and dots are those of the whole path.
        #[test]
        fn clipped_dashes_are_the_dashes_of_the_whole_path(
            path in prop::collection::vec(prop::array::uniform2(-600.0..800.0_f64), 2..6),
            dash in 2.0..12.0_f64,
        ) {
            let whole: Vec<Pos2> = path.iter().map(|&place| point(place)).collect();
            let gap = dash * 0.6;
            let stroke = Stroke::new(1.0, Color32::RED);
            let all: Vec<_> = Shape::dashed_line(&whole, stroke, dash as f32, gap as f32).iter().map(ends).collect();
            let clipped = dashes(&path, FRAME, dash, gap).unwrap();
            let inside = |at: Pos2| FRAME.shrink(0.05).contains(at);
            for dash in &all {
                for t in [0.1, 0.5, 0.9] {
                    let at = dash[0].lerp(dash[1], t);
                    let off = clipped.iter().map(|dash| near(at, *dash)).fold(f32::INFINITY, f32::min);
                    prop_assert!(!inside(at) || off < 0.05, "{at:?} is {off} from the next dash");
                }
            }
            for dash in &clipped {
                let at = dash[0].lerp(dash[1], 0.5);
                prop_assert!(FRAME.expand(0.01).contains(at));
                prop_assert!(all.iter().any(|dash| near(at, *dash) < 0.05), "{at:?} is no dash");
            }
            let all = Shape::dotted_line(&whole, Color32::RED, dash as f32, 1.0);
            let all: Vec<Pos2> = all.iter().map(|dot| dot.visual_bounding_rect().center()).collect();
            let clipped = dots(&path, FRAME, dash).unwrap();
            for at in all.iter().filter(|at| inside(**at)) {
                prop_assert!(clipped.iter().any(|dot| dot.distance(*at) < 0.1), "no dot at {at:?}");
            }
        }

        /// What is seen of a line lies on it and in the frame, and nothing of it is missed.
        #[test]
        fn a_run_is_the_line_within_the_frame(path in prop::collection::vec(prop::array::uniform2(-600.0..800.0_f64), 2..6)) {
            let runs = runs(&path, FRAME);
            for at in runs.iter().flatten() {
                prop_assert!(FRAME.expand(0.01).contains(*at));
            }
            let pieces: Vec<[Pos2; 2]> =
                runs.iter().flat_map(|run| run.windows(2).map(|pair| [pair[0], pair[1]])).collect();
            for pair in path.windows(2) {
                for t in 0..=50 {
                    let at = point(pair[0]).lerp(point(pair[1]), t as f32 / 50.0);
                    let seen = pieces.iter().any(|piece| near(at, *piece) < 0.05);
                    prop_assert!(!FRAME.shrink(0.05).contains(at) || seen);
                }
            }
        }
    }

    #[test]
    fn what_is_zoomed_a_billionfold_stays_small_and_true() {
        // A line through the middle of the frame, a billion frames long.
        let path = [[-2e11 + 110.0, -1e11 + 70.0], [2e11 + 110.0, 1e11 + 70.0]];
        let clipped = dashes(&path, FRAME, 5.0, 3.0).unwrap();
        assert!((20..=40).contains(&clipped.len()), "{}", clipped.len());
        assert_eq!(runs(&path, FRAME).len(), 1);
        for at in clipped.iter().flatten().chain(&runs(&path, FRAME)[0]) {
            assert!(FRAME.expand(0.1).contains(*at), "{at:?}");
            assert!((at.y - 70.0 - (at.x - 110.0) / 2.0).abs() < 0.01, "{at:?}");
        }
        // So far along that the place of a dash is lost in rounding: solid instead of endless.
        assert_eq!(dashes(&[[-1e30, 50.0], [1e30, 50.0]], FRAME, 5.0, 3.0), None);
        assert_eq!(dots(&[[-1e30, 50.0], [1e30, 50.0]], FRAME, 5.0), None);
    }

    #[test]
    fn what_is_no_number_interrupts_a_line_and_hides_an_area() {
        let path =
            [[20.0, 30.0], [40.0, 30.0], [f64::NAN, 30.0], [60.0, 30.0], [80.0, 30.0], [90.0, f64::INFINITY]];
        assert_eq!(
            runs(&path, FRAME),
            [[pos2(20.0, 30.0), pos2(40.0, 30.0)], [pos2(60.0, 30.0), pos2(80.0, 30.0)]]
        );
        assert!(polygon(&[[20.0, 30.0], [f64::NAN, 30.0], [40.0, 60.0]], FRAME).is_empty());
        assert!(runs(&[], FRAME).is_empty() && runs(&[[50.0, 50.0]], FRAME).is_empty());
    }

    #[test]
    fn a_polygon_is_cut_to_the_frame() {
        let area = |corners: &[Pos2]| {
            let pairs = corners.iter().zip(corners.iter().cycle().skip(1));
            pairs.map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f32>().abs() / 2.0
        };
        let cut = polygon(&[[-1e12, 70.0], [1e12, 70.0], [1e12, 1e12], [-1e12, 1e12]], FRAME);
        assert!((area(&cut) - 200.0 * 50.0).abs() < 1e-2, "{cut:?}");
        let whole = polygon(&[[50.0, 30.0], [60.0, 30.0], [55.0, 50.0]], FRAME);
        assert!((area(&whole) - 100.0).abs() < 1e-3);
        assert!(polygon(&[[300.0, 30.0], [310.0, 30.0], [305.0, 50.0]], FRAME).is_empty());
    }
}
