//! Rules as equations: write one while the neuron runs, apply it, or try it in B.

mod highlight;
mod sheet;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Button, ComboBox, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui, UiBuilder, vec2};

use super::{Context, View};
use crate::engine::{Action, Command, RuleChange, Snapshot};
use crate::io::rule_files::{self, EMPTY, SHIPPED};
use crate::model::plasticity::language::{RuleFile, RuleFileError};
use crate::ui::keyed::Keyed;
use crate::ui::rule_sliders::{change, heading, place};

/// Name of this view in saved arrangements.
pub const KEY: &str = "rules";

/// Width from which text and sheet stand side by side.
const WIDE: f32 = 620.0;

/// A text to edit: what is in it, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The text.
    pub text: String,
    /// Its file, if it has one.
    pub path: Option<PathBuf>,
}

/// Shows the rules that are loaded, and edits one.
#[derive(Default)]
pub struct RulesView {
    text: String,
    path: Option<PathBuf>,
    /// What the text was read as, and the text.
    read: Option<(String, Result<Arc<RuleFile>, RuleFileError>)>,
    /// Is the language explained in place of the sheet?
    explained: bool,
    begun: bool,
}

impl View for RulesView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Rules"
    }

    fn help(&self) -> &'static str {
        "Plasticity rules as equations, written while the neuron runs. Begin with one that is there, or with an empty one. What is \
         wrong is underlined and said below the text. Apply loads the rule, or replaces it by the edited text, and learning goes \
         on; try in B runs it in a second neuron beside this one. A loaded rule has sliders, a colour and a column in the ledger \
         like the four. Its badge says what a synapse must be told to follow it. ? explains the language."
    }

    fn live(&self) -> bool {
        false
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.view_requests.print {
            return;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let language = ui.selectable_label(self.explained, "Language").keyed("rule-language");
            if language.on_hover_text("Names, functions and operators").clicked() {
                self.explained = !self.explained;
            }
            let save = ui.button("Save…").keyed("rule-save");
            if save.on_hover_text("Write the text to a file").clicked() {
                let text = RuleText { text: self.text.clone(), path: self.path.clone() };
                context.view_requests.save_rule = Some(text);
            }
            let tip = "A rule file; it can also be dropped onto the window";
            if ui.button("Open…").keyed("rule-open").on_hover_text(tip).clicked() {
                context.view_requests.choose = true;
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        self.begin(context);
        let read = self.read();
        self.bar(ui, context, &read);
        let space = ui.available_rect_before_wrap();
        let wide = space.width() > WIDE;
        let (text, sheet) = if wide {
            space.split_left_right_at_fraction(0.55)
        } else {
            space.split_top_bottom_at_fraction(0.52)
        };
        ui.scope_builder(UiBuilder::new().max_rect(text.shrink2(vec2(4.0, 5.0))).id_salt("text"), |ui| {
            self.edit(ui, context, &read);
        });
        ui.scope_builder(UiBuilder::new().max_rect(sheet.shrink2(vec2(6.0, 2.0))).id_salt("sheet"), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match &read {
                _ if self.explained => sheet::language(ui, context.palette),
                Ok(file) => sheet::show(ui, context, file),
                Err(_) => sheet::language(ui, context.palette),
            });
        });
        ui.allocate_rect(space, egui::Sense::hover());
    }
}

impl RulesView {
    /// Takes a text that was opened; at first, a rule that is loaded, or the empty one.
    fn begin(&mut self, context: &mut Context<'_>) {
        if let Some(RuleText { text, path }) = context.view_requests.edit_rule.take() {
            (self.text, self.path, self.begun) = (text, path, true);
        }
        if !self.begun {
            self.begun = true;
            let files = context.snapshot.params.rules.files();
            self.text = files.first().map_or_else(|| EMPTY.to_owned(), |loaded| loaded.file.text.clone());
        }
    }

    fn read(&mut self) -> Result<Arc<RuleFile>, RuleFileError> {
        match &self.read {
            Some((text, read)) if *text == self.text => read.clone(),
            _ => {
                let read = RuleFile::read(&self.text).map(Arc::new);
                self.read = Some((self.text.clone(), read.clone()));
                read
            }
        }
    }

    /// Where to begin, what to do with it, and what is loaded.
    fn bar(&mut self, ui: &mut Ui, context: &mut Context<'_>, read: &Result<Arc<RuleFile>, RuleFileError>) {
        if context.view_requests.print {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            self.start_from(ui, context.snapshot);
            let file = read.as_ref().ok();
            let at = file.and_then(|file| place(context.snapshot, &file.title));
            let loaded = at.map(|at| &context.snapshot.params.rules.files()[at]);
            let same = loaded.zip(file).is_some_and(|(loaded, file)| loaded.file.text == file.text);
            let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
            let tip = "Load the rule, or put this text in its place; learning goes on  (Ctrl Enter)";
            let why = if same { "It is loaded as it is written here" } else { "Mend the text first" };
            let apply = ui.add_enabled(file.is_some() && !same, Button::new("Apply")).keyed("rule-apply");
            let applied = apply.on_hover_text(tip).on_disabled_hover_text(why).clicked();
            if let Some(file) = file.filter(|_| !same && (applied || key)) {
                change(context.commands, RuleChange::load(file));
            }
            let tip = "B runs with this rule beside A, which goes on as it is";
            let b = ui.add_enabled(file.is_some(), Button::new("Try in B")).keyed("rule-try-b");
            if b.on_hover_text(tip).on_disabled_hover_text("Mend the text first").clicked()
                && let Some(file) = file
            {
                if context.snapshot.variant.is_none() {
                    context.commands.push(Command::Act(Action::Compare(Some(Vec::new()))));
                }
                let rule = RuleChange::load(file);
                context.commands.push(Command::Act(Action::OverrideRules(Some(rule))));
            }
            let remove = ui.add_enabled(at.is_some(), Button::new("Remove")).keyed("rule-remove");
            let tip = "Remove the rule from the neuron; what it changed stays in the ledger";
            if remove.on_hover_text(tip).on_disabled_hover_text("It is not loaded").clicked()
                && let Some(file) = file
            {
                change(context.commands, RuleChange::Remove(file.title.clone()));
            }
        });
        self.loaded(ui, context);
    }

    /// The loaded rules in a row; pressed, one comes into the editor.
    fn loaded(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let files = context.snapshot.params.rules.files().len();
        if files == 0 {
            return;
        }
        let mut shown = None;
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Loaded:").color(context.palette.weak));
            for at in 0..files {
                if heading(ui, context.snapshot, at, context.palette, context.commands) {
                    shown = Some(at);
                }
            }
        });
        if let Some(at) = shown {
            self.text.clone_from(&context.snapshot.params.rules.files()[at].file.text);
            self.path = None;
        }
    }

    fn start_from(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        let list = ComboBox::from_id_salt("start from").width(190.0).height(420.0);
        let list = list.selected_text("Start from …").show_ui(ui, |ui| {
            let mut line = |name: &str, text: &str, tip: &str| {
                if ui.selectable_label(false, name).on_hover_text(tip).clicked() {
                    text.clone_into(&mut self.text);
                    self.path = None;
                }
            };
            line("Empty", EMPTY, "A rule that asks nothing yet");
            for loaded in snapshot.params.rules.files() {
                line(&format!("Loaded: {}", loaded.file.title), &loaded.file.text, "As it is loaded");
            }
            for (name, text) in SHIPPED {
                if let Ok(file) = rule_files::read(name, text) {
                    line(&file.title, text, &file.citation);
                }
            }
        });
        let tip =
            "A rule to begin with; what is in the text now is replaced (Ctrl Z in the text brings it back)";
        list.response.accessible_name("start from").keyed("rule-start-from").on_hover_text(tip);
    }

    /// The text, and what is wrong with it.
    fn edit(&mut self, ui: &mut Ui, context: &Context<'_>, read: &Result<Arc<RuleFile>, RuleFileError>) {
        let palette = context.palette;
        let height = 2.0 * ui.text_style_height(&egui::TextStyle::Body) + 6.0;
        let wrong = read.as_ref().err().map(|error| error.at.clone());
        let area = ui.available_rect_before_wrap();
        let (upper, lower) = area.split_top_bottom_at_y((area.bottom() - height).max(area.top()));
        ui.scope_builder(UiBuilder::new().max_rect(upper), |ui| {
            ScrollArea::both().auto_shrink(false).id_salt("rule text").show(ui, |ui| {
                let mut layout = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
                    highlight::layout(ui, text.as_str(), wrong.as_ref(), palette, width)
                };
                let field = TextEdit::multiline(&mut self.text)
                    .code_editor()
                    .desired_width(f32::INFINITY)
                    .desired_rows(12)
                    .layouter(&mut layout);
                ui.add(field).accessible_name("text of the rule").keyed("rule-text");
            });
        });
        ui.scope_builder(UiBuilder::new().max_rect(lower.shrink2(vec2(2.0, 2.0))), |ui| match read {
            Ok(_) => {
                ui.label(RichText::new("The text is a rule.").color(palette.right));
            }
            Err(error) => {
                ui.add(egui::Label::new(RichText::new(error.to_string()).color(palette.wrong)).wrap());
            }
        });
    }
}
