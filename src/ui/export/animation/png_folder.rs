//! A folder of PNG files, one for every frame.

use std::fs;
use std::io;
use std::path::Path;

use egui::ColorImage;

use super::AnimationError;
use crate::io::output::{Folder, WriteError};
use crate::ui::export::{Provenance, raster};

/// A folder while it is filled.
pub struct PngFolder {
    folder: Folder,
    provenance: Provenance,
}

impl PngFolder {
    pub fn create(path: &Path, fps: f32, provenance: &Provenance) -> Result<Self, AnimationError> {
        match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(AnimationError::Exists(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(WriteError { path: path.to_owned(), source }.into()),
        }
        let folder = Folder::create(path)?;
        let mut provenance = provenance.clone();
        provenance.description.push_str(&format!("\n{fps} frames a second"));
        Ok(Self { folder, provenance })
    }

    /// The frame with this number, from 1 on.
    pub fn add(&self, image: &ColorImage, number: u64) -> Result<(), WriteError> {
        let name = format!("frame-{number:04}.png");
        self.folder.write(&name, |file| raster::encode_png(file, image, 1.0, &self.provenance))
    }

    pub fn finish(self) -> Result<(), WriteError> {
        self.folder.commit()
    }
}
