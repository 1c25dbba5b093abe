//! Reading and writing beside the window: progress, cancel, and what came of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::Ui;

use crate::engine::task::{Stage, Task};
use crate::io::session::{Opened, Watcher};

/// What a job has done.
#[derive(Debug, Clone)]
pub enum Done {
    /// Something to be said.
    Said(String),
    /// The session is saved here.
    Saved(PathBuf),
    /// A session has been read.
    Opened(Arc<Opened>, PathBuf),
    /// A text has been made.
    Text(String),
}

#[derive(Debug, Clone, Default)]
struct Work {
    part: f32,
    done: Option<Done>,
}

struct Job {
    title: String,
    since: Instant,
    task: Task<Work>,
}

/// A job that takes less than this is not worth a bar.
const SHORT: Duration = Duration::from_millis(250);

/// Everything that is being read or written.
#[derive(Default)]
pub struct Jobs(Vec<Job>);

impl Jobs {
    /// Begins a job.
    pub fn begin(
        &mut self,
        ctx: &egui::Context,
        title: impl Into<String>,
        work: impl FnOnce(Watcher<'_>) -> Result<Done, String> + Send + 'static,
    ) {
        let ctx = ctx.clone();
        let task = Task::start(
            Work::default(),
            move || ctx.request_repaint(),
            move |reporter| {
                let progress = |part: f32| reporter.update(|work: &mut Work| work.part = part);
                let done = work(Watcher { progress: &progress, cancel: reporter.cancel() })?;
                reporter.update(|work| work.done = Some(done.clone()));
                Ok(())
            },
        );
        self.0.push(Job { title: title.into(), since: Instant::now(), task });
    }

    /// Is something being done?
    pub fn busy(&self) -> bool {
        !self.0.is_empty()
    }

    /// What has come of jobs that have ended since the last time.
    pub fn ended(&mut self) -> Vec<Result<Done, String>> {
        let mut ended = Vec::new();
        self.0.retain(|job| {
            let state = job.task.state();
            if state.stage == Stage::Running {
                return true;
            }
            let failure = || state.failure.clone().unwrap_or_else(|| format!("{}: cancelled.", job.title));
            ended.push(
                state.value.done.clone().filter(|_| state.stage == Stage::Finished).ok_or_else(failure),
            );
            false
        });
        ended
    }

    /// Shows what takes longer, with a way to stop it.
    pub fn show(&self, ui: &mut Ui) {
        for job in self.0.iter().filter(|job| job.since.elapsed() > SHORT) {
            if ui.small_button("Cancel").on_hover_text("Stop; nothing is left half written").clicked() {
                job.task.cancel();
            }
            let part = job.task.state().value.part;
            let bar = egui::ProgressBar::new(part).desired_width(110.0).text(job.title.as_str());
            ui.add(bar);
        }
        if self.busy() {
            ui.ctx().request_repaint_after(SHORT);
        }
    }
}
