//! Which way each rule pushed the pinned stimulus: arrows in the E/I plane.

use egui::{Align2, Pos2, Shape, Stroke, TextStyle, Ui, Vec2, vec2};

use super::Context;
use super::plane_axes::Axes;
use super::plots::Screen;
use crate::analysis::attribution::{ByRule, Moment};
use crate::model::Population;
use crate::ui::format;
use crate::ui::rule_colors::rule_colors;

/// Points of the path that an arrow goes back, at most.
const LAST: usize = 10;
/// Length of the longest arrow, in points.
const LONGEST: f32 = 46.0;

/// What each rule changed of the drive per epoch, through presentations of the stimulus itself, in the mean over the last
/// points of its path; `p` stimuli are an epoch.
pub fn pushes(moments: &[Moment], p: usize) -> Option<ByRule> {
    let last = moments.last()?;
    let before = &moments[moments.len() - 1 - (moments.len() - 1).min(LAST)];
    let epochs = last.index.checked_sub(before.index).filter(|passed| *passed > 0)? as f64 / p.max(1) as f64;
    let mut pushes = ByRule::default();
    for (at, push) in pushes.iter_mut().enumerate() {
        *push = (last.own[at] - before.own[at]) / epochs;
    }
    Some(pushes)
}

/// Draws them where the stimulus is.
pub fn show(ui: &Ui, context: &Context<'_>, screen: &Screen, at: &Axes) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let Some(pinned) = &snapshot.pinned else { return };
    let recall = &snapshot.recall;
    let pushes = pushes(&pinned.moments, snapshot.params.p).filter(|_| pinned.stimulus < recall.len());
    let Some(pushes) = pushes else { return };
    let [i_e, i_i] = [recall.i_e[pinned.stimulus], recall.i_i[pinned.stimulus]];
    let place = at.place(i_e, i_i);
    let largest = pushes.iter().fold(0.0_f64, |largest, push| largest.max(push.abs()));
    if !screen.shows(place, 0.0) || largest <= 0.0 {
        return;
    }
    let painter = ui.painter().with_clip_rect(screen.frame);
    let font = TextStyle::Small.resolve(ui.style());
    let rules = &snapshot.columns;
    let centre = screen.position(place);
    let mut row = 0.0;
    let each = rules.iter().zip(pushes.of(rules.len())).zip(rule_colors(rules, palette));
    for ((rule, push), color) in each.filter(|((_, push), _)| *push != 0.0) {
        let inhibits = rule.population() == Population::Inhibitory;
        let length = LONGEST * (push / largest).abs() as f32;
        // Excitatory rules change i_E, inhibitory ones i_I, which lowers the drive where it rises.
        let step = screen.span(0) * 0.01 * push.signum();
        let there = if inhibits { at.place(i_e, i_i - step) } else { at.place(i_e + step, i_i) };
        let way = (screen.position(there) - centre).normalized() * length;
        let from = if inhibits { centre } else { centre + vec2(0.0, row) };
        if !inhibits {
            row += 7.0;
        }
        arrow(&painter, from, way, color);
        let text = format!("{} {}", rule.name, format::signed(push));
        let align = if way.x < 0.0 { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let beside = from + way + way.normalized() * 4.0 + vec2(if way.x == 0.0 { 5.0 } else { 0.0 }, 0.0);
        let galley = painter.layout_no_wrap(text, font.clone(), color);
        let words = align.anchor_size(beside, galley.size());
        // Words that do not fit beside it stand where they do.
        let shift = |low: f32, high: f32, from: f32, to: f32| (low - from).max(0.0) + (high - to).min(0.0);
        let frame = screen.frame.shrink(2.0);
        let words = words.translate(vec2(
            shift(frame.left(), frame.right(), words.left(), words.right()),
            shift(frame.top(), frame.bottom(), words.top(), words.bottom()),
        ));
        painter.rect_filled(words, 2.0, palette.card.gamma_multiply(0.8));
        painter.galley(words.min, galley, color);
    }
}

fn arrow(painter: &egui::Painter, from: Pos2, way: Vec2, color: egui::Color32) {
    let direction = way.normalized();
    let (tip, head) = (from + way, 6.0_f32.min(way.length()));
    let neck = tip - direction * head;
    let side = direction.rot90() * 3.5;
    painter.line_segment([from, neck], Stroke::new(2.5, color));
    painter.add(Shape::convex_polygon(vec![tip, neck + side, neck - side], color, Stroke::NONE));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(index: u64, own: [f64; 4]) -> Moment {
        let own = own.into();
        Moment {
            index,
            i_e: 0.0,
            i_i: 0.0,
            drive: 0.0,
            own,
            others: ByRule::default(),
            threshold: 0.0,
            rest: 0.0,
        }
    }

    #[test]
    fn a_push_is_what_the_last_presentations_changed_per_epoch() {
        assert_eq!(pushes(&[], 10), None);
        assert_eq!(pushes(&[moment(0, [1.0, 0.0, 0.0, 0.0])], 10), None);
        let two = [moment(3, [1.0, 0.5, 0.0, -2.0]), moment(13, [1.5, 0.5, -0.25, -1.0])];
        assert_eq!(pushes(&two, 10), Some([0.5, 0.0, -0.25, 1.0].into()));
        // Ten points back, each four epochs after the other: of a path that has been thinned.
        let many: Vec<Moment> = (0..30).map(|at| moment(40 * at, [at as f64, 0.0, 0.0, 0.0])).collect();
        assert_eq!(pushes(&many, 10), Some([0.25, 0.0, 0.0, 0.0].into()));
    }
}
