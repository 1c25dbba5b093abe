//! Where the window was, and how it is brought back onto a screen that may be another one.

use eframe::Frame;
use egui::{Context, Rect, Vec2, ViewportCommand, pos2, vec2};

use crate::io::settings::WindowPlace;

/// The smallest size in which everything can be used, in points.
pub const SMALLEST: [f32; 2] = [640.0, 420.0];
/// The size at the first start.
pub const USUAL: [f32; 2] = [1280.0, 800.0];
/// So much of the upper edge has to be on a screen for the window to be found and moved.
const SEEN: Vec2 = vec2(120.0, 24.0);

/// The size to open with: what was asked for, else the size before, else the usual one.
pub fn size(asked: Option<[f32; 2]>, kept: Option<&WindowPlace>) -> [f32; 2] {
    let size = asked.or(kept.map(|kept| kept.size)).unwrap_or(USUAL);
    let side = |side: f32, usual: f32, least: f32| {
        if side.is_finite() { side.clamp(least, 16_384.0) } else { usual }
    };
    [side(size[0], USUAL[0], SMALLEST[0]), side(size[1], USUAL[1], SMALLEST[1])]
}

/// Where the window is now, if the system tells; `before` is what was kept.
pub fn now(ctx: &Context, before: Option<WindowPlace>) -> Option<WindowPlace> {
    let zoom = ctx.zoom_factor();
    ctx.input(|input| {
        let window = input.viewport();
        let inner = window.inner_rect?;
        let large = window.maximized.unwrap_or(false) || window.fullscreen.unwrap_or(false);
        if window.minimized.unwrap_or(false) {
            return before;
        }
        if large && let Some(before) = before {
            // The size to go back to.
            return Some(WindowPlace { maximized: true, ..before });
        }
        let size = [inner.width() * zoom, inner.height() * zoom].map(f32::round);
        let position =
            window.outer_rect.map(|outer| [outer.left() * zoom, outer.top() * zoom].map(f32::round));
        Some(WindowPlace { size, position, maximized: large })
    })
}

/// Moves a window that no screen shows to the nearest place where one does.
pub fn bring_back(ctx: &Context, frame: &Frame) {
    let Some(window) = frame.winit_window() else { return };
    let Ok(position) = window.outer_position() else { return };
    let size = window.outer_size();
    let outer = Rect::from_min_size(
        pos2(position.x as f32, position.y as f32),
        vec2(size.width as f32, size.height as f32),
    );
    let screens: Vec<Rect> = window
        .available_monitors()
        .map(|screen| {
            let (place, size) = (screen.position(), screen.size());
            Rect::from_min_size(
                pos2(place.x as f32, place.y as f32),
                vec2(size.width as f32, size.height as f32),
            )
        })
        .collect();
    if let Some(moved) = onto(outer, &screens) {
        let scale = ctx.pixels_per_point();
        ctx.send_viewport_cmd(ViewportCommand::OuterPosition(pos2(
            moved.left() / scale,
            moved.top() / scale,
        )));
    }
}

/// Where a window has to go to be seen on one of the screens; none if it is, or if there are none.
fn onto(window: Rect, screens: &[Rect]) -> Option<Rect> {
    let handle = Rect::from_min_size(window.min, vec2(window.width(), SEEN.y));
    let seen = |screen: &Rect| {
        let part = handle.intersect(*screen);
        part.width() >= SEEN.x.min(window.width()) && part.height() >= SEEN.y - 1.0
    };
    if screens.iter().any(seen) {
        return None;
    }
    let away = |screen: &Rect| screen.distance_sq_to_pos(window.center());
    let screen = screens.iter().min_by(|one, other| away(one).total_cmp(&away(other)))?;
    let corner = |at: f32, least: f32, most: f32| at.min(most).max(least);
    let min = pos2(
        corner(window.left(), screen.left(), screen.right() - window.width()),
        corner(window.top(), screen.top(), screen.bottom() - window.height()),
    );
    Some(Rect::from_min_size(min, window.size()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(width, height))
    }

    #[test]
    fn a_window_that_no_screen_shows_is_brought_back_and_no_other_is_moved() {
        let one = [rect(0.0, 0.0, 1920.0, 1080.0)];
        let two = [one[0], rect(1920.0, 0.0, 1280.0, 1024.0)];
        let second = rect(2100.0, 100.0, 1000.0, 700.0);
        assert_eq!(onto(second, &two), None, "a second screen is a place like any other");
        assert_eq!(onto(second, &one), Some(rect(920.0, 100.0, 1000.0, 700.0)));
        assert_eq!(onto(rect(-300.0, 40.0, 1000.0, 700.0), &one), None, "half outside can be dragged");
        assert_eq!(onto(rect(50.0, -400.0, 1000.0, 700.0), &one), Some(rect(50.0, 0.0, 1000.0, 700.0)));
        assert_eq!(onto(rect(9000.0, 9000.0, 3000.0, 2000.0), &one), Some(rect(0.0, 0.0, 3000.0, 2000.0)));
        assert_eq!(onto(second, &[]), None);
    }

    #[test]
    fn what_is_asked_for_wins_and_nonsense_in_a_file_does_no_harm() {
        let kept = WindowPlace { size: [900.0, 700.0], position: None, maximized: false };
        assert_eq!(size(None, None), USUAL);
        assert_eq!(size(None, Some(&kept)), [900.0, 700.0]);
        assert_eq!(size(Some([1000.0, 650.0]), Some(&kept)), [1000.0, 650.0]);
        let odd = WindowPlace { size: [f32::NAN, 1e30], ..kept };
        assert_eq!(size(None, Some(&odd)), [1280.0, 16_384.0]);
    }
}
