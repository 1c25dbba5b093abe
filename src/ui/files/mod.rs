//! Files around the window: sessions, their recovery, recent files, exports.

mod autosaver;
mod chooser;
mod dialog;
mod export;
mod export_dialogs;
mod jobs;
pub mod menu;
mod purpose;
mod session;

use crate::ui::keyed::Keyed;
use std::path::{Path, PathBuf};

use egui::{Frame, Margin, RichText, Ui};

pub use autosaver::Mark;
pub use chooser::Chooser;
pub use dialog::{Dialog, Question};
pub use jobs::{Done, Ended, Jobs};
pub use purpose::Purpose;

use super::Opening;
use super::export::{Picture, Provenance, Sheet};
use super::message::Message;
use super::theme::Palette;
use super::views::{AtlasData, RuleText};
use crate::engine::any;
use crate::engine::circuits::LiveCircuit;
use crate::engine::{Engine, PendingWork, Snapshot, WorkHandle};
use crate::io::presets::Preset;
use crate::io::recovery::{self, Found};
use crate::io::session::Opened;
use crate::io::settings::Settings;
use autosaver::Autosaver;
pub use export_dialogs::AnimationDialog;
use export_dialogs::PictureDialog;

/// Recent files kept.
const MOST_RECENT: usize = 8;

/// How long what is being written may take to clear up when the window closes.
const CLEARING: std::time::Duration = std::time::Duration::from_secs(3);

/// Everything about files that the window has to know.
#[derive(Default)]
pub struct Files {
    /// Where the session was saved or opened last.
    pub path: Option<PathBuf>,
    pub(super) chooser: Chooser,
    pub(super) jobs: Jobs,
    autosaver: Option<Autosaver>,
    /// Where unsaved work is kept.
    folder: Option<PathBuf>,
    /// Unsaved work that may be recovered, the newest first.
    offered: Vec<Found>,
    /// Sessions that were left, the newest first.
    pub left: Vec<Found>,
    /// Counts the sessions of this window.
    session: u64,
    pub(super) picture: PictureDialog,
    /// What the picture is like that a path is being asked for.
    pictured: PictureDialog,
    pub(super) animation: AnimationDialog,
    /// The picture that was drawn for a path that is being asked for.
    drawn: Option<(Picture, Provenance)>,
    /// What is to be done outside.
    effects: Vec<FileEffect>,
    /// The rule that is to be written.
    rule: Option<RuleText>,
    /// The atlas that is to be written.
    atlas: Option<AtlasData>,
    /// The methods paragraph, while it is shown.
    methods: Option<String>,
    /// Title that the window has.
    titled: String,
}

/// What the file side may use of the window in a frame.
pub struct FileContext<'a> {
    pub ctx: &'a egui::Context,
    pub snapshot: &'a Snapshot,
    pub engine: &'a mut Engine,
    /// Circuits, if somebody has looked at them.
    pub circuits: Option<&'a mut any::Engine<LiveCircuit>>,
    pub settings: &'a mut Settings,
    /// What the window itself has to remember of a session.
    pub window: &'a dyn Fn() -> Vec<u8>,
    /// Key of the view that is being looked at.
    pub looked_at: Option<String>,
}

impl FileContext<'_> {
    /// A copy of all work as it will be once all commands sent so far have been carried out.
    pub(super) fn copy(&mut self) -> PendingWork {
        let circuits = self.circuits.as_mut().map(|engine| engine.copy());
        PendingWork { neurons: self.engine.copy(), circuits }
    }
}

/// What the file side asks of the window.
pub enum FileEffect {
    /// Say this.
    Say(Message),
    /// Take over this preset.
    Preset(Box<Preset>),
    /// Go on with this session, which comes from here; or it is unsaved work that was recovered.
    Session(Box<Opened>, PathBuf, Option<Found>),
    /// Show these recordings.
    Recordings(PathBuf),
    /// Edit this rule.
    Rule(RuleText),
    /// Draw the view with this key, on screen or for print, and hand the picture to [`Files::take_picture`].
    Draw(String, Option<Sheet>),
}

/// What is to become of unsaved work that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Open it.
    Recover,
    /// Remove it.
    Discard,
    /// Ask again the next time.
    Later,
}

impl Files {
    /// File state of a window that autosaves into `folder`, and a message if it cannot.
    pub fn open(opening: &Opening, port: WorkHandle) -> (Self, Option<String>) {
        let folder = opening.unsaved.clone();
        let chooser = Chooser::new(opening.typed_paths);
        let mut files = Self { folder: folder.clone(), chooser, ..Self::default() };
        let Some(folder) = &folder else { return (files, None) };
        files.offered = recovery::abandoned(folder);
        files.left = recovery::left(folder);
        match Autosaver::start(folder, port) {
            Ok(autosaver) => {
                files.autosaver = Some(autosaver);
                (files, None)
            }
            Err(error) => {
                let text = format!("Unsaved work cannot be kept in {}: {error}.", folder.display());
                (files, Some(text))
            }
        }
    }

    /// What is to be done outside since the last time.
    pub fn effects(&mut self) -> Vec<FileEffect> {
        std::mem::take(&mut self.effects)
    }

    fn say(&mut self, message: Message) {
        self.effects.push(FileEffect::Say(message));
    }

    /// Is a window of files open, which keys belong to?
    pub fn window_open(&self) -> bool {
        self.chooser.open() || self.picture.open || self.animation.open || self.methods.is_some()
    }

    /// Is this one of the program's own files?
    fn is_own(&self, path: &Path) -> bool {
        self.folder.as_deref().is_some_and(|folder| path.starts_with(folder))
    }

    /// Saves unsaved work if the window panics.
    pub fn save_on_panic(&self) {
        self.autosaver.iter().for_each(Autosaver::save_on_panic);
    }

    /// The window is closed in good order; a session that is being saved still is.
    pub fn close(&mut self) {
        self.jobs.stop_others(session::SAVING, CLEARING);
        self.jobs.finish(session::SAVING, session::PATIENCE);
        if let Some(autosaver) = self.autosaver.take() {
            autosaver.close();
        }
    }

    /// Offers unsaved work that was found.
    pub fn offer(&self, ui: &mut Ui, palette: &Palette) -> Option<Choice> {
        let newest = self.offered.first()?;
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(10, 6));
        let shown = egui::Panel::top("recovery").frame(frame).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                let age = newest.written.elapsed().map(|age| ago(age.as_secs())).unwrap_or_default();
                let text = format!("The program ended without closing a session, last saved {age}.");
                ui.label(RichText::new(text).strong());
                let choices = [
                    ("Recover", "Open it, paused; what runs now is replaced", Choice::Recover),
                    ("Discard", "Remove it for good", Choice::Discard),
                    ("Later", "Keep it, and ask at the next start", Choice::Later),
                ];
                choices
                    .into_iter()
                    .filter(|(name, tip, _)| {
                        ui.button(*name)
                            .keyed(format!("unsaved-{}", name.to_lowercase()))
                            .on_hover_text(*tip)
                            .clicked()
                    })
                    .map(|(.., choice)| choice)
                    .last()
            })
            .inner
        });
        shown.inner
    }
}

/// A time ago, in words.
fn ago(seconds: u64) -> String {
    match seconds {
        0..90 => "a minute ago".to_owned(),
        90..5400 => format!("{} minutes ago", (seconds + 30) / 60),
        5400..129_600 => format!("{} hours ago", (seconds + 1800) / 3600),
        _ => format!("{} days ago", (seconds + 43_200) / 86_400),
    }
}

/// Puts `path` at the front of the recent ones.
fn remember(recent: &mut Vec<PathBuf>, path: &Path) {
    if path.to_str().is_none() {
        // Settings are text.
        return;
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    recent.retain(|other| *other != path);
    recent.insert(0, path);
    recent.truncate(MOST_RECENT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_files_are_few_and_each_is_there_once() {
        let mut recent = Vec::new();
        for number in 0..20 {
            remember(&mut recent, Path::new(&format!("/a/{}", number % 11)));
        }
        assert_eq!(recent.len(), MOST_RECENT);
        assert_eq!(recent[0], Path::new("/a/8"));
        assert_eq!(recent.iter().filter(|path| path.ends_with("8")).count(), 1);
    }

    #[test]
    fn times_are_told_in_whole_units() {
        assert_eq!(
            [ago(3), ago(600), ago(7200), ago(200_000)].join("; "),
            "a minute ago; 10 minutes ago; 2 hours ago; 2 days ago"
        );
    }
}
