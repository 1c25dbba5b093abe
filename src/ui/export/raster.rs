//! Vectors as pixels, and pixels as PNG files that say where they come from.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::ui::theme;
use egui::{Color32, ColorImage, FontFamily};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::svg::svg;
use super::{Picture, Provenance};
use crate::io::output::{self, WriteError};

/// Most pixels of a picture.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Points per inch where a scale is 1, as in CSS.
pub const POINTS_PER_INCH: f32 = 96.0;
/// The same per metre.
const PER_METRE: f64 = POINTS_PER_INCH as f64 / 0.0254;

/// Why there are no pixels.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// No scale.
    #[error("cannot draw at {0} pixels per point: the scale has to be above 0")]
    Scale(f32),
    /// Too many pixels.
    #[error(
        "{width} x {height} pixels are more than {} megapixels: at this size the scale can be at most {most:.2}",
        MOST_PIXELS / 1_000_000
    )]
    TooLarge {
        /// Pixels from left to right.
        width: u64,
        /// Pixels from top to bottom.
        height: u64,
        /// The largest scale that is possible.
        most: f64,
    },
    /// Not SVG.
    #[error("cannot draw this SVG document: {0}")]
    Svg(String),
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// `picture` at `scale` pixels per point.
///
/// # Errors
/// [`RasterError`].
pub fn render(picture: &Picture, scale: f32) -> Result<ColorImage, RasterError> {
    pixels([picture.size.x, picture.size.y], scale)?;
    render_svg(&svg(picture, &Provenance::new("", "", "")), scale)
}

/// An SVG document at `scale` pixels per point. It cannot name other files.
///
/// # Errors
/// [`RasterError`].
pub fn render_svg(text: &str, scale: f32) -> Result<ColorImage, RasterError> {
    let tree = parse(text)?;
    let [width, height] = pixels([tree.size().width(), tree.size().height()], scale)?;
    let unfit = || RasterError::Svg(format!("{width} x {height} pixels do not fit into memory"));
    let mut pixmap = Pixmap::new(width, height).ok_or_else(unfit)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let color = |pixel: &resvg::tiny_skia::PremultipliedColorU8| {
        Color32::from_rgba_premultiplied(pixel.red(), pixel.green(), pixel.blue(), pixel.alpha())
    };
    let size = [width, height].map(|side| usize::try_from(side).unwrap_or(0));
    Ok(ColorImage::new(size, pixmap.pixels().iter().map(color).collect()))
}

/// An SVG document with egui's fonts. It cannot name other files.
pub(super) fn parse(text: &str) -> Result<usvg::Tree, RasterError> {
    let options = usvg::Options {
        fontdb: Arc::clone(fonts()),
        font_family: theme::BODY.to_owned(),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_string: Box::new(|_, _| None),
            ..Default::default()
        },
        ..Default::default()
    };
    usvg::Tree::from_str(text, &options).map_err(|error| RasterError::Svg(error.to_string()))
}

/// Writes `image`, drawn at `scale` pixels per point, as a PNG file with its origin in iTXt chunks.
///
/// # Errors
/// [`WriteError`], with the old file untouched.
pub fn write_png(
    path: &Path,
    image: &ColorImage,
    scale: f32,
    provenance: &Provenance,
) -> Result<(), WriteError> {
    output::write(path, |file| encode_png(file, image, scale, provenance))
}

/// As [`write_png`], into anything.
///
/// # Errors
/// What the writer says; an image without pixels.
pub fn encode_png(
    file: &mut dyn Write,
    image: &ColorImage,
    scale: f32,
    provenance: &Provenance,
) -> io::Result<()> {
    let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let opaque = image.pixels.iter().all(Color32::is_opaque);
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    encoder.set_depth(png::BitDepth::Eight);
    // Saturates where the scale is no number.
    let density = (PER_METRE * f64::from(scale)).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: density,
        yppu: density,
        unit: png::Unit::Meter,
    }));
    for (keyword, text) in provenance.entries().into_iter().filter(|(_, text)| !text.is_empty()) {
        // A text chunk ends at the first NUL.
        let text = text.replace('\0', "\u{FFFD}");
        encoder.add_itxt_chunk(keyword.to_owned(), text).map_err(io::Error::other)?;
    }
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    let mut rows = writer.stream_writer().map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    for row in image.pixels.chunks(image.size[0].max(1)) {
        bytes.clear();
        for pixel in row {
            let rgba = pixel.to_srgba_unmultiplied();
            bytes.extend_from_slice(rgba.get(..if opaque { 3 } else { 4 }).unwrap_or(&rgba));
        }
        rows.write_all(&bytes)?;
    }
    rows.finish().map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)
}

/// Width and height in pixels.
fn pixels(size: [f32; 2], scale: f32) -> Result<[u32; 2], RasterError> {
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(RasterError::Scale(scale));
    }
    let points = size.map(|side| if side.is_finite() { f64::from(side.max(1.0)) } else { f64::MAX });
    let sides = points.map(|side| ((side * f64::from(scale)).round() as u64).max(1));
    let [width, height] = sides;
    if width.saturating_mul(height) > MOST_PIXELS {
        // Rounded down, so that what is said is possible.
        let most = (MOST_PIXELS as f64 / (points[0] * points[1])).sqrt();
        return Err(RasterError::TooLarge { width, height, most: (most * 100.0).floor() / 100.0 });
    }
    Ok(sides.map(|side| u32::try_from(side).unwrap_or(u32::MAX)))
}

/// The window's fonts, in the order in which it asks them for a character.
fn fonts() -> &'static Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let definitions = theme::fonts();
        let first = definitions.families.get(&FontFamily::Proportional).into_iter().flatten();
        let others = definitions.font_data.keys();
        let mut fonts = fontdb::Database::new();
        let mut known: Vec<&String> = Vec::new();
        for name in first.chain(others) {
            if !known.contains(&name)
                && let Some(data) = definitions.font_data.get(name)
            {
                known.push(name);
                fonts.load_font_source(fontdb::Source::Binary(Arc::clone(&data.font)));
            }
        }
        fonts.set_serif_family(theme::BODY);
        fonts.set_sans_serif_family(theme::BODY);
        fonts.set_monospace_family("Hack");
        Arc::new(fonts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::export::svg::{MONOSPACE, PROPORTIONAL};

    #[test]
    fn too_many_pixels_are_refused_with_a_scale_that_is_possible() {
        let size = [10_000.0, 5000.0];
        let Err(RasterError::TooLarge { most, .. }) = pixels(size, 2.0) else { panic!("not refused") };
        assert!(pixels(size, most as f32).is_ok());
        assert!(matches!(pixels(size, f32::NAN), Err(RasterError::Scale(_))));
        assert!(matches!(pixels(size, 0.0), Err(RasterError::Scale(_))));
        assert!(matches!(pixels([f32::INFINITY, 1.0], 1.0), Err(RasterError::TooLarge { .. })));
        assert_eq!(pixels([100.4, 50.0], 2.0).unwrap(), [201, 100]);
    }

    #[test]
    fn the_faces_that_texts_ask_for_are_there() {
        for (face, file) in [(PROPORTIONAL, "Roboto-Regular"), (MONOSPACE, "Hack-Regular")] {
            let first = face.family.split(',').next().unwrap();
            let query = fontdb::Query {
                families: &[fontdb::Family::Name(first)],
                weight: fontdb::Weight(face.weight),
                ..Default::default()
            };
            let found = fonts().face(fonts().query(&query).unwrap()).unwrap();
            assert_eq!(found.post_script_name, file);
            assert_eq!(found.weight.0, face.weight);
        }
    }
}
