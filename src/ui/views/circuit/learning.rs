//! Learning curves: the rule, its exact twin, and the other rules where they learn beside it.

use egui::{Color32, RichText, Ui};
use egui_plot::LineStyle;

use super::parts;
use crate::circuits::Measures;
use crate::engine::circuits::{Curve, Point};
use crate::ui::circuits::{CircuitSnapshot, facts};
use crate::ui::legend::{self, Mark};
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::views::marks::{self, Label};
use crate::ui::views::plots::{self, Canvas, Line, Points};
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit-learning";

const MOST: usize = 400;
const AXIS: f32 = 40.0;

/// Shows loss and right answers on trials that are not learned from.
#[derive(Default)]
pub struct Learning;

impl View for Learning {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Learning curves"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn help(&self) -> &'static str {
        "Above, the loss; below, the share of right answers (of a pattern in time: the variance explained), both on trials \
         that are not learned from; of associations the balanced accuracy over all of them. Thick: the rule. Dashed: its twin, the exact gradient, from the same starting weights \
         on the same data in the same order. With all rules at once, the others have a line each. A vertical line says where another rule took over."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let Measures { loss, right } = circuit.curve.last().measures;
            ui.label(RichText::new(format!("{} {right:.3}", facts::right(circuit))).strong());
            ui.label(format!("loss {loss:.3}"));
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let palette = context.palette;
        let all = series(circuit, palette);
        let entries: Vec<_> = all.iter().map(|one| (one.mark(), one.color, one.name.as_str())).collect();
        legend::show(ui, &entries);
        let label = facts::right(circuit);
        let height = (ui.available_height() - 4.0).max(20.0);
        let x = parts::axis(circuit);
        let swaps: Vec<Label> =
            parts::swaps(circuit).map(|(step, name)| Label::new(step as f64, name)).collect();
        let marks = (swaps.as_slice(), palette);
        chart(ui, ("circuit loss", "loss", height * 0.5), x, &all, marks, |measures| measures.loss, false);
        let share = label != "variance explained";
        chart(ui, ("circuit right", label, height * 0.5), x, &all, marks, |measures| measures.right, share);
    }
}

/// A line of both charts.
struct Series<'a> {
    name: String,
    color: Color32,
    width: f32,
    dashed: bool,
    curve: &'a Curve,
    twin: bool,
}

impl Series<'_> {
    fn mark(&self) -> Mark {
        if self.dashed { Mark::Dashed } else { Mark::Line }
    }

    fn points(&self, most: usize, value: impl Fn(&Measures) -> f64) -> Vec<[f64; 2]> {
        let points = self.curve.points();
        let every = points.len().div_ceil(most).max(1);
        let all = points.iter().step_by(every).chain([self.curve.last()]);
        let of = |point: &Point| {
            let measures = if self.twin { point.twin.as_ref() } else { Some(&point.measures) };
            measures.map(|measures| [point.step as f64, value(measures)])
        };
        all.filter_map(of).collect()
    }
}

fn series<'a>(circuit: &'a CircuitSnapshot, palette: &Palette) -> Vec<Series<'a>> {
    let colors = parts::others(palette);
    let other = |(at, other): (usize, &'a crate::engine::circuits::OtherCurve)| Series {
        name: match other.ended {
            Some(step) => format!("{} (diverged at {step})", other.rule.name),
            None if other.rule == circuit.now.rule => format!("{} from the start", other.rule.name),
            None => other.rule.name.to_owned(),
        },
        color: colors[at % colors.len()],
        width: 1.6,
        dashed: false,
        curve: &other.curve,
        twin: false,
    };
    let exact = circuit.now.task.rules().next().filter(|_| circuit.curve.last().twin.is_some());
    let twin = exact.map(|exact| Series {
        name: format!("twin: {}", exact.name),
        color: palette.theory,
        width: 1.8,
        dashed: true,
        curve: &circuit.curve,
        twin: true,
    });
    let main = Series {
        name: circuit.now.rule.name.to_owned(),
        color: palette.main,
        width: 2.6,
        dashed: false,
        curve: &circuit.curve,
        twin: false,
    };
    circuit.others.iter().enumerate().map(other).chain([main]).chain(twin).collect()
}

fn chart(
    ui: &mut Ui,
    (id, label, height): (&str, &str, f32),
    x: &str,
    all: &[Series<'_>],
    (swaps, palette): (&[Label], &Palette),
    value: impl Fn(&Measures) -> f64,
    share: bool,
) {
    let plot = plots::plot(id, height, label, AXIS)
        .x_axis_label(x)
        .linked(egui::Id::unique("circuit learning"), [true, false])
        .include_x(0.0)
        .include_x(10.0)
        .include_y(0.0);
    let plot = if share { plot.include_y(1.0) } else { plot };
    let shown = plot.show(ui, |plot: &mut Canvas| {
        for one in all {
            let points = one.points(plot.most(MOST), &value);
            if points.first() == points.last() {
                // Before the first step.
                plot.points(Points::new(one.name.clone(), points).color(one.color).radius(one.width + 1.0));
                continue;
            }
            let line = Line::new(one.name.clone(), points).color(one.color).width(one.width);
            plot.line(if one.dashed { line.style(LineStyle::dashed_dense()) } else { line });
        }
        swaps.iter().for_each(|swap| swap.line(plot, palette));
    });
    marks::name(ui, &shown, swaps, palette);
}
