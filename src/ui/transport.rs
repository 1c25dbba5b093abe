//! The top bar: preset, play and step, speed, seed, theme. What does not fit is found under *More*.

use crate::ui::keyed::Keyed;
use std::path::PathBuf;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, RichText, Slider, SliderClamping, Ui, vec2};

use super::bar_request::{Choices, Demonstrations, Request};
use super::circumstances::{self, Circumstances};
use super::files::menu::{self, Chosen};
use super::fitting::{self, Part};
use super::number::Number;
use super::pace::{FASTEST, Pace, SLOWEST};
use super::shown::Shown;
use super::theme::Palette;
use super::ui_action::{FileAction, UiAction};
use super::views::Arrangement;
use super::{circuits, format};
use crate::engine::{Speed, Transport};
use crate::io::presets::Preset;
use crate::io::recovery::Found;

/// What the bar needs to know, and where it puts what was asked for.
pub struct TransportBar<'a> {
    /// Is it running?
    pub running: bool,
    /// Speed limit.
    pub speed: Speed,
    /// Presentations a second, measured.
    pub rate: f64,
    /// Colours.
    pub palette: &'a Palette,
    /// What can be chosen.
    pub choices: Choices<'a>,
    /// Demonstrations that can be played.
    pub demonstrations: Demonstrations<'a>,
    /// What actions depend on.
    pub now: Circumstances,
    /// It speeds up by itself.
    pub ramping: bool,
    /// The views and their places.
    pub arrangement: &'a mut Arrangement,
    /// Recent files.
    pub recent: &'a [PathBuf],
    /// Sessions that were left.
    pub left: &'a [Found],
    /// Commands to send.
    pub commands: &'a mut Vec<Transport>,
}

/// Something on the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Name,
    File,
    Shown,
    Choices,
    Demonstrations,
    Play,
    /// A button of the registry.
    Act(UiAction),
    Pace,
    Rail,
    Limit,
    Views,
}

/// What stands from the left, and how early it goes into the menu: the highest first, 0 never.
const LEFT: [(Item, u8); 14] = [
    (Item::Name, 16),
    (Item::File, 0),
    (Item::Shown, 4),
    (Item::Choices, 3),
    (Item::Demonstrations, 11),
    (Item::Play, 0),
    (Item::Act(UiAction::Step), 6),
    (Item::Act(UiAction::Epoch), 8),
    (Item::Act(UiAction::Reset), 5),
    (Item::Act(UiAction::Undo), 12),
    (Item::Act(UiAction::Redo), 13),
    (Item::Pace, 9),
    (Item::Rail, 15),
    (Item::Limit, 0),
];
/// What stands at the right end, from the left.
const RIGHT: [(Item, u8); 4] = [
    (Item::Views, 2),
    (Item::Act(UiAction::Present), 10),
    (Item::Act(UiAction::Theme), 14),
    (Item::Act(UiAction::Help), 7),
];
/// A line stands before these, where there is room for everything.
const GROUPS: [Item; 4] = [Item::File, Item::Play, Item::Act(UiAction::Undo), Item::Pace];

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
        let limited = matches!(self.speed, Speed::PerSecond(_));
        match item {
            Item::Rail => limited,
            // The past of a circuit has no epochs that could be told apart.
            Item::Act(UiAction::Epoch) => self.now.shown == Shown::Neuron,
            _ => true,
        }
    }

    fn width(&self, ui: &Ui, item: Item) -> f32 {
        match item {
            Item::Name => fitting::label(ui, RichText::new("Equipoise").heading().strong()),
            Item::File => fitting::button(ui, "File"),
            Item::Shown => {
                let gap = ui.spacing().item_spacing.x;
                Shown::ALL.iter().map(|shown| fitting::button(ui, shown.name()) + gap).sum()
            }
            Item::Choices => match self.choices {
                Choices::Presets { .. } => PRESET_WIDTH,
                Choices::Rules(_) => circuits::choosing::width(ui),
            },
            Item::Demonstrations => fitting::button(ui, "Demonstrations"),
            Item::Play => PLAY_WIDTH,
            Item::Act(action) => fitting::button(ui, name(ui, action)),
            Item::Pace => PACE_WIDTH,
            Item::Rail => RAIL_WIDTH,
            Item::Limit => LIMIT_WIDTH,
            Item::Views => fitting::button(ui, "Views"),
        }
    }

    fn more(&mut self, ui: &mut Ui, hidden: &[Item], request: &mut Option<Request>) {
        let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (response, _) = MenuButton::new(MORE).config(staying).ui(ui, |ui| {
            for &item in hidden.iter().filter(|item| **item != Item::Name) {
                self.item(ui, item, request);
            }
        });
        response.keyed("menu-more").on_hover_text("What has no room on this bar");
    }

    fn item(&mut self, ui: &mut Ui, item: Item, request: &mut Option<Request>) {
        match item {
            Item::Name => {
                ui.label(RichText::new("Equipoise").heading().strong());
            }
            Item::File => {
                *request = match menu::show(ui, self.recent, self.left, &self.now) {
                    Some(Chosen::Action(action)) => Some(Request::Act(action)),
                    Some(Chosen::Path(path)) => Some(Request::OpenPath(path)),
                    None => request.take(),
                };
            }
            Item::Shown => self.shown(ui, request),
            Item::Choices => match self.choices {
                Choices::Presets { all, chosen, modified } => {
                    self.preset(ui, (all, chosen, modified), request)
                }
                Choices::Rules(now) => {
                    let chosen = circuits::choosing::show(ui, now).map(Request::Circuit);
                    *request = chosen.or(request.take());
                }
            },
            Item::Demonstrations => self.demonstrations(ui, request),
            Item::Play => self.play(ui),
            Item::Act(action) => self.act(ui, action, request),
            Item::Pace => self.pace(ui, request),
            Item::Rail => self.rail(ui),
            Item::Limit => self.limit(ui),
            Item::Views => self.views(ui, request),
        }
    }

    fn act(&self, ui: &mut Ui, action: UiAction, request: &mut Option<Request>) {
        let name = name(ui, action);
        if circumstances::named_button(ui, action, name, &self.now) {
            *request = Some(Request::Act(action));
        }
    }

    fn views(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let mut reset = false;
        let mut fill = |ui: &mut Ui| {
            self.arrangement.menu(ui);
            reset |= circumstances::button(ui, UiAction::ResetLayout, &self.now);
        };
        let response = if egui::containers::menu::is_in_menu(ui) {
            ui.menu_button("Views", &mut fill).response
        } else {
            let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            MenuButton::new("Views").config(staying).ui(ui, &mut fill).0
        };
        response.keyed("menu-views").on_hover_text("Show or hide views, or put them back in their places");
        if reset {
            *request = Some(Request::Act(UiAction::ResetLayout));
        }
    }

    fn demonstrations(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let menu = ui.menu_button("Demonstrations", |ui| {
            let entry = |ui: &mut Ui, title: &str, name: &str, summary: &str| {
                ui.button(title).keyed(name).on_hover_text(summary).clicked()
            };
            match self.demonstrations {
                Demonstrations::Neuron(all) => {
                    self.act(ui, UiAction::Welcome, request);
                    self.act(ui, UiAction::Tour, request);
                    ui.separator();
                    for one in all {
                        if entry(ui, &one.title, &one.name, &one.summary) {
                            *request = Some(Request::Play(Box::new(one.clone())));
                        }
                    }
                }
                Demonstrations::Circuits(all) => {
                    for one in all {
                        if entry(ui, &one.title, &one.name, &one.summary) {
                            *request = Some(Request::PlayCircuit(Box::new(one.clone())));
                        }
                    }
                }
            }
        });
        menu.response
            .keyed("menu-demonstrations")
            .on_hover_text("Guided demonstrations of two to four minutes that run by themselves");
    }

    /// The neuron, or circuits.
    fn shown(&self, ui: &mut Ui, request: &mut Option<Request>) {
        for shown in Shown::ALL {
            let here = shown == self.now.shown;
            let text = RichText::new(shown.name());
            let text = if here { text.strong() } else { text };
            let label = ui.selectable_label(here, text).keyed(format!("show-{}", shown.name()));
            if label.on_hover_text(shown.tip()).clicked() && !here {
                *request = Some(Request::Act(UiAction::Switch));
            }
        }
    }

    fn preset(
        &self,
        ui: &mut Ui,
        (presets, preset, modified): (&[Preset], &str, bool),
        request: &mut Option<Request>,
    ) {
        let star = if modified { " *" } else { "" };
        let title = presets.iter().find(|one| one.name == preset);
        let title = title.map_or(preset, |preset| preset.title.as_str());
        let menu = egui::ComboBox::from_id_salt("preset")
            .width(PRESET_WIDTH)
            .truncate()
            .selected_text(format!("{title}{star}"));
        let size = vec2(PRESET_WIDTH, ui.spacing().interact_size.y);
        let place = egui::Layout::left_to_right(egui::Align::Center);
        let response = ui.allocate_ui_with_layout(size, place, |ui| {
            menu.show_ui(ui, |ui| {
                for one in presets {
                    let chosen = one.name == preset;
                    if ui.selectable_label(chosen, &one.title).on_hover_text(&one.description).clicked() {
                        *request = Some(Request::Preset(Box::new(one.clone())));
                    }
                }
                ui.separator();
                self.act(ui, UiAction::File(FileAction::Open), request);
            })
        });
        let tip = "Preset: a named set of parameters. A star means that a parameter has been changed since. \
                   A preset file can also be dropped onto the window.";
        response.inner.response.accessible_name("preset").on_hover_text(tip);
    }

    fn play(&mut self, ui: &mut Ui) {
        let running = self.running;
        let text = if running { "Pause" } else { "Play" };
        let button = Button::new(RichText::new(text).strong().color(self.palette.card))
            .fill(self.palette.inhibitory)
            .min_size(vec2(PLAY_WIDTH, 26.0));
        if ui.add(button).keyed("Toggle").on_hover_text(UiAction::Toggle.tip(&self.now)).clicked() {
            self.commands.push(if running { Transport::Pause } else { Transport::Run });
        }
    }

    /// Speed in words.
    fn pace(&mut self, ui: &mut Ui, request: &mut Option<Request>) {
        let now = Pace::of(self.speed);
        let text = if self.ramping { "speeding up" } else { now.name() };
        let tip = "How fast it is shown stimuli  (+ and −)";
        let response = if egui::containers::menu::is_in_menu(ui) {
            ui.menu_button(format!("Speed: {text}"), |ui| self.paces(ui, now, request))
                .response
                .keyed("menu-speed")
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
            if ui
                .selectable_label(chosen, pace.name())
                .keyed(format!("{pace:?}"))
                .on_hover_text(pace.tip())
                .clicked()
            {
                self.commands.push(Transport::SetSpeed(pace.speed()));
            }
        }
        if self.now.shown == Shown::Circuits {
            return;
        }
        ui.separator();
        let tip = UiAction::Ramp.tip(&self.now);
        let ramp = Button::selectable(self.ramping, "speeding up");
        let ramp = ui.add_enabled(UiAction::Ramp.why_not(&self.now).is_none(), ramp);
        if ramp.on_disabled_hover_text(&tip).on_hover_text(&tip).clicked() {
            *request = Some(Request::Act(UiAction::Ramp));
        }
    }

    fn rail(&mut self, ui: &mut Ui) {
        let Speed::PerSecond(mut limit) = self.speed else { return };
        ui.spacing_mut().slider_width = RAIL_WIDTH;
        let slider =
            Slider::new(&mut limit, SLOWEST..=FASTEST).logarithmic(true).clamping(SliderClamping::Always);
        let response = ui.add(slider.show_value(false)).accessible_name("speed limit");
        if response.on_hover_text(LIMIT_TIP).changed() && limit.is_finite() {
            self.commands.push(Transport::SetSpeed(Speed::PerSecond(limit)));
        }
    }

    /// The number: the limit, or, without one, how fast it is.
    fn limit(&mut self, ui: &mut Ui) {
        let Speed::PerSecond(mut limit) = self.speed else {
            let rate = format!("{} /s", format::count(self.rate.round() as u64));
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
            self.commands.push(Transport::SetSpeed(Speed::PerSecond(limit)));
        }
    }
}

const LIMIT_TIP: &str = "Speed limit, presentations per second";

/// The name of a button; that of the theme says which one is not on.
fn name(ui: &Ui, action: UiAction) -> &'static str {
    match action {
        UiAction::Theme if ui.visuals().dark_mode => "Light",
        UiAction::Theme => "Dark",
        _ => action.entry().map_or("", |entry| entry.name),
    }
}
