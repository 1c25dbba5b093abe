//! What each unit is told, beside its exact error.

use egui::Ui;

use crate::circuits::layered::LayeredInside;
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;
use crate::ui::views::plots::{self, Line, Points};

const AXIS: f32 = 44.0;

/// Shows both, unit by unit: the output above, hidden layers below.
pub fn show(ui: &mut Ui, inside: &LayeredInside, palette: &Palette) {
    legend::show(
        ui,
        &[
            (Mark::Dot, palette.main, "what the rule tells a unit"),
            (Mark::Ring, palette.theory, "its exact error"),
        ],
    );
    let layers = inside.told.len();
    let height = (ui.available_height() - 4.0).max(20.0) / layers as f32;
    for l in (0..layers).rev() {
        let name = if l + 1 == layers { "output".to_owned() } else { format!("hidden {}", l + 1) };
        let series = |values: &[f64]| -> Vec<[f64; 2]> {
            values.iter().enumerate().map(|(i, value)| [i as f64, *value]).collect()
        };
        let plot = plots::plot(&format!("circuit told {l}"), height, &name, AXIS).show_axes([l == 0, true]);
        let plot = if l == 0 { plot.x_axis_label("unit") } else { plot };
        plot.show(ui, |plot| {
            plot.line(Line::level("nothing", 0.0).color(palette.theory).width(1.0).silent());
            let exact = Points::new("exact", series(&inside.exact[l])).color(palette.theory);
            plot.points(exact.radius(4.5).filled(false));
            plot.points(
                Points::new("told", series(&inside.told[l])).color(palette.main).radius(2.6).stems(0.0),
            );
        });
    }
}
