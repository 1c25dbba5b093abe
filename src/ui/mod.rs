//! The window. Views read a snapshot and emit commands; nothing here waits for the simulation.

mod actions;
mod bar_request;
mod breakpoint_menu;
mod choosing;
pub mod circuits;
mod circumstances;
mod colormap;
mod controls;
mod copying;
mod demonstrating;
pub mod export;
mod file_effects;
mod files;
mod finder;
mod finding;
mod fitting;
mod focus_ring;
mod format;
mod glossary;
mod guide;
mod guiding;
mod health;
mod icon;
mod keyed;
mod laboratory;
mod legend;
mod message;
mod notices;
mod number;
mod pace;
mod place;
mod player;
mod presentation;
mod presentation_bar;
mod presets;
mod rule_choosing;
mod rule_colors;
mod rule_sliders;
mod screenshot;
mod settings_store;
mod shortcuts;
mod shown;
mod staging;
mod status;
mod subscripts;
mod sweeping;
mod system;
mod tale;
mod theme;
mod timeline_bar;
mod transport;
mod ui_action;
mod undo;
pub mod views;

use std::path::PathBuf;

pub use files::{Dialog, Question};
pub use laboratory::Laboratory;
pub use shown::Shown;
pub use theme::Palette;

use crate::io::session::Opened;
use crate::model::Params;

/// What the window opens with.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Parameters.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// Name of the preset that the parameters came from.
    pub preset: String,
    /// The preset's own values, if `params` differ from them.
    pub preset_values: Option<Params>,
    /// Theme; the system's if none.
    pub theme: Option<egui::Theme>,
    /// Inner size in points; that of the last time if none.
    pub size: Option<[f32; 2]>,
    /// Where settings are kept; nowhere if none.
    pub settings: Option<PathBuf>,
    /// Where unsaved work is kept; nowhere if none.
    pub unsaved: Option<PathBuf>,
    /// Paths are typed instead of chosen in the system's dialogs.
    pub typed_paths: bool,
    /// A demonstration to begin with.
    pub scenario: Option<crate::engine::scenario::Scenario>,
    /// A demonstration of circuits to begin with.
    pub circuit: Option<crate::engine::circuits::scenario::CircuitScenario>,
    /// Open with the thesis and things to try, the neuron at rest, unless that was dismissed for good.
    pub welcome: bool,
    /// Open in presentation mode, with these views.
    pub present: Option<Vec<String>>,
    /// Open with circuits.
    pub circuits: bool,
    /// Number of the workspace to open with.
    pub workspace: Option<usize>,
    /// Stimulus to pin from the start.
    pub pin: Option<usize>,
    /// Take a picture and quit.
    pub screenshot: Option<ScreenshotRequest>,
}

/// A picture to be taken of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenshotRequest {
    /// PNG file to write.
    pub path: PathBuf,
    /// Epochs to run before.
    pub after_epochs: u64,
}

/// Why the window could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The simulation could not start.
    #[error(transparent)]
    Engine(#[from] crate::engine::EngineError),
    /// The system gave no window.
    #[error("cannot open a window: {0} (the headless commands work without one: `equipoise --help`)")]
    Window(String),
    /// The picture could not be written.
    #[error(transparent)]
    Picture(#[from] crate::io::output::WriteError),
}

/// Opens the window, to go on with the session of a file if one is given, and returns when it is closed.
///
/// # Errors
/// [`WindowError`].
pub fn open(opening: Opening, session: Option<(Opened, PathBuf)>) -> Result<(), WindowError> {
    let kept = opening.settings.as_deref().and_then(crate::io::settings::window);
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Equipoise")
        .with_app_id("equipoise")
        .with_inner_size(place::size(opening.size, kept.as_ref()))
        .with_min_inner_size(place::SMALLEST);
    if let Some(icon) = icon::icon(icon::SIDE) {
        viewport = viewport.with_icon(icon);
    }
    if let Some(kept) = kept.filter(|_| opening.size.is_none()) {
        viewport = viewport.with_maximized(kept.maximized);
        if let Some(position) = kept.position.filter(|position| position.iter().all(|at| at.abs() < 1e5)) {
            viewport = viewport.with_position(position);
        }
    }
    #[cfg_attr(not(target_os = "linux"), expect(unused_mut))]
    let mut options = eframe::NativeOptions { viewport, ..Default::default() };
    #[cfg(target_os = "linux")]
    if system::wayland_is_stale() {
        use winit::platform::x11::EventLoopBuilderExtX11;
        options.event_loop_builder = Some(Box::new(|builder| {
            builder.with_x11();
        }));
    }
    let (failure, failed) = crossbeam_channel::bounded(1);
    eframe::run_native(
        "equipoise",
        options,
        Box::new(move |creation| {
            Ok(Box::new(Laboratory::open(&creation.egui_ctx, opening, session, failure)?))
        }),
    )
    .map_err(|error| WindowError::Window(system::without_sources(&error.to_string())))?;
    failed.try_recv().map_or(Ok(()), Err)
}
