//! The icon of the window, drawn from the same SVG file that desktops install.

use egui::IconData;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

const SVG: &str = include_str!("../../assets/icon/equipoise.svg");

/// Pixels along each side: enough for a task switcher, and drawn in a few milliseconds.
pub(super) const SIDE: u32 = 128;

/// The icon, `side` pixels wide and high; none if it cannot be drawn, for a window without an icon is still a window.
pub(super) fn icon(side: u32) -> Option<IconData> {
    let tree = Tree::from_str(SVG, &Options::default()).ok()?;
    let mut pixmap = Pixmap::new(side, side)?;
    let scale = [tree.size().width(), tree.size().height()].map(|length| side as f32 / length);
    resvg::render(&tree, Transform::from_scale(scale[0], scale[1]), &mut pixmap.as_mut());
    let straight = |pixel: &resvg::tiny_skia::PremultipliedColorU8| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    };
    let rgba = pixmap.pixels().iter().flat_map(straight).collect();
    Some(IconData { rgba, width: side, height: side })
}

#[cfg(test)]
mod tests {
    use egui::{Color32, Theme};

    use super::*;
    use crate::ui::Palette;

    fn drawn(side: u32) -> (IconData, impl Fn(u32, u32) -> [u8; 4]) {
        let icon = icon(side).unwrap();
        let rgba = icon.rgba.clone();
        let pixel = move |x: u32, y: u32| {
            let at = 4 * (y * side + x) as usize;
            [rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]]
        };
        (icon, pixel)
    }

    #[test]
    fn it_has_the_size_asked_for_and_transparent_corners() {
        for side in [16, SIDE, 256] {
            let (icon, pixel) = drawn(side);
            assert_eq!((icon.width, icon.height), (side, side));
            assert_eq!(icon.rgba.len(), 4 * (side * side) as usize);
            let last = side - 1;
            for (x, y) in [(0, 0), (last, 0), (0, last), (last, last)] {
                assert_eq!(pixel(x, y)[3], 0, "{side}: {x}, {y}");
            }
            assert_eq!(pixel(side / 2, side / 2)[3], 255);
        }
    }

    #[test]
    fn excitation_and_inhibition_balance_in_the_colours_of_the_window() {
        let palette = Palette::of(Theme::Dark);
        let (_, pixel) = drawn(SIDE);
        let inks = [palette.excitatory, palette.inhibitory].map(|ink: Color32| ink.to_array());
        let side_of = |ink: [u8; 4]| {
            let at: Vec<(u32, u32)> = (0..SIDE)
                .flat_map(|y| (0..SIDE).map(move |x| (x, y)))
                .filter(|&(x, y)| pixel(x, y) == ink)
                .collect();
            let left = at.iter().filter(|&&(x, _)| x < SIDE / 2).count();
            (left, at.len() - left)
        };
        let (left, none) = side_of(inks[0]);
        let (nothing, right) = side_of(inks[1]);
        assert_eq!((none, nothing), (0, 0));
        assert!(left > 500 && left.abs_diff(right) * 20 < left, "{left} and {right} pixels");
    }

    #[test]
    fn no_text_and_no_raster_is_in_it() {
        for element in ["<text", "<image", "font", "href", "<style"] {
            assert!(!SVG.contains(element), "{element}");
        }
    }
}
