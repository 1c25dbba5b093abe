//! Measured capacity: balanced accuracy against load, theory, and what linear programming says.

use crate::ui::keyed::Keyed;
use std::sync::Arc;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, Ui};
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Area, Canvas, Line, Points};
use super::{Context, View, of_run, running};
use crate::analysis::feasibility::Feasibility;
use crate::analysis::statistics::Summary;
use crate::analysis::sweep::{AtLoad, summarise};
use crate::analysis::training::{Outcome, Schedule};
use crate::engine::recipe::settings;
use crate::engine::survey::{self, CapacityFound, CapacityRequest};
use crate::engine::task::{Stage, State, Task};
use crate::engine::{Snapshot, Wants};
use crate::io::export::provenance::parameters;
use crate::model::{Params, Stimuli};
use crate::theory::capacity;
use crate::ui::export::Provenance;
use crate::ui::legend::{self, Mark};
use crate::ui::number::{self, Number};
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "load";

/// Shows, and on request measures, balanced accuracy against load.
pub struct CapacityAgainstLoad {
    plan: Plan,
    task: Option<Task<CapacityFound>>,
    refused: Option<String>,
    question: Option<Question>,
}

/// What the next survey will do.
#[derive(Debug, Clone, Copy)]
struct Plan {
    points: usize,
    highest: f64,
    seeds: u64,
    epochs: u64,
    retained: bool,
    feasibility: bool,
}

/// Whether the stimuli on screen can be stored, asked of them.
struct Question {
    stimuli: Arc<Stimuli>,
    task: Task<Option<Feasibility>>,
}

impl Default for CapacityAgainstLoad {
    fn default() -> Self {
        let plan = Plan { points: 8, highest: 1.6, seeds: 5, epochs: 800, retained: true, feasibility: true };
        Self { plan, task: None, refused: None, question: None }
    }
}

impl View for CapacityAgainstLoad {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Capacity against load"
    }

    fn tab(&self) -> &'static str {
        "Load"
    }

    fn help(&self) -> &'static str {
        "Balanced accuracy against load, measured: fresh neurons with the present parameters are trained at \
         each load, several seeds each; bands are 95 % confidence intervals of the mean. Squares: the fraction of \
         the same sets of associations that any admissible weights could store, by linear programming. Upright \
         lines: theoretical capacity for large N. The diamond is the neuron on screen, now. What is possible \
         (squares) hardly depends on the co-tuning c; what the four rules find does."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let Some(task) = &self.task else { return of_run(self.title(), "", snapshot) };
        let CapacityRequest { params, loads, seeds, schedule, .. } = &task.state().value.request;
        let loads: Vec<String> = loads.iter().map(f64::to_string).collect();
        let retained = schedule.unsupervised.map(|epochs| format!(" --then-unsupervised {epochs}"));
        let command = format!(
            "equipoise capacity sweep{} --loads {} --seeds {seeds} --epochs {}{}",
            settings(params),
            loads.join(","),
            schedule.epochs,
            retained.unwrap_or_default()
        );
        let about =
            format!("simulated, not recorded; seeds 1 to {seeds} at each load; {}", parameters(params));
        Provenance::new(self.title(), about, command)
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Stop measuring; what was found stays";
            if !running::show(ui, self.task.as_ref(), tip, CapacityFound::progress) {
                let tip = "Train fresh neurons at several loads, in the background";
                if ui.button("Measure").keyed("measure-load").on_hover_text(tip).clicked() {
                    self.begin(ui, &context.snapshot.params);
                }
                let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
                let menu = MenuButton::new("plan").config(staying);
                menu.ui(ui, |ui| self.plan.edit(ui)).0.on_hover_text("What to measure");
            }
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let state = self.task.as_ref().map(Task::state);
        let mut entries = Vec::new();
        if let Some(state) = &state {
            let request = &state.value.request;
            entries.push((Mark::Line, palette.main, "trained"));
            if request.schedule.unsupervised.is_some() {
                entries.push((Mark::Line, palette.inhibitory, "retained"));
            }
            if request.feasibility {
                entries.push((Mark::Square, palette.target, "storable (LP)"));
            }
        }
        entries.push((Mark::Dashed, palette.theory, "limit"));
        if can_retain(&context.snapshot.params) {
            entries.push((Mark::Dotted, palette.theory, "limit, retained"));
        }
        entries.push((Mark::Line, palette.theory, "chance"));
        entries.push((Mark::Diamond, palette.excitatory, "now"));
        legend::show(ui, &entries);
        let print = context.view_requests.print;
        if !(print && state.is_none()) {
            self.remark(ui, context, state.as_deref());
        }
        let below = if print { 0.0 } else { ui.text_style_height(&egui::TextStyle::Button) + 12.0 };
        let height = ui.available_height() - below;
        chart(ui, context, state.as_deref().map(|state| &state.value), height);
        if !print {
            self.ask(ui, context);
        }
    }
}

impl CapacityAgainstLoad {
    fn begin(&mut self, ui: &Ui, params: &Params) {
        let Plan { points, highest, seeds, epochs, retained, feasibility } = self.plan;
        let loads = (1..=points).map(|k| highest * k as f64 / points as f64).collect();
        let schedule = Schedule { epochs, unsupervised: retained.then_some(epochs.div_ceil(4)) };
        let params = params.clone();
        let ctx = ui.ctx().clone();
        let request = CapacityRequest { params, loads, seeds, schedule, feasibility };
        match survey::capacity(request, move || ctx.request_repaint()) {
            Ok(task) => (self.task, self.refused) = (Some(task), None),
            Err(error) => self.refused = Some(error.to_string()),
        }
    }

    /// What is to be said of the curves: nothing measured, stopped, failed, of other parameters.
    fn remark(&self, ui: &mut Ui, context: &Context<'_>, state: Option<&State<CapacityFound>>) {
        let text = match (&self.refused, state) {
            (Some(refused), _) => refused.clone(),
            (None, None) => {
                ui.label(RichText::new(self.plan.announced()).small().color(context.palette.weak));
                return;
            }
            (None, Some(state)) => {
                let asked = &state.value.request.params;
                let now = &context.snapshot.params;
                let other = Params { p: now.p, ..asked.clone() } != *now;
                match (&state.failure, state.stage) {
                    (Some(failure), _) => failure.clone(),
                    (None, Stage::Cancelled) => "Stopped; this is what was found.".to_owned(),
                    _ if other => "Measured with other parameters than those now in force.".to_owned(),
                    _ => return,
                }
            }
        };
        ui.label(RichText::new(text).small().color(context.palette.target));
    }

    /// The question about the stimuli on screen, and its answer.
    fn ask(&mut self, ui: &mut Ui, context: &Context<'_>) {
        let stimuli = &context.snapshot.stimuli;
        self.question.take_if(|question| !Arc::ptr_eq(&question.stimuli, stimuli));
        ui.horizontal(|ui| {
            let Some(question) = &self.question else {
                let tip = "Linear programming: are there any non-negative weights that store the associations \
                           now on screen?";
                if ui.button("Storable at all?").keyed("storable").on_hover_text(tip).clicked() {
                    let ctx = ui.ctx().clone();
                    let theta = context.snapshot.params.theta;
                    let wake = move || ctx.request_repaint();
                    let task = survey::stored_by_any_weights(Arc::clone(stimuli), theta, wake);
                    self.question = Some(Question { stimuli: Arc::clone(stimuli), task });
                }
                return;
            };
            let state = question.task.state();
            let text = match (&state.value, &state.failure) {
                (Some(found), _) => answer(stimuli.len(), found),
                (None, Some(failure)) => failure.clone(),
                (None, None) => {
                    ui.spinner();
                    if ui.button("Cancel").keyed("cancel-question").clicked() {
                        question.task.cancel();
                        self.question = None;
                    }
                    return;
                }
            };
            ui.add(egui::Label::new(RichText::new(&text).small()).truncate()).on_hover_text(text);
        });
    }
}

fn answer(stimuli: usize, found: &Feasibility) -> String {
    if found.feasible {
        return format!("Yes: some admissible weights store all {stimuli} associations.");
    }
    format!(
        "No weights store all {stimuli}: with the least sum of violations {} are wrong, the largest by {:.2} margins.",
        found.wrong, found.violation
    )
}

impl Plan {
    /// What the next survey will do, in words.
    fn announced(&self) -> String {
        let Self { points, highest, seeds, epochs, .. } = self;
        let then = if self.retained { ", and again after a quarter as many without supervision" } else { "" };
        format!(
            "Nothing measured yet, so theory and the neuron on screen stand alone. Measure trains fresh neurons with \
             the present parameters in the background, {seeds} seeds at each of {points} loads up to {}, and draws \
             their balanced accuracy after {} epochs{then}.",
            crate::ui::format::number(*highest),
            crate::ui::format::count(*epochs)
        )
    }

    fn edit(&mut self, ui: &mut Ui) {
        egui::Grid::new("plan").num_columns(2).show(ui, |ui| {
            number::row(ui, Number::new("loads", &mut self.points, 2..=40));
            number::row(ui, Number::new("highest load", &mut self.highest, 0.1..=4.0).step(0.02));
            number::row(ui, Number::new("seeds at each", &mut self.seeds, 2..=100));
            number::row(ui, Number::new("epochs", &mut self.epochs, 1..=100_000).step(10.0));
        });
        ui.checkbox(&mut self.retained, "then a quarter as many without supervision");
        ui.checkbox(&mut self.feasibility, "what any weights could store (linear programming)");
    }
}

fn can_retain(params: &Params) -> bool {
    params.a < 1.0 && params.rule_i && params.only_built_in()
}

/// A curve with a band, as (load, summary).
fn curve(plot: &mut Canvas, found: &[AtLoad], params: &Params, (name, color): (&str, egui::Color32)) {
    let load = |at: &AtLoad| at.stimuli as f64 / params.synapses() as f64;
    let loads: Vec<f64> = found.iter().map(load).collect();
    // A single seed says nothing of its spread: no band there.
    let half = |s: &Summary| if s.n < 2 { 0.0 } else { s.confidence() };
    let lower: Vec<f64> = found.iter().map(|at| (at.summary.mean - half(&at.summary)).max(0.0)).collect();
    let upper: Vec<f64> = found.iter().map(|at| (at.summary.mean + half(&at.summary)).min(1.0)).collect();
    let band = Area::new(format!("{name}, 95 % confidence"), &loads, &lower, &upper);
    plot.area(band.fill_color(color.gamma_multiply(0.2)));
    let means: Vec<[f64; 2]> = found.iter().map(|at| [load(at), at.summary.mean]).collect();
    plot.line(Line::new(name, means.clone()).color(color).width(2.2).silent());
    plot.points(Points::new(name, means).color(color).radius(3.0));
}

fn chart(ui: &mut Ui, context: &Context<'_>, found: Option<&CapacityFound>, height: f32) {
    let palette = context.palette;
    let now = context.snapshot;
    plots::plot("accuracy against load", height, "balanced accuracy", 40.0)
        .x_axis_label("load P/(N_E + N_I)")
        .include_x(0.0)
        .include_x(1.4)
        .include_y(0.0)
        .include_y(1.05)
        .show(ui, |plot| {
            limits(plot, &now.params, palette);
            if let Some(found) = found {
                measured(plot, found, palette);
            }
            let here = vec![[now.measures.load, now.measures.balanced_accuracy]];
            let here = Points::new("the neuron on screen, now", here);
            plot.points(here.color(palette.excitatory).shape(MarkerShape::Diamond).radius(6.0));
        });
}

fn limits(plot: &mut Canvas, params: &Params, palette: &Palette) {
    let chance = Line::level("chance", 0.5).color(palette.theory).width(1.0);
    plot.line(chance);
    if let Ok(limit) = capacity::sign_constrained(params.f_out) {
        let line = Line::at(format!("theoretical limit {limit:.3}"), limit).color(palette.theory);
        plot.line(line.width(1.5).style(LineStyle::dashed_loose()));
    }
    if can_retain(params)
        && let Ok(limit) = capacity::slaved_inhibition(params.f_out, params.n_e, params.n_i)
    {
        let line = Line::at(format!("limit without supervision {limit:.3}"), limit).color(palette.theory);
        plot.line(line.width(1.5).style(LineStyle::dotted_dense()));
    }
}

fn measured(plot: &mut Canvas, found: &CapacityFound, palette: &Palette) {
    let params = &found.request.params;
    let trained = summarise(&found.trained, |outcome: &Outcome| outcome.trained.balanced_accuracy);
    if found.request.schedule.unsupervised.is_some() {
        let retained = summarise(&found.trained, |outcome: &Outcome| {
            outcome.retained.unwrap_or_default().balanced_accuracy
        });
        curve(plot, &retained, params, ("retained", palette.inhibitory));
    }
    curve(plot, &trained, params, ("trained", palette.main));
    let fraction = summarise(&found.feasible, |found| f64::from(u8::from(found.feasible)));
    let fraction: Vec<[f64; 2]> =
        fraction.iter().map(|at| [at.stimuli as f64 / params.synapses() as f64, at.summary.mean]).collect();
    let line = Line::new("storable fraction", fraction.clone()).color(palette.target).width(1.0);
    plot.line(line.style(LineStyle::dashed_dense()).silent());
    let squares = Points::new("storable fraction", fraction).color(palette.target).radius(3.4);
    plot.points(squares.shape(MarkerShape::Square));
}
