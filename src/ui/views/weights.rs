//! Weight heatmaps: w_E and w_I now, as aligned grids, and their history, synapse by time.

use egui::{Color32, ColorImage, Rect, RichText, Sense, TextStyle, Ui, pos2, vec2};

use super::history_image::HistoryImage;
use super::{Context, View};
use crate::engine::{Command, Inspection, Look, Wants, WeightSample};
use crate::model::plasticity::Columns;
use crate::model::{Column, Population};
use crate::ui::colormap::{self, Image, Table, nice_top};
use crate::ui::format;
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "weights";

/// Shows the weights of both populations on one colour scale.
#[derive(Default)]
pub struct WeightMaps {
    table: Table,
    grids: [Image; 2],
    histories: [HistoryImage; 2],
    sorted: bool,
    inspected: Option<(Population, usize)>,
}

const POPULATIONS: [(Population, &str); 2] =
    [(Population::Excitatory, "w_E"), (Population::Inhibitory, "w_I")];
const BAR: f32 = 48.0;
const LABEL: f32 = 26.0;

impl View for WeightMaps {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Weights"
    }

    fn help(&self) -> &'static str {
        "Left: every synapse now, excitatory above and inhibitory below; with full co-tuning (c = 1) cells at \
         the same place see the same input. Right: the same weights over time, one row per synapse, time from \
         left to right. All four share one colour scale. Point at a synapse for its value and for what each \
         rule has contributed to it; click it to pin it."
    }

    fn heading(&mut self, ui: &mut Ui, _context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Order the history's rows by weight now; otherwise by synapse";
            ui.checkbox(&mut self.sorted, "sort by weight").on_hover_text(tip);
        });
    }

    fn wants(&self) -> Wants {
        Wants { weights: true, history: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let space = ui.available_rect_before_wrap();
        if space.width() < 120.0 || space.height() < 60.0 {
            return;
        }
        let samples = [&context.snapshot.excitatory, &context.snapshot.inhibitory];
        let top = nice_top(samples.iter().flat_map(|sample| &sample.values).copied().fold(0.0, f32::max));
        let top = context.view_requests.scales.top("weights", top);
        let caption = ui.text_style_height(&TextStyle::Small) + 2.0;
        let maps = space.with_max_x(space.right() - BAR);
        let half = (maps.height() - caption - 4.0) / 2.0;
        let grid_width = ((maps.width() - LABEL) * 0.42).min(half * 1.6);
        let mut pointed = None;
        for (at, (population, name)) in POPULATIONS.into_iter().enumerate() {
            let y = maps.top() + at as f32 * (half + 4.0);
            let grid = Rect::from_min_size(pos2(maps.left() + LABEL, y), vec2(grid_width, half));
            let history = Rect::from_min_max(pos2(grid.right() + 10.0, y), pos2(maps.right(), y + half));
            self.name(ui, context, grid, population, name);
            pointed = pointed.or(self.grid(ui, at, samples[at], grid, top).map(|j| (population, j)));
            let row = self.history(ui, context, at, history, top);
            pointed = pointed.or(row.map(|j| (population, j)));
            self.point_out(ui, context, at, samples[at], (grid, history));
        }
        captions(ui, maps, grid_width, context);
        let bar = Rect::from_min_max(
            pos2(maps.right() + 8.0, maps.top() + 4.0),
            pos2(maps.right() + 18.0, maps.bottom() - caption - 4.0),
        );
        colormap::bar(ui, bar, [0.0, top], context.palette);
        self.inspect(ui, context, pointed);
        if ui.allocate_rect(space, Sense::click()).clicked() && pointed.is_some() {
            let pinned = context.snapshot.synapse.as_ref().map(|synapse| synapse.now);
            let pinned = pinned.map(|now| (now.population, now.synapse));
            context.commands.push(Command::Look(Look::PinSynapse(pointed.filter(|_| pointed != pinned))));
        }
    }
}

impl WeightMaps {
    fn name(&self, ui: &Ui, context: &Context<'_>, grid: Rect, population: Population, name: &str) {
        let color = match population {
            Population::Excitatory => context.palette.excitatory,
            Population::Inhibitory => context.palette.inhibitory,
        };
        let font = TextStyle::Body.resolve(ui.style());
        let mut job = egui::text::LayoutJob::default();
        format::symbol(&mut job, name, &font, color);
        let galley = ui.painter().layout_job(job);
        let at = pos2(grid.left() - LABEL, grid.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }

    /// Draws one population now; gives the synapse that is pointed at.
    fn grid(&mut self, ui: &Ui, at: usize, sample: &WeightSample, rect: Rect, top: f32) -> Option<usize> {
        let n = sample.values.len().max(1);
        let columns = columns_for(n, rect);
        let rows = n.div_ceil(columns);
        let mut pixels: Vec<Color32> = sample.values.iter().map(|&w| self.table.color(w, top)).collect();
        pixels.resize(columns * rows, Color32::TRANSPARENT);
        self.grids[at].set(ui.ctx(), "weights", ColorImage::new([columns, rows], pixels));
        self.grids[at].paint(ui, rect);
        let (column, row) = cell_at(ui, rect, columns, rows)?;
        let shown = row * columns + column;
        (shown < n).then(|| shown * sample.every())
    }

    /// A frame around the pinned synapse, now and in the past.
    fn point_out(
        &self,
        ui: &Ui,
        context: &Context<'_>,
        at: usize,
        sample: &WeightSample,
        (grid, history): (Rect, Rect),
    ) {
        let Some(pinned) = &context.snapshot.synapse else { return };
        if pinned.now.population != POPULATIONS[at].0 {
            return;
        }
        let n = sample.values.len().max(1);
        let columns = columns_for(n, grid);
        let shown = pinned.now.synapse / sample.every();
        let cell = vec2(grid.width() / columns as f32, grid.height() / n.div_ceil(columns) as f32);
        let (column, row) = ((shown % columns) as f32, (shown / columns) as f32);
        let frame = Rect::from_min_size(grid.min + vec2(column * cell.x, row * cell.y), cell);
        double_ring(ui, frame, context.palette);
        let rows = self.histories[at].rows();
        if let Some(row) = (0..rows).find(|&row| self.histories[at].synapse(row) == Some(pinned.now.synapse))
        {
            let y = history.top() + history.height() * (row as f32 + 0.5) / rows as f32;
            let ends = [pos2(history.left() - 7.0, y), pos2(history.left() - 1.0, y)];
            ui.painter().line_segment(ends, egui::Stroke::new(3.0, context.palette.main));
        }
    }

    fn history(&mut self, ui: &Ui, context: &Context<'_>, at: usize, rect: Rect, top: f32) -> Option<usize> {
        let (population, _) = POPULATIONS[at];
        self.histories[at].update(ui.ctx(), context.snapshot, population, &self.table, top, self.sorted);
        self.histories[at].paint(ui, rect);
        let rows = self.histories[at].rows();
        let (_, row) = cell_at(ui, rect, 1, rows)?;
        self.histories[at].synapse(row)
    }

    /// Asks for the ledger of the synapse pointed at, and shows it when it has come.
    fn inspect(&mut self, ui: &mut Ui, context: &mut Context<'_>, pointed: Option<(Population, usize)>) {
        if pointed != self.inspected {
            self.inspected = pointed;
            context.commands.push(Command::Look(Look::Inspect(pointed)));
        }
        let arrived =
            context.snapshot.inspection.filter(|found| Some((found.population, found.synapse)) == pointed);
        if let Some(found) = arrived {
            egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                ui.scope_id().with("synapse"),
                egui::PopupAnchor::Pointer,
            )
            .gap(14.0)
            .show(|ui| describe(ui, &context.snapshot.columns, &found));
        }
    }
}

/// A ring around a cell that is seen on every colour, in both themes: dark and light, one within the other.
fn double_ring(ui: &Ui, cell: Rect, palette: &Palette) {
    for (width, color) in [(5.0, palette.main), (2.0, palette.card)] {
        let stroke = egui::Stroke::new(width, color);
        ui.painter().rect_stroke(cell, 0.0, stroke, egui::StrokeKind::Outside);
    }
}

/// Cells about as high as wide.
fn columns_for(n: usize, rect: Rect) -> usize {
    let aspect = f64::from(rect.width() / rect.height().max(1.0));
    let ideal = (n as f64 * aspect).sqrt();
    // A number of columns that fills the last row, if there is one nearby.
    let near = (ideal * 0.7) as usize..=(ideal * 1.4) as usize;
    let full = near.filter(|&columns| columns > 0 && n.is_multiple_of(columns));
    let distance = |columns: &usize| (*columns as f64 / ideal).ln().abs();
    let best = full.min_by(|x, y| distance(x).total_cmp(&distance(y)));
    best.unwrap_or(ideal.round() as usize).clamp(1, n)
}

fn cell_at(ui: &Ui, rect: Rect, columns: usize, rows: usize) -> Option<(usize, usize)> {
    let at = ui
        .input(|input| input.pointer.hover_pos())
        .filter(|&at| rect.contains(at) && ui.rect_contains_pointer(rect))?;
    let cell = |t: f32, n: usize| ((t * n as f32) as usize).min(n.saturating_sub(1));
    Some((
        cell((at.x - rect.left()) / rect.width(), columns),
        cell((at.y - rect.top()) / rect.height(), rows),
    ))
}

fn captions(ui: &Ui, maps: Rect, grid_width: f32, context: &Context<'_>) {
    let font = TextStyle::Small.resolve(ui.style());
    let weak = context.palette.weak;
    let painter = ui.painter();
    let left = maps.left() + LABEL;
    painter.text(pos2(left, maps.bottom()), egui::Align2::LEFT_BOTTOM, "now", font.clone(), weak);
    let history = left + grid_width + 10.0;
    let from = if maps.right() - history > 90.0 { "epoch 0" } else { "0" };
    painter.text(pos2(history, maps.bottom()), egui::Align2::LEFT_BOTTOM, from, font.clone(), weak);
    let last = context.snapshot.weights.columns().last().map_or(0, |column| column.epoch);
    painter.text(
        pos2(maps.right(), maps.bottom()),
        egui::Align2::RIGHT_BOTTOM,
        format::count(last),
        font,
        weak,
    );
}

fn describe(ui: &mut Ui, rules: &Columns, found: &Inspection) {
    let name = match found.population {
        Population::Excitatory => "w_E",
        Population::Inhibitory => "w_I",
    };
    ui.label(RichText::new(format!("{name}[{}] = {}", found.synapse, format::number(found.weight))).strong());
    egui::Grid::new("ledger").num_columns(2).spacing([16.0, 2.0]).show(ui, |ui| {
        ui.label("at the start");
        ui.monospace(format!("{:>10}", format::number(found.start)));
        ui.end_row();
        for column in Column::all(rules.len()) {
            let change = found.ledger.get(column);
            ui.label(column.name(rules));
            ui.monospace(format!("{:>10}", format!("{change:+.4}")));
            ui.end_row();
        }
    });
}
