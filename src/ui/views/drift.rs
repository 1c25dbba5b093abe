//! Drift: how the rules push the drive, against the drive: four rules adding up to a delta rule.

use egui::Ui;
use egui_plot::{AxisHints, HLine, HPlacement, Line, LineStyle, Plot, PlotPoints, Points, VLine};

use super::{Context, View, ticks};
use crate::model::Params;
use crate::theory::mean_field::{Currents, Requests, requests};
use crate::ui::legend::{self, Mark};

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
    range: [f64; 3],
    /// For targets, and for non-targets.
    classes: [Curves; 2],
}

/// By rule (ACh, NA, Hebbian, inhibitory) and their sum: (h, change of h).
type Curves = [Vec<[f64; 2]>; 5];

impl View for Drift {
    fn title(&self) -> &'static str {
        "Drift"
    }

    fn help(&self) -> &'static str {
        "How one presentation changes the drive h of its own stimulus on average, against h: each rule alone \
         and (thick) their sum; for targets (Y = 1) above, for non-targets below. Where the sum crosses zero \
         downwards, h comes to rest: for targets it should do so above the threshold at 0, for non-targets \
         below. Computed from the parameters at the present mean excitation; inhibition restoring balance \
         supplies the falling line, acetylcholine the lift. Dots: where the stimuli are now."
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let colors = [palette.ach, palette.na, palette.hebbian, palette.inhibitory, palette.main];
        let names = ["ACh", "NA", "Hebbian", "inhibitory", "sum"];
        let entries: Vec<_> =
            names.iter().zip(colors).map(|(name, color)| (Mark::Line, color, *name)).collect();
        legend::show(ui, &entries);
        let range = range(context);
        let params = &context.snapshot.params;
        let cache = self.cache.take().filter(|cache| cache.params == *params && cache.range == range);
        let cache = self.cache.insert(cache.unwrap_or_else(|| Cache {
            params: params.clone(),
            range,
            classes: [true, false].map(|y| curves(params, y, range)),
        }));
        let height = (ui.available_height() - 4.0) / 2.0;
        for ((curves, y), label) in
            cache.classes.iter().zip([true, false]).zip(["Δh, targets", "Δh, non-targets"])
        {
            class(ui, context, (curves, y), label, &colors, height.max(10.0));
        }
    }
}

/// Mean excitation, and the range of h shown, rounded so that it does not flicker.
fn range(context: &Context<'_>) -> [f64; 3] {
    let recall = &context.snapshot.recall;
    let n = recall.len().max(1) as f64;
    let mean = recall.i_e.iter().sum::<f64>() / n;
    let ends = (0..recall.len())
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
    let every = recall.len().div_ceil(800).max(1);
    let now: PlotPoints<'_> = (0..recall.len())
        .step_by(every)
        .filter(|&mu| recall.targets[mu] == y)
        .map(|mu| [recall.drive(mu), 0.0])
        .collect();
    let axis = AxisHints::new_y().label(label).min_thickness(40.0).placement(HPlacement::Left);
    Plot::new(label)
        .height(height)
        .allow_scroll(false)
        .custom_y_axes(vec![axis.label_spacing(4.0..=10.0).formatter(ticks::label)])
        .x_axis_formatter(ticks::label)
        .x_grid_spacer(ticks::about(5))
        .y_grid_spacer(ticks::about(3))
        .x_axis_label(if y { "" } else { "drive h" })
        .show(ui, |plot| {
            plot.hline(HLine::new("no change", 0.0).color(palette.theory).width(1.0));
            plot.vline(VLine::new("threshold", 0.0).color(palette.theory).style(LineStyle::dashed_dense()));
            for (at, (curve, color)) in curves.iter().zip(colors).enumerate() {
                let name = ["ACh", "NA", "Hebbian", "inhibitory", "sum"][at];
                let points: Vec<[f64; 2]> = curve.clone();
                plot.line(Line::new(name, points).color(*color).width(if at == 4 { 2.6 } else { 1.3 }));
            }
            let color = if y { palette.target } else { palette.non_target };
            plot.points(Points::new("stimuli", now).color(color).radius(2.4));
        });
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
        let inhibitory = &curves[3];
        let slope = (inhibitory[STEPS][1] - inhibitory[0][1]) / 20.0;
        assert!((slope + params.alpha_i).abs() < 1e-12);
        assert!((inhibitory[0][1] - 0.15 * 10.4).abs() < 1e-12);
    }
}
