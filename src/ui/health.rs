//! The health line: quiet when all is well, else what goes wrong, who does it and which parameter mends it.

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
    /// Epoch and run that were looked at last.
    looked: Option<(u64, u64)>,
    found: Option<Finding>,
    since: f64,
    shown: Option<Finding>,
    /// The finding that a person has put aside.
    dismissed: Option<ParamId>,
}

impl Health {
    /// Looks at a snapshot, once an epoch.
    fn look(&mut self, snapshot: &Snapshot, now: f64) {
        let at = (snapshot.epochs, snapshot.generation);
        if self.looked.is_some_and(|(_, generation)| generation != snapshot.generation) {
            *self = Self::default();
        }
        if self.looked != Some(at) {
            self.looked = Some(at);
            let found = findings(snapshot).into_iter().next();
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
        let finding = self.shown.clone().filter(|finding| self.dismissed != Some(finding.mend))?;
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(10, 3));
        let row = Panel::bottom("health").frame(frame).show(ui, |ui| self.row(ui, &finding, palette));
        row.inner
    }

    fn row(&mut self, ui: &mut Ui, finding: &Finding, palette: &Palette) -> Option<ParamId> {
        let spec = finding.mend.spec();
        let mut pointed = None;
        super::status::in_line(ui, |ui| {
            if ui
                .small_button("put aside")
                .on_hover_text("Say no more of this until the neuron is another one")
                .clicked()
            {
                self.dismissed = Some(finding.mend);
            }
            let mends = ui.label(RichText::new(format!("mended by {} {}", spec.name, spec.symbol)).strong());
            let mends = mends.on_hover_text("The slider is marked in the panel while the pointer is here");
            if mends.hovered() {
                pointed = Some(finding.mend);
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
