//! One axis: a curve with its band.

use egui::Ui;
use egui_plot::{LineStyle, MarkerShape};

use super::axes;
use super::map::{Drawn, place};
use super::scales::Range;
use crate::analysis::statistics::Summary;
use crate::ui::views::Context;
use crate::ui::views::plots::{self, Area, Line, Points, Shown};

/// Draws the quantity along the axis over the space that is left, but for `below`.
pub fn show(ui: &mut Ui, context: &Context<'_>, drawn: &Drawn<'_>, below: f32) -> Shown<()> {
    let palette = context.palette;
    let plan = &drawn.grown.plan;
    let [low, high] = Range::of(drawn.quantity, drawn.frame).ends();
    let found: Vec<(f64, Summary)> = drawn
        .frame
        .all(drawn.quantity)
        .enumerate()
        .filter_map(|(cell, summary)| Some((cell as f64, summary?)))
        .collect();
    let height = (ui.available_height() - below).max(40.0);
    plots::plot("atlas curve", height, drawn.quantity.name(), 44.0)
        .x_axis_label(axes::title(&plan.x))
        .x_scale(axes::scale(&plan.x))
        .include_x(-0.5)
        .include_x(plan.x.values().len() as f64 - 0.5)
        .include_y(f64::from(low))
        .include_y(f64::from(high))
        .show(ui, |plot| {
            let at: Vec<f64> = found.iter().map(|(x, _)| *x).collect();
            // A single seed says nothing of its spread: no band there.
            let half = |s: &Summary| if s.n < 2 { 0.0 } else { s.confidence() };
            let lower: Vec<f64> = found.iter().map(|(_, s)| s.mean - half(s)).collect();
            let upper: Vec<f64> = found.iter().map(|(_, s)| s.mean + half(s)).collect();
            let band = Area::new("95 % confidence", &at, &lower, &upper);
            plot.area(band.fill_color(palette.main.gamma_multiply(0.2)));
            let means: Vec<[f64; 2]> = found.iter().map(|(x, s)| [*x, s.mean]).collect();
            plot.line(
                Line::new(drawn.quantity.name(), means.clone()).color(palette.main).width(2.0).silent(),
            );
            plot.points(Points::new(drawn.quantity.name(), means).color(palette.main).radius(3.0));
            let level = Line::level("level", drawn.level).color(palette.weak).width(1.0);
            plot.line(level.style(LineStyle::dotted_dense()));
            if drawn.theory {
                for (region, letter) in drawn.grown.regions.iter().zip('A'..) {
                    let flips =
                        (1..region.holds.len()).filter(|&cell| region.holds[cell - 1] != region.holds[cell]);
                    for cell in flips {
                        let line = Line::at(format!("{letter}: {}", region.name), cell as f64 - 0.5);
                        plot.line(line.color(palette.theory).width(1.2).style(LineStyle::dashed_loose()));
                    }
                }
                for &p in drawn.grown.critical.iter().flat_map(|critical| critical.iter()) {
                    let line = Line::at(format!("critical load: P = {p:.0}"), plan.x.place(p));
                    plot.line(line.color(palette.theory).width(1.6).style(LineStyle::dashed_loose()));
                }
            }
            if let Some([x, _]) = place(plan, &context.snapshot.params) {
                plot.line(Line::at("the neuron on screen", x).color(palette.pin).width(1.6));
                let nearest =
                    found.iter().min_by(|one, other| (one.0 - x).abs().total_cmp(&(other.0 - x).abs()));
                let mark = nearest.map(|(_, summary)| [x, summary.mean]);
                let mark = Points::new("the neuron on screen", mark.into_iter().collect()).color(palette.pin);
                plot.points(mark.shape(MarkerShape::Diamond).radius(6.0).silent());
            }
        })
}
