//! The timeline: where in the run the views are, what happened when, bookmarks, runs.

use crate::ui::keyed::Keyed;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align2, PopupCloseBehavior, Pos2, Rect, RichText, Sense, Shape, Stroke, TextStyle, Ui, pos2, vec2,
};

use super::format;
use super::theme::Palette;
use crate::engine::Happening;
use crate::engine::any::{Mark, Snapshot, System};
use crate::engine::{MOST_RUNS, Navigate, RunInfo, Timeline};

const HEIGHT: f32 = 26.0;
/// In less room the bar itself matters more than the memory that the past takes.
const ROOM_FOR_MEMORY: f32 = 320.0;

/// Shows the bar: `conditions` on which to pause, then bookmarks, runs and the track.
pub fn show<S: System>(
    ui: &mut Ui,
    snapshot: &Snapshot<S>,
    palette: &Palette,
    commands: &mut Vec<Navigate>,
    conditions: impl FnOnce(&mut Ui),
) {
    ui.horizontal(|ui| {
        conditions(ui);
        bookmark(ui, &snapshot.timeline, commands);
        if !snapshot.timeline.runs.is_empty() {
            runs(ui, &snapshot.timeline, commands);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.available_width() > ROOM_FOR_MEMORY {
                memory(ui, &snapshot.timeline, palette);
            }
            now(ui, &snapshot.timeline, palette, commands);
            track(ui, snapshot, palette, commands);
        });
    });
}

fn bookmark(ui: &mut Ui, timeline: &Timeline, commands: &mut Vec<Navigate>) {
    let here = timeline.bookmarks.iter().any(|bookmark| bookmark.made == timeline.made);
    let (text, tip) = if here {
        ("Unmark", "Remove the bookmark at this moment  (B)")
    } else {
        ("Bookmark", "Remember this moment, to come back to it on the timeline  (B)")
    };
    if ui.button(text).keyed("bookmark").on_hover_text(tip).clicked() {
        commands.push(toggle_bookmark(timeline));
    }
}

/// Sets a bookmark at the moment shown, or removes the one that is there.
pub fn toggle_bookmark(timeline: &Timeline) -> Navigate {
    let here = timeline.bookmarks.iter().any(|bookmark| bookmark.made == timeline.made);
    Navigate::Bookmark((!here).then(String::new))
}

fn runs(ui: &mut Ui, timeline: &Timeline, commands: &mut Vec<Navigate>) {
    let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let title = format!("Run {} ({} runs)", timeline.run, timeline.runs.len());
    let (response, _) = MenuButton::new(title).config(staying).ui(ui, |ui| {
        for run in &timeline.runs {
            ui.horizontal(|ui| {
                let shown = run.id == timeline.run;
                if ui.selectable_label(shown, describe(run)).clicked() && !shown {
                    commands.push(Navigate::Switch(run.id));
                }
                let discard = egui::Button::new("Discard").small();
                if !shown
                    && ui
                        .add(discard)
                        .keyed(format!("discard-run-{}", run.id))
                        .on_hover_text("Forget this run for good")
                        .clicked()
                {
                    commands.push(Navigate::Discard(run.id));
                }
            });
        }
    });
    let tip = format!(
        "A change made in the past begins a run of its own; the run that it leaves stays. Up to {MOST_RUNS}."
    );
    response.keyed("menu-runs").on_hover_text(tip);
}

fn describe(run: &RunInfo) -> String {
    let made = format::count(run.made);
    match run.parent {
        Some((parent, at)) => {
            format!("Run {}: left run {parent} at {}, now at {made}", run.id, format::count(at))
        }
        None => format!("Run {}: now at {made}", run.id),
    }
}

fn now(ui: &mut Ui, timeline: &Timeline, palette: &Palette, commands: &mut Vec<Navigate>) {
    let tip = "Back to the present  (End)";
    let text = RichText::new("Now");
    let text = if timeline.live { text } else { text.strong().color(palette.inhibitory) };
    if ui.add_enabled(!timeline.live, egui::Button::new(text)).keyed("now").on_hover_text(tip).clicked() {
        commands.push(Navigate::Live);
    }
}

fn memory(ui: &mut Ui, timeline: &Timeline, palette: &Palette) {
    let mebibytes = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    let text = format!("{:.0} of {:.0} MiB", mebibytes(timeline.bytes).max(1.0), mebibytes(timeline.budget));
    let tip = format!(
        "Memory that the past takes, about: {} moments are kept whole, every other one is computed again from the \
         one before it. When the memory is full, every second one is dropped.",
        timeline.kept
    );
    ui.label(RichText::new(text).small().color(palette.weak)).on_hover_text(tip);
}

fn track<S: System>(ui: &mut Ui, snapshot: &Snapshot<S>, palette: &Palette, commands: &mut Vec<Navigate>) {
    let timeline = &snapshot.timeline;
    let size = vec2((ui.available_width() - 8.0).max(40.0), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let value = timeline.made as f64;
    response.widget_info(|| egui::WidgetInfo::slider(true, value, "moment shown"));
    let rail = rect.shrink2(vec2(6.0, 0.0));
    let end = timeline.end.max(1) as f32;
    let x_of = |made: u64| rail.left() + rail.width() * made as f32 / end;
    let y = rect.center().y;
    let painter = ui.painter();
    painter.line_segment([pos2(rail.left(), y), pos2(rail.right(), y)], Stroke::new(4.0, palette.outline));
    let shown = timeline.seeking.unwrap_or(timeline.made);
    painter.line_segment([pos2(rail.left(), y), pos2(x_of(shown), y)], Stroke::new(4.0, palette.weak));
    for mark in snapshot.marks.iter() {
        let color = if mark.event.pauses() { palette.wrong } else { palette.text };
        let x = x_of(mark.made);
        painter.line_segment([pos2(x, y - 8.0), pos2(x, y - 3.0)], Stroke::new(1.5, color));
    }
    for bookmark in timeline.bookmarks.iter() {
        let tip = pos2(x_of(bookmark.made), y + 2.0);
        let flag = vec![tip, tip + vec2(-5.0, 9.0), tip + vec2(5.0, 9.0)];
        painter.add(Shape::convex_polygon(flag, palette.target, Stroke::NONE));
    }
    painter.circle(pos2(x_of(shown), y), 6.0, palette.inhibitory, Stroke::new(1.5, palette.card));
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
        commands.push(target(timeline, rail, at));
    }
    if let Some(at) = response.hover_pos() {
        response.on_hover_ui_at_pointer(|ui| tell(ui, snapshot, rail, at));
    }
    if let Some(seeking) = timeline.seeking {
        let from = timeline.made as f32 / seeking.max(1) as f32;
        let text = format!("computing again … {:.0} %", 100.0 * from);
        let font = TextStyle::Small.resolve(ui.style());
        ui.painter().text(pos2(rail.center().x, rect.top()), Align2::CENTER_TOP, text, font, palette.text);
    }
}

/// The moment under the pointer; a bookmark nearby attracts it, and the right end is the present.
fn target(timeline: &Timeline, rail: Rect, at: Pos2) -> Navigate {
    let t = f64::from(((at.x - rail.left()) / rail.width()).clamp(0.0, 1.0));
    let made = (t * timeline.end as f64).round() as u64;
    let near =
        |other: u64| (other as f64 - made as f64).abs() * f64::from(rail.width()) < 5.0 * timeline.end as f64;
    let bookmark = timeline.bookmarks.iter().map(|bookmark| bookmark.made).find(|&other| near(other));
    match bookmark {
        Some(made) => Navigate::Scrub(made),
        None if t >= 0.997 => Navigate::Live,
        None => Navigate::Scrub(made),
    }
}

/// What is at the pointer.
fn tell<S: System>(ui: &mut Ui, snapshot: &Snapshot<S>, rail: Rect, at: Pos2) {
    let timeline = &snapshot.timeline;
    let t = f64::from(((at.x - rail.left()) / rail.width()).clamp(0.0, 1.0));
    let made = t * timeline.end as f64;
    let near = |other: u64| (other as f64 - made).abs() * f64::from(rail.width()) < 6.0 * timeline.end as f64;
    ui.label(format!(
        "presentation {} of {} in this session, resets included",
        format::count(made as u64),
        format::count(timeline.end)
    ));
    for bookmark in timeline.bookmarks.iter().filter(|bookmark| near(bookmark.made)) {
        ui.label(RichText::new(&bookmark.name).strong());
    }
    let marks: Vec<&Mark<S::Event>> = snapshot.marks.iter().filter(|mark| near(mark.made)).collect();
    for mark in marks.iter().rev().take(6).rev() {
        ui.label(mark.event.text());
    }
    if marks.len() > 6 {
        ui.label(format!("and {} earlier ones", marks.len() - 6));
    }
    ui.label(RichText::new("Click or drag to see that moment; a change made there begins a branch.").small());
}
