//! GIF files (the GIF89a specification): every frame is the rectangle in which something has changed, with its own
//! palette.

use std::io;
use std::path::{Path, PathBuf};

use egui::ColorImage;
use gif::{AnyExtension, DisposalMethod, Encoder, Extension, Frame, Repeat};

use super::palette::Palette;
use crate::io::output::{Output, WriteError};
use crate::ui::export::Provenance;

/// A GIF file while it is written.
pub struct GifFile {
    path: PathBuf,
    encoder: Encoder<Output>,
    last: Option<ColorImage>,
    fps: f64,
    frames: u64,
}

impl GifFile {
    pub fn create(
        path: &Path,
        size: [usize; 2],
        fps: f32,
        provenance: &Provenance,
    ) -> Result<Self, WriteError> {
        let [width, height] = size.map(narrow);
        let file = Output::create(path)?;
        let encoder = Encoder::new(file, width, height, &[]).and_then(|mut encoder| {
            encoder.set_repeat(Repeat::Infinite)?;
            let comment = provenance.text();
            encoder.write_raw_extension(AnyExtension::from(Extension::Comment), &[comment.as_bytes()])?;
            Ok(encoder)
        });
        let encoder = encoder.map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_owned(), encoder, last: None, fps: f64::from(fps), frames: 0 })
    }

    pub fn add(&mut self, image: &ColorImage) -> Result<(), WriteError> {
        let [left, top, width, height] = match &self.last {
            Some(last) => changed(last, image),
            None => [0, 0, image.size[0], image.size[1]],
        };
        let rows = (top..top + height).map(|y| y * image.size[0] + left);
        let part = rows.filter_map(|start| image.pixels.get(start..start + width)).flatten();
        let pixels: Vec<[u8; 3]> = part.map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
        let palette = Palette::of(&pixels);
        let frame = Frame {
            delay: self.delay(),
            dispose: DisposalMethod::Keep,
            left: narrow(left),
            top: narrow(top),
            width: narrow(width),
            height: narrow(height),
            buffer: pixels.iter().map(|&pixel| palette.index(pixel)).collect(),
            palette: Some(palette.bytes()),
            ..Frame::default()
        };
        self.encoder.write_frame(&frame).map_err(|error| failed(&self.path, error))?;
        self.frames += 1;
        self.last = Some(image.clone());
        Ok(())
    }

    pub fn finish(self) -> Result<(), WriteError> {
        let file = self.encoder.into_inner().map_err(|error| failed(&self.path, error))?;
        file.commit()
    }

    /// Hundredths of a second, such that rounding does not add up.
    fn delay(&self) -> u16 {
        let until = |frame: u64| (100.0 * frame as f64 / self.fps).round();
        // Saturates for frames that last for minutes.
        (until(self.frames + 1) - until(self.frames)) as u16
    }
}

fn failed(path: &Path, error: gif::EncodingError) -> WriteError {
    let source = match error {
        gif::EncodingError::Io(source) => source,
        other => io::Error::other(other),
    };
    WriteError { path: path.to_owned(), source }
}

fn narrow(side: usize) -> u16 {
    u16::try_from(side).unwrap_or(u16::MAX)
}

/// Left, top, width and height of what differs; one pixel if nothing does.
fn changed(last: &ColorImage, image: &ColorImage) -> [usize; 4] {
    let width = image.size[0].max(1);
    let (mut left, mut right) = (width, 0);
    let (mut top, mut bottom) = (usize::MAX, 0);
    for (y, (before, now)) in last.pixels.chunks(width).zip(image.pixels.chunks(width)).enumerate() {
        if before == now {
            continue;
        }
        (top, bottom) = (top.min(y), y + 1);
        let differs = |x: &usize| before.get(*x) != now.get(*x);
        left = (0..left).find(differs).unwrap_or(left);
        right = (right..width).rfind(differs).map_or(right, |x| x + 1);
    }
    if bottom == 0 { [0, 0, 1, 1] } else { [left, top, right - left, bottom - top] }
}

#[cfg(test)]
mod tests {
    use egui::Color32;

    use super::*;

    #[test]
    fn what_has_changed_is_the_smallest_rectangle_around_it() {
        let before = ColorImage::filled([8, 6], Color32::BLACK);
        assert_eq!(changed(&before, &before), [0, 0, 1, 1]);
        let mut now = before.clone();
        for (x, y) in [(5, 1), (2, 4), (3, 3)] {
            now.pixels[y * 8 + x] = Color32::WHITE;
        }
        assert_eq!(changed(&before, &now), [2, 1, 4, 4]);
    }
}
