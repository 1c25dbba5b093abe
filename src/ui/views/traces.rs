//! E/I current traces: the last presentations, one column each.

use egui::{Id, Slider, Ui};
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Canvas, Chart, Line, Points, Scale, Shown};
use super::{Context, View, marks};
use crate::engine::{Command, Look, RECENT, RunState, Snapshot, Speed, Wants};
use crate::model::{Presentation, Release, Responses, Told};
use crate::ui::fitting;
use crate::ui::legend::{self, Mark};
use crate::ui::number::Number;
use crate::ui::pace;

/// Name of this view in saved arrangements.
pub const KEY: &str = "traces";

/// Shows currents, drive, spikes, releases and outcomes.
pub struct Traces {
    window: usize,
    /// The same stimuli all the time, instead of those shown last; by speed if none.
    steady: Option<bool>,
}

impl Default for Traces {
    fn default() -> Self {
        Self { window: 80, steady: None }
    }
}

impl Traces {
    /// Faster than the eye can follow, what was shown last is a flicker: then the same stimuli all the time.
    fn is_steady(&self, snapshot: &Snapshot) -> bool {
        self.steady.unwrap_or_else(|| Self::flickers(snapshot))
    }

    fn flickers(snapshot: &Snapshot) -> bool {
        let runs = snapshot.run != RunState::Paused;
        let fast = match snapshot.speed {
            Speed::Unlimited => true,
            Speed::PerSecond(limit) => limit > pace::FLICKERS,
        };
        runs && fast
    }

    fn presentations(&self, context: &Context<'_>) -> Vec<Presentation> {
        if self.is_steady(context.snapshot) {
            return sample(&context.snapshot.recall, self.window);
        }
        let recent = &context.snapshot.recent;
        recent[recent.len().saturating_sub(self.window)..].to_vec()
    }
}

const AXIS: f32 = 64.0;
const EVENTS: [&str; 4] = ["outcome", "NA", "ACh", "spike"];
const STEADY_EVENTS: [&str; 2] = ["outcome", "spike"];

impl View for Traces {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "E/I currents"
    }

    fn help(&self) -> &'static str {
        "Each position is one stimulus shown once; in a run that is too fast to follow, always the same stimuli instead, as they \
         respond on the present weights without modulators (`steady`). Above: its excitatory and inhibitory current; where they \
         lie on each other the neuron is balanced. Middle: the drive h = i_E − i_I − θ; above the line at 0 \
         the stimulus makes the neuron fire by itself. Below: spikes, releases of acetylcholine and \
         noradrenaline, and the outcome: a dot where the drive has the sign of the target, a cross where not. Click a presentation \
         to pin its stimulus; dashed lines mark what was changed."
    }

    fn plots(&self) -> &'static str {
        plots::HELP_FIXED
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().slider_width = (ui.available_width() - 260.0).clamp(30.0, 90.0);
            let tip = "Presentations shown";
            let slider = Slider::new(&mut self.window, 10..=RECENT).logarithmic(true).show_value(false);
            ui.add(slider).accessible_name("shown").on_hover_text(tip);
            let field = Number::new("shown", &mut self.window, 10..=RECENT).width(44.0);
            ui.add(field).accessible_name("shown").on_hover_text(tip);
            ui.label("shown");
            let mut steady = self.is_steady(context.snapshot);
            let tip = "The same stimuli all the time, on the present weights, instead of those shown last; by itself above 100 presentations a second";
            if ui.checkbox(&mut steady, "steady").on_hover_text(tip).changed() {
                self.steady = Some(steady).filter(|steady| *steady != Self::flickers(context.snapshot));
            }
            let recent = self.presentations(context);
            let wrong = recent.iter().filter(|now| !now.correct()).count();
            let which = if steady { "Of the stimuli shown" } else { "Of the last presentations" };
            let text = format!("{wrong} wrong of {}", recent.len());
            if !recent.is_empty() && ui.available_width() >= fitting::label(ui, text.as_str()) {
                ui.label(text).on_hover_text(which);
            }
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.snapshot.recent.is_empty() {
            ui.centered_and_justified(|ui| ui.label("Nothing has been shown to the neuron yet: press Play."));
            return;
        }
        let palette = context.palette;
        legend::show(
            ui,
            &[
                (Mark::Line, palette.excitatory, "excitatory current i_E"),
                (Mark::Line, palette.inhibitory, "inhibitory current i_I"),
                (Mark::Dot, palette.target, "drive of a target (Y = 1)"),
                (Mark::Square, palette.non_target, "drive of a non-target (Y = 0)"),
                (Mark::Dashed, palette.theory, "threshold"),
            ],
        );
        let steady = self.is_steady(context.snapshot);
        let shown = self.presentations(context);
        let end = shown.last().map_or(0.0, |now| now.index as f64 + 0.75);
        let bounds = (end - if steady { shown.len() } else { self.window } as f64, end);
        let recent = &Sight { recent: shown, bounds, steady };
        let height = ui.available_height();
        let events = if steady { 52.0 } else { (height * 0.28).clamp(74.0, 120.0) };
        let drive = ((height - events) * 0.42).max(10.0);
        currents(ui, context, recent, (height - events - drive - 12.0).max(10.0));
        drives(ui, context, recent, drive);
        releases(ui, context, recent, events);
    }
}

/// What is drawn.
struct Sight {
    recent: Vec<Presentation>,
    bounds: (f64, f64),
    /// Positions are stimuli, not presentations.
    steady: bool,
}

/// The first stimuli, as if each were shown now, without noise and modulators.
fn sample(recall: &Responses, window: usize) -> Vec<Presentation> {
    let one = |mu: usize| Presentation {
        index: mu as u64,
        stimulus: mu as u32,
        target: recall.targets[mu],
        i_e: recall.i_e[mu],
        i_i: recall.i_i[mu],
        drive: recall.drive(mu),
        fired: recall.drive(mu) > 0.0,
        release: Release::default(),
        ybar: 0.0,
        told: Told::default(),
    };
    (0..recall.len().min(window)).map(one).collect()
}

/// The presentations of the pinned stimulus, the chosen one, and what was changed meanwhile.
fn point_out(
    plot: &mut Canvas,
    context: &Context<'_>,
    Sight { recent, bounds, steady }: &Sight,
) -> Vec<marks::Label> {
    let palette = context.palette;
    let pinned = context.snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
    for now in recent.iter().filter(|now| Some(now.stimulus as usize) == pinned) {
        let band = Line::at("pinned", now.index as f64).color(palette.pin.gamma_multiply(0.28));
        plot.line(band.width(7.0).silent());
    }
    if *steady {
        return Vec::new();
    }
    if let Some(index) = *context.moment {
        plot.line(Line::at("chosen", index as f64).color(palette.pin).width(1.6).silent());
    }
    // A change takes effect before the presentation that follows it.
    let position = |mark: &crate::engine::Mark| mark.presentation as f64 - 0.5;
    marks::draw(plot, context.snapshot, palette, *bounds, position)
}

/// A click chooses the presentation nearest to it, and pins its stimulus.
fn choose<R>(ui: &Ui, shown: &Shown<R>, context: &mut Context<'_>, Sight { recent, steady, .. }: &Sight) {
    let nearest = |at| {
        let [x, _] = shown.screen.value(at);
        let distance = |now: &&Presentation| (now.index as f64 - x).abs();
        let now = recent.iter().min_by(|one, other| distance(one).total_cmp(&distance(other)));
        now.map(|now| (now.index, now.stimulus as usize))
    };
    let Some(Some((index, stimulus))) = shown.clicked(ui, nearest) else { return };
    let pinned = context.snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
    let again = if *steady { pinned == Some(stimulus) } else { *context.moment == Some(index) };
    if again {
        *context.moment = None;
        context.commands.push(Command::Look(Look::Pin(None)));
    } else {
        *context.moment = (!steady).then_some(index);
        context.commands.push(Command::Look(Look::Pin(Some(stimulus))));
    }
}

/// The part that all three plots share.
fn plot(id: &str, height: f32, sight: &Sight, label: &str) -> Chart {
    plots::plot(id, height, label, AXIS)
        .x_axis_label(if sight.steady { "stimulus" } else { "presentation" })
        .units(["", plots::THRESHOLD_UNITS])
        .linked(Id::unique("traces"), [true, false])
        .still(sight.bounds)
        .around(0.0, 0.08)
        .show_grid([false, true])
        .show_axes([false, true])
}

fn series(recent: &[Presentation], value: impl Fn(&Presentation) -> Option<f64>) -> Vec<[f64; 2]> {
    recent.iter().filter_map(|now| value(now).map(|y| [now.index as f64, y])).collect()
}

fn currents(ui: &mut Ui, context: &mut Context<'_>, sight: &Sight, height: f32) {
    let palette = context.palette;
    let recent = &sight.recent;
    let shown = plot("currents", height, sight, "current").show(ui, |plot| {
        let labels = point_out(plot, context, sight);
        let both = [
            (
                "excitatory i_E",
                palette.excitatory,
                series(recent, |now| Some(now.i_e)),
                series(recent, |now| Some(now.i_e)),
            ),
            (
                "inhibitory i_I",
                palette.inhibitory,
                series(recent, |now| Some(now.i_i)),
                series(recent, |now| Some(now.i_i)),
            ),
        ];
        for (name, color, line, points) in both {
            plot.line(Line::new(name, line).color(color).width(1.6).silent());
            plot.points(Points::new(name, points).color(color).radius(2.2));
        }
        labels
    });
    marks::name(ui, &shown, &shown.inner, palette);
    choose(ui, &shown, context, sight);
}

fn drives(ui: &mut Ui, context: &mut Context<'_>, sight: &Sight, height: f32) {
    let palette = context.palette;
    let recent = &sight.recent;
    let shown = plot("drive", height, sight, if height < 60.0 { "h" } else { "drive h" })
        .include_y(0.0)
        .show(ui, |plot| {
            point_out(plot, context, sight);
            let threshold = Line::level("threshold", 0.0).color(palette.theory).width(1.2);
            plot.line(threshold.style(LineStyle::dashed_dense()));
            for (name, class, color, shape) in [
                ("target (Y = 1)", true, palette.target, MarkerShape::Circle),
                ("non-target (Y = 0)", false, palette.non_target, MarkerShape::Square),
            ] {
                let of_class = series(recent, |now| (now.target == class).then_some(now.drive));
                plot.points(Points::new(name, of_class).color(color).shape(shape).radius(2.8).stems(0.0));
            }
        });
    choose(ui, &shown, context, sight);
}

fn releases(ui: &mut Ui, context: &mut Context<'_>, sight: &Sight, height: f32) {
    let palette = context.palette;
    let recent = &sight.recent;
    let at =
        |row: f64, shown: fn(&Presentation) -> bool| series(recent, move |now| shown(now).then_some(row));
    let (names, top): (&'static [&'static str], f64) =
        if sight.steady { (&STEADY_EVENTS, 1.0) } else { (&EVENTS, 3.0) };
    let chart = plot("events", height, sight, "")
        .y_scale(Scale::names(names.iter().copied()))
        .fixed_y((-0.6, top + 0.6));
    let shown = chart.show(ui, |plot| {
        point_out(plot, context, sight);
        for now in recent.iter().filter(|now| !now.correct()) {
            let band = Line::at("wrong", now.index as f64).color(palette.wrong.gamma_multiply(0.25));
            plot.line(band.width(3.0).silent());
        }
        let marks = [
            ("spike", at(top, |now| now.fired), palette.main, MarkerShape::Asterisk, 3.5),
            ("right", at(0.0, |now| now.correct()), palette.right, MarkerShape::Circle, 2.0),
            ("wrong", at(0.0, |now| !now.correct()), palette.wrong, MarkerShape::Cross, 5.0),
        ];
        let released = [
            ("ACh", at(2.0, |now| now.release.ach.is_some()), palette.ach, MarkerShape::Up, 4.5),
            ("NA", at(1.0, |now| now.release.na.is_some()), palette.na, MarkerShape::Diamond, 4.5),
        ];
        let released = released.into_iter().filter(|_| !sight.steady);
        for (name, points, color, shape, radius) in marks.into_iter().chain(released) {
            plot.points(Points::new(name, points).color(color).shape(shape).radius(radius));
        }
    });
    choose(ui, &shown, context, sight);
}
