//! A legend in words, above a plot instead of on top of its data.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, TextStyle, Ui, pos2, vec2};

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A line.
    Line,
    /// A dashed line.
    Dashed,
    /// A dotted line.
    Dotted,
    /// A filled circle.
    Dot,
    /// A filled square.
    Square,
    /// A filled diamond.
    Diamond,
    /// A ring.
    Ring,
    /// A plus sign.
    Plus,
    /// A cross.
    Cross,
}

const SIZE: f32 = 16.0;

/// Shows the entries in a row, which wraps if it must.
pub fn show(ui: &mut Ui, entries: &[(Mark, Color32, &str)]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 1.0);
        entries.iter().for_each(|&(mark, color, text)| entry(ui, mark, color, text));
    });
}

fn entry(ui: &mut Ui, mark: Mark, color: Color32, text: &str) {
    let font = TextStyle::Small.resolve(ui.style());
    let ink = ui.visuals().text_color();
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let size = vec2(SIZE + 4.0 + galley.size().x, galley.size().y.max(14.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    draw(ui, Rect::from_min_size(rect.min, vec2(SIZE, rect.height())), mark, color);
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect).min;
    ui.painter().galley(at + vec2(SIZE + 4.0, 0.0), galley, ink);
}

fn draw(ui: &Ui, rect: Rect, mark: Mark, color: Color32) {
    let stroke = Stroke::new(2.0, color);
    let middle = rect.center();
    let ends: [Pos2; 2] = [pos2(rect.left(), middle.y), pos2(rect.right(), middle.y)];
    let painter = ui.painter();
    match mark {
        Mark::Line => {
            painter.line_segment(ends, stroke);
        }
        Mark::Dashed => {
            painter.extend(Shape::dashed_line(&ends, stroke, 4.0, 2.0));
        }
        Mark::Dotted => {
            painter.extend(Shape::dotted_line(&ends, color, 4.0, 1.2));
        }
        Mark::Dot => {
            painter.circle_filled(middle, 3.5, color);
        }
        Mark::Square => {
            painter.rect_filled(Rect::from_center_size(middle, vec2(6.0, 6.0)), 0.0, color);
        }
        Mark::Diamond => {
            let corners = [vec2(0.0, -5.0), vec2(5.0, 0.0), vec2(0.0, 5.0), vec2(-5.0, 0.0)];
            let corners = corners.map(|corner| middle + corner).to_vec();
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
        }
        Mark::Plus | Mark::Cross => {
            let arms = if mark == Mark::Plus {
                [vec2(4.0, 0.0), vec2(0.0, 4.0)]
            } else {
                [vec2(3.5, 3.5), vec2(3.5, -3.5)]
            };
            for arm in arms {
                painter.line_segment([middle - arm, middle + arm], Stroke::new(1.5, color));
            }
        }
        Mark::Ring => {
            painter.circle_stroke(middle, 5.0, Stroke::new(1.5, color));
        }
    }
}
