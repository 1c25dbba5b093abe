//! Opening and saving sessions, and what else can be opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::autosaver::{Autosaver, Mark};
use super::{Choice, Done, Ended, FileContext, FileEffect, Files, Purpose, remember};
use crate::io::presets::Preset;
use crate::io::recovery::{self, Found};
use crate::io::rule_files;
use crate::io::session::{self, EXTENSION};
use crate::model::plasticity::language::RuleFile;
use crate::ui::message::Message;
use crate::ui::theme::Palette;
use crate::ui::ui_action::FileAction;
use crate::ui::views::{AtlasData, RuleText};

/// Title of the job that saves.
pub(super) const SAVING: &str = "Saving";
/// How long the simulation may take to give a copy of itself.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

impl Files {
    /// Looks after everything about files in this frame.
    pub fn frame(&mut self, dropped: &[PathBuf], context: &mut FileContext<'_>) {
        if let Some(path) = dropped.first() {
            self.open_path(path, context);
            if dropped.len() > 1 {
                self.say(Message::warning(format!("One file at a time: {} is opened.", path.display())));
            }
        }
        if let Some(trouble) = self.autosaver.as_ref().and_then(Autosaver::trouble) {
            self.say(Message::warning(trouble));
        }
        let palette = Palette::of(context.ctx.theme());
        self.chooser.show(context.ctx, palette, &mut context.settings.typed_paths);
        if let Some(refusal) = self.chooser.take_refusal() {
            self.say(Message::warning(refusal));
        }
        if let Some((purpose, path)) = self.chooser.take() {
            match purpose {
                Purpose::Open => self.open_path(&path, context),
                Purpose::SaveSession => self.save(path, context),
                other => self.export(other, path, context),
            }
        }
        for outcome in self.jobs.ended() {
            self.settle(outcome, context);
        }
        self.title(context.ctx);
    }

    /// Does what is asked for.
    pub fn action(&mut self, action: FileAction, context: &mut FileContext<'_>) {
        let stem = self.path.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
        let named = |ending: &str| stem.as_ref().map(|stem| format!("{stem}{ending}"));
        let (save_as, series) = (named(".equipoise"), named("-series"));
        let (arrays, parameters) = (named(".npz"), named(".toml"));
        match action {
            FileAction::Open => self.ask(Purpose::Open, None, context),
            FileAction::Save => match self.path.clone() {
                Some(path) => self.save(path, context),
                None => self.ask(Purpose::SaveSession, None, context),
            },
            FileAction::SaveAs => self.ask(Purpose::SaveSession, save_as.as_deref(), context),
            FileAction::Series => self.ask(Purpose::Series, series.as_deref(), context),
            FileAction::Arrays => self.ask(Purpose::Arrays, arrays.as_deref(), context),
            FileAction::Parameters => self.ask(Purpose::Parameters, parameters.as_deref(), context),
            FileAction::Picture => {
                self.picture.view = context.looked_at.clone().unwrap_or_else(|| self.picture.view.clone());
                self.picture.open = true;
            }
            FileAction::Animation => self.animation.open = true,
            FileAction::Methods => self.make_methods(context),
        }
    }

    /// Asks where to write a rule, beside the file that it comes from.
    pub fn save_rule(&mut self, rule: RuleText, context: &FileContext<'_>) {
        let named =
            rule.path.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let title = RuleFile::read(&rule.text).map_or_else(|_| "rule".to_owned(), |file| file.slug());
        let name = named.unwrap_or_else(|| format!("{title}.toml"));
        self.rule = Some(rule);
        self.ask(Purpose::Rule, Some(&name), context);
    }

    /// Asks where to write an atlas.
    pub fn save_atlas(&mut self, atlas: AtlasData, context: &FileContext<'_>) {
        let purpose = if atlas.all { Purpose::AtlasArrays } else { Purpose::AtlasTable };
        self.atlas = Some(atlas);
        self.ask(purpose, None, context);
    }

    /// Asks for a path, next to the session's file to begin with.
    pub(super) fn ask(&mut self, purpose: Purpose, name: Option<&str>, context: &FileContext<'_>) {
        let near = self.path.as_deref().and_then(Path::parent).map(Path::to_owned);
        self.chooser.ask(context.ctx, purpose, (name, near), context.settings.typed_paths);
    }

    /// Opens a session, a preset or recordings, whatever the file is.
    pub fn open_path(&mut self, path: &Path, context: &FileContext<'_>) {
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            EXTENSION => self.open_session(path.to_owned(), None, context.ctx),
            "toml" => match rule_files::text_of_rule(path) {
                // What is wrong with it is said where it can be mended.
                Ok(Some(text)) => {
                    self.effects.push(FileEffect::Rule(RuleText { text, path: Some(path.to_owned()) }));
                }
                Ok(None) => match Preset::load(path) {
                    Ok(preset) => self.effects.push(FileEffect::Preset(Box::new(preset))),
                    Err(error) => self.say(Message::fault(error.to_string())),
                },
                Err(error) => self.say(Message::fault(error.to_string())),
            },
            "csv" | "tsv" | "txt" => self.effects.push(FileEffect::Recordings(path.to_owned())),
            _ => self.say(Message::fault(format!(
                "{} cannot be opened: give a session (.{EXTENSION}), a preset or a rule (.toml) or recordings (.csv).",
                path.display()
            ))),
        }
    }

    fn open_session(&mut self, path: PathBuf, recovered: Option<Found>, ctx: &egui::Context) {
        self.jobs.begin(ctx, "Opening", move |watcher| {
            let opened = session::open(&path, watcher).map_err(|error| error.to_string())?;
            Ok(Done::Opened(Box::new(opened), path, recovered))
        });
    }

    fn save(&mut self, path: PathBuf, context: &mut FileContext<'_>) {
        if self.jobs.at(SAVING) {
            self.say(Message::info("The session is being saved already."));
            return;
        }
        // The copy is that of this moment, whatever is opened while it is written.
        let (copy, window, number) = (context.copy(), (context.window)(), self.session);
        self.jobs.begin(context.ctx, SAVING, move |watcher| {
            let work = copy.wait(PATIENCE, watcher.cancel);
            let work = work.ok_or("The simulation is busy: save again when it is built.")?;
            session::save(&path, &work, window, watcher).map_err(|error| error.to_string())?;
            Ok(Done::Saved(path, number, Mark::of(&work)))
        });
    }

    fn settle(&mut self, outcome: Ended, context: &mut FileContext<'_>) {
        match outcome {
            Ended::Done(Done::Said(text)) => self.say(Message::success(text)),
            // It was asked for.
            Ended::Cancelled(title) => self.say(Message::info(format!("{title}: cancelled."))),
            Ended::Failed(text) => self.say(Message::fault(text)),
            Ended::Done(Done::Saved(path, number, mark)) => {
                self.say(Message::success(format!("Saved as {}.", path.display())));
                remember(&mut context.settings.recent, &path);
                if number == self.session {
                    self.path = Some(path);
                    if let Some(autosaver) = &self.autosaver {
                        autosaver.safe(mark, context.copy());
                    }
                }
            }
            Ended::Done(Done::Opened(opened, path, recovered)) => {
                self.effects.push(FileEffect::Session(opened, path, recovered));
            }
            Ended::Done(Done::Text(text)) => self.methods = Some(text),
        }
    }

    /// Another session is about to take the place of the one on screen, which is kept.
    pub fn leave(&self, context: &mut FileContext<'_>) {
        if let Some(autosaver) = &self.autosaver {
            autosaver.leave(context.copy(), (context.window)());
        }
    }

    /// The window goes on with a session that comes from `path`, in the state `mark`.
    pub fn took(
        &mut self,
        path: PathBuf,
        recovered: Option<Found>,
        mark: Mark,
        context: &mut FileContext<'_>,
    ) {
        self.session += 1;
        self.path = None;
        let nameless = recovered.is_some() || self.is_own(&path);
        if nameless {
            self.say(Message::info("This session has no name of its own yet: File, Save."));
        } else {
            self.say(Message::success(format!("Opened {}.", path.display())));
            remember(&mut context.settings.recent, &path);
            self.path = Some(path);
        }
        if let Some(autosaver) = &self.autosaver {
            autosaver.remember((context.window)());
            if nameless {
                autosaver.save_soon(context.copy(), recovered);
            } else {
                // It is in the file that it comes from.
                autosaver.safe(mark, context.copy());
            }
        }
        self.left = self.folder.as_deref().map(recovery::left).unwrap_or_default();
    }

    /// Hands the window's own state to the autosaver.
    pub fn remember_window(&self, window: impl FnOnce() -> Vec<u8>) {
        if let Some(autosaver) = &self.autosaver {
            autosaver.remember(window());
        }
    }

    /// Does what was chosen of unsaved work that was found.
    pub fn choose(&mut self, choice: Choice, ctx: &egui::Context) {
        match choice {
            Choice::Later => self.offered.clear(),
            Choice::Discard => self.offered.remove(0).discard(),
            Choice::Recover => {
                let found = self.offered.remove(0);
                self.open_session(found.path.clone(), Some(found), ctx);
            }
        }
    }

    fn title(&mut self, ctx: &egui::Context) {
        let name = self.path.as_deref().and_then(Path::file_name);
        let title =
            name.map_or("Equipoise".to_owned(), |name| format!("{} - Equipoise", name.to_string_lossy()));
        if title != self.titled {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.titled = title;
        }
    }
}
