//! Reading and writing in the background: progress, cancel, and the result.

use crate::ui::keyed::Keyed;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::Ui;

use super::autosaver::Mark;
use crate::engine::task::{Stage, Task};
use crate::io::recovery::Found;
use crate::io::session::{Opened, Watcher};

/// What a job has done.
#[derive(Debug)]
pub enum Done {
    /// Something to be said.
    Said(String),
    /// Saved to this path; the number says which of this window's sessions it was, and in which state.
    Saved(PathBuf, u64, Mark),
    /// A session has been read from here; or it is unsaved work that was recovered.
    Opened(Box<Opened>, PathBuf, Option<Found>),
    /// A text has been made.
    Text(String),
}

/// What has come of a job.
#[derive(Debug)]
pub enum Ended {
    /// It is done.
    Done(Done),
    /// It was stopped; what it was called.
    Cancelled(String),
    /// It failed.
    Failed(String),
}

struct Job {
    title: String,
    since: Instant,
    task: Task<f32, Done>,
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
            0.0,
            move || ctx.request_repaint(),
            move |reporter| {
                let progress = |part: f32| reporter.update(|now: &mut f32| *now = part);
                work(Watcher { progress: &progress, cancel: reporter.cancel() })
            },
        );
        self.0.push(Job { title: title.into(), since: Instant::now(), task });
    }

    /// Is a job with this title at work?
    pub fn at(&self, title: &str) -> bool {
        self.0.iter().any(|job| job.title == title)
    }

    /// Waits, at most so long, until no job with this title is at work.
    pub fn finish(&self, title: &str, patience: Duration) {
        let start = Instant::now();
        let running = |job: &Job| job.title == title && job.task.state().stage == Stage::Running;
        while self.0.iter().any(running) && start.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Cancels everything but those with this title, and waits, at most so long, until it has left no trace.
    pub fn stop_others(&self, title: &str, patience: Duration) {
        let start = Instant::now();
        let others = || self.0.iter().filter(|job| job.title != title);
        others().for_each(|job| job.task.cancel());
        while others().any(|job| job.task.state().stage == Stage::Running) && start.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What has come of jobs that have ended since the last time.
    pub fn ended(&mut self) -> Vec<Ended> {
        let mut ended = Vec::new();
        self.0.retain(|job| {
            let state = job.task.state();
            if state.stage == Stage::Running {
                return true;
            }
            // What is done is done, even if it was to be cancelled meanwhile.
            ended.push(match (job.task.take(), &state.failure) {
                (Some(done), _) => Ended::Done(done),
                (None, Some(failure)) => Ended::Failed(failure.clone()),
                (None, None) => Ended::Cancelled(job.title.clone()),
            });
            false
        });
        ended
    }

    /// Shows what takes longer, with a way to stop it.
    pub fn show(&self, ui: &mut Ui) {
        for job in self.0.iter().filter(|job| job.since.elapsed() > SHORT) {
            if ui
                .small_button("Cancel")
                .keyed("cancel-job")
                .on_hover_text("Stop; nothing is left half written")
                .clicked()
            {
                job.task.cancel();
            }
            let part = job.task.state().value;
            let bar = egui::ProgressBar::new(part).desired_width(110.0).text(job.title.as_str());
            ui.add(bar);
        }
        if !self.0.is_empty() {
            ui.ctx().request_repaint_after(SHORT);
        }
    }
}
