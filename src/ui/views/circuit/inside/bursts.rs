//! Bursts: event rate and burst probability of every population, and a raster drawn from them.

use egui::{Align2, Color32, Sense, Stroke, Ui, pos2};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::circuits::layered::Bursts;
use crate::ui::legend::{self, Mark};
use crate::ui::number::Number;
use crate::ui::theme::Palette;
use crate::ui::views::circuit::parts;
use crate::ui::views::plots::{self, Line, Points};

const AXIS: f32 = 50.0;
/// Cells of the raster, and bins of time without and with the teacher.
const CELLS: usize = 12;
const BINS: [usize; 2] = [40, 40];

/// Layer and unit whose raster is drawn.
pub struct Chosen {
    layer: usize,
    unit: usize,
}

impl Default for Chosen {
    /// An output: the teacher speaks to these.
    fn default() -> Self {
        Self { layer: usize::MAX, unit: 0 }
    }
}

/// Where a population stands: layer by layer, with a gap between layers.
fn place(bursts: &Bursts, l: usize, i: usize) -> f64 {
    let before: usize = bursts.events[1..l].iter().map(|layer| layer.len() + 2).sum();
    (before + i) as f64
}

/// All populations: layer and unit.
fn populations(bursts: &Bursts) -> impl Iterator<Item = (usize, usize)> {
    (1..bursts.events.len()).flat_map(|l| (0..bursts.events[l].len()).map(move |i| (l, i)))
}

impl Chosen {
    /// Shows probabilities above and the raster of one population below.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        bursts: &Bursts,
        (p0, print): (Option<f64>, bool),
        palette: &Palette,
    ) {
        let layers = bursts.events.len().saturating_sub(1);
        if layers == 0 {
            return;
        }
        self.layer = self.layer.clamp(1, layers);
        self.unit = self.unit.min(bursts.events[self.layer].len().saturating_sub(1));
        legend::show(
            ui,
            &[
                (Mark::Ring, palette.non_target, "event rate e"),
                (Mark::Dot, palette.inhibitory, "burst probability, baseline"),
                (Mark::Dot, palette.excitatory, "burst probability, teacher"),
            ],
        );
        let height = ui.available_height();
        self.probabilities(ui, bursts, height * 0.34, p0, palette);
        self.differences(ui, bursts, height * 0.24, palette);
        if !print {
            ui.horizontal(|ui| {
                ui.label("population");
                let last = bursts.events[self.layer].len().saturating_sub(1);
                ui.add(Number::new("layer", &mut self.layer, 1..=layers).step(0.05)).accessible_name("layer");
                ui.add(Number::new("unit", &mut self.unit, 0..=last).step(0.05)).accessible_name("unit");
                ui.weak("layer and unit");
            });
        }
        self.raster(ui, bursts, palette);
    }

    fn probabilities(&self, ui: &mut Ui, bursts: &Bursts, height: f32, p0: Option<f64>, palette: &Palette) {
        let place = |l: usize, i: usize| place(bursts, l, i);
        let all = || populations(bursts);
        let probability = |b: &[Vec<f64>], (l, i): (usize, usize)| {
            let e = bursts.events[l][i];
            [place(l, i), if e > 1e-6 { (b[l][i] / e).clamp(0.0, 1.0) } else { 0.0 }]
        };
        let layers = bursts.events.len() - 1;
        plots::plot("circuit bursts", height, "rate, probability", AXIS)
            .show_axes([false, true])
            .fixed_y((0.0, 1.0))
            .show(ui, |plot| {
                if let Some(p0) = p0 {
                    plot.line(Line::level("P₀", p0).color(palette.theory).width(1.0));
                }
                plot.line(
                    Line::at("raster", place(self.layer, self.unit)).color(palette.pin).width(1.0).silent(),
                );
                let events = all().map(|(l, i)| [place(l, i), bursts.events[l][i]]).collect();
                plot.points(
                    Points::new("event rate", events).color(palette.non_target).radius(3.5).filled(false),
                );
                let baseline = all().map(|at| probability(&bursts.baseline, at)).collect();
                plot.points(Points::new("baseline", baseline).color(palette.inhibitory).radius(2.6));
                let teaching = all().map(|at| probability(&bursts.teaching, at)).collect();
                plot.points(Points::new("teacher", teaching).color(palette.excitatory).radius(2.6));
                for l in 1..=layers {
                    let name = if l == layers { "output".to_owned() } else { format!("hidden {l}") };
                    let middle = place(l, 0) + bursts.events[l].len() as f64 / 2.0 - 0.5;
                    plot.words([middle, 1.0], name, Align2::CENTER_TOP, palette.weak);
                }
            });
    }

    /// What the teacher changes, which is the credit.
    fn differences(&self, ui: &mut Ui, bursts: &Bursts, height: f32, palette: &Palette) {
        let bars = populations(bursts).map(|(l, i)| {
            let change = bursts.teaching[l][i] - bursts.baseline[l][i];
            let ink = if change < 0.0 { palette.inhibitory } else { palette.excitatory };
            (format!("layer {l}, unit {i}"), [place(bursts, l, i), change], ink)
        });
        let bars: Vec<_> = bars.collect();
        plots::plot("circuit credit", height, "b − b̄", AXIS)
            .show_axes([false, true])
            .show(ui, |plot| plot.bars(0.7, bars.clone()));
    }

    /// Events of some cells of the population, drawn from its rates: the model itself has rates only.
    fn raster(&self, ui: &mut Ui, bursts: &Bursts, palette: &Palette) {
        let (l, i) = (self.layer, self.unit);
        let e = bursts.events[l][i].clamp(0.0, 1.0);
        let p = [&bursts.baseline, &bursts.teaching]
            .map(|b| if e > 1e-6 { (b[l][i] / e).clamp(0.0, 1.0) } else { 0.0 });
        let line = parts::line(ui);
        let space = ui.allocate_exact_size(ui.available_size(), Sense::hover()).0;
        let body = space.with_min_y(space.top() + line);
        let bins = BINS[0] + BINS[1];
        let cell = egui::vec2(body.width() / bins as f32, body.height() / CELLS as f32);
        if body.height() < 24.0 {
            return;
        }
        let text = format!("events, bursts (double): e {e:.2}, p {:.3} › {:.3}", p[0], p[1]);
        parts::note(ui, space.left_top(), Align2::LEFT_TOP, text, palette.weak);
        // The same cells fire alike as long as rates do not change.
        let mut rng = Pcg64::seed_from_u64(7);
        let tick = |x: f32, y: f32, ink: Color32| {
            ui.painter().vline(x, y..=y + 0.75 * cell.y, Stroke::new(1.3, ink));
        };
        for row in 0..CELLS {
            for bin in 0..bins {
                let [fires, bursts] = [rng.random::<f64>(), rng.random::<f64>()];
                let phase = usize::from(bin >= BINS[0]);
                if fires >= 0.5 * e {
                    continue;
                }
                let at = pos2(body.left() + bin as f32 * cell.x, body.top() + row as f32 * cell.y);
                if bursts < p[phase] {
                    tick(at.x + 0.3 * cell.x, at.y, palette.excitatory);
                    tick(at.x + 0.7 * cell.x, at.y, palette.excitatory);
                } else {
                    tick(at.x + 0.5 * cell.x, at.y, palette.weak);
                }
            }
        }
        let x = body.left() + BINS[0] as f32 * cell.x;
        ui.painter().vline(x, body.y_range(), Stroke::new(1.5, palette.target));
        parts::note(ui, pos2(x + 4.0, body.top()), Align2::LEFT_TOP, "teacher", palette.target);
    }
}
