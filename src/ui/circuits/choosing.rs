//! Which task, and which rule.

use egui::{ComboBox, Layout, Ui, vec2};

use crate::circuits::{TASKS, Task};
use crate::engine::circuits::{Beginning, CircuitAction};
use crate::ui::keyed::Keyed;

const TASK: f32 = 118.0;
const RULE: f32 = 138.0;

/// Width of both.
pub fn width(ui: &Ui) -> f32 {
    TASK + RULE + ui.spacing().item_spacing.x
}

/// Shows both; what was chosen.
pub fn show(ui: &mut Ui, now: &Beginning) -> Option<CircuitAction> {
    let mut chosen = None;
    let tip = "Task: what the circuit is shown. Another task begins a new circuit.";
    one(ui, ("task", TASK), now.task.key, tip, |ui| {
        for task in TASKS {
            let label = ui.selectable_label(task == now.task, task.key).keyed(format!("task-{}", task.key));
            if label.on_hover_text(sentence(task)).clicked() && task != now.task {
                chosen = Some(CircuitAction::Task(task.key.to_owned()));
            }
        }
    });
    let tip = "Rule: how credit is assigned. Another rule goes on from the same weights.";
    one(ui, ("rule", RULE), now.rule.name, tip, |ui| {
        for rule in now.task.rules() {
            let label = ui.selectable_label(rule == now.rule, rule.name).keyed(format!("rule-{}", rule.key));
            let text = format!("{}\n{}", rule.equation, rule.citation);
            if label.on_hover_text(text).clicked() && rule != now.rule {
                chosen = Some(CircuitAction::Rule(rule.key.to_owned()));
            }
        }
    });
    chosen
}

fn one(ui: &mut Ui, (name, width): (&str, f32), shown: &str, tip: &str, list: impl FnOnce(&mut Ui)) {
    let menu = ComboBox::from_id_salt(("circuit", name)).width(width).truncate().selected_text(shown);
    let size = vec2(width, ui.spacing().interact_size.y);
    let place = Layout::left_to_right(egui::Align::Center);
    let response = ui.allocate_ui_with_layout(size, place, |ui| menu.show_ui(ui, list));
    response.inner.response.accessible_name(name).on_hover_text(tip);
}

/// What a task is, as a sentence.
pub fn sentence(task: &Task) -> String {
    let mut letters = task.sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
