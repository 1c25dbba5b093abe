//! Where the keyboard is.

use egui::Ui;

use super::theme::Palette;

/// A ring around what has the focus of the keyboard.
pub fn show(ui: &Ui, palette: &Palette) {
    let Some(id) = ui.memory(|memory| memory.focused()) else { return };
    // Not its response: to ask for that may move the focus.
    let found = ui.ctx().viewport(|viewport| viewport.this_pass.widgets.get(id).copied());
    if let Some(widget) = found.filter(|widget| widget.interact_rect.is_positive()) {
        let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("focus ring"));
        let ring = widget.interact_rect.expand(2.0);
        let stroke = egui::Stroke::new(2.0, palette.pin);
        ui.ctx().layer_painter(layer).rect_stroke(ring, 4.0, stroke, egui::StrokeKind::Outside);
    }
}
