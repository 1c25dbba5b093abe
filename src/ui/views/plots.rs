//! What all small plots share: axes with round, few ticks and a left margin that lines up.

use egui_plot::{AxisHints, HPlacement, Plot};

use super::ticks;

/// From this to that many points apart, grid lines fade in: they stay behind the data.
pub const GRID: egui::Rangef = egui::Rangef { min: 8.0, max: 1200.0 };

/// A plot of this height with its vertical axis at the left, `margin` points wide.
pub fn plot<'a>(id: &str, height: f32, label: &'a str, margin: f32) -> Plot<'a> {
    Plot::new(id)
        .height(height.max(10.0))
        .allow_scroll(false)
        .grid_spacing(GRID)
        .set_margin_fraction(egui::vec2(0.02, 0.06))
        .custom_y_axes(vec![
            AxisHints::new_y()
                .label(label)
                .min_thickness(margin)
                .placement(HPlacement::Left)
                .label_spacing(4.0..=10.0)
                .formatter(ticks::label),
        ])
        .custom_x_axes(vec![x_axis()])
        .x_grid_spacer(ticks::about(4))
        .y_grid_spacer(ticks::about(3))
}

/// A horizontal axis whose numbers can be read wherever they fit.
pub fn x_axis<'a>() -> AxisHints<'a> {
    AxisHints::new_x().label_spacing(18.0..=40.0).formatter(ticks::label)
}
