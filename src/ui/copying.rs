//! Buttons that copy a text, and say that they have.

use crate::ui::keyed::Keyed;
use egui::{Button, Id, Response, Ui, vec2};

/// Seconds for which a button says what it has done.
const SAID: f64 = 2.0;
const DONE: &str = "Copied";

/// When the button was pressed.
#[derive(Clone, Copy)]
struct Pressed(f64);

/// A small button that copies what `text` gives.
pub fn small(ui: &mut Ui, name: &str, tip: &str, text: impl FnOnce() -> String) -> Response {
    button(ui, name, Button::small, text).on_hover_text(tip)
}

/// A button that copies what `text` gives; `style` dresses it.
pub fn button(
    ui: &mut Ui,
    name: &str,
    style: impl FnOnce(Button<'static>) -> Button<'static>,
    text: impl FnOnce() -> String,
) -> Response {
    let id = ui.next_auto_id().with("copied");
    let now = ui.input(|input| input.time);
    let pressed = ui.data(|data| data.get_temp::<Pressed>(id)).map(|Pressed(at)| SAID - (now - at));
    let left = pressed.filter(|left| *left > 0.0);
    if let Some(left) = left {
        ui.ctx().request_repaint_after_secs(left as f32);
    }
    // As wide as the longer word: nothing moves.
    let width = super::fitting::button(ui, name).max(super::fitting::button(ui, DONE));
    let shown = if left.is_some() { DONE } else { name };
    let button = style(Button::new(shown.to_owned())).min_size(vec2(width, 0.0));
    let response = ui.add(button).keyed(name.to_lowercase().replace(' ', "-"));
    if response.clicked() {
        ui.ctx().copy_text(text());
        said(ui, id, now);
    }
    response
}

fn said(ui: &Ui, id: Id, now: f64) {
    ui.data_mut(|data| data.insert_temp(id, Pressed(now)));
    ui.ctx().request_repaint();
}
