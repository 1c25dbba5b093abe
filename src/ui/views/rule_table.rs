//! Information and accuracy: what each rule must be told, and what it reaches on the same associations.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::{Context, View, of_run, running};
use crate::analysis::rule_table::{CLAIMS, Held, LOADS, Reached, Row, SEEDS, compute};
use crate::analysis::statistics::Summary;
use crate::analysis::sweep::{Found, points};
use crate::analysis::training::Outcome;
use crate::engine::task::{Task, in_background};
use crate::engine::{Action, Command, Snapshot};
use crate::io::rule_rows;
use crate::model::Params;
use crate::ui::copying;
use crate::ui::export::Provenance;
use crate::ui::keyed::Keyed;
use crate::ui::rule_sliders::information_color;
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "rule-table";

/// P of a neuron that is opened by a click on its row.
const OPENED: usize = 200;
/// The command line that computes the same.
const COMMAND: &str = "equipoise rules table";
const WARNS: &str = "(!)";

/// What has been computed, row by row.
#[derive(Debug, Clone, Default)]
struct State {
    part: f32,
    /// By row.
    reached: Vec<Arc<Reached>>,
    /// A row that was stopped on the way.
    begun: Vec<Found<Outcome>>,
}

/// Shows the table, and computes it on request.
pub struct RuleTable {
    rows: Arc<Vec<Row>>,
    problem: Option<String>,
    task: Option<Task<State>>,
}

impl Default for RuleTable {
    fn default() -> Self {
        match rule_rows::rows() {
            Ok(rows) => Self { rows: Arc::new(rows), problem: None, task: None },
            Err(error) => Self { rows: Arc::default(), problem: Some(error.to_string()), task: None },
        }
    }
}

impl View for RuleTable {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Information and accuracy"
    }

    fn help(&self) -> &'static str {
        "What a synapse must be told to follow a rule, and the balanced accuracy that it reaches on the same associations: \
         N_E = N_I = 200, 800 epochs, mean ± standard deviation over ten seeds; kept, after 200 more epochs in which nothing is \
         told. Sorted by information. Rules that are told nothing stay at chance; the four rules with unreliable modulators come \
         close to a perceptron that is told every error. Rows with (!) rest on an exact reward, which for one binary neuron is the \
         answer. Half of the rows keep what they learned only since they stop when they are told nothing. The search for good \
         parameters was small. A click on a row opens that neuron at P = 200."
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let about = format!("simulated, not recorded; seeds 1 to {SEEDS}, 800 epochs and 200 told nothing");
        let origin = of_run(self.title(), "", snapshot);
        if self.task.is_none() { origin } else { Provenance::new(self.title(), about, COMMAND.to_owned()) }
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.view_requests.print {
            return;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Stop; what is finished stays, and Compute goes on from there";
            if running::show(ui, self.task.as_ref(), tip, |state| state.part) {
                return;
            }
            let state = self.task.as_ref().map(Task::state);
            let complete = state.is_some_and(|state| state.value.reached.len() == self.rows.len());
            let button = ui.add_enabled(!complete, egui::Button::new("Compute")).keyed("compute-rule-table");
            let tip = "Ten seeds of every row at three loads, in the background: about a minute";
            if button.on_hover_text(tip).on_disabled_hover_text("It is complete").clicked() {
                self.begin(ui.ctx());
            }
            copying::small(ui, "Copy command", "The command that computes the same", || COMMAND.to_owned());
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let palette = context.palette;
        let state = self.task.as_ref().map(Task::state);
        let failure = state.as_ref().and_then(|state| state.failure.clone());
        if let Some(problem) = self.problem.clone().or(failure) {
            ui.colored_label(palette.wrong, problem);
        }
        let reached = state.map(|state| state.value.reached.clone()).unwrap_or_default();
        let mut opened = None;
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            self.table(ui, &reached, palette, &mut opened);
            if reached.len() == self.rows.len() {
                self.claims(ui, &reached, palette);
            }
        });
        if let Some(row) = opened.and_then(|at: usize| self.rows.get(at)) {
            let params = Params { p: OPENED, ..row.params.clone() };
            let seed = context.snapshot.seed;
            context.commands.push(Command::Act(Action::Load { params: Box::new(params), seed }));
        }
    }
}

impl RuleTable {
    fn begin(&mut self, ctx: &egui::Context) {
        let initial = self.task.as_ref().map(|task| task.state().value.clone()).unwrap_or_default();
        let (ctx, rows, before) = (ctx.clone(), Arc::clone(&self.rows), initial.clone());
        self.task = Some(Task::start(
            initial,
            move || ctx.request_repaint(),
            move |reporter| {
                let all = (rows.len() * LOADS.len()) as f32 * SEEDS as f32;
                for row in rows.iter().skip(before.reached.len()) {
                    let begun =
                        if Some(row) == rows.get(before.reached.len()) { &before.begun[..] } else { &[] };
                    let finished = |found: &Found<Outcome>| {
                        reporter.update(|state: &mut State| {
                            state.part += 1.0 / all;
                            state.begun.push(*found);
                        });
                    };
                    let found = in_background(|| {
                        let cancel = reporter.cancel();
                        compute(row, &points(&LOADS, SEEDS), begun, cancel, finished)
                            .map_err(|error| error.to_string())
                    })?;
                    let found = Arc::new(found);
                    reporter.update(|state| {
                        state.reached.push(Arc::clone(&found));
                        state.begun.clear();
                    });
                }
                Ok(())
            },
        ));
    }

    fn table(&self, ui: &mut Ui, reached: &[Arc<Reached>], palette: &Palette, opened: &mut Option<usize>) {
        let table = TableBuilder::new(ui)
            .id_salt("rules")
            .striped(true)
            .sense(egui::Sense::click())
            .vscroll(false)
            .column(Column::exact(214.0))
            .column(Column::exact(150.0))
            .columns(Column::exact(92.0), LOADS.len() + 1);
        let table = table.header(20.0, |mut header| {
            let loads = LOADS.iter().map(|load| format!("P = {load}"));
            let last = LOADS.last().map_or_else(String::new, |load| format!("kept, {load}"));
            let names = ["rule".to_owned(), "it is told".to_owned()].into_iter().chain(loads).chain([last]);
            for name in names {
                header.col(|ui| {
                    ui.label(RichText::new(name).small().color(palette.weak));
                });
            }
        });
        table.body(|body| {
            body.rows(20.0, self.rows.len(), |mut line| {
                let at = line.index();
                let row = &self.rows[at];
                self.line(&mut line, row, reached.get(at), palette);
                let tip = if row.note.is_empty() { String::new() } else { format!("{}. ", row.note) };
                let response = line.response().on_hover_text(format!("{tip}Click: open this neuron"));
                if response.clicked() {
                    *opened = Some(at);
                }
            });
        });
    }

    fn line(
        &self,
        line: &mut TableRow<'_, '_>,
        row: &Row,
        reached: Option<&Arc<Reached>>,
        palette: &Palette,
    ) {
        line.col(|ui| {
            let warns = if row.note.starts_with(WARNS) { "  (!)" } else { "" };
            let text = RichText::new(format!("{}{warns}", row.title));
            let label = ui.add(egui::Label::new(text).selectable(false).truncate());
            label.keyed(format!("rule-row-{}", row.key));
        });
        line.col(|ui| {
            let color = information_color(row.information, palette);
            ui.add(egui::Label::new(RichText::new(row.information.name()).color(color)).selectable(false));
        });
        let accuracies = reached.map(|reached| reached.accuracies()).unwrap_or_default();
        let last = accuracies.last().map(|accuracy| accuracy.kept);
        let trained = accuracies.iter().map(|accuracy| Some(accuracy.trained));
        for value in trained.chain(std::iter::repeat(None)).take(LOADS.len()).chain([last]) {
            line.col(|ui| {
                let text =
                    value.map_or_else(String::new, |Summary { mean, sd, .. }| format!("{mean:.3} ± {sd:.3}"));
                ui.add(egui::Label::new(RichText::new(text).monospace().small()).selectable(false));
            });
        }
    }

    /// What the table says, and whether it does.
    fn claims(&self, ui: &mut Ui, reached: &[Arc<Reached>], palette: &Palette) {
        ui.add_space(8.0);
        ui.label(RichText::new("What it says").strong());
        let found = |key: &str| {
            self.rows.iter().position(|row| row.key == key).and_then(|at| reached.get(at)).map(Arc::as_ref)
        };
        let held: Vec<Held> = CLAIMS.iter().filter_map(|claim| claim.held(found)).collect();
        for one in held {
            let (word, color) =
                if one.holds() { ("holds", palette.right) } else { ("does not hold", palette.wrong) };
            ui.horizontal(|ui| {
                ui.label(RichText::new(word).strong().color(color));
                ui.label(format!("{}, P = {}: {:.3}", one.claim.says, one.claim.stimuli(), one.value));
            });
        }
    }
}
