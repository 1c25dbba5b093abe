//! Plays a scenario: sends each step's commands, runs it at its pace, shows its caption, goes on by itself.

use crate::ui::keyed::Keyed;
use egui::{Button, ProgressBar, RichText, Ui};

use super::tale::{CommandOf, SnapshotOf, Tale, Told};
use super::theme::Palette;
use crate::engine::any::{Command, System};
use crate::engine::scenario::{Scenario, Step};
use crate::engine::{Navigate, RunState, Snapshot, Speed, Transport};
use crate::model::Params;

/// Speed limit and breakpoints before a demonstration.
type Before<T> = (Speed, <<T as Tale>::System as System>::Look);

/// Seconds between the end of a step and the next one.
const REST: f64 = 3.0;

/// A scenario being played.
pub struct Player<T: Tale> {
    scenario: T,
    step: usize,
    phase: Phase,
    /// Steps before this one are not shown but run through.
    fast_to: usize,
    /// The speed limit and the breakpoints before, which come back when the demonstration is left.
    before: Option<Before<T>>,
    /// The present step is to be left as soon as it has run.
    hurry: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// The step is about to begin.
    Begin,
    /// It has been asked for by the command with this number, and runs to a count of presentations once
    /// that is known.
    Running { sent: u64, goal: Option<u64> },
    /// It has run; the next begins at this time, or when it is asked for.
    Resting { until: Option<f64> },
    /// All steps have run.
    Finished,
}

/// What the person asked the player for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayerAction {
    /// The next step.
    Next,
    /// The step before.
    Back,
    /// From the beginning.
    Restart,
    /// Close it.
    Close,
}

impl Player<Scenario> {
    /// The present step.
    pub fn step(&self) -> Option<&Step> {
        self.scenario.steps.get(self.step)
    }

    /// Its seed.
    pub fn seed(&self) -> u64 {
        self.scenario.seed
    }

    /// The parameters before the present step.
    pub fn params_before<'a>(&'a self, snapshot: &'a Snapshot) -> &'a Params {
        if self.step == 0 { &self.scenario.params } else { &snapshot.params }
    }

    /// Title and parameters of the demonstration, when it is about to begin: those to go back to, without what its first
    /// step changes.
    pub fn beginning(&self) -> Option<(&str, Params)> {
        let begins = self.step == 0 && self.phase == Phase::Begin;
        begins.then(|| (self.scenario.title.as_str(), self.scenario.params.clone()))
    }
}

impl<T: Tale> Player<T> {
    /// A player at the beginning of `scenario`.
    pub fn new(scenario: T) -> Self {
        Self { scenario, step: 0, phase: Phase::Begin, fast_to: 0, before: None, hurry: false }
    }

    /// Name of the demonstration.
    pub fn name(&self) -> &str {
        self.scenario.name()
    }

    /// The present step, as it is told.
    pub fn told(&self) -> Option<Told<'_>> {
        self.scenario.told(self.step)
    }

    /// Does what was asked for.
    pub fn apply(&mut self, action: PlayerAction, commands: &mut Vec<CommandOf<T>>) {
        match action {
            PlayerAction::Next if self.phase == Phase::Finished => {}
            PlayerAction::Next if matches!(self.phase, Phase::Resting { .. }) => self.go_on(),
            PlayerAction::Next => {
                self.hurry = true;
                commands.extend([
                    Command::Transport(Transport::SetSpeed(Speed::Unlimited)),
                    Command::Navigate(Navigate::Live),
                ]);
                commands.extend(self.go_on_command());
            }
            PlayerAction::Back => self.begin_at(self.step.saturating_sub(1)),
            PlayerAction::Restart => self.begin_at(0),
            PlayerAction::Close => {
                commands.push(Command::Transport(Transport::Pause));
                commands.extend(T::closing().into_iter().map(Command::Act));
                if let Some((speed, breakpoints)) = self.before.clone() {
                    commands.push(Command::Look(breakpoints));
                    commands.push(Command::Transport(Transport::SetSpeed(speed)));
                }
            }
        }
    }

    /// Everything before step `at` is run through again, since only that gives the same state.
    fn begin_at(&mut self, at: usize) {
        *self = Self {
            fast_to: at,
            step: 0,
            phase: Phase::Begin,
            hurry: false,
            before: self.before.clone(),
            scenario: self.scenario.clone(),
        };
    }

    fn go_on(&mut self) {
        self.hurry = false;
        if self.step + 1 < self.scenario.count() {
            self.step += 1;
            self.phase = Phase::Begin;
        } else {
            self.phase = Phase::Finished;
        }
    }

    /// The command that makes the present step run to its end after it was paused.
    fn go_on_command(&self) -> Option<CommandOf<T>> {
        match self.phase {
            Phase::Running { goal: Some(goal), .. } => Some(Command::Transport(Transport::RunUntil(goal))),
            _ => None,
        }
    }

    /// What running or pausing means in a demonstration: to the end of the step and no further; between two
    /// steps, to wait or to wait no longer.
    pub fn toggle(&mut self, paused: bool, now: f64, commands: &mut Vec<CommandOf<T>>) {
        match &mut self.phase {
            Phase::Resting { until } => *until = if until.is_some() { None } else { Some(now) },
            Phase::Running { .. } if paused => {
                commands.push(Command::Navigate(Navigate::Live));
                commands.extend(self.go_on_command());
            }
            Phase::Finished => commands.push(Command::Transport(Transport::Toggle)),
            Phase::Begin | Phase::Running { .. } => commands.push(Command::Transport(Transport::Pause)),
        }
    }

    /// The speed limit and the breakpoints before the demonstration.
    pub fn before(&self) -> Option<Before<T>> {
        self.before.clone()
    }

    /// A player that gives these back when it is left.
    pub fn giving_back(mut self, before: Option<Before<T>>) -> Self {
        self.before = before;
        self
    }

    /// Goes on as far as the simulation has come; `issued` is the number of the last command sent, and
    /// `now` the time in seconds.
    pub fn drive(&mut self, snapshot: &SnapshotOf<T>, issued: u64, now: f64) -> Vec<CommandOf<T>> {
        let fast = self.step < self.fast_to || self.hurry;
        match self.phase {
            Phase::Begin => {
                if self.before.is_none() {
                    self.before = Some((snapshot.speed, T::breakpoints(snapshot)));
                }
                let commands = self.begin(snapshot, self.step < self.fast_to);
                self.phase = Phase::Running { sent: issued + commands.len() as u64, goal: None };
                return commands;
            }
            Phase::Running { sent, goal } if snapshot.applied >= sent => {
                let made = snapshot.timeline.end;
                let goal = match (goal, snapshot.run) {
                    (None, RunState::Until(until)) => Some(until),
                    // It had run already when this was first seen.
                    (None, _) => Some(made),
                    (known, _) => known,
                };
                self.phase = Phase::Running { sent, goal };
                if goal.is_some_and(|goal| made >= goal) && snapshot.run == RunState::Paused {
                    if fast {
                        self.go_on();
                    } else if self.step + 1 < self.scenario.count() {
                        self.phase = Phase::Resting { until: Some(now + REST) };
                    } else {
                        self.phase = Phase::Finished;
                    }
                }
            }
            Phase::Resting { until: Some(until) } if now >= until && snapshot.timeline.live => self.go_on(),
            Phase::Running { .. } | Phase::Resting { .. } | Phase::Finished => {}
        }
        Vec::new()
    }

    fn begin(&self, snapshot: &SnapshotOf<T>, fast: bool) -> Vec<CommandOf<T>> {
        let Some(step) = self.told() else { return Vec::new() };
        let mut commands = self.scenario.commands(self.step);
        let presentations = self.scenario.presentations(self.step, snapshot);
        let pace = Speed::PerSecond(presentations as f64 / step.seconds);
        commands.push(Command::Transport(Transport::SetSpeed(if fast { Speed::Unlimited } else { pace })));
        commands.push(Command::Transport(Transport::RunFor(presentations)));
        commands
    }

    /// Seconds after which another frame is needed, whatever the simulation does; none while it is waited for.
    pub fn restless(&self, now: f64) -> Option<f32> {
        match self.phase {
            Phase::Begin => Some(0.0),
            // The seconds are counted down.
            Phase::Resting { until: Some(until) } => {
                let left = (until - now).max(0.0);
                Some((left - (left.ceil() - 1.0).max(0.0)) as f32 + 0.005)
            }
            Phase::Running { .. } | Phase::Resting { until: None } | Phase::Finished => None,
        }
    }

    /// Shows title, caption and buttons.
    pub fn show(
        &self,
        ui: &mut Ui,
        snapshot: &SnapshotOf<T>,
        palette: &Palette,
        now: f64,
    ) -> Option<PlayerAction> {
        let step = self.told()?;
        let mut action = None;
        super::status::in_line(ui, |ui| {
            let buttons = [
                (
                    "Close",
                    "Leave the demonstration; the simulation stays as it is  (Esc)",
                    PlayerAction::Close,
                ),
                ("Restart", "From the beginning", PlayerAction::Restart),
                ("Next", "Go on to the next step  (Page Down)", PlayerAction::Next),
                ("Back", "The step before  (Page Up)", PlayerAction::Back),
            ];
            for (name, tip, wanted) in buttons {
                let of_use = match wanted {
                    PlayerAction::Back => self.step > 0,
                    PlayerAction::Next => self.phase != Phase::Finished,
                    PlayerAction::Restart | PlayerAction::Close => true,
                };
                let button = ui
                    .add_enabled(of_use, Button::new(name))
                    .keyed(format!("player-{}", name.to_lowercase()));
                if button.on_hover_text(tip).clicked() {
                    action = Some(wanted);
                }
            }
            ui.label(RichText::new(self.state(snapshot, now)).color(palette.weak));
            let place = format!("step {} of {}", self.step + 1, self.scenario.count());
            ui.label(RichText::new(place).color(palette.weak));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let title = RichText::new(self.scenario.title()).strong().color(palette.inhibitory);
                ui.add(egui::Label::new(title).truncate());
            });
        });
        let size = egui::TextStyle::Body.resolve(ui.style()).size;
        let look = |step: &Told<'_>| format!("Look at: {}", step.look);
        // As high as the highest step needs, so that nothing moves from one step to the next.
        let font = egui::FontId::proportional(size * 1.2);
        let height = |text: String| {
            ui.painter().layout(text, font.clone(), palette.text, ui.available_width()).size().y
        };
        let needs = |step: &Told<'_>| height(step.caption.to_owned()) + height(look(step));
        let spare = (0..self.scenario.count())
            .filter_map(|at| self.scenario.told(at))
            .map(|step| needs(&step))
            .fold(0.0, f32::max)
            - needs(&step);
        ui.label(RichText::new(step.caption).size(size * 1.2));
        ui.label(RichText::new(look(&step)).size(size * 1.2).color(palette.inhibitory));
        ui.add_space(spare);
        let bar = ProgressBar::new(self.progress(snapshot)).desired_height(4.0).fill(palette.inhibitory);
        ui.add(bar);
        action
    }

    fn state(&self, snapshot: &SnapshotOf<T>, now: f64) -> String {
        match self.phase {
            Phase::Resting { until: Some(until) } => {
                format!("next step in {:.0} s", (until - now).max(0.0).ceil())
            }
            Phase::Resting { until: None } => "waiting".to_owned(),
            Phase::Finished => "the end".to_owned(),
            Phase::Running { goal: Some(_), .. } if snapshot.run == RunState::Paused => "paused".to_owned(),
            Phase::Begin | Phase::Running { .. } if self.step < self.fast_to => {
                format!("going to step {} …", self.fast_to + 1)
            }
            Phase::Running { .. } if self.hurry && self.step + 1 < self.scenario.count() => {
                format!("going to step {} …", self.step + 2)
            }
            Phase::Begin | Phase::Running { .. } => String::new(),
        }
    }

    fn progress(&self, snapshot: &SnapshotOf<T>) -> f32 {
        match self.phase {
            Phase::Begin | Phase::Running { goal: None, .. } => 0.0,
            Phase::Running { goal: Some(goal), .. } => {
                let all = self.scenario.presentations(self.step, snapshot) as f64;
                (1.0 - goal.saturating_sub(snapshot.timeline.end) as f64 / all.max(1.0)) as f32
            }
            Phase::Resting { .. } | Phase::Finished => 1.0,
        }
    }
}
