//! The tour: where things are, in the order in which one needs them.

use crate::ui::keyed::Keyed;
use std::collections::HashMap;

use egui::{Area, Color32, Frame, Margin, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::ui::theme::Palette;
use crate::ui::views::{Workspaces, capacity, neuron, plane, traces, weights};

/// A place and what is said about it.
struct Stop {
    /// Key of a view, or of a bar.
    place: &'static str,
    title: &'static str,
    text: &'static str,
}

const fn stop(place: &'static str, title: &'static str, text: &'static str) -> Stop {
    Stop { place, title, text }
}

/// Keys of the bars.
pub const TRANSPORT: &str = "bar: transport";
/// Parameters.
pub const CONTROLS: &str = "bar: controls";
/// Time.
pub const TIMELINE: &str = "bar: timeline";

static STOPS: [Stop; 9] = [
    stop(
        neuron::KEY,
        "The neuron",
        "Inputs on the left, their synapses, the cell, the two modulators, and below the four rules. Slowly, a presentation \
         plays in five beats; fast, you see means. Click a part for its equation and its slider.",
    ),
    stop(
        TRANSPORT,
        "Run it",
        "Play and Pause (space), one stimulus (S), one epoch (E), from the start (R). Beside them the speed: in words, and as \
         presentations a second.",
    ),
    stop(
        CONTROLS,
        "Change it",
        "Modulators first: the teacher. Then the four rules with their switches. Almost every change acts at once. A tick on a rail is the \
         preset's value, a dot before a name says that it differs; a double click goes back.",
    ),
    stop(
        traces::KEY,
        "Currents",
        "What each stimulus does: excitation against inhibition, the drive against threshold, spikes, releases, right or wrong.",
    ),
    stop(
        plane::KEY,
        "Excitation against inhibition",
        "One mark per stimulus. Those on the shaded side make the neuron fire. Click one to follow it.",
    ),
    stop(
        weights::KEY,
        "Synapses",
        "Every weight, now and over time. Point at one: which rule made it what it is?",
    ),
    stop(
        capacity::KEY,
        "What has been learned",
        "Learned load against what is offered and what theory allows; below, balanced accuracy: 0.5 is chance, 1 is everything.",
    ),
    stop(
        TIMELINE,
        "Time",
        "Drag back to any moment and go on from there. Ctrl Z undoes a change of parameters. Nothing is lost.",
    ),
    stop(
        TRANSPORT,
        "More",
        "File saves and exports. Demonstrations run by themselves. Above the views are workspaces: Explain, Limits and Data have more to show. \
         Ctrl P finds anything by its name; the question mark lists all keys.",
    ),
];

/// Width of the words, in points.
const WIDTH: f32 = 330.0;
/// Room for the words, in points.
const HEIGHT: f32 = 170.0;

/// Where one is on the tour.
#[derive(Debug)]
pub struct Tour {
    at: usize,
    over: bool,
    /// The stop at which one has arrived.
    arrived: Option<usize>,
    /// The keyboard has not been given to it yet.
    begins: bool,
    /// Where the views were before.
    pub before: Option<Workspaces>,
}

impl Default for Tour {
    fn default() -> Self {
        Self { at: 0, over: false, arrived: None, begins: true, before: None }
    }
}

impl Tour {
    /// On or back.
    pub fn step(&mut self, on: bool) {
        if on && self.at + 1 == STOPS.len() {
            self.over = true;
        } else {
            self.at = if on { self.at + 1 } else { self.at.saturating_sub(1) };
        }
    }

    /// Ends it.
    pub fn leave(&mut self) {
        self.over = true;
    }

    /// Has it ended?
    pub fn over(&self) -> bool {
        self.over
    }

    /// The view that is to be seen, when one has just arrived at it.
    pub fn arrives(&mut self) -> Option<&'static str> {
        let new = self.arrived.replace(self.at) != Some(self.at);
        Some(STOPS[self.at].place).filter(|place| new && !place.starts_with("bar: "))
    }

    /// Points to the place, and says what is there.
    pub fn show(&mut self, ui: &Ui, places: &HashMap<&'static str, Rect>, palette: &Palette) {
        let stop = &STOPS[self.at];
        let screen = ui.ctx().content_rect();
        let place = places.get(stop.place).map_or(Rect::NOTHING, |place| place.intersect(screen));
        if place.is_positive() {
            point(ui, screen, place, palette);
        }
        let corner = if place.is_positive() { beside(screen, place) } else { screen.center() };
        Area::new(egui::Id::unique("tour")).order(Order::Tooltip).fixed_pos(corner).show(ui.ctx(), |ui| {
            let stroke = Stroke::new(2.0, palette.inhibitory);
            let frame = Frame::new().fill(palette.card).stroke(stroke).corner_radius(6);
            frame.inner_margin(Margin::same(12)).show(ui, |ui| {
                ui.set_width(WIDTH - 24.0);
                ui.label(RichText::new(stop.title).heading().strong());
                let text = ui.label(stop.text);
                ui.ctx().accesskit_node_builder(text.id, |node| node.set_live(egui::accesskit::Live::Polite));
                ui.horizontal(|ui| {
                    let last = self.at + 1 == STOPS.len();
                    let next = RichText::new(if last { "Done" } else { "Next" }).strong().color(palette.card);
                    let next = egui::Button::new(next).fill(palette.inhibitory);
                    let next = ui.add(next).keyed("tour-next").on_hover_text("(Page Down)");
                    if std::mem::take(&mut self.begins) {
                        next.request_focus();
                    }
                    if next.clicked() {
                        self.step(true);
                    }
                    let back = ui.add_enabled(self.at > 0, egui::Button::new("Back")).keyed("tour-back");
                    if back.on_hover_text("(Page Up)").clicked() {
                        self.step(false);
                    }
                    if !last && ui.button("Skip the tour").keyed("tour-skip").on_hover_text("(Esc)").clicked()
                    {
                        self.leave();
                    }
                    ui.label(
                        RichText::new(format!("{} of {}", self.at + 1, STOPS.len())).color(palette.weak),
                    );
                });
            });
        });
    }
}

/// Everything but the place a shade darker, and a frame around it.
fn point(ui: &Ui, screen: Rect, place: Rect, palette: &Palette) {
    let layer = egui::LayerId::new(Order::Foreground, egui::Id::unique("tour shade"));
    let painter = ui.ctx().layer_painter(layer);
    let shade = Color32::from_black_alpha(90);
    for part in [
        Rect::from_min_max(screen.min, pos2(screen.right(), place.top())),
        Rect::from_min_max(pos2(screen.left(), place.bottom()), screen.max),
        Rect::from_min_max(pos2(screen.left(), place.top()), pos2(place.left(), place.bottom())),
        Rect::from_min_max(pos2(place.right(), place.top()), pos2(screen.right(), place.bottom())),
    ] {
        painter.rect_filled(part, 0.0, shade);
    }
    painter.rect_stroke(place, 4.0, Stroke::new(3.0, palette.inhibitory), StrokeKind::Inside);
}

/// Upper left corner of the words: where there is most room beside the place, on the screen in any case.
fn beside(screen: Rect, place: Rect) -> Pos2 {
    const GAP: f32 = 12.0;
    let size = vec2(WIDTH, HEIGHT);
    let sides = [
        (screen.right() - place.right() - size.x, pos2(place.right() + GAP, place.top() + GAP)),
        (place.left() - screen.left() - size.x, pos2(place.left() - GAP - size.x, place.top() + GAP)),
        (screen.bottom() - place.bottom() - size.y, pos2(place.left() + GAP, place.bottom() + GAP)),
        (place.top() - screen.top() - size.y, pos2(place.left() + GAP, place.top() - GAP - size.y)),
    ];
    let best = sides.iter().max_by(|one, other| one.0.total_cmp(&other.0));
    let corner = best.map_or(screen.center(), |side| side.1);
    let most = (screen.max - size - vec2(GAP, GAP)).max(screen.min);
    corner.max(screen.min).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_takes_two_minutes_and_names_views_that_are_there() {
        let words: usize = STOPS.iter().map(|stop| stop.text.split_whitespace().count()).sum();
        // Read to oneself, three words a second; then a look at the place.
        let seconds = words as f64 / 3.0 + 5.0 * STOPS.len() as f64;
        assert!((90.0..=130.0).contains(&seconds), "{seconds}");
        let views = crate::ui::views::keys();
        for stop in &STOPS {
            assert!([TRANSPORT, CONTROLS, TIMELINE].contains(&stop.place) || views.contains(&stop.place));
        }
    }

    #[test]
    fn the_words_stay_on_the_screen_and_off_the_place_where_there_is_room() {
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 800.0));
        for place in [
            Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 40.0)),
            Rect::from_min_size(pos2(0.0, 40.0), vec2(340.0, 700.0)),
            Rect::from_min_size(pos2(350.0, 60.0), vec2(450.0, 330.0)),
            Rect::from_min_size(pos2(0.0, 740.0), vec2(1280.0, 30.0)),
        ] {
            let words = Rect::from_min_size(beside(screen, place), vec2(WIDTH, HEIGHT));
            assert!(screen.contains_rect(words) && !words.intersects(place), "{place:?} {words:?}");
        }
        let all = Rect::from_min_size(beside(screen, screen), vec2(WIDTH, HEIGHT));
        assert!(screen.contains_rect(all));
    }
}
