//! The E/I plane: one dot per stimulus at (i_E, i_I).

use egui::Ui;
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Canvas, Line, Points};
use super::{Context, View};
use crate::engine::{Command, Snapshot};
use crate::ui::legend::{self, Mark};

/// Most stimuli drawn; of more, evenly chosen ones.
const MOST: usize = 1500;

/// Shows every stimulus against the firing threshold and the balance line.
#[derive(Default)]
pub struct EiPlane;

impl View for EiPlane {
    fn key(&self) -> &'static str {
        "plane"
    }

    fn title(&self) -> &'static str {
        "E/I plane"
    }

    fn help(&self) -> &'static str {
        "One mark per stimulus, at its excitatory and inhibitory current on the present weights. Below the \
         solid line (i_I = i_E − θ) excitation wins and the neuron fires. Inhibitory plasticity pulls every \
         stimulus towards the dashed balance line i_I = a i_E + b. Round marks should fire, square ones \
         should not; a ring marks a wrong response. Click a stimulus to pin it and see the way that it takes."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(format!("corr {:.3}", context.snapshot.measures.ei_correlation))
                .on_hover_text("Pearson correlation of i_E and i_I over the stimuli");
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let snapshot = context.snapshot;
        let params = &snapshot.params;
        legend::show(
            ui,
            &[
                (Mark::Line, palette.main, "threshold"),
                (Mark::Dashed, palette.inhibitory, "balance line"),
                (Mark::Dot, palette.target, "target"),
                (Mark::Square, palette.non_target, "non-target"),
                (Mark::Ring, palette.wrong, "wrong"),
            ],
        );
        let span = span(snapshot);
        let line = |slope: f64, offset: f64| {
            vec![[span.0, slope * span.0 + offset], [span.1, slope * span.1 + offset]]
        };
        let shown = plots::plot("ei plane", ui.available_height(), "inhibitory current i_I", 24.0)
            .x_axis_label("excitatory current i_E")
            .around(0.05, 0.05)
            .show(ui, |plot| {
                let most = plot.most(MOST);
                let of_class = |class| cloud(snapshot, most, |mu| snapshot.recall.targets[mu] == class);
                let wrong = cloud(snapshot, most, |mu| !snapshot.recall.correct(mu));
                plot.line(Line::new("threshold", line(1.0, -params.theta)).color(palette.main).width(1.4));
                let balance = Line::new("balance line", line(params.a, params.b)).color(palette.inhibitory);
                plot.line(balance.width(1.4).style(LineStyle::dashed_dense()));
                // A ring is two discs: those come from the glyph atlas, where an outline would be
                // tessellated anew for every stimulus and frame.
                let rings = Points::new("wrong", wrong.clone()).color(palette.wrong).radius(5.6);
                plot.points(rings.silent());
                plot.points(Points::new("inside", wrong.clone()).color(palette.card).radius(4.2).silent());
                let non_targets = Points::new("non-target", of_class(false)).color(palette.non_target);
                plot.points(non_targets.shape(MarkerShape::Square).radius(2.4));
                plot.points(Points::new("target", of_class(true)).color(palette.target).radius(3.0));
                plot.data("wrong", wrong);
                path(plot, context);
            });
        let clicked =
            shown.clicked(ui, |at| nearest(snapshot, |point| shown.screen.position(point).distance(at)));
        if let Some(nearest) = clicked {
            let pinned = snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
            let there = |&mu: &usize| mu < snapshot.recall.len() && Some(mu) != pinned;
            context.commands.push(Command::Pin(nearest.filter(there)));
        }
    }
}

/// How near, in points, a click has to be to a stimulus to pin it.
const REACH: f32 = 14.0;

/// The stimulus at a click, if one is near.
fn nearest(snapshot: &Snapshot, distance: impl Fn([f64; 2]) -> f32) -> Option<usize> {
    let recall = &snapshot.recall;
    let distances = (0..recall.len()).map(|mu| (mu, distance([recall.i_e[mu], recall.i_i[mu]])));
    let (mu, distance) = distances.min_by(|one, other| one.1.total_cmp(&other.1))?;
    (distance <= REACH).then_some(mu)
}

/// The pinned stimulus and the way that it has come.
fn path(plot: &mut Canvas, context: &Context<'_>) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let Some(pinned) = &snapshot.pinned else { return };
    let recall = &snapshot.recall;
    if pinned.stimulus >= recall.len() {
        return;
    }
    let now = [recall.i_e[pinned.stimulus], recall.i_i[pinned.stimulus]];
    let way: Vec<[f64; 2]> =
        pinned.moments.iter().map(|moment| [moment.i_e, moment.i_i]).chain([now]).collect();
    plot.line(Line::new("path of the pinned stimulus", way).color(palette.pin).width(1.4));
    let ring =
        Points::new(format!("pinned stimulus {}", pinned.stimulus), vec![now]).color(palette.pin).radius(7.0);
    plot.points(ring.shape(MarkerShape::Circle).filled(false));
    let name = egui::RichText::new(format!("    {}", pinned.stimulus)).strong().color(palette.pin);
    plot.words(now, name, egui::Align2::LEFT_CENTER, palette.pin);
}

fn cloud(snapshot: &Snapshot, most: usize, wanted: impl Fn(usize) -> bool) -> Vec<[f64; 2]> {
    let recall = &snapshot.recall;
    let every = recall.len().div_ceil(most).max(1);
    (0..recall.len())
        .step_by(every)
        .filter(|&mu| wanted(mu))
        .map(|mu| [recall.i_e[mu], recall.i_i[mu]])
        .collect()
}

/// Range of i_E, a little widened.
fn span(snapshot: &Snapshot) -> (f64, f64) {
    let (low, high) = snapshot
        .recall
        .i_e
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    if low <= high { (low - 0.05 * (high - low), high + 0.05 * (high - low)) } else { (0.0, 1.0) }
}
