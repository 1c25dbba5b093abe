//! Where the views stand: the first across the top, the others side by side below it; on a narrow
//! window, one below another.

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{Context, View, all, card};

const GAP: f32 = 6.0;
/// Narrower than this, views stand below one another.
const NARROW: f32 = 760.0;
/// Height of a view that stands in a column.
const COLUMN_HEIGHT: f32 = 300.0;
/// Shares of the width of the views in the lower row.
const SHARES: [f32; 3] = [0.29, 0.38, 0.33];
/// Share of the height of the upper row.
const UPPER: f32 = 0.48;

/// The views and their places.
pub struct Arrangement {
    views: Vec<Box<dyn View>>,
}

impl Default for Arrangement {
    fn default() -> Self {
        Self { views: all() }
    }
}

impl Arrangement {
    /// Draws every view.
    pub fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let space = ui.available_rect_before_wrap();
        if space.width() < NARROW || space.height() < 360.0 {
            self.column(ui, context);
            return;
        }
        let upper = (space.height() - GAP) * UPPER;
        let mut left = space.left();
        let below = self.views.len().saturating_sub(1);
        let width = space.width() - GAP * below.saturating_sub(1) as f32;
        for (at, view) in self.views.iter_mut().enumerate() {
            let place = if at == 0 {
                Rect::from_min_size(space.min, vec2(space.width(), upper))
            } else {
                let share = SHARES.get(at - 1).copied().unwrap_or(0.25) * width;
                let place = Rect::from_min_max(
                    pos2(left, space.top() + upper + GAP),
                    pos2(left + share, space.bottom()),
                );
                left += share + GAP;
                place
            };
            ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
                ui.set_clip_rect(place.intersect(ui.clip_rect()));
                card(ui, view.as_mut(), context);
            });
        }
    }

    fn column(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (at, view) in self.views.iter_mut().enumerate() {
                let size = vec2(ui.available_width(), COLUMN_HEIGHT);
                let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
                    card(ui, view.as_mut(), context);
                });
            }
        });
    }
}
