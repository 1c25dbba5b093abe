//! Predictive coding: F falls while errors travel down from the output.

use egui::{Align2, Sense, Stroke, Ui, pos2};

use crate::circuits::layered::InferenceStep;
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;
use crate::ui::views::circuit::parts::{self, Heat};
use crate::ui::views::plots::{self, Line};

const AXIS: f32 = 40.0;

/// Shows F above, and the error of every unit at every step below.
pub fn show(ui: &mut Ui, heat: &mut Heat, steps: &[InferenceStep], palette: &Palette) {
    let Some(first) = steps.first() else { return };
    let shown = parts::moment_shown(ui, "inference step", steps.len());
    legend::show(
        ui,
        &[(Mark::Line, palette.main, "F, summed squared errors"), (Mark::Line, palette.pin, "step shown")],
    );
    let height = ui.available_height();
    plots::plot("circuit energy", height * 0.42, "F", AXIS)
        .include_y(0.0)
        .x_axis_label("inference step")
        .show(ui, |plot| {
            let energy = steps.iter().enumerate().map(|(n, step)| [n as f64, step.energy]).collect();
            plot.line(Line::at("step shown", shown as f64).color(palette.pin).width(1.2).silent());
            plot.line(Line::new("F", energy).color(palette.main).width(2.2));
        });
    let line = parts::line(ui);
    let space = ui.allocate_exact_size(ui.available_size(), Sense::hover()).0;
    let text = "errors: orange above prediction, blue below";
    parts::note(ui, space.left_top(), Align2::LEFT_TOP, text, palette.weak);
    let body = space.with_min_y(space.top() + line).with_min_x(space.left() + 74.0);
    if body.height() < 20.0 || body.width() < 40.0 {
        return;
    }
    // The output stands above: errors travel down.
    let layers: Vec<usize> = (0..first.errors.len()).rev().collect();
    let rows: Vec<(usize, usize)> =
        layers.iter().flat_map(|&l| (0..first.errors[l].len()).map(move |i| (l, i))).collect();
    let top = parts::top(steps.iter().flat_map(|step| step.errors.iter().flatten().copied()));
    let cell = |n: usize, row: usize| {
        let (l, i) = rows[row];
        let error = steps[n].errors[l][i];
        // Hidden errors are small beside those of the output.
        (error, parts::signed(error.signum() * error.abs().sqrt(), top.sqrt(), palette))
    };
    heat.show(ui, body, [steps.len(), rows.len()], cell, palette, |n, row| {
        let (l, i) = rows[row];
        format!("step {n}, layer {}, unit {i}", l + 1)
    });
    let step = body.height() / rows.len() as f32;
    let mut y = body.top();
    for &l in &layers {
        let units = first.errors[l].len() as f32 * step;
        let name =
            if l + 1 == first.errors.len() { "output".to_owned() } else { format!("hidden {}", l + 1) };
        parts::note(ui, pos2(body.left() - 4.0, y + units / 2.0), Align2::RIGHT_CENTER, name, palette.weak);
        y += units;
        if y < body.bottom() - 1.0 {
            ui.painter().hline(body.x_range(), y, Stroke::new(1.0, palette.weak));
        }
    }
    let x = body.left() + (shown as f32 + 0.5) * body.width() / steps.len() as f32;
    ui.painter().vline(x, body.y_range(), Stroke::new(1.2, palette.pin));
}
