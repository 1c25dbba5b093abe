//! What stands where: the whole instrument, and presentation mode.

use egui::{Frame, Margin, Panel, Ui};

use super::bar_request::{Choices, Demonstrations};
use super::circuits::CircuitSnapshot;
use super::guide::{TIMELINE, TRANSPORT};
use super::laboratory::Laboratory;
use super::presets::differs;
use super::shown::Shown;
use super::theme::Palette;
use super::transport::TransportBar;
use super::{presentation_bar, timeline_bar, views};
use crate::engine::{Command, RunState, Snapshot, Wants};

impl Laboratory {
    /// A circuit and what is around it; the neuron wants nothing then.
    pub(super) fn circuit(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        circuit: &CircuitSnapshot,
        palette: &Palette,
    ) {
        self.wants = Wants::NOTHING;
        let mut commands = Vec::new();
        let moving = ui.input(|input| input.pointer.any_down()) || circuit.applied < self.circuits.issued();
        self.circuits.undo.observe(circuit, moving);
        self.drive_circuit_player(ui, circuit);
        if self.presentation.on() {
            self.circuit_stage(ui, snapshot, circuit, palette, &mut commands);
        } else {
            self.circuit_bench(ui, snapshot, circuit, palette, &mut commands);
        }
        self.circuits.send(commands);
    }

    /// The whole instrument.
    pub(super) fn bench(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        if let Some(choice) = self.files.offer(ui, palette) {
            self.choose(ui.ctx(), choice);
        }
        let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6));
        let now = self.circumstances(snapshot);
        let modified = differs(&snapshot.params, &self.preset_values);
        let mut transports = Vec::new();
        let request = Panel::top("transport").frame(bar).show(ui, |ui| {
            TransportBar {
                running: snapshot.run != RunState::Paused,
                speed: snapshot.speed,
                rate: snapshot.rate,
                palette,
                choices: Choices::Presets { all: &self.presets, chosen: &self.preset, modified },
                demonstrations: Demonstrations::Neuron(&self.scenarios),
                now,
                ramping: self.guide.ramping(),
                arrangement: &mut self.arrangement,
                recent: &self.settings_store.settings.recent,
                left: &self.files.left,
                commands: &mut transports,
            }
            .show(ui)
        });
        commands.extend(transports.into_iter().map(Command::Transport));
        self.caption(ui, snapshot, palette, commands);
        self.welcome(ui, snapshot, palette);
        self.view_requests.places.insert(TRANSPORT, request.response.rect);
        Panel::bottom("status").frame(bar).show(ui, |ui| self.status(ui, snapshot, palette));
        let mut navigates = Vec::new();
        let timeline = Panel::bottom("timeline").frame(bar).show(ui, |ui| {
            timeline_bar::show(ui, snapshot, palette, &mut navigates, |ui| {
                self.breakpoints.show(ui, snapshot, palette, commands);
            });
        });
        commands.extend(navigates.into_iter().map(Command::Navigate));
        self.view_requests.places.insert(TIMELINE, timeline.response.rect);
        let mends = self.health(ui, snapshot, palette);
        self.parameters(ui, snapshot, palette, commands);
        self.views(ui, snapshot, palette, commands);
        self.highlight = mends.or(self.highlight);
        if let Some(request) = request.inner {
            self.answer(ui, request, snapshot, commands);
        }
    }

    /// Presentation mode: one view or two, and what is said about them.
    pub(super) fn stage(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(8, 3));
        let mut transports = Vec::new();
        Panel::bottom("stage").frame(bar).show(ui, |ui| {
            let told = self.message(snapshot);
            let told = told.as_ref().map(|told| &told.message);
            let state = (snapshot.run == RunState::Paused, snapshot.timeline.live);
            let (facts, said) = (presentation_bar::of_neuron(snapshot), (told, &self.files.jobs));
            if presentation_bar::show(ui, state, facts, said, palette, &mut transports) {
                self.presentation.set(ui.ctx(), false);
            }
        });
        commands.extend(transports.into_iter().map(Command::Transport));
        self.health(ui, snapshot, palette);
        self.caption(ui, snapshot, palette, commands);
        self.welcome(ui, snapshot, palette);
        if self.presentation.controls {
            self.parameters(ui, snapshot, palette, commands);
        }
        self.views(ui, snapshot, palette, commands);
    }

    /// Takes the picture that the command line asked for, once what is on screen has come far enough.
    pub(super) fn take_screenshot(&mut self, ui: &Ui, snapshot: &Snapshot) {
        let circuit = self.circuits.snapshot().filter(|_| self.shown == Shown::Circuits);
        let (ready, epochs) = match &circuit {
            Some(circuit) => {
                let ready = circuit.applied >= self.circuits.issued() && circuit.timeline.seeking.is_none();
                (ready, circuit.steps / circuit.now.task.stretch())
            }
            None => {
                let ready = snapshot.applied >= self.engine.issued() && snapshot.timeline.seeking.is_none();
                (ready, snapshot.epochs)
            }
        };
        if let Some(screenshot) = self.screenshot.take_if(|screenshot| screenshot.due(ready, epochs)) {
            let origin = match &circuit {
                Some(circuit) => views::of_circuit("The window", circuit),
                None => views::of_run("The window", "", snapshot),
            };
            screenshot.take(ui, origin);
        }
    }
}
