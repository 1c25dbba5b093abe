//! Writing a picture of the window.

use std::io;
use std::path::Path;

use egui::ColorImage;

use crate::io::atomic::{self, WriteError};

/// Writes `image` as a PNG file.
///
/// # Errors
/// [`WriteError`].
pub fn write_png(path: &Path, image: &ColorImage) -> Result<(), WriteError> {
    atomic::write(path, |file| {
        let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(io::Error::other)?;
        let bytes: Vec<u8> =
            image.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
        writer.write_image_data(&bytes).map_err(io::Error::other)
    })
}
