//! Symbols as they are printed: `i_E` becomes an i with a lowered E.
//!
//! An index is written after an underscore wherever a widget takes plain text. What has been painted is set again: on
//! screen at the end of every frame, in pictures when they are taken. So no view has to know, and what is said to a
//! screen reader stays plain.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::Galley;
use egui::epaint::{ClippedShape, TextShape};
use egui::layers::ShapeIdx;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Context, FontFamily, FontId, LayerId, Shape, Ui};

use super::format;

/// Lowers indices on the screen.
pub struct Subscripts;

impl egui::Plugin for Subscripts {
    fn debug_name(&self) -> &'static str {
        "subscripts"
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx();
        let mut layers: Vec<LayerId> = ctx.memory(|memory| memory.layer_ids().collect());
        layers.push(LayerId::background());
        // What is being typed stays as it is, or the cursor would stand elsewhere.
        let field = ctx.memory(|memory| memory.focused()).filter(|_| ctx.text_edit_focused());
        let field = field.and_then(|id| ctx.viewport(|it| it.this_pass.widgets.get(id).map(|it| it.rect)));
        let typed =
            |shape: &Shape| field.is_some_and(|field| field.contains_rect(shape.visual_bounding_rect()));
        for layer in layers {
            let painted = |list: &egui::layers::PaintList| -> Vec<(usize, Shape)> {
                let shapes = list.all_entries().map(|entry| &entry.shape).enumerate();
                let named = shapes.filter(|(_, shape)| has_symbol(shape) && !typed(shape));
                named.map(|(at, shape)| (at, shape.clone())).collect()
            };
            let found = ctx.graphics(|graphics| graphics.get(layer).map(painted)).unwrap_or_default();
            for (at, mut shape) in found {
                set_shape(ctx, &mut shape, false);
                let put = |entry: &mut ClippedShape| entry.shape = shape;
                ctx.graphics_mut(|graphics| graphics.entry(layer).mutate_shape(ShapeIdx(at), put));
            }
        }
    }
}

/// Sets every text of a picture that has symbols with an index; `ctx` has painted it. With `names`, Greek letters that
/// are spelled out are set too.
pub fn set(ctx: &Context, shapes: &mut [ClippedShape], names: bool) {
    for clipped in shapes {
        set_shape(ctx, &mut clipped.shape, names);
    }
}

/// Is there a text that may have a symbol in it?
fn has_symbol(shape: &Shape) -> bool {
    match shape {
        Shape::Vec(shapes) => shapes.iter().any(has_symbol),
        Shape::Text(text) => text.galley.job.text.contains('_'),
        _ => false,
    }
}

fn set_shape(ctx: &Context, shape: &mut Shape, names: bool) {
    match shape {
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| set_shape(ctx, shape, names)),
        Shape::Text(text) => set_text(ctx, text, names),
        _ => {}
    }
}

fn set_text(ctx: &Context, text: &mut TextShape, names: bool) {
    let Some(job) = lowered(&text.galley, names) else { return };
    let before = text.galley.size();
    text.galley = ctx.fonts_mut(|fonts| fonts.layout_job(job));
    if text.angle != 0.0 {
        // The title of a vertical axis is in the middle of it, and turns about its beginning.
        let along = egui::vec2(text.angle.cos(), text.angle.sin());
        text.pos += along * (before.x - text.galley.size().x) / 2.0;
    }
}

/// The same text with its indices lowered, if it has any.
fn lowered(galley: &Arc<Galley>, names: bool) -> Option<LayoutJob> {
    let job = &galley.job;
    let mut symbols = symbols(&job.text);
    symbols.retain(|symbol| {
        let base = job.text.get(symbol.base.clone()).unwrap_or_default();
        let section = job.sections.iter().find(|it| it.byte_range.contains(&symbol.base.start.into()));
        // What is set in columns of equal width is to be typed, or a name in a file.
        let code = section.is_some_and(|it| it.format.font_id.family == FontFamily::Monospace);
        !code && (names || greek(base) == base)
    });
    if symbols.is_empty() {
        return None;
    }
    let mut set = LayoutJob { text: String::new(), sections: Vec::new(), ..LayoutJob::clone(job) };
    for section in &job.sections {
        let whole = section.byte_range.start.0..section.byte_range.end.0;
        let (mut at, end) = (whole.start, whole.end);
        let mut space = section.leading_space;
        let mut append = |text: &str, format: TextFormat| {
            if !text.is_empty() {
                set.append(text, std::mem::take(&mut space), format);
            }
        };
        for symbol in symbols.iter().filter(|symbol| whole.contains(&symbol.base.start)) {
            append(job.text.get(at..symbol.base.start)?, section.format.clone());
            append(greek(job.text.get(symbol.base.clone())?), section.format.clone());
            append(job.text.get(symbol.index.clone())?, index_of(&section.format));
            at = symbol.index.end;
        }
        append(job.text.get(at.min(end)..end)?, section.format.clone());
    }
    Some(set)
}

/// Smaller, and a sixth of the text's size below its line: a low line at the bottom of a row is lower by half of what
/// it lacks.
fn index_of(format: &TextFormat) -> TextFormat {
    let size = format.font_id.size * format::INDEX;
    TextFormat {
        font_id: FontId::new(size, format.font_id.family.clone()),
        valign: Align::BOTTOM,
        line_height: Some(size * 0.8),
        ..format.clone()
    }
}

/// Where a symbol with an index is in a text.
#[derive(Debug, PartialEq, Eq)]
struct Symbol {
    base: Range<usize>,
    /// Without the underscore.
    index: Range<usize>,
}

/// Every letter, or name of a Greek letter, with an index after an underscore. Names of files are none.
fn symbols(text: &str) -> Vec<Symbol> {
    let mut found = Vec::new();
    for (underscore, _) in text.match_indices('_') {
        let before = text.get(..underscore).unwrap_or_default();
        let after = text.get(underscore + 1..).unwrap_or_default();
        let word = before.len() - before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        let word = before.get(before.len() - word..).unwrap_or_default();
        let base = word.strip_prefix('Δ').unwrap_or(word);
        let length = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let mut rest = after.get(length..).unwrap_or_default().chars();
        let goes_on = match rest.next() {
            Some('_') => true,
            Some('.') => rest.next().is_some_and(char::is_alphanumeric),
            _ => false,
        };
        let letter = base.chars().count() == 1 && base.chars().all(char::is_alphabetic);
        if length > 0 && !goes_on && (letter || greek(base) != base) {
            let index = underscore + 1..underscore + 1 + length;
            found.push(Symbol { base: underscore - base.len()..underscore, index });
        }
    }
    found
}

/// A Greek letter for its name.
fn greek(name: &str) -> &str {
    match name {
        "alpha" => "α",
        "beta" => "β",
        "theta" => "θ",
        "kappa" => "κ",
        "lambda" => "λ",
        "rho" => "ρ",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        symbols(text).into_iter().map(|symbol| (&text[symbol.base], &text[symbol.index])).collect()
    }

    #[test]
    fn symbols_are_found_wherever_they_stand() {
        assert_eq!(found("excitatory current i_E, pA"), [("i", "E")]);
        assert_eq!(found("load P/(N_E + N_I)"), [("N", "E"), ("N", "I")]);
        assert_eq!(found("ρ_A 0.7 › 0.25; change of Δi_I."), [("ρ", "A"), ("i", "I")]);
        assert_eq!(found("rho_A=0.3 f_out"), [("rho", "A"), ("f", "out")]);
        assert_eq!(found("imbalance before, a i_E + b − i_I"), [("i", "E"), ("i", "I")]);
    }

    #[test]
    fn names_of_files_and_keys_are_none() {
        for text in ["my_cells.csv", "a_b.csv", "i_ltp_only", "_E", "i_", "i_ E", "rule_A", "x__y"] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
