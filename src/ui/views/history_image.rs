//! The picture of one population's weights over time, redrawn only when there is something new.

use egui::{Color32, ColorImage, Rect, Ui};

use crate::engine::Snapshot;
use crate::model::Population;
use crate::ui::colormap::{Image, Table};

/// Most rows drawn; of more synapses, evenly chosen ones.
const ROWS: usize = 256;

/// What the picture depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    run: u64,
    generation: u64,
    moments: usize,
    last: u64,
    top: f32,
    sorted: bool,
}

/// Weights over time as a texture.
#[derive(Default)]
pub struct HistoryImage {
    image: Image,
    key: Option<Key>,
    /// Synapse of each row drawn.
    synapses: Vec<usize>,
}

impl HistoryImage {
    /// Brings the picture up to date.
    pub fn update(
        &mut self,
        ctx: &egui::Context,
        snapshot: &Snapshot,
        population: Population,
        table: &Table,
        top: f32,
        sorted: bool,
    ) {
        let columns = snapshot.weights.columns();
        let Some(last) = columns.last() else { return };
        let key = Key {
            run: snapshot.timeline.run,
            generation: snapshot.generation,
            moments: columns.len(),
            last: last.epoch,
            top,
            sorted,
        };
        if self.key == Some(key) {
            return;
        }
        self.key = Some(key);
        let weights: Vec<&[f32]> = columns
            .iter()
            .map(|column| match population {
                Population::Excitatory => column.excitatory.as_slice(),
                Population::Inhibitory => column.inhibitory.as_slice(),
            })
            .collect();
        let Some(newest) = weights.last() else { return };
        let order = order(newest, sorted);
        let mut pixels = Vec::with_capacity(order.len() * weights.len());
        for &row in &order {
            let color =
                |moment: &&[f32]| moment.get(row).map_or(Color32::TRANSPARENT, |&w| table.color(w, top));
            pixels.extend(weights.iter().map(color));
        }
        let all = match population {
            Population::Excitatory => snapshot.excitatory.of,
            Population::Inhibitory => snapshot.inhibitory.of,
        };
        let every = all.div_ceil(newest.len().max(1)).max(1);
        self.synapses = order.iter().map(|row| row * every).collect();
        self.image.set(ctx, "weight history", ColorImage::new([weights.len(), order.len()], pixels));
    }

    /// Paints the picture into `rect`.
    pub fn paint(&mut self, ui: &Ui, rect: Rect) {
        self.image.paint(ui, rect);
    }

    /// Rows in the picture.
    pub fn rows(&self) -> usize {
        self.synapses.len()
    }

    /// The synapse that a row shows.
    pub fn synapse(&self, row: usize) -> Option<usize> {
        self.synapses.get(row).copied()
    }
}

/// Which samples to draw, top to bottom: by index, or the largest present weight first.
fn order(newest: &[f32], sorted: bool) -> Vec<usize> {
    let mut all: Vec<usize> = (0..newest.len()).collect();
    if sorted {
        all.sort_by(|&x, &y| newest[y].total_cmp(&newest[x]).then(x.cmp(&y)));
    }
    let every = all.len().div_ceil(ROWS).max(1);
    all.into_iter().step_by(every).collect()
}
