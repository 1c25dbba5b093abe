//! Circuits on screen: the bars, the panel and the views around them, and what keys do.

use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui};

use super::{CircuitCommand, CircuitSnapshot, facts, pace};
use crate::circuits::Task;
use crate::engine::circuits::CircuitAction;
use crate::engine::{CircuitBench, Happening, Navigate, RunState, Transport};
use crate::ui::bar_request::{Choices, Demonstrations, Request};
use crate::ui::guide::{CONTROLS, TIMELINE, TRANSPORT};
use crate::ui::laboratory::Laboratory;
use crate::ui::message::{Message, Severity};
use crate::ui::player::PlayerAction;
use crate::ui::shown::Shown;
use crate::ui::theme::Palette;
use crate::ui::transport::TransportBar;
use crate::ui::ui_action::UiAction;
use crate::ui::{presentation_bar, status, timeline_bar, views};

/// A stretch of the past that *left* and *right* go: a hundredth of it, at least one step.
const STRETCH: u64 = 100;

impl Laboratory {
    /// Goes to the other system; what is left pauses, so that what runs is on screen.
    pub(in crate::ui) fn switch(&mut self) {
        self.show_system(self.shown.other());
    }

    /// Goes to a system.
    pub(in crate::ui) fn show_system(&mut self, shown: Shown) {
        if shown == self.shown {
            return;
        }
        if shown == Shown::Circuits {
            if let Err(problem) = self.circuits.start() {
                self.message = Some(Message::warning(problem));
                return;
            }
            self.guide.leave_ramp();
            self.engine.send(crate::engine::Command::Transport(Transport::Pause));
        } else {
            self.circuits.send(vec![CircuitCommand::Transport(Transport::Pause)]);
        }
        self.close_tales();
        self.shown = shown;
        self.presentation.show_system(shown);
    }

    /// Goes on with circuits of a session; without any, with what the window opens with.
    pub(in crate::ui) fn take_circuits(&mut self, bench: Option<CircuitBench>, shown: Shown) {
        let taken = match bench {
            Some(bench) => self.circuits.start_with(bench),
            None if self.circuits.engine.is_some() => self.circuits.begin(),
            None => Ok(()),
        };
        self.circuits.undo.silence(self.circuits.issued());
        match taken {
            Ok(()) => self.show_system(shown),
            Err(problem) => self.message = Some(Message::warning(problem)),
        }
    }

    /// The whole instrument, around a circuit.
    pub(in crate::ui) fn circuit_bench(
        &mut self,
        ui: &mut Ui,
        snapshot: &crate::engine::Snapshot,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        if let Some(choice) = self.files.offer(ui, palette) {
            self.choose(ui.ctx(), choice);
        }
        let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6));
        let now = self.circumstances(snapshot);
        let mut transports = Vec::new();
        let request = Panel::top("transport").frame(bar).show(ui, |ui| {
            TransportBar {
                running: circuit.run != RunState::Paused,
                speed: circuit.speed,
                rate: circuit.rate,
                palette,
                choices: Choices::Rules(&circuit.now),
                demonstrations: Demonstrations::Circuits(&self.circuits.scenarios),
                now,
                ramping: false,
                arrangement: &mut self.circuits.arrangement,
                recent: &self.settings_store.settings.recent,
                left: &self.files.left,
                commands: &mut transports,
            }
            .show(ui)
        });
        self.transported(circuit, transports, commands);
        self.circuit_caption(ui, circuit, palette, commands);
        self.view_requests.places.insert(TRANSPORT, request.response.rect);
        Panel::bottom("status").frame(bar).show(ui, |ui| self.circuit_status(ui, circuit, palette));
        let mut navigates = Vec::new();
        let timeline = Panel::bottom("timeline").frame(bar).show(ui, |ui| {
            timeline_bar::show(ui, circuit, palette, &mut navigates, |ui| {
                self.circuits.conditions.show(ui, circuit, palette, commands);
            });
        });
        commands.extend(navigates.into_iter().map(CircuitCommand::Navigate));
        self.view_requests.places.insert(TIMELINE, timeline.response.rect);
        self.diverged(ui, circuit, palette, commands);
        self.circuit_parameters(ui, circuit, palette, commands);
        self.circuit_views(ui, snapshot, circuit, palette, commands);
        match request.inner {
            Some(Request::Circuit(action)) => commands.extend(chosen(action)),
            Some(request) => self.answer(ui, request, snapshot, &mut Vec::new()),
            None => {}
        }
    }

    /// Presentation mode.
    pub(in crate::ui) fn circuit_stage(
        &mut self,
        ui: &mut Ui,
        snapshot: &crate::engine::Snapshot,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(8, 3));
        let mut transports = Vec::new();
        Panel::bottom("stage").frame(bar).show(ui, |ui| {
            let told = self.circuit_message(circuit);
            let state = (circuit.run == RunState::Paused, circuit.timeline.live);
            let said = (told.as_ref(), &self.files.jobs);
            let facts = facts::learned(circuit);
            if presentation_bar::show(ui, state, facts, said, palette, &mut transports) {
                self.presentation.set(ui.ctx(), false);
            }
        });
        self.transported(circuit, transports, commands);
        self.diverged(ui, circuit, palette, commands);
        self.circuit_caption(ui, circuit, palette, commands);
        if self.presentation.controls {
            self.circuit_parameters(ui, circuit, palette, commands);
        }
        self.circuit_views(ui, snapshot, circuit, palette, commands);
    }

    fn circuit_parameters(
        &mut self,
        ui: &mut Ui,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let space = ui.available_width();
        let width = (space * 0.27).clamp(240.0, 380.0);
        let side = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 4));
        let panel = Panel::left(("circuit controls", self.resets)).frame(side).default_size(width);
        let shown = panel.min_size(220.0).max_size((space * 0.5).max(width)).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 8.0);
                let issued = self.circuits.issued();
                self.circuits.controls.show(ui, circuit, palette, commands, issued);
            });
        });
        self.view_requests.places.insert(CONTROLS, shown.response.rect);
    }

    fn circuit_views(
        &mut self,
        ui: &mut Ui,
        snapshot: &crate::engine::Snapshot,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let frame = Frame::new().fill(palette.panel).inner_margin(if self.presentation.on() { 4 } else { 6 });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.circuits.inside = false;
            let mut context = views::Context {
                snapshot,
                palette,
                commands: &mut Vec::new(),
                highlight: &mut None,
                moment: &mut None,
                wants: &mut crate::engine::Wants::default(),
                circuit: Some(circuit),
                circuit_commands: commands,
                inside: &mut self.circuits.inside,
                view_requests: &mut self.view_requests,
            };
            if self.presentation.on() {
                self.circuits.arrangement.show_only(ui, self.presentation.views(), &mut context);
            } else {
                self.circuits.arrangement.show(ui, &mut context);
            }
        });
    }

    /// One clear sentence where the run went out of bounds, and the way back.
    fn diverged(
        &mut self,
        ui: &mut Ui,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let Some(diverged) = &circuit.diverged else { return };
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(10, 3));
        Panel::bottom("diverged").frame(frame).show(ui, |ui| {
            status::in_line(ui, |ui| {
                // Where it was told first: playing on from there only repeats it.
                let told = circuit.marks.iter().filter(|mark| mark.generation == circuit.generation);
                let first =
                    told.filter(|mark| mark.event.text() == diverged.to_string()).map(|mark| mark.made);
                let made = first.min().unwrap_or(circuit.timeline.made);
                let before = made.saturating_sub(circuit.now.task.stretch() + 1);
                let tip = "What is changed there begins a branch";
                let button = ui.button("The moment before").on_hover_text(tip);
                if button.clicked() {
                    commands.push(CircuitCommand::Navigate(Navigate::Scrub(before)));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    Severity::Fault.mark(ui, palette);
                    let text = diverged.to_string();
                    ui.add(egui::Label::new(&text).truncate()).on_hover_text(text);
                });
            });
        });
    }

    fn circuit_message(&self, circuit: &CircuitSnapshot) -> Option<Message> {
        let notice = circuit.notice.as_ref().filter(|it| it.holds(circuit.generation));
        let notice = notice.filter(|it| self.circuits.dismissed.as_ref() != Some(*it));
        let told = notice.map(|notice| Message {
            severity: if notice.fault { Severity::Fault } else { Severity::Info },
            text: notice.text.clone(),
        });
        self.message.clone().or(told)
    }

    fn circuit_status(&mut self, ui: &mut Ui, circuit: &CircuitSnapshot, palette: &Palette) {
        let message = self.circuit_message(circuit);
        let facts = facts::doing(circuit, self.frames.drawn(circuit.run == RunState::Paused));
        let command = || facts::command(circuit);
        if status::show(ui, facts, command, &self.files.jobs, message.as_ref(), palette)
            && self.message.take().is_none()
        {
            self.circuits.dismissed.clone_from(&circuit.notice);
        }
    }

    /// What was pressed on a bar.
    fn transported(
        &mut self,
        circuit: &CircuitSnapshot,
        transports: Vec<Transport>,
        commands: &mut Vec<CircuitCommand>,
    ) {
        for transport in transports {
            match transport {
                Transport::Run | Transport::Pause | Transport::Toggle => {
                    commands.extend(self.toggled(circuit));
                }
                other => commands.push(CircuitCommand::Transport(other)),
            }
        }
    }

    /// Runs or pauses; in a demonstration, to the end of the step and no further.
    fn toggled(&mut self, circuit: &CircuitSnapshot) -> Vec<CircuitCommand> {
        let mut commands = Vec::new();
        match &mut self.circuits.player {
            Some(player) => {
                let paused = circuit.run == RunState::Paused;
                player.toggle(paused, self.frames.now(), &mut commands);
            }
            None => commands.push(CircuitCommand::Transport(Transport::Toggle)),
        }
        commands
    }

    /// Does what a key asks of a circuit; false if it is not about one.
    pub(in crate::ui) fn circuit_act(
        &mut self,
        action: UiAction,
        circuit: &CircuitSnapshot,
        commands: &mut Vec<CircuitCommand>,
    ) -> bool {
        let timeline = &circuit.timeline;
        let made = timeline.seeking.unwrap_or(timeline.made);
        let stretch = (timeline.end / STRETCH).max(1);
        let command = match action {
            UiAction::Toggle => {
                commands.extend(self.toggled(circuit));
                return true;
            }
            UiAction::Step => CircuitCommand::Transport(Transport::Step),
            UiAction::Epoch => CircuitCommand::Transport(Transport::Epoch),
            UiAction::Faster(faster) => {
                CircuitCommand::Transport(crate::ui::pace::faster_or_slower(circuit.speed, faster))
            }
            UiAction::Reset => CircuitCommand::Act(CircuitAction::Restart(circuit.now.seed)),
            UiAction::Bookmark => CircuitCommand::Navigate(timeline_bar::toggle_bookmark(timeline)),
            UiAction::Scrub(true) if made + stretch >= timeline.end => {
                CircuitCommand::Navigate(Navigate::Live)
            }
            UiAction::Scrub(true) => CircuitCommand::Navigate(Navigate::Scrub(made + stretch)),
            UiAction::Scrub(false) => CircuitCommand::Navigate(Navigate::Scrub(made.saturating_sub(stretch))),
            UiAction::ToStart => CircuitCommand::Navigate(Navigate::Scrub(0)),
            UiAction::Live => CircuitCommand::Navigate(Navigate::Live),
            UiAction::DemonstrationStep(next) => {
                let Some(player) = &mut self.circuits.player else { return false };
                player.apply(if next { PlayerAction::Next } else { PlayerAction::Back }, commands);
                return true;
            }
            UiAction::Undo | UiAction::Redo => {
                let issued = self.circuits.issued();
                let undo = &mut self.circuits.undo;
                let back = action == UiAction::Undo;
                commands.extend(if back { undo.undo(circuit, issued) } else { undo.redo(circuit, issued) });
                return true;
            }
            _ => return false,
        };
        commands.push(command);
        true
    }
}

/// What choosing a task or a rule does; another task has a pace of its own.
pub(in crate::ui) fn chosen(action: CircuitAction) -> Vec<CircuitCommand> {
    let task = if let CircuitAction::Task(key) = &action { Task::find(key) } else { None };
    let pace = task.map(|task| CircuitCommand::Transport(Transport::SetSpeed(pace(task))));
    std::iter::once(CircuitCommand::Act(action)).chain(pace).collect()
}
