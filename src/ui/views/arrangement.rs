//! Where the views stand: panes that can be dragged, resized, stacked as tabs, hidden and brought back; on
//! a narrow window, one below another.

use egui::{ScrollArea, Ui, UiBuilder, vec2};
use egui_tiles::{Behavior, LinearDir, SimplificationOptions, Tile, TileId, Tiles, Tree, UiResponse};
use serde::{Deserialize, Serialize};

use super::{Context, View, all, card};

const GAP: f32 = 6.0;
/// Narrower or lower than this, views stand below one another.
const NARROW: [f32; 2] = [700.0, 340.0];
/// Height of a view that stands in a column.
const COLUMN_HEIGHT: f32 = 300.0;
/// Views of the upper row, of the lower row, and those that share its last place, by key.
const UPPER: &str = "traces";
const LOWER: [(&str, f32); 2] = [("plane", 0.29), ("weights", 0.36)];
/// Share of the height of the upper row.
const UPPER_SHARE: f32 = 0.48;

/// A place for the view with this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pane(String);

/// The places of the views, to be kept for the next time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout(Tree<Pane>);

impl Layout {
    /// The default: currents across the top, the plane and the weights below, the others as tabs.
    pub fn usual(views: &[Box<dyn View>]) -> Self {
        let mut tiles = Tiles::default();
        let mut pane = |key: &str| tiles.insert_pane(Pane(key.to_owned()));
        let upper = pane(UPPER);
        let lower = LOWER.map(|(key, share)| (pane(key), share));
        let placed = |key: &str| key == UPPER || LOWER.iter().any(|(other, _)| *other == key);
        let rest: Vec<TileId> =
            views.iter().filter(|view| !placed(view.key())).map(|view| pane(view.key())).collect();
        let front = rest.first().copied();
        let tabs = tiles.insert_tab_tile(rest);
        if let (Some(front), Some(Tile::Container(egui_tiles::Container::Tabs(tabs)))) =
            (front, tiles.get_mut(tabs))
        {
            tabs.set_active(front);
        }
        let mut row = egui_tiles::Linear::new(LinearDir::Horizontal, Vec::new());
        let mut left = 1.0;
        for (tile, share) in lower {
            row.add_child(tile);
            row.shares.set_share(tile, share);
            left -= share;
        }
        row.add_child(tabs);
        row.shares.set_share(tabs, left);
        let row = tiles.insert_container(row);
        let both = egui_tiles::Linear::new_binary(LinearDir::Vertical, [upper, row], UPPER_SHARE);
        let root = tiles.insert_container(both);
        Self(Tree::new(egui::Id::unique("views"), root, tiles))
    }

    /// Has every view exactly one place, and no other pane?
    fn fits(&self, views: &[Box<dyn View>]) -> bool {
        let mut keys: Vec<&str> = self
            .0
            .tiles
            .tiles()
            .filter_map(|tile| if let Tile::Pane(pane) = tile { Some(pane.0.as_str()) } else { None })
            .collect();
        let mut wanted: Vec<&str> = views.iter().map(|view| view.key()).collect();
        keys.sort_unstable();
        wanted.sort_unstable();
        keys == wanted && self.0.root().is_some()
    }
}

/// The views and their places.
pub struct Arrangement {
    views: Vec<Box<dyn View>>,
    layout: Layout,
}

impl Default for Arrangement {
    fn default() -> Self {
        let views = all();
        Self { layout: Layout::usual(&views), views }
    }
}

impl Arrangement {
    /// Draws every view that is to be seen.
    pub fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let space = ui.available_size();
        if space.x < NARROW[0] || space.y < NARROW[1] {
            self.column(ui, context);
            return;
        }
        let mut places = Places { views: &mut self.views, context };
        self.layout.0.ui(&mut places, ui);
    }

    /// A menu of all views, to show and hide them, and to go back to the default places.
    pub fn menu(&mut self, ui: &mut Ui) {
        for view in &self.views {
            let Some(tile) = self.layout.0.tiles.find_pane(&Pane(view.key().to_owned())) else { continue };
            let mut visible = self.layout.0.is_visible(tile);
            if ui.checkbox(&mut visible, view.title()).changed() {
                self.layout.0.set_visible(tile, visible);
            }
        }
        ui.separator();
        if ui.button("Reset layout").clicked() {
            self.layout = Layout::usual(&self.views);
        }
        ui.label(egui::RichText::new("Drag a title or a tab to move a view.").small());
    }

    /// The places, to be kept.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Takes over kept places; false, and nothing changes, if they are not those of these views.
    pub fn set_layout(&mut self, layout: Layout) -> bool {
        let fits = layout.fits(&self.views);
        if fits {
            self.layout = layout;
        }
        fits
    }

    fn column(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (at, view) in self.views.iter_mut().enumerate() {
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
        self.views.iter_mut().find(|view| view.key() == pane.0)
    }
}

impl Behavior<Pane> for Places<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        let Some(view) = self.views.iter_mut().find(|view| view.key() == pane.0) else {
            return UiResponse::None;
        };
        if card(ui, view.as_mut(), self.context) { UiResponse::DragStarted } else { UiResponse::None }
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> egui::WidgetText {
        self.view(pane).map_or("", |view| view.tab()).into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_layout_comes_back_and_one_of_other_views_is_refused() {
        let mut arrangement = Arrangement::default();
        let text = serde_json::to_string(arrangement.layout()).unwrap();
        let kept: Layout = serde_json::from_str(&text).unwrap();
        assert_eq!(&kept, arrangement.layout());
        assert!(arrangement.set_layout(kept));
        let other: Layout = serde_json::from_str(&text.replace("traces", "bagpipes")).unwrap();
        assert!(!arrangement.set_layout(other));
        assert!(arrangement.layout().fits(&all()));
    }
}
