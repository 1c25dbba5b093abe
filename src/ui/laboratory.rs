//! The window's state and its frame: read a snapshot, draw it, send what was asked for.

use std::path::PathBuf;

use crossbeam_channel::Sender;
use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Theme, Ui};

use super::breakpoint_menu::BreakpointMenu;
use super::circuits::{CircuitCommand, CircuitSnapshot, Circuits};
use super::controls::Controls;
use super::files::Files;
use super::finder::Finder;
use super::guide::{CONTROLS, Guide};
use super::health::Health;
use super::message::Message;
use super::player::Player;
use super::presentation::Presentation;
use super::presets::Awaited;
use super::screenshot::Screenshot;
use super::settings_store::SettingsStore;
use super::shown::Shown;
use super::status::FrameRate;
use super::theme::{self, Palette};
use super::undo::Undo;
use super::views::{self, Arrangement};
use super::{Opening, WindowError, focus_ring, glossary, guide, pace, place, shortcuts};
use crate::engine::scenario::Scenario;
use crate::engine::{
    Command, Engine, EngineError, Look, Notice, RunState, Snapshot, Transport, Wants, WorkHandle,
};
use crate::io::presets::Preset;
use crate::io::scenarios;
use crate::io::session::Opened;
use crate::model::{ParamId, Params};

/// The laboratory: the live simulation and everything on screen.
pub struct Laboratory {
    pub(super) engine: Engine,
    pub(super) presets: Vec<Preset>,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) preset: String,
    pub(super) preset_values: Params,
    pub(super) awaited: Option<Awaited>,
    pub(super) controls: Controls,
    pub(super) finder: Option<Finder>,
    pub(super) highlight: Option<ParamId>,
    pub(super) moment: Option<u64>,
    generation: u64,
    /// What the views of this frame draw, and what the engine was asked for.
    pub(super) wants: Wants,
    pub(super) wanted: Wants,
    pub(super) arrangement: Arrangement,
    pub(super) presentation: Presentation,
    pub(super) player: Option<Player<Scenario>>,
    pub(super) guide: Guide,
    pub(super) breakpoints: BreakpointMenu,
    /// What is on screen.
    pub(super) shown: Shown,
    pub(super) circuits: Circuits,
    pub(super) undo: Undo,
    health: Health,
    pub(super) help: bool,
    /// The words of the field are explained.
    pub(super) words: bool,
    pub(super) settings_store: SettingsStore,
    pub(super) files: Files,
    /// What the views hand over and are handed.
    pub(super) view_requests: views::ViewRequests,
    pub(super) frames: FrameRate,
    pub(super) message: Option<Message>,
    /// The notice that has been dismissed.
    pub(super) dismissed: Option<Notice>,
    pub(super) screenshot: Option<Screenshot>,
    /// How often everything was put back in its usual place: a panel begins again with its usual width.
    pub(super) resets: u32,
    /// Frames drawn.
    drawn: u32,
}

/// Frames after which a window has its place.
const FRAMES_TO_STAND: u32 = 3;

impl Laboratory {
    /// Starts the simulation and prepares `ctx` to show it.
    ///
    /// # Errors
    /// If the simulation cannot start.
    pub fn new(ctx: &egui::Context, opening: &Opening) -> Result<Self, EngineError> {
        theme::install(ctx);
        let (settings_store, trouble) = SettingsStore::open(opening.settings.clone());
        let kept = settings_store.settings.dark.map(|dark| if dark { Theme::Dark } else { Theme::Light });
        if let Some(theme) = opening.theme.or(kept) {
            ctx.set_theme(theme);
        }
        let welcome = opening.welcome && !settings_store.settings.no_welcome;
        let wake = ctx.clone();
        let seed = if welcome { guide::SEED } else { opening.seed };
        let engine = Engine::start(opening.params.clone(), seed, move || wake.request_repaint())?;
        let work = WorkHandle::from(engine.port());
        let (files, more_trouble) = Files::open(opening, work.clone());
        let mut arrangement = Arrangement::of(Shown::Neuron);
        let mut circuits = Circuits::new(ctx, work);
        settings_store.arrange(&mut arrangement, &mut circuits.arrangement);
        if let Some(number) = opening.workspace {
            arrangement.go_to(number);
        }
        let mut presentation = Presentation::default();
        if opening.present.is_some() || opening.scenario.is_some() || opening.circuit.is_some() {
            presentation.set(ctx, true);
            presentation.show_these(opening.present.as_deref().unwrap_or_default());
        }
        Ok(Self {
            engine,
            presets: Preset::builtin().unwrap_or_default(),
            scenarios: scenarios::builtin().unwrap_or_default(),
            preset: opening.preset.clone(),
            preset_values: opening.preset_values.clone().unwrap_or_else(|| opening.params.clone()),
            awaited: None,
            finder: None,
            controls: Controls::default(),
            highlight: None,
            moment: None,
            generation: 0,
            wants: Wants::NOTHING,
            wanted: Wants::default(),
            arrangement,
            presentation,
            player: opening.scenario.clone().map(Player::new),
            guide: Guide::new(welcome),
            breakpoints: BreakpointMenu::default(),
            shown: Shown::Neuron,
            circuits,
            undo: Undo::default(),
            health: Health::default(),
            help: false,
            words: false,
            settings_store,
            files,
            view_requests: views::ViewRequests::default(),
            frames: FrameRate::default(),
            message: trouble.or(more_trouble).map(Message::warning),
            dismissed: None,
            screenshot: None,
            resets: 0,
            drawn: 0,
        })
    }

    /// As [`Laboratory::new`], running from the start.
    pub(super) fn open(
        ctx: &egui::Context,
        opening: Opening,
        session: Option<(Opened, PathBuf)>,
        failure: Sender<WindowError>,
    ) -> Result<Self, EngineError> {
        let mut laboratory = Self::new(ctx, &opening)?;
        laboratory.files.save_on_panic();
        if let Some(circuit) = opening.circuit.clone() {
            laboratory.tell_circuit(circuit);
        }
        if opening.circuits {
            laboratory.show_system(Shown::Circuits);
            laboratory.presentation.show_these(opening.present.as_deref().unwrap_or_default());
            laboratory.circuits.send(vec![CircuitCommand::Transport(Transport::Run)]);
        }
        let from_file = session.is_some();
        match session {
            Some((opened, path)) => {
                let snapshot = laboratory.engine.snapshot();
                laboratory.take_session(ctx, &snapshot, opened, path, None);
            }
            None => laboratory.begin(&opening),
        }
        laboratory.screenshot =
            opening.screenshot.map(|request| Screenshot::new(request, failure, from_file));
        Ok(laboratory)
    }

    /// A fresh neuron begins to learn.
    fn begin(&mut self, opening: &Opening) {
        self.engine.send(Command::Transport(Transport::SetSpeed(pace::OPENING)));
        if opening.pin.is_some() {
            self.engine.send(Command::Look(Look::Pin(opening.pin)));
        }
        // What is offered first begins at rest.
        if self.player.is_none() && !self.guide.shown() && self.shown == Shown::Neuron {
            self.engine.send(Command::Transport(Transport::Run));
        }
    }

    /// The engine behind the window.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// The views on screen and their places.
    pub(super) fn places(&mut self) -> &mut Arrangement {
        match self.shown {
            Shown::Neuron => &mut self.arrangement,
            Shown::Circuits => &mut self.circuits.arrangement,
        }
    }

    /// What is shown of the circuit, once somebody has looked at one.
    pub fn circuit_snapshot(&self) -> Option<std::sync::Arc<CircuitSnapshot>> {
        self.circuits.snapshot()
    }

    /// Shows a view, wherever its place is.
    pub fn bring(&mut self, key: &str) {
        let Some(shown) = views::system_of(key) else { return };
        self.show_system(shown);
        if self.presentation.on() {
            self.presentation.bring(key);
        } else {
            self.places().bring(key);
        }
    }

    /// Draws one frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let snapshot = self.engine.snapshot();
        let palette = Palette::of(ui.ctx().theme());
        let now = ui.input(|input| input.time);
        let mut commands = Vec::new();
        self.frames.frame(now);
        self.view_requests.places.clear();
        // Keys belong to a window of files that is open, also when it is closed by one.
        let typing = self.files.window_open() || self.finder.is_some();
        self.files(ui, &snapshot);
        self.settle_preset(&snapshot);
        if snapshot.generation != self.generation {
            self.generation = snapshot.generation;
            self.moment = None;
        }
        self.presentation.fit(ui.ctx());
        // A hand on a slider, or a value on its way: the change has not come to rest.
        let moving = ui.input(|input| input.pointer.any_down()) || snapshot.applied < self.engine.issued();
        self.undo.observe(&snapshot, moving);
        self.drive_player(ui, &snapshot, now);
        self.speed_up(ui, &snapshot, now);
        if !typing {
            self.keys(ui, &snapshot, &mut commands);
        }
        match self.circuits.snapshot().filter(|_| self.shown == Shown::Circuits) {
            Some(circuit) => self.circuit(ui, &snapshot, &circuit, palette),
            None if self.presentation.on() => self.stage(ui, &snapshot, palette, &mut commands),
            None => self.bench(ui, &snapshot, palette, &mut commands),
        }
        if self.help {
            let (open, words) = shortcuts::window(ui, palette);
            (self.help, self.words) = (open && !words, self.words || words);
        }
        if self.words {
            self.words = glossary::window(ui, palette);
        }
        self.view_requests.beat = None;
        self.tour(ui, palette);
        self.export_windows(ui, &snapshot, palette);
        self.find(ui, &snapshot, palette, &mut commands);
        if self.wants != self.wanted {
            self.wanted = self.wants;
            commands.push(Command::Look(Look::Want(self.wants)));
        }
        self.send(commands, &snapshot, now);
        if self.settings_store.look(ui.ctx(), [&self.arrangement, &self.circuits.arrangement], now) {
            self.remember_window();
        }
        self.take_screenshot(ui, &snapshot);
        shortcuts::remember_typing(ui);
        focus_ring::show(ui, palette);
    }

    /// The views that are to be seen, in the space that is left.
    pub(super) fn views(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        let frame = Frame::new().fill(palette.panel).inner_margin(if self.presentation.on() { 4 } else { 6 });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.highlight = None;
            // The bar of presentation mode says what is learned.
            self.wants = Wants { recall: self.presentation.on(), ..Wants::NOTHING };
            let mut context = views::Context {
                snapshot,
                palette,
                commands,
                highlight: &mut self.highlight,
                moment: &mut self.moment,
                wants: &mut self.wants,
                circuit: None,
                circuit_commands: &mut Vec::new(),
                inside: &mut false,
                view_requests: &mut self.view_requests,
            };
            if self.presentation.on() {
                self.arrangement.show_only(ui, self.presentation.views(), &mut context);
            } else {
                self.arrangement.show(ui, &mut context);
            }
        });
    }

    pub(super) fn parameters(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        let space = ui.available_width();
        let width = (space * 0.27).clamp(240.0, 380.0);
        // However wide it is drawn, the views keep half of the window.
        let widest = (space * 0.5).max(width);
        let side = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 4));
        let panel = Panel::left(("controls", self.resets)).frame(side).default_size(width);
        let shown = panel.min_size(220.0).max_size(widest).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                // Room for the scroll bar.
                ui.set_max_width(ui.available_width() - 8.0);
                let issued = self.engine.issued();
                self.controls.show(
                    ui,
                    snapshot,
                    &self.preset_values,
                    palette,
                    commands,
                    (issued, self.highlight),
                );
            });
        });
        self.view_requests.places.insert(CONTROLS, shown.response.rect);
        self.take_rule(snapshot);
        self.take_sweep();
    }

    /// What a demonstration shows, its caption tells.
    pub(super) fn health(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette) -> Option<ParamId> {
        if self.player.is_some() { None } else { self.health.show(ui, snapshot, palette) }
    }

    fn send(&mut self, commands: Vec<Command>, snapshot: &Snapshot, now: f64) {
        for command in commands {
            if matches!(command, Command::Transport(Transport::SetSpeed(_))) {
                self.guide.leave_ramp();
            }
            let toggles = matches!(
                command,
                Command::Transport(Transport::Run)
                    | Command::Transport(Transport::Pause)
                    | Command::Transport(Transport::Toggle)
            );
            match &mut self.player {
                // Looking at a beat of a paused demonstration does not start it.
                Some(_)
                    if command == Command::Transport(Transport::Pause)
                        && snapshot.run == RunState::Paused => {}
                Some(player) if toggles => {
                    let mut instead = Vec::new();
                    player.toggle(snapshot.run == RunState::Paused, now, &mut instead);
                    instead.into_iter().for_each(|command| self.engine.send(command));
                }
                _ => self.engine.send(command),
            }
        }
        self.engine.flush();
    }
}

impl eframe::App for Laboratory {
    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        Self::ui(self, ui);
        // Once the window stands where the system has put it.
        if self.drawn == FRAMES_TO_STAND {
            place::bring_back(ui.ctx(), frame);
        }
        self.drawn = self.drawn.saturating_add(1);
    }

    // With OpenGL its context is handed over.
    fn on_exit(&mut self, #[cfg(target_os = "linux")] _gl: Option<&eframe::glow::Context>) {
        self.remember_window();
        self.files.close();
        self.settings_store.close([&self.arrangement, &self.circuits.arrangement]);
    }
}
