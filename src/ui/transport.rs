//! The top bar: preset, play and step, speed, seed, theme.

use std::path::PathBuf;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, RichText, Slider, SliderClamping, Ui, vec2};

use super::files::{self, FileAction};
use super::format;
use super::shortcuts::Action;
use super::theme::Palette;
use super::views::Arrangement;
use crate::engine::scenario::Scenario;
use crate::engine::{Command, RunState, Snapshot, Speed};
use crate::io::presets::Preset;
use crate::io::recovery::Found;

/// What the bar needs to know, and where it puts what was asked for.
pub struct Transport<'a> {
    /// The simulation.
    pub snapshot: &'a Snapshot,
    /// Colours.
    pub palette: &'a Palette,
    /// Built-in presets.
    pub presets: &'a [Preset],
    /// Name of the chosen preset.
    pub preset: &'a str,
    /// Scenarios that can be played.
    pub scenarios: &'a [Scenario],
    /// What undo and redo would do.
    pub steps: (Option<String>, Option<String>),
    /// Parameters differ from the preset's.
    pub modified: bool,
    /// The views and their places.
    pub arrangement: &'a mut Arrangement,
    /// Files opened of late.
    pub recent: &'a [PathBuf],
    /// Sessions that were left.
    pub left: &'a [Found],
    /// Commands to send.
    pub commands: &'a mut Vec<Command>,
}

/// What the bar asks of the window rather than of the simulation.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Take over this preset.
    Preset(Box<Preset>),
    /// Something about files.
    File(FileAction),
    /// Play this scenario.
    Play(Box<Scenario>),
    /// What a key would do.
    Act(Action),
}

/// Below this width the bar has two lines.
const NARROW: f32 = 1240.0;
/// Fastest limited speed, presentations per second.
const FASTEST: f64 = 1e6;
/// Speed limit on opening: learning takes a few seconds and can be watched.
pub const OPENING_SPEED: Speed = Speed::PerSecond(20_000.0);

impl Transport<'_> {
    /// Shows the bar.
    pub fn show(mut self, ui: &mut Ui) -> Option<Request> {
        let mut request = None;
        let narrow = ui.available_width() < NARROW;
        if narrow {
            ui.horizontal(|ui| self.window_at_right(ui, &mut request));
        }
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Equipoise").heading().strong());
            ui.separator();
            if let Some(action) = files::menu::show(ui, self.recent, self.left) {
                request = Some(Request::File(action));
            }
            self.preset(ui, &mut request);
            self.demonstrations(ui, &mut request);
            ui.separator();
            self.play(ui);
            ui.separator();
            self.undo(ui, &mut request);
            ui.separator();
            self.speed(ui);
            if !narrow {
                self.window_at_right(ui, &mut request);
            }
        });
        request
    }

    fn window_at_right(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| self.window(ui, request));
    }

    fn window(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let act = |request: &mut Option<Request>, action| *request = Some(Request::Act(action));
        if ui.button("?").on_hover_text("Everything that a key does  (?)").clicked() {
            act(request, Action::Help);
        }
        let other = if ui.visuals().dark_mode { "Light" } else { "Dark" };
        if ui.button(other).on_hover_text("Light or dark  (T)").clicked() {
            act(request, Action::Theme);
        }
        if ui.button("Present").on_hover_text("Presentation mode: large, one view or two  (P)").clicked() {
            act(request, Action::Present);
        }
        let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (response, _) = MenuButton::new("Views").config(staying).ui(ui, |ui| self.arrangement.menu(ui));
        response.on_hover_text("Show or hide views, or put them back in their places");
    }

    fn demonstrations(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let (response, _) = MenuButton::new("Demonstrations").ui(ui, |ui| {
            for scenario in self.scenarios {
                if ui.button(&scenario.title).on_hover_text(&scenario.summary).clicked() {
                    *request = Some(Request::Play(Box::new(scenario.clone())));
                }
            }
        });
        response.on_hover_text("Guided demonstrations of two to four minutes that run by themselves");
    }

    fn undo(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let (undo, redo) = &self.steps;
        for (name, keys, step, action) in
            [("Undo", "Ctrl Z", undo, Action::Undo), ("Redo", "Ctrl Shift Z", redo, Action::Redo)]
        {
            let tip = match step {
                Some(text) => format!("{name}: {text}  ({keys})"),
                None => format!("No change of parameters to {}  ({keys})", name.to_lowercase()),
            };
            let response = ui.add_enabled(step.is_some(), Button::new(name));
            if response.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
                *request = Some(Request::Act(action));
            }
        }
    }

    fn preset(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let star = if self.modified { " *" } else { "" };
        let title = self.presets.iter().find(|preset| preset.name == self.preset);
        let title = title.map_or(self.preset, |preset| preset.title.as_str());
        let menu =
            egui::ComboBox::from_id_salt("preset").width(112.0).selected_text(format!("{title}{star}"));
        let response = menu.show_ui(ui, |ui| {
            for preset in self.presets {
                let chosen = preset.name == self.preset;
                if ui.selectable_label(chosen, &preset.title).on_hover_text(&preset.description).clicked() {
                    *request = Some(Request::Preset(Box::new(preset.clone())));
                }
            }
            ui.separator();
            if ui.button("Open a file…").clicked() {
                *request = Some(Request::File(FileAction::Open));
            }
        });
        let tip = "Preset: a named set of parameters. A star means that a parameter has been changed since. \
                   A preset file can also be dropped onto the window.";
        response.response.accessible_name("preset").on_hover_text(tip);
    }

    fn running(&self) -> bool {
        self.snapshot.run != RunState::Paused
    }

    fn play(&mut self, ui: &mut Ui) {
        let text = if self.running() { "Pause" } else { "Play" };
        let button = Button::new(RichText::new(text).strong().color(self.palette.card))
            .fill(self.palette.inhibitory)
            .min_size(vec2(78.0, 26.0));
        if ui.add(button).on_hover_text("Run or pause the simulation  (space)").clicked() {
            self.commands.push(if self.running() { Command::Pause } else { Command::Run });
        }
        let actions = [
            ("Step", "Show one stimulus, then pause  (S)", Command::Step),
            ("Epoch", "Show every stimulus once, to the end of this epoch, then pause  (E)", Command::Epoch),
            (
                "Reset",
                "Start again: weights and associations drawn anew from the seed  (R)",
                Command::Reset { seed: self.snapshot.seed },
            ),
        ];
        for (name, tip, command) in actions {
            if ui.button(name).on_hover_text(tip).clicked() {
                self.commands.push(command);
            }
        }
    }

    fn speed(&mut self, ui: &mut Ui) {
        let mut unlimited = self.snapshot.speed == Speed::Unlimited;
        let tip =
            "As fast as this computer can; otherwise at most the given number of presentations a second";
        if ui.checkbox(&mut unlimited, "full speed").on_hover_text(tip).changed() {
            let speed = if unlimited { Speed::Unlimited } else { OPENING_SPEED };
            self.commands.push(Command::SetSpeed(speed));
        }
        let Speed::PerSecond(limit) = self.snapshot.speed else { return };
        let mut limit = limit;
        ui.spacing_mut().slider_width = 90.0;
        let slider = Slider::new(&mut limit, 1.0..=FASTEST)
            .logarithmic(true)
            .clamping(SliderClamping::Always)
            .custom_formatter(|value, _| format::count(value.round() as u64))
            .custom_parser(|text| text.replace(' ', "").parse().ok())
            .update_while_editing(false)
            .suffix(" /s");
        let response = ui.add(slider).accessible_name("speed limit");
        if response.on_hover_text("Speed limit, presentations per second").changed() && limit.is_finite() {
            self.commands.push(Command::SetSpeed(Speed::PerSecond(limit)));
        }
    }
}
