//! Coloured cells in columns and rows, each around a whole number of both axes.

use egui::{Color32, Mesh, Shape};

use super::clip;
use super::screen::Screen;

/// Cells of a plane, row by row from below.
#[derive(Debug, Clone)]
pub struct Cells {
    /// How many there are in a row.
    pub columns: usize,
    /// Their colours; a transparent one is not drawn.
    pub colors: Vec<Color32>,
}

/// So much of a cell lies below the next ones: where a picture is drawn smoothly, no seam is seen between them.
const BELOW: f64 = 0.05;

impl Cells {
    fn corners(&self, at: usize) -> [[f64; 2]; 4] {
        let (column, row) = (at % self.columns, at / self.columns);
        let (x, y) = (column as f64, row as f64);
        let below = |next: bool| if next { 0.5 + BELOW } else { 0.5 };
        let right = below(column + 1 < self.columns);
        let up = below((row + 1) * self.columns < self.colors.len());
        [[-0.5, -0.5], [-0.5, up], [right, up], [right, -0.5]].map(|[right, up]| [x + right, y + up])
    }

    pub(super) fn shapes(&self, screen: &Screen, shapes: &mut Vec<Shape>) {
        let mut mesh = Mesh::default();
        for (at, &color) in self.colors.iter().enumerate().filter(|(_, color)| color.a() > 0) {
            let seen = clip::polygon(&self.corners(at).map(|corner| screen.place(corner)), screen.frame);
            let first = mesh.vertices.len() as u32;
            seen.iter().for_each(|&corner| mesh.colored_vertex(corner, color));
            (2..seen.len() as u32).for_each(|k| mesh.add_triangle(first, first + k - 1, first + k));
        }
        if !mesh.is_empty() {
            shapes.push(Shape::mesh(mesh));
        }
    }

    /// The corners of all of them together.
    pub(super) fn reach(&self, mut to: impl FnMut([f64; 2])) {
        let last = self.colors.len().saturating_sub(1);
        for at in [0, self.columns.saturating_sub(1), last] {
            self.corners(at).into_iter().for_each(&mut to);
        }
    }
}
