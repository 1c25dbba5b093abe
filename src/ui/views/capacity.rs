//! Capacity over time: what is learned, what is offered, and what theory allows.

use egui::{Id, RichText, Ui};
use egui_plot::LineStyle;

use super::plots::{self, Chart, Line};
use super::{Context, View, marks};
use crate::engine::{CurvePoint, Wants};
use crate::model::Measures;
use crate::theory::capacity;
use crate::ui::legend::{self, Mark};

/// Name of this view in saved arrangements.
pub const KEY: &str = "capacity";

/// Most points drawn of a line.
const MOST: usize = 400;
const AXIS: f32 = 34.0;

/// Shows learned load against offered load and theoretical capacity, and accuracy below.
#[derive(Default)]
pub struct Capacity;

impl View for Capacity {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Capacity over time"
    }

    fn tab(&self) -> &'static str {
        "Capacity"
    }

    fn help(&self) -> &'static str {
        "Above, in associations per synapse P/(N_E + N_I): the learned load α max(0, 2 BA − 1), the load that \
         is offered, and two theoretical limits for large N: of any neuron with these excitatory and \
         inhibitory synapses (sign-constrained weights), and of what survives without supervision, when \
         inhibition is slaved to the balance line. Below: hit rate (targets that fire), correct rejection \
         (non-targets that do not), and balanced accuracy BA, their mean; 0.5 is chance."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let Measures { balanced_accuracy, learned_load, .. } = context.snapshot.measures;
            ui.label(RichText::new(format!("BA {balanced_accuracy:.3}")).strong());
            ui.label(format!("learned {learned_load:.3}"));
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let legends = 2.0 * (ui.text_style_height(&egui::TextStyle::Small) + 12.0);
        let height = (ui.available_height() - legends).max(20.0);
        loads(ui, context, height * 0.42);
        accuracy(ui, context);
    }
}

fn thinned(context: &Context<'_>, most: usize, value: impl Fn(&Measures) -> f64) -> Vec<[f64; 2]> {
    let points: &[CurvePoint] = &context.snapshot.curve;
    let every = points.len().div_ceil(most).max(1);
    let last = CurvePoint {
        epoch: context.snapshot.epochs,
        measures: context.snapshot.measures,
        change_dimension: None,
    };
    points
        .iter()
        .step_by(every)
        .chain([&last])
        .map(|point| [point.epoch as f64, value(&point.measures)])
        .collect()
}

fn plot(id: &str, height: f32, label: &str) -> Chart {
    plots::plot(id, height, label, AXIS)
        .x_axis_label("epoch")
        .linked(Id::unique("capacity over time"), [true, false])
        .include_x(0.0)
        .include_x(10.0)
        .include_y(0.0)
}

fn loads(ui: &mut Ui, context: &Context<'_>, height: f32) {
    let palette = context.palette;
    let params = &context.snapshot.params;
    let mut entries = vec![
        (Mark::Line, palette.main, "learned"),
        (Mark::Line, palette.target, "offered"),
        (Mark::Dashed, palette.theory, "limit"),
    ];
    // On the balance line the neuron fires iff i_E > (b + theta)/(1 - a): only then can it retain.
    let can_retain = params.a < 1.0 && params.rule_i && params.only_built_in();
    if can_retain {
        entries.push((Mark::Dotted, palette.theory, "limit, retained"));
    }
    legend::show(ui, &entries);
    let end = context.snapshot.epochs.max(10) as f64;
    let level = |value: f64| vec![[0.0, value], [end, value]];
    let shown = plot("load over time", height, "load")
        .units(["", "associations per synapse"])
        .show_axes([false, true])
        .show(ui, |plot| {
            let labels = marks::draw(plot, context.snapshot, palette, (0.0, end), |mark| mark.epoch);
            if let Ok(limit) = capacity::sign_constrained(params.f_out) {
                let line = Line::new("theory: any weights", level(limit)).color(palette.theory);
                plot.line(line.width(1.5).style(LineStyle::dashed_loose()));
            }
            if can_retain && let Ok(limit) = capacity::slaved_inhibition(params.f_out, params.n_e, params.n_i)
            {
                let line = Line::new("theory: unsupervised", level(limit)).color(palette.theory);
                plot.line(line.width(1.5).style(LineStyle::dotted_dense()));
            }
            plot.line(
                Line::new("offered", thinned(context, plot.most(MOST), |measures| measures.load))
                    .color(palette.target)
                    .width(1.5),
            );
            let learned =
                Line::new("learned", thinned(context, plot.most(MOST), |measures| measures.learned_load));
            plot.line(learned.color(palette.main).width(2.5));
            labels
        });
    marks::name(ui, &shown, &shown.inner, palette);
}

fn accuracy(ui: &mut Ui, context: &Context<'_>) {
    let palette = context.palette;
    legend::show(
        ui,
        &[
            (Mark::Line, palette.main, "BA"),
            (Mark::Line, palette.excitatory, "hit rate"),
            (Mark::Line, palette.inhibitory, "correct rejection"),
        ],
    );
    let height = ui.available_height().max(10.0);
    let plot = plot("accuracy over time", height, "accuracy").include_y(1.0);
    let end = context.snapshot.epochs.max(10) as f64;
    plot.show(ui, |plot| {
        marks::draw(plot, context.snapshot, palette, (0.0, end), |mark| mark.epoch);
        let hit = Line::new("hit rate", thinned(context, plot.most(MOST), |measures| measures.hit_rate));
        plot.line(hit.color(palette.excitatory).width(1.4));
        let rejection = Line::new(
            "correct rejection",
            thinned(context, plot.most(MOST), |measures| measures.correct_rejection),
        );
        plot.line(rejection.color(palette.inhibitory).width(1.4));
        let balanced =
            Line::new("BA", thinned(context, plot.most(MOST), |measures| measures.balanced_accuracy));
        plot.line(balanced.color(palette.main).width(2.5));
    });
}
