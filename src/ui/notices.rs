//! What is said to the person now, and how it is dismissed.

use egui::Ui;

use super::laboratory::Laboratory;
use super::message::{Message, Severity};
use super::status;
use super::theme::Palette;
use crate::engine::{Notice, Snapshot};

/// Something to be said to the person, and the notice that it comes from; the window's own words if none.
pub(super) struct Told {
    /// What is said.
    pub message: Message,
    notice: Option<Notice>,
}

impl Laboratory {
    /// What the person should know now: the window's own message, or the latest notice of the simulation
    /// that has not been dismissed; a failure before anything else.
    pub(super) fn message(&self, snapshot: &Snapshot) -> Option<Told> {
        let own = self.message.as_ref().map(|message| Told { message: message.clone(), notice: None });
        let notice = snapshot.notice.as_ref().filter(|notice| notice.holds(snapshot.generation));
        let notice = notice.filter(|notice| self.dismissed.as_ref() != Some(*notice));
        match notice {
            Some(notice) if notice.fault || own.is_none() => {
                let severity = if notice.fault { Severity::Fault } else { Severity::Info };
                let message = Message { severity, text: notice.text.clone() };
                Some(Told { message, notice: Some(notice.clone()) })
            }
            _ => own,
        }
    }

    pub(super) fn status(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette) {
        let told = self.message(snapshot);
        let message = told.as_ref().map(|told| &told.message);
        let facts = status::of_neuron(snapshot, &self.frames);
        let command = || status::command(snapshot);
        if status::show(ui, facts, command, &self.files.jobs, message, palette) {
            match told.and_then(|told| told.notice) {
                Some(notice) => self.dismissed = Some(notice),
                None => self.message = None,
            }
        }
    }
}
