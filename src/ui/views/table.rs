//! What the tables share: numbers and headings at the right of their columns.

use crate::ui::keyed::Keyed;
use egui::{Align, Layout, Response, RichText, Shape, Stroke, WidgetInfo, vec2};
use egui_extras::TableRow;

/// The layout inside a cell. As the layout of the cell itself it would make cells overlap their neighbours.
fn right() -> Layout {
    Layout::right_to_left(Align::Center)
}

/// A cell.
pub fn cell(row: &mut TableRow<'_, '_>, text: RichText) {
    row.col(|ui| {
        ui.with_layout(right(), |ui| ui.add(egui::Label::new(text).selectable(false)));
    });
}

/// A heading that can be clicked; if the table is sorted by it, a triangle says so: `Some(true)` when the
/// largest come first.
///
/// The cell takes the click, because in a table whose rows can be clicked it lies above what is in it.
pub fn heading(header: &mut TableRow<'_, '_>, name: &str, descending: Option<bool>) -> Response {
    let (_, response) = header.col(|ui| {
        let text = RichText::new(name).small();
        let text = if descending.is_some() { text.strong() } else { text };
        let label = egui::Label::new(text).selectable(false).truncate();
        let label = ui.with_layout(right(), |ui| ui.add(label)).inner;
        label.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("sort by {name}")));
        let label = label.keyed(format!("sort-{name}"));
        if let Some(descending) = descending {
            let middle = label.rect.right_center() + vec2(5.0, 0.0);
            let height = if descending { -3.0 } else { 3.0 };
            let corners = [vec2(-3.5, height), vec2(3.5, height), vec2(0.0, -height)];
            let triangle = corners.map(|corner| middle + corner).to_vec();
            ui.painter().add(Shape::convex_polygon(triangle, ui.visuals().text_color(), Stroke::NONE));
        }
    });
    response
}
