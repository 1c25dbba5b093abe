//! A trial in time: what all cells do, and for one synapse its eligibility and what it is told.

use egui::{Align2, Sense, Stroke, Ui, pos2};
use egui_plot::LineStyle;

use crate::circuits::recurrent::{N, N_E, RecurrentInside};
use crate::ui::legend::{self, Mark};
use crate::ui::number::Number;
use crate::ui::theme::Palette;
use crate::ui::views::circuit::parts::{self, Heat};
use crate::ui::views::plots::{self, Line};

const AXIS: f32 = 44.0;

/// The synapse that is looked at: to p, from q.
#[derive(Default)]
pub struct Chosen {
    to: usize,
    from: usize,
}

/// The synapse that changes most.
fn busiest(inside: &RecurrentInside) -> (usize, usize) {
    let changes = inside.change[0].indexed_iter();
    let most = changes.max_by(|one, other| one.1.abs().total_cmp(&other.1.abs()));
    most.map_or((0, 1), |(at, _)| at)
}

impl Chosen {
    /// Shows cells above and the synapse below.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        heat: &mut Heat,
        inside: &RecurrentInside,
        print: bool,
        palette: &Palette,
    ) {
        if self.to == self.from {
            // A cell has no synapse onto itself: none is chosen yet.
            (self.to, self.from) = busiest(inside);
        }
        let moments = inside.trial.moments();
        let shown = parts::moment_shown(ui, "moment", moments);
        let line = parts::line(ui);
        let height = ui.available_height();
        let space = ui.allocate_exact_size(egui::vec2(ui.available_width(), height * 0.46), Sense::hover()).0;
        let text = "z of all cells: excitatory above the line, inhibitory below";
        parts::note(ui, space.left_top(), Align2::LEFT_TOP, text, palette.weak);
        let body = space.with_min_y(space.top() + line).with_min_x(space.left() + AXIS);
        let top = parts::top(inside.z.iter().copied());
        let cell = |t: usize, cell: usize| {
            let z = inside.z[t * N + cell];
            (z, parts::shade(z, top, palette))
        };
        heat.show(ui, body, [moments, N], cell, palette, |t, cell| format!("moment {t}, cell {cell}"));
        let y = body.top() + body.height() * N_E as f32 / N as f32;
        ui.painter().hline(body.x_range(), y, Stroke::new(1.0, palette.weak));
        let x = body.left() + (shown as f32 + 0.5) * body.width() / moments as f32;
        ui.painter().vline(x, body.y_range(), Stroke::new(1.2, palette.pin));
        for (cell, name) in [(self.to, "p"), (self.from, "q")] {
            let y = body.top() + (cell as f32 + 0.5) * body.height() / N as f32;
            parts::note(ui, pos2(body.left() - 4.0, y), Align2::RIGHT_CENTER, name, palette.pin);
        }
        if !print {
            ui.horizontal(|ui| {
                ui.label("synapse to p =");
                ui.add(Number::new("p", &mut self.to, 0..=N - 1).step(0.05)).accessible_name("cell p");
                ui.label("from q =");
                ui.add(Number::new("q", &mut self.from, 0..=N - 1).step(0.05)).accessible_name("cell q");
            });
        }
        self.course(ui, inside, palette);
    }

    fn course(&self, ui: &mut Ui, inside: &RecurrentInside, palette: &Palette) {
        let moments = inside.trial.moments();
        let (p, q) = (self.to.min(N - 1), self.from.min(N - 1));
        let own = !inside.lambda.is_empty();
        let mut entries = vec![
            (Mark::Line, palette.inhibitory, "eligibility e_pq"),
            (Mark::Line, palette.excitatory, "L_p, what the readout tells p"),
        ];
        if own {
            entries.push((Mark::Line, palette.main, "λ_p, what the rule makes of it"));
        }
        entries.push((Mark::Dashed, palette.theory, "λ_p of BPTT"));
        legend::show(ui, &entries);
        let height = (ui.available_height() - 4.0).max(20.0);
        let group = egui::Id::unique("circuit synapse");
        let at = |values: &[f64], cell: usize| -> Vec<[f64; 2]> {
            (0..moments).map(|t| [t as f64, values[t * N + cell]]).collect()
        };
        let eligibility: Vec<[f64; 2]> =
            (0..moments).map(|t| [t as f64, inside.slope[t * N + p] * inside.trace[t * N + q]]).collect();
        plots::plot("circuit eligibility", height * 0.4, "e_pq", AXIS)
            .linked(group, [true, false])
            .show_axes([false, true])
            .include_y(0.0)
            .show(ui, |plot| {
                plot.line(Line::new("eligibility", eligibility.clone()).color(palette.inhibitory).width(2.0));
            });
        plots::plot("circuit modulator", height * 0.6, "told", AXIS)
            .x_axis_label("moment")
            .linked(group, [true, false])
            .show(ui, |plot| {
                plot.line(Line::level("nothing", 0.0).color(palette.theory).width(1.0).silent());
                plot.line(Line::new("L_p", at(&inside.told, p)).color(palette.excitatory).width(2.0));
                if own {
                    plot.line(Line::new("λ_p", at(&inside.lambda, p)).color(palette.main).width(2.2));
                }
                let exact = Line::new("λ_p of BPTT", at(&inside.exact, p)).color(palette.theory).width(1.6);
                plot.line(exact.style(LineStyle::dashed_dense()));
            });
    }
}
