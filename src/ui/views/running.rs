//! What is shown of a task while it runs.

use crate::ui::keyed::Keyed;
use egui::Ui;

use crate::engine::task::{Stage, Task};

/// While `task` runs, its progress and a way to stop it, with `tip`; false if nothing runs. `part` is the finished
/// part from 0 to 1. The layout of `ui` is from right to left.
pub fn show<T: Clone + Send + Sync + 'static>(
    ui: &mut Ui,
    task: Option<&Task<T>>,
    tip: &str,
    part: impl FnOnce(&T) -> f32,
) -> bool {
    let Some((task, state)) = task.map(|task| (task, task.state())) else { return false };
    if state.stage != Stage::Running {
        return false;
    }
    if ui.button("Cancel").keyed("cancel-task").on_hover_text(tip).clicked() {
        task.cancel();
    }
    ui.add(egui::ProgressBar::new(part(&state.value)).desired_width(70.0).show_percentage());
    true
}
