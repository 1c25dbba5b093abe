//! What a newcomer is offered: the thesis and things to try, a run that speeds up, a tour.

mod tour;
mod welcome;

use egui::{Frame, Margin, Panel, Ui};

use self::tour::Tour;
pub use self::tour::{CONTROLS, TIMELINE, TRANSPORT};
use self::welcome::Wish;
use super::laboratory::Laboratory;
use super::pace::Ramp;
use super::theme::Palette;
use super::views::{self, Moment};
use crate::engine::scenario::Scenario;
use crate::engine::{Action, Command, Navigate, Snapshot, Transport};
use crate::io::scenarios;
use crate::model::Params;

/// Seed of the neuron that opens with the thesis: its first presentations are a non-target that stays silent, a target that
/// fires because acetylcholine comes, and a non-target that fires, which it should not.
pub const SEED: u64 = 24;

/// What is offered, and what of it is under way.
pub struct Guide {
    /// Thesis and things to try are on show.
    open: bool,
    ramp: Option<Ramp>,
    tour: Option<Tour>,
    tries: Vec<Scenario>,
}

impl Guide {
    /// With the thesis and things to try on show, or without.
    pub fn new(open: bool) -> Self {
        Self { open, ramp: None, tour: None, tries: scenarios::tries().unwrap_or_default() }
    }

    /// Shows the thesis and things to try.
    pub fn welcome(&mut self) {
        self.open = true;
    }

    /// All things to try.
    pub fn all_tries(&self) -> &[Scenario] {
        &self.tries
    }

    /// Is this something to try?
    pub fn tries(&self, name: &str) -> bool {
        self.tries.iter().any(|scenario| scenario.name == name)
    }

    /// Are the thesis and things to try on show?
    pub fn shown(&self) -> bool {
        self.open
    }

    /// Begins the tour.
    pub fn tour(&mut self) {
        self.tour.get_or_insert_default();
    }

    /// Begins a run that speeds up.
    pub fn speed_up(&mut self) {
        self.ramp = Some(Ramp::new());
    }

    /// The speed is somebody else's business from now on.
    pub fn leave_ramp(&mut self) {
        self.ramp = None;
    }

    /// Does the run speed up by itself?
    pub fn ramping(&self) -> bool {
        self.ramp.as_ref().is_some_and(|ramp| !ramp.holding() && !ramp.is_fast())
    }

    /// The tour goes on or back; false if there is none.
    pub fn step_tour(&mut self, on: bool) -> bool {
        self.tour.as_mut().is_some_and(|tour| {
            tour.step(on);
            true
        })
    }

    /// Is the tour on?
    pub fn touring(&self) -> bool {
        self.tour.is_some()
    }

    /// Ends the tour; false if there is none.
    pub fn leave_tour(&mut self) -> bool {
        self.tour.as_mut().is_some_and(|tour| {
            tour.leave();
            true
        })
    }
}

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
        let offer = welcome::Offer {
            snapshot,
            stage: self.guide.ramp.as_ref().map(Ramp::stage),
            tries: &self.guide.tries,
            at_start: !settings.no_welcome,
            toured: settings.toured,
            palette,
        };
        let wish = panel.frame(frame).show(ui, |ui| offer.show(ui, tried)).inner;
        match wish {
            None => {}
            Some(Wish::Watch) => self.watch(snapshot),
            Some(Wish::Try(at)) => {
                if let Some(scenario) = self.guide.tries.get(at).cloned() {
                    self.try_out(scenario);
                }
            }
            Some(Wish::Tour) => self.guide.tour(),
            Some(Wish::AtStart(wanted)) => self.settings_store.settings.no_welcome = !wanted,
            Some(Wish::Close) => self.guide.open = false,
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
        let params = Params { n_e, n_i, p, ..self.home.clone() };
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
