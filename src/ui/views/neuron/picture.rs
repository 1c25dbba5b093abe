//! The neuron: inputs, synapses, the cell with its drive, both modulators. Of one presentation up to a beat, of the
//! means of both classes, or at rest.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, Color32, FontId, Galley, Pos2, Rect, Shape, Stroke, StrokeKind, TextStyle, Ui, Vec2, pos2, vec2,
};

use super::groups::{CELLS, Group, groups};
use super::means::Means;
use super::{Beat, Context, parts};
use crate::model::Presentation;
use crate::ui::format;
use crate::ui::theme::Palette;

/// What is drawn.
#[derive(Clone, Copy)]
pub enum Scene<'a> {
    /// Nothing has been shown yet.
    Rest,
    /// A presentation, as far as this beat.
    Beat(Beat, &'a Presentation),
    /// Means of targets and non-targets.
    Means(&'a [Means; 2]),
}

impl Scene<'_> {
    /// Has this beat come?
    fn has(&self, beat: Beat) -> bool {
        match self {
            Self::Rest => false,
            Self::Beat(now, _) => *now >= beat,
            Self::Means(_) => true,
        }
    }
}

/// Groups of synapses of one population that are drawn at most.
const GROUPS: usize = 48;
/// Width of a cell of a group, in points, and least height of a group.
const CELL_WIDTH: f32 = 5.0;
const ROW: f32 = 2.5;
/// The drive whose bar is half as long as the longest, in threshold units.
const HALF: f64 = 2.0;
/// Smaller than this nothing can be told apart.
const LEAST: Vec2 = vec2(200.0, 90.0);

/// Where things are.
struct Plan {
    space: Rect,
    strips: [Rect; 2],
    cell: Pos2,
    radius: f32,
    nuclei: [Pos2; 2],
    nucleus: f32,
}

impl Plan {
    fn of(space: Rect, line: f32) -> Self {
        let radius = (space.height() * 0.27).min(space.width() * 0.13).max(16.0);
        let strip = Rect::from_min_max(
            space.min + vec2(4.0, line + 2.0),
            pos2(space.left() + 4.0 + CELLS as f32 * CELL_WIDTH, space.bottom() - 4.0),
        );
        let (upper, lower) = strip.split_top_bottom_at_fraction(0.5);
        let cell = pos2(space.left() + space.width() * 0.53, space.center().y);
        let nucleus = (space.height() * 0.07).clamp(8.0, 18.0);
        let x = space.right() - (space.width() * 0.12).clamp(40.0, 90.0);
        // Room for a name above and words below.
        let y = |part: f32| {
            let inside =
                (space.height() * part).clamp(line + nucleus + 4.0, space.height() - line - nucleus - 4.0);
            space.top() + inside
        };
        Self {
            space,
            strips: [upper.with_max_y(upper.bottom() - 3.0), lower.with_min_y(lower.top() + 3.0)],
            cell,
            radius,
            nuclei: [pos2(x, y(0.2)), pos2(x, y(0.8))],
            nucleus,
        }
    }
}

/// How words are written.
struct Pen<'a> {
    ui: &'a Ui,
    palette: &'a Palette,
    body: FontId,
    small: FontId,
}

impl Pen<'_> {
    /// Words on the ground of the card, so that lines below do not cross them.
    fn write(&self, at: Pos2, align: Align2, text: impl Into<String>, font: &FontId, color: Color32) {
        self.put(at, align, self.ui.painter().layout_no_wrap(text.into(), font.clone(), color));
    }

    /// A symbol and its value.
    fn symbol(&self, at: Pos2, align: Align2, symbol: &str, value: &str, color: Color32) {
        let mut job = LayoutJob::default();
        format::symbol(&mut job, symbol, &self.body, color);
        job.append(value, 5.0, TextFormat::simple(self.body.clone(), color));
        self.put(at, align, self.ui.painter().layout_job(job));
    }

    fn put(&self, at: Pos2, align: Align2, galley: Arc<Galley>) {
        let place = align.anchor_size(at, galley.size());
        let ground = self.palette.card.gamma_multiply(0.8);
        self.ui.painter().rect_filled(place.expand2(vec2(2.0, 0.0)), 2.0, ground);
        self.ui.painter().galley(place.min, galley, self.palette.text);
    }
}

/// Paints into `space`.
pub fn paint(ui: &Ui, context: &mut Context<'_>, space: Rect, scene: Scene<'_>) {
    if space.width() < LEAST.x || space.height() < LEAST.y {
        return;
    }
    let (body, small) = (TextStyle::Body.resolve(ui.style()), TextStyle::Small.resolve(ui.style()));
    let plan = Plan::of(space, body.size * 1.3);
    let pen = Pen { ui, palette: context.palette, body, small };
    inputs(&pen, context, &plan, scene);
    currents(&pen, &plan, scene);
    cell(&pen, &plan, scene);
    nuclei(&pen, &plan, scene);
    let [upper, lower] = plan.strips;
    let strips = upper.union(lower).with_min_x(space.left()).expand2(vec2(2.0, 0.0));
    parts::area(ui, context, (strips, 4.0), &parts::INPUTS);
    let middle = |strip: Rect| {
        Rect::from_center_size(strip.center().lerp(plan.cell, 0.4), vec2(70.0, strip.height() * 0.5))
    };
    parts::area(ui, context, (middle(upper), 4.0), &parts::EXCITATORY);
    parts::area(ui, context, (middle(lower), 4.0), &parts::INHIBITORY);
    let round = |centre, radius: f32| (Rect::from_center_size(centre, Vec2::splat(2.0 * radius)), radius);
    parts::area(ui, context, round(plan.cell, plan.radius + 3.0), &parts::CELL);
    for (at, part) in plan.nuclei.into_iter().zip([&parts::ACH, &parts::NA]) {
        parts::area(ui, context, round(at, plan.nucleus + 3.0), part);
    }
}

/// Both strips of inputs, and a line from each input to the cell.
fn inputs(pen: &Pen<'_>, context: &Context<'_>, plan: &Plan, scene: Scene<'_>) {
    let (snapshot, palette) = (context.snapshot, pen.palette);
    let stimulus = match scene {
        Scene::Beat(_, now) => Some(now.stimulus as usize).filter(|mu| *mu < snapshot.stimuli.len()),
        Scene::Rest | Scene::Means(_) => None,
    };
    let halves = [
        (palette.excitatory, snapshot.stimuli.excitatory(), &snapshot.excitatory),
        (palette.inhibitory, snapshot.stimuli.inhibitory(), &snapshot.inhibitory),
    ];
    for (rect, (color, patterns, weights)) in plan.strips.into_iter().zip(halves) {
        let most = ((rect.height() / ROW) as usize).clamp(4, GROUPS);
        let groups = groups(patterns, stimulus, weights, most);
        synapses(pen, rect, plan, &groups, (color, scene));
    }
    let corner = plan.strips[0].left_top() - vec2(2.0, 1.0);
    pen.write(corner, Align2::LEFT_BOTTOM, "inputs", &pen.small, palette.weak);
}

fn synapses(pen: &Pen<'_>, strip: Rect, plan: &Plan, groups: &[Group], (color, scene): (Color32, Scene<'_>)) {
    let painter = pen.ui.painter();
    let largest = groups.iter().map(|group| group.weight).fold(f32::MIN_POSITIVE, f32::max);
    let most = groups.iter().map(|group| group.active).fold(0.01, f32::max);
    let step = strip.height() / groups.len() as f32;
    let flowing = scene.has(Beat::Currents);
    for (at, group) in groups.iter().enumerate() {
        let top = strip.top() + at as f32 * step;
        for (column, active) in group.cells.into_iter().flatten().enumerate() {
            let corner = pos2(strip.left() + column as f32 * CELL_WIDTH, top);
            let input = Rect::from_min_size(corner, vec2(CELL_WIDTH - 1.0, (step - 0.7).max(1.0)));
            painter.rect_filled(input, 0.0, pen.palette.outline.lerp_to_gamma(color, active));
        }
        let from = pos2(strip.right() + 1.0, top + step / 2.0);
        let to = plan.cell - (plan.cell - from).normalized() * (plan.radius + 2.0);
        let lit = match scene {
            Scene::Means(_) => 0.55,
            _ if flowing => 0.08 + 0.85 * group.active / most,
            _ => 0.15,
        };
        let width = 0.3 + 3.0 * group.weight / largest;
        painter.line_segment([from, to], Stroke::new(width, color.gamma_multiply(lit)));
    }
}

/// One of the means.
type Value = fn(&Means) -> f64;

/// Both currents as arrows into the cell, as thick as they are large, and their values.
fn currents(pen: &Pen<'_>, plan: &Plan, scene: Scene<'_>) {
    if !scene.has(Beat::Currents) {
        return;
    }
    let palette = pen.palette;
    let (e, i, texts) = match scene {
        Scene::Rest => return,
        Scene::Beat(_, now) => (now.i_e, now.i_i, [now.i_e, now.i_i].map(format::number)),
        Scene::Means([targets, others]) => {
            let number = |means: &Means, of: Value| means.say(format::number(of(means)));
            let both = |of| format!("{}  |  {}", number(targets, of), number(others, of));
            let n = (targets.count + others.count).max(1) as f64;
            let mean =
                |of: Value| (of(targets) * targets.count as f64 + of(others) * others.count as f64) / n;
            let (i_e, i_i): (Value, Value) = (|means| means.i_e, |means| means.i_i);
            (mean(i_e), mean(i_i), [both(i_e), both(i_i)])
        }
    };
    let largest = e.abs().max(i.abs()).max(1e-9);
    let [e_text, i_text] = texts;
    for (value, sign, color, name, text) in
        [(e, -1.0, palette.excitatory, "i_E", e_text), (i, 1.0, palette.inhibitory, "i_I", i_text)]
    {
        let way = vec2(-0.8, sign * 0.6);
        let tip = plan.cell + way * (plan.radius + 3.0);
        let width = 2.0 + 9.0 * (value.abs() / largest) as f32;
        arrow(pen, (tip + way * (plan.radius * 0.4 + 10.0), tip), width, color);
        let at = tip + way * (plan.radius * 0.4 + 14.0) - vec2(2.0, 0.0);
        pen.symbol(at, Align2::RIGHT_CENTER, name, &text, color);
    }
}

fn arrow(pen: &Pen<'_>, (from, to): (Pos2, Pos2), width: f32, color: Color32) {
    let way = (to - from).normalized();
    let side = way.rot90();
    let head = width.max(6.0) * 0.9;
    let neck = to - way * head;
    pen.ui.painter().line_segment([from, neck], Stroke::new(width, color));
    let points = vec![to, neck + side * head, neck - side * head];
    pen.ui.painter().add(Shape::convex_polygon(points, color, Stroke::NONE));
}

/// The cell: its drive as a bar against the threshold, or one of each class; below, whether it fires.
fn cell(pen: &Pen<'_>, plan: &Plan, scene: Scene<'_>) {
    let (palette, painter) = (pen.palette, pen.ui.painter());
    let (centre, radius) = (plan.cell, plan.radius);
    let fires = matches!(scene, Scene::Beat(beat, now) if beat >= Beat::Spike && now.fired);
    let ends = [pos2(centre.x, centre.y + radius), pos2(centre.x, plan.space.bottom() - 2.0)];
    let axon = if fires { Stroke::new(5.0, palette.target) } else { Stroke::new(2.0, palette.weak) };
    painter.line_segment(ends, axon);
    painter.circle_filled(centre, radius, palette.card);
    let fill = if fires { palette.target.gamma_multiply(0.4) } else { palette.panel };
    let stroke = if fires { Stroke::new(4.0, palette.target) } else { Stroke::new(2.0, palette.text) };
    painter.circle(centre, radius, fill, stroke);
    let threshold = [pos2(centre.x - radius * 0.8, centre.y), pos2(centre.x + radius * 0.8, centre.y)];
    painter.extend(Shape::dashed_line(&threshold, Stroke::new(1.5, palette.theory), 5.0, 3.0));
    let beside = pos2(centre.x + radius + 6.0, centre.y);
    pen.write(beside, Align2::LEFT_BOTTOM, "threshold", &pen.small, palette.theory);
    // One scale for all times: half of what there is for a drive of HALF, all of it for an infinite one.
    let bar = |x: f32, drive: f64, color: Color32| {
        let length = (drive / (drive.abs() + HALF)) as f32 * 0.85 * radius;
        let ends = [pos2(centre.x + x - 6.0, centre.y), pos2(centre.x + x + 6.0, centre.y - length)];
        let bar = Rect::from_two_pos(ends[0], ends[1]);
        painter.rect_filled(bar, 1.0, color);
        painter.rect_stroke(bar, 1.0, Stroke::new(1.0, palette.text), StrokeKind::Outside);
    };
    let below = pos2(centre.x + 8.0, centre.y + radius + 3.0);
    match scene {
        Scene::Beat(beat, now) if beat >= Beat::Currents => {
            let helped = if beat >= Beat::Modulators { now.release.disinhibition() } else { 0.0 };
            let drive = now.drive + helped;
            bar(0.0, drive, if drive > 0.0 { palette.excitatory } else { palette.inhibitory });
            let with = if helped > 0.0 { "h + M " } else { "h " };
            pen.write(
                beside,
                Align2::LEFT_TOP,
                format!("{with}{}", format::number(drive)),
                &pen.body,
                palette.text,
            );
            if beat >= Beat::Spike {
                let says = if now.fired { "fires" } else { "silent" };
                pen.write(below, Align2::LEFT_TOP, says, &pen.body, palette.text);
            }
        }
        Scene::Means([targets, others]) => {
            for (x, means, color) in [(-0.3, targets, palette.target), (0.3, others, palette.non_target)] {
                if means.count > 0 {
                    bar(x * radius, means.drive, color);
                }
            }
            let number = |means: &Means| means.say(format::number(means.drive));
            let both = format!("h {}  |  {}", number(targets), number(others));
            pen.write(beside, Align2::LEFT_TOP, both, &pen.body, palette.text);
            let above = pos2(centre.x, centre.y - radius - 3.0);
            pen.write(above, Align2::CENTER_BOTTOM, "targets | non-targets", &pen.small, palette.weak);
        }
        Scene::Rest | Scene::Beat(..) => {}
    }
}

/// Both nuclei, and what they release. Before its beat nothing is said of it.
fn nuclei(pen: &Pen<'_>, plan: &Plan, scene: Scene<'_>) {
    let palette = pen.palette;
    let both = [("ACh", palette.ach), ("NA", palette.na)];
    for (at, (nucleus, (name, color))) in plan.nuclei.into_iter().zip(both).enumerate() {
        let (released, says) = match scene {
            Scene::Beat(beat, now) if beat >= Beat::Modulators => {
                let release = if at == 0 { now.release.ach } else { now.release.na };
                let says =
                    release.map_or("not released".to_owned(), |by| format!("adds {}", format::number(by)));
                (f32::from(u8::from(release.is_some())), says)
            }
            Scene::Means([targets, others]) => {
                let part = |means: &Means| if at == 0 { means.ach } else { means.na };
                let percent = |means: &Means| means.say(format!("{:.0} %", 100.0 * part(means)));
                let says = format!("with {}  |  {}", percent(targets), percent(others));
                (part(targets).max(part(others)) as f32, says)
            }
            Scene::Rest | Scene::Beat(..) => (0.0, String::new()),
        };
        let painter = pen.ui.painter();
        if released > 0.0 {
            painter.circle_filled(nucleus, plan.nucleus, color.gamma_multiply(0.25 + 0.75 * released));
            let edge = plan.cell + (nucleus - plan.cell).normalized() * (plan.radius + 4.0);
            for step in 1..7 {
                let way = step as f32 / 7.0;
                let size = plan.nucleus * (0.2 + 0.25 * way);
                let at = nucleus.lerp(edge, way);
                painter.circle_filled(at, size, color.gamma_multiply((0.15 + 0.45 * released).min(0.6)));
            }
        }
        painter.circle_stroke(nucleus, plan.nucleus, Stroke::new(2.0, color));
        let above = nucleus - vec2(0.0, plan.nucleus + 1.0);
        pen.write(above, Align2::CENTER_BOTTOM, name, &pen.body, color);
        if !says.is_empty() {
            let below = nucleus + vec2(0.0, plan.nucleus + 1.0);
            pen.write(below, Align2::CENTER_TOP, says, &pen.small, palette.text);
        }
    }
}
