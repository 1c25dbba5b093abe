//! The perceptually uniform colour scale of the weight heatmaps, and its labelled bar.

use std::sync::{Arc, Weak};

use egui::epaint::TextureManager;
use egui::mutex::RwLock;
use egui::{Color32, ColorImage, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use super::export::capture;
use super::format;
use super::theme::Palette;

/// Viridis at `t` in 0..=1; anything below or above takes the end colour.
pub fn color(t: f32) -> Color32 {
    let color = colorous::VIRIDIS.eval_continuous(f64::from(t).clamp(0.0, 1.0));
    Color32::from_rgb(color.r, color.g, color.b)
}

/// A table of the scale, so that large images need no interpolation per pixel.
pub struct Table([Color32; 256]);

impl Default for Table {
    fn default() -> Self {
        Self(std::array::from_fn(|step| color(step as f32 / 255.0)))
    }
}

impl Table {
    /// Colour of `value` on a scale from 0 to `top`.
    pub fn color(&self, value: f32, top: f32) -> Color32 {
        let t = (value / top).clamp(0.0, 1.0);
        self.0[if t.is_nan() { 0 } else { (t * 255.0) as usize }]
    }
}

/// An image, and its texture in the window or the picture that it was painted in last.
#[derive(Default)]
pub struct Image {
    name: String,
    pixels: Option<Arc<ColorImage>>,
    texture: Option<(Weak<RwLock<TextureManager>>, TextureHandle)>,
}

impl Image {
    /// Replaces the picture.
    pub fn set(&mut self, ctx: &egui::Context, name: &str, image: ColorImage) {
        let image = Arc::new(image);
        self.name.clear();
        self.name.push_str(name);
        if let Some((_, texture)) = self.texture.as_mut().filter(|(manager, _)| belongs(manager, ctx)) {
            texture.set(Arc::clone(&image), TextureOptions::NEAREST);
        } else {
            self.texture = None;
        }
        self.pixels = Some(image);
    }

    /// Paints the picture into `rect`, if there is one.
    pub fn paint(&mut self, ui: &Ui, rect: Rect) {
        let Some(image) = &self.pixels else { return };
        let ctx = ui.ctx();
        // A texture of another context may have the number of another image in this one.
        self.texture.take_if(|(manager, _)| !belongs(manager, ctx));
        let (_, texture) = self.texture.get_or_insert_with(|| {
            let texture = ctx.load_texture(self.name.as_str(), Arc::clone(image), TextureOptions::NEAREST);
            (Arc::downgrade(&ctx.tex_manager()), texture)
        });
        capture::remember(ctx, texture.id(), image);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
    }
}

/// Is this the manager of the textures of `ctx`?
fn belongs(manager: &Weak<RwLock<TextureManager>>, ctx: &egui::Context) -> bool {
    std::ptr::eq(manager.as_ptr(), Arc::as_ptr(&ctx.tex_manager()))
}

/// The next larger of 1, 2 and 5 times a power of ten, so that the scale does not flicker.
pub fn nice_top(value: f32) -> f32 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let decade = 10f32.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|top| *top >= value).unwrap_or(value)
}

/// A vertical bar in `rect` with three labels to its right, from `low` to `top`.
pub fn bar(ui: &Ui, rect: Rect, [low, top]: [f32; 2], palette: &Palette) {
    let painter = ui.painter();
    let steps = 64;
    let height = rect.height() / steps as f32;
    for step in 0..steps {
        let at = pos2(rect.left(), rect.bottom() - (step + 1) as f32 * height);
        let cell = Rect::from_min_size(at, vec2(rect.width(), height + 0.5));
        painter.rect_filled(cell, 0.0, color((step as f32 + 0.5) / steps as f32));
    }
    let font = egui::TextStyle::Small.resolve(ui.style());
    for (t, align) in
        [(0.0, egui::Align2::LEFT_BOTTOM), (0.5, egui::Align2::LEFT_CENTER), (1.0, egui::Align2::LEFT_TOP)]
    {
        let at = pos2(rect.right() + 4.0, rect.bottom() - t * rect.height());
        painter.text(at, align, format::number(f64::from(low + t * (top - low))), font.clone(), palette.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_darkens_monotonically_towards_zero_and_survives_nonsense() {
        let light = |t: f32| {
            let c = color(t);
            u32::from(c.r()) * 3 + u32::from(c.g()) * 6 + u32::from(c.b())
        };
        assert!((0..20).all(|k| light(k as f32 / 20.0) < light((k + 1) as f32 / 20.0)));
        let table = Table::default();
        assert_eq!(table.color(f32::NAN, 1.0), table.color(0.0, 1.0));
        assert_eq!(table.color(3.0, 0.0), table.color(1.0, 1.0));
    }

    #[test]
    fn tops_are_round() {
        assert_eq!(nice_top(0.31), 0.5);
        assert_eq!(nice_top(1.0), 1.0);
        assert_eq!(nice_top(f32::NAN), 1.0);
    }
}
