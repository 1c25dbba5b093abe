//! Miniatures of neighbouring papers: what each shows on one neuron, and the control in which that breaks.

use std::sync::Arc;

use egui::{Color32, RichText, ScrollArea, Slider, Ui};
use egui_plot::LineStyle;

use super::plots::{self, Line};
use super::{Context, View, of_run, running};
use crate::analysis::neighbours::{Chart, Curve, Found, NEIGHBOURS, Neighbour, Role, response, run};
use crate::analysis::statistics::Summary;
use crate::engine::Snapshot;
use crate::engine::task::{Task, in_background};
use crate::ui::copying;
use crate::ui::export::Provenance;
use crate::ui::format;
use crate::ui::keyed::Keyed;
use crate::ui::legend::{self, Mark};
use crate::ui::number::Number;
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "neighbours";

const AXIS: f32 = 30.0;
/// From this width two charts stand side by side.
const WIDE: f32 = 460.0;

#[derive(Debug, Clone, Default)]
struct State {
    part: f32,
    found: Option<Arc<Found>>,
}

/// Shows a miniature, and runs it on request.
#[derive(Default)]
pub struct Neighbours {
    chosen: usize,
    condition: usize,
    /// What the gains of both inhibitory groups are reduced by.
    silenced: [f64; 2],
    tasks: [Option<Task<State>>; NEIGHBOURS.len()],
}

/// The command line that does the same without a window.
fn command(neighbour: &Neighbour) -> String {
    format!("equipoise experiment {} --json", neighbour.key)
}

impl View for Neighbours {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Neighbouring papers"
    }

    fn tab(&self) -> &'static str {
        "Neighbours"
    }

    fn help(&self) -> &'static str {
        "Rules of neighbouring papers on one neuron of this program, as miniatures: nothing reproduces a figure. Each has the \
         condition that its paper is about and controls without the cause. Charts are of seed 1; the table has means ± standard \
         deviations over all seeds, and every claim says whether it holds, and breaks in its control. With two inhibitory groups, \
         move their gains: silenced, a hidden receptive field appears."
    }

    fn plots(&self) -> &'static str {
        super::plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let neighbour = &NEIGHBOURS[self.chosen];
        if self.found().is_none() {
            return of_run(self.title(), "", snapshot);
        }
        let about = format!("simulated, not recorded; {}, seeds 1 to {}", neighbour.title, neighbour.seeds);
        Provenance::new(self.title(), about, command(neighbour))
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.view_requests.print {
            return;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Stop; what was found before stays";
            if !running::show(ui, self.tasks[self.chosen].as_ref(), tip, |state| state.part) {
                let button = ui.button("Run").keyed("run-neighbour");
                if button.on_hover_text("All conditions and seeds, in the background").clicked() {
                    self.begin(ui.ctx());
                }
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let print = context.view_requests.print;
        if !print {
            ui.horizontal_wrapped(|ui| {
                for (at, neighbour) in NEIGHBOURS.iter().enumerate() {
                    let chosen = ui.selectable_label(self.chosen == at, neighbour.title);
                    let chosen = chosen.keyed(format!("neighbour-{}", neighbour.key));
                    if chosen.on_hover_text(neighbour.citation).clicked() {
                        (self.chosen, self.condition) = (at, 0);
                    }
                }
            });
        }
        let neighbour = &NEIGHBOURS[self.chosen];
        if let Some(problem) = self.tasks[self.chosen].as_ref().and_then(|task| task.state().failure.clone())
        {
            ui.colored_label(palette.wrong, problem);
        }
        let found = self.found();
        ScrollArea::vertical().id_salt(neighbour.key).auto_shrink(false).show(ui, |ui| match found {
            None => introduce(ui, neighbour, palette),
            Some(found) => {
                self.conditions(ui, neighbour);
                self.charts(ui, &found, palette);
                values(ui, neighbour, &found, palette);
                claims(ui, neighbour, &found, palette);
                about(ui, neighbour, palette);
            }
        });
    }
}

impl Neighbours {
    fn found(&self) -> Option<Arc<Found>> {
        self.tasks[self.chosen].as_ref().and_then(|task| task.state().value.found.clone())
    }

    fn begin(&mut self, ctx: &egui::Context) {
        let neighbour = &NEIGHBOURS[self.chosen];
        let initial = State { part: 0.0, found: self.found() };
        let ctx = ctx.clone();
        self.tasks[self.chosen] = Some(Task::start(
            initial,
            move || ctx.request_repaint(),
            move |reporter| {
                let progress = |part: f32| reporter.update(|state: &mut State| state.part = part);
                let cancel = reporter.cancel();
                let found = in_background(|| {
                    run(neighbour, neighbour.seeds, cancel, &progress).map_err(|error| error.to_string())
                })?;
                let found = Arc::new(found);
                reporter.update(|state| state.found = Some(Arc::clone(&found)));
                Ok(())
            },
        ));
    }

    fn conditions(&mut self, ui: &mut Ui, neighbour: &Neighbour) {
        ui.horizontal_wrapped(|ui| {
            for (at, name) in neighbour.conditions.iter().enumerate() {
                let chosen = ui.selectable_label(self.condition == at, *name);
                if chosen.keyed(format!("condition-{at}")).clicked() {
                    self.condition = at;
                }
            }
        });
    }

    fn charts(&mut self, ui: &mut Ui, found: &Found, palette: &Palette) {
        let Some(run) = found.runs.get(self.condition).and_then(|runs| runs.first()) else { return };
        let mut charts = run.charts.clone();
        if let Some(responses) = &run.responses {
            for (at, name) in ["gain of the first group", "gain of the second group"].iter().enumerate() {
                let mut gain = 1.0 - self.silenced[at];
                ui.horizontal(|ui| {
                    let label = ui.label(*name);
                    let tip = "1 is intact, 0 silences the group";
                    let slider = Slider::new(&mut gain, 0.0..=1.0).show_value(false);
                    ui.add(slider).labelled_by(label.id).accessible_name(*name).on_hover_text(tip);
                    let field = Number::new(name, &mut gain, 0.0..=1.0).step(0.01).shown(format::number);
                    ui.add(field).labelled_by(label.id).accessible_name(*name).on_hover_text(tip);
                });
                self.silenced[at] = 1.0 - gain;
            }
            let now = response(responses, self.silenced.map(|silenced| 1.0 - silenced));
            let points = now.iter().enumerate().map(|(at, rate)| [at as f64, *rate]).collect();
            if let Some(chart) = charts.first_mut() {
                chart.lines.push(Curve { name: "with these gains", role: Role::During, points });
            }
        }
        let columns = if ui.available_width() > WIDE { charts.len().clamp(1, 2) } else { 1 };
        for row in charts.chunks(columns) {
            ui.columns(columns, |places| {
                for (chart, ui) in row.iter().zip(places) {
                    draw(ui, chart, palette);
                }
            });
        }
    }
}

fn style(role: Role, palette: &Palette) -> (Color32, LineStyle, Mark) {
    match role {
        Role::Before => (palette.theory, LineStyle::dashed_dense(), Mark::Dashed),
        Role::During => (palette.ach, LineStyle::Solid, Mark::Line),
        Role::After => (palette.excitatory, LineStyle::Solid, Mark::Line),
        Role::Inhibition => (palette.inhibitory, LineStyle::Solid, Mark::Line),
        Role::Second => (palette.na, LineStyle::Solid, Mark::Line),
    }
}

fn draw(ui: &mut Ui, chart: &Chart, palette: &Palette) {
    let entry = |curve: &Curve| {
        let (color, _, mark) = style(curve.role, palette);
        (mark, color, curve.name)
    };
    let entries: Vec<(Mark, Color32, &str)> = chart.lines.iter().map(entry).collect();
    legend::show(ui, &entries);
    plots::plot(&format!("neighbour {}", chart.y), 170.0, chart.y, AXIS)
        .x_axis_label(chart.x)
        .include_y(0.0)
        .show(ui, |plot| {
            for curve in &chart.lines {
                let (color, style, _) = style(curve.role, palette);
                let line = Line::new(curve.name, curve.points.clone()).color(color);
                plot.line(line.style(style).width(if curve.role == Role::Before { 1.4 } else { 2.2 }));
            }
        });
}

fn values(ui: &mut Ui, neighbour: &Neighbour, found: &Found, palette: &Palette) {
    let Some(first) = found.runs.first().and_then(|runs| runs.first()) else { return };
    ui.add_space(4.0);
    let columns = neighbour.conditions.len() + 1;
    egui::Grid::new("values").num_columns(columns).striped(true).spacing([14.0, 2.0]).show(ui, |ui| {
        ui.label("");
        for name in neighbour.conditions {
            ui.label(RichText::new(*name).small().color(palette.weak));
        }
        ui.end_row();
        for (name, _) in &first.values {
            ui.label(*name);
            for condition in 0..neighbour.conditions.len() {
                let text = match found.summary(condition, name) {
                    Some(Summary { mean, sd, .. }) => {
                        format!("{} ± {}", format::number(mean), format::number(sd))
                    }
                    None => String::new(),
                };
                ui.label(text);
            }
            ui.end_row();
        }
    });
}

fn claims(ui: &mut Ui, neighbour: &Neighbour, found: &Found, palette: &Palette) {
    ui.add_space(6.0);
    ui.label(RichText::new("What it shows, and where it breaks").strong());
    for held in found.held(neighbour) {
        let (word, color) =
            if held.holds() { ("holds", palette.right) } else { ("does not hold", palette.wrong) };
        let control = match (held.claim.breaks, held.control) {
            (Some(at), Some(value)) => {
                let name = neighbour.conditions.get(at).copied().unwrap_or_default();
                format!("; {name}: {}", format::number(value))
            }
            _ => String::new(),
        };
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(word).strong().color(color));
            ui.label(format!("{}: {}{control}", held.claim.says, format::number(held.value)));
        });
    }
}

fn introduce(ui: &mut Ui, neighbour: &Neighbour, palette: &Palette) {
    ui.add_space(4.0);
    ui.label(RichText::new(neighbour.citation).color(palette.weak));
    ui.add_space(4.0);
    ui.label(RichText::new("What the paper says").strong());
    ui.label(neighbour.found);
    ui.add_space(4.0);
    ui.label(RichText::new("What is ours, and what is not here").strong());
    ui.label(neighbour.ours);
    ui.add_space(4.0);
    ui.label("Press Run: some seconds.");
}

fn about(ui: &mut Ui, neighbour: &Neighbour, palette: &Palette) {
    ui.add_space(6.0);
    let text = format!("{}: {} Ours: {}", neighbour.citation, neighbour.found, neighbour.ours);
    ui.label(RichText::new(text).small().color(palette.weak));
    ui.horizontal(|ui| {
        let line = command(neighbour);
        copying::small(ui, "Copy command", "The command that does the same, bit for bit", || line.clone());
        ui.add(egui::Label::new(RichText::new(line).monospace().small()).truncate());
    });
}
