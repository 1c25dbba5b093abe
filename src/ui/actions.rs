//! What the keys do, and what the bars ask of the window.

use egui::{Theme, Ui};

use super::laboratory::Laboratory;
use super::pace;
use super::player::{Player, Wish};
use super::shortcuts::{self, Action};
use super::timeline_bar;
use super::transport::Request;
use super::views::Moment;
use crate::analysis::endurance::ABLATIONS;
use crate::analysis::growth::Growth;
use crate::engine::scenario::Scenario;
use crate::engine::{Command, Snapshot, Speed};

/// Slowest and fastest speed limit that keys reach, presentations per second.
const SPEEDS: (f64, f64) = (pace::SLOWEST, pace::FASTEST);

impl Laboratory {
    /// Obeys the keys of this frame.
    pub(super) fn keys(&mut self, ui: &Ui, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        for action in shortcuts::pressed(ui) {
            self.act(ui, action, snapshot, commands);
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
            Request::File(action) => self.file_action(ui.ctx(), action),
            Request::Play(scenario) => self.play(ui, *scenario),
            Request::Act(action) => self.act(ui, action, snapshot, commands),
            Request::Ramp => self.guide.speed_up(),
            Request::Welcome => self.guide.welcome(),
            Request::Tour => self.guide.tour(),
            Request::ResetLayout => self.resets += 1,
        }
    }

    /// Begins a demonstration, in presentation mode.
    pub(super) fn play(&mut self, ui: &Ui, scenario: Scenario) {
        let before = self.player.as_ref().map(Player::before).unwrap_or_default();
        self.player = Some(Player::new(scenario).giving_back(before));
        self.guide.leave_ramp();
        self.presentation.set(ui.ctx(), true);
    }

    /// Begins something to try, where one is.
    pub(super) fn try_out(&mut self, scenario: Scenario) {
        let before = self.player.as_ref().map(Player::before).unwrap_or_default();
        self.guide.leave_ramp();
        self.player = Some(Player::new(scenario).giving_back(before));
    }

    fn act(&mut self, ui: &Ui, action: Action, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        match action {
            Action::Toggle => commands.push(Command::Toggle),
            Action::Step => commands.push(Command::Step),
            Action::Epoch => commands.push(Command::Epoch),
            Action::Reset => commands.push(Command::Reset { seed: snapshot.seed }),
            Action::Faster(faster) => commands.push(faster_or_slower(snapshot.speed, faster)),
            Action::Freeze => commands.push(Command::SetPlastic(!snapshot.plastic)),
            Action::Grow => {
                let growth = snapshot.growing.is_none().then(|| Growth::usual(&snapshot.params));
                commands.push(Command::Grow(growth));
            }
            Action::NewStimuli => commands.push(Command::NewStimuli),
            Action::Undo | Action::Redo => self.step_back(action == Action::Undo, snapshot),
            Action::PinNext(next) => commands.push(pin_next(snapshot, next)),
            Action::Unpin => {
                self.moment = None;
                commands.extend([Command::Pin(None), Command::PinSynapse(None)]);
            }
            Action::Pair(ach, na) => {
                let stimulus = snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
                commands.extend(stimulus.map(|stimulus| Command::Pair { stimulus, ach, na }));
            }
            Action::Ablate => commands.push(next_ablation(snapshot)),
            Action::NextView => {
                let front = self.presentation.views().first().and_then(|key| self.arrangement.number(key));
                let next = front.map_or(0, |number| number + 1);
                if let Some(key) = self.arrangement.key(next).or_else(|| self.arrangement.key(0)) {
                    self.presentation.bring(key);
                    self.arrangement.bring(key);
                }
            }
            Action::Beat(next) => {
                self.guide.leave_ramp();
                self.desk.neuron = Moment::Live;
                self.desk.beat = Some(next);
            }
            Action::NextDemonstration => {
                let playing = self.player.as_ref().map(|player| player.name().to_owned());
                let at = self.scenarios.iter().position(|scenario| Some(&scenario.name) == playing.as_ref());
                let next = at.map_or(0, |at| (at + 1) % self.scenarios.len().max(1));
                if let Some(scenario) = self.scenarios.get(next).cloned() {
                    self.play(ui, scenario);
                }
            }
            Action::Bookmark => commands.push(timeline_bar::toggle_bookmark(&snapshot.timeline)),
            Action::Scrub(later) => commands.push(scrub(snapshot, later)),
            Action::ToStart => commands.push(Command::Scrub(0)),
            Action::Live => commands.push(Command::Live),
            Action::DemonstrationStep(next) => {
                if self.guide.step_tour(next) {
                } else if let Some(player) = &mut self.player {
                    player.grant(if next { Wish::Next } else { Wish::Back }, commands);
                }
            }
            Action::Present => self.presentation.set(ui.ctx(), !self.presentation.on()),
            Action::Two => self.presentation.two = !self.presentation.two,
            Action::Controls => self.presentation.controls = !self.presentation.controls,
            Action::View(number) => {
                if let Some(key) = self.arrangement.key(number) {
                    self.presentation.bring(key);
                    self.arrangement.bring(key);
                }
            }
            Action::Theme => {
                let dark = !ui.visuals().dark_mode;
                ui.ctx().set_theme(if dark { Theme::Dark } else { Theme::Light });
                self.keeper.settings.dark = Some(dark);
            }
            Action::File(key) => self.file_action(ui.ctx(), key.action()),
            Action::Help => self.help = !self.help,
            Action::Escape => self.escape(ui, snapshot, commands),
        }
    }

    /// Leaves the innermost of what is open.
    fn escape(&mut self, ui: &Ui, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        if self.guide.leave_tour() {
        } else if self.help {
            self.help = false;
        } else if self.player.is_some() {
            self.close_player(snapshot, commands);
        } else if self.presentation.on() {
            self.presentation.set(ui.ctx(), false);
        } else {
            commands.push(Command::Live);
        }
    }

    fn step_back(&mut self, undo: bool, snapshot: &Snapshot) {
        let command = if undo { self.undo.undo(snapshot) } else { self.undo.redo(snapshot) };
        if let Some(command) = command {
            self.engine.send(command);
            self.undo.silence(self.engine.issued());
        }
    }
}

fn faster_or_slower(speed: Speed, faster: bool) -> Command {
    Command::SetSpeed(match speed {
        Speed::PerSecond(limit) if faster && limit >= SPEEDS.1 => Speed::Unlimited,
        Speed::PerSecond(limit) => {
            let factor = if faster { 2.0 } else { 0.5 };
            Speed::PerSecond((limit * factor).clamp(SPEEDS.0, SPEEDS.1))
        }
        Speed::Unlimited if faster => Speed::Unlimited,
        Speed::Unlimited => pace::OPENING,
    })
}

fn pin_next(snapshot: &Snapshot, next: bool) -> Command {
    let count = snapshot.recall.len().max(1);
    let step = if next { 1 } else { count - 1 };
    let pinned = snapshot.pinned.as_ref().map(|pinned| (pinned.stimulus + step) % count);
    Command::Pin(Some(pinned.unwrap_or(0)))
}

/// B without the rule after the one that it is without now; after the last one, no B.
fn next_ablation(snapshot: &Snapshot) -> Command {
    let without = snapshot.rival.as_ref().and_then(|rival| rival.overrides.first());
    let at = without.and_then(|(id, _)| ABLATIONS.iter().position(|rule| rule == id));
    let next = match (&snapshot.rival, at) {
        (None, _) => Some(0),
        (Some(_), Some(at)) => Some(at + 1),
        (Some(_), None) => None,
    };
    let rule = next.and_then(|next| ABLATIONS.get(next));
    Command::Compare(rule.map(|&id| vec![(id, 0.0)]))
}

/// An epoch earlier or later than what is shown.
fn scrub(snapshot: &Snapshot, later: bool) -> Command {
    let (timeline, epoch) = (&snapshot.timeline, snapshot.recall.len() as u64);
    let made = timeline.seeking.unwrap_or(timeline.made);
    if later && made + epoch >= timeline.end {
        return Command::Live;
    }
    Command::Scrub(if later { made + epoch } else { made.saturating_sub(epoch) })
}
