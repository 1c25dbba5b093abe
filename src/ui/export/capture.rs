//! What a view has painted, taken from a frame.
//!
//! Taking it only clones shapes, whose texts and meshes are shared; whatever takes time is for another thread.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::ui::subscripts;
use egui::emath::TSTransform;
use egui::epaint::{ClippedShape, Mesh};
use egui::layers::ShapeIdx;
use egui::{Color32, ColorImage, Id, LayerId, Rect, Shape, TextureId, Ui, Vec2};

/// A picture of vectors, with the images in it. Its top left is at 0, 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width and height in points.
    pub size: Vec2,
    /// What is behind everything.
    pub background: Color32,
    /// What was painted, the undermost first.
    pub shapes: Vec<ClippedShape>,
    /// The images that the shapes name.
    pub images: HashMap<TextureId, Arc<ColorImage>>,
}

/// A moment of a frame: what is painted from now on will be in the picture.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    layer: LayerId,
    from: ShapeIdx,
}

impl Beginning {
    /// Now, in the layer of `ui`.
    pub fn of(ui: &Ui) -> Self {
        let layer = ui.layer_id();
        let from = ui.ctx().graphics(|graphics| graphics.get(layer).map_or(0, |list| list.next_idx().0));
        Self { layer, from: ShapeIdx(from) }
    }

    /// What has been painted in the same layer since then, within `rect`.
    pub fn picture(self, ui: &Ui, rect: Rect, background: Color32) -> Picture {
        let shapes: Vec<ClippedShape> = ui.ctx().graphics(|graphics| {
            let painted = graphics.get(self.layer).into_iter().flat_map(|list| list.all_entries());
            painted.skip(self.from.0).cloned().collect()
        });
        let mut picture = Picture::of(ui.ctx(), shapes, rect, background);
        subscripts::set(ui.ctx(), &mut picture.shapes, false);
        picture
    }
}

impl Picture {
    /// A picture of `shapes` within `rect`, with their images as far as `ctx` knows them.
    pub fn of(ctx: &egui::Context, shapes: Vec<ClippedShape>, rect: Rect, background: Color32) -> Self {
        let mut textures = Vec::new();
        let shapes: Vec<ClippedShape> = shapes
            .into_iter()
            .filter(|clipped| clipped.shape != Shape::Noop)
            .map(|clipped| {
                name_textures(&clipped.shape, &mut textures);
                moved(clipped, -rect.min.to_vec2())
            })
            .collect();
        let images = ctx.data(|data| {
            let known = data.get_temp::<Images>(Id::NULL).unwrap_or_default();
            textures.into_iter().filter_map(|id| Some((id, known.0.get(&id)?.upgrade()?))).collect()
        });
        Self { size: rect.size(), background, shapes, images }
    }
}

/// The images behind textures, for pictures. Weak: an image goes with the view that shows it.
#[derive(Clone, Default)]
struct Images(HashMap<TextureId, Weak<ColorImage>>);

/// Says that `texture` shows `image` as long as it is kept.
pub(in crate::ui) fn remember(ctx: &egui::Context, texture: TextureId, image: &Arc<ColorImage>) {
    ctx.data_mut(|data| {
        let images = data.get_temp_mut_or_default::<Images>(Id::NULL);
        images.0.retain(|_, image| image.strong_count() > 0);
        images.0.insert(texture, Arc::downgrade(image));
    });
}

fn name_textures(shape: &Shape, into: &mut Vec<TextureId>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| name_textures(shape, into)),
        shape if shape.texture_id() != TextureId::default() => into.push(shape.texture_id()),
        _ => {}
    }
}

fn moved(clipped: ClippedShape, by: Vec2) -> ClippedShape {
    let mut shape = clipped.shape;
    if clipped.transform_after_tessellation != TSTransform::IDENTITY {
        shape.transform(clipped.transform_after_tessellation);
    }
    ClippedShape::new(clipped.clip_rect.translate(by), shifted(shape, by))
}

/// As `Shape::translate`, but without a copy of every text's layout.
fn shifted(shape: Shape, by: Vec2) -> Shape {
    match shape {
        Shape::Vec(shapes) => Shape::Vec(shapes.into_iter().map(|shape| shifted(shape, by)).collect()),
        Shape::Text(mut text) => {
            text.pos += by;
            Shape::Text(text)
        }
        Shape::Mesh(mesh) => {
            let mut mesh = Mesh::clone(&mesh);
            mesh.translate(by);
            Shape::mesh(mesh)
        }
        mut shape => {
            shape.translate(by);
            shape
        }
    }
}
