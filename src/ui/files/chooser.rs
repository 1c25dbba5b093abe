//! Choosing a file or folder: in the system's dialog, off the drawing thread; where the system has none, by
//! typing its path.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use egui::{Button, RichText, TextEdit};

use crate::io::session;
use crate::ui::theme::Palette;

/// What a path is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To open a session, a preset or recordings.
    Open,
    /// To save the session.
    SaveSession,
    /// To write a picture as PNG.
    Png,
    /// To write a picture as SVG.
    Svg,
    /// To write an animation as GIF.
    Gif,
    /// To write an animation as PNG files into a new folder.
    Frames,
    /// To write all series into a folder.
    Series,
    /// To write arrays.
    Arrays,
    /// To write parameters.
    Parameters,
    /// To write the methods paragraph.
    Methods,
}

/// Title, file name suggested (empty: an existing one is chosen), and endings with their names.
type Question = (&'static str, &'static str, &'static [(&'static str, &'static [&'static str])]);

impl Purpose {
    fn question(self) -> Question {
        match self {
            Self::Open => (
                "Open a session, a preset or recordings",
                "",
                &[
                    ("Session, preset or recordings", &[session::EXTENSION, "toml", "csv", "tsv", "txt"]),
                    ("Session", &[session::EXTENSION]),
                    ("Preset", &["toml"]),
                    ("Recordings", &["csv", "tsv", "txt"]),
                ],
            ),
            Self::SaveSession => {
                ("Save the session", "session.equipoise", &[("Session", &[session::EXTENSION])])
            }
            Self::Png => ("Write a picture", "view.png", &[("PNG", &["png"])]),
            Self::Svg => ("Write a picture", "view.svg", &[("SVG", &["svg"])]),
            Self::Gif => ("Write an animation", "learning.gif", &[("GIF", &["gif"])]),
            Self::Frames => ("Write an animation into a new folder", "learning-frames", &[]),
            Self::Series => ("Write all series into a folder", "series", &[]),
            Self::Arrays => ("Write arrays for NumPy", "arrays.npz", &[("NumPy arrays", &["npz"])]),
            Self::Parameters => ("Write the parameters", "parameters.toml", &[("Parameters", &["toml"])]),
            Self::Methods => ("Write the methods paragraph", "methods.txt", &[("Text", &["txt"])]),
        }
    }

    /// The path with the ending that its kind has, if it has none of those.
    fn complete(self, path: PathBuf) -> PathBuf {
        let (_, name, kinds) = self.question();
        let known = |path: &Path| {
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            let mut all = kinds.iter().flat_map(|(_, endings)| endings.iter());
            all.any(|other| ending.as_deref() == Some(*other))
        };
        match kinds.first().and_then(|(_, endings)| endings.first()) {
            Some(ending) if !name.is_empty() && !known(&path) => {
                let mut path = path.into_os_string();
                path.push(format!(".{ending}"));
                path.into()
            }
            _ => path,
        }
    }
}

/// A person cannot cancel a dialog sooner than this: there was none.
const INHUMAN: Duration = Duration::from_millis(350);

struct Asked {
    purpose: Purpose,
    name: String,
    since: Instant,
    answer: Receiver<Option<PathBuf>>,
}

struct Typing {
    purpose: Purpose,
    text: String,
    fresh: bool,
}

/// Where documents are, else where the program was started.
fn usual_folder() -> Option<PathBuf> {
    let documents = directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    documents.filter(|folder| folder.is_dir()).or_else(|| std::env::current_dir().ok())
}

/// A dialog that may be open.
#[derive(Default)]
pub struct Chooser {
    asked: Option<Asked>,
    typing: Option<Typing>,
    /// The system has shown that it has no dialog.
    without: bool,
    chosen: Option<(Purpose, PathBuf)>,
    /// Something that is there already, and that nobody has said may be replaced.
    doubtful: Option<(Purpose, PathBuf)>,
}

impl Chooser {
    /// A chooser that has paths typed, or uses the system's dialog as long as there is one.
    pub fn new(typed: bool) -> Self {
        Self { without: typed, ..Self::default() }
    }

    /// Asks for a path, unless something is being asked already; `name` is suggested for a new file, beside
    /// `near`.
    pub fn ask(&mut self, ctx: &egui::Context, purpose: Purpose, name: Option<&str>, near: Option<PathBuf>) {
        if self.asked.is_some() || self.typing.is_some() {
            return;
        }
        let (title, usual, kinds) = purpose.question();
        let folder = near.filter(|folder| folder.is_dir()).or_else(usual_folder);
        let name = if usual.is_empty() { String::new() } else { name.unwrap_or(usual).to_owned() };
        let typed = folder.clone().unwrap_or_default().join(&name).display().to_string();
        if self.without {
            self.typing = Some(Typing { purpose, text: typed, fresh: true });
            return;
        }
        let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
        for (kind, endings) in kinds {
            dialog = dialog.add_filter(*kind, endings);
        }
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        let (send, answer) = channel();
        let ctx = ctx.clone();
        let file_name = name.clone();
        // If no thread is to be had the sender is dropped, which reads as "there is no dialog".
        let _ = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let chosen = match file_name.is_empty() {
                true => pollster::block_on(dialog.pick_file()),
                false => pollster::block_on(dialog.set_file_name(file_name).save_file()),
            };
            // The window may have gone.
            let _ = send.send(chosen.map(|file| file.path().to_owned()));
            ctx.request_repaint();
        });
        self.asked = Some(Asked { purpose, name: typed, since: Instant::now(), answer });
    }

    /// Is a window of this open?
    pub fn open(&self) -> bool {
        self.typing.is_some() || self.doubtful.is_some()
    }

    /// Looks for an answer, and shows the field to type in if there is no dialog.
    pub fn show(&mut self, ctx: &egui::Context, palette: &Palette) {
        self.listen();
        self.doubt(ctx, palette);
        let Some(typing) = &mut self.typing else { return };
        let (title, ..) = typing.purpose.question();
        let mut open = true;
        let mut done = None;
        egui::Window::new(title)
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
            .show(ctx, |ui| {
                ui.set_min_width(480.0);
                ui.label("This system shows no file dialog (no desktop portal answers). Type the path:");
                let field = TextEdit::singleline(&mut typing.text).desired_width(460.0);
                let field = field.background_color(palette.panel);
                let field = ui.add(field).accessible_name("path");
                if std::mem::take(&mut typing.fresh) {
                    field.request_focus();
                }
                let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                ui.horizontal(|ui| {
                    let word = if typing.purpose == Purpose::Open { "Open" } else { "Write" };
                    let button = Button::new(RichText::new(word).strong().color(palette.card));
                    let button = button.fill(palette.inhibitory);
                    if (ui.add(button).clicked() || entered) && !typing.text.trim().is_empty() {
                        done = Some(true);
                    }
                    if ui.button("Cancel").clicked() {
                        done = Some(false);
                    }
                });
            });
        if done == Some(true) {
            let (purpose, path) = (typing.purpose, PathBuf::from(typing.text.trim()));
            self.settle(purpose, purpose.complete(path), None);
        }
        if done.is_some() || !open || ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.typing = None;
        }
    }

    /// A path that was chosen; the system's dialog has asked about `confirmed`, if it is that.
    fn settle(&mut self, purpose: Purpose, path: PathBuf, confirmed: Option<PathBuf>) {
        let new = purpose.question().1.is_empty() || confirmed.as_ref() == Some(&path) || !path.exists();
        *(if new { &mut self.chosen } else { &mut self.doubtful }) = Some((purpose, path));
    }

    /// Asks whether what is there may be replaced.
    fn doubt(&mut self, ctx: &egui::Context, palette: &Palette) {
        let Some((_, path)) = &self.doubtful else { return };
        let mut answer = None;
        egui::Window::new("Replace?")
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
            .show(ctx, |ui| {
                ui.label(format!("{} is there already.", path.display()));
                ui.horizontal(|ui| {
                    let button = Button::new(RichText::new("Replace").strong().color(palette.card));
                    if ui.add(button.fill(palette.wrong)).clicked() {
                        answer = Some(true);
                    }
                    if ui.button("Cancel").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape))
                    {
                        answer = Some(false);
                    }
                });
            });
        if answer == Some(true) {
            self.chosen = self.doubtful.take();
        } else if answer == Some(false) {
            self.doubtful = None;
        }
    }

    fn listen(&mut self) {
        let Some(asked) = &self.asked else { return };
        let answer = match asked.answer.try_recv() {
            Err(TryRecvError::Empty) => return,
            Ok(path) => path,
            Err(TryRecvError::Disconnected) => None,
        };
        let Some(Asked { purpose, name, since, .. }) = self.asked.take() else { return };
        match answer {
            Some(path) => self.settle(purpose, purpose.complete(path.clone()), Some(path)),
            None if since.elapsed() < INHUMAN => {
                self.without = true;
                self.typing = Some(Typing { purpose, text: name, fresh: true });
            }
            None => {}
        }
    }

    /// What was chosen, once.
    pub fn take(&mut self) -> Option<(Purpose, PathBuf)> {
        self.chosen.take()
    }
}
