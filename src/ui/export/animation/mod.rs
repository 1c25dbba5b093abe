//! Animations: frames as they come, into a GIF file or a folder of PNG files.
//!
//! Nothing is at the final place until all frames are.

mod gif_file;
mod palette;
mod png_folder;

use std::path::{Path, PathBuf};

use egui::ColorImage;

use self::gif_file::GifFile;
use self::png_folder::PngFolder;
use super::Provenance;
use crate::io::ending::ending;
use crate::io::output::WriteError;

/// Most frames a second. Programs that show GIF files slow down what is faster.
pub const FASTEST: f32 = 50.0;

/// Why there is no animation.
#[derive(Debug, thiserror::Error)]
pub enum AnimationError {
    /// Neither a GIF file nor a folder.
    #[error("an animation is a file that ends in .gif or a folder of PNG files, not {}", .0.display())]
    Kind(PathBuf),
    /// Too slow or too fast.
    #[error("{0} frames a second cannot be shown: there have to be more than 0 and at most {FASTEST}")]
    Rate(f32),
    /// No pixels, or more than a GIF file can have.
    #[error("an animation of {} x {} pixels is impossible: each side has to be from 1 to {}", .0[0], .0[1], u16::MAX)]
    Size([usize; 2]),
    /// A frame that does not fit.
    #[error("a frame has {} x {} pixels, but the animation {} x {}", .frame[0], .frame[1], .animation[0], .animation[1])]
    FrameSize {
        /// Pixels of the frame.
        frame: [usize; 2],
        /// Pixels of all others.
        animation: [usize; 2],
    },
    /// Nothing was added.
    #[error("an animation needs at least one frame")]
    Empty,
    /// There is something that would be lost.
    #[error("the folder {} is there already and is not empty: choose another name", .0.display())]
    Exists(PathBuf),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// An animation while it is made. Dropped before [`Animation::finish`], it leaves no trace.
pub struct Animation {
    size: [usize; 2],
    frames: u64,
    kind: Kind,
}

enum Kind {
    Gif(Box<GifFile>),
    Folder(PngFolder),
}

impl Animation {
    /// Begins an animation of `size` pixels and `fps` frames a second: a GIF file if `path` ends in `.gif`, a
    /// folder of PNG files (`frame-0001.png` and so on) if it has no ending.
    ///
    /// # Errors
    /// [`AnimationError`].
    pub fn create(
        path: &Path,
        size: [usize; 2],
        fps: f32,
        provenance: &Provenance,
    ) -> Result<Self, AnimationError> {
        if !(fps > 0.0 && fps <= FASTEST) {
            return Err(AnimationError::Rate(fps));
        }
        if !size.iter().all(|side| (1..=usize::from(u16::MAX)).contains(side)) {
            return Err(AnimationError::Size(size));
        }
        let kind = match ending(path).as_deref() {
            Some("gif") => Kind::Gif(Box::new(GifFile::create(path, size, fps, provenance)?)),
            None if path.file_name().is_some() => Kind::Folder(PngFolder::create(path, fps, provenance)?),
            _ => return Err(AnimationError::Kind(path.to_owned())),
        };
        Ok(Self { size, frames: 0, kind })
    }

    /// Adds a frame. In a GIF file, what is transparent is on black.
    ///
    /// # Errors
    /// [`AnimationError::FrameSize`], [`AnimationError::Write`].
    pub fn add(&mut self, image: &ColorImage) -> Result<(), AnimationError> {
        if image.size != self.size || image.pixels.len() != self.size[0] * self.size[1] {
            return Err(AnimationError::FrameSize { frame: image.size, animation: self.size });
        }
        self.frames += 1;
        match &mut self.kind {
            Kind::Gif(file) => file.add(image)?,
            Kind::Folder(folder) => folder.add(image, self.frames)?,
        }
        Ok(())
    }

    /// Frames so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// [`AnimationError::Empty`], [`AnimationError::Write`]; then there is nothing.
    pub fn finish(self) -> Result<(), AnimationError> {
        if self.frames == 0 {
            return Err(AnimationError::Empty);
        }
        match self.kind {
            Kind::Gif(file) => file.finish()?,
            Kind::Folder(folder) => folder.finish()?,
        }
        Ok(())
    }
}
