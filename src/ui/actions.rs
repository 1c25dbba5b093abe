//! What the keys do, and what the bars ask of the window.

use egui::{Theme, Ui};

use super::bar_request::Request;
use super::circuits::CircuitCommand;
use super::circumstances::Circumstances;
use super::laboratory::Laboratory;
use super::pace;
use super::player::{Player, PlayerAction};
use super::shortcuts;
use super::shown::Shown;
use super::timeline_bar;
use super::ui_action::UiAction;
use super::views::Moment;
use crate::analysis::endurance::ABLATIONS;
use crate::analysis::growth::Growth;
use crate::engine::scenario::Scenario;
use crate::engine::{Action, Command, Look, Navigate, Snapshot, Transport};

impl Laboratory {
    /// Obeys the keys of this frame.
    pub(super) fn keys(&mut self, ui: &Ui, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        for action in shortcuts::pressed(ui) {
            self.act(ui, action, snapshot, commands);
        }
    }

    /// What actions depend on.
    pub(super) fn circumstances(&self, snapshot: &Snapshot) -> Circumstances {
        let circuit = self.circuits.snapshot().filter(|_| self.shown == Shown::Circuits);
        let pinned = snapshot.pinned.is_some();
        Circumstances {
            shown: self.shown,
            pinned: (pinned, pinned || snapshot.synapse.is_some()),
            live: circuit.as_ref().map_or(snapshot.timeline.live, |circuit| circuit.timeline.live),
            steps: match &circuit {
                Some(_) => self.circuits.undo.next(),
                None => (self.undo.next_undo(), self.undo.next_redo()),
            },
            playing: self.player.is_some() || self.circuits.player.is_some(),
            telling: self.player.is_some() || self.circuits.player.is_some() || self.guide.touring(),
            presenting: self.presentation.on(),
        }
    }

    pub(super) fn answer(
        &mut self,
        ui: &Ui,
        request: Request,
        snapshot: &Snapshot,
        commands: &mut Vec<Command>,
    ) {
        match request {
            Request::Preset(preset) => self.take_preset(&preset, snapshot),
            Request::OpenPath(path) => self.open_path(ui.ctx(), &path),
            Request::Play(scenario) => self.play(ui, *scenario),
            Request::PlayCircuit(scenario) => self.play_circuit(ui, *scenario),
            Request::Act(action) => self.act(ui, action, snapshot, commands),
            // Asked of the circuit where it is shown.
            Request::Circuit(_) => {}
        }
    }

    /// Begins a demonstration, in presentation mode.
    pub(super) fn play(&mut self, ui: &Ui, scenario: Scenario) {
        self.show_system(Shown::Neuron);
        let before = self.player.as_ref().and_then(Player::before);
        self.player = Some(Player::new(scenario).giving_back(before));
        self.guide.leave_ramp();
        self.presentation.set(ui.ctx(), true);
    }

    /// Begins something to try, where one is.
    pub(super) fn try_out(&mut self, scenario: Scenario) {
        self.show_system(Shown::Neuron);
        let before = self.player.as_ref().and_then(Player::before);
        self.guide.leave_ramp();
        self.player = Some(Player::new(scenario).giving_back(before));
    }

    pub(super) fn act(
        &mut self,
        ui: &Ui,
        action: UiAction,
        snapshot: &Snapshot,
        commands: &mut Vec<Command>,
    ) {
        if let Some(circuit) = self.circuits.snapshot().filter(|_| self.shown == Shown::Circuits) {
            let mut commands = Vec::new();
            let done = self.circuit_act(action, &circuit, &mut commands);
            self.circuits.send(commands);
            if done || action.why_not(&self.circumstances(snapshot)).is_some() {
                return;
            }
        }
        match action {
            UiAction::Toggle => commands.push(Command::Transport(Transport::Toggle)),
            UiAction::Step => commands.push(Command::Transport(Transport::Step)),
            UiAction::Epoch => commands.push(Command::Transport(Transport::Epoch)),
            UiAction::Reset => commands.push(Command::Act(Action::Reset { seed: snapshot.seed })),
            UiAction::Faster(faster) => {
                commands.push(Command::Transport(pace::faster_or_slower(snapshot.speed, faster)))
            }
            UiAction::Freeze => commands.push(Command::Act(Action::SetPlastic(!snapshot.plastic))),
            UiAction::Grow => {
                let growth = snapshot.growing.is_none().then(|| Growth::usual(&snapshot.params));
                commands.push(Command::Act(Action::Grow(growth)));
            }
            UiAction::NewStimuli => commands.push(Command::Act(Action::NewStimuli)),
            UiAction::Undo | UiAction::Redo => self.step_back(action == UiAction::Undo, snapshot),
            UiAction::PinNext(next) => commands.push(pin_next(snapshot, next)),
            UiAction::Unpin => {
                self.moment = None;
                commands.extend([Command::Look(Look::Pin(None)), Command::Look(Look::PinSynapse(None))]);
            }
            UiAction::Pair(ach, na) => {
                let stimulus = snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
                commands.extend(stimulus.map(|stimulus| Command::Act(Action::Pair { stimulus, ach, na })));
            }
            UiAction::Ablate => commands.push(next_ablation(snapshot)),
            UiAction::NextView => {
                let front = self.presentation.views().first().cloned();
                let front = front.and_then(|key| self.places().number(&key));
                let next = front.map_or(0, |number| number + 1);
                if let Some(key) = self.places().key(next).or_else(|| self.places().key(0)) {
                    self.bring(key);
                }
            }
            UiAction::Beat(next) => {
                self.guide.leave_ramp();
                self.view_requests.neuron = Moment::Live;
                self.view_requests.beat = Some(next);
            }
            UiAction::NextDemonstration if self.shown == Shown::Circuits => {
                if let Some(scenario) = self.circuits.next_scenario() {
                    self.play_circuit(ui, scenario);
                }
            }
            UiAction::NextDemonstration => {
                let playing = self.player.as_ref().map(|player| player.name().to_owned());
                let at = self.scenarios.iter().position(|scenario| Some(&scenario.name) == playing.as_ref());
                let next = at.map_or(0, |at| (at + 1) % self.scenarios.len().max(1));
                if let Some(scenario) = self.scenarios.get(next).cloned() {
                    self.play(ui, scenario);
                }
            }
            UiAction::Bookmark => {
                commands.push(Command::Navigate(timeline_bar::toggle_bookmark(&snapshot.timeline)))
            }
            UiAction::Scrub(later) => commands.push(scrub(snapshot, later)),
            UiAction::ToStart => commands.push(Command::Navigate(Navigate::Scrub(0))),
            UiAction::Live => commands.push(Command::Navigate(Navigate::Live)),
            UiAction::DemonstrationStep(next) => {
                if self.guide.step_tour(next) {
                } else if let Some(player) = &mut self.player {
                    player.apply(if next { PlayerAction::Next } else { PlayerAction::Back }, commands);
                }
            }
            UiAction::Present => self.presentation.set(ui.ctx(), !self.presentation.on()),
            UiAction::Two => self.presentation.two = !self.presentation.two,
            UiAction::Controls => self.presentation.controls = !self.presentation.controls,
            UiAction::View(number) => {
                if let Some(key) = self.places().key(number) {
                    self.bring(key);
                }
            }
            UiAction::Theme => {
                let dark = !ui.visuals().dark_mode;
                ui.ctx().set_theme(if dark { Theme::Dark } else { Theme::Light });
                self.settings_store.settings.dark = Some(dark);
            }
            UiAction::Ramp => self.guide.speed_up(),
            UiAction::Welcome => {
                self.show_system(Shown::Neuron);
                self.guide.welcome();
            }
            UiAction::Tour => {
                self.show_system(Shown::Neuron);
                self.guide.tour();
            }
            UiAction::ResetLayout => {
                self.places().reset();
                self.resets += 1;
            }
            UiAction::Switch => self.switch(),
            UiAction::Workspace(number) => self.places().go_to(number),
            UiAction::File(action) => self.file_action(ui.ctx(), action, snapshot),
            UiAction::Find => self.toggle_finder(),
            UiAction::Glossary => self.words = !self.words,
            UiAction::Help => self.help = !self.help,
            UiAction::Escape => self.escape(ui, snapshot, commands),
        }
    }

    /// Leaves the innermost of what is open.
    fn escape(&mut self, ui: &Ui, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        if self.guide.leave_tour() {
        } else if self.help || self.words {
            (self.help, self.words) = (false, false);
        } else if self.player.is_some() {
            self.close_player(snapshot, commands);
        } else if let Some(mut player) = self.circuits.player.take() {
            let mut commands = Vec::new();
            player.apply(PlayerAction::Close, &mut commands);
            self.circuits.send(commands);
        } else if self.presentation.on() {
            self.presentation.set(ui.ctx(), false);
        } else {
            match self.shown {
                Shown::Neuron => commands.push(Command::Navigate(Navigate::Live)),
                Shown::Circuits => self.circuits.send(vec![CircuitCommand::Navigate(Navigate::Live)]),
            }
        }
    }

    fn step_back(&mut self, undo: bool, snapshot: &Snapshot) {
        let commands = if undo { self.undo.undo(snapshot) } else { self.undo.redo(snapshot) };
        if let Some(commands) = commands {
            commands.into_iter().for_each(|command| self.engine.send(command));
            self.undo.silence(self.engine.issued());
        }
    }
}

fn pin_next(snapshot: &Snapshot, next: bool) -> Command {
    let count = snapshot.stimuli.len().max(1);
    let step = if next { 1 } else { count - 1 };
    let pinned = snapshot.pinned.as_ref().map(|pinned| (pinned.stimulus + step) % count);
    Command::Look(Look::Pin(Some(pinned.unwrap_or(0))))
}

/// B without the rule after the one that it is without now; after the last one, no B.
fn next_ablation(snapshot: &Snapshot) -> Command {
    let without = snapshot.variant.as_ref().and_then(|variant| variant.overrides.first());
    let at = without.and_then(|(id, _)| ABLATIONS.iter().position(|rule| rule == id));
    let next = match (&snapshot.variant, at) {
        (None, _) => Some(0),
        (Some(_), Some(at)) => Some(at + 1),
        (Some(_), None) => None,
    };
    let rule = next.and_then(|next| ABLATIONS.get(next));
    Command::Act(Action::Compare(rule.map(|&id| vec![(id, 0.0)])))
}

/// An epoch earlier or later than what is shown.
fn scrub(snapshot: &Snapshot, later: bool) -> Command {
    let (timeline, epoch) = (&snapshot.timeline, snapshot.stimuli.len() as u64);
    let made = timeline.seeking.unwrap_or(timeline.made);
    if later && made + epoch >= timeline.end {
        return Command::Navigate(Navigate::Live);
    }
    Command::Navigate(Navigate::Scrub(if later { made + epoch } else { made.saturating_sub(epoch) }))
}
