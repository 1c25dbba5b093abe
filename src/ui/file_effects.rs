//! The window's side of files: what the file side asks of it, and what it remembers of a session.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::Ui;
use serde::{Deserialize, Serialize};

use super::circuits::{CircuitUndo, Circuits};
use super::export::offscreen;
use super::files::{Choice, Dialog, FileContext, FileEffect, Files, Mark};
use super::laboratory::Laboratory;
use super::shown::Shown;
use super::theme::Palette;
use super::ui_action::FileAction;
use super::undo::Undo;
use super::views::{Arrangement, Capture, Layout, Workspaces, recordings, rules};
use crate::engine::{Command, Look, Snapshot, Work};
use crate::io::recovery::Found;
use crate::io::session::Opened;
use crate::model::{Params, packed};

/// What the window itself has to remember of a session.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    preset: String,
    #[serde(rename = "home")]
    preset_values: Params,
    /// Places of the views in files from before there were workspaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
    #[serde(default)]
    workspaces: Option<Workspaces>,
    undo: Undo,
    /// Which system is on screen.
    #[serde(default)]
    shown: Shown,
    /// Places of the views of circuits.
    #[serde(default)]
    circuits: Option<Workspaces>,
    #[serde(default)]
    circuit_undo: CircuitUndo,
    /// What the views have to remember, by key.
    #[serde(default)]
    views: BTreeMap<String, KeptView>,
}

/// What a view has to remember, as it likes.
#[derive(Debug, Serialize, Deserialize)]
struct KeptView(#[serde(with = "packed")] Vec<u8>);

fn remembered(
    (preset, preset_values): (&str, &Params),
    (arrangement, undo): (&Arrangement, &Undo),
    (shown, circuits): (Shown, &Circuits),
) -> Vec<u8> {
    let views = arrangement.kept().into_iter().chain(circuits.arrangement.kept());
    let remembered = Remembered {
        preset: preset.to_owned(),
        preset_values: preset_values.clone(),
        layout: None,
        workspaces: Some(arrangement.workspaces().clone()),
        undo: undo.clone(),
        shown,
        circuits: Some(circuits.arrangement.workspaces().clone()),
        circuit_undo: circuits.undo.clone(),
        views: views.map(|(key, kept)| (key, KeptView(kept))).collect(),
    };
    rmp_serde::to_vec_named(&remembered).unwrap_or_default()
}

impl Laboratory {
    /// Lets the file side work, and does what it asks for.
    fn with_files(
        &mut self,
        ctx: &egui::Context,
        snapshot: &Snapshot,
        work: impl FnOnce(&mut Files, &mut FileContext<'_>),
    ) {
        // The view that is being looked at.
        let front = self.presentation.views().first().filter(|_| self.presentation.on()).cloned();
        let window = self.remembered();
        let mut context = FileContext {
            ctx,
            snapshot,
            engine: &mut self.engine,
            circuits: self.circuits.engine.as_mut(),
            settings: &mut self.settings_store.settings,
            window: &|| window.clone(),
            looked_at: front.or(self.view_requests.pointed.map(str::to_owned)),
        };
        work(&mut self.files, &mut context);
        for effect in self.files.effects() {
            self.carry_out(ctx, snapshot, effect);
        }
    }

    fn carry_out(&mut self, ctx: &egui::Context, snapshot: &Snapshot, effect: FileEffect) {
        match effect {
            FileEffect::Say(message) => self.message = Some(message),
            FileEffect::Preset(preset) => {
                self.take_preset(&preset, snapshot);
                self.message = None;
            }
            FileEffect::Session(opened, path, recovered) => {
                self.take_session(ctx, snapshot, *opened, path, recovered);
            }
            FileEffect::Recordings(path) => {
                self.view_requests.import = Some(path);
                self.bring(recordings::KEY);
            }
            FileEffect::Rule(text) => {
                self.view_requests.edit_rule = Some(text);
                self.bring(rules::KEY);
            }
            FileEffect::Draw(key, print) => {
                self.bring(&key);
                let (moment, circuit) = (self.moment, self.circuits.snapshot());
                let shown = (snapshot, circuit.as_deref());
                let view = self.places().view(&key).zip(print);
                let printed = view.map(|(view, sheet)| {
                    let origin = view.origin_of(shown.0, shown.1);
                    (offscreen::print(view, sheet, moment, shown), origin)
                });
                self.view_requests.capture = printed.is_none().then(|| Capture::of(&key));
                self.with_files(ctx, snapshot, |files, context| {
                    files.picture_is_coming(printed.as_ref(), context);
                });
            }
        }
    }

    /// Looks after everything about files at the beginning of a frame.
    pub(super) fn files(&mut self, ui: &Ui, snapshot: &Snapshot) {
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if let Some(drawn) = self.view_requests.capture.take_if(|it| it.is_taken()).and_then(Capture::taken) {
            self.files.take_picture(drawn);
        }
        let choose = std::mem::take(&mut self.view_requests.choose);
        let save_rule = self.view_requests.save_rule.take();
        let save_atlas = self.view_requests.save_atlas.take();
        self.with_files(ui.ctx(), snapshot, |files, context| {
            files.frame(&dropped, context);
            if choose {
                files.action(FileAction::Open, context);
            }
            if let Some(rule) = save_rule {
                files.save_rule(rule, context);
            }
            if let Some(atlas) = save_atlas {
                files.save_atlas(atlas, context);
            }
        });
    }

    /// Does what a menu or a key asks for.
    pub(super) fn file_action(&mut self, ctx: &egui::Context, action: FileAction, snapshot: &Snapshot) {
        self.with_files(ctx, snapshot, |files, context| files.action(action, context));
    }

    /// Shows the windows for exports.
    pub(super) fn export_windows(&mut self, ui: &Ui, snapshot: &Snapshot, palette: &Palette) {
        self.with_files(ui.ctx(), snapshot, |files, context| files.windows(palette, context));
    }

    /// Opens a session, a preset or recordings, whatever the file is.
    pub fn open_path(&mut self, ctx: &egui::Context, path: &Path) {
        let snapshot = self.engine.snapshot();
        self.with_files(ctx, &snapshot, |files, context| files.open_path(path, context));
    }

    /// Does what was chosen of unsaved work that was found.
    pub(super) fn choose(&mut self, ctx: &egui::Context, choice: Choice) {
        self.files.choose(choice, ctx);
    }

    /// Hands the window's own state to the autosaver.
    pub(super) fn remember_window(&self) {
        self.files.remember_window(|| self.remembered());
    }

    /// What the window itself has to remember of the session on screen.
    fn remembered(&self) -> Vec<u8> {
        let (arranged, shown) = ((&self.arrangement, &self.undo), (self.shown, &self.circuits));
        remembered((&self.preset, &self.preset_values), arranged, shown)
    }

    /// Goes on with a session that has been read; the one that is left is kept.
    pub(super) fn take_session(
        &mut self,
        ctx: &egui::Context,
        snapshot: &Snapshot,
        opened: Opened,
        path: PathBuf,
        recovered: Option<Found>,
    ) {
        self.with_files(ctx, snapshot, |files, context| files.leave(context));
        self.player = None;
        self.circuits.player = None;
        self.guide.leave_ramp();
        self.moment = None;
        self.undo = Undo::default();
        self.preset_values = opened.bench.shown().simulation().params().clone();
        let mut shown = Shown::Neuron;
        self.circuits.undo = CircuitUndo::default();
        if let Ok(remembered) = rmp_serde::from_slice::<Remembered>(&opened.window) {
            let Remembered { preset, preset_values, layout, workspaces, undo, views, .. } = remembered;
            let views = views.into_iter().map(|(key, kept)| (key, kept.0)).collect();
            self.arrangement.restore(&views);
            self.circuits.arrangement.restore(&views);
            (shown, self.circuits.undo) = (remembered.shown, remembered.circuit_undo);
            remembered.circuits.map(|kept| self.circuits.arrangement.set_workspaces(kept));
            (self.preset, self.preset_values, self.undo) = (preset, preset_values, undo);
            layout.map(|layout| self.arrangement.set_layout(layout));
            workspaces.map(|workspaces| self.arrangement.set_workspaces(workspaces));
        }
        let work = Work { neurons: opened.bench, circuits: opened.circuits };
        let mark = Mark::of(&work);
        self.take_circuits(work.circuits, shown);
        self.engine.restore(work.neurons);
        self.engine.send(Command::Look(Look::Want(self.wanted)));
        self.undo.silence(self.engine.issued());
        self.with_files(ctx, snapshot, |files, context| files.took(path, recovered, mark, context));
    }

    /// Uses another dialog than the system's to choose files.
    pub fn choose_with(&mut self, dialog: Dialog) {
        self.files.chooser.dialog = dialog;
    }

    /// Changes what the next animation will be.
    pub fn animate(&mut self, change: impl FnOnce(&mut super::files::AnimationDialog)) {
        change(&mut self.files.animation);
    }
}
