//! What the window tells the person: how serious it is, and in which words.

use egui::Color32;

use super::theme::Palette;

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
    /// The mark before the text.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Info => "ℹ",
            Self::Success => "✔",
            Self::Warning => "⚠",
            Self::Fault => "✖",
        }
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
                assert_ne!(one.mark(), other.mark());
                assert_ne!(one.word(), other.word());
                for theme in [egui::Theme::Light, egui::Theme::Dark] {
                    let palette = Palette::of(theme);
                    assert_ne!(one.color(palette), other.color(palette), "{one:?} and {other:?}");
                }
            }
        }
    }
}
