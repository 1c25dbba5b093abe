//! Images, as PNG data within the document.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use egui::{Color32, ColorImage, Rect};

use super::canvas::{Canvas, Element};

/// Draws the part `uv` of `image`, from 0 to 1 in both directions, into `rect`.
pub fn draw(canvas: &mut Canvas, rect: Rect, image: &ColorImage, uv: Rect, tint: Color32) {
    let part = part(image, uv);
    let part = if tint == Color32::WHITE { part } else { Cow::Owned(tinted(&part, tint)) };
    let Some(png) = png(&part) else { return };
    let element = Element::new("image")
        .place(rect)
        .with("preserveAspectRatio", "none")
        .with("image-rendering", "optimizeSpeed")
        .with("style", "image-rendering:pixelated")
        .with("xlink:href", &format!("data:image/png;base64,{}", STANDARD.encode(png)));
    canvas.empty(element);
}

fn part(image: &ColorImage, uv: Rect) -> Cow<'_, ColorImage> {
    let [width, height] = image.size;
    let range = |from: f32, to: f32, n: usize| {
        let at = |t: f32| t.clamp(0.0, 1.0) * n as f32;
        let (from, to) = (at(from.min(to)).floor() as usize, at(from.max(to)).ceil() as usize);
        from.min(n)..to.min(n)
    };
    let (columns, rows) = (range(uv.left(), uv.right(), width), range(uv.top(), uv.bottom(), height));
    if columns.len() == width && rows.len() == height {
        return Cow::Borrowed(image);
    }
    let size = [columns.len(), rows.len()];
    let row = |y: usize| image.pixels.get(y * width + columns.start..y * width + columns.end);
    let pixels = rows.filter_map(row).flatten().copied().collect();
    Cow::Owned(ColorImage::new(size, pixels))
}

fn tinted(image: &ColorImage, tint: Color32) -> ColorImage {
    ColorImage::new(image.size, image.pixels.iter().map(|&pixel| pixel * tint).collect())
}

/// None if there are no pixels.
fn png(image: &ColorImage) -> Option<Vec<u8>> {
    let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(0));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    let pixels: Vec<u8> = image.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn a_part_is_cut_out_in_whole_pixels() {
        let image = ColorImage::new([4, 2], (0..8).map(Color32::from_gray).collect());
        let right_half = Rect::from_min_max(pos2(0.5, 0.0), pos2(1.0, 1.0));
        let part = part(&image, right_half);
        assert_eq!(part.size, [2, 2]);
        assert_eq!(part.pixels, [2, 3, 6, 7].map(Color32::from_gray));
        let nothing = ColorImage::new([0, 0], Vec::new());
        assert!(png(&nothing).is_none());
    }
}
