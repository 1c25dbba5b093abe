//! What fits on a bar: widths of widgets before they are drawn, and what is left out first.

use egui::{TextStyle, Ui, WidgetText};

/// How wide something is, and how early it is left out: the highest rank first, 0 never.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Width in points.
    pub width: f32,
    /// Rank.
    pub rank: u8,
}

/// Which parts stay where `room` is left and parts are `gap` apart; if any is left out, `more` wants room too.
pub fn fit(parts: &[Part], room: f32, gap: f32, more: f32) -> Vec<bool> {
    let mut stays = vec![true; parts.len()];
    loop {
        let left_out = stays.contains(&false);
        let widths = parts.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(part, _)| part.width + gap);
        let needed = widths.sum::<f32>() + if left_out && more > 0.0 { more } else { -gap };
        let ranks = parts.iter().enumerate().filter(|(at, part)| stays[*at] && part.rank > 0);
        match ranks.max_by_key(|(_, part)| part.rank) {
            Some((at, _)) if needed > room => stays[at] = false,
            _ => return stays,
        }
    }
}

fn text(ui: &Ui, text: impl Into<WidgetText>, style: TextStyle) -> f32 {
    text.into().into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, style).size().x.ceil()
}

/// Width of a label.
pub fn label(ui: &Ui, shown: impl Into<WidgetText>) -> f32 {
    text(ui, shown, TextStyle::Body)
}

/// Width of a button.
pub fn button(ui: &Ui, shown: impl Into<WidgetText>) -> f32 {
    text(ui, shown, TextStyle::Button) + 2.0 * ui.spacing().button_padding.x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_stays_fits_and_what_goes_went_by_rank(
            parts in prop::collection::vec((1.0f32..200.0, 0u8..9), 1..16),
            room in 0.0f32..1500.0,
        ) {
            let parts: Vec<Part> = parts.into_iter().map(|(width, rank)| Part { width, rank }).collect();
            let stays = fit(&parts, room, 7.0, 40.0);
            let kept: Vec<Part> = parts.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(part, _)| *part).collect();
            let gone = parts.iter().zip(&stays).filter(|(_, stays)| !**stays).map(|(part, _)| part.rank);
            let (lowest_gone, all) = (gone.min(), kept.len() == parts.len());
            let used: f32 = kept.iter().map(|part| part.width + 7.0).sum::<f32>() + if all { -7.0 } else { 40.0 };
            prop_assert!(used <= room + 0.01 || kept.iter().all(|part| part.rank == 0));
            prop_assert!(parts.iter().zip(&stays).all(|(part, stays)| *stays || part.rank > 0));
            if let Some(lowest) = lowest_gone {
                prop_assert!(kept.iter().all(|part| part.rank <= lowest));
            }
        }
    }
}
