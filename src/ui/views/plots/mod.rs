//! What all plots share, so that each is sure and explains itself: axes whose numbers can be read, zoom that has an
//! end, values where one points, and a menu to fit and to copy. The axes, what is seen and what is drawn are ours;
//! `egui_plot` draws grid, marks and crosshair.

mod axes;
mod cells;
mod chart;
mod clip;
mod copy;
mod hover;
mod items;
pub mod reach;
mod screen;
mod view;

use egui::{Align2, Color32, Id, Response, Ui, WidgetText};

pub use cells::Cells;
pub use chart::Chart;
pub use items::{Area, Item, Line, Points};
use items::{Bars, Side, Words};
pub use screen::Screen;

use super::ticks;
pub use super::ticks::Scale;

/// What the plot under the pointer, or with the focus, answers to, in a line; none if there is none.
pub fn hint(ctx: &egui::Context) -> Option<&'static str> {
    said(ctx).map(|(text, _)| text)
}

/// Has a plot the focus?
pub fn plot_focused(ctx: &egui::Context) -> bool {
    said(ctx).is_some_and(|(_, focused)| focused)
}

fn said(ctx: &egui::Context) -> Option<(&'static str, bool)> {
    let (pass, text, focused) = ctx.data(|data| data.get_temp::<Hint>(Id::unique("plot hint")))?;
    (pass + 1 >= ctx.cumulative_pass_nr()).then_some((text, focused))
}

/// In which pass it was said, what, and whether the plot has the focus.
type Hint = (u64, &'static str, bool);

/// Says what the plot under the pointer answers to.
fn say_hint(ui: &Ui, response: &Response, still: bool) {
    let focused = response.has_focus();
    if response.hovered() || focused {
        let text = match (still, focused) {
            (true, _) => "Right click: copy the data",
            (false, true) => KEYS,
            (false, false) => MOUSE,
        };
        let hint: Hint = (ui.ctx().cumulative_pass_nr(), text, focused);
        ui.data_mut(|data| data.insert_temp(Id::unique("plot hint"), hint));
    }
}

/// In a line.
const MOUSE: &str =
    "Drag: move   Ctrl and wheel: zoom   right drag: zoom to a box   double click: fit   right click: copy";
const KEYS: &str = "Home: fit   Ctrl C: copy the data";

/// Of currents and drives.
pub const THRESHOLD_UNITS: &str = "threshold units";

/// What can be done with every plot of a card.
pub const HELP: &str = "Plots: point at a mark for its values. Drag to move, Ctrl and the wheel (or pinch) to zoom, \
                        drag with the right button to zoom to a box, double-click to fit. Right-click to fit or to \
                        copy the data; with the keyboard Tab to a plot, Home to fit, Ctrl+C to copy.";
/// The same of plots that always show the same span.
pub const HELP_FIXED: &str = "Plots: point at a mark for its values. Right-click to copy the data.";

/// A plot of this height whose vertical axis has a name and is at least `margin` points wide, so that plots one below
/// the other line up.
pub fn plot(id: &str, height: f32, label: &str, margin: f32) -> Chart {
    Chart::new(id, height, label, margin)
}

/// What a view puts into a plot.
#[derive(Default)]
pub struct Canvas {
    items: Vec<Item>,
    /// Is everything wanted, to be copied, and not only what can be told apart on the screen?
    all: bool,
}

impl Canvas {
    /// At most how many points of a series are wanted, if `most` are enough to see it.
    pub fn most(&self, most: usize) -> usize {
        if self.all { usize::MAX } else { most }
    }

    /// Adds a line.
    pub fn line(&mut self, line: Line) {
        self.items.push(Item::Line(line));
    }

    /// Adds marks.
    pub fn points(&mut self, points: Points) {
        self.items.push(Item::Points(points));
    }

    /// Adds an area.
    pub fn area(&mut self, area: Area) {
        self.items.push(Item::Area(area));
    }

    /// Shades what lies above the line of this slope and offset, or below it.
    pub fn side(&mut self, line: [f64; 2], above: bool, color: Color32) {
        self.items.push(Item::Side(Side { line, above, color }));
    }

    /// Adds vertical bars from zero: name, place, value and colour of each.
    pub fn bars(&mut self, width: f64, bars: Vec<(String, [f64; 2], Color32)>) {
        self.items.push(Item::Bars(Bars { bars, width }));
    }

    /// Adds words at a point.
    pub fn words(&mut self, at: [f64; 2], text: impl Into<WidgetText>, anchor: Align2, color: Color32) {
        self.items.push(Item::Words(Words { at, text: text.into(), anchor, color }));
    }

    /// Adds coloured cells.
    pub fn cells(&mut self, cells: Cells) {
        self.items.push(Item::Cells(cells));
    }

    /// Adds numbers that are copied under a name, drawn by other items.
    pub fn data(&mut self, name: impl Into<String>, points: Vec<[f64; 2]>) {
        self.items.push(Item::Data(name.into(), points));
    }
}

/// A plot that was shown.
pub struct Shown<R> {
    /// What the view's function gave.
    pub inner: R,
    /// The frame and what it shows.
    pub screen: Screen,
    response: Response,
}

impl<R> Shown<R> {
    /// Where the pointer is, if it is over the plot.
    pub fn pointed(&self) -> Option<egui::Pos2> {
        self.response.hover_pos().filter(|at| self.screen.frame.contains(*at))
    }

    /// The step that an arrow key asks for while the plot has the focus.
    pub fn step(&self, ui: &Ui) -> Option<[isize; 2]> {
        if !self.response.has_focus() {
            return None;
        }
        let arrows =
            egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.response.id, arrows));
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        let keys = [
            (egui::Key::ArrowLeft, [-1, 0]),
            (egui::Key::ArrowRight, [1, 0]),
            (egui::Key::ArrowDown, [0, -1]),
            (egui::Key::ArrowUp, [0, 1]),
        ];
        keys.into_iter().find(|(key, _)| pressed(*key)).map(|(_, step)| step)
    }

    /// What was clicked, found by `target` at the moment of the click; given when it is sure that the click does not
    /// begin a double-click, which fits the plot.
    pub fn clicked<T: Clone + Send + Sync + 'static>(
        &self,
        ui: &Ui,
        target: impl FnOnce(egui::Pos2) -> T,
    ) -> Option<T> {
        let id = self.response.id.with("clicked");
        let now = ui.input(|input| input.time);
        let wait = ui.ctx().options(|options| options.input_options.max_double_click_delay);
        let mut waiting: Option<(f64, T)> = ui.data(|data| data.get_temp(id));
        if self.response.double_clicked() || self.response.triple_clicked() {
            waiting = None;
        } else if self.response.clicked() {
            waiting = self.response.interact_pointer_pos().map(|at| (now, target(at)));
        }
        ui.data_mut(|data| match &waiting {
            Some(waiting) if now - waiting.0 <= wait => {
                data.insert_temp(id, waiting.clone());
            }
            _ => data.remove::<(f64, T)>(id),
        });
        let (since, found) = waiting?;
        if now - since > wait {
            return Some(found);
        }
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(wait + since - now));
        None
    }
}
