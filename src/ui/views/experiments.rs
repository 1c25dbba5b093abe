//! Virtual experiments: simulated cells undergo the protocols of recordings from auditory cortex.

use crate::ui::keyed::Keyed;
use std::sync::Arc;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, ScrollArea, Ui};

use super::experiment_charts as charts;
use super::{Context, View, of_run, running};
use crate::analysis::experiment::findings::{Claim, Quantity};
use crate::analysis::experiment::{EXPERIMENTS, Experiment, Findings, Setup, run};
use crate::engine::Snapshot;
use crate::engine::task::{Task, in_background};
use crate::io::export::provenance::parameters;
use crate::ui::copying;
use crate::ui::export::Provenance;
use crate::ui::format;
use crate::ui::number::{self, Number};
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "experiments";

/// Shows an experiment, and does it on request.
pub struct Experiments {
    chosen: usize,
    benches: [Bench; EXPERIMENTS.len()],
}

/// One experiment: what is planned and what was found.
#[derive(Default)]
struct Bench {
    plan: Option<Setup>,
    task: Option<Task<State>>,
    refused: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct State {
    part: f32,
    found: Option<Arc<(Setup, Findings)>>,
}

impl Default for Experiments {
    fn default() -> Self {
        Self { chosen: 0, benches: std::array::from_fn(|_| Bench::default()) }
    }
}

impl Bench {
    fn plan(&mut self, experiment: &Experiment) -> &mut Setup {
        self.plan.get_or_insert_with(experiment.setup)
    }

    fn begin(&mut self, ctx: &egui::Context, experiment: &'static Experiment) {
        let setup = self.plan(experiment).clone();
        if let Err(error) = setup.validate() {
            self.refused = Some(error.to_string());
            return;
        }
        self.refused = None;
        let ctx = ctx.clone();
        let before = self.task.as_ref().and_then(|task| task.state().value.found.clone());
        let initial = State { part: 0.0, found: before };
        self.task = Some(Task::start(
            initial,
            move || ctx.request_repaint(),
            move |reporter| {
                let progress = |part: f32| reporter.update(|state: &mut State| state.part = part);
                let cancel = reporter.cancel();
                let found = in_background(|| {
                    run(experiment, &setup, cancel, &progress).map_err(|error| error.to_string())
                })?;
                let found = Arc::new((setup, found));
                reporter.update(|state| state.found = Some(Arc::clone(&found)));
                Ok(())
            },
        ));
    }
}

/// The command line that does the same without a window.
fn command(key: &str, setup: &Setup) -> String {
    let Setup { cells, seed, pairings, tones, .. } = setup;
    format!(
        "equipoise experiment {key} --cells {cells} --seed {seed} --tones {} --pairings {pairings} --json",
        tones.count
    )
}

impl View for Experiments {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Virtual experiments"
    }

    fn tab(&self) -> &'static str {
        "Experiments"
    }

    fn help(&self) -> &'static str {
        "Protocols of recordings from auditory cortex, applied to simulated cells that hear tones: inputs are tuned to \
         frequencies, excitatory and inhibitory ones alike. Nucleus basalis pairing releases acetylcholine with one tone, \
         locus coeruleus pairing noradrenaline with every tone, spike pairing forces spikes on stimuli of different E/I \
         ratios. Shown are tuning curves before, right after pairing and at the end, the time course, and the change of \
         inhibition against the imbalance before it; bands and ± are standard errors of the mean over cells. All numbers \
         are simulated. The neurons are of their own: what runs in the other views is not touched."
    }

    fn plots(&self) -> &'static str {
        super::plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let (experiment, bench) = (&EXPERIMENTS[self.chosen], &self.benches[self.chosen]);
        let found = bench.task.as_ref().and_then(|task| task.state().value.found.clone());
        let Some(found) = found else { return of_run(self.title(), "", snapshot) };
        let (setup, _) = &*found;
        let about = format!(
            "simulated, not recorded; {}, {} cells from seed {}; {}",
            experiment.title,
            setup.cells,
            setup.seed,
            parameters(&setup.built())
        );
        Provenance::new(self.title(), about, command(experiment.key, setup))
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, _: &mut Context<'_>) {
        let experiment = &EXPERIMENTS[self.chosen];
        let bench = &mut self.benches[self.chosen];
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Stop; what was found before stays";
            if !running::show(ui, bench.task.as_ref(), tip, |state| state.part) {
                if ui
                    .button("Run experiment")
                    .keyed("run-experiment")
                    .on_hover_text("Run the protocol on all cells in the background")
                    .clicked()
                {
                    bench.begin(ui.ctx(), experiment);
                }
                let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
                let menu = MenuButton::new("setup").config(staying);
                menu.ui(ui, |ui| edit(ui, bench.plan(experiment))).0.on_hover_text("Cells, tones, pairings");
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let print = context.view_requests.print;
        ui.horizontal_wrapped(|ui| {
            if print {
                return;
            }
            for (at, experiment) in EXPERIMENTS.iter().enumerate() {
                ui.selectable_value(&mut self.chosen, at, experiment.title)
                    .on_hover_text(experiment.citation);
            }
        });
        let experiment = &EXPERIMENTS[self.chosen];
        let bench = &self.benches[self.chosen];
        let state = bench.task.as_ref().map(Task::state);
        let palette = context.palette;
        let failure = state.as_ref().and_then(|state| state.failure.clone());
        if let Some(problem) = bench.refused.clone().or(failure) {
            ui.colored_label(palette.wrong, problem);
        }
        let found = state.and_then(|state| state.value.found.clone());
        if print && found.is_none() {
            return;
        }
        ScrollArea::vertical().id_salt(experiment.key).auto_shrink(false).show(ui, |ui| match found {
            None => introduce(ui, experiment, palette),
            Some(found) => {
                let (setup, findings) = &*found;
                charts::show(ui, experiment, findings, palette);
                if print {
                    return;
                }
                quantities(ui, &findings.quantities, palette);
                claims(ui, &findings.claims, palette);
                about(ui, experiment, setup, palette);
            }
        });
    }
}

fn edit(ui: &mut Ui, plan: &mut Setup) {
    egui::Grid::new("setup").num_columns(2).show(ui, |ui| {
        number::row(ui, Number::new("cells", &mut plan.cells, 1..=200));
        number::row(ui, Number::new("seed of the first", &mut plan.seed, 0..=u64::MAX));
        number::row(ui, Number::new("tones", &mut plan.tones.count, 3..=101));
        number::row(ui, Number::new("pairings", &mut plan.pairings, 1..=5000));
    });
}

fn introduce(ui: &mut Ui, experiment: &Experiment, palette: &Palette) {
    ui.add_space(4.0);
    ui.label(RichText::new(experiment.citation).color(palette.weak));
    ui.add_space(4.0);
    ui.label(RichText::new("Found in the animal").strong());
    ui.label(experiment.found);
    ui.add_space(4.0);
    ui.label(RichText::new("What the model predicts").strong());
    ui.label(experiment.predicts);
    ui.add_space(4.0);
    ui.label("Press Run experiment to do it on simulated cells.");
}

fn mean(value: Option<crate::analysis::experiment::findings::Mean>, unit: &str) -> String {
    let Some(mean) = value else { return "not defined".to_owned() };
    let spread = mean.sem.map(|sem| format!(" ± {}", format::number(sem))).unwrap_or_default();
    format!("{}{spread} {unit}", format::number(mean.mean)).trim_end().to_owned()
}

fn quantities(ui: &mut Ui, quantities: &[Quantity], palette: &Palette) {
    ui.add_space(4.0);
    egui::Grid::new("quantities").num_columns(3).striped(true).spacing([14.0, 2.0]).show(ui, |ui| {
        for heading in ["", "simulated, mean ± s.e.m.", "predicted"] {
            ui.label(RichText::new(heading).small().color(palette.weak));
        }
        ui.end_row();
        for Quantity { name, unit, value, predicted } in quantities {
            ui.label(*name);
            ui.label(RichText::new(mean(*value, unit)).strong());
            ui.label(predicted.map(format::number).unwrap_or_default());
            ui.end_row();
        }
    });
}

fn claims(ui: &mut Ui, claims: &[Claim], palette: &Palette) {
    ui.add_space(6.0);
    ui.label(RichText::new("What was published, in numbers").strong());
    for Claim { name, value, at_least, at_most, holds } in claims {
        let (word, color) = if *holds { ("holds", palette.right) } else { ("does not hold", palette.wrong) };
        let bound = match (at_least, at_most) {
            (Some(least), Some(most)) => format!("{} to {}", format::number(*least), format::number(*most)),
            (Some(least), None) => format!("at least {}", format::number(*least)),
            (None, Some(most)) => format!("at most {}", format::number(*most)),
            (None, None) => String::new(),
        };
        let value = value.map_or_else(|| "not defined".to_owned(), format::number);
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(word).strong().color(color));
            ui.label(format!("{name}: {value} ({bound})"));
        });
    }
}

fn about(ui: &mut Ui, experiment: &Experiment, setup: &Setup, palette: &Palette) {
    ui.add_space(6.0);
    let text = format!("{} Found there: {}", experiment.citation, experiment.found);
    ui.label(RichText::new(text).small().color(palette.weak));
    ui.horizontal(|ui| {
        let line = command(experiment.key, setup);
        let tip = "The command that does the same, bit for bit";
        copying::small(ui, "Copy command", tip, || line.clone());
        ui.add(egui::Label::new(RichText::new(line).monospace().small()).truncate());
    });
}
