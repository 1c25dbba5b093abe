//! One presentation: inputs, synapses, the cell with its drive, and both modulators.

use egui::{
    Align2, Color32, FontId, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, TextStyle, Ui, pos2, vec2,
};

use super::{Beat, Context};
use crate::engine::WeightSample;
use crate::model::{ParamId, Patterns, Presentation};
use crate::ui::format;

/// Groups of synapses of one population that are drawn at most.
const GROUPS: usize = 48;

struct Group {
    active: f32,
    weight: f32,
}

/// Share of active inputs and mean weight, group by group; of a sample of weights, those that there are.
fn groups(patterns: &Patterns, mu: usize, weights: &WeightSample, most: usize) -> Vec<Group> {
    let inputs = patterns.inputs();
    let count = inputs.min(most).max(1);
    let mut active = vec![0_u32; count];
    for &input in patterns.active(mu).indices() {
        active[input as usize * count / inputs.max(1)] += 1;
    }
    let mut sums = vec![(0.0_f32, 0_u32); count];
    let every = weights.every();
    for (at, weight) in weights.values.iter().enumerate() {
        let group = (at * every).min(inputs.saturating_sub(1)) * count / inputs.max(1);
        sums[group].0 += weight;
        sums[group].1 += 1;
    }
    let size = inputs as f32 / count as f32;
    let of = |(active, (sum, seen)): (u32, (f32, u32))| Group {
        active: (active as f32 / size).min(1.0),
        weight: if seen > 0 { sum / seen as f32 } else { 0.0 },
    };
    active.into_iter().zip(sums).map(of).collect()
}

/// Paints into `space`.
pub fn paint(ui: &mut Ui, context: &mut Context<'_>, space: Rect, beat: Beat, now: &Presentation) {
    if space.width() < 120.0 || space.height() < 60.0 {
        return;
    }
    let (snapshot, palette) = (context.snapshot, context.palette);
    let mu = now.stimulus as usize;
    let small = TextStyle::Small.resolve(ui.style());
    let radius = (space.height() * 0.30).min(space.width() * 0.13).max(20.0);
    let cell = pos2(space.left() + space.width() * 0.60, space.center().y);
    let strip = Rect::from_min_max(
        space.min + vec2(4.0, small.size + 4.0),
        pos2(space.left() + 20.0, space.bottom() - 6.0),
    );
    let (upper, lower) = strip.split_top_bottom_at_fraction(0.5);
    let halves = [
        (
            upper.with_max_y(upper.bottom() - 3.0),
            palette.excitatory,
            snapshot.stimuli.excitatory(),
            &snapshot.excitatory,
        ),
        (
            lower.with_min_y(lower.top() + 3.0),
            palette.inhibitory,
            snapshot.stimuli.inhibitory(),
            &snapshot.inhibitory,
        ),
    ];
    if mu < snapshot.stimuli.len() {
        for (rect, color, patterns, weights) in halves {
            let most = ((rect.height() / 4.0) as usize).clamp(4, GROUPS);
            let groups = groups(patterns, mu, weights, most);
            synapses(ui, rect, (cell, radius), &groups, (color, palette.outline), beat >= Beat::Currents);
        }
    }
    words(ui, strip.left_top() - vec2(0.0, 2.0), Align2::LEFT_BOTTOM, "inputs", small.clone(), palette.weak);
    soma(ui, context, (cell, radius), beat, now);
    let places = [
        ("ACh", now.release.ach, palette.ach, space.top() + space.height() * 0.22, ParamId::rho_a),
        ("NA", now.release.na, palette.na, space.top() + space.height() * 0.78, ParamId::rho_n),
    ];
    for (name, release, color, y, slider) in places {
        let nucleus = pos2(space.right() - 60.0, y);
        // Before its beat nothing is said of it.
        let released = (beat >= Beat::Modulators).then_some(release);
        cloud(ui, (nucleus, cell, radius), (name, released), (color, palette.text));
        let area = Rect::from_center_size(nucleus, vec2(60.0, 50.0));
        part(ui, context, area, name, slider);
    }
    part(ui, context, Rect::from_center_size(cell, vec2(2.0 * radius, 2.0 * radius)), "cell", ParamId::b);
    part(ui, context, upper.expand2(vec2(10.0, 0.0)), "excitatory synapses", ParamId::w_max);
}

/// A part that explains itself, and whose slider is marked.
fn part(ui: &mut Ui, context: &mut Context<'_>, area: Rect, name: &str, slider: ParamId) {
    let spec = slider.spec();
    let response = ui.interact(area, ui.scope_id().with(("part", name)), Sense::hover());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("{name} of the neuron")));
    if response.hovered() {
        *context.highlight = Some(slider);
    }
    response.on_hover_text(format!(
        "{name}: {}\n{}\nslider: {} {}",
        spec.doc, spec.equation, spec.name, spec.symbol
    ));
}

fn words(ui: &Ui, at: Pos2, align: Align2, text: impl Into<String>, font: FontId, color: Color32) {
    ui.painter().text(at, align, text.into(), font, color);
}

/// A strip of inputs and a line from each to the cell.
fn synapses(
    ui: &Ui,
    strip: Rect,
    (cell, radius): (Pos2, f32),
    groups: &[Group],
    (color, rest): (Color32, Color32),
    flowing: bool,
) {
    let painter = ui.painter();
    let largest = groups.iter().map(|group| group.weight).fold(f32::MIN_POSITIVE, f32::max);
    let step = strip.height() / groups.len() as f32;
    for (at, group) in groups.iter().enumerate() {
        let top = strip.top() + at as f32 * step;
        let input = Rect::from_min_size(pos2(strip.left(), top), vec2(strip.width(), (step - 1.0).max(1.0)));
        painter.rect_filled(input, 1.0, rest.lerp_to_gamma(color, group.active));
        let from = pos2(input.right() + 1.0, input.center().y);
        let way = cell - from;
        let to = cell - way.normalized() * (radius + 4.0);
        let lit = if flowing { 0.15 + 0.85 * group.active } else { 0.15 };
        let width = 0.3 + 3.2 * group.weight / largest;
        painter.line_segment([from, to], Stroke::new(width, color.gamma_multiply(lit)));
    }
}

/// The cell: its drive as a bar against the threshold.
fn soma(ui: &Ui, context: &Context<'_>, (cell, radius): (Pos2, f32), beat: Beat, now: &Presentation) {
    let palette = context.palette;
    let painter = ui.painter();
    let fires = now.fired && beat >= Beat::Spike;
    let fill = if fires { palette.target.gamma_multiply(0.45) } else { palette.panel };
    let stroke = Stroke::new(if fires { 4.0 } else { 2.0 }, palette.text);
    painter.circle(cell, radius, fill, stroke);
    let (left, right) = (cell.x - radius * 0.72, cell.x + radius * 0.72);
    let threshold: Vec<Pos2> = vec![pos2(left, cell.y), pos2(right, cell.y)];
    painter.extend(Shape::dashed_line(&threshold, Stroke::new(1.5, palette.theory), 5.0, 3.0));
    let small = TextStyle::Small.resolve(ui.style());
    let body = TextStyle::Body.resolve(ui.style());
    if beat >= Beat::Currents {
        let helped = if beat >= Beat::Modulators { now.release.disinhibition() } else { 0.0 };
        let drive = now.drive + helped;
        // Half of the radius is a drive as large as twice the recent mean: one scale for all beats.
        let recent = &context.snapshot.recent;
        let mean = recent.iter().map(|now| now.drive.abs()).sum::<f64>() / recent.len().max(1) as f64;
        let length = (drive / (4.0 * mean.max(1e-9))).clamp(-0.8, 0.8) as f32 * radius;
        let bar = Rect::from_two_pos(pos2(cell.x - 7.0, cell.y), pos2(cell.x + 7.0, cell.y - length));
        painter.rect_filled(bar, 1.0, if drive > 0.0 { palette.excitatory } else { palette.inhibitory });
        painter.rect_stroke(bar, 1.0, Stroke::new(1.0, palette.text), StrokeKind::Outside);
        let with = if helped > 0.0 { " with modulators" } else { "" };
        let at = pos2(cell.x, cell.y + radius + 4.0);
        words(
            ui,
            at,
            Align2::CENTER_TOP,
            format!("h {}{with}", format::number(drive)),
            body.clone(),
            palette.text,
        );
        let above = pos2(cell.x - radius * 1.1, cell.y - radius * 0.9);
        words(
            ui,
            above,
            Align2::RIGHT_BOTTOM,
            format!("i_E {}", format::number(now.i_e)),
            body.clone(),
            palette.excitatory,
        );
        let beneath = pos2(cell.x - radius * 1.1, cell.y + radius * 0.9);
        words(
            ui,
            beneath,
            Align2::RIGHT_TOP,
            format!("i_I {}", format::number(now.i_i)),
            body,
            palette.inhibitory,
        );
    }
    if beat >= Beat::Spike {
        let says = if now.fired { "fires" } else { "silent" };
        words(ui, pos2(cell.x, cell.y - radius - 3.0), Align2::CENTER_BOTTOM, says, small, palette.text);
    }
}

/// A nucleus and what it releases, if that is to be told.
fn cloud(
    ui: &Ui,
    (nucleus, cell, radius): (Pos2, Pos2, f32),
    (name, released): (&str, Option<Option<f64>>),
    (color, text): (Color32, Color32),
) {
    let painter = ui.painter();
    let body = TextStyle::Body.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    if released.flatten().is_some() {
        painter.circle_filled(nucleus, 16.0, color);
        let way = nucleus - cell;
        let edge = cell + way.normalized() * radius;
        for step in 1..7 {
            let at = nucleus.lerp(edge, step as f32 / 7.0);
            painter.circle_filled(at, 5.0, color.gamma_multiply(0.55));
        }
    } else {
        painter.circle_stroke(nucleus, 16.0, Stroke::new(2.0, color));
    }
    words(ui, nucleus - vec2(0.0, 18.0), Align2::CENTER_BOTTOM, name, body, text);
    let says = match released {
        None => String::new(),
        Some(None) => "not released".to_owned(),
        Some(Some(by)) => format!("adds {}", format::number(by)),
    };
    words(ui, nucleus + vec2(0.0, 19.0), Align2::CENTER_TOP, says, small, text);
}
