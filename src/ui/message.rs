//! What the window tells the person: how serious it is, and in which words.

use egui::{Color32, Pos2, Sense, Shape, Stroke, Ui, Vec2, vec2};

use super::theme::Palette;

/// Size of a mark in points.
const SIZE: f32 = 12.0;

/// How serious a message is. Colour and mark both say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Info,
    /// What was asked for is done.
    Success,
    /// Something was not as wished; nothing is lost.
    Warning,
    /// Something failed.
    Fault,
}

impl Severity {
    /// Draws the mark before the text: a dot in a ring, a tick, a triangle, a cross.
    pub fn mark(self, ui: &mut Ui, palette: &Palette) {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIZE), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, self.word()));
        let at = |x: f32, y: f32| rect.min + vec2(x, y) * SIZE;
        let pen = Stroke::new(2.0, self.color(palette));
        let painter = ui.painter();
        let line = |points: &[Pos2]| painter.add(Shape::line(points.to_vec(), pen));
        match self {
            Self::Info => {
                painter.circle_stroke(rect.center(), SIZE * 0.42, pen);
                painter.circle_filled(rect.center(), SIZE * 0.16, pen.color);
            }
            Self::Success => {
                line(&[at(0.1, 0.55), at(0.4, 0.85), at(0.9, 0.2)]);
            }
            Self::Warning => {
                painter.add(Shape::closed_line(vec![at(0.5, 0.1), at(0.95, 0.9), at(0.05, 0.9)], pen));
            }
            Self::Fault => {
                line(&[at(0.15, 0.15), at(0.85, 0.85)]);
                line(&[at(0.85, 0.15), at(0.15, 0.85)]);
            }
        }
        response.on_hover_text(self.word());
    }

    /// The same in a word, for those who do not see the mark.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "note",
            Self::Success => "done",
            Self::Warning => "warning",
            Self::Fault => "error",
        }
    }

    /// The colour of mark and text.
    pub fn color(self, palette: &Palette) -> Color32 {
        match self {
            Self::Info => palette.inhibitory,
            Self::Success => palette.right,
            Self::Warning => palette.target,
            Self::Fault => palette.wrong,
        }
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How serious it is.
    pub severity: Severity,
    /// What is said.
    pub text: String,
}

impl Message {
    /// Good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { severity: Severity::Info, text: text.into() }
    }

    /// What was asked for is done.
    pub fn success(text: impl Into<String>) -> Self {
        Self { severity: Severity::Success, text: text.into() }
    }

    /// Something was not as wished.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, text: text.into() }
    }

    /// Something failed.
    pub fn fault(text: impl Into<String>) -> Self {
        Self { severity: Severity::Fault, text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_severities_look_alike() {
        use Severity::{Fault, Info, Success, Warning};
        let all = [Info, Success, Warning, Fault];
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!(one.word(), other.word());
                for theme in [egui::Theme::Light, egui::Theme::Dark] {
                    let palette = Palette::of(theme);
                    assert_ne!(one.color(palette), other.color(palette), "{one:?} and {other:?}");
                }
            }
        }
    }
}
