//! The text of a rule file with its parts in colours, and what is wrong underlined.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Stroke, TextStyle, Ui};

use crate::model::plasticity::language::{Token, Variable, tokens};
use crate::ui::rule_sliders::information_color;
use crate::ui::theme::Palette;

/// The text set in colours.
pub fn layout(
    ui: &Ui,
    text: &str,
    wrong: Option<&Range<usize>>,
    palette: &Palette,
    width: f32,
) -> Arc<egui::Galley> {
    let font = TextStyle::Monospace.resolve(ui.style());
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let mut at = 0;
    let mut expressions = false;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            expressions = ["state", "let", "change"].iter().any(|section| line.contains(section));
        }
        for (range, color) in parts(line, expressions, palette) {
            append(&mut job, text, at + range.start..at + range.end, (&font, color, palette.wrong), wrong);
        }
        at += line.len();
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Appends a part, underlined where it is wrong.
fn append(
    job: &mut LayoutJob,
    text: &str,
    part: Range<usize>,
    (font, color, underline): (&FontId, Color32, Color32),
    wrong: Option<&Range<usize>>,
) {
    let format = |wrong: bool| TextFormat {
        font_id: font.clone(),
        color,
        underline: if wrong { Stroke::new(2.0, underline) } else { Stroke::NONE },
        ..TextFormat::default()
    };
    let mut add = |range: Range<usize>, wrong: bool| {
        if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
            job.append(piece, 0.0, format(wrong));
        }
    };
    match wrong {
        // One character at least is underlined.
        Some(wrong) if wrong.start < part.end && part.start < wrong.end.max(wrong.start + 1) => {
            let start = wrong.start.max(part.start);
            let end = wrong.end.max(wrong.start + 1).min(part.end);
            add(part.start..start, false);
            add(start..end, true);
            add(end..part.end, false);
        }
        _ => add(part, false),
    }
}

/// Parts of a line and their colours; what stands in quotes may be an expression.
fn parts(line: &str, expressions: bool, palette: &Palette) -> Vec<(Range<usize>, Color32)> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    if trimmed.starts_with('#') {
        return vec![(0..line.len(), palette.weak)];
    }
    if trimmed.starts_with('[') {
        return vec![(0..line.len(), palette.hebbian)];
    }
    let mut parts = Vec::new();
    let equals = line.find('=').unwrap_or(indent);
    parts.push((0..equals, palette.text));
    let mut at = equals;
    while let Some(open) = line[at..].find(['"', '\'']).map(|found| at + found) {
        let quote = if line.as_bytes()[open] == b'"' { '"' } else { '\'' };
        let close = line[open + 1..].find(quote).map_or(line.len(), |found| open + 1 + found);
        parts.push((at..open + 1, palette.weak));
        if expressions {
            expression(line, open + 1..close, palette, &mut parts);
        } else {
            parts.push((open + 1..close, palette.text));
        }
        at = close;
        if at < line.len() {
            parts.push((at..at + 1, palette.weak));
            at += 1;
        }
    }
    parts.push((at..line.len(), palette.weak));
    parts
}

fn expression(line: &str, range: Range<usize>, palette: &Palette, parts: &mut Vec<(Range<usize>, Color32)>) {
    let text = &line[range.clone()];
    let Ok(found) = tokens(text) else { return parts.push((range, palette.text)) };
    let byte = |character: usize| {
        range.start + text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
    };
    let mut at = range.start;
    for placed in found {
        let (start, end) = (byte(placed.span.start), byte(placed.span.end));
        parts.push((at..start, palette.text));
        let color = match &placed.token {
            Token::Number(_) => palette.inhibitory,
            Token::Name(name) => variable(name)
                .map_or(palette.text, |variable| information_color(variable.spec().information, palette)),
            Token::Sign(_) => palette.weak,
        };
        parts.push((start..end, color));
        at = end;
    }
    parts.push((at..range.end, palette.text));
}

fn variable(name: &str) -> Option<Variable> {
    Variable::ALL.into_iter().find(|variable| variable.spec().name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::rule_files::SHIPPED;

    #[test]
    fn every_character_is_in_one_part() {
        let palette = Palette::of(egui::Theme::Light);
        let odd = ["", "=", "'", "a = \"", "a = 'ηȳ$' # \"", "[", "# '", "x = { a = 'y', b = \"h", "ȳ"];
        for text in SHIPPED.iter().map(|(_, text)| *text).chain(odd) {
            for line in text.split_inclusive('\n') {
                let mut at = 0;
                for (range, _) in parts(line, true, palette) {
                    assert_eq!(range.start, at, "{line}");
                    assert!(line.get(range.clone()).is_some(), "{line}");
                    at = range.end;
                }
                assert_eq!(at, line.len(), "{line}");
            }
        }
    }
}
