//! The task: what is shown next, and what the network makes of it.

use egui::{Align2, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use egui_plot::LineStyle;

use super::parts::Heat;
use super::{neurons, parts};
use crate::circuits::Inside;
use crate::circuits::index::IndexInside;
use crate::circuits::layered::LayeredInside;
use crate::circuits::layered::examples::{PIXELS, ROW};
use crate::circuits::recurrent::RecurrentInside;
use crate::ui::circuits::choosing::sentence;
use crate::ui::legend::{self, Mark};
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::views::plots::{self, Area, Line, Scale};
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit-task";

const AXIS: f32 = 40.0;
/// Shows an example with the network's answer.
#[derive(Default)]
pub struct TaskView {
    heat: Heat,
}

impl View for TaskView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Task"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn inside(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "What is shown next, and what the network answers before it has learned from it. Digits: the pixels, some of them \
         flipped, and the ten outputs, the wanted one framed. Trials in time: inputs, the target where it counts, the \
         output. Pairs: which of those that were stored are recalled, the oldest first. \
         Associations: every neuron's answer to every stimulus, without modulators."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let palette = context.palette;
        ui.label(RichText::new(sentence(circuit.now.task)).small().color(palette.weak));
        match circuit.inside.as_deref() {
            Some(Inside::Layered(inside)) => example(ui, inside, palette),
            Some(Inside::Recurrent(inside)) => trial(ui, inside, palette),
            Some(Inside::Index(inside)) => pairs(ui, inside, palette),
            Some(Inside::Neurons(inside)) => neurons::recall(ui, &mut self.heat, inside, palette),
            None => {}
        }
    }
}

fn example(ui: &mut Ui, inside: &LayeredInside, palette: &Palette) {
    let space = ui.available_rect_before_wrap();
    let left = space.with_max_x(space.left() + space.width() * 0.3);
    let x = &inside.example.x;
    if x.len() == PIXELS {
        let side = (left.width() / ROW as f32).min((left.height() - 8.0) / 7.0);
        let corner = left.center() - vec2(2.5, 3.5) * side;
        for (i, pixel) in x.iter().enumerate() {
            let at = corner + vec2((i % ROW) as f32, (i / ROW) as f32) * side;
            let cell = Rect::from_min_size(at, vec2(side, side));
            let stroke = Stroke::new(0.5, palette.outline);
            ui.painter().rect(cell, 0.0, parts::shade(*pixel, 1.0, palette), stroke, StrokeKind::Inside);
        }
    } else {
        let text = format!("{:+} and {:+}", x.first().unwrap_or(&0.0), x.get(1).unwrap_or(&0.0));
        let font = egui::TextStyle::Heading.resolve(ui.style());
        ui.painter().text(left.center(), Align2::CENTER_CENTER, text, font, palette.text);
    }
    let right = space.with_min_x(left.right() + 12.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
        let wanted = &inside.example.y;
        let y = inside.activity.last().cloned().unwrap_or_default();
        legend::show(
            ui,
            &[
                (Mark::Square, palette.inhibitory, "output"),
                (Mark::Square, palette.target, "output that is wanted"),
            ],
        );
        let names: Vec<String> = match y.len() {
            1 => vec!["they differ".to_owned()],
            count => (0..count).map(|digit| digit.to_string()).collect(),
        };
        let bar = |(at, value): (usize, &f64)| {
            let ink = if wanted.get(at).is_some_and(|wanted| *wanted > 0.5) {
                palette.target
            } else {
                palette.inhibitory
            };
            (names[at].clone(), [at as f64, *value], ink)
        };
        let bars: Vec<_> = y.iter().enumerate().map(bar).collect();
        let height = ui.available_height().max(10.0);
        plots::plot("circuit answer", height, "output", AXIS)
            .x_scale(Scale::names(names.iter().map(String::as_str)))
            .still((-0.6, y.len() as f64 - 0.4))
            .fixed_y((0.0, 1.0))
            .show(ui, |plot| plot.bars(0.7, bars.clone()));
    });
    ui.allocate_rect(space, Sense::hover());
}

fn trial(ui: &mut Ui, inside: &RecurrentInside, palette: &Palette) {
    let moments = inside.trial.moments();
    let inputs = inside.trial.x.len() / moments.max(1);
    let colors = parts::others(palette);
    let names: Vec<String> = (1..=inputs).map(|k| format!("input {k}")).collect();
    let mut entries: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (Mark::Line, colors[at % colors.len()], name.as_str()))
        .collect();
    entries.extend([(Mark::Dashed, palette.target, "target"), (Mark::Line, palette.main, "output")]);
    legend::show(ui, &entries);
    let height = (ui.available_height() - 4.0).max(20.0);
    let over = |values: &[f64], step: usize, from: usize| -> Vec<[f64; 2]> {
        values.iter().skip(from).step_by(step).enumerate().map(|(t, value)| [t as f64, *value]).collect()
    };
    let group = egui::Id::unique("circuit trial");
    plots::plot("circuit inputs", height * 0.45, "input", AXIS)
        .linked(group, [true, false])
        .show_axes([false, true])
        .show(ui, |plot| {
            for (k, name) in names.iter().enumerate() {
                let line = Line::new(name.clone(), over(&inside.trial.x, inputs, k));
                plot.line(line.color(colors[k % colors.len()]).width(1.8));
            }
        });
    let t = parts::moment_shown(ui, "moment", moments) as f64;
    plots::plot("circuit output", height * 0.55, "output", AXIS)
        .x_axis_label("moment, 5 ms each; the target counts where it is drawn")
        .linked(group, [true, false])
        .show(ui, |plot| {
            let counts: Vec<f64> =
                (0..moments).filter(|&t| inside.trial.weight[t] > 0.0).map(|t| t as f64).collect();
            let target: Vec<[f64; 2]> = counts.iter().map(|&t| [t, inside.trial.y[t as usize]]).collect();
            let (low, high): (Vec<f64>, Vec<f64>) =
                target.iter().map(|at| (at[1].min(0.0), at[1].max(0.0))).unzip();
            if counts.len() < moments {
                plot.area(
                    Area::new("counts", &counts, &low, &high)
                        .fill_color(palette.target.gamma_multiply(0.15))
                        .silent(),
                );
            }
            plot.line(Line::at("moment", t).color(palette.pin).width(1.0).silent());
            let line = Line::new("target", target).color(palette.target).width(2.0);
            plot.line(line.style(LineStyle::dashed_dense()));
            plot.line(Line::new("output", over(&inside.y, 1, 0)).color(palette.main).width(2.5));
        });
}

fn pairs(ui: &mut Ui, inside: &IndexInside, palette: &Palette) {
    let count = inside.pairs;
    let space = ui.allocate_exact_size(ui.available_size(), Sense::hover()).0;
    let side = (space.width() / count as f32 - 8.0).clamp(8.0, 44.0);
    let shown = parts::moment_shown(ui, "pair", inside.recalls.len());
    let line = parts::line(ui);
    for at in 0..count {
        let corner = pos2(space.left() + 4.0 + at as f32 * (side + 8.0), space.center().y - side / 2.0);
        let cell = Rect::from_min_size(corner, vec2(side, side));
        let (ink, said) = match inside.recalls.get(at) {
            None => (palette.outline, ""),
            Some(recall) if recall.right() => (palette.right, "right"),
            Some(_) => (palette.wrong, "wrong"),
        };
        let fill = if at < inside.stored { ink } else { palette.card };
        let edge = if at == shown && at < inside.stored { palette.pin } else { palette.outline };
        ui.painter().rect(cell, 4.0, fill, Stroke::new(2.0, edge), StrokeKind::Outside);
        parts::note(ui, cell.center_top() - vec2(0.0, 4.0), Align2::CENTER_BOTTOM, at + 1, palette.text);
        parts::note(ui, cell.center_bottom() + vec2(0.0, 4.0), Align2::CENTER_TOP, said, palette.weak);
    }
    let text = format!("{} of {count} pairs stored; each is shown once, the oldest first", inside.stored);
    let at = pos2(space.left() + 4.0, space.center().y - side / 2.0 - 2.0 * line - 6.0);
    parts::note(ui, at, Align2::LEFT_BOTTOM, text, palette.text);
}
