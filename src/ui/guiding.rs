//! First steps in the window: what the guide asks of the simulation and of the views.

use egui::{Frame, Margin, Panel, Ui};

use super::guide::{GuideAction, Offer};
use super::laboratory::Laboratory;
use super::pace::Ramp;
use super::theme::Palette;
use super::views::{self, Moment};
use crate::engine::{Action, Command, Navigate, Snapshot, Transport};
use crate::model::Params;

impl Laboratory {
    /// Lets a run that speeds up go on.
    pub(super) fn speed_up(&mut self, ui: &Ui, snapshot: &Snapshot, now: f64) {
        if self.guide.ramp.as_ref().is_some_and(|ramp| ramp.over(snapshot)) {
            self.guide.ramp = None;
        }
        self.view_requests.neuron = Moment::Live;
        let Some(ramp) = &mut self.guide.ramp else { return };
        // Held, it shows means as before, until somebody looks at beats.
        self.view_requests.neuron = if ramp.holding() { Moment::Means } else { Moment::Live };
        let commands = ramp.drive(snapshot, self.engine.issued(), now);
        commands.into_iter().for_each(|command| self.engine.send(command));
        if self.guide.ramping() && snapshot.run != crate::engine::RunState::Paused {
            ui.ctx().request_repaint_after_secs(0.1);
        }
    }

    /// The thesis and things to try, unless a demonstration has the word.
    pub(super) fn welcome(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette) {
        // Beside something that is tried, what else can be.
        let tried = self.player.as_ref().is_some_and(|player| self.guide.tries(player.name()));
        if !self.guide.open || (self.player.is_some() && !tried) {
            return;
        }
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(12, 6));
        let panel = if self.presentation.on() { Panel::bottom("welcome") } else { Panel::top("welcome") };
        let settings = &self.settings_store.settings;
        let offer = Offer {
            snapshot,
            stage: self.guide.ramp.as_ref().map(Ramp::stage),
            tries: self.guide.all_tries(),
            at_start: !settings.no_welcome,
            toured: settings.toured,
            palette,
        };
        let wish = panel.frame(frame).show(ui, |ui| offer.show(ui, tried)).inner;
        match wish {
            None => {}
            Some(GuideAction::Watch) => self.watch(snapshot),
            Some(GuideAction::Try(at)) => {
                if let Some(scenario) = self.guide.all_tries().get(at).cloned() {
                    self.try_out(scenario);
                }
            }
            Some(GuideAction::Tour) => self.guide.tour(),
            Some(GuideAction::AtStart(wanted)) => self.settings_store.settings.no_welcome = !wanted,
            Some(GuideAction::Close) => self.guide.open = false,
        }
    }

    /// From the beginning, one by one at first.
    fn watch(&mut self, snapshot: &Snapshot) {
        let mut commands = Vec::new();
        self.close_player(snapshot, &mut commands);
        commands.into_iter().for_each(|command| self.engine.send(command));
        self.engine.send(Command::Navigate(Navigate::Live));
        // The preset at the size that is set.
        let Params { n_e, n_i, p, .. } = snapshot.params;
        let params = Params { n_e, n_i, p, ..self.preset_values.clone() };
        if snapshot.timeline.end > 0 || snapshot.params != params || !snapshot.plastic {
            self.engine.send(Command::Transport(Transport::Pause));
            self.engine.send(Command::Act(Action::SetPlastic(true)));
            self.engine.send(Command::Act(Action::Load { params: Box::new(params), seed: snapshot.seed }));
        }
        let views = [views::neuron::KEY, views::capacity::KEY];
        views.iter().for_each(|key| self.arrangement.bring(key));
        self.presentation.show_these(&views.map(str::to_owned));
        self.guide.speed_up();
    }

    /// The tour, over everything else.
    pub(super) fn tour(&mut self, ui: &Ui, palette: &Palette) {
        let Some(tour) = &mut self.guide.tour else { return };
        // There is a place for everything only in the whole instrument.
        self.presentation.set_whole(ui.ctx());
        if let Some(view) = tour.arrives() {
            tour.before.get_or_insert_with(|| self.arrangement.workspaces().clone());
            self.arrangement.bring(view);
        }
        tour.show(ui, &self.view_requests.places, palette);
        if tour.over() {
            self.settings_store.settings.toured = true;
            if let Some(workspaces) = tour.before.take() {
                self.arrangement.set_workspaces(workspaces);
            }
            self.guide.tour = None;
        }
    }
}
