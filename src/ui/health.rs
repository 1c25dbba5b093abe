//! The health line: quiet when all is well, else what goes wrong, who does it and which parameter mends it.

use crate::ui::keyed::Keyed;
use egui::{Frame, Margin, Panel, RichText, Ui};

use super::message::Severity;
use super::theme::Palette;
use crate::engine::Snapshot;
use crate::engine::health::{Finding, findings};
use crate::model::ParamId;

/// Seconds for which a finding has to stay before it is shown, and to be gone before it is not: no flicker.
const STAYS: f64 = 1.0;

/// The line and what it shows.
#[derive(Debug, Default)]
pub struct Health {
    /// Epoch that was looked at last.
    looked: Option<u64>,
    /// Run and generation that it belongs to.
    neuron: Option<(u64, u64)>,
    found: Option<Finding>,
    since: f64,
    shown: Option<Finding>,
    /// What a person does not want to be told again of this neuron.
    hidden: Vec<Option<ParamId>>,
}

impl Health {
    /// Looks at a snapshot, once an epoch.
    fn look(&mut self, snapshot: &Snapshot, now: f64) {
        let neuron = (snapshot.timeline.run, snapshot.generation);
        if self.neuron != Some(neuron) {
            *self = Self { neuron: Some(neuron), ..Self::default() };
        }
        if self.looked != Some(snapshot.epochs) {
            self.looked = Some(snapshot.epochs);
            let mut all = findings(snapshot).into_iter();
            let found = all.find(|finding| !self.hidden.contains(&finding.mend));
            if found.is_some() != self.found.is_some() {
                self.since = now;
            }
            self.found = found;
        }
        if self.found.is_none() == self.shown.is_none() || now - self.since >= STAYS {
            self.shown.clone_from(&self.found);
        }
    }

    /// Shows the line, if there is anything to say; gives the parameter to point at in the panel.
    pub fn show(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette) -> Option<ParamId> {
        let now = ui.input(|input| input.time);
        self.look(snapshot, now);
        if self.found.is_none() != self.shown.is_none() {
            // Also where nothing else is to be drawn.
            ui.ctx().request_repaint_after_secs((STAYS - (now - self.since)).max(0.0) as f32);
        }
        let finding = self.shown.clone()?;
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(10, 3));
        let row = Panel::bottom("health").frame(frame).show(ui, |ui| self.row(ui, &finding, palette));
        row.inner
    }

    fn row(&mut self, ui: &mut Ui, finding: &Finding, palette: &Palette) -> Option<ParamId> {
        let mut pointed = None;
        super::status::in_line(ui, |ui| {
            let tip = "Do not mention this again for this neuron";
            if ui.small_button("hide").keyed("hide-health").on_hover_text(tip).clicked() {
                self.hidden.push(finding.mend);
                (self.shown, self.found, self.looked) = (None, None, None);
            }
            if let Some(spec) = finding.mend.map(ParamId::spec) {
                let mends = ui.label(RichText::new(format!("see {} {}", spec.name, spec.symbol)).strong());
                let tip = "The parameter that mends it: its slider is marked in the panel while the pointer is here";
                if mends.on_hover_text(tip).hovered() {
                    pointed = finding.mend;
                }
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                Severity::Warning.mark(ui, palette);
                let text = finding.text();
                ui.add(egui::Label::new(text.as_str()).truncate()).on_hover_text(text);
            });
        });
        pointed
    }
}
