//! Opening and saving sessions, and what else can be opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Ui;
use serde::{Deserialize, Serialize};

use super::autosaver::{Autosaver, Mark};
use super::{Choice, Done, Parcel, Purpose, remember};
use crate::engine::{Command, Look, Snapshot};
use crate::io::presets::Preset;
use crate::io::recovery::{self, Found};
use crate::io::session::{self, EXTENSION, Opened};
use crate::model::Params;
use crate::ui::laboratory::Laboratory;
use crate::ui::message::Message;
use crate::ui::ui_action::FileAction;
use crate::ui::undo::Undo;
use crate::ui::views::{Layout, Workspaces, recordings};

/// Title of the job that saves.
pub(super) const SAVING: &str = "Saving";
/// How long the simulation may take to give a copy of itself.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What the window itself has to remember of a session.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    preset: String,
    home: Params,
    /// Places of the views in files from before there were workspaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
    #[serde(default)]
    workspaces: Option<Workspaces>,
    undo: Undo,
}

impl Laboratory {
    /// Looks after everything about files in this frame.
    pub(in crate::ui) fn files(&mut self, ui: &Ui, snapshot: &Snapshot) {
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if let Some(path) = dropped.first() {
            self.open_path(ui.ctx(), path);
            if dropped.len() > 1 {
                self.message =
                    Some(Message::warning(format!("One file at a time: {} is opened.", path.display())));
            }
        }
        if let Some(trouble) = self.files.autosaver.as_ref().and_then(Autosaver::trouble) {
            self.message = Some(Message::warning(trouble));
        }
        let palette = crate::ui::Palette::of(ui.ctx().theme());
        self.files.chooser.show(ui.ctx(), palette, &mut self.settings_store.settings.typed_paths);
        if let Some(refusal) = self.files.chooser.take_refusal() {
            self.message = Some(Message::warning(refusal));
        }
        if let Some((purpose, path)) = self.files.chooser.take() {
            match purpose {
                Purpose::Open => self.open_path(ui.ctx(), &path),
                Purpose::SaveSession => self.save(ui.ctx(), path),
                other => self.export(ui.ctx(), other, path, snapshot),
            }
        }
        if std::mem::take(&mut self.view_requests.choose) {
            self.file_action(ui.ctx(), FileAction::Open);
        }
        for outcome in self.files.jobs.ended() {
            self.settle(outcome);
        }
        self.title(ui);
    }

    /// Does what the menu asks for.
    pub(in crate::ui) fn file_action(&mut self, ctx: &egui::Context, action: FileAction) {
        let (beside, typed) = (self.beside(), self.settings_store.settings.typed_paths);
        let stem = self.files.path.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
        let named = |ending: &str| stem.as_ref().map(|stem| format!("{stem}{ending}"));
        let mut ask = |purpose, name: Option<String>| {
            self.files.chooser.ask(ctx, purpose, (name.as_deref(), beside.clone()), typed);
        };
        match action {
            FileAction::Open => ask(Purpose::Open, None),
            FileAction::Save => match self.files.path.clone() {
                Some(path) => self.save(ctx, path),
                None => ask(Purpose::SaveSession, None),
            },
            FileAction::SaveAs => ask(Purpose::SaveSession, named(".equipoise")),
            FileAction::Series => ask(Purpose::Series, named("-series")),
            FileAction::Arrays => ask(Purpose::Arrays, named(".npz")),
            FileAction::Parameters => ask(Purpose::Parameters, named(".toml")),
            FileAction::Picture => {
                // The view that is being looked at.
                let front = self.presentation.views().first().filter(|_| self.presentation.on()).cloned();
                let looked_at = front.or(self.view_requests.pointed.map(str::to_owned));
                self.files.picture.view = looked_at.unwrap_or_else(|| self.files.picture.view.clone());
                self.files.picture.open = true;
            }
            FileAction::Animation => self.files.animation.open = true,
            FileAction::Methods => self.make_methods(ctx),
        }
    }

    /// Opens a session, a preset or recordings, whatever the file is.
    pub fn open_path(&mut self, ctx: &egui::Context, path: &Path) {
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            EXTENSION => self.open_session(ctx, path.to_owned(), None),
            "toml" => self.load_preset(path),
            "csv" | "tsv" | "txt" => {
                self.view_requests.import = Some(path.to_owned());
                self.bring(recordings::KEY);
            }
            _ => {
                self.message = Some(Message::fault(format!(
                    "{} cannot be opened: give a session (.{EXTENSION}), a preset (.toml) or recordings (.csv).",
                    path.display()
                )));
            }
        }
    }

    /// Takes over the preset in a file, or says why not.
    fn load_preset(&mut self, path: &Path) {
        match Preset::load(path) {
            Ok(preset) => {
                let snapshot = self.engine.snapshot();
                self.take_preset(&preset, &snapshot);
                self.message = None;
            }
            Err(error) => self.message = Some(Message::fault(error.to_string())),
        }
    }

    fn open_session(&mut self, ctx: &egui::Context, path: PathBuf, recovered: Option<Found>) {
        self.files.jobs.begin(ctx, "Opening", move |watcher| {
            let opened = session::open(&path, watcher).map_err(|error| error.to_string())?;
            Ok(Done::Opened(Parcel::new(opened), path, recovered))
        });
    }

    fn save(&mut self, ctx: &egui::Context, path: PathBuf) {
        if self.files.jobs.at(SAVING) {
            self.message = Some(Message::info("The session is being saved already."));
            return;
        }
        // The copy is that of this moment, whatever is opened while it is written.
        let (copy, window, number) = (self.engine.copy(), self.remembered(), self.files.session);
        self.files.jobs.begin(ctx, SAVING, move |watcher| {
            let bench = copy.wait(PATIENCE, watcher.cancel);
            let bench = bench.ok_or("The simulation is busy: save again when it is built.")?;
            session::save(&path, &bench, window, watcher).map_err(|error| error.to_string())?;
            Ok(Done::Saved(path, number, Mark::of(&bench)))
        });
    }

    fn settle(&mut self, outcome: Result<Done, String>) {
        match outcome {
            Ok(Done::Said(text)) => self.message = Some(Message::success(text)),
            // What was cancelled was asked for.
            Err(text) if text.ends_with(": cancelled.") => self.message = Some(Message::info(text)),
            Err(text) => self.message = Some(Message::fault(text)),
            Ok(Done::Saved(path, number, mark)) => {
                self.message = Some(Message::success(format!("Saved as {}.", path.display())));
                remember(&mut self.settings_store.settings.recent, &path);
                if number == self.files.session {
                    self.files.path = Some(path);
                    if let Some(autosaver) = &self.files.autosaver {
                        autosaver.safe(mark, self.engine.copy());
                    }
                }
            }
            Ok(Done::Opened(parcel, path, recovered)) => {
                if let Some(opened) = parcel.take() {
                    self.take_session(opened, path, recovered);
                }
            }
            Ok(Done::Text(text)) => self.files.methods = Some(text),
        }
    }

    /// Goes on with a session that has been read; the one that is left is kept.
    pub(in crate::ui) fn take_session(&mut self, opened: Opened, path: PathBuf, recovered: Option<Found>) {
        let left = self.remembered();
        if let Some(autosaver) = &self.files.autosaver {
            autosaver.leave(self.engine.copy(), left);
        }
        self.player = None;
        self.guide.leave_ramp();
        self.moment = None;
        self.undo = Undo::default();
        self.home = opened.bench.shown().simulation().params().clone();
        if let Ok(remembered) = rmp_serde::from_slice(&opened.window) {
            let Remembered { preset, home, layout, workspaces, undo } = remembered;
            (self.preset, self.home, self.undo) = (preset, home, undo);
            layout.map(|layout| self.arrangement.set_layout(layout));
            workspaces.map(|workspaces| self.arrangement.set_workspaces(workspaces));
        }
        let mark = Mark::of(&opened.bench);
        self.engine.restore(opened.bench);
        self.engine.send(Command::Look(Look::Want(self.wanted)));
        self.undo.silence(self.engine.issued());
        self.files.session += 1;
        self.files.path = None;
        let nameless = recovered.is_some() || self.files.is_own(&path);
        if nameless {
            self.message = Some(Message::info("This session has no name of its own yet: File, Save."));
        } else {
            self.message = Some(Message::success(format!("Opened {}.", path.display())));
            remember(&mut self.settings_store.settings.recent, &path);
            self.files.path = Some(path);
        }
        self.remember_window();
        match &self.files.autosaver {
            Some(autosaver) if nameless => autosaver.save_soon(self.engine.copy(), recovered),
            // It is in the file that it comes from.
            Some(autosaver) => autosaver.safe(mark, self.engine.copy()),
            None => {}
        }
        self.files.left = self.files.folder.as_deref().map(recovery::left).unwrap_or_default();
    }

    /// What the window has to remember.
    pub(super) fn remembered(&self) -> Vec<u8> {
        let remembered = Remembered {
            preset: self.preset.clone(),
            home: self.home.clone(),
            layout: None,
            workspaces: Some(self.arrangement.workspaces().clone()),
            undo: self.undo.clone(),
        };
        rmp_serde::to_vec_named(&remembered).unwrap_or_default()
    }

    /// Hands the window's own state to the autosaver.
    pub(in crate::ui) fn remember_window(&self) {
        if let Some(autosaver) = &self.files.autosaver {
            autosaver.remember(self.remembered());
        }
    }

    /// Does what was chosen of unsaved work that was found.
    pub(in crate::ui) fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        match choice {
            Choice::Later => self.files.offered.clear(),
            Choice::Discard => self.files.offered.remove(0).discard(),
            Choice::Recover => {
                let found = self.files.offered.remove(0);
                self.open_session(ctx, found.path.clone(), Some(found));
            }
        }
    }

    fn title(&mut self, ui: &Ui) {
        let name = self.files.path.as_deref().and_then(Path::file_name);
        let title =
            name.map_or("Equipoise".to_owned(), |name| format!("{} - Equipoise", name.to_string_lossy()));
        if title != self.files.titled {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.files.titled = title;
        }
    }
}
