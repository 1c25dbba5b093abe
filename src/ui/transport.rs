//! The top bar: preset, play and step, speed, seed, theme.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, DragValue, Key, PopupCloseBehavior, RichText, Slider, SliderClamping, Ui, vec2};

use super::format;
use super::theme::Palette;
use super::views::Arrangement;
use crate::analysis::growth::Growth;
use crate::engine::{Command, RunState, Snapshot, Speed};
use crate::io::presets::Preset;

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
    /// Parameters differ from the preset's.
    pub modified: bool,
    /// The views and their places.
    pub arrangement: &'a mut Arrangement,
    /// Commands to send.
    pub commands: &'a mut Vec<Command>,
}

/// What the bar asks of the window rather than of the simulation.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Take over this preset.
    Preset(Box<Preset>),
    /// Choose a preset file.
    OpenPreset,
    /// Swap light and dark.
    ToggleTheme,
}

/// Fastest limited speed, presentations per second.
const FASTEST: f64 = 1e6;
/// Speed limit on opening: learning takes a few seconds and can be watched.
pub const OPENING_SPEED: Speed = Speed::PerSecond(20_000.0);

impl Transport<'_> {
    /// Shows the bar.
    pub fn show(mut self, ui: &mut Ui) -> Option<Request> {
        let mut request = None;
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Equipoise").heading().strong());
            ui.separator();
            self.preset(ui, &mut request);
            ui.separator();
            self.play(ui);
            ui.separator();
            self.seed(ui);
            ui.separator();
            self.speed(ui);
            ui.separator();
            self.plasticity(ui);
            let dark = ui.visuals().dark_mode;
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let other = if dark { "Light" } else { "Dark" };
                if ui.button(other).on_hover_text("Light or dark  (T)").clicked() {
                    request = Some(Request::ToggleTheme);
                }
                let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
                let menu = MenuButton::new("Views").config(staying);
                let (response, _) = menu.ui(ui, |ui| self.arrangement.menu(ui));
                response.on_hover_text("Show or hide views, or put them back in their places");
            });
        });
        self.keys(ui, &mut request);
        request
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
                *request = Some(Request::OpenPreset);
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

    fn seed(&mut self, ui: &mut Ui) {
        let label = ui.label("seed");
        let mut seed = self.snapshot.seed;
        let tip = "Seed of associations, starting weights, order and releases; changing it resets";
        let response = ui
            .add(DragValue::new(&mut seed).speed(0.1).update_while_editing(false))
            .labelled_by(label.id)
            .on_hover_text(tip);
        if response.changed() {
            self.commands.push(Command::Reset { seed });
        }
        if ui.button("next").on_hover_text("Reset with the next seed").clicked() {
            self.commands.push(Command::Reset { seed: self.snapshot.seed.wrapping_add(1) });
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

    fn plasticity(&mut self, ui: &mut Ui) {
        let mut frozen = !self.snapshot.plastic;
        let tip = "Freeze the weights: the neuron goes on responding but learns nothing  (F)";
        if ui.checkbox(&mut frozen, "freeze").on_hover_text(tip).changed() {
            self.commands.push(Command::SetPlastic(!frozen));
        }
        let mut growing = self.snapshot.growing.is_some();
        let tip = "Growing load: whenever what is there is stored (BA of at least 0.95), add 1 % of N associations, \
                   until learning stalls; watch offered and learned load climb towards the limit  (G)";
        if ui.checkbox(&mut growing, "grow").on_hover_text(tip).changed() {
            self.grow(growing);
        }
        let tip = "Replace the associations by new ones and keep the weights  (N)";
        if ui.button("New stimuli").on_hover_text(tip).clicked() {
            self.commands.push(Command::NewStimuli);
        }
    }

    fn grow(&mut self, on: bool) {
        self.commands.push(Command::Grow(on.then(|| Growth::usual(&self.snapshot.params))));
    }

    /// Keyboard access, while no text is being typed.
    fn keys(&mut self, ui: &Ui, request: &mut Option<Request>) {
        if ui.ctx().egui_wants_keyboard_input() {
            return;
        }
        // A key that is held down counts once.
        let pressed = |wanted| {
            ui.input(|input| {
                input.modifiers.is_none()
                    && input.events.iter().any(|event| {
                        matches!(event, egui::Event::Key { key, pressed: true, repeat: false, .. } if *key == wanted)
                    })
            })
        };
        if pressed(Key::Space) {
            self.commands.push(Command::Toggle);
        }
        if pressed(Key::S) {
            self.commands.push(Command::Step);
        }
        if pressed(Key::E) {
            self.commands.push(Command::Epoch);
        }
        if pressed(Key::R) {
            self.commands.push(Command::Reset { seed: self.snapshot.seed });
        }
        if pressed(Key::F) {
            self.commands.push(Command::SetPlastic(!self.snapshot.plastic));
        }
        if pressed(Key::G) {
            self.grow(self.snapshot.growing.is_none());
        }
        if pressed(Key::N) {
            self.commands.push(Command::NewStimuli);
        }
        if pressed(Key::T) {
            *request = Some(Request::ToggleTheme);
        }
    }
}
