//! The one field for a number: as wide whatever is typed, and never silent about what it refuses.

mod reading;

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align2, Area, CursorIcon, Frame, Id, Key, Modifiers, Order, Rect, Response, RichText, Sense, Stroke,
    StrokeKind, TextEdit, TextStyle, TextWrapMode, Ui, UiBuilder, Widget, WidgetInfo, WidgetText, pos2, vec2,
};

pub use reading::{Allowed, Figure};

use super::format;
use super::theme::Palette;

/// Seconds for which it is said why something was refused.
const SAID: f64 = 8.0;
/// Most characters that a number has; laying out thousands of them takes long.
const LONGEST: usize = 64;
/// Width of a field, unless it is told otherwise.
const WIDTH: f32 = 64.0;

/// A field for a number. It can be clicked and typed into, dragged, and changed with the arrows up and down.
///
/// Enter, Tab or a click elsewhere commits what was typed, Escape brings back the value before. What is not
/// allowed is refused, which is said at the field; the value stays.
pub struct Number<'a, N> {
    value: &'a mut N,
    key: &'a str,
    allowed: Allowed<N>,
    step: f64,
    width: f32,
    suffix: &'a str,
    shown: Option<Box<dyn Fn(N) -> String + 'a>>,
}

/// What is being typed.
#[derive(Clone)]
struct Typing {
    text: String,
    /// What the field showed when typing began: leaving it as it is changes nothing, also where it was rounded.
    first: String,
    pass: u64,
}

/// Why something was refused.
#[derive(Clone)]
struct Said {
    words: String,
    until: f64,
}

/// The value while it is dragged, before rounding.
#[derive(Clone, Copy)]
struct Dragged(f64);

impl<'a, N: Figure> Number<'a, N> {
    /// A field for `value`, which messages call `key`.
    pub fn new(key: &'a str, value: &'a mut N, range: std::ops::RangeInclusive<N>) -> Self {
        let (low, high) = range.into_inner();
        let allowed = Allowed { low, high, whole: N::WHOLE };
        Self { value, key, allowed, step: 1.0, width: WIDTH, suffix: "", shown: None }
    }

    /// Change for a point of dragging or an arrow; 0 if it can only be typed.
    pub fn step(mut self, step: f64) -> Self {
        self.step = step;
        self
    }

    /// Width in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Allows whole numbers only.
    pub fn whole(mut self, whole: bool) -> Self {
        self.allowed.whole |= whole;
        self
    }

    /// What stands behind the number.
    pub fn suffix(mut self, suffix: &'a str) -> Self {
        self.suffix = suffix;
        self
    }

    /// How the number is written.
    pub fn shown(mut self, shown: impl Fn(N) -> String + 'a) -> Self {
        self.shown = Some(Box::new(shown));
        self
    }

    fn text(&self) -> String {
        match &self.shown {
            Some(shown) => shown(*self.value),
            None if self.allowed.whole => format!("{}", *self.value),
            None => format::number(self.value.real()),
        }
    }

    /// Moves the value by `change`, as far as it is allowed.
    fn move_to(&mut self, target: f64) {
        let decimals = if self.allowed.whole {
            0
        } else {
            (2.0 - self.step.abs().log10()).ceil().clamp(0.0, 12.0) as usize
        };
        let rounded = egui::emath::round_to_decimals(target, decimals);
        let (low, high) = (self.allowed.low, self.allowed.high);
        let value = N::nearest(rounded);
        *self.value = if value < low {
            low
        } else if value > high {
            high
        } else {
            value
        };
    }

    fn commit(&mut self, ui: &Ui, id: Id, typing: &Typing) {
        if typing.text == typing.first {
            return;
        }
        let text = typing.text.trim();
        let text = text.strip_suffix(self.suffix.trim()).unwrap_or(text);
        match reading::read(self.key, text, self.allowed) {
            Ok(value) => *self.value = value,
            Err(words) => {
                let words = format!("{words}; {} stays", self.text());
                let until = ui.input(|input| input.time) + SAID;
                ui.data_mut(|data| data.insert_temp(id, Said { words, until }));
            }
        }
    }

    /// Arrows and what a screen reader asks for.
    fn stepped(&mut self, ui: &Ui, id: Id, focused: bool) -> bool {
        use egui::accesskit::{Action, ActionData};
        let mut steps = ui.input(|input| {
            input.num_accesskit_action_requests(id, Action::Increment) as f64
                - input.num_accesskit_action_requests(id, Action::Decrement) as f64
        });
        if focused {
            steps += ui.input_mut(|input| {
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp) as f64
                    - input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown) as f64
            });
        }
        let asked = ui.input(|input| {
            input.accesskit_action_requests(id, Action::SetValue).find_map(|request| match &request.data {
                Some(ActionData::NumericValue(value)) => Some(value.to_string()),
                Some(ActionData::Value(text)) => Some(text.to_string()),
                _ => None,
            })
        });
        if let Some(text) = asked {
            self.commit(ui, id, &Typing { text, first: String::new(), pass: 0 });
        }
        let step = if self.step > 0.0 { self.step } else { f64::from(u8::from(self.allowed.whole)) };
        if steps != 0.0 {
            self.move_to(self.value.real() + steps * step);
            ui.data_mut(|data| data.remove::<Said>(id));
        }
        steps != 0.0
    }

    /// The field while it is typed into.
    fn edit(&mut self, ui: &mut Ui, id: Id, rect: Rect, moved: bool) -> Response {
        let pass = ui.ctx().cumulative_pass_nr();
        let kept = take::<Typing>(ui, id).filter(|kept| !moved && is_recent(kept, pass));
        let begins = kept.is_none();
        let mut typing = kept.unwrap_or_else(|| Typing { text: self.text(), first: self.text(), pass });
        // A child of its own: whatever the text, the field takes the same place.
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        let font = ui.style().drag_value_text_style.clone();
        let edit = TextEdit::singleline(&mut typing.text)
            .char_limit(LONGEST)
            .id(id)
            .clip_text(true)
            .margin(vec2(4.0, 2.0))
            .desired_width(rect.width())
            .font(font);
        let response = inside.put(rect, edit);
        if begins {
            select_all(ui, id, &typing.text);
        }
        if response.changed() {
            ui.data_mut(|data| data.remove::<Said>(id));
        }
        if response.lost_focus() {
            if !ui.input(|input| input.key_pressed(Key::Escape)) {
                self.commit(ui, id, &typing);
            }
        } else {
            ui.data_mut(|data| data.insert_temp(id, Typing { pass, ..typing }));
        }
        response
    }

    /// The field while it is not: a button that can be dragged.
    fn rest(&mut self, ui: &Ui, id: Id, rect: Rect) -> Response {
        let sense = if self.step > 0.0 { Sense::click_and_drag() } else { Sense::click() };
        let response = ui.interact(rect, id, sense);
        if response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if response.drag_started() || response.drag_stopped() {
            ui.data_mut(|data| data.remove::<Dragged>(id));
        }
        if response.dragged() {
            self.drag(ui, id, &response);
        }
        if self.step > 0.0 && (response.hovered() || response.dragged()) {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        let visuals = ui.style().interact(&response);
        let shape = rect.expand(visuals.expansion);
        ui.painter().rect(
            shape,
            visuals.corner_radius,
            visuals.weak_bg_fill,
            visuals.bg_stroke,
            StrokeKind::Inside,
        );
        let text = WidgetText::from(format!("{}{}", self.text(), self.suffix));
        let galley =
            text.into_galley(ui, Some(TextWrapMode::Truncate), rect.width() - 6.0, TextStyle::Button);
        let place = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
        ui.painter().galley(place.min, galley, visuals.text_color());
        response
    }

    fn drag(&mut self, ui: &Ui, id: Id, response: &Response) {
        ui.data_mut(|data| data.remove::<Said>(id));
        let moved = response.drag_delta();
        let fine = if ui.input(|input| input.modifiers.shift_only()) { 0.1 } else { 1.0 };
        let change = f64::from(moved.x - moved.y) * self.step * fine;
        if change == 0.0 {
            return;
        }
        let before =
            ui.data(|data| data.get_temp::<Dragged>(id)).map_or(self.value.real(), |dragged| dragged.0);
        let (low, high) = (self.allowed.low.real(), self.allowed.high.real());
        let now = (before + change).clamp(low, high);
        ui.data_mut(|data| data.insert_temp(id, Dragged(now)));
        self.move_to(now);
    }

    fn tell_screen_readers(&self, ui: &Ui, response: &Response, editing: bool) {
        let (value, Allowed { low, high, .. }) = (self.value.real(), self.allowed);
        response.widget_info(|| WidgetInfo::drag_value(ui.is_enabled(), value));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            use egui::accesskit::Action;
            if low.real().is_finite() {
                node.set_min_numeric_value(low.real());
            }
            if high.real().is_finite() {
                node.set_max_numeric_value(high.real());
            }
            node.set_numeric_value_step(self.step);
            node.add_action(Action::SetValue);
            if *self.value < high {
                node.add_action(Action::Increment);
            }
            if *self.value > low {
                node.add_action(Action::Decrement);
            }
            node.clear_label();
            if !editing {
                node.set_value(format!("{}{}", self.text(), self.suffix));
            }
        });
    }
}

impl<N: Figure> Widget for Number<'_, N> {
    fn ui(mut self, ui: &mut Ui) -> Response {
        let (id, rect) = ui.allocate_space(vec2(self.width, ui.spacing().interact_size.y));
        let layer = ui.layer_id();
        let focused = ui.is_enabled()
            && ui.memory_mut(|memory| {
                memory.interested_in_focus(id, layer);
                memory.has_focus(id)
            });
        let before = *self.value;
        if !focused && let Some(typing) = take::<Typing>(ui, id) {
            // The focus went before the field was drawn: by Escape, Tab or a click elsewhere.
            let dropped = ui.input(|input| input.key_pressed(Key::Escape));
            if !dropped && is_recent(&typing, ui.ctx().cumulative_pass_nr()) {
                self.commit(ui, id, &typing);
            }
        }
        let moved = self.stepped(ui, id, focused);
        let mut response = if focused { self.edit(ui, id, rect, moved) } else { self.rest(ui, id, rect) };
        if *self.value == before {
            response.flags.remove(egui::response::Flags::CHANGED);
        } else {
            response.mark_changed();
        }
        self.tell_screen_readers(ui, &response, focused);
        say(ui, id, rect);
        response
    }
}

/// A line of a form of two columns: what the number is called, and its field.
pub fn row<N: Figure>(ui: &mut Ui, field: Number<'_, N>) {
    let label = ui.label(field.key);
    ui.add(field.width(90.0)).labelled_by(label.id);
    ui.end_row();
}

fn take<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) -> Option<T> {
    ui.data_mut(|data| {
        let kept = data.get_temp::<T>(id);
        data.remove::<T>(id);
        kept
    })
}

/// Was this typed just before? A field that was hidden meanwhile begins with the value again.
fn is_recent(typing: &Typing, pass: u64) -> bool {
    pass.saturating_sub(typing.pass) <= 2
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
}

/// Says at the field what was refused, in words and colour.
fn say(ui: &Ui, id: Id, rect: Rect) {
    let Some(said) = ui.data(|data| data.get_temp::<Said>(id)) else { return };
    let left = said.until - ui.input(|input| input.time);
    if left <= 0.0 {
        ui.data_mut(|data| data.remove::<Said>(id));
        return;
    }
    ui.ctx().request_repaint_after_secs(left as f32);
    if !ui.is_rect_visible(rect) {
        return;
    }
    let wrong = Palette::of(ui.ctx().theme()).wrong;
    let outline = Stroke::new(2.0, wrong);
    ui.painter().rect_stroke(rect, 4.0, outline, StrokeKind::Outside);
    let screen = ui.ctx().content_rect();
    let below = rect.bottom() + 90.0 < screen.bottom();
    let (pivot, y) = if below {
        (Align2::RIGHT_TOP, rect.bottom() + 4.0)
    } else {
        (Align2::RIGHT_BOTTOM, rect.top() - 4.0)
    };
    Area::new(id.with("refused"))
        .order(Order::Tooltip)
        .pivot(pivot)
        .fixed_pos(pos2(rect.right(), y))
        .constrain(true)
        .interactable(false)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).stroke(Stroke::new(1.0, wrong)).show(ui, |ui| {
                ui.set_max_width(240.0);
                ui.label(RichText::new(&said.words).color(wrong).strong());
            });
        });
}
