//! Triangles: coloured areas, and rectangles that show images.

use std::collections::HashMap;
use std::sync::Arc;

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, ColorImage, Rect, TextureId};

use super::canvas::{Canvas, Element};
use super::gradient::Gradient;
use super::{image, outline};

/// Draws a mesh. What shows an image that is not known, or shows it otherwise than in an upright rectangle, is
/// left out.
pub fn draw(canvas: &mut Canvas, mesh: &Mesh, images: &HashMap<TextureId, Arc<ColorImage>>) {
    if let Some(shown) = images.get(&mesh.texture_id) {
        for indices in mesh.indices.chunks_exact(6) {
            let corners = corners(mesh, indices);
            if let Some((rect, uv)) = upright(&corners) {
                image::draw(canvas, rect, shown, uv, corners[0].color);
            }
        }
    } else if mesh.texture_id == TextureId::default() {
        coloured(canvas, mesh);
    }
}

fn corners(mesh: &Mesh, indices: &[u32]) -> Vec<Vertex> {
    indices.iter().filter_map(|&at| mesh.vertices.get(at as usize).copied()).collect()
}

/// Two triangles that are an upright rectangle: where, and which part of the image.
fn upright(corners: &[Vertex]) -> Option<(Rect, Rect)> {
    if corners.len() != 6 {
        return None;
    }
    let rect = Rect::from_points(&corners.iter().map(|corner| corner.pos).collect::<Vec<_>>());
    let at_edges = |vertex: &Vertex| {
        [rect.left(), rect.right()].contains(&vertex.pos.x)
            && [rect.top(), rect.bottom()].contains(&vertex.pos.y)
    };
    let first = corners.iter().find(|corner| corner.pos == rect.min)?;
    let last = corners.iter().find(|corner| corner.pos == rect.max)?;
    let upright = rect.is_finite() && corners.iter().all(at_edges);
    upright.then(|| (rect, Rect::from_two_pos(first.uv, last.uv)))
}

/// Triangles one after another that have the same mean colour are one area, without seams between them.
fn coloured(canvas: &mut Canvas, mesh: &Mesh) {
    let mut area: Vec<[u32; 3]> = Vec::new();
    let mut of = Color32::TRANSPARENT;
    let mut rest = mesh.indices.as_slice();
    while let Some((&[a, b, c], after)) = rest.split_first_chunk() {
        if let Some(gradient) = rest.get(..6).and_then(|indices| gradient(mesh, indices)) {
            fill(canvas, mesh, &area, of);
            area.clear();
            gradient.draw(canvas);
            rest = &rest[6..];
            continue;
        }
        rest = after;
        let Some(color) = mean(mesh, [a, b, c]) else { continue };
        if color != of {
            fill(canvas, mesh, &area, of);
            area.clear();
            of = color;
        }
        area.push([a, b, c]);
    }
    fill(canvas, mesh, &area, of);
}

fn gradient(mesh: &Mesh, indices: &[u32]) -> Option<Gradient> {
    let color = |at: &u32| mesh.vertices.get(*at as usize).map(|vertex| vertex.color);
    let first = indices.first().and_then(color);
    if indices.iter().all(|at| color(at) == first) {
        return None;
    }
    let corners = corners(mesh, indices);
    let (rect, _) = upright(&corners)?;
    corners.iter().all(|corner| corner.uv == WHITE_UV).then(|| Gradient::of(&corners, rect)).flatten()
}

fn mean(mesh: &Mesh, triangle: [u32; 3]) -> Option<Color32> {
    let mut sums = [0u16; 4];
    for at in triangle {
        let vertex = mesh.vertices.get(at as usize)?;
        if vertex.uv != WHITE_UV || !vertex.pos.is_finite() {
            return None;
        }
        for (sum, channel) in sums.iter_mut().zip(vertex.color.to_array()) {
            *sum += u16::from(channel);
        }
    }
    let [r, g, b, a] = sums.map(|sum| u8::try_from((sum + 1) / 3).unwrap_or(u8::MAX));
    Some(Color32::from_rgba_premultiplied(r, g, b, a))
}

fn fill(canvas: &mut Canvas, mesh: &Mesh, area: &[[u32; 3]], color: Color32) {
    if color.a() > 0 && !area.is_empty() {
        let way = outline::of(area, |at| mesh.vertices.get(at as usize).map(|vertex| vertex.pos));
        canvas.empty(Element::new("path").with("d", &way).fill(color));
    }
}
