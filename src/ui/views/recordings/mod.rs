//! One's own recordings: import with a mapping of columns, statistics of balance, and the line for the model.

mod drawn;
mod form;
mod results;

use crate::ui::keyed::Keyed;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::{Context, View, of_run, running};
use crate::analysis::recordings::{Analysis, Options, Recordings, analyse};
use crate::engine::task::{Stage, Task, in_background};
use crate::engine::{Snapshot, Wants};
use crate::io::recordings::{Mapping, Table, guess, peek};
use crate::ui::export::Provenance;
use drawn::{Drawn, Model};
use form::Form;

/// Name of this view in saved arrangements.
pub const KEY: &str = "recordings";

/// Recordings simulated by this program, to try the analysis on.
const EXAMPLE: (&str, &str) =
    ("simulated-nb-pairing.csv", include_str!("../../../../assets/recordings/simulated-nb-pairing.csv"));

/// A file that has been analysed.
#[derive(Debug)]
struct Study {
    /// Name of the file.
    pub name: String,
    /// It says itself that it is simulated.
    pub simulated: bool,
    /// What was found.
    pub analysis: Analysis,
    /// What is drawn of it.
    pub drawn: Drawn,
}

/// What reading a file leads to.
#[derive(Debug, Clone, Default)]
struct State {
    part: f32,
    form: Option<Form>,
    study: Option<Arc<Study>>,
}

/// Shows recordings and what they say.
#[derive(Default)]
pub struct RecordingsView {
    form: Option<Form>,
    task: Option<Task<State>>,
    study: Option<Arc<Study>>,
    problem: Option<String>,
}

impl View for RecordingsView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Recordings"
    }

    fn help(&self) -> &'static str {
        "Your own recordings: a CSV file with a row for each measurement, with columns for the cell, the stimulus, before or \
         after pairing, i_E and i_I. The balance line is fitted by orthogonal regression, since both currents are noisy; \
         intervals are bootstrapped at 95 %, p values come from swapping before and after. Left, every stimulus of every \
         cell before (rings) and after (dots) with the line through both, and the balance line of the model on screen at the \
         same scale (dashed). Right, the change of inhibition against the imbalance before: on the dashed line balance is \
         restored completely; dotted is what measurement noise alone would give. Diamonds are the model's prediction: \
         simulated cells after nucleus basalis pairing (as in Experiments) with the fitted a and b, at the same scale."
    }

    fn plots(&self) -> &'static str {
        super::plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let Some(study) = &self.study else { return of_run(self.title(), "", snapshot) };
        let kind = if study.simulated {
            "simulated, not recorded"
        } else {
            "imported recordings, not simulated here"
        };
        let Options { resamples, seed } = Options::default();
        let about = format!("{kind}: {}; seed {seed}, {resamples} resamples", study.name);
        Provenance::new(self.title(), about, format!("equipoise analyse {}", study.name))
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !running::show(ui, self.task.as_ref(), "Stop; nothing changes", |state| state.part) {
                let tip = "A CSV file of excitatory and inhibitory currents; it can also be dropped onto the window";
                if ui.button("Import…").on_hover_text(tip).clicked() {
                    context.view_requests.choose = true;
                }
            }
        });
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if let Some(path) = context.view_requests.import.take() {
            self.import(ui.ctx(), path);
        }
        self.settle();
        if let Some(problem) = &self.problem {
            ui.colored_label(context.palette.wrong, problem);
        }
        let mut begun = None;
        if context.view_requests.print && (self.form.is_some() || self.study.is_none()) {
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match (&mut self.form, &self.study) {
            (Some(form), _) => begun = form.show(ui, context.palette),
            (None, Some(study)) => results::show(ui, study, context),
            (None, None) => {
                ui.add_space(6.0);
                ui.label("No recordings yet: import a CSV file, or drop one onto the window.");
                let columns = "cell, stimulus, condition (pre or post), i_e, i_i, units, paired";
                ui.label(RichText::new(format!("Columns: {columns}. Other names can be mapped.")).small());
                ui.add_space(6.0);
                let tip = "Eight simulated cells before and after nucleus basalis pairing; not recorded from an animal";
                if ui.button("Try a simulated example").keyed("try-example").on_hover_text(tip).clicked() {
                    self.try_example(ui.ctx());
                }
            }
        });
        match begun {
            Some(form::Answer::Analyse(path, mapping)) => self.study(ui.ctx(), path, *mapping),
            Some(form::Answer::Leave) => self.form = None,
            None => {}
        }
    }
}

impl RecordingsView {
    /// Looks into a file, to ask what its columns mean.
    fn import(&mut self, ctx: &egui::Context, path: PathBuf) {
        self.begin(ctx, move |_| {
            let found = peek(&path).map_err(|error| error.to_string())?;
            Ok(State { form: Some(Form::new(path, found)), ..State::default() })
        });
    }

    fn study(&mut self, ctx: &egui::Context, path: PathBuf, mapping: Mapping) {
        self.begin(ctx, move |reporter| {
            let table = Table::open(&path).map_err(|error| error.to_string())?;
            let recordings = table.read(&mapping).map_err(|error| error.to_string())?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            finish(name, table.says_simulated(), recordings, reporter)
        });
    }

    fn try_example(&mut self, ctx: &egui::Context) {
        self.begin(ctx, move |reporter| {
            let table = Table::parse(EXAMPLE.1.into()).map_err(|error| error.to_string())?;
            let columns = guess(table.headings()).complete(table.headings());
            let mapping = columns.map_err(|error| error.to_string())?;
            let recordings = table.read(&mapping).map_err(|error| error.to_string())?;
            finish(EXAMPLE.0.to_owned(), true, recordings, reporter)
        });
    }

    fn begin(
        &mut self,
        ctx: &egui::Context,
        work: impl FnOnce(&crate::engine::task::Reporter<State>) -> Result<State, String> + Send + 'static,
    ) {
        self.problem = None;
        let ctx = ctx.clone();
        self.task = Some(Task::start(
            State::default(),
            move || ctx.request_repaint(),
            move |reporter| {
                let state = work(reporter)?;
                reporter.update(|now| *now = state.clone());
                Ok(())
            },
        ));
    }

    /// Takes what a task has brought.
    fn settle(&mut self) {
        let Some(state) = self.task.as_ref().map(Task::state) else { return };
        if state.stage == Stage::Running {
            return;
        }
        self.task = None;
        self.problem.clone_from(&state.failure);
        if let Some(form) = &state.value.form {
            self.form = Some(form.clone());
        }
        if let Some(study) = &state.value.study {
            (self.study, self.form) = (Some(Arc::clone(study)), None);
        }
    }
}

fn finish(
    name: String,
    simulated: bool,
    recordings: Recordings,
    reporter: &crate::engine::task::Reporter<State>,
) -> Result<State, String> {
    let progress = |part: f32| reporter.update(|state: &mut State| state.part = part);
    let cancel = reporter.cancel();
    let found = in_background(|| {
        analyse(&recordings, Options::default(), cancel, &progress).map_err(|error| error.to_string())
    })?;
    let mut drawn = Drawn::of(&recordings, &found);
    drawn.model = in_background(|| Ok(Model::of(&drawn, &found, cancel)))?;
    let study = Study { name, simulated, drawn, analysis: found };
    Ok(State { study: Some(Arc::new(study)), ..State::default() })
}
