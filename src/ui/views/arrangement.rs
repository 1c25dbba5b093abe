//! Where the views stand: panes that can be dragged, resized, stacked as tabs, hidden and brought back; on
//! a narrow window, one below another.

use std::collections::HashSet;

use egui::{ScrollArea, Ui, UiBuilder, vec2};
use egui_tiles::{
    Behavior, Container, LinearDir, SimplificationOptions, Tile, TileId, Tiles, Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

use super::{Context, View, all, card, flat};

const GAP: f32 = 6.0;
/// Narrower or lower than this, views stand below one another.
const NARROW: [f32; 2] = [700.0, 340.0];
/// Height of a view that stands in a column.
const COLUMN_HEIGHT: f32 = 300.0;
/// The view that stands first, and those that share the place beside it; those of the lower row, by key; all others
/// share its last place.
const FIRST: &str = "neuron";
const BESIDE: [&str; 6] = ["traces", "stimuli", "attribution", "compare", "experiments", "recordings"];
const LOWER: [(&str, f32); 2] = [("plane", 0.28), ("weights", 0.29)];
/// Share of the width of the view that stands first, and of the height of the upper row.
const FIRST_SHARE: f32 = 0.49;
const UPPER_SHARE: f32 = 0.54;

/// A place for the view with this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pane(String);

/// The places of the views, to be kept for the next time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout(Tree<Pane>);

impl Layout {
    /// The default: the neuron, and beside it its currents, before what is looked into more closely; the plane and the
    /// weights below; what is summed up beside them, as tabs.
    pub fn usual(views: &[Box<dyn View>]) -> Self {
        let mut tiles = Tiles::default();
        let mut pane = |key: &str| tiles.insert_pane(Pane(key.to_owned()));
        let first = pane(FIRST);
        let beside = BESIDE.map(&mut pane);
        let lower = LOWER.map(|(key, share)| (pane(key), share));
        let placed =
            |key: &str| key == FIRST || BESIDE.contains(&key) || LOWER.iter().any(|(other, _)| *other == key);
        let rest: Vec<TileId> =
            views.iter().filter(|view| !placed(view.key())).map(|view| pane(view.key())).collect();
        let beside = tabs(&mut tiles, beside.to_vec());
        let upper = egui_tiles::Linear::new_binary(LinearDir::Horizontal, [first, beside], FIRST_SHARE);
        let upper = tiles.insert_container(upper);
        let last = tabs(&mut tiles, rest);
        let mut row = egui_tiles::Linear::new(LinearDir::Horizontal, Vec::new());
        let mut left = 1.0;
        for (tile, share) in lower {
            row.add_child(tile);
            row.shares.set_share(tile, share);
            left -= share;
        }
        row.add_child(last);
        row.shares.set_share(last, left);
        let row = tiles.insert_container(row);
        let both = egui_tiles::Linear::new_binary(LinearDir::Vertical, [upper, row], UPPER_SHARE);
        let root = tiles.insert_container(both);
        Self(Tree::new(egui::Id::unique("views"), root, tiles))
    }

    /// The same with a place for views that it does not know yet: it is from before they were there. They become tabs of
    /// the place in which the first view stands, if it stands among tabs; else they stand below everything.
    fn with_new(mut self, views: &[Box<dyn View>]) -> Self {
        let there = |key: &&str| self.0.tiles.find_pane(&Pane((*key).to_owned())).is_some();
        let first = views.iter().map(|view| view.key()).find(there).unwrap_or("");
        for view in views {
            let key = view.key();
            let pane = |pane: &Pane| pane.0 == key;
            if self.0.tiles.tiles().any(|tile| matches!(tile, Tile::Pane(found) if pane(found))) {
                continue;
            }
            let new = self.0.tiles.insert_pane(Pane(key.to_owned()));
            let beside = self.0.tiles.find_pane(&Pane(first.to_owned()));
            let place = beside.and_then(|tile| self.0.tiles.parent_of(tile)).or(self.0.root());
            if let Some(Tile::Container(container)) = place.and_then(|place| self.0.tiles.get_mut(place)) {
                container.add_child(new);
            }
        }
        self
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
        keys == wanted && self.is_tree()
    }

    /// Is every tile reached from the root once, and every share a size that can be drawn? A file may say
    /// anything.
    fn is_tree(&self) -> bool {
        let mut seen = HashSet::new();
        let mut waiting: Vec<TileId> = self.0.root().into_iter().collect();
        while let Some(tile) = waiting.pop() {
            let new = seen.insert(tile);
            match self.0.tiles.get(tile).filter(|_| new) {
                None => return false,
                Some(Tile::Pane(_)) => {}
                Some(Tile::Container(container)) => {
                    let sound = |share: &f32| (0.0..=1e6).contains(share);
                    if let Container::Linear(linear) = container
                        && !linear.shares.iter().all(|(_, share)| sound(share))
                    {
                        return false;
                    }
                    waiting.extend(container.children());
                }
            }
        }
        seen.len() == self.0.tiles.len()
    }
}

/// Views that share a place, the first in front.
fn tabs(tiles: &mut Tiles<Pane>, panes: Vec<TileId>) -> TileId {
    let front = panes.first().copied();
    let place = tiles.insert_tab_tile(panes);
    if let (Some(front), Some(Tile::Container(Container::Tabs(tabs)))) = (front, tiles.get_mut(place)) {
        tabs.set_active(front);
    }
    place
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
        // A view may have been dropped onto the side of one that stands in a group.
        flat::flatten(&mut self.layout.0);
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

    /// Shows this view and brings it to the front of those that share its place.
    pub fn bring(&mut self, key: &str) {
        let tree = &mut self.layout.0;
        if let Some(tile) = tree.tiles.find_pane(&Pane(key.to_owned())) {
            tree.set_visible(tile, true);
            tree.make_active(|other, _| other == tile);
        }
    }

    /// A menu of all views, to show and hide them, and to go back to the default places; true when it is asked for.
    pub fn menu(&mut self, ui: &mut Ui) -> bool {
        for view in &self.views {
            let Some(tile) = self.layout.0.tiles.find_pane(&Pane(view.key().to_owned())) else { continue };
            let mut visible = self.layout.0.is_visible(tile);
            if ui.checkbox(&mut visible, view.title()).changed() {
                self.layout.0.set_visible(tile, visible);
            }
        }
        ui.separator();
        let reset =
            ui.button("Reset layout").on_hover_text("Views and panels as at the first start").clicked();
        if reset {
            self.layout = Layout::usual(&self.views);
        }
        ui.label(egui::RichText::new("Drag a title or a tab to move a view.").small());
        reset
    }

    /// The places, to be kept.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Takes over kept places, and adds views that are new since; false, and nothing changes, if they are not those of these views.
    pub fn set_layout(&mut self, layout: Layout) -> bool {
        let mut layout = layout.with_new(&self.views);
        let fits = layout.fits(&self.views);
        if fits {
            flat::flatten(&mut layout.0);
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

    #[test]
    fn a_layout_from_before_a_view_was_there_is_kept_and_gets_a_place_for_it() {
        let mut earlier = all();
        let new = earlier.pop().unwrap();
        let kept = Layout::usual(&earlier[1..]);
        let mut arrangement = Arrangement::default();
        let mut tree = kept.clone();
        let panes = |layout: &Layout| layout.0.tiles.tiles().filter(|tile| tile.is_pane()).count();
        // `usual` places what it names itself; take two views out of it.
        for key in [new.key(), earlier[0].key()] {
            if let Some(tile) = tree.0.tiles.find_pane(&Pane(key.to_owned())) {
                tree.0.remove_recursively(tile);
            }
        }
        let before = panes(&tree);
        assert!(arrangement.set_layout(tree));
        assert_eq!(panes(arrangement.layout()), before + 2);
        // Beside the first view that was there, as tabs.
        let tiles = &arrangement.layout().0.tiles;
        let place = |key: &str| tiles.parent_of(tiles.find_pane(&Pane(key.to_owned())).unwrap());
        assert_eq!(place(earlier[0].key()), place(earlier[1].key()));
        assert_eq!(place(new.key()), place(earlier[1].key()));
        assert!(arrangement.layout().fits(&all()));
    }

    #[test]
    fn a_layout_that_goes_round_in_circles_is_refused() {
        let mut arrangement = Arrangement::default();
        let usual = arrangement.layout().clone();
        let root = usual.0.root().unwrap();
        let mut circle = usual.clone();
        if let Some(Tile::Container(container)) = circle.0.tiles.get_mut(root) {
            container.add_child(root);
        }
        assert!(!arrangement.set_layout(circle));
        let mut huge = usual.clone();
        if let Some(Tile::Container(Container::Linear(linear))) = huge.0.tiles.get_mut(root) {
            let child = linear.children[0];
            linear.shares.set_share(child, f32::INFINITY);
        }
        assert!(!arrangement.set_layout(huge));
        assert_eq!(arrangement.layout(), &usual);
    }
}
