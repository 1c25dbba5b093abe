//! What recordings say: charts, statistics, and the line for the model.

use crate::ui::keyed::Keyed;
use egui::{Label, RichText, Ui};
use egui_plot::{LineStyle, MarkerShape};

use super::super::Context;
use super::super::plots::{self, Canvas, Line, Points};
use super::Study;
use super::drawn::Drawn;
use crate::analysis::recordings::{
    Estimate, FittedLine, InhibitionChange, Interval, Permutation, SignFlip, Unit,
};
use crate::engine::{Action, Command, Snapshot};
use crate::model::ParamId;
use crate::ui::legend::{self, Mark};
use crate::ui::theme::Palette;
use crate::ui::{copying, format};

const AXIS: f32 = 34.0;
/// From this width numbers and charts stand next to each other.
const WIDE: f32 = 600.0;
/// Of the width, this part is for the numbers.
const NUMBERS: f32 = 0.54;
/// Widest name of a number, about.
const NAME: f32 = 150.0;
/// From this height the two charts stand one below the other.
const HIGH: f32 = 380.0;
/// Most cells listed.
const MOST_CELLS: usize = 100;

/// Shows everything about a study: the numbers first, which are what one asks for.
pub(super) fn show(ui: &mut Ui, study: &Study, context: &mut Context<'_>) {
    let palette = context.palette;
    let bottom = ui.cursor().top() + ui.available_height();
    title(ui, study, context);
    if context.view_requests.print {
        // There is nothing below the charts.
        let height = bottom - ui.cursor().top();
        charts(ui, height, study, context);
        return;
    }
    if !study.analysis.assumed.is_empty() {
        ui.label(RichText::new(study.analysis.assumed.join(" ")).small().color(palette.weak));
    }
    let (width, height) = (ui.available_width(), bottom - ui.cursor().top());
    if width > WIDE {
        ui.horizontal_top(|ui| {
            let numbers = (width * NUMBERS).round();
            part(ui, numbers, |ui| statistics(ui, study, palette));
            part(ui, ui.available_width(), |ui| charts(ui, height, study, context));
        });
    } else {
        statistics(ui, study, palette);
        charts(ui, height * 0.7, study, context);
    }
    cells(ui, study);
    for remark in &study.analysis.remarks {
        ui.label(RichText::new(remark).small().color(palette.weak));
    }
}

fn part(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(width, 0.0);
    ui.allocate_ui_with_layout(size, egui::Layout::top_down(egui::Align::Min), |ui| {
        ui.set_width(width);
        content(ui);
    });
}

fn title(ui: &mut Ui, study: &Study, context: &mut Context<'_>) {
    let (palette, found) = (context.palette, &study.analysis);
    let kind = if study.simulated { "simulated, not recorded: " } else { "" };
    let color = if study.simulated { palette.target } else { palette.text };
    let text =
        format!("{kind}{}, {} cells, {} stimuli before and after", study.name, found.cells, found.pairs);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(text).strong().color(color));
        if !context.view_requests.print {
            actions(ui, study, context);
        }
    });
}

/// Both charts and their legend, `height` high in all if there is room.
fn charts(ui: &mut Ui, height: f32, study: &Study, context: &Context<'_>) {
    let palette = context.palette;
    let entries = [
        (Mark::Ring, palette.non_target, "before"),
        (Mark::Dot, palette.pin, "after"),
        (Mark::Line, palette.inhibitory, "fitted"),
        (Mark::Dashed, palette.main, "model on screen; balance restored"),
        (Mark::Diamond, palette.hebbian, "simulated cells with the fitted line"),
        (Mark::Dotted, palette.theory, "noise alone"),
    ];
    let top = ui.cursor().top();
    legend::show(ui, &entries);
    let left = height - (ui.cursor().top() - top) - 4.0;
    if left > HIGH || ui.available_width() < WIDE / 2.0 {
        let each = (left / 2.0 - 4.0).clamp(140.0, 460.0);
        plane(ui, each, study, context);
        restoration(ui, each, study, palette);
    } else {
        let each = left.clamp(140.0, 460.0);
        ui.columns_const(|[first, second]| {
            plane(first, each, study, context);
            restoration(second, each, study, palette);
        });
    }
}

fn axis(current: &str, unit: Unit) -> String {
    if unit.symbol().is_empty() { current.to_owned() } else { format!("{current}, {}", unit.symbol()) }
}

fn plane(ui: &mut Ui, height: f32, study: &Study, context: &Context<'_>) {
    let (palette, unit) = (context.palette, study.analysis.unit);
    let Drawn { ends, clouds, .. } = &study.drawn;
    let line = |a: f64, b: f64| vec![[ends[0], a * ends[0] + b], [ends[1], a * ends[1] + b]];
    let (x, y) = (axis("i_E", unit), axis("i_I", unit));
    plots::plot("recorded plane", height, &y, AXIS).x_axis_label(x).show(ui, |plot| {
        if let Some(model) = &study.drawn.model {
            diamonds(plot, model.plane.clone(), palette);
        }
        let before = Points::new("before", clouds[0].clone()).color(palette.non_target).radius(2.8);
        plot.points(before.shape(MarkerShape::Circle).filled(false));
        plot.points(Points::new("after", clouds[1].clone()).color(palette.pin).radius(2.4));
        let params = &context.snapshot.params;
        if let Some(factor) = factor(study, context.snapshot) {
            let model =
                Line::new("the model on screen", line(params.a, params.b / factor)).color(palette.main);
            plot.line(model.style(LineStyle::dashed_loose()).width(1.4));
        }
        if let Some(fit) = &study.analysis.lines.both.value {
            let fitted = Line::new("fitted to both", line(fit.line.a, fit.line.b)).color(palette.inhibitory);
            plot.line(fitted.width(2.2));
        }
    });
}

/// Simulated cells, behind what was imported.
fn diamonds(plot: &mut Canvas, points: Vec<[f64; 2]>, palette: &Palette) {
    let points = Points::new("simulated cells with the fitted line", points).color(palette.hebbian);
    plot.points(points.shape(MarkerShape::Diamond).radius(2.6));
}

fn restoration(ui: &mut Ui, height: f32, study: &Study, palette: &Palette) {
    let unit = study.analysis.unit;
    // A title that is wider than its axis would be cut.
    let wide = ui.available_width() > WIDE / 2.0;
    let imbalance = if wide { "imbalance before, a i_E + b − i_I" } else { "imbalance before" };
    let (x, y) = (axis(imbalance, unit), axis("change of i_I", unit));
    plots::plot("recorded restoration", height, &y, AXIS).x_axis_label(x).show(ui, |plot| {
        plot.line(Line::level("no change", 0.0).color(palette.outline).width(1.0).silent());
        if let Some(model) = &study.drawn.model {
            diamonds(plot, model.restoration.clone(), palette);
        }
        let Some(found) = &study.analysis.inhibition.value else { return };
        let points = study.drawn.restoration.clone();
        plot.points(Points::new("cells and stimuli", points).color(palette.pin).radius(2.4));
        let [low, high] = study.drawn.imbalances;
        let line = |slope: f64, offset: f64| vec![[low, slope * low + offset], [high, slope * high + offset]];
        let complete = Line::new("complete restoration", line(1.0, 0.0)).color(palette.main);
        plot.line(complete.style(LineStyle::dashed_loose()).width(1.4));
        let noise = Line::new("noise alone", line(found.null_mean_slope, 0.0)).color(palette.theory);
        plot.line(noise.style(LineStyle::dotted_dense()).width(1.6));
        let fitted = Line::new("fitted", line(found.slope, found.offset)).color(palette.inhibitory);
        plot.line(fitted.width(2.2));
    });
}

/// Threshold units per unit of the recordings: where they have units, so that mean excitation is that of the model
/// on screen. `None` without excitation.
fn factor(study: &Study, snapshot: &Snapshot) -> Option<f64> {
    if study.analysis.unit == Unit::NONE {
        return Some(1.0);
    }
    let i_e = &snapshot.recall.i_e;
    let factor = i_e.iter().sum::<f64>() / i_e.len().max(1) as f64 / study.drawn.mean_e;
    (factor.is_finite() && factor > 0.0).then_some(factor)
}

fn actions(ui: &mut Ui, study: &Study, context: &mut Context<'_>) {
    let fit = study.analysis.lines.both.value.as_ref().map(|fit| fit.line);
    let ready = fit.zip(factor(study, context.snapshot)).and_then(|(line, factor)| {
        let mut params = context.snapshot.params.clone();
        params.set(ParamId::a, line.a).and_then(|()| params.set(ParamId::b, line.b * factor)).ok()?;
        Some((params, factor))
    });
    let tip = match &ready {
        Some((params, factor)) => format!(
            "Sets a = {} and b = {} threshold units ({} per unit of the recordings, so that mean excitation agrees)",
            format::number(params.a),
            format::number(params.b),
            format::number(*factor)
        ),
        None => "No fitted line is usable in the model".to_owned(),
    };
    let button =
        ui.add_enabled(ready.is_some(), egui::Button::new("Use this line in the model")).keyed("use-line");
    if button.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked()
        && let Some((params, _)) = ready
    {
        context.commands.push(Command::Act(Action::between(&context.snapshot.params, &params)));
    }
    let json = || serde_json::to_string_pretty(&study.analysis).unwrap_or_default();
    let copy = copying::button(ui, "Copy as JSON", |button| button, json);
    copy.on_hover_text("Every number, as `equipoise analyse --json`");
}

fn interval(answer: &Estimate<Interval>) -> String {
    let Some(Interval { low, high }) = &answer.value else { return String::new() };
    format!(" [{}, {}]", format::number(*low), format::number(*high))
}

fn fitted(answer: &Estimate<FittedLine>) -> String {
    match &answer.value {
        Some(FittedLine { line, a_interval, b_interval }) => format!(
            "a = {}{}, b = {}{}",
            format::number(line.a),
            interval(a_interval),
            format::number(line.b),
            interval(b_interval)
        ),
        None => answer.reason.clone().unwrap_or_default(),
    }
}

fn p_value(test: &Permutation, p: f64) -> String {
    let how = if test.exact { "exact" } else { "drawn" };
    format!("p = {} ({how}, {} swaps)", format::number(p), format::count(test.permutations))
}

fn flip(answer: &Estimate<SignFlip>, two_sided: bool) -> String {
    let Some(found) = &answer.value else { return answer.reason.clone().unwrap_or_default() };
    let p = if two_sided { found.test.p_two_sided } else { found.test.p_greater };
    let effect = found.d_z.value.map(|d| format!(", d_z = {}", format::number(d))).unwrap_or_default();
    format!(
        "{}{}{effect}, {}; n = {} {}",
        format::number(found.mean),
        interval(&found.interval),
        p_value(&found.test, p),
        found.differences.len(),
        found.sampling.name()
    )
}

fn inhibition(answer: &Estimate<InhibitionChange>) -> String {
    let Some(found) = &answer.value else { return answer.reason.clone().unwrap_or_default() };
    let r = found.r.value.map(|r| format!(", r = {}", format::number(r))).unwrap_or_default();
    format!(
        "slope {}{}{r}; noise alone {}, {}",
        format::number(found.slope),
        interval(&found.slope_interval),
        format::number(found.null_mean_slope),
        p_value(&found.test, found.test.p_greater)
    )
}

fn statistics(ui: &mut Ui, study: &Study, palette: &Palette) {
    let found = &study.analysis;
    let potentiation = match &found.potentiation.value {
        Some(of) => {
            let absolute = Estimate { value: Some(of.absolute.clone()), reason: None };
            flip(&absolute, false)
        }
        None => found.potentiation.reason.clone().unwrap_or_default(),
    };
    let missed = |[before, after]: [f64; 2]| {
        let (before, after) = (format::number(before), format::number(after));
        format!("i_I = a i_E + b, missed by {before} before and {after} after")
    };
    let predicted = study.drawn.residuals.map_or_else(|| "no line through both".to_owned(), missed);
    let rows = [
        ("the model predicts", predicted, "Root mean square distance of i_I from the line through both"),
        ("line before", fitted(&found.lines.pre), "Orthogonal regression of i_I on i_E; 95 % intervals"),
        ("line after", fitted(&found.lines.post), "The same after pairing"),
        ("line through both", fitted(&found.lines.both), "This one does not prefer before or after"),
        (
            "closer to the line",
            flip(&found.closer, false),
            "Distance to the line through both before, less that after; one-sided",
        ),
        (
            "correlation, change of z",
            flip(&found.correlation, true),
            "Fisher z of E and I, after less before",
        ),
        (
            "paired stimulus",
            potentiation,
            "Change of i_E at the paired stimulus, less the mean change at the others; one-sided",
        ),
        (
            "Δi_I on imbalance",
            inhibition(&found.inhibition),
            "Both contain −i_I before, so that noise alone gives a slope: p is against that",
        ),
    ];
    // Long ones wrap: none is cut, however large the letters are.
    let widest = (ui.available_width() - NAME - 12.0).max(120.0);
    let grid = egui::Grid::new("statistics").num_columns(2).striped(true).spacing([12.0, 1.0]);
    grid.min_row_height(0.0).max_col_width(widest).show(ui, |ui| {
        for (name, text, tip) in rows {
            ui.label(RichText::new(name).color(palette.weak)).on_hover_text(tip);
            ui.add(Label::new(text).wrap()).on_hover_text(tip);
            ui.end_row();
        }
    });
}

fn cells(ui: &mut Ui, study: &Study) {
    let number = |answer: &Estimate<f64>| answer.value.map(format::number).unwrap_or_else(|| "–".to_owned());
    egui::CollapsingHeader::new("Each cell").show_unindented(ui, |ui| {
        // Where it is wider than the view it can be moved, not cut.
        let scroll = egui::ScrollArea::horizontal().id_salt("each cell");
        scroll.show(ui, |ui| {
            egui::Grid::new("cells").striped(true).spacing([14.0, 2.0]).show(ui, |ui| {
                for heading in ["cell", "stimuli", "r before", "r after", "change", "a before", "a after"] {
                    ui.label(RichText::new(heading).small().strong());
                }
                ui.end_row();
                for cell in study.analysis.each_cell.iter().take(MOST_CELLS) {
                    ui.label(&cell.name);
                    ui.label(cell.stimuli.to_string());
                    for answer in [&cell.r_pre, &cell.r_post, &cell.r_change] {
                        ui.label(number(answer));
                    }
                    for line in [&cell.line_pre, &cell.line_post] {
                        let slope = line.value.as_ref().map(|line| format::number(line.a));
                        ui.label(slope.unwrap_or_else(|| "–".to_owned()));
                    }
                    ui.end_row();
                }
            })
        });
        let more = study.analysis.each_cell.len().saturating_sub(MOST_CELLS);
        if more > 0 {
            ui.label(format!("and {more} more: Copy as JSON has them all"));
        }
    });
}
