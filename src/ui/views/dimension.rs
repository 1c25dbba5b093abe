//! Dimension: how many directions the currents and the weight changes use, over time and against c.

use egui::Ui;
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Line, Points};
use super::{Context, View, running};
use crate::analysis::dimension::{AtCoTuning, Changes, expected_at_start};
use crate::analysis::statistics::Summary;
use crate::engine::survey::{self, DimensionFound};
use crate::engine::task::Task;
use crate::engine::{CurvePoint, Wants};
use crate::model::Params;
use crate::ui::legend::{self, Mark};

/// Name of this view in saved arrangements.
pub const KEY: &str = "dimension";

/// Most points drawn of a line.
const MOST: usize = 400;
/// Degrees of co-tuning, seeds and epochs of a measurement.
const CO_TUNING: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
const SEEDS: u64 = 3;
const EPOCHS: u64 = 300;
const AXIS: f32 = 40.0;

/// Shows participation ratios, and on request measures them against c.
#[derive(Default)]
pub struct Dimension {
    task: Option<Task<DimensionFound>>,
}

impl View for Dimension {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Dimension"
    }

    fn help(&self) -> &'static str {
        "Participation ratios: the number of directions that are effectively used. Above, of the cloud of \
         stimuli in the plane of i_E and i_I: 2 is a round cloud, 1 a line. Middle: of the last 32 weight \
         changes, at most 31. Below, against the co-tuning c: dashed is expected before learning, marks are measured on fresh \
         neurons before and after 300 epochs. Inhibition corrected from both sides (\"potentiation only\" off; \
         blue) makes the currents collapse on the balance line, the more so the more it is co-tuned with excitation; \
         with potentiation only, what is silent stays spread above the line."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let part = |state: &DimensionFound| state.found.len() as f32 / state.of.max(1) as f32;
            let tip = "Stop measuring; what was found stays";
            if !running::show(ui, self.task.as_ref(), tip, part) {
                let tip = "Train fresh neurons at six degrees of co-tuning, in the background";
                if ui.button("Measure against c").on_hover_text(tip).clicked() {
                    let ctx = ui.ctx().clone();
                    let params = context.snapshot.params.clone();
                    let wake = move || ctx.request_repaint();
                    self.task = Some(survey::dimension(params, &CO_TUNING, SEEDS, EPOCHS, wake));
                }
            }
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let height = ui.available_height();
        over_time(ui, context, "currents", (1.0, 2.0), height * 0.2, |point| Some(point.measures.dimension));
        let most = (Changes::WINDOW - 1) as f64;
        over_time(ui, context, "changes", (1.0, most), height * 0.28, |point| point.change_dimension);
        let entries = [
            (Mark::Dashed, palette.theory, "start, expected"),
            (Mark::Square, palette.theory, "start"),
            (Mark::Dot, palette.main, "learned"),
            (Mark::Line, palette.inhibitory, "two-sided balance"),
            (Mark::Diamond, palette.excitatory, "now"),
        ];
        legend::show(ui, &entries);
        let state = self.task.as_ref().map(Task::state);
        against_c(ui, context, state.as_ref().map(|state| &state.value), ui.available_height());
        if let Some(failure) = state.and_then(|state| state.failure.clone()) {
            ui.colored_label(palette.wrong, failure);
        }
    }
}

fn over_time(
    ui: &mut Ui,
    context: &Context<'_>,
    label: &str,
    (low, high): (f64, f64),
    height: f32,
    value: impl Fn(&CurvePoint) -> Option<f64>,
) {
    let palette = context.palette;
    let color = if label == "currents" { palette.main } else { palette.hebbian };
    let points = &context.snapshot.curve;
    let line = |most: usize| -> Vec<[f64; 2]> {
        let every = points.len().div_ceil(most).max(1);
        let there = points.iter().step_by(every);
        there.filter_map(|point| value(point).map(|value| [point.epoch as f64, value])).collect()
    };
    plots::plot(label, height, label, AXIS)
        .include_x(0.0)
        .include_x(10.0)
        .include_y(low)
        .include_y(high)
        .x_axis_label("epoch")
        .show_axes([label != "currents", true])
        .linked(egui::Id::unique("dimension over time"), [true, false])
        .show(ui, |plot| plot.line(Line::new(label, line(plot.most(MOST))).color(color).width(2.0)));
}

fn against_c(ui: &mut Ui, context: &Context<'_>, found: Option<&DimensionFound>, height: f32) {
    let palette = context.palette;
    let now = context.snapshot;
    let expected: Vec<[f64; 2]> = (0..=40)
        .map(|k| f64::from(k) / 40.0)
        .map(|c| [c, expected_at_start(&Params { c, ..now.params.clone() })])
        .collect();
    plots::plot("against c", height, "currents", AXIS)
        .include_x(0.0)
        .include_x(1.0)
        .include_y(1.0)
        .include_y(2.0)
        .x_axis_label("co-tuning c")
        .show(ui, |plot| {
            plot.line(Line::level("a line", 1.0).color(palette.theory).width(1.0).silent());
            plot.line(Line::at("c now", now.params.c).color(palette.outline).width(1.0).silent());
            let line = Line::new("expected at the start", expected.clone()).color(palette.theory).width(1.5);
            plot.line(line.style(LineStyle::dashed_loose()));
            if let Some(found) = found {
                let (start, learned) = (means(found, |at| at.start), means(found, |at| at.learned));
                let squares = Points::new("start", start).color(palette.theory).radius(3.0);
                plot.points(squares.shape(MarkerShape::Square));
                let two_sided = means(found, |at| at.two_sided);
                let line = Line::new("balanced from both sides", two_sided).color(palette.inhibitory);
                plot.line(line.width(2.2));
                plot.line(Line::new("learned", learned.clone()).color(palette.main).width(1.6).silent());
                plot.points(Points::new("learned", learned).color(palette.main).radius(3.4));
            }
            let here = vec![[now.params.c, now.measures.dimension]];
            let here = Points::new("now", here).color(palette.excitatory).radius(6.0);
            plot.points(here.shape(MarkerShape::Diamond));
        });
}

/// Mean over seeds at each c.
fn means(found: &DimensionFound, value: impl Fn(&AtCoTuning) -> f64) -> Vec<[f64; 2]> {
    found
        .found
        .chunk_by(|x, y| x.c == y.c)
        .filter_map(|chunk| {
            let values: Vec<f64> = chunk.iter().map(&value).collect();
            Some([chunk.first()?.c, Summary::of(&values)?.mean])
        })
        .collect()
}
