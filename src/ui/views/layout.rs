//! Places of views: panes that can be dragged, resized, stacked as tabs and hidden.

use std::collections::HashSet;

use egui_tiles::{Container, Linear, LinearDir, Tile, TileId, Tiles, Tree};
use serde::{Deserialize, Serialize};

use super::{View, flat};

/// A place for the view with this key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pane(String);

impl Pane {
    /// Key of its view.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// The places of some views, to be kept for the next time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout(Tree<Pane>);

/// Views that share a place, the first in front, and its share of the width of its row.
pub type Place = (&'static [&'static str], f32);
/// Places side by side, and the share of the height.
pub type Row = (&'static [Place], f32);

impl Layout {
    /// Rows of places.
    pub fn of(rows: &[Row]) -> Self {
        let mut tiles = Tiles::default();
        let mut column = Linear::new(LinearDir::Vertical, Vec::new());
        for (places, height) in rows {
            let mut row = Linear::new(LinearDir::Horizontal, Vec::new());
            for (keys, width) in *places {
                let panes: Vec<TileId> =
                    keys.iter().map(|key| tiles.insert_pane(Pane((*key).to_owned()))).collect();
                let place = if let [one] = panes[..] { one } else { tabs(&mut tiles, panes) };
                row.add_child(place);
                row.shares.set_share(place, *width);
            }
            let row = tiles.insert_container(row);
            column.add_child(row);
            column.shares.set_share(row, *height);
        }
        let root = tiles.insert_container(column);
        Self(Tree::new(egui::Id::unique("views"), root, tiles))
    }

    /// The tree, to be drawn.
    pub fn tree(&mut self) -> &mut Tree<Pane> {
        &mut self.0
    }

    /// Groups of tabs hold views and nothing else: a view may have been dropped onto the side of one in a group.
    pub fn flatten(&mut self) {
        flat::flatten(&mut self.0);
    }

    fn find(&self, key: &str) -> Option<TileId> {
        self.0.tiles.find_pane(&Pane(key.to_owned()))
    }

    /// Has this view a place, hidden or not?
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Is this view to be seen, or a tab?
    pub fn is_shown(&self, key: &str) -> bool {
        self.find(key).is_some_and(|tile| self.0.is_visible(tile))
    }

    /// Shows a view, in a new place if it has none, or hides it.
    pub fn show(&mut self, key: &str, shown: bool) {
        match self.find(key) {
            Some(tile) => self.0.set_visible(tile, shown),
            None if shown => self.add(key),
            None => {}
        }
    }

    /// Shows a view in front of those that share its place.
    pub fn bring(&mut self, key: &str) {
        self.show(key, true);
        if let Some(tile) = self.find(key) {
            self.0.make_active(|other, _| other == tile);
        }
    }

    /// Gives a view a place: a tab in the first group of tabs, or below everything.
    fn add(&mut self, key: &str) {
        let new = self.0.tiles.insert_pane(Pane(key.to_owned()));
        let group =
            self.0.tiles.iter().filter(|(_, tile)| matches!(tile, Tile::Container(Container::Tabs(_))));
        let group = group.map(|(id, _)| *id).min_by_key(|id| id.0);
        let place = group.or(self.0.root());
        if let Some(Tile::Container(container)) = place.and_then(|place| self.0.tiles.get_mut(place)) {
            container.add_child(new);
        }
    }

    /// Keys of the views that have a place.
    pub fn keys(&self) -> Vec<&str> {
        let panes = self.0.tiles.tiles();
        panes.filter_map(|tile| if let Tile::Pane(pane) = tile { Some(pane.key()) } else { None }).collect()
    }

    /// Has every pane a view, no view two places, and is everything reached from the root?
    pub fn fits(&self, views: &[Box<dyn View>]) -> bool {
        let keys = self.keys();
        let known = |key: &&str| views.iter().any(|view| view.key() == *key);
        let once = keys.iter().collect::<HashSet<_>>().len() == keys.len();
        !keys.is_empty() && keys.iter().all(known) && once && self.is_tree()
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

#[cfg(test)]
mod tests {
    use super::super::all;
    use super::*;

    fn usual() -> Layout {
        Layout::of(&[
            (&[(&["neuron"], 0.5), (&["traces", "plane"], 0.5)], 1.0),
            (&[(&["weights"], 1.0)], 1.0),
        ])
    }

    #[test]
    fn a_kept_layout_comes_back_and_one_of_unknown_views_is_refused() {
        let layout = usual();
        let text = serde_json::to_string(&layout).unwrap();
        let kept: Layout = serde_json::from_str(&text).unwrap();
        assert_eq!(kept, layout);
        assert!(kept.fits(&all()));
        let other: Layout = serde_json::from_str(&text.replace("traces", "bagpipes")).unwrap();
        assert!(!other.fits(&all()));
        let twice: Layout = serde_json::from_str(&text.replace("traces", "plane")).unwrap();
        assert!(!twice.fits(&all()));
    }

    #[test]
    fn a_view_is_shown_hidden_and_given_a_place() {
        let mut layout = usual();
        assert!(!layout.has("drift") && layout.is_shown("weights"));
        layout.show("weights", false);
        assert!(layout.has("weights") && !layout.is_shown("weights"));
        layout.bring("drift");
        assert!(layout.is_shown("drift") && layout.fits(&all()));
        let tiles = &layout.0.tiles;
        let group = |key: &str| tiles.parent_of(layout.find(key).unwrap());
        assert_eq!(group("drift"), group("plane"), "among the tabs that there are");
    }

    #[test]
    fn a_layout_that_goes_round_in_circles_is_refused() {
        let usual = usual();
        let root = usual.0.root().unwrap();
        let mut circle = usual.clone();
        if let Some(Tile::Container(container)) = circle.0.tiles.get_mut(root) {
            container.add_child(root);
        }
        assert!(!circle.fits(&all()));
        let mut huge = usual.clone();
        if let Some(Tile::Container(Container::Linear(linear))) = huge.0.tiles.get_mut(root) {
            let child = linear.children[0];
            linear.shares.set_share(child, f32::INFINITY);
        }
        assert!(!huge.fits(&all()));
    }
}
