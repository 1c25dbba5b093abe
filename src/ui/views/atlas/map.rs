//! The plane: a cell for every neuron, lines of a level and of theory, and where the neuron on screen is.

use egui::{Align2, Color32, Rect, RichText, Ui, pos2, vec2};
use egui_plot::LineStyle;

use super::scales::Range;
use super::{axes, lines};
use crate::analysis::atlas::{Axis, Frame, Plan, Quantity};
use crate::engine::atlas::Grown;
use crate::model::Params;
use crate::ui::colormap::{self, Table};
use crate::ui::theme::Palette;
use crate::ui::views::Context;
use crate::ui::views::plots::{self, Canvas, Cells, Line, Points, Shown};

/// Room for the colour bar.
const BAR: f32 = 52.0;
/// What lies below a line, so that it is seen on every colour.
const SHADE: Color32 = Color32::from_rgba_premultiplied(0, 0, 0, 200);

/// What is drawn of a frame.
pub struct Drawn<'a> {
    /// Of which atlas.
    pub grown: &'a Grown,
    /// Which frame.
    pub frame: &'a Frame,
    /// Which number of it.
    pub quantity: Quantity,
    /// A line is drawn where it has this value.
    pub level: f64,
    /// The lines of theory are drawn.
    pub theory: bool,
}

/// Draws the plane over the space that is left, but for `below`.
pub fn show(
    ui: &mut Ui,
    context: &Context<'_>,
    (drawn, table): (&Drawn<'_>, &Table),
    y: &Axis,
    below: f32,
) -> Shown<()> {
    let plan = &drawn.grown.plan;
    let [columns, rows] = plan.size();
    let range = Range::of(drawn.quantity, drawn.frame);
    let space = ui.available_rect_before_wrap();
    let height = (space.height() - below).max(40.0);
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(space.with_max_x(space.right() - BAR)));
    let shown = plots::plot("atlas", height, &axes::title(y), 44.0)
        .x_axis_label(axes::title(&plan.x))
        .x_scale(axes::scale(&plan.x))
        .y_scale(axes::scale(y))
        .show_grid([false, false])
        .around(0.0, 0.0)
        .include_x(-0.5)
        .include_x(columns as f64 - 0.5)
        .include_y(-0.5)
        .include_y(rows as f64 - 0.5)
        .show(&mut inside, |plot| {
            let color = |summary: Option<crate::analysis::statistics::Summary>| {
                summary.map_or(Color32::TRANSPARENT, |summary| table.color(range.part(summary.mean), 1.0))
            };
            plot.cells(Cells { columns, colors: drawn.frame.all(drawn.quantity).map(color).collect() });
            for (row, value) in y.values().iter().enumerate() {
                let cell = |column: usize| drawn.frame.get(row * columns + column, drawn.quantity);
                let point = |column: usize| Some([plan.x.values()[column], cell(column)?.mean]);
                plot.data(
                    format!("{}={value}", y.coordinate().key()),
                    (0..columns).filter_map(point).collect(),
                );
            }
            let level = lines::level([columns, rows], drawn.frame, drawn.quantity, drawn.level);
            outlined(plot, level, 1.8, LineStyle::Solid);
            if drawn.theory {
                theory(plot, drawn, y);
            }
            cross_hair(plot, plan, &context.snapshot.params, context.palette);
        });
    ui.allocate_rect(Rect::from_min_size(space.min, vec2(space.width(), height)), egui::Sense::hover());
    let frame = shown.screen.frame;
    let bar = Rect::from_min_max(
        pos2(frame.right() + 8.0, frame.top()),
        pos2(frame.right() + 18.0, frame.bottom()),
    );
    colormap::bar(ui, bar, range.ends(), context.palette);
    shown
}

/// A line that is seen on every colour. Its places are steps and no values: they are not read off it.
fn outlined(plot: &mut Canvas, path: lines::Path, width: f32, style: LineStyle) {
    for (color, width) in [(SHADE, width + 2.0), (Color32::WHITE, width)] {
        plot.line(Line::new("", path.clone()).color(color).width(width).style(style).silent());
    }
}

fn theory(plot: &mut Canvas, drawn: &Drawn<'_>, y: &Axis) {
    let grown = drawn.grown;
    for (at, (region, letter)) in grown.regions.iter().zip('A'..).enumerate() {
        // Where several borders lie together their letters stand apart.
        let part = (at as f64 + 0.5) / grown.regions.len() as f64;
        let (path, side) = lines::border(&grown.plan, region, part);
        outlined(plot, path, 1.0, LineStyle::Dashed { length: 4.0 });
        if let Some(side) = side {
            let letter = RichText::new(format!(" {letter} ")).color(Color32::WHITE).background_color(SHADE);
            plot.words(side, letter, Align2::CENTER_CENTER, Color32::WHITE);
        }
    }
    outlined(plot, lines::critical(grown, y), 1.8, LineStyle::Dashed { length: 8.0 });
}

/// Where the neuron on screen is; fainter where it differs from the plane's neurons in something else.
fn cross_hair(plot: &mut Canvas, plan: &Plan, params: &Params, palette: &Palette) {
    let Some([x, y]) = place(plan, params) else { return };
    let color = if belongs(plan, params) { palette.pin } else { palette.pin.gamma_multiply(0.4) };
    for (color, width) in [(SHADE, 3.4), (color, 1.6)] {
        plot.line(Line::at("", x).color(color).width(width).silent());
        plot.line(Line::level("", y).color(color).width(width).silent());
    }
    for (color, radius) in [(Color32::WHITE, 6.5), (Color32::BLACK, 5.5), (color, 4.5)] {
        plot.points(Points::new("", vec![[x, y]]).color(color).radius(radius).silent());
    }
}

/// Place of a neuron on the plane, in units of steps; `None` beyond its edges.
pub fn place(plan: &Plan, params: &Params) -> Option<[f64; 2]> {
    let along = |axis: &Axis| {
        let place = axis.place(axis.coordinate().of(params));
        (-0.5..axis.values().len() as f64 - 0.5).contains(&place).then_some(place)
    };
    Some([along(&plan.x)?, plan.y.as_ref().map_or(Some(0.0), along)?])
}

/// Is it one of the plane's neurons, but for its place?
pub fn belongs(plan: &Plan, params: &Params) -> bool {
    let mut there = plan.base.clone();
    for axis in std::iter::once(&plan.x).chain(&plan.y) {
        // A value of the neuron's own cannot be out of range.
        let _ = axis.coordinate().set(&mut there, axis.coordinate().of(params));
    }
    there == *params || there.unsupervised() == *params
}
