//! A picture as a PDF page: the same SVG document, with its texts as texts.

use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};

use super::Provenance;
use super::raster::{self, RasterError};

/// Points of PDF (72 per inch) in a point of CSS (96 per inch).
const PER_POINT: f32 = 72.0 / 96.0;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// Not SVG.
    #[error(transparent)]
    Svg(#[from] RasterError),
    /// The page could not be made.
    #[error("cannot make a PDF page of this picture: {0}")]
    Page(String),
}

/// The SVG document `text` as a PDF document of one page, of the size that it says.
///
/// # Errors
/// [`PdfError`].
pub fn pdf(text: &str, provenance: &Provenance) -> Result<Vec<u8>, PdfError> {
    let tree = raster::parse(text)?;
    let [width, height] = [tree.size().width(), tree.size().height()].map(|side| side * PER_POINT);
    let unfit = || PdfError::Page(format!("{width} x {height} points are no size"));
    let size = Size::from_wh(width, height).ok_or_else(unfit)?;
    let mut document = krilla::Document::new();
    document.set_metadata(metadata(provenance));
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    let drawn = surface.draw_svg(&tree, size, SvgSettings { embed_text: true, ..SvgSettings::default() });
    surface.finish();
    page.finish();
    drawn.ok_or_else(|| PdfError::Page("it cannot be drawn".to_owned()))?;
    document.finish().map_err(|error| PdfError::Page(format!("{error:?}")))
}

fn metadata(provenance: &Provenance) -> Metadata {
    Metadata::new()
        .title(provenance.title.clone())
        .description(provenance.description.clone())
        .keywords(vec![provenance.command.clone()])
        .creator(provenance.software.clone())
}
