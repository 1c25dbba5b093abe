//! Alignment: the angle between what the rule changes and the exact gradient, over time and against the rule's own key
//! parameter.

use egui::{RichText, Ui};
use egui_plot::LineStyle;

use super::parts;
use crate::circuits::layered::{LayeredInside, Trace};
use crate::circuits::{Family, Inside};
use crate::engine::circuits::Point;
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::legend::{self, Mark};
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::views::plots::{self, Line, Points, Scale};
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit-alignment";

const MOST: usize = 400;
const AXIS: f32 = 40.0;

/// Shows the angle to the gradient.
#[derive(Default)]
pub struct AlignmentView;

impl View for AlignmentView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Alignment"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn inside(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "Above: the angle between what the rule changes and minus the exact gradient at the rule's own weights; 0° is the \
         gradient, 90° has nothing to do with it. Thick: all learned arrays as one vector; thin: each. The mean cosine is that since the rule took over. Dashed, where the rule has feedback weights \
         of its own: their angle to the transposed forward weights. Below: the same \
         for the next presentation, against what the rule turns on (inference steps, number of perturbations, dendritic \
         gain, hops), its present value marked; or what each unit is told against the exact error. The line is where both are the same. \
         Distance: length of the difference to the gradient in lengths of the gradient. A small angle alone does not \
         promise learning."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let Some(alignment) = &circuit.curve.last().alignment else { return };
        let palette = context.palette;
        let mean = mean_cosine(circuit).map(|mean| format!("mean cosine {mean:.2}"));
        let angle = RichText::new(format!("{:.0}°", degrees(alignment.cosine))).strong();
        let rest = [
            mean,
            circuit.curve.last().feedback.map(|angle| format!("feedback {angle:.0}°")),
            Some(format!("cosine {:.3}", alignment.cosine)),
            Some(format!("distance {:.2}", alignment.distance)),
        ];
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(angle);
            // What there is no room for is left out.
            let font = egui::TextStyle::Body.resolve(ui.style());
            for text in rest.into_iter().flatten() {
                let galley = ui.painter().layout_no_wrap(text.clone(), font.clone(), palette.text);
                if galley.size().x + ui.spacing().item_spacing.x > ui.available_width() {
                    break;
                }
                ui.label(text);
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        if matches!(circuit.now.rule.family, Family::Index) {
            parts::nothing(ui, "No target and no gradient: nothing to be aligned with.");
            return;
        }
        let palette = context.palette;
        let height = (ui.available_height() - 2.0 * parts::line(ui) - 12.0).max(20.0);
        over_time(ui, circuit, palette, height * 0.55);
        match circuit.inside.as_deref() {
            Some(Inside::Layered(inside)) => layered(ui, circuit, inside, palette),
            Some(Inside::Recurrent(inside)) => {
                hops(ui, circuit, &inside.hops, inside.alignment.cosine, palette)
            }
            Some(Inside::Neurons(inside)) => {
                let axes = ["by the rule", "change of a neuron's drive by the gradient"];
                told(ui, [&inside.told, &inside.exact].map(std::slice::from_ref), axes, palette);
            }
            _ => {}
        }
    }
}

/// Mean over the curve since the rule took over.
fn mean_cosine(circuit: &CircuitSnapshot) -> Option<f64> {
    let from = parts::swaps(circuit).last().map_or(0, |(step, _)| step);
    let points = circuit.curve.points().iter().filter(|point| point.step > from);
    let cosines = points.filter_map(|point| Some(point.alignment.as_ref()?.cosine));
    let (count, sum) = cosines.fold((0.0, 0.0), |(count, sum), cosine| (count + 1.0, sum + cosine));
    (count > 0.0).then(|| sum / count)
}

/// An angle from its cosine.
pub fn degrees(cosine: f64) -> f64 {
    cosine.clamp(-1.0, 1.0).acos().to_degrees()
}

/// Names of the learned arrays that are compared.
fn arrays(circuit: &CircuitSnapshot) -> Vec<String> {
    match circuit.now.rule.family {
        Family::Recurrent(_) => ["W", "U", "b"].map(str::to_owned).to_vec(),
        Family::Neurons(_) => ["w_E", "w_I"].map(str::to_owned).to_vec(),
        _ => (1..=circuit.weights.len()).map(|l| format!("W_{l}")).collect(),
    }
}

fn over_time(ui: &mut Ui, circuit: &CircuitSnapshot, palette: &Palette, height: f32) {
    let names = arrays(circuit);
    let colors = parts::others(palette);
    let mut entries = vec![(Mark::Line, palette.main, "all")];
    let each = names.iter().enumerate();
    entries.extend(each.map(|(at, name)| (Mark::Line, colors[at % colors.len()], name.as_str())));
    let points = circuit.curve.points();
    let last = circuit.curve.last();
    let feedback = last.feedback.is_some();
    if feedback {
        entries.push((Mark::Dashed, palette.pin, "feedback weights"));
    }
    legend::show(ui, &entries);
    let series = |most: usize, of: &dyn Fn(&Point) -> Option<f64>| -> Vec<[f64; 2]> {
        let every = points.len().div_ceil(most).max(1);
        let all = points.iter().step_by(every).chain([last]);
        all.filter_map(|point| Some([point.step as f64, of(point)?])).collect()
    };
    plots::plot("circuit angle", height, "angle (°)", AXIS)
        .x_axis_label(parts::axis(circuit))
        .units(["", "°"])
        .include_x(0.0)
        .include_x(10.0)
        .include_y(0.0)
        .include_y(90.0)
        .show(ui, |plot| {
            plot.line(Line::level("unrelated", 90.0).color(palette.theory).width(1.0).silent());
            for (at, name) in names.iter().enumerate() {
                let of = |point: &Point| Some(degrees(*point.alignment.as_ref()?.arrays.get(at)?));
                let line = Line::new(name.clone(), series(plot.most(MOST), &of));
                plot.line(line.color(colors[at % colors.len()]).width(1.3));
            }
            if feedback {
                let line = Line::new("feedback weights", series(plot.most(MOST), &|point| point.feedback));
                plot.line(line.color(palette.pin).width(1.8).style(LineStyle::dashed_dense()));
            }
            let of = |point: &Point| point.alignment.as_ref().map(|alignment| degrees(alignment.cosine));
            plot.line(Line::new("all", series(plot.most(MOST), &of)).color(palette.main).width(2.5));
        });
}

fn layered(ui: &mut Ui, circuit: &CircuitSnapshot, inside: &LayeredInside, palette: &Palette) {
    let now = inside.alignment.cosine;
    match &inside.trace {
        Trace::Inference(steps) if steps.len() > 1 => {
            let angles: Vec<[f64; 2]> =
                steps.iter().enumerate().map(|(n, step)| [n as f64, degrees(step.cosine)]).collect();
            let at = steps.len() as f64 - 1.0;
            against(ui, ("inference steps n", Scale::Numbers), angles, [at, degrees(now)], palette);
        }
        Trace::Perturbation { expected } => {
            let ladder: Vec<(f64, f64)> = expected.iter().map(|&(k, cosine)| (k as f64, cosine)).collect();
            let k = circuit.now.settings.named("K").unwrap_or(1.0);
            on_ladder(ui, "perturbations K, expected for small noise", &ladder, (k, now), palette);
        }
        Trace::Bursts(bursts) => {
            let beta = circuit.now.settings.named("beta").unwrap_or(1.0);
            on_ladder(ui, "dendritic gain β", &bursts.gains, (beta, now), palette);
        }
        _ => {
            told(ui, [&inside.told, &inside.exact], ["told", "exact error of the unit"], palette);
        }
    }
}

/// The angle against a parameter that was tried at some values, a place for each; a dot where it is now.
fn on_ladder(ui: &mut Ui, label: &str, ladder: &[(f64, f64)], (at, now): (f64, f64), palette: &Palette) {
    let names: Vec<String> = ladder.iter().map(|(value, _)| format!("{value}")).collect();
    let angles = ladder.iter().enumerate().map(|(place, (_, cosine))| [place as f64, degrees(*cosine)]);
    let between = |pair: &[(f64, f64)]| {
        let (low, high) = (pair[0].0, pair[1].0);
        (low <= at && at <= high).then(|| (at / low).ln() / (high / low).ln())
    };
    let place = ladder.windows(2).enumerate().find_map(|(place, pair)| Some(place as f64 + between(pair)?));
    let place = place.unwrap_or(0.0);
    let scale = Scale::names(names.iter().map(String::as_str));
    against(ui, (label, scale), angles.collect(), [place, degrees(now)], palette);
}

/// The angle of the next presentation against a parameter; a dot where it is now.
fn against(
    ui: &mut Ui,
    (label, scale): (&str, Scale),
    angles: Vec<[f64; 2]>,
    now: [f64; 2],
    palette: &Palette,
) {
    legend::show(
        ui,
        &[(Mark::Line, palette.main, "next presentation"), (Mark::Dot, palette.pin, "as it is set")],
    );
    let height = ui.available_height().max(10.0);
    let plot = plots::plot(label, height, "angle (°)", AXIS)
        .x_axis_label(label)
        .units(["", "°"])
        .x_scale(scale)
        .include_y(0.0)
        .include_y(90.0);
    plot.show(ui, |plot| {
        plot.line(Line::new("angle", angles.clone()).color(palette.main).width(2.0));
        plot.line(Line::at("as it is set", now[0]).color(palette.pin).width(1.0).silent());
        plot.points(Points::new("as it is set", vec![now]).color(palette.pin).radius(5.0));
    });
}

/// What each unit is told against the exact error, layer by layer.
fn told(ui: &mut Ui, [told, exact]: [&[Vec<f64>]; 2], [y, x]: [&str; 2], palette: &Palette) {
    let last = told.len().saturating_sub(1);
    let entries =
        [(Mark::Dot, palette.inhibitory, "hidden units"), (Mark::Dot, palette.excitatory, "output units")];
    legend::show(ui, &entries[usize::from(last == 0)..]);
    let height = ui.available_height().max(10.0);
    let pairs = |layers: std::ops::Range<usize>| -> Vec<[f64; 2]> {
        let layers = exact[layers.clone()].iter().zip(&told[layers]);
        layers.flat_map(|(exact, told)| exact.iter().zip(told).map(|(x, y)| [*x, *y])).collect()
    };
    let range = exact.iter().flatten().fold([0.0_f64; 2], |[low, high], x| [low.min(*x), high.max(*x)]);
    let [low, high] = range;
    plots::plot("told", height, y, AXIS).x_axis_label(x).show(ui, |plot| {
        plot.line(Line::level("nothing", 0.0).color(palette.theory).width(1.0).silent());
        let same = Line::new("the same", vec![[low, low], [high, high]]).color(palette.theory);
        plot.line(same.width(1.0).silent());
        plot.points(Points::new("hidden", pairs(0..last)).color(palette.inhibitory).radius(2.5));
        plot.points(Points::new("output", pairs(last..last + 1)).color(palette.excitatory).radius(2.5));
    });
}

/// Cosine to BPTT with 0, 1, 2, ... hops, and the rule's own.
fn hops(ui: &mut Ui, circuit: &CircuitSnapshot, hops: &[f64], own: f64, palette: &Palette) {
    legend::show(
        ui,
        &[
            (Mark::Square, palette.non_target, "hops through W itself"),
            (Mark::Square, palette.pin, "this rule"),
        ],
    );
    let height = ui.available_height().max(10.0);
    let name = |at: usize| match at {
        0 => "0 (e-prop)".to_owned(),
        1 => "1 hop".to_owned(),
        at => format!("{at} hops"),
    };
    let mut bars: Vec<_> = hops
        .iter()
        .enumerate()
        .map(|(at, cosine)| (name(at), [at as f64, *cosine], palette.non_target))
        .collect();
    let at = hops.len() as f64;
    let names: Vec<String> =
        (0..hops.len()).map(|hops| hops.to_string()).chain(["this rule".to_owned()]).collect();
    bars.push((circuit.now.rule.name.to_owned(), [at, own], palette.pin));
    plots::plot("hops", height, "cosine", AXIS)
        .x_axis_label("hops, next batch of trials")
        .x_scale(Scale::names(names.iter().map(String::as_str)))
        .still((-0.7, at + 0.7))
        .include_y(0.0)
        .include_y(1.0)
        .show(ui, |plot| {
            plot.bars(0.7, bars.clone());
        });
}
