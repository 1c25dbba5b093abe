//! The E/I plane: one dot per stimulus at (i_E, i_I).

use egui::{Align2, Ui};
use egui_plot::{LineStyle, MarkerShape};

use super::plane_axes::Axes;
use super::plots::{self, Canvas, Line, Points, Screen};
use super::{Context, View, pushes};
use crate::engine::{Command, Look, Snapshot, Wants};
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "plane";

/// Most stimuli drawn; of more, evenly chosen ones.
const MOST: usize = 1500;

/// Shows every stimulus against the firing threshold and the balance line.
pub struct EiPlane {
    /// The drive against excitation, instead of inhibition.
    drive: bool,
    /// A unit of i_I is as long as one of i_E.
    equal: bool,
}

impl Default for EiPlane {
    fn default() -> Self {
        Self { drive: false, equal: true }
    }
}

impl View for EiPlane {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "E/I plane"
    }

    fn help(&self) -> &'static str {
        "One mark per stimulus, at its excitatory and inhibitory current on the present weights. On the shaded side of the \
         solid line (i_I < i_E − θ) excitation wins and the neuron fires. Inhibitory plasticity pulls every \
         stimulus towards the dashed balance line i_I = a i_E + b. Round marks should fire, square ones \
         should not; a ring marks a wrong response. Click a stimulus to pin it and see the way that it takes; arrows show which \
         way each rule pushes it, per epoch, in the mean over the last ten points of its way; the longest is always equally long. With `drive` the threshold lies flat: \
         how far a mark is from it is its margin."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !self.drive && ui.available_width() > 150.0 {
                let tip = "A unit of i_I is as long as one of i_E: the threshold rises at 45°";
                ui.checkbox(&mut self.equal, "equal").on_hover_text(tip);
            }
            let tip = "The drive h against i_E, instead of i_I: the threshold lies flat, and a mark's distance from it is its margin";
            ui.checkbox(&mut self.drive, "drive").on_hover_text(tip);
            if ui.available_width() > 80.0 {
                ui.label(format!("corr {:.3}", context.snapshot.measures.ei_correlation))
                    .on_hover_text("Pearson correlation of i_E and i_I over the stimuli");
            }
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let snapshot = context.snapshot;
        let params = &snapshot.params;
        let at = self.axes(params.theta);
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
        // A line i_I = slope i_E + offset in these axes.
        let line = |slope: f64, offset: f64| {
            [span.0, span.1].map(|i_e| at.place(i_e, slope * i_e + offset)).to_vec()
        };
        let y = if self.drive { "drive h" } else { "inhibitory current i_I" };
        let shown = plots::plot("ei plane", ui.available_height(), y, 24.0)
            .x_axis_label("excitatory current i_E")
            .units([plots::THRESHOLD_UNITS; 2])
            .around(0.05, 0.05)
            .equal(self.equal && !self.drive)
            .show(ui, |plot| {
                let most = plot.most(MOST);
                let of_class = |class| cloud(snapshot, &at, most, |mu| snapshot.recall.targets[mu] == class);
                let wrong = cloud(snapshot, &at, most, |mu| !snapshot.recall.correct(mu));
                plot.side(at.threshold(), at.drive, palette.target.gamma_multiply(0.13));
                plot.line(Line::new("threshold", line(1.0, -params.theta)).color(palette.main).width(1.4));
                let balance = Line::new("balance line", line(params.a, params.b)).color(palette.inhibitory);
                plot.line(balance.width(1.4).style(LineStyle::dashed_dense()));
                // A ring is two discs: those come from the glyph atlas, where an outline would be
                // tessellated again for every stimulus and frame.
                let rings = Points::new("wrong", wrong.clone()).color(palette.wrong).radius(5.6);
                plot.points(rings.silent());
                plot.points(Points::new("inside", wrong.clone()).color(palette.card).radius(4.2).silent());
                let non_targets = Points::new("non-target", of_class(false)).color(palette.non_target);
                plot.points(non_targets.shape(MarkerShape::Square).radius(2.4));
                plot.points(Points::new("target", of_class(true)).color(palette.target).radius(3.0));
                plot.data("wrong", wrong);
                path(plot, context, &at);
            });
        sides(ui, &shown.screen, &at, palette);
        pushes::show(ui, context, &shown.screen, &at);
        let clicked = shown.clicked(ui, |at_screen| {
            nearest(snapshot, &at, |point| shown.screen.position(point).distance(at_screen))
        });
        if let Some(nearest) = clicked {
            let pinned = snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
            let there = |&mu: &usize| mu < snapshot.recall.len() && Some(mu) != pinned;
            context.commands.push(Command::Look(Look::Pin(nearest.filter(there))));
        }
    }
}

impl EiPlane {
    fn axes(&self, theta: f64) -> Axes {
        Axes { drive: self.drive, theta }
    }
}

/// On which side the neuron fires.
fn sides(ui: &Ui, screen: &Screen, axes: &Axes, palette: &Palette) {
    let font = egui::TextStyle::Small.resolve(ui.style());
    let painter = ui.painter().with_clip_rect(screen.frame);
    let frame = screen.frame.shrink(4.0);
    let places = if axes.drive {
        [(frame.right_top(), Align2::RIGHT_TOP), (frame.right_bottom(), Align2::RIGHT_BOTTOM)]
    } else {
        [(frame.right_bottom(), Align2::RIGHT_BOTTOM), (frame.left_top(), Align2::LEFT_TOP)]
    };
    for ((at, align), says) in places.into_iter().zip(["fires", "silent"]) {
        // In a part that was zoomed to, there may be one side only.
        let [i_e, y] = screen.value(at);
        let above = if axes.drive { y > 0.0 } else { y < i_e - axes.theta };
        if above != (says == "fires") {
            continue;
        }
        let galley = painter.layout_no_wrap(says.to_owned(), font.clone(), palette.text);
        let rect = align.anchor_size(at, galley.size());
        painter.rect_filled(rect.expand2(egui::vec2(2.0, 0.0)), 2.0, palette.card.gamma_multiply(0.8));
        painter.galley(rect.min, galley, palette.text);
    }
}

/// How near, in points, a click has to be to a stimulus to pin it.
const REACH: f32 = 14.0;

/// The stimulus at a click, if one is near.
fn nearest(snapshot: &Snapshot, at: &Axes, distance: impl Fn([f64; 2]) -> f32) -> Option<usize> {
    let recall = &snapshot.recall;
    let distances = (0..recall.len()).map(|mu| (mu, distance(at.place(recall.i_e[mu], recall.i_i[mu]))));
    let (mu, distance) = distances.min_by(|one, other| one.1.total_cmp(&other.1))?;
    (distance <= REACH).then_some(mu)
}

/// The pinned stimulus and the way that it has come.
fn path(plot: &mut Canvas, context: &Context<'_>, at: &Axes) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let Some(pinned) = &snapshot.pinned else { return };
    let recall = &snapshot.recall;
    if pinned.stimulus >= recall.len() {
        return;
    }
    let now = at.place(recall.i_e[pinned.stimulus], recall.i_i[pinned.stimulus]);
    let way: Vec<[f64; 2]> =
        pinned.moments.iter().map(|moment| at.place(moment.i_e, moment.i_i)).chain([now]).collect();
    plot.line(Line::new("path of the pinned stimulus", way).color(palette.pin).width(1.4));
    let ring =
        Points::new(format!("pinned stimulus {}", pinned.stimulus), vec![now]).color(palette.pin).radius(7.0);
    plot.points(ring.shape(MarkerShape::Circle).filled(false));
    let name = egui::RichText::new(format!("    {}", pinned.stimulus)).strong().color(palette.pin);
    plot.words(now, name, egui::Align2::LEFT_CENTER, palette.pin);
}

fn cloud(snapshot: &Snapshot, at: &Axes, most: usize, wanted: impl Fn(usize) -> bool) -> Vec<[f64; 2]> {
    let recall = &snapshot.recall;
    let every = recall.len().div_ceil(most).max(1);
    (0..recall.len())
        .step_by(every)
        .filter(|&mu| wanted(mu))
        .map(|mu| at.place(recall.i_e[mu], recall.i_i[mu]))
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
