//! Views drawn without a window, on any thread.

use std::collections::HashMap;
use std::sync::Arc;

use egui::epaint::ClippedShape;
use egui::{Color32, Pos2, RawInput, Rect, Theme, UiBuilder, Vec2, vec2};

use super::{Picture, Sheet};
use crate::engine::{Snapshot, Wants};
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::subscripts;
use crate::ui::theme::{self, Palette};
use crate::ui::views::{self, View};

/// Shortest and longest side of a picture, in points.
pub const SIDES: [f32; 2] = [160.0, 10_000.0];

/// Between two views, in points.
const GAP: f32 = 6.0;

/// Frames until plots have found their bounds and axes their widths.
const SETTLING: usize = 4;
/// Frames until plots have found their places.
const SURVEYING: usize = 2;
/// White around a printed view, for half a number at the end of an axis and a lowered index.
const MARGIN: Vec2 = vec2(6.0, 4.0);

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
pub struct OffscreenRenderer {
    ctx: egui::Context,
    views: Vec<Box<dyn View>>,
    size: Vec2,
    theme: Theme,
    /// Presentation to point out, where a view shows one.
    pub moment: Option<u64>,
    /// What the view of the neuron shows.
    pub neuron: views::Moment,
    /// The circuit that views of circuits show.
    pub circuit: Option<Arc<CircuitSnapshot>>,
    frames: usize,
    view_requests: views::ViewRequests,
}

impl OffscreenRenderer {
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
        let view_requests = views::ViewRequests::default();
        Ok(Self {
            ctx: context(theme),
            views,
            size,
            theme,
            moment: None,
            neuron: views::Moment::Live,
            circuit: None,
            frames: 0,
            view_requests,
        })
    }

    /// The views at `snapshot`.
    pub fn draw(&mut self, snapshot: &Snapshot) -> Picture {
        let shapes = self.frames(snapshot, SETTLING);
        Picture::of(&self.ctx, shapes, self.rect(), Palette::of(self.theme).card)
    }

    /// Takes note of what the plots show at `snapshot`; see [`OffscreenRenderer::hold`].
    pub fn survey(&mut self, snapshot: &Snapshot) {
        if let views::Scales::Free = self.view_requests.scales {
            self.view_requests.scales = views::Scales::Noted(HashMap::new());
        }
        views::reach::note(&self.ctx);
        self.frames(snapshot, SURVEYING);
    }

    /// From now on every axis, and every scale of colours, spans what it needs for all that has been surveyed.
    pub fn hold(&mut self) {
        self.view_requests.scales.hold();
        views::reach::hold(&self.ctx);
    }

    fn rect(&self) -> Rect {
        Rect::from_min_size(Pos2::ZERO, self.size)
    }

    /// What the last of some frames has painted.
    fn frames(&mut self, snapshot: &Snapshot, count: usize) -> Vec<ClippedShape> {
        let rect = self.rect();
        let Self { ctx, views, theme, moment, neuron, circuit, frames, view_requests, .. } = self;
        view_requests.neuron = *neuron;
        settled(ctx, rect, (frames, count), |ui| {
            let mut moment = *moment;
            let mut context = views::Context {
                snapshot,
                palette: Palette::of(*theme),
                commands: &mut Vec::new(),
                highlight: &mut None,
                moment: &mut moment,
                wants: &mut Wants::default(),
                circuit: circuit.as_deref(),
                circuit_commands: &mut Vec::new(),
                inside: &mut false,
                view_requests: &mut *view_requests,
            };
            let count = views.len() as f32;
            let width = (rect.width() - GAP * (count - 1.0)) / count;
            for (at, view) in views.iter_mut().enumerate() {
                let corner = rect.min + vec2(at as f32 * (width + GAP), 0.0);
                let place = Rect::from_min_size(corner, vec2(width, rect.height()));
                ui.scope_builder(UiBuilder::new().max_rect(place).id_salt(at), |ui| {
                    views::card(ui, view.as_mut(), &mut context);
                });
            }
        })
    }
}

/// What egui needs to draw without a window.
fn context(theme: Theme) -> egui::Context {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    ctx.set_theme(theme);
    ctx
}

/// What the last of some frames has painted; the frames of `ctx` are counted.
fn settled(
    ctx: &egui::Context,
    rect: Rect,
    (frames, count): (&mut usize, usize),
    mut paint: impl FnMut(&mut egui::Ui),
) -> Vec<ClippedShape> {
    let mut shapes = Vec::new();
    for _ in 0..count {
        // A second from one frame to the next: nothing waits to be sorted, no animation is under way.
        let input = RawInput {
            screen_rect: Some(rect),
            time: Some(*frames as f64),
            predicted_dt: 1.0,
            // The pixels of images never go to a graphics card.
            max_texture_side: Some(1 << 16),
            focused: false,
            ..Default::default()
        };
        *frames += 1;
        let mut output = ctx.run_ui(input, &mut paint);
        // There is no renderer that would want the textures.
        output.textures_delta.clear();
        shapes = output.shapes;
    }
    shapes
}

/// `view` for print: on white, without frame, heading and controls, its symbols with real indices. The view is that of
/// the window, which shows the same.
pub fn print(
    view: &mut dyn View,
    sheet: Sheet,
    moment: Option<u64>,
    (snapshot, circuit): (&Snapshot, Option<&CircuitSnapshot>),
) -> Picture {
    let ctx = context(Theme::Light);
    ctx.all_styles_mut(|style| {
        // What does not fit on paper cannot be scrolled to.
        let scroll = &mut style.spacing.scroll;
        scroll.dormant_handle_opacity = 0.0;
        scroll.dormant_background_opacity = 0.0;
    });
    let rect = Rect::from_min_size(Pos2::ZERO, sheet.points());
    let mut view_requests = views::ViewRequests { print: true, ..views::ViewRequests::default() };
    let shapes = settled(&ctx, rect, (&mut 0, SETTLING), |ui| {
        let mut moment = moment;
        let mut context = views::Context {
            snapshot,
            palette: Palette::of(Theme::Light),
            commands: &mut Vec::new(),
            highlight: &mut None,
            moment: &mut moment,
            wants: &mut Wants::default(),
            circuit,
            circuit_commands: &mut Vec::new(),
            inside: &mut false,
            view_requests: &mut view_requests,
        };
        let place = rect.shrink2(MARGIN);
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| view.show(ui, &mut context));
    });
    let mut picture = Picture::of(&ctx, shapes, rect, Color32::WHITE);
    subscripts::set(&ctx, &mut picture.shapes, true);
    picture
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
    Ok(OffscreenRenderer::new(keys, size, theme)?.draw(snapshot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_refused_with_what_can() {
        let refused = |keys: &[&str], size| OffscreenRenderer::new(keys, size, Theme::Light).err().unwrap();
        let size = vec2(640.0, 400.0);
        let unknown = refused(&["plane", "plan"], size).to_string();
        assert!(unknown.contains("\"plan\"") && unknown.contains("traces, plane"), "{unknown}");
        assert_eq!(refused(&[], size), OffscreenError::Count(0));
        for wrong in [vec2(f32::NAN, 400.0), vec2(640.0, 0.0), vec2(1e9, 400.0), vec2(f32::INFINITY, 1.0)] {
            assert!(matches!(refused(&["plane"], wrong), OffscreenError::Size { .. }), "{wrong:?}");
        }
    }
}
