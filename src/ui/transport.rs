//! The top bar: preset, play and step, speed, seed, theme. What does not fit is found under *More*.

use std::path::PathBuf;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, RichText, Slider, SliderClamping, Ui, vec2};

use super::files::{self, FileAction};
use super::fitting::{self, Part};
use super::format;
use super::number::Number;
use super::pace::{FASTEST, Pace, SLOWEST};
use super::shortcuts::UiAction;
use super::theme::Palette;
use super::views::Arrangement;
use crate::engine::scenario::Scenario;
use crate::engine::{Action, Command, RunState, Snapshot, Speed, Transport};
use crate::io::presets::Preset;
use crate::io::recovery::Found;

/// What the bar needs to know, and where it puts what was asked for.
pub struct TransportBar<'a> {
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
    /// It speeds up by itself.
    pub ramping: bool,
    /// A demonstration sets the speed.
    pub playing: bool,
    /// The views and their places.
    pub arrangement: &'a mut Arrangement,
    /// Recent files.
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
    Act(UiAction),
    /// Run one by one, speed up, hold when it has learned.
    Ramp,
    /// What one needs first: thesis and things to try, or the tour.
    Welcome,
    /// The tour.
    Tour,
    /// Everything back in its usual place.
    ResetLayout,
}

/// Something on the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Name,
    File,
    Preset,
    Demonstrations,
    Play,
    Step,
    Epoch,
    Reset,
    Undo,
    Redo,
    Pace,
    Rail,
    Limit,
    Views,
    Present,
    Theme,
    Help,
}

/// What stands from the left, and how early it goes into the menu: the highest first, 0 never.
const LEFT: [(Item, u8); 13] = [
    (Item::Name, 16),
    (Item::File, 0),
    (Item::Preset, 3),
    (Item::Demonstrations, 11),
    (Item::Play, 0),
    (Item::Step, 6),
    (Item::Epoch, 8),
    (Item::Reset, 5),
    (Item::Undo, 12),
    (Item::Redo, 13),
    (Item::Pace, 9),
    (Item::Rail, 15),
    (Item::Limit, 0),
];
/// What stands at the right end, from the left.
const RIGHT: [(Item, u8); 4] = [(Item::Views, 2), (Item::Present, 10), (Item::Theme, 14), (Item::Help, 7)];
/// A line stands before these, where there is room for everything.
const GROUPS: [Item; 4] = [Item::File, Item::Play, Item::Undo, Item::Pace];

const MORE: &str = "More";
const PLAY_WIDTH: f32 = 78.0;
const PRESET_WIDTH: f32 = 112.0;
const RAIL_WIDTH: f32 = 90.0;
const LIMIT_WIDTH: f32 = 84.0;
/// Width of a line between groups.
const LINE: f32 = 6.0;
const PACE_WIDTH: f32 = 128.0;

impl TransportBar<'_> {
    /// Shows the bar.
    pub fn show(mut self, ui: &mut Ui) -> Option<Request> {
        let mut request = None;
        let all: Vec<(Item, u8)> =
            LEFT.iter().chain(&RIGHT).copied().filter(|&(item, _)| self.has(item)).collect();
        let parts: Vec<Part> =
            all.iter().map(|&(item, rank)| Part { width: self.width(ui, item), rank }).collect();
        let (room, gap) = (ui.available_width(), ui.spacing().item_spacing.x);
        let stays = fitting::fit(&parts, room, gap, fitting::button(ui, MORE));
        let shown: Vec<Item> =
            all.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(one, _)| one.0).collect();
        let hidden: Vec<Item> =
            all.iter().zip(&stays).filter(|(_, stays)| !**stays).map(|(one, _)| one.0).collect();
        let used: f32 = parts.iter().map(|part| part.width + gap).sum();
        let lines = hidden.is_empty() && used + GROUPS.len() as f32 * (LINE + gap) <= room;
        ui.horizontal(|ui| {
            ui.set_min_height(26.0);
            for (item, _) in LEFT {
                if lines && GROUPS.contains(&item) {
                    ui.separator();
                }
                if shown.contains(&item) {
                    self.item(ui, item, &mut request);
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !hidden.is_empty() {
                    self.more(ui, &hidden, &mut request);
                }
                for (item, _) in RIGHT.iter().rev().filter(|(item, _)| shown.contains(item)) {
                    self.item(ui, *item, &mut request);
                }
            });
        });
        request
    }

    /// Is there such a thing at present?
    fn has(&self, item: Item) -> bool {
        let limited = matches!(self.snapshot.speed, Speed::PerSecond(_));
        limited || item != Item::Rail
    }

    fn width(&self, ui: &Ui, item: Item) -> f32 {
        match item {
            Item::Name => fitting::label(ui, RichText::new("Equipoise").heading().strong()),
            Item::File => fitting::button(ui, "File"),
            Item::Preset => PRESET_WIDTH,
            Item::Demonstrations => fitting::button(ui, "Demonstrations"),
            Item::Play => PLAY_WIDTH,
            Item::Step => fitting::button(ui, "Step"),
            Item::Epoch => fitting::button(ui, "Epoch"),
            Item::Reset => fitting::button(ui, "Reset"),
            Item::Undo => fitting::button(ui, "Undo"),
            Item::Redo => fitting::button(ui, "Redo"),
            Item::Pace => PACE_WIDTH,
            Item::Rail => RAIL_WIDTH,
            Item::Limit => LIMIT_WIDTH,
            Item::Views => fitting::button(ui, "Views"),
            Item::Present => fitting::button(ui, "Present"),
            Item::Theme => fitting::button(ui, theme_name(ui)),
            Item::Help => fitting::button(ui, "?"),
        }
    }

    fn more(&mut self, ui: &mut Ui, hidden: &[Item], request: &mut Option<Request>) {
        let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (response, _) = MenuButton::new(MORE).config(staying).ui(ui, |ui| {
            for &item in hidden.iter().filter(|item| **item != Item::Name) {
                self.item(ui, item, request);
            }
        });
        response.on_hover_text("What has no room on this bar");
    }

    fn item(&mut self, ui: &mut Ui, item: Item, request: &mut Option<Request>) {
        let mut ask = |ui: &mut Ui, name: &str, tip: &str, action: UiAction| {
            if ui.button(name).on_hover_text(tip).clicked() {
                *request = Some(Request::Act(action));
            }
        };
        match item {
            Item::Name => {
                ui.label(RichText::new("Equipoise").heading().strong());
            }
            Item::File => {
                if let Some(action) = files::menu::show(ui, self.recent, self.left) {
                    *request = Some(Request::File(action));
                }
            }
            Item::Preset => self.preset(ui, request),
            Item::Demonstrations => self.demonstrations(ui, request),
            Item::Play => self.play(ui),
            Item::Step => self.command(
                ui,
                "Step",
                "Show one stimulus, then pause  (S)",
                Command::Transport(Transport::Step),
            ),
            Item::Epoch => {
                let tip = "Show every stimulus once, to the end of this epoch, then pause  (E)";
                self.command(ui, "Epoch", tip, Command::Transport(Transport::Epoch));
            }
            Item::Reset => {
                let tip = "Start again: new weights and associations from the seed  (R)";
                self.command(ui, "Reset", tip, Command::Act(Action::Reset { seed: self.snapshot.seed }));
            }
            Item::Undo => step_back(ui, ("Undo", "Ctrl Z"), &self.steps.0, (UiAction::Undo, request)),
            Item::Redo => step_back(ui, ("Redo", "Ctrl Shift Z"), &self.steps.1, (UiAction::Redo, request)),
            Item::Pace => self.pace(ui, request),
            Item::Rail => self.rail(ui),
            Item::Limit => self.limit(ui),
            Item::Views => self.views(ui, request),
            Item::Present => {
                ask(ui, "Present", "Presentation mode: large, one view or two  (P)", UiAction::Present);
            }
            Item::Theme => ask(ui, theme_name(ui), "Light or dark  (T)", UiAction::Theme),
            Item::Help => ask(ui, "?", "Keyboard shortcuts  (?)", UiAction::Help),
        }
    }

    fn command(&mut self, ui: &mut Ui, name: &str, tip: &str, command: Command) {
        if ui.button(name).on_hover_text(tip).clicked() {
            self.commands.push(command);
        }
    }

    fn views(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let mut reset = false;
        let mut fill = |ui: &mut Ui| reset |= self.arrangement.menu(ui);
        let response = if egui::containers::menu::is_in_menu(ui) {
            ui.menu_button("Views", &mut fill).response
        } else {
            let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            MenuButton::new("Views").config(staying).ui(ui, &mut fill).0
        };
        response.on_hover_text("Show or hide views, or put them back in their places");
        if reset {
            *request = Some(Request::ResetLayout);
        }
    }

    fn demonstrations(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let menu = ui.menu_button("Demonstrations", |ui| {
            if ui.button("First steps").on_hover_text("The thesis, and three things to try").clicked() {
                *request = Some(Request::Welcome);
            }
            if ui.button("Tour").on_hover_text("Where things are, in two minutes").clicked() {
                *request = Some(Request::Tour);
            }
            ui.separator();
            for scenario in self.scenarios {
                if ui.button(&scenario.title).on_hover_text(&scenario.summary).clicked() {
                    *request = Some(Request::Play(Box::new(scenario.clone())));
                }
            }
        });
        menu.response.on_hover_text("Guided demonstrations of two to four minutes that run by themselves");
    }

    fn preset(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let star = if self.modified { " *" } else { "" };
        let title = self.presets.iter().find(|preset| preset.name == self.preset);
        let title = title.map_or(self.preset, |preset| preset.title.as_str());
        let menu = egui::ComboBox::from_id_salt("preset")
            .width(PRESET_WIDTH)
            .truncate()
            .selected_text(format!("{title}{star}"));
        let size = vec2(PRESET_WIDTH, ui.spacing().interact_size.y);
        let place = egui::Layout::left_to_right(egui::Align::Center);
        let response = ui.allocate_ui_with_layout(size, place, |ui| {
            menu.show_ui(ui, |ui| {
                for preset in self.presets {
                    let chosen = preset.name == self.preset;
                    if ui.selectable_label(chosen, &preset.title).on_hover_text(&preset.description).clicked()
                    {
                        *request = Some(Request::Preset(Box::new(preset.clone())));
                    }
                }
                ui.separator();
                if ui.button("Open a file…").clicked() {
                    *request = Some(Request::File(FileAction::Open));
                }
            })
        });
        let tip = "Preset: a named set of parameters. A star means that a parameter has been changed since. \
                   A preset file can also be dropped onto the window.";
        response.inner.response.accessible_name("preset").on_hover_text(tip);
    }

    fn play(&mut self, ui: &mut Ui) {
        let running = self.snapshot.run != RunState::Paused;
        let text = if running { "Pause" } else { "Play" };
        let button = Button::new(RichText::new(text).strong().color(self.palette.card))
            .fill(self.palette.inhibitory)
            .min_size(vec2(PLAY_WIDTH, 26.0));
        if ui.add(button).on_hover_text("Run or pause the simulation  (space)").clicked() {
            self.commands.push(if running {
                Command::Transport(Transport::Pause)
            } else {
                Command::Transport(Transport::Run)
            });
        }
    }

    /// Speed in words.
    fn pace(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let now = Pace::of(self.snapshot.speed);
        let text = if self.ramping { "speeding up" } else { now.name() };
        let tip = "How fast the neuron is shown stimuli  (+ and −)";
        let response = if egui::containers::menu::is_in_menu(ui) {
            ui.menu_button(format!("Speed: {text}"), |ui| self.paces(ui, now, request)).response
        } else {
            let menu = egui::ComboBox::from_id_salt("pace").width(PACE_WIDTH).truncate().selected_text(text);
            let size = vec2(PACE_WIDTH, ui.spacing().interact_size.y);
            let place = egui::Layout::left_to_right(egui::Align::Center);
            let shown = ui.allocate_ui_with_layout(size, place, |ui| {
                menu.show_ui(ui, |ui| self.paces(ui, now, request))
            });
            shown.inner.response.accessible_name("speed in words")
        };
        response.on_hover_text(tip);
    }

    fn paces(&mut self, ui: &mut Ui, now: Pace, request: &mut Option<Request>) {
        for pace in Pace::ALL {
            let chosen = pace == now && !self.ramping;
            if ui.selectable_label(chosen, pace.name()).on_hover_text(pace.tip()).clicked() {
                self.commands.push(Command::Transport(Transport::SetSpeed(pace.speed())));
            }
        }
        ui.separator();
        let tip = "One by one at first, then faster and faster; holds when balanced accuracy reaches 0.9";
        let ramp = Button::selectable(self.ramping, "speeding up");
        let ramp = ui.add_enabled(!self.playing, ramp).on_disabled_hover_text("Not during a demonstration");
        if ramp.on_hover_text(tip).clicked() {
            *request = Some(Request::Ramp);
        }
    }

    fn rail(&mut self, ui: &mut Ui) {
        let Speed::PerSecond(mut limit) = self.snapshot.speed else { return };
        ui.spacing_mut().slider_width = RAIL_WIDTH;
        let slider =
            Slider::new(&mut limit, SLOWEST..=FASTEST).logarithmic(true).clamping(SliderClamping::Always);
        let response = ui.add(slider.show_value(false)).accessible_name("speed limit");
        if response.on_hover_text(LIMIT_TIP).changed() && limit.is_finite() {
            self.commands.push(Command::Transport(Transport::SetSpeed(Speed::PerSecond(limit))));
        }
    }

    /// The number: the limit, or, without one, how fast it is.
    fn limit(&mut self, ui: &mut Ui) {
        let Speed::PerSecond(mut limit) = self.snapshot.speed else {
            let rate = format!("{} /s", format::count(self.snapshot.rate.round() as u64));
            let size = vec2(LIMIT_WIDTH, ui.spacing().interact_size.y);
            ui.add_sized(size, egui::Label::new(rate)).on_hover_text("Presentations a second, measured");
            return;
        };
        let step = 10f64.powf(limit.max(SLOWEST).log10().floor() - 1.0);
        let field =
            Number::new("speed", &mut limit, SLOWEST..=FASTEST)
                .step(step)
                .width(LIMIT_WIDTH)
                .suffix(" /s")
                .shown(|value| {
                    if value < 10.0 { format::number(value) } else { format::count(value.round() as u64) }
                });
        if ui.add(field).accessible_name("speed limit").on_hover_text(LIMIT_TIP).changed() {
            self.commands.push(Command::Transport(Transport::SetSpeed(Speed::PerSecond(limit))));
        }
    }
}

const LIMIT_TIP: &str = "Speed limit, presentations per second";

/// The theme that is not on.
fn theme_name(ui: &Ui) -> &'static str {
    if ui.visuals().dark_mode { "Light" } else { "Dark" }
}

fn step_back(
    ui: &mut Ui,
    (name, keys): (&str, &str),
    step: &Option<String>,
    (action, request): (UiAction, &mut Option<Request>),
) {
    let tip = match step {
        Some(text) => format!("{name}: {text}  ({keys})"),
        None => format!("Nothing to {}  ({keys})", name.to_lowercase()),
    };
    let response = ui.add_enabled(step.is_some(), Button::new(name));
    if response.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
        *request = Some(Request::Act(action));
    }
}
