//! The views and where they stand: in the workspace that is on screen; on a narrow window, one below another.

use std::collections::BTreeMap;

use crate::ui::keyed::Keyed;
use crate::ui::shown::Shown;
use egui::{Response, ScrollArea, Ui, UiBuilder, vec2};
use egui_tiles::{Behavior, SimplificationOptions, Tile, TileId, Tiles, UiResponse};

use super::layout::{Layout, Pane};
use super::workspaces::Workspaces;
use super::{Context, View, all, card};

const GAP: f32 = 6.0;
/// Narrower or lower than this, views stand below one another.
const NARROW: [f32; 2] = [700.0, 340.0];
/// Height of a view that stands in a column.
const COLUMN_HEIGHT: f32 = 300.0;

/// The views and their places.
pub struct Arrangement {
    views: Vec<Box<dyn View>>,
    workspaces: Workspaces,
}

impl Arrangement {
    /// The views of a system in their usual places.
    pub fn of(shown: Shown) -> Self {
        let views = all().into_iter().filter(|view| view.shows() == shown).collect();
        Self { views, workspaces: Workspaces::of(shown) }
    }

    /// Draws every view that is to be seen.
    pub fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        self.workspaces.bar(ui);
        let space = ui.available_size();
        if space.x < NARROW[0] || space.y < NARROW[1] {
            self.column(ui, context);
            return;
        }
        let mut places = Places { views: &mut self.views, context };
        let layout = self.workspaces.layout();
        layout.tree().ui(&mut places, ui);
        layout.flatten();
    }

    /// Draws only the views with these keys, side by side, or one below the other where that is narrow.
    pub fn show_only(&mut self, ui: &mut Ui, keys: &[String], context: &mut Context<'_>) {
        let space = ui.available_rect_before_wrap();
        let upright = space.width() < space.height() * 1.2;
        for (at, key) in keys.iter().enumerate() {
            let Some(view) = self.views.iter_mut().find(|view| view.key() == key) else { continue };
            let (count, at) = (keys.len() as f32, at as f32);
            let size = if upright {
                vec2(space.width(), (space.height() - GAP * (count - 1.0)) / count)
            } else {
                vec2((space.width() - GAP * (count - 1.0)) / count, space.height())
            };
            let step = if upright { vec2(0.0, size.y + GAP) } else { vec2(size.x + GAP, 0.0) };
            let place = egui::Rect::from_min_size(space.min + step * at, size);
            ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(key), |ui| {
                card(ui, view.as_mut(), context);
            });
        }
        ui.allocate_rect(space, egui::Sense::hover());
    }

    /// Key of the view with this number, counted from 0 in reading order.
    pub fn key(&self, number: usize) -> Option<&'static str> {
        self.views.get(number).map(|view| view.key())
    }

    /// Number of the view with this key.
    pub fn number(&self, key: &str) -> Option<usize> {
        self.views.iter().position(|view| view.key() == key)
    }

    /// The view with this key.
    pub fn view(&mut self, key: &str) -> Option<&mut dyn View> {
        self.views.iter_mut().find(|view| view.key() == key).map(|view| view.as_mut() as _)
    }

    /// What a session keeps of the views, by key.
    pub fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        self.views.iter().filter_map(|view| Some((view.key().to_owned(), view.kept()?))).collect()
    }

    /// Hands the views what a session has kept of them.
    pub fn restore(&mut self, kept: &BTreeMap<String, Vec<u8>>) {
        self.views.iter_mut().for_each(|view| view.restore(kept.get(view.key()).map(Vec::as_slice)));
    }

    /// Shows this view in front of those that share its place, in another workspace if this one has none.
    pub fn bring(&mut self, key: &str) {
        self.workspaces.bring(key);
    }

    /// Goes to the workspace with this number.
    pub fn go_to(&mut self, number: usize) {
        self.workspaces.go_to(number);
    }

    /// A menu of all views, to show and hide them in this workspace, and to change the workspace.
    pub fn menu(&mut self, ui: &mut Ui) {
        for view in &self.views {
            let layout = self.workspaces.layout();
            let mut shown = layout.is_shown(view.key());
            if ui.checkbox(&mut shown, view.title()).changed() {
                layout.show(view.key(), shown);
            }
        }
        self.workspaces.menu(ui);
        ui.separator();
        ui.label(egui::RichText::new("Drag a title or a tab to move a view.").small());
    }

    /// Everything in its usual place; the person's own workspaces stay.
    pub fn reset(&mut self) {
        self.workspaces.reset();
    }

    /// The workspaces, to be kept.
    pub fn workspaces(&self) -> &Workspaces {
        &self.workspaces
    }

    /// Takes over kept workspaces; false, and nothing changes, if they are not of these views.
    pub fn set_workspaces(&mut self, kept: Workspaces) -> bool {
        self.workspaces.set(kept, &self.views)
    }

    /// Takes over places from before there were workspaces, as one of the person's own; false if they are not of these views.
    pub fn set_layout(&mut self, layout: Layout) -> bool {
        self.workspaces.set_earlier(layout, &self.views)
    }

    fn column(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let layout = self.workspaces.layout();
            for (at, view) in
                self.views.iter_mut().enumerate().filter(|(_, view)| layout.is_shown(view.key()))
            {
                let size = vec2(ui.available_width(), COLUMN_HEIGHT);
                let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                if ui.is_rect_visible(place) {
                    ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
                        card(ui, view.as_mut(), context);
                    });
                }
            }
        });
    }
}

/// How the tiles are drawn.
struct Places<'a, 'b> {
    views: &'a mut [Box<dyn View>],
    context: &'a mut Context<'b>,
}

impl Places<'_, '_> {
    fn view(&mut self, pane: &Pane) -> Option<&mut Box<dyn View>> {
        self.views.iter_mut().find(|view| view.key() == pane.key())
    }
}

impl Behavior<Pane> for Places<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        let Some(view) = self.views.iter_mut().find(|view| view.key() == pane.key()) else {
            return UiResponse::None;
        };
        if card(ui, view.as_mut(), self.context) { UiResponse::DragStarted } else { UiResponse::None }
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> egui::WidgetText {
        self.view(pane).map_or("", |view| view.tab()).into()
    }

    fn on_tab_button(&mut self, tiles: &mut Tiles<Pane>, tile: TileId, button: Response) -> Response {
        match tiles.get(tile) {
            Some(Tile::Pane(pane)) => button.keyed(format!("tab-{}", pane.key())),
            _ => button,
        }
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        GAP
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        visuals.panel_fill
    }

    fn tab_title_spacing(&self, _: &egui::Visuals) -> f32 {
        6.0
    }

    fn tab_bar_height(&self, style: &egui::Style) -> f32 {
        style.spacing.interact_size.y + 4.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: false, ..Default::default() }
    }
}
