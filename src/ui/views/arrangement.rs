//! Where the views stand: the first across the top, the others side by side below it, those beyond the
//! last place as tabs of it; on a narrow window, one below another.

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{Context, View, all, card};

const GAP: f32 = 6.0;
/// Narrower than this, views stand below one another.
const NARROW: f32 = 760.0;
/// Height of a view that stands in a column.
const COLUMN_HEIGHT: f32 = 300.0;
/// Shares of the width of the views in the lower row.
const SHARES: [f32; 3] = [0.29, 0.38, 0.33];
/// Height of a strip of tabs.
const TABS: f32 = 22.0;
/// Share of the height of the upper row.
const UPPER: f32 = 0.48;

/// The views and their places.
pub struct Arrangement {
    views: Vec<Box<dyn View>>,
    /// Which of the views that share the last place is in front.
    front: usize,
}

impl Default for Arrangement {
    fn default() -> Self {
        Self { views: all(), front: SHARES.len() }
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
        self.place(ui, context, 0, Rect::from_min_size(space.min, vec2(space.width(), upper)));
        let width = space.width() - GAP * (SHARES.len() - 1) as f32;
        let mut left = space.left();
        for (at, share) in SHARES.into_iter().enumerate() {
            let right = left + share * width;
            let place =
                Rect::from_min_max(pos2(left, space.top() + upper + GAP), pos2(right, space.bottom()));
            left = right + GAP;
            if at + 1 < SHARES.len() {
                self.place(ui, context, at + 1, place);
            } else {
                self.tabs(ui, context, place);
            }
        }
    }

    fn place(&mut self, ui: &mut Ui, context: &mut Context<'_>, at: usize, place: Rect) {
        let Some(view) = self.views.get_mut(at) else { return };
        ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
            ui.set_clip_rect(place.intersect(ui.clip_rect()));
            card(ui, view.as_mut(), context);
        });
    }

    /// The last place, shared by all views from the last share on.
    fn tabs(&mut self, ui: &mut Ui, context: &mut Context<'_>, place: Rect) {
        let strip = place.with_max_y(place.top() + TABS);
        ui.scope_builder(UiBuilder::new().max_rect(strip).id_salt("tabs"), |ui| {
            ui.horizontal(|ui| {
                for (at, view) in self.views.iter().enumerate().skip(SHARES.len()) {
                    ui.selectable_value(&mut self.front, at, view.tab());
                }
            });
        });
        self.place(ui, context, self.front, place.with_min_y(strip.bottom() + 2.0));
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
