//! The conditions for credit assignment, each as a pair of bars.

use std::sync::atomic::Ordering;

use egui::{Align2, Rect, RichText, Sense, Stroke, TextStyle, Ui, pos2, vec2};

use super::{Context, View, ticks};
use crate::engine::task::{Stage, Task};
use crate::model::Params;
use crate::theory::conditions::{Condition, of_one_presentation, of_the_long_run};
use crate::ui::format;
use crate::ui::legend::{self, Mark};

/// Name of this view in saved arrangements.
pub const KEY: &str = "conditions";

/// Where the conditions say nothing.
const OTHERS: &str = "These conditions are of the four rules. A loaded rule, a clamped output or a silenced group of synapses is \
                      not in their theory: switch it off to see them.";

/// Shows both sides of every condition, and which slider would mend a broken one.
#[derive(Default)]
pub struct Conditions {
    /// The conditions of the long run are computed in the background, for these parameters.
    long: Option<(Params, Task<Vec<Condition>>)>,
    /// The last ones that were found.
    found: Vec<Condition>,
}

impl Conditions {
    /// Those of the long run, as far as they are known; and whether they are still being computed.
    fn long_run(&mut self, ui: &Ui, params: &Params) -> bool {
        if self.long.as_ref().is_none_or(|(of, _)| of != params) {
            let (of, wake) = (params.clone(), ui.ctx().clone());
            let task = Task::start(
                Vec::new(),
                move || wake.request_repaint(),
                move |reporter| {
                    let go_on = || !reporter.cancel().load(Ordering::Relaxed);
                    let found = of_the_long_run(&of, go_on).ok_or("cancelled")?;
                    reporter.update(|all| *all = found.to_vec());
                    Ok(())
                },
            );
            self.long = Some((params.clone(), task));
        }
        let state = self.long.as_ref().map(|(_, task)| task.state());
        let computing = state.as_ref().is_some_and(|state| state.stage == Stage::Running);
        if let Some(state) = state.filter(|state| !state.value.is_empty()) {
            self.found.clone_from(&state.value);
        }
        computing
    }
}

impl View for Conditions {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Conditions"
    }

    fn help(&self) -> &'static str {
        "What must hold for four local rules to add up to credit assignment, for the present parameters and a \
         stimulus that has not been taught anything (i_E = E₀); the last two are about the long run, in mean-field theory. Of each pair the upper bar (what is) should be longer than \
         the lower one (what is needed): then a ring says that the condition holds, else a cross that it fails. Point \
         at one for its algebra; the slider that would mend it is \
         marked in the panel. Not every condition is needed by every preset."
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let params = &context.snapshot.params;
        if !params.only_built_in() {
            ui.label(OTHERS);
            return;
        }
        let computing = self.long_run(ui, params);
        let mut all = of_one_presentation(params, params.e0);
        all.extend(self.found.iter().cloned());
        let palette = context.palette;
        legend::show(
            ui,
            &[
                (Mark::Ring, palette.right, "holds"),
                (Mark::Cross, palette.wrong, "fails"),
                (Mark::Square, palette.right, "what is"),
                (Mark::Square, palette.theory, "what is needed"),
            ],
        );
        let height = (ui.available_height() / all.len() as f32 - 2.0).clamp(24.0, 60.0);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for condition in &all {
                row(ui, context, condition, height);
            }
            if computing {
                ui.label(RichText::new("computing the long run …").small().color(palette.weak));
            }
        });
    }
}

fn row(ui: &mut Ui, context: &mut Context<'_>, condition: &Condition, height: f32) {
    let palette = context.palette;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let holds = condition.holds();
    let color = if holds { palette.right } else { palette.wrong };
    let state = if holds { "holds" } else { "does not hold" };
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{}: {state}", condition.name))
    });
    let painter = ui.painter();
    let mark = pos2(rect.left() + 9.0, rect.center().y);
    let stroke = Stroke::new(2.0, color);
    if holds {
        painter.circle_stroke(mark, 5.0, stroke);
    } else {
        for y in [5.0, -5.0] {
            painter.line_segment([mark + vec2(-5.0, -y), mark + vec2(5.0, y)], stroke);
        }
    }
    let font = TextStyle::Small.resolve(ui.style());
    let word = pos2(rect.left() + 20.0, rect.top());
    let word =
        painter.text(word, Align2::LEFT_TOP, if holds { "holds" } else { "fails" }, font.clone(), color);
    let text = painter.text(
        pos2(word.left() + 3.0 * font.size, rect.top()),
        Align2::LEFT_TOP,
        condition.name,
        font.clone(),
        palette.text,
    );
    let (is, needed) = apart(condition.left, condition.right);
    let numbers = [format!("is {is}"), format!("needed > {needed}")];
    let numbers = numbers.map(|text| painter.layout_no_wrap(text, font.clone(), palette.text));
    let room = numbers.iter().map(|galley| galley.size().x).fold(0.0, f32::max).max(7.0 * font.size);
    let bars = Rect::from_min_max(
        pos2(rect.left() + 22.0, text.bottom() + 1.0),
        rect.right_bottom() - vec2(room + 6.0, 2.0),
    );
    let longest = condition.left.abs().max(condition.right.abs()).max(1e-12);
    let half = bars.height() / 2.0;
    let bars_of = [(condition.left, color), (condition.right, palette.theory)];
    for (at, ((value, color), number)) in bars_of.into_iter().zip(numbers).enumerate() {
        let length = (value.max(0.0) / longest) as f32 * bars.width();
        let top = bars.top() + at as f32 * half;
        let bar = Rect::from_min_size(pos2(bars.left(), top), vec2(length.max(1.0), (half - 1.0).max(1.0)));
        painter.rect_filled(bar, 1.0, color);
        let label = pos2(bars.right() + 4.0, top + half / 2.0 - number.size().y / 2.0);
        painter.galley(label, number, palette.text);
    }
    if response.hovered() && !holds {
        *context.highlight = Some(condition.mend);
    }
    response.on_hover_ui(|ui| {
        ui.set_max_width(380.0);
        ui.label(RichText::new(format!("{}: {state}", condition.name)).strong());
        ui.label(RichText::new(condition.algebra).monospace());
        let (is, needed) = apart(condition.left, condition.right);
        ui.label(format!("is {is}, needed > {needed}"));
        if !holds {
            let spec = condition.mend.spec();
            ui.label(format!("Would be mended by {} {}.", spec.name, spec.symbol));
        }
    });
}

/// Two numbers with as many digits as tell them apart.
fn apart(one: f64, other: f64) -> (String, String) {
    let short = (format::number(one), format::number(other));
    if short.0 != short.1 || one == other {
        return short;
    }
    let span = 100.0 * (one - other).abs();
    (ticks::value(one, span), ticks::value(other, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_differ_look_different() {
        assert_eq!(apart(0.512, 0.3), ("0.512".to_owned(), "0.3".to_owned()));
        assert_eq!(apart(0.510_04, 0.510_01), ("0.51004".to_owned(), "0.51001".to_owned()));
        let (one, other) = apart(0.51, 0.51 - 1e-9);
        assert_ne!(one, other);
        assert_eq!(apart(2.0, 2.0), ("2".to_owned(), "2".to_owned()));
        assert_eq!(apart(f64::INFINITY, 2.0).0, "∞");
    }
}
