//! A folder of PNG files, one for every frame.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use egui::ColorImage;

use super::AnimationError;
use crate::io::output::WriteError;
use crate::ui::export::{Provenance, raster};

/// A folder while it is filled, beside its final place: inside of a temporary one, which nobody else may read.
pub struct PngFolder {
    path: PathBuf,
    around: tempfile::TempDir,
    folder: PathBuf,
    provenance: Provenance,
}

impl PngFolder {
    pub fn create(path: &Path, fps: f32, provenance: &Provenance) -> Result<Self, AnimationError> {
        match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(AnimationError::Exists(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(path)(error).into()),
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let around = tempfile::Builder::new().prefix(".frames-").tempdir_in(parent.unwrap_or(Path::new(".")));
        let around = around.map_err(failed(path))?;
        let folder = around.path().join("frames");
        fs::create_dir(&folder).map_err(failed(path))?;
        let mut provenance = provenance.clone();
        provenance.description.push_str(&format!("\n{fps} frames a second"));
        Ok(Self { path: path.to_owned(), around, folder, provenance })
    }

    /// The frame with this number, from 1 on.
    pub fn add(&self, image: &ColorImage, number: u64) -> Result<(), WriteError> {
        let path = self.folder.join(format!("frame-{number:04}.png"));
        let write = || {
            let mut file = io::BufWriter::new(fs::File::create(&path)?);
            raster::encode_png(&mut file, image, 1.0, &self.provenance)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        write().map_err(|source| WriteError { path: path.clone(), source })
    }

    pub fn finish(self) -> Result<(), WriteError> {
        let Self { path, around, folder, .. } = self;
        let place = || {
            // Not all systems put a folder in the place of an empty one.
            match fs::remove_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::rename(&folder, &path)?;
            around.close()
        };
        place().map_err(failed(&path))
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> WriteError {
    move |source| WriteError { path: path.to_owned(), source }
}
