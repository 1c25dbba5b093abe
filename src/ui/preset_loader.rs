//! Choosing a preset file in the system's dialog, off the drawing thread.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// A dialog that may be open.
#[derive(Default)]
pub struct PresetDialog(Option<Receiver<Option<PathBuf>>>);

impl PresetDialog {
    /// Opens the dialog, unless it is open already.
    pub fn open(&mut self, ctx: &egui::Context) {
        if self.0.is_some() {
            return;
        }
        let chosen = rfd::AsyncFileDialog::new()
            .set_title("Open a preset")
            .add_filter("Preset", &["toml"])
            .pick_file();
        let (send, receive) = channel();
        let ctx = ctx.clone();
        // If no thread is to be had the sender is dropped, which reads as "cancelled".
        let _ = std::thread::Builder::new().name("preset dialog".to_owned()).spawn(move || {
            let path = pollster::block_on(chosen).map(|file| file.path().to_owned());
            // The window may have gone.
            let _ = send.send(path);
            ctx.request_repaint();
        });
        self.0 = Some(receive);
    }

    /// The chosen file, once.
    pub fn take(&mut self) -> Option<PathBuf> {
        let answer = match self.0.as_ref()?.try_recv() {
            Err(TryRecvError::Empty) => return None,
            Ok(path) => path,
            Err(TryRecvError::Disconnected) => None,
        };
        self.0 = None;
        answer
    }
}
