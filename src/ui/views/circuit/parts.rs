//! What several views of circuits draw with.

use egui::{Align2, Color32, ColorImage, Id, Pos2, Rect, Sense, Slider, Stroke, StrokeKind, TextStyle, Ui};

use crate::circuits::Rule;
use crate::engine::circuits::{CircuitAction, CircuitEvent};
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::colormap::Image;
use crate::ui::format;
use crate::ui::theme::Palette;

/// Colours of other rules in the order of their list, told apart from the rule and from its twin.
pub fn others(palette: &Palette) -> [Color32; 5] {
    [palette.excitatory, palette.inhibitory, palette.ach, palette.na, palette.target]
}

/// From the background at 0 to the colour of excitation above and that of inhibition below.
pub fn signed(value: f64, top: f64, palette: &Palette) -> Color32 {
    let part = (value / top).clamp(-1.0, 1.0);
    let ink = if part < 0.0 { palette.inhibitory } else { palette.excitatory };
    palette.card.lerp_to_gamma(ink, if part.is_finite() { part.abs() as f32 } else { 0.0 })
}

/// From the background at 0 to ink at the top.
pub fn shade(value: f64, top: f64, palette: &Palette) -> Color32 {
    let part = (value / top).clamp(0.0, 1.0);
    palette.card.lerp_to_gamma(palette.main, if part.is_finite() { part as f32 } else { 0.0 })
}

/// The largest size among values, never 0.
pub fn top(values: impl Iterator<Item = f64>) -> f64 {
    let top = values.filter(|value| value.is_finite()).fold(0.0, |top: f64, value| top.max(value.abs()));
    if top > 0.0 { top } else { 1.0 }
}

/// A picture of cells in rows and columns.
#[derive(Default)]
pub struct Heat(Image);

impl Heat {
    /// Paints it into `rect`, and tells the value under the pointer. `name` says what a cell is.
    pub fn show(
        &mut self,
        ui: &Ui,
        rect: Rect,
        [columns, rows]: [usize; 2],
        cell: impl Fn(usize, usize) -> (f64, Color32),
        palette: &Palette,
        name: impl Fn(usize, usize) -> String,
    ) {
        if columns == 0 || rows == 0 || rect.width() < 4.0 || rect.height() < 4.0 {
            return;
        }
        let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let pixels = all.map(|(column, row)| cell(column, row).1).collect();
        self.0.set(ui.ctx(), "cells", ColorImage::new([columns, rows], pixels));
        self.0.paint(ui, rect);
        ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, palette.outline), StrokeKind::Outside);
        let response =
            ui.interact(rect, ui.next_auto_id().with((rect.min.x as i32, rect.min.y as i32)), Sense::hover());
        if let Some(at) = response.hover_pos() {
            let place = |at: f32, low: f32, size: f32, count: usize| {
                ((((at - low) / size) * count as f32).max(0.0) as usize).min(count - 1)
            };
            let column = place(at.x, rect.left(), rect.width(), columns);
            let row = place(at.y, rect.top(), rect.height(), rows);
            let text = format!("{}: {}", name(column, row), format::number(cell(column, row).0));
            response.on_hover_text_at_pointer(text);
        }
    }
}

/// A small text at a place.
pub fn note(ui: &Ui, at: Pos2, anchor: Align2, text: impl ToString, color: Color32) -> Rect {
    ui.painter().text(at, anchor, text, TextStyle::Small.resolve(ui.style()), color)
}

/// Height of a small text.
pub fn line(ui: &Ui) -> f32 {
    ui.text_style_height(&TextStyle::Small) + 2.0
}

/// A step within a presentation, which views have in common; chosen by a slider unless for print.
pub fn moment(ui: &mut Ui, name: &'static str, count: usize, print: bool) -> usize {
    let id = Id::unique("moment within a presentation").with(name);
    let last = count.saturating_sub(1);
    let mut at = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(last).min(last);
    if !print && count > 1 {
        ui.spacing_mut().slider_width = (ui.available_width() * 0.2).clamp(40.0, 110.0);
        let slider = ui.add(Slider::new(&mut at, 0..=last).show_value(false)).accessible_name(name);
        if slider.on_hover_text("Step through one presentation; with the arrows too").changed() {
            ui.data_mut(|data| data.insert_temp(id, at));
        }
        // Headings are laid out from the right: the name stands before its slider. Pairs and neurons are counted from 1.
        let (at, last) = if matches!(name, "pair" | "neuron") { (at + 1, count) } else { (at, last) };
        ui.label(format!("{name} {at} of {last}"));
    }
    at
}

/// The same without a slider.
pub fn moment_shown(ui: &Ui, name: &'static str, count: usize) -> usize {
    let id = Id::unique("moment within a presentation").with(name);
    let last = count.saturating_sub(1);
    ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(last).min(last)
}

/// Says that there is nothing yet.
pub fn nothing(ui: &mut Ui, text: &str) {
    ui.centered_and_justified(|ui| ui.weak(text));
}

/// The steps at which another rule took over, and its name.
pub fn swaps(circuit: &CircuitSnapshot) -> impl Iterator<Item = (u64, &'static str)> {
    let here = circuit.marks.iter().filter(|mark| mark.generation == circuit.generation);
    here.filter_map(|mark| match &mark.event {
        CircuitEvent::Acted(CircuitAction::Rule(key)) if mark.presentation > 0 => {
            Some((mark.presentation, Rule::find(key)?.name))
        }
        _ => None,
    })
}

/// What a step is called on an axis.
pub fn axis(snapshot: &CircuitSnapshot) -> &'static str {
    crate::ui::circuits::facts::steps(snapshot)
}
