//! Views drawn without a window, on any thread.

use egui::{Pos2, RawInput, Rect, Theme, UiBuilder, Vec2, vec2};

use super::Picture;
use crate::engine::Snapshot;
use crate::ui::theme::{self, Palette};
use crate::ui::views::{self, View};

/// Shortest and longest side of a picture, in points.
pub const SIDES: [f32; 2] = [160.0, 10_000.0];

/// Between two views, in points.
const GAP: f32 = 6.0;

/// Frames until plots have found their bounds and axes their widths.
const SETTLING: usize = 4;

/// Why a view cannot be drawn.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum OffscreenError {
    /// No view has this key.
    #[error("there is no view {key:?}; the views are {}", views::keys().join(", "))]
    UnknownView {
        /// What was asked for.
        key: String,
    },
    /// Not one or two views.
    #[error("a picture shows one view or two side by side, not {0}")]
    Count(usize),
    /// Too small or too large.
    #[error(
        "a picture of {width} x {height} points cannot be drawn: each side has to be from {} to {}",
        SIDES[0],
        SIDES[1]
    )]
    Size {
        /// Points from left to right.
        width: f32,
        /// Points from top to bottom.
        height: f32,
    },
}

/// One view or two side by side, which keep what they remember from one picture to the next.
pub struct Stage {
    ctx: egui::Context,
    views: Vec<Box<dyn View>>,
    size: Vec2,
    theme: Theme,
    /// Presentation to point out, where a view shows one.
    pub moment: Option<u64>,
    frames: usize,
}

impl Stage {
    /// A stage for the views with these keys.
    ///
    /// # Errors
    /// [`OffscreenError`].
    pub fn new(keys: &[&str], size: Vec2, theme: Theme) -> Result<Self, OffscreenError> {
        if !(1..=2).contains(&keys.len()) {
            return Err(OffscreenError::Count(keys.len()));
        }
        let [least, most] = SIDES;
        if ![size.x, size.y].iter().all(|side| (least..=most).contains(side)) {
            return Err(OffscreenError::Size { width: size.x, height: size.y });
        }
        let views = keys.iter().map(|&key| find(key)).collect::<Result<_, _>>()?;
        let ctx = egui::Context::default();
        theme::install(&ctx);
        ctx.set_theme(theme);
        Ok(Self { ctx, views, size, theme, moment: None, frames: 0 })
    }

    /// The views at `snapshot`.
    pub fn draw(&mut self, snapshot: &Snapshot) -> Picture {
        let rect = Rect::from_min_size(Pos2::ZERO, self.size);
        let mut shapes = Vec::new();
        for _ in 0..SETTLING {
            // A second from one frame to the next: nothing waits to be sorted, no animation is under way.
            let input = RawInput {
                screen_rect: Some(rect),
                time: Some(self.frames as f64),
                predicted_dt: 1.0,
                // The pixels of images never go to a graphics card.
                max_texture_side: Some(1 << 16),
                focused: false,
                ..Default::default()
            };
            self.frames += 1;
            let ctx = self.ctx.clone();
            let mut output = ctx.run_ui(input, |ui| self.frame(ui, rect, snapshot));
            // There is no renderer that would want the textures.
            output.textures_delta.clear();
            shapes = output.shapes;
        }
        Picture::of(&self.ctx, shapes, rect, Palette::of(self.theme).card)
    }

    fn frame(&mut self, ui: &mut egui::Ui, rect: Rect, snapshot: &Snapshot) {
        let mut commands = Vec::new();
        let mut moment = self.moment;
        let mut context = views::Context {
            snapshot,
            palette: Palette::of(self.theme),
            commands: &mut commands,
            highlight: &mut None,
            moment: &mut moment,
            wants_effects: &mut false,
            desk: &mut views::Desk::default(),
        };
        let count = self.views.len() as f32;
        let width = (rect.width() - GAP * (count - 1.0)) / count;
        for (at, view) in self.views.iter_mut().enumerate() {
            let corner = rect.min + vec2(at as f32 * (width + GAP), 0.0);
            let place = Rect::from_min_size(corner, vec2(width, rect.height()));
            ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
                views::card(ui, view.as_mut(), &mut context);
            });
        }
    }
}

fn find(key: &str) -> Result<Box<dyn View>, OffscreenError> {
    let found = views::all().into_iter().find(|view| view.key() == key);
    found.ok_or_else(|| OffscreenError::UnknownView { key: key.to_owned() })
}

/// The views with these keys, one or two side by side, at `snapshot`.
///
/// # Errors
/// [`OffscreenError`].
pub fn draw(keys: &[&str], size: Vec2, theme: Theme, snapshot: &Snapshot) -> Result<Picture, OffscreenError> {
    Ok(Stage::new(keys, size, theme)?.draw(snapshot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_refused_with_what_can() {
        let refused = |keys: &[&str], size| Stage::new(keys, size, Theme::Light).err().unwrap();
        let size = vec2(640.0, 400.0);
        let unknown = refused(&["plane", "plan"], size).to_string();
        assert!(unknown.contains("\"plan\"") && unknown.contains("traces, plane"), "{unknown}");
        assert_eq!(refused(&[], size), OffscreenError::Count(0));
        for wrong in [vec2(f32::NAN, 400.0), vec2(640.0, 0.0), vec2(1e9, 400.0), vec2(f32::INFINITY, 1.0)] {
            assert!(matches!(refused(&["plane"], wrong), OffscreenError::Size { .. }), "{wrong:?}");
        }
    }
}
