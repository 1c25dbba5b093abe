//! Drift: how the rules push the drive, against the drive: four rules adding up to a delta rule.

use egui::Ui;
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Canvas, Line, Points};
use super::{Context, View};
use crate::analysis::drift::{Bin, binned};
use crate::engine::Wants;
use crate::model::Params;
use crate::theory::mean_field::{Currents, Requests, requests};
use crate::ui::legend::{self, Mark};

/// Name of this view in saved arrangements.
pub const KEY: &str = "drift";

/// Bins of h for what is measured, and the fewest samples of one.
const BINS: usize = 24;
const LEAST: usize = 8;
const NAMES: [&str; 5] = ["ACh", "NA", "Hebbian", "inhibitory", "sum"];
/// Points of a curve.
const STEPS: usize = 160;

/// Shows the expected change of the drive by one presentation of its own stimulus, for either target.
#[derive(Default)]
pub struct Drift {
    /// The curves of the parameters and range they were last drawn for.
    cache: Option<Cache>,
}

struct Cache {
    params: Params,
    /// Mean i_E, and the range of h, for targets and non-targets.
    ranges: [[f64; 3]; 2],
    /// For targets, and for non-targets.
    classes: [Curves; 2],
}

/// By rule (ACh, NA, Hebbian, inhibitory) and their sum: (h, change of h).
type Curves = [Vec<[f64; 2]>; 5];

impl View for Drift {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Drift"
    }

    fn help(&self) -> &'static str {
        "How one presentation changes the drive h of its own stimulus on average, against h: each rule alone \
         and (thick) their sum; for targets (Y = 1) above, for non-targets (Y = 0) below. Where the sum crosses zero \
         downwards, h comes to rest: for targets it should do so above the threshold at 0, for non-targets \
         below. Computed from the parameters at the present mean excitation; inhibition restoring balance \
         supplies the falling line, acetylcholine the lift. Dots on the curves: means of what recent presentations really did, \
         bounds and turnover included. A ring marks where h comes to rest. Plus signs at zero: where the stimuli are now."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, drift: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let colors = [palette.ach, palette.na, palette.hebbian, palette.inhibitory, palette.main];
        let mut entries: Vec<_> =
            NAMES.iter().zip(colors).map(|(name, color)| (Mark::Line, color, *name)).collect();
        entries.extend([
            (Mark::Dot, palette.main, "measured"),
            (Mark::Ring, palette.main, "h comes to rest"),
            (Mark::Plus, palette.target, "targets now"),
            (Mark::Plus, palette.non_target, "non-targets now"),
            (Mark::Dashed, palette.theory, "threshold"),
        ]);
        legend::show(ui, &entries);
        let theory = context.snapshot.params.only_built_in();
        if !theory {
            let text = "Lines are of the four rules alone; what is measured has the loaded rules in it.";
            ui.label(egui::RichText::new(text).small().color(palette.weak));
        }
        let ranges = [true, false].map(|y| range(context, y));
        let params = &context.snapshot.params;
        let cache = self.cache.take().filter(|cache| cache.params == *params && cache.ranges == ranges);
        let cache = self.cache.insert(cache.unwrap_or_else(|| Cache {
            params: params.clone(),
            ranges,
            classes: [curves(params, true, ranges[0]), curves(params, false, ranges[1])],
        }));
        let height = (ui.available_height() - 4.0) / 2.0;
        for ((curves, y), label) in cache.classes.iter().zip([true, false]).zip(["Δh, Y = 1", "Δh, Y = 0"])
        {
            class(ui, context, (curves, y), label, &colors, height.max(10.0));
        }
    }
}

/// Mean excitation of a class, and the range of its h, rounded so that the picture does not flicker.
fn range(context: &Context<'_>, y: bool) -> [f64; 3] {
    let recall = &context.snapshot.recall;
    let of_class = || (0..recall.len()).filter(|&mu| recall.targets[mu] == y);
    let mean = of_class().map(|mu| recall.i_e[mu]).sum::<f64>() / of_class().count().max(1) as f64;
    let ends = of_class()
        .map(|mu| recall.drive(mu))
        .fold((-2.0, 2.0), |(low, high): (f64, f64), h| (low.min(h), high.max(h)));
    [(mean * 2.0).round() / 2.0, ends.0.floor(), ends.1.ceil()]
}

fn curves(params: &Params, y: bool, [i_e, low, high]: [f64; 3]) -> Curves {
    let mut curves: Curves = Default::default();
    for step in 0..=STEPS {
        let h = low + (high - low) * step as f64 / STEPS as f64;
        let at = Currents { i_e, i_i: i_e - h - params.theta };
        let Requests { ach, na, hebbian, inhibitory, .. } = requests(params, y, at, params.f_out);
        let gain = 1.0 / (1.0 - params.f_in);
        let changes = [ach * gain, na * gain, hebbian * gain, -inhibitory];
        for (curve, change) in curves.iter_mut().zip(changes) {
            curve.push([h, change]);
        }
        curves[4].push([h, changes.iter().sum()]);
    }
    curves
}

fn class(
    ui: &mut Ui,
    context: &Context<'_>,
    (curves, y): (&Curves, bool),
    label: &str,
    colors: &[egui::Color32; 5],
    height: f32,
) {
    let palette = context.palette;
    let recall = &context.snapshot.recall;
    let now = |most: usize| -> Vec<[f64; 2]> {
        let every = recall.len().div_ceil(most).max(1);
        let of_class = (0..recall.len()).step_by(every).filter(|&mu| recall.targets[mu] == y);
        of_class.map(|mu| [recall.drive(mu), 0.0]).collect()
    };
    let (low, high) = (curves[0][0][0], curves[0][STEPS][0]);
    let bins = binned(&context.snapshot.drift, y, (low, high), BINS, LEAST);
    let chart = plots::plot(label, height, label, 40.0)
        .units([plots::THRESHOLD_UNITS; 2])
        .x_axis_label("drive h")
        .linked(egui::Id::unique("drift"), [false, false]);
    let chart = if y { chart.untitled() } else { chart };
    chart.show(ui, |plot| {
        plot.line(Line::level("no change", 0.0).color(palette.theory).width(1.0).silent());
        plot.line(Line::at("threshold", 0.0).color(palette.theory).style(LineStyle::dashed_dense()));
        // The sum lies below, broad, so that a rule which makes up all of it stays visible.
        for (at, (curve, color)) in curves.iter().zip(colors).enumerate().rev() {
            let (color, width) = if at == 4 { (color.gamma_multiply(0.35), 7.0) } else { (*color, 1.6) };
            plot.line(Line::new(NAMES[at], curve.clone()).color(color).width(width));
        }
        measured(plot, &bins, colors);
        let rests: Vec<[f64; 2]> = rests(&curves[4]).into_iter().map(|h| [h, 0.0]).collect();
        let ring = Points::new("comes to rest", rests).color(palette.main).radius(6.0);
        plot.points(ring.shape(MarkerShape::Circle).filled(false));
        let color = if y { palette.target } else { palette.non_target };
        let pinned = context.snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
        if let Some(mu) = pinned.filter(|&mu| mu < recall.len() && recall.targets[mu] == y) {
            plot.line(Line::at("pinned stimulus", recall.drive(mu)).color(palette.pin).width(2.0));
        }
        let stimuli = Points::new("stimuli now", now(plot.most(800))).color(color);
        plot.points(stimuli.shape(MarkerShape::Plus).radius(3.0));
    });
}

/// Where the sum crosses zero downwards.
fn rests(sum: &[[f64; 2]]) -> Vec<f64> {
    sum.windows(2)
        .filter_map(|pair| {
            let [[left, high], [right, low]] = *pair else { return None };
            (high > 0.0 && low <= 0.0).then(|| left + (right - left) * high / (high - low))
        })
        .collect()
}

/// Means of what recent presentations did, in the colours of the expected curves; error bars are standard
/// errors.
fn measured(plot: &mut Canvas, bins: &[Bin], colors: &[egui::Color32; 5]) {
    for (rule, color) in colors.iter().take(4).enumerate() {
        let means: Vec<[f64; 2]> = bins.iter().map(|bin| [bin.drive, bin.rules[rule]]).collect();
        plot.points(Points::new(format!("{}, measured", NAMES[rule]), means).color(*color).radius(2.2));
    }
    for bin in bins {
        let bar = vec![[bin.drive, bin.total - bin.error], [bin.drive, bin.total + bin.error]];
        plot.line(Line::new("standard error", bar).color(colors[4]).width(1.2).silent());
    }
    let totals: Vec<[f64; 2]> = bins.iter().map(|bin| [bin.drive, bin.total]).collect();
    plot.points(Points::new("sum, measured", totals).color(colors[4]).radius(3.2));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_sum_and_inhibition_pulls_down_what_is_above_the_line() {
        let params = Params { i_ltp_only: false, ..Params::default() };
        let curves = curves(&params, true, [40.0, -10.0, 10.0]);
        for (step, total) in curves[4].iter().enumerate() {
            let sum: f64 = curves[..4].iter().map(|curve| curve[step][1]).sum();
            assert!((sum - total[1]).abs() < 1e-12);
        }
        // Balance at i_E = 40: i_I = 0.91 * 40 + 3.2, so h = 0.4; the slope is -alpha_I.
        // Alone it brings h to rest on the line.
        assert!((rests(&curves[3])[0] - 0.4).abs() < 1e-9);
        let inhibitory = &curves[3];
        let slope = (inhibitory[STEPS][1] - inhibitory[0][1]) / 20.0;
        assert!((slope + params.alpha_i).abs() < 1e-12);
        assert!((inhibitory[0][1] - 0.15 * 10.4).abs() < 1e-12);
    }
}
