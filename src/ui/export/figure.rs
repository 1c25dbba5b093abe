//! A picture with its size and origin, written in one of the formats.

use std::path::Path;

use super::raster::{self, RasterError};
use super::{Picture, Provenance, sheet, svg};
use crate::io::ending::{self, Unfit};
use crate::io::output::{self, WriteError};

/// What a picture can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Vectors.
    Svg,
    /// Vectors on a page.
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Format {
    /// All that this build writes.
    pub const ALL: &'static [Self] = &[
        Self::Png,
        Self::Svg,
        #[cfg(feature = "pdf")]
        Self::Pdf,
    ];

    /// How the name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
        }
    }

    /// What the ending of `path` says.
    ///
    /// # Errors
    /// [`Unfit`] if it says none of these.
    pub fn of(path: &Path) -> Result<Self, Unfit> {
        let endings: Vec<&'static str> = Self::ALL.iter().map(|format| format.ending()).collect();
        let found = ending::one_of(path, "a picture", &endings)?;
        let format = Self::ALL.iter().copied().find(|format| format.ending() == found);
        format.ok_or_else(|| Unfit { path: path.to_owned(), what: "a picture", endings })
    }
}

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// As on screen, in pixels per point where it has pixels.
    Screen(f32),
    /// As wide as that many millimetres, at 300 dpi where it has pixels.
    Print(f32),
}

impl Size {
    /// Pixels per point of CSS.
    fn scale(self) -> f32 {
        match self {
            Self::Screen(scale) => scale,
            Self::Print(_) => sheet::DPI / raster::POINTS_PER_INCH,
        }
    }
}

/// A picture, how large it is, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What there is to see.
    pub picture: Picture,
    /// How large.
    pub size: Size,
    /// From where.
    pub origin: Provenance,
}

/// Why a picture is not written.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The ending says nothing.
    #[error(transparent)]
    Ending(#[from] Unfit),
    /// There are no pixels.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// There is no page.
    #[cfg(feature = "pdf")]
    #[error(transparent)]
    Pdf(#[from] super::pdf::PdfError),
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Figure {
    /// As SVG text.
    pub fn svg(&self) -> String {
        match self.size {
            Size::Screen(_) => svg::svg(&self.picture, &self.origin),
            Size::Print(wide) => svg::printed(&self.picture, wide, &self.origin),
        }
    }

    /// Writes it in the format that the ending of `path` says.
    ///
    /// # Errors
    /// [`FigureError`], with an old file untouched.
    pub fn write(&self, path: &Path) -> Result<(), FigureError> {
        let format = Format::of(path)?;
        let text = self.svg();
        match format {
            Format::Png => {
                let image = raster::render_svg(&text, self.size.scale())?;
                raster::write_png(path, &image, self.size.scale(), &self.origin)?;
            }
            Format::Svg => output::write(path, |file| file.write_all(text.as_bytes()))?,
            #[cfg(feature = "pdf")]
            Format::Pdf => {
                let page = super::pdf::pdf(&text, &self.origin)?;
                output::write(path, |file| file.write_all(&page))?;
            }
        }
        Ok(())
    }
}
