//! The charts of a virtual experiment: tuning curves, time course, restoration of balance.

use egui::{Color32, Ui};
use egui_plot::LineStyle;

use super::plots::{self, Area, Canvas, Chart, Line, Points, Scale};
use crate::analysis::experiment::findings::{Mean, MeanSample, Phase};
use crate::analysis::experiment::{Experiment, Findings};
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;

/// Most points of a cloud that are drawn.
const MOST: usize = 1500;
const AXIS: f32 = 30.0;
/// From this width two charts stand side by side.
const WIDE: f32 = 460.0;
/// From this width all do, if the view is lower than that.
const LONG: f32 = 860.0;
const LOW: f32 = 420.0;

/// Shows all charts: in one row where that is wide and low, else in two, or one below the other.
pub fn show(ui: &mut Ui, experiment: &Experiment, found: &Findings, palette: &Palette) {
    let entries = [
        (Mark::Dashed, palette.theory, "before; predicted"),
        (Mark::Line, palette.ach, "right after pairing"),
        (Mark::Line, palette.excitatory, "excitation, at the end"),
        (Mark::Line, palette.inhibitory, "inhibition, at the end"),
        (Mark::Dotted, palette.ach, "inhibition felt, less M"),
    ];
    legend::show(ui, &entries);
    let space = ui.available_size();
    let columns = match space.x {
        x if x > LONG && space.y < LOW => 4,
        x if x > WIDE => 2,
        _ => 1,
    };
    let height = (space.y * if columns == 4 { 0.8 } else { 0.42 }).clamp(130.0, 380.0);
    let paired =
        if experiment.one_tone { "presentation, paired tone" } else { "presentation, mean of all tones" };
    let chart = |ui: &mut Ui, which: usize| match which {
        0 => tuning(ui, height, true, found, palette),
        1 => tuning(ui, height, false, found, palette),
        2 => course(ui, height, (found, paired), palette),
        _ => restoration(ui, height, found, palette),
    };
    for row in (0..4).step_by(columns) {
        ui.columns(columns, |parts| {
            parts.iter_mut().enumerate().for_each(|(at, ui)| chart(ui, row + at));
        });
    }
}

/// A plot over frequency: octaves, labelled in kHz.
fn over_frequency(id: &str, height: f32, label: &str) -> Chart {
    plots::plot(id, height, label, AXIS).x_axis_label("frequency, kHz").x_scale(Scale::Octaves)
}

fn tuning(ui: &mut Ui, height: f32, excitatory: bool, found: &Findings, palette: &Palette) {
    let (id, label, end) = match excitatory {
        true => ("tuning of excitation", "i_E", palette.excitatory),
        false => ("tuning of inhibition", "i_I", palette.inhibitory),
    };
    let octaves: Vec<f64> = found.frequencies.iter().map(|khz| khz.log2()).collect();
    let of = |tuning: &crate::analysis::experiment::findings::MeanTuning| {
        if excitatory { tuning.i_e.clone() } else { tuning.i_i.clone() }
    };
    over_frequency(id, height, label).include_y(0.0).show(ui, |plot| {
        // The starting weights are tuned to the tone in the middle.
        if let Some(best) = octaves.get(octaves.len() / 2) {
            let line = Line::at("original best frequency", *best).color(palette.mark).width(1.2);
            plot.line(line.style(LineStyle::dotted_loose()));
        }
        let before = band(plot, "before", &octaves, &of(&found.before), palette.theory);
        plot.line(before.style(LineStyle::dashed_dense()).width(1.6));
        let during = band(plot, "right after pairing", &octaves, &of(&found.during), palette.ach);
        plot.line(during.width(1.6));
        let after = band(plot, "end", &octaves, &of(&found.after), end);
        plot.line(after.width(2.4));
    });
}

/// Adds the band of standard errors, and gives the line of means.
fn band(plot: &mut Canvas, name: &str, xs: &[f64], means: &[Mean], color: Color32) -> Line {
    let side = |sign: f64| -> Vec<f64> {
        means.iter().map(|mean| mean.mean + sign * mean.sem.unwrap_or(0.0)).collect()
    };
    let area = Area::new(format!("{name}, standard error"), xs, &side(-1.0), &side(1.0));
    plot.area(area.fill_color(color.gamma_multiply(0.2)));
    let points: Vec<[f64; 2]> = xs.iter().zip(means).map(|(x, mean)| [*x, mean.mean]).collect();
    Line::new(name, points).color(color)
}

fn series(
    plot: &mut Canvas,
    name: &str,
    course: &[MeanSample],
    value: impl Fn(&MeanSample) -> Option<Mean>,
    color: Color32,
) -> Line {
    let there = course.iter().filter_map(|sample| Some((sample.presentation as f64, value(sample)?)));
    let (xs, means): (Vec<f64>, Vec<Mean>) = there.unzip();
    band(plot, name, &xs, &means, color)
}

fn course(ui: &mut Ui, height: f32, (found, axis): (&Findings, &str), palette: &Palette) {
    let course = &found.course;
    plots::plot("time course", height, "current", AXIS)
        .units(["", plots::THRESHOLD_UNITS])
        .x_axis_label(axis)
        .include_y(0.0)
        .show(ui, |plot| {
            for phase in [Phase::Pairing, Phase::After] {
                if let Some(first) = course.iter().find(|sample| sample.phase == phase) {
                    let name = if phase == Phase::Pairing { "pairing begins" } else { "pairing ends" };
                    let line = Line::at(name, first.presentation as f64).color(palette.mark).width(1.2);
                    plot.line(line.style(LineStyle::dashed_dense()));
                }
            }
            let felt = series(plot, "inhibition felt", course, |sample| sample.felt_i, palette.ach);
            plot.line(felt.style(LineStyle::dotted_dense()).width(1.6));
            let inhibition = series(plot, "i_I", course, |sample| sample.paired_i, palette.inhibitory);
            plot.line(inhibition.width(2.2));
            let excitation = series(plot, "i_E", course, |sample| sample.paired_e, palette.excitatory);
            plot.line(excitation.width(2.2));
        });
}

fn restoration(ui: &mut Ui, height: f32, found: &Findings, palette: &Palette) {
    let all: Vec<[f64; 2]> = found
        .cells
        .iter()
        .flat_map(|cell| cell.restorations.iter().map(|one| [one.imbalance, one.change_i]))
        .collect();
    let ends = all.iter().fold([0.0_f64, 0.0_f64], |[low, high], [x, _]| [low.min(*x), high.max(*x)]);
    let points = |most: usize| all.iter().copied().step_by(all.len().div_ceil(most).max(1)).collect();
    plots::plot("restoration", height, "change of i_I", AXIS)
        .units([plots::THRESHOLD_UNITS; 2])
        .x_axis_label("imbalance before, a i_E + b − i_I")
        .show(ui, |plot| {
            let points = Points::new("cells and tones", points(plot.most(MOST)));
            plot.points(points.color(palette.inhibitory).radius(2.2));
            if let Some(line) = found.restoration.predicted {
                let at = |x: f64| [x, line.slope * x + line.intercept];
                let line = Line::new("predicted", vec![at(ends[0]), at(ends[1])]).color(palette.theory);
                plot.line(line.style(LineStyle::dashed_loose()).width(1.6));
            }
        });
}
