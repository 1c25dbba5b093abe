//! Inside one presentation: what the rule does on the way to its change, step by step.

mod bursts;
mod inference;
mod recall;
mod synapse;
mod units;

use egui::{RichText, Ui};

use super::neurons;
use super::parts::{self, Heat};
use crate::circuits::Inside;
use crate::circuits::layered::Trace;
use crate::ui::shown::Shown;
use crate::ui::views::plots;
use crate::ui::views::{Context, View};

/// Name of this view in saved arrangements.
pub const KEY: &str = "circuit-inside";

/// Shows errors that travel, bursts, eligibility and modulator, or recall.
#[derive(Default)]
pub struct InsideView {
    heat: Heat,
    bursts: bursts::Chosen,
    synapse: synapse::Chosen,
}

impl View for InsideView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Inside a presentation"
    }

    fn tab(&self) -> &'static str {
        "Inside"
    }

    fn shows(&self) -> Shown {
        Shown::Circuits
    }

    fn inside(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "The presentation that comes next, looked into; nothing is learned from looking. Predictive coding: F and the \
         errors of every unit against inference steps, darker where larger (by their root), so that one sees the error \
         travel down from the output. Bursts: \
         event rate and burst probability of every population, without and with the teacher, and a raster drawn from \
         them. Recurrent: what all cells do, and for one synapse its eligibility and what it is told. Other rules: what \
         each unit is told against its exact error. Index memory: the index finding its pattern. Layer of neurons: both currents of one neuron at every \
         stimulus, with its threshold and the balance line."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(inside) = context.circuit.and_then(|circuit| circuit.inside.as_deref()) else { return };
        let print = context.view_requests.print;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match inside {
            Inside::Layered(inside) => {
                if let Trace::Inference(steps) = &inside.trace {
                    parts::moment(ui, "inference step", steps.len(), print);
                }
            }
            Inside::Recurrent(inside) => {
                parts::moment(ui, "moment", inside.trial.moments(), print);
            }
            Inside::Index(inside) => {
                parts::moment(ui, "pair", inside.recalls.len(), print);
            }
            Inside::Neurons(inside) => {
                parts::moment(ui, "neuron", inside.neurons.len(), print);
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(circuit) = context.circuit else { return };
        let palette = context.palette;
        let print = context.view_requests.print;
        match circuit.inside.as_deref() {
            Some(Inside::Layered(inside)) => match &inside.trace {
                Trace::Inference(steps) => inference::show(ui, &mut self.heat, steps, palette),
                Trace::Bursts(bursts) => {
                    self.bursts.show(ui, bursts, (circuit.now.settings.named("P0"), print), palette);
                }
                Trace::Perturbation { .. } | Trace::Nothing => units::show(ui, inside, palette),
            },
            Some(Inside::Recurrent(inside)) => self.synapse.show(ui, &mut self.heat, inside, print, palette),
            Some(Inside::Index(inside)) => recall::show(ui, &mut self.heat, inside, palette),
            Some(Inside::Neurons(inside)) => neurons::currents(ui, circuit, inside, palette),
            None => {
                ui.label(RichText::new("…").color(palette.weak));
            }
        }
    }
}
