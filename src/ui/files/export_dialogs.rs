//! What to make a picture or an animation of.

use crate::ui::keyed::Keyed;
use egui::{ComboBox, RichText, Ui};

use crate::engine::Snapshot;
use crate::ui::export::{Format, Sheet, sheet};
use crate::ui::number::Number;
use crate::ui::theme::Palette;
use crate::ui::views;

/// A choice among all views; among those that show nothing but the run, and `none` of them, if that is given or
/// `live`.
fn choose_view(ui: &mut Ui, label: &str, key: &mut String, (live, none): (bool, Option<&str>)) {
    let views = views::all();
    let all: Vec<_> =
        views.iter().filter(|view| view.live() || !live).map(|view| (view.key(), view.title())).collect();
    let named = |key: &str| all.iter().find(|(other, _)| *other == key).map(|(_, title)| *title);
    let selected = named(key).or(none).unwrap_or_default().to_owned();
    let shown = ComboBox::from_id_salt(label).width(210.0).selected_text(selected).show_ui(ui, |ui| {
        if let Some(none) = none {
            ui.selectable_value(key, String::new(), none);
        }
        for (other, title) in &all {
            ui.selectable_value(key, (*other).to_owned(), *title);
        }
    });
    shown.response.accessible_name(label);
}

/// A row of a form: a name and a widget.
fn row(ui: &mut Ui, name: &str, widget: impl FnOnce(&mut Ui)) {
    ui.label(name);
    widget(ui);
    ui.end_row();
}

fn window(title: &str) -> egui::Window<'_> {
    egui::Window::new(title)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
}

/// The buttons below a form; true to go on, false to leave.
fn buttons(ui: &mut Ui, palette: &Palette) -> Option<bool> {
    ui.add_space(6.0);
    let mut answer = None;
    ui.horizontal(|ui| {
        let button = egui::Button::new(RichText::new("Choose a file…").strong().color(palette.card));
        if ui.add(button.fill(palette.inhibitory)).keyed("choose-file").clicked() {
            answer = Some(true);
        }
        if ui.button("Cancel").keyed("cancel-export").clicked()
            || ui.input(|input| input.key_pressed(egui::Key::Escape))
        {
            answer = Some(false);
        }
    });
    answer
}

/// A picture of a view.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureDialog {
    /// Is it shown?
    pub open: bool,
    /// Which view.
    pub view: String,
    /// What to write.
    pub format: Format,
    /// Pixels per point of a PNG file.
    pub scale: f32,
    /// Drawn for paper instead of as it is on screen.
    pub print: bool,
    /// How large on paper.
    pub sheet: Sheet,
}

impl Default for PictureDialog {
    fn default() -> Self {
        let sheet = Sheet::of_width(sheet::WIDTHS[0]);
        Self { open: false, view: "plane".to_owned(), format: Format::Png, scale: 2.0, print: false, sheet }
    }
}

impl PictureDialog {
    /// Shows it; true once a file is to be chosen.
    pub fn show(&mut self, ctx: &egui::Context, palette: &Palette) -> bool {
        if !self.open {
            return false;
        }
        let mut open = true;
        let mut answer = None;
        window("Export a picture").open(&mut open).show(ctx, |ui| {
            egui::Grid::new("picture").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
                row(ui, "View", |ui| choose_view(ui, "view", &mut self.view, (false, None)));
                row(ui, "Format", |ui| formats(ui, &mut self.format));
                row(ui, "For", |ui| {
                    let tip = "White, without frame and buttons, in the size that it will have on paper";
                    ui.checkbox(&mut self.print, "For print").on_hover_text(tip);
                });
                if self.print {
                    self.sizes(ui);
                } else {
                    let vectors = self.format != Format::Png;
                    row(ui, "Scale", |ui| {
                        let scale = Number::new("scale", &mut self.scale, 0.5..=8.0).step(0.05).suffix(" ×");
                        let tip = "Pixels per point of the screen";
                        ui.add_enabled(!vectors, scale).accessible_name("scale").on_hover_text(tip);
                    });
                }
            });
            let about = match self.print {
                true => {
                    "The view of this moment, drawn for that size: text of 7 to 9 points, pixels at 300 dpi."
                }
                false => "As it is on screen, with its size, theme and zoom.",
            };
            ui.label(RichText::new(about).small());
            answer = buttons(ui, palette);
        });
        self.open = open && answer.is_none();
        self.sheet = self.sheet.bounded();
        answer == Some(true)
    }

    /// Width and height on paper.
    fn sizes(&mut self, ui: &mut Ui) {
        row(ui, "Width", |ui| {
            ui.horizontal(|ui| {
                for (width, name) in sheet::WIDTHS.into_iter().zip(["column", "1.5 columns", "2 columns"]) {
                    let text = format!("{width} mm");
                    if ui.selectable_label(self.sheet.width == width, text).on_hover_text(name).clicked() {
                        self.sheet = Sheet::of_width(width);
                    }
                }
                let [least, most] = sheet::SIDES;
                let width = Number::new("width", &mut self.sheet.width, least..=most).suffix(" mm");
                ui.add(width).accessible_name("width in mm");
            });
        });
        row(ui, "Height", |ui| {
            let [least, most] = sheet::SIDES;
            let height = Number::new("height", &mut self.sheet.height, least..=most).suffix(" mm");
            ui.add(height).accessible_name("height in mm");
        });
    }
}

/// The formats of pictures.
fn formats(ui: &mut Ui, format: &mut Format) {
    ui.horizontal(|ui| {
        for &one in Format::ALL {
            let (name, tip) = match one {
                Format::Png => ("PNG", "Pixels: for slides and web pages"),
                Format::Svg => ("SVG", "Vectors with text that can be edited: for papers"),
                #[cfg(feature = "pdf")]
                Format::Pdf => ("PDF", "Vectors on a page: for papers"),
            };
            ui.radio_value(format, one, name).on_hover_text(tip);
        }
    });
}

/// An animation of a stretch of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct AnimationDialog {
    /// Is it shown?
    pub open: bool,
    /// Keys of the views; the second may be empty.
    pub views: [String; 2],
    /// First and last presentation of the session; none as long as nobody has chosen.
    pub span: Option<(u64, u64)>,
    /// Frames.
    pub frames: u32,
    /// Frames per second.
    pub fps: u32,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// A folder of pictures instead of a GIF file.
    pub folder: bool,
}

impl Default for AnimationDialog {
    fn default() -> Self {
        Self {
            open: false,
            views: [views::plane::KEY, views::capacity::KEY].map(str::to_owned),
            span: None,
            frames: 100,
            fps: 15,
            size: [960, 480],
            folder: false,
        }
    }
}

impl AnimationDialog {
    /// First and last presentation.
    pub fn span(&self, snapshot: &Snapshot) -> (u64, u64) {
        let end = snapshot.timeline.end;
        let (from, to) = self.span.unwrap_or((0, end));
        (from.min(end), to.min(end).max(from.min(end)))
    }

    /// Shows it; true once a file is to be chosen.
    pub fn show(&mut self, ctx: &egui::Context, snapshot: &Snapshot, palette: &Palette) -> bool {
        if !self.open {
            return false;
        }
        let mut open = true;
        let mut answer = None;
        window("Export an animation").open(&mut open).show(ctx, |ui| {
            egui::Grid::new("animation").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
                self.form(ui, snapshot);
            });
            let text = "The selected stretch is recomputed in the background; the live run continues.";
            ui.label(RichText::new(text).small());
            answer = buttons(ui, palette);
        });
        self.open = open && answer.is_none();
        answer == Some(true)
    }

    fn form(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        row(ui, "View", |ui| choose_view(ui, "first view", &mut self.views[0], (true, None)));
        row(ui, "Beside it", |ui| {
            choose_view(ui, "second view", &mut self.views[1], (true, Some("nothing")))
        });
        let (mut from, mut to) = self.span(snapshot);
        let end = snapshot.timeline.end;
        row(ui, "From presentation", |ui| {
            ui.add(Number::new("from", &mut from, 0..=end).step(100.0).width(90.0)).accessible_name("from");
        });
        row(ui, "To presentation", |ui| {
            ui.add(Number::new("to", &mut to, from..=end).step(100.0).width(90.0)).accessible_name("to");
        });
        if (from, to) != self.span(snapshot) {
            self.span = Some((from, to));
        }
        row(ui, "Frames", |ui| {
            ui.add(Number::new("frames", &mut self.frames, 1..=2000)).accessible_name("frames");
        });
        row(ui, "Frames per second", |ui| {
            ui.add(Number::new("frames per second", &mut self.fps, 1..=50))
                .accessible_name("frames per second");
        });
        row(ui, "Size", |ui| {
            ui.horizontal(|ui| {
                let [width, height] = &mut self.size;
                ui.add(Number::new("width", width, 240..=1920)).accessible_name("width");
                ui.label("×");
                let height = Number::new("height", height, 200..=1080).suffix(" pixels").width(90.0);
                ui.add(height).accessible_name("height");
            });
        });
        row(ui, "Format", |ui| {
            ui.horizontal(|ui| {
                ui.radio_value(&mut self.folder, false, "GIF");
                ui.radio_value(&mut self.folder, true, "PNG files in a folder");
            });
        });
    }
}
