//! Presentation mode: everything larger, one view or two, nothing that is not needed.

use egui::{Context, Vec2};

use super::shown::Shown;
use super::views::{capacity, circuit, neuron};

/// A screen of this many points is large enough for two views side by side, whatever its pixels.
const STAGE: Vec2 = egui::vec2(730.0, 540.0);
/// Least and most enlargement.
const ZOOM: (f32, f32) = (1.15, 3.0);

/// What presentation mode shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    on: bool,
    /// Two views instead of one.
    pub two: bool,
    /// The parameters as well.
    pub controls: bool,
    /// Keys of the first and the second view.
    views: [String; 2],
    /// Window size in unzoomed points, rounded, for which the enlargement was chosen.
    fitted: Option<[u32; 2]>,
}

impl Default for Presentation {
    fn default() -> Self {
        let views = [neuron::KEY, capacity::KEY].map(str::to_owned);
        Self { on: false, two: true, controls: false, views, fitted: None }
    }
}

impl Presentation {
    /// Shows views of this system, the usual ones to begin with.
    pub fn show_system(&mut self, shown: Shown) {
        self.views = match shown {
            Shown::Neuron => [neuron::KEY, capacity::KEY],
            Shown::Circuits => [circuit::network::KEY, circuit::learning::KEY],
        }
        .map(str::to_owned);
    }

    /// Is it on?
    pub fn on(&self) -> bool {
        self.on
    }

    /// Enters or leaves it.
    pub fn set(&mut self, ctx: &Context, on: bool) {
        self.on = on;
        self.fitted = None;
        if !on {
            ctx.set_zoom_factor(1.0);
        }
    }

    /// Leaves it, if it is on.
    pub fn set_whole(&mut self, ctx: &Context) {
        if self.on {
            self.set(ctx, false);
        }
    }

    /// Keeps the enlargement right for the size of the window.
    pub fn fit(&mut self, ctx: &Context) {
        if !self.on {
            return;
        }
        let size = ctx.content_rect().size() * ctx.zoom_factor();
        let rounded = [size.x, size.y].map(|side| (side / 8.0).round() as u32);
        if self.fitted.is_none() || self.fitted.is_some_and(|fitted| differs(fitted, rounded)) {
            self.fitted = Some(rounded);
            ctx.set_zoom_factor((size / STAGE).min_elem().clamp(ZOOM.0, ZOOM.1));
        }
    }

    /// Keys of the views shown.
    pub fn views(&self) -> &[String] {
        if self.two { &self.views } else { &self.views[..1] }
    }

    /// Shows this view; the one that was first becomes the second.
    pub fn bring(&mut self, key: &str) {
        if self.views[0] != key {
            self.views.swap(0, 1);
            key.clone_into(&mut self.views[0]);
        }
    }

    /// Shows these, one or two.
    pub fn show_these(&mut self, keys: &[String]) {
        if keys.is_empty() {
            return;
        }
        self.two = keys.len() > 1;
        for (slot, key) in self.views.iter_mut().zip(keys) {
            slot.clone_from(key);
        }
    }
}

/// Rounding may move a side by one; a person moves it further.
fn differs(one: [u32; 2], other: [u32; 2]) -> bool {
    one.iter().zip(other).any(|(one, other)| one.abs_diff(other) > 2)
}
