//! Which column means what.

use crate::ui::keyed::Keyed;
use std::path::PathBuf;

use egui::{Button, ComboBox, RichText, TextEdit, Ui};

use crate::io::recordings::{Guess, Mapping, POST_WORDS, PRE_WORDS, Part, Peek};
use crate::ui::theme::Palette;

/// From this width the first rows stand next to the form.
const WIDE: f32 = 760.0;

/// What the person decided.
pub(super) enum Answer {
    /// Read the file so and analyse it.
    Analyse(PathBuf, Box<Mapping>),
    /// Do not.
    Leave,
}

/// A mapping in the making.
#[derive(Debug, Clone)]
pub(super) struct Form {
    path: PathBuf,
    peek: Peek,
    columns: Guess,
    pre: String,
    post: String,
    paired_stimulus: String,
    problem: Option<String>,
}

impl Form {
    /// A form for a file that begins so.
    pub fn new(path: PathBuf, peek: Peek) -> Self {
        let columns = peek.columns.clone();
        let (pre, post) = (PRE_WORDS.to_owned(), POST_WORDS.to_owned());
        Self { path, peek, columns, pre, post, paired_stimulus: String::new(), problem: None }
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, palette: &Palette) -> Option<Answer> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut answer = None;
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(format!("What do the columns of {name} mean?")).strong());
            let button = Button::new(RichText::new("Analyse").strong().color(palette.card));
            if ui.add(button.fill(palette.inhibitory)).keyed("analyse").clicked() {
                answer = self.complete();
            }
            if ui.button("Cancel").keyed("cancel-import").clicked() {
                answer = Some(Answer::Leave);
            }
        });
        if let Some(problem) = &self.problem {
            ui.colored_label(palette.wrong, problem);
        }
        for sentence in &self.peek.assumed {
            ui.label(RichText::new(sentence).small().color(palette.weak));
        }
        if ui.available_width() > WIDE {
            ui.columns_const(|[left, right]| {
                self.columns(left, palette);
                self.preview(right, palette);
            });
        } else {
            self.columns(ui, palette);
            self.preview(ui, palette);
        }
        answer
    }

    fn columns(&mut self, ui: &mut Ui, palette: &Palette) {
        egui::Grid::new("mapping").num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
            Part::ALL.into_iter().for_each(|part| self.column(ui, part));
            let tip = "Words that mean before pairing, with commas between them";
            words(ui, ("words for before", tip), &mut self.pre, palette);
            words(ui, ("words for after", "Words that mean after pairing"), &mut self.post, palette);
            let tip = "The stimulus that was paired, if it is the same in all cells and no column says so";
            words(ui, ("paired stimulus", tip), &mut self.paired_stimulus, palette);
        });
    }

    fn column(&mut self, ui: &mut Ui, part: Part) {
        ui.label(part.name());
        let optional = matches!(part, Part::Units | Part::Paired);
        let none = if optional { "no column" } else { "choose a column" };
        let chosen = self.columns.part(part);
        let text = chosen.clone().unwrap_or_else(|| none.to_owned());
        let menu = ComboBox::from_id_salt(part).width(190.0).selected_text(text).show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, none);
            for heading in &self.peek.headings {
                ui.selectable_value(chosen, Some(heading.clone()), heading);
            }
        });
        menu.response.accessible_name(part.name());
        ui.end_row();
    }

    /// The first rows, as they are in the file.
    fn preview(&self, ui: &mut Ui, palette: &Palette) {
        egui::ScrollArea::horizontal().id_salt("preview").show(ui, |ui| {
            egui::Grid::new("rows").striped(true).spacing([12.0, 2.0]).show(ui, |ui| {
                for heading in &self.peek.headings {
                    ui.label(RichText::new(heading).small().strong().color(palette.weak));
                }
                ui.end_row();
                for row in &self.peek.first_rows {
                    row.iter().for_each(|field| {
                        ui.label(RichText::new(field).small());
                    });
                    ui.end_row();
                }
            });
        });
    }

    fn complete(&mut self) -> Option<Answer> {
        match self.columns.clone().complete(&self.peek.headings) {
            Ok(mapping) => {
                let (pre, post) = (self.pre.clone(), self.post.clone());
                let stimulus = self.paired_stimulus.trim();
                let paired_stimulus = (!stimulus.is_empty()).then(|| stimulus.to_owned());
                let mapping = Mapping { pre, post, paired_stimulus, ..mapping };
                Some(Answer::Analyse(self.path.clone(), Box::new(mapping)))
            }
            Err(error) => {
                self.problem = Some(error.to_string());
                None
            }
        }
    }
}

fn words(ui: &mut Ui, (name, tip): (&str, &str), text: &mut String, palette: &Palette) {
    ui.label(name);
    let field =
        TextEdit::singleline(text).char_limit(1000).desired_width(300.0).background_color(palette.panel);
    ui.add(field).accessible_name(name).on_hover_text(tip);
    ui.end_row();
}
