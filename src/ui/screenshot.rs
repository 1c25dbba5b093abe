//! The picture of the whole window that the command line can ask for.

use std::sync::Arc;

use crossbeam_channel::Sender;
use egui::Ui;

use super::export::raster;
use super::views;
use super::{ScreenshotRequest, WindowError};
use crate::engine::Snapshot;

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

    /// Has the run come far enough, with `issued` commands to be carried out before?
    pub fn due(&self, snapshot: &Snapshot, issued: u64) -> bool {
        let ready = snapshot.applied >= issued && snapshot.timeline.seeking.is_none();
        if self.at_once { ready } else { snapshot.epochs >= self.request.after_epochs }
    }

    /// Asks for the picture; when it comes it is written, and the window closes.
    pub fn take(self, ui: &Ui, snapshot: &Snapshot) {
        let Self { request, failure, .. } = self;
        let ctx = ui.ctx().clone();
        let origin = views::of_run("The window", "", snapshot);
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
