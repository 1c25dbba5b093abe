//! The window's state and its frame: read a snapshot, draw it, send what was asked for.

use std::path::Path;
use std::sync::{Arc, Mutex};

use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui};

use super::controls::Controls;
use super::preset_loader::PresetDialog;
use super::status::{self, FrameRate};
use super::theme::{self, Palette};
use super::transport::{OPENING_SPEED, Request, Transport};
use super::views::{self, Arrangement};
use super::{Opening, ScreenshotRequest, WindowError, picture};
use crate::engine::{Command, Engine, EngineError, Snapshot};
use crate::io::presets::Preset;
use crate::model::{ParamId, Params};

/// The laboratory: the live simulation and everything on screen.
pub struct Laboratory {
    engine: Engine,
    presets: Vec<Preset>,
    preset: String,
    home: Params,
    awaited: Option<Awaited>,
    controls: Controls,
    highlight: Option<ParamId>,
    arrangement: Arrangement,
    dialog: PresetDialog,
    frames: FrameRate,
    message: Option<String>,
    dismissed: u64,
    screenshot: Option<Screenshot>,
}

/// A preset that has been asked for.
struct Awaited {
    number: u64,
    preset: String,
    params: Params,
}

struct Screenshot {
    request: ScreenshotRequest,
    failure: Arc<Mutex<Option<WindowError>>>,
}

impl Laboratory {
    /// Starts the simulation and prepares `ctx` to show it.
    ///
    /// # Errors
    /// If the simulation cannot start.
    pub fn new(ctx: &egui::Context, opening: &Opening) -> Result<Self, EngineError> {
        theme::install(ctx);
        if let Some(theme) = opening.theme {
            ctx.set_theme(theme);
        }
        let wake = ctx.clone();
        let engine = Engine::start(opening.params.clone(), opening.seed, move || wake.request_repaint())?;
        Ok(Self {
            engine,
            presets: Preset::builtin().unwrap_or_default(),
            preset: opening.preset.clone(),
            home: opening.home.clone().unwrap_or_else(|| opening.params.clone()),
            awaited: None,
            controls: Controls::default(),
            highlight: None,
            arrangement: Arrangement::default(),
            dialog: PresetDialog::default(),
            frames: FrameRate::default(),
            message: None,
            dismissed: 0,
            screenshot: None,
        })
    }

    /// As [`Laboratory::new`], running from the start.
    pub(super) fn open(
        ctx: &egui::Context,
        opening: Opening,
        failure: Arc<Mutex<Option<WindowError>>>,
    ) -> Result<Self, EngineError> {
        let mut laboratory = Self::new(ctx, &opening)?;
        laboratory.engine.send(Command::SetSpeed(OPENING_SPEED));
        laboratory.engine.send(Command::Run);
        laboratory.screenshot = opening.screenshot.map(|request| Screenshot { request, failure });
        Ok(laboratory)
    }

    /// The engine behind the window.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Draws one frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let snapshot = self.engine.snapshot();
        let palette = Palette::of(ui.ctx().theme());
        let mut commands = Vec::new();
        self.frames.frame(ui.input(|input| input.time));
        self.receive_files(ui);
        self.settle_preset(&snapshot);
        let bar = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6));
        let request = Panel::top("transport")
            .frame(bar)
            .show(ui, |ui| {
                Transport {
                    snapshot: &snapshot,
                    palette,
                    presets: &self.presets,
                    preset: &self.preset,
                    modified: differs(&snapshot.params, &self.home),
                    arrangement: &mut self.arrangement,
                    commands: &mut commands,
                }
                .show(ui)
            })
            .inner;
        Panel::bottom("status").frame(bar).show(ui, |ui| self.status(ui, &snapshot, palette));
        let width = (ui.available_width() * 0.27).clamp(240.0, 380.0);
        let side = Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 4));
        Panel::left("controls").frame(side).default_size(width).min_size(220.0).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                // Room for the scroll bar.
                ui.set_max_width(ui.available_width() - 8.0);
                let issued = self.engine.issued();
                self.controls.show(
                    ui,
                    &snapshot,
                    &self.home,
                    palette,
                    &mut commands,
                    (issued, self.highlight),
                );
            });
        });
        CentralPanel::default().frame(Frame::new().fill(palette.panel).inner_margin(6)).show(ui, |ui| {
            self.highlight = None;
            let highlight = &mut self.highlight;
            let mut context =
                views::Context { snapshot: &snapshot, palette, commands: &mut commands, highlight };
            self.arrangement.show(ui, &mut context);
        });
        if let Some(request) = request {
            self.answer(ui, request, &snapshot);
        }
        commands.into_iter().for_each(|command| self.engine.send(command));
        self.engine.flush();
        self.take_screenshot(ui, &snapshot);
    }

    fn status(&mut self, ui: &mut Ui, snapshot: &Snapshot, palette: &Palette) {
        let notice = snapshot.notice.as_ref().filter(|notice| notice.number > self.dismissed);
        let (text, fault, own) = match (notice, &self.message) {
            (Some(notice), _) if notice.fault => (notice.text.as_str(), true, false),
            (_, Some(message)) => (message.as_str(), false, true),
            (Some(notice), None) => (notice.text.as_str(), false, false),
            (None, None) => ("", false, false),
        };
        let message = (!text.is_empty()).then_some((text, fault));
        if status::show(ui, snapshot, &self.frames, message, palette) {
            if own {
                self.message = None;
            } else {
                self.dismissed = notice.map_or(0, |notice| notice.number);
            }
        }
    }

    fn answer(&mut self, ui: &Ui, request: Request, snapshot: &Snapshot) {
        match request {
            Request::Preset(preset) => self.take_preset(&preset, snapshot),
            Request::OpenPreset => self.dialog.open(ui.ctx()),
            Request::ToggleTheme => {
                let dark = ui.visuals().dark_mode;
                ui.ctx().set_theme(if dark { egui::Theme::Light } else { egui::Theme::Dark });
            }
        }
    }

    fn take_preset(&mut self, preset: &Preset, snapshot: &Snapshot) {
        let params = preset.params(&snapshot.params);
        self.engine.send(Command::Load { params: Box::new(params.clone()), seed: snapshot.seed });
        self.awaited = Some(Awaited { number: self.engine.issued(), preset: preset.name.clone(), params });
    }

    /// A preset counts as chosen once the simulation has taken it over.
    fn settle_preset(&mut self, snapshot: &Snapshot) {
        if let Some(awaited) = self.awaited.take_if(|awaited| snapshot.applied >= awaited.number)
            && snapshot.params == awaited.params
        {
            self.preset = awaited.preset;
            self.home = awaited.params;
        }
    }

    fn receive_files(&mut self, ui: &Ui) {
        let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
        if let Some(path) = dropped.or_else(|| self.dialog.take()) {
            self.load_preset(&path);
        }
    }

    /// Takes over the preset in a file, or says why not.
    pub fn load_preset(&mut self, path: &Path) {
        match Preset::load(path) {
            Ok(preset) => {
                let snapshot = self.engine.snapshot();
                self.take_preset(&preset, &snapshot);
                self.message = None;
            }
            Err(error) => self.message = Some(error.to_string()),
        }
    }

    /// Asks for a picture when the run has come far enough; when it comes it is written, and the
    /// window closes.
    fn take_screenshot(&mut self, ui: &Ui, snapshot: &Snapshot) {
        let Some(screenshot) = &self.screenshot else { return };
        if snapshot.epochs < screenshot.request.after_epochs {
            return;
        }
        let Some(Screenshot { request, failure }) = self.screenshot.take() else { return };
        let ctx = ui.ctx().clone();
        let write = move |image: Arc<egui::ColorImage>| {
            if let Err(error) = picture::write_png(&request.path, &image)
                && let Ok(mut slot) = failure.lock()
            {
                *slot = Some(error.into());
            }
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        };
        let callback = egui::ScreenshotCallback::new(write);
        ui.ctx().send_viewport_cmd(egui::ViewportCommand::Screenshot(callback));
        ui.ctx().request_repaint();
    }
}

/// Do these differ in more than the size of the problem?
fn differs(params: &Params, home: &Params) -> bool {
    let Params { n_e, n_i, p, .. } = *params;
    *params != Params { n_e, n_i, p, ..home.clone() }
}

impl eframe::App for Laboratory {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
    }
}
