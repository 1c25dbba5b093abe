//! Choosing a file or folder: in the system's dialog, or by typing its path where there is none or where that is
//! preferred. Whatever happens is seen: an answer, a field to type in, or that the dialog is being waited for.

use crate::ui::keyed::Keyed;
use std::path::{Path, PathBuf};

use egui::{Button, Key, RichText, TextEdit, Ui};

use super::dialog::{Answer, Asking, Dialog, Question};
use super::purpose::Purpose;
use crate::ui::theme::Palette;

/// Seconds after which a dialog that has not answered may be one that nobody sees.
const PATIENCE: f64 = 3.0;

struct Asked {
    purpose: Purpose,
    /// What would be typed.
    path: String,
    asking: Asking,
    /// Time of the frame that first saw it, in seconds.
    since: Option<f64>,
    /// Did the window have the focus to begin with, and has it lost it? A person leaves it for the dialog.
    focus: (bool, bool),
}

struct Typing {
    purpose: Purpose,
    text: String,
    fresh: bool,
    /// Why what was typed is invalid.
    refused: Option<String>,
}

/// What a person does in a small window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    GoOn,
    Leave,
}

/// Where documents are, else where the program was started.
fn usual_folder() -> Option<PathBuf> {
    let documents = directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    documents.filter(|folder| folder.is_dir()).or_else(|| std::env::current_dir().ok())
}

/// A dialog that may be open.
#[derive(Default)]
pub struct Chooser {
    /// What asks.
    pub dialog: Dialog,
    asked: Option<Asked>,
    typing: Option<Typing>,
    /// Paths are typed in this run of the program, whatever is kept.
    typed: bool,
    /// The system has shown that it has no dialog.
    absent: bool,
    chosen: Option<(Purpose, PathBuf)>,
    /// An existing file whose overwrite is not yet confirmed.
    doubtful: Option<(Purpose, PathBuf)>,
    /// Why what was chosen in the system's dialog is invalid.
    refused: Option<String>,
}

impl Chooser {
    /// A chooser that has paths typed, or uses the system's dialog as long as there is one.
    pub fn new(typed: bool) -> Self {
        Self { typed, ..Self::default() }
    }

    /// Asks for a path; `name` is suggested for a new file, next to `near`. With `typed` it is typed. What is being
    /// asked already comes first.
    pub fn ask(
        &mut self,
        ctx: &egui::Context,
        purpose: Purpose,
        (name, near): (Option<&str>, Option<PathBuf>),
        typed: bool,
    ) {
        if let Some(asked) = &mut self.asked {
            // Shown at once, so that there is an answer to this as well.
            asked.since = Some(f64::NEG_INFINITY);
            return;
        }
        if self.open() {
            return;
        }
        let folder = near.filter(|folder| folder.is_dir()).or_else(usual_folder);
        let usual = purpose.usual_name();
        let name = usual.map(|usual| name.map_or(usual, str::to_owned));
        let path = folder.clone().unwrap_or_default().join(name.as_deref().unwrap_or_default());
        let path = path.display().to_string();
        if typed || self.typed || self.absent {
            self.type_path(purpose, path);
            return;
        }
        let question = Question { title: purpose.title(), name, folder, kinds: purpose.kinds() };
        let asking = self.dialog.ask(question, ctx);
        let focus = (ctx.input(|input| input.focused), false);
        self.asked = Some(Asked { purpose, path, asking, since: None, focus });
    }

    fn type_path(&mut self, purpose: Purpose, text: String) {
        self.typing = Some(Typing { purpose, text, fresh: true, refused: None });
    }

    /// Is something being asked? Keys belong to that then.
    pub fn open(&self) -> bool {
        self.asked.is_some() || self.typing.is_some() || self.doubtful.is_some()
    }

    /// Looks for an answer, and shows what there is to see; `typed` is the lasting choice to type paths.
    pub fn show(&mut self, ctx: &egui::Context, palette: &Palette, typed: &mut bool) {
        self.listen(ctx);
        self.wait(ctx, typed);
        self.doubt(ctx, palette);
        self.typing(ctx, palette, typed);
    }

    /// What was chosen, once.
    pub fn take(&mut self) -> Option<(Purpose, PathBuf)> {
        self.chosen.take()
    }

    /// Why what was chosen is invalid, once.
    pub fn take_refusal(&mut self) -> Option<String> {
        self.refused.take()
    }

    fn listen(&mut self, ctx: &egui::Context) {
        let Some(asked) = &mut self.asked else { return };
        asked.focus.1 |=
            ctx.input(|input| !input.focused || input.events.contains(&egui::Event::WindowFocused(false)));
        let Some(answer) = asked.asking.answer() else { return };
        let Some(Asked { purpose, path, focus, .. }) = self.asked.take() else { return };
        match answer {
            Answer::Chosen(path) => match purpose.accept(path.clone()) {
                // The dialog has asked about what is there, if that is what was chosen.
                Ok((purpose, full)) => self.settle(purpose, full.clone(), full == path),
                Err(unfit) => self.refused = Some(format!("Nothing is written: {unfit}.")),
            },
            Answer::Nothing if focus == (true, true) => {}
            Answer::Nothing => self.type_path(purpose, path),
            Answer::Absent => {
                self.absent = true;
                self.type_path(purpose, path);
            }
        }
    }

    /// A path that was chosen, and whether a person has said that what is there may go.
    fn settle(&mut self, purpose: Purpose, path: PathBuf, confirmed: bool) {
        let sure = purpose == Purpose::Open || confirmed || !path.exists();
        *(if sure { &mut self.chosen } else { &mut self.doubtful }) = Some((purpose, path));
    }

    /// Says that a dialog is being waited for, once it takes long, and offers to type the path.
    fn wait(&mut self, ctx: &egui::Context, typed: &mut bool) {
        let Some(asked) = &mut self.asked else { return };
        let now = ctx.input(|input| input.time);
        let waited = now - *asked.since.get_or_insert(now);
        if waited < PATIENCE {
            ctx.request_repaint_after_secs((PATIENCE - waited) as f32);
            return;
        }
        let mut deed = None;
        window("File dialog").show(ctx, |ui| {
            ui.label("Waiting for the system's file dialog. If none is to be seen, type the path instead.");
            lasting(ui, typed);
            ui.horizontal(|ui| {
                if ui.button("Type the path").keyed("type-path").clicked() {
                    deed = Some(Choice::GoOn);
                }
                if ui.button("Cancel").keyed("cancel-path").clicked() || escaped(ui) {
                    deed = Some(Choice::Leave);
                }
            });
        });
        if deed.is_some()
            && let Some(Asked { purpose, path, .. }) = self.asked.take()
            && deed == Some(Choice::GoOn)
        {
            self.type_path(purpose, path);
        }
    }

    /// The field to type in.
    fn typing(&mut self, ctx: &egui::Context, palette: &Palette, typed: &mut bool) {
        let Some(typing) = &mut self.typing else { return };
        let mut open = true;
        let mut deed = None;
        let absent = self.absent;
        window(typing.purpose.title()).open(&mut open).show(ctx, |ui| {
            ui.set_min_width(480.0);
            let none = "This system shows no file dialog (no desktop portal answers). Type the path:";
            ui.label(if absent { none } else { "Type the path:" });
            let field = TextEdit::singleline(&mut typing.text).char_limit(4096).desired_width(460.0);
            let field = ui.add(field.background_color(palette.panel)).accessible_name("path");
            if std::mem::take(&mut typing.fresh) {
                field.request_focus();
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if let Some(refused) = &typing.refused {
                ui.colored_label(palette.wrong, refused);
            }
            lasting(ui, typed);
            ui.horizontal(|ui| {
                let word = if typing.purpose == Purpose::Open { "Open" } else { "Write" };
                let button = Button::new(RichText::new(word).strong().color(palette.card));
                if ui.add(button.fill(palette.inhibitory)).clicked() || entered {
                    deed = Some(Choice::GoOn);
                }
                if ui.button("Cancel").keyed("cancel-path").clicked() || escaped(ui) {
                    deed = Some(Choice::Leave);
                }
            });
        });
        match deed {
            Some(Choice::GoOn) => self.enter(),
            Some(Choice::Leave) => self.typing = None,
            None if !open => self.typing = None,
            None => {}
        }
    }

    /// Takes what was typed, or says why not.
    fn enter(&mut self) {
        let Some(mut typing) = self.typing.take() else { return };
        let text = typing.text.trim();
        let accepted = match text {
            "" => Err("Give a path.".to_owned()),
            text => typing.purpose.accept(text.into()).map_err(|unfit| format!("{unfit}.")),
        };
        match accepted {
            Ok((purpose, path)) => self.settle(purpose, path, false),
            Err(refused) => {
                (typing.refused, typing.fresh) = (Some(refused), true);
                self.typing = Some(typing);
            }
        }
    }

    /// Asks whether what is there may be replaced.
    fn doubt(&mut self, ctx: &egui::Context, palette: &Palette) {
        let Some((_, path)) = &self.doubtful else { return };
        let mut deed = None;
        window("Replace?").show(ctx, |ui| {
            ui.label(format!("{} is there already.", path.display()));
            ui.horizontal(|ui| {
                let button = Button::new(RichText::new("Replace").strong().color(palette.card));
                if ui.add(button.fill(palette.wrong)).keyed("replace").clicked() {
                    deed = Some(Choice::GoOn);
                }
                if ui.button("Cancel").keyed("cancel-path").clicked() || escaped(ui) {
                    deed = Some(Choice::Leave);
                }
            });
        });
        match deed {
            Some(Choice::GoOn) => self.chosen = self.doubtful.take(),
            Some(Choice::Leave) => self.doubtful = None,
            None => {}
        }
    }
}

fn window(title: &str) -> egui::Window<'_> {
    egui::Window::new(title)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
}

fn escaped(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Escape))
}

/// The lasting choice to type paths.
fn lasting(ui: &mut Ui, typed: &mut bool) {
    let tip = "Kept for the next time; --typed-paths does it once";
    ui.checkbox(typed, "From now on, type paths instead of using the system's dialog").on_hover_text(tip);
}
