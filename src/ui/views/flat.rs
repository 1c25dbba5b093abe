//! Groups of tabs hold views and nothing else: a container among them would be a tab without a name of its own
//! that hides the views inside.

use egui_tiles::{Container, Tile, TileId, Tiles, Tree};

/// Replaces every container in a group of tabs by the views in it, and shows every container: only views are
/// hidden, one by one.
pub fn flatten<Pane>(tree: &mut Tree<Pane>) {
    let containers: Vec<TileId> =
        tree.tiles.iter().filter(|(_, tile)| matches!(tile, Tile::Container(_))).map(|(id, _)| *id).collect();
    for &container in &containers {
        if !tree.tiles.is_visible(container) {
            tree.tiles.set_visible(container, true);
        }
    }
    while let Some(tabs) = containers.iter().copied().find(|&id| is_nested(&tree.tiles, id)) {
        flatten_one(&mut tree.tiles, tabs);
    }
}

/// Is this a group of tabs with a container in it?
fn is_nested<Pane>(tiles: &Tiles<Pane>, id: TileId) -> bool {
    let Some(Tile::Container(Container::Tabs(tabs))) = tiles.get(id) else { return false };
    tabs.children.iter().any(|&child| tiles.get_container(child).is_some())
}

fn flatten_one<Pane>(tiles: &mut Tiles<Pane>, id: TileId) {
    let Some(Tile::Container(Container::Tabs(mut tabs))) = tiles.remove(id) else { return };
    let mut views = Vec::new();
    for &child in &tabs.children {
        let before = views.len();
        collect(tiles, child, &mut views);
        if tabs.active == Some(child) {
            tabs.active = views[before..].iter().copied().find(|&view| tiles.is_visible(view));
        }
    }
    tabs.children = views;
    tiles.insert(id, Tile::Container(Container::Tabs(tabs)));
}

/// Adds the views within `id` in reading order, and takes its containers away.
fn collect<Pane>(tiles: &mut Tiles<Pane>, id: TileId, views: &mut Vec<TileId>) {
    let Some(children) =
        tiles.get_container(id).map(|container| container.children().copied().collect::<Vec<_>>())
    else {
        views.push(id);
        return;
    };
    tiles.remove(id);
    children.into_iter().for_each(|child| collect(tiles, child, views));
}

#[cfg(test)]
mod tests {
    use egui_tiles::{LinearDir, SimplificationOptions};
    use proptest::prelude::*;

    use super::*;

    const VIEWS: usize = 13;

    fn usual() -> Tree<usize> {
        let mut tiles = Tiles::default();
        let panes: Vec<TileId> = (0..VIEWS).map(|view| tiles.insert_pane(view)).collect();
        let upper = tiles.insert_tab_tile(panes[..6].to_vec());
        let lower = tiles.insert_tab_tile(panes[8..].to_vec());
        let row = tiles.insert_horizontal_tile(vec![panes[6], panes[7], lower]);
        let root = tiles.insert_vertical_tile(vec![upper, row]);
        Tree::new(egui::Id::unique("views"), root, tiles)
    }

    /// What dropping `moved` onto the side of `onto` does: both go into a container where `onto` was.
    fn drop_beside(tree: &mut Tree<usize>, moved: TileId, onto: TileId, dir: LinearDir) {
        let Some(parent) = tree.tiles.parent_of(moved) else { return };
        if moved == onto {
            return;
        }
        let children = |tiles: &Tiles<usize>, id| -> Option<Vec<TileId>> {
            Some(tiles.get_container(id)?.children().copied().collect())
        };
        let replace = |tiles: &mut Tiles<usize>, id, old, new: Option<TileId>| {
            let Some(Tile::Container(container)) = tiles.get_mut(id) else { return };
            match (container, new) {
                (Container::Tabs(tabs), Some(new)) => {
                    tabs.children.iter_mut().filter(|child| **child == old).for_each(|child| *child = new);
                    tabs.active = Some(new);
                }
                (Container::Linear(linear), Some(new)) => {
                    linear.children.iter_mut().filter(|child| **child == old).for_each(|child| *child = new);
                }
                (container, _) => container.retain(|child| child != old),
            }
        };
        replace(&mut tree.tiles, parent, moved, None);
        let Some(target) = tree.tiles.parent_of(onto) else { return };
        assert!(children(&tree.tiles, target).is_some());
        let wrapper = tree.tiles.insert_container(Container::new_linear(dir, vec![onto, moved]));
        replace(&mut tree.tiles, target, onto, Some(wrapper));
    }

    fn panes(tree: &Tree<usize>) -> Vec<TileId> {
        let mut panes: Vec<(usize, TileId)> = tree
            .tiles
            .iter()
            .filter_map(|(id, tile)| if let Tile::Pane(view) = tile { Some((*view, *id)) } else { None })
            .collect();
        panes.sort_unstable_by_key(|(view, _)| *view);
        panes.into_iter().map(|(_, id)| id).collect()
    }

    proptest! {
        #[test]
        fn wherever_views_are_dropped_every_one_can_be_reached(
            moves in prop::collection::vec((0..VIEWS, 0..VIEWS, 0..3u8), 1..40),
            hidden in prop::collection::vec(0..VIEWS, 0..4),
        ) {
            let mut tree = usual();
            for view in hidden {
                let pane = panes(&tree)[view];
                tree.set_visible(pane, false);
            }
            let options = SimplificationOptions { all_panes_must_have_tabs: false, ..Default::default() };
            for (moved, onto, how) in moves {
                let all = panes(&tree);
                let (moved, onto) = (all[moved], all[onto]);
                match how {
                    0 => drop_beside(&mut tree, moved, onto, LinearDir::Horizontal),
                    1 => drop_beside(&mut tree, moved, onto, LinearDir::Vertical),
                    _ => if let Some(group) = tree.tiles.parent_of(onto) {
                        tree.move_tile_to_container(moved, group, 0, false);
                    },
                }
                tree.simplify(&options);
                flatten(&mut tree);
                prop_assert_eq!(panes(&tree).len(), VIEWS);
                for (id, tile) in tree.tiles.iter() {
                    prop_assert!(tree.is_root(*id) || tree.tiles.parent_of(*id).is_some(), "lost: {:?}", tile);
                    if let Tile::Container(Container::Tabs(tabs)) = tile {
                        prop_assert!(tabs.children.iter().all(|child| tree.tiles.get_pane(child).is_some()));
                    }
                }
                for pane in panes(&tree) {
                    tree.set_visible(pane, true);
                    tree.make_active(|other, _| other == pane);
                    prop_assert!(tree.active_tiles().contains(&pane), "{:?} stays hidden", pane);
                }
            }
        }
    }

    #[test]
    fn what_was_in_front_stays_in_front() {
        let mut tree = usual();
        let all = panes(&tree);
        drop_beside(&mut tree, all[9], all[1], LinearDir::Horizontal);
        flatten(&mut tree);
        assert!(tree.active_tiles().contains(&all[1]));
        let group = tree.tiles.parent_of(all[1]).unwrap();
        assert_eq!(tree.tiles.get_container(group).unwrap().num_children(), 7);
    }
}
