//! The picture of the whole window that the command line can ask for.

use std::sync::Arc;

use crossbeam_channel::Sender;
use egui::Ui;

use super::export::{Provenance, raster};
use super::{ScreenshotRequest, WindowError};

/// A picture that is wanted.
pub struct Screenshot {
    request: ScreenshotRequest,
    failure: Sender<WindowError>,
    /// A session was opened: it is shown as it is.
    at_once: bool,
}

impl Screenshot {
    /// `failure` takes why it could not be written.
    pub fn new(request: ScreenshotRequest, failure: Sender<WindowError>, at_once: bool) -> Self {
        Self { request, failure, at_once }
    }

    /// Has the run come far enough? `ready` says that everything asked for has been carried out.
    pub fn due(&self, ready: bool, epochs: u64) -> bool {
        if self.at_once { ready } else { epochs >= self.request.after_epochs }
    }

    /// Asks for the picture of what comes from `origin`; when it comes it is written, and the window closes.
    pub fn take(self, ui: &Ui, origin: Provenance) {
        let Self { request, failure, .. } = self;
        let ctx = ui.ctx().clone();
        let scale = ctx.pixels_per_point();
        let write = move |image: Arc<egui::ColorImage>| {
            if let Err(error) = raster::write_png(&request.path, &image, scale, &origin) {
                // There is room for one.
                let _ = failure.try_send(error.into());
            }
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        };
        let callback = egui::ScreenshotCallback::new(write);
        ui.ctx().send_viewport_cmd(egui::ViewportCommand::Screenshot(callback));
        ui.ctx().request_repaint();
    }
}
