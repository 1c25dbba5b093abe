//! A computation in the background, on threads of its own: it hands over what it has so far,
//! can be cancelled, and never makes the window wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use crossbeam_channel::{Receiver, bounded};

use super::catch::catch;

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Running,
    /// It has given all it has.
    Finished,
    /// It was asked to stop; what it had found is kept.
    Cancelled,
    /// It failed; what it had found is kept.
    Failed,
}

/// How a task is going.
#[derive(Debug, Clone, PartialEq)]
pub struct State<P> {
    /// What it has so far.
    pub value: P,
    /// How far it is.
    pub stage: Stage,
    /// Why it failed.
    pub failure: Option<String>,
}

/// The end of a task inside its thread.
pub struct Reporter<P> {
    latest: Arc<ArcSwap<State<P>>>,
    cancel: Arc<AtomicBool>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl<P: Clone> Reporter<P> {
    /// Changes what there is so far, from any thread.
    pub fn update(&self, change: impl Fn(&mut P)) {
        self.latest.rcu(|state| {
            let mut state = (**state).clone();
            change(&mut state.value);
            state
        });
        (self.wake)();
    }

    /// Set once the task is to stop.
    pub fn cancel(&self) -> &Arc<AtomicBool> {
        &self.cancel
    }

    fn end(&self, outcome: &Result<(), String>) {
        let cancelled = self.cancel.load(Ordering::Relaxed);
        self.latest.rcu(|state| {
            let mut state = (**state).clone();
            state.stage = match outcome {
                _ if cancelled => Stage::Cancelled,
                Ok(()) => Stage::Finished,
                Err(_) => Stage::Failed,
            };
            state.failure = outcome.clone().err().filter(|_| !cancelled);
            state
        });
        (self.wake)();
    }
}

/// A running or finished task. Its progress can be looked at as often as one likes; its output is given once, without a
/// copy. Dropping it cancels it without waiting.
#[derive(Debug)]
pub struct Task<P, Output = ()> {
    latest: Arc<ArcSwap<State<P>>>,
    output: Receiver<Output>,
    cancel: Arc<AtomicBool>,
}

impl<P: Clone + Send + Sync + 'static, Output: Send + 'static> Task<P, Output> {
    /// Begins `work` with `initial` as what there is so far. `wake` is called whenever there is more. An error
    /// or a panic of `work` ends the task as failed.
    pub fn start(
        initial: P,
        wake: impl Fn() + Send + Sync + 'static,
        work: impl FnOnce(&Reporter<P>) -> Result<Output, String> + Send + 'static,
    ) -> Self {
        let state = State { value: initial, stage: Stage::Running, failure: None };
        let latest = Arc::new(ArcSwap::from_pointee(state));
        let cancel = Arc::new(AtomicBool::new(false));
        let (give, output) = bounded(1);
        let reporter =
            Reporter { latest: Arc::clone(&latest), cancel: Arc::clone(&cancel), wake: Box::new(wake) };
        let spawned = std::thread::Builder::new().name("task".to_owned()).spawn(move || {
            let done = catch(|| work(&reporter)).and_then(|done| done);
            // There is room for one; nobody may want it any more.
            reporter.end(&done.map(|output| drop(give.try_send(output))));
        });
        if let Err(error) = spawned {
            latest.rcu(|state| {
                let failure = Some(format!("cannot start a thread: {error}"));
                State { value: state.value.clone(), stage: Stage::Failed, failure }
            });
        }
        Self { latest, output, cancel }
    }

    /// A task that has ended already, as one that was kept.
    pub fn ended(value: P, stage: Stage) -> Self {
        let latest = Arc::new(ArcSwap::from_pointee(State { value, stage, failure: None }));
        let (_, output) = bounded(1);
        Self { latest, output, cancel: Arc::new(AtomicBool::new(true)) }
    }

    /// What there is so far.
    pub fn state(&self) -> Arc<State<P>> {
        self.latest.load_full()
    }

    /// What came of it, once; there is nothing while it runs, nor if it failed.
    pub fn take(&self) -> Option<Output> {
        self.output.try_recv().ok()
    }
}

impl<P, Output> Task<P, Output> {
    /// Asks it to stop.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl<P, Output> Drop for Task<P, Output> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Runs `work` on threads that leave one core to the window and the live simulation.
///
/// # Errors
/// No threads to be had, or what `work` gives.
pub fn in_background<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.saturating_sub(1).max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| format!("cannot start threads: {error}"))?;
    pool.install(work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn wait<T: Clone + Send + Sync + 'static, O: Send + 'static>(task: &Task<T, O>) -> Arc<State<T>> {
        let start = Instant::now();
        while task.state().stage == Stage::Running {
            assert!(start.elapsed() < Duration::from_secs(10), "it never ended");
            std::thread::sleep(Duration::from_millis(1));
        }
        task.state()
    }

    #[test]
    fn results_come_one_by_one_and_the_end_is_told() {
        let task = Task::start(
            Vec::new(),
            || (),
            |reporter| {
                (0..5).for_each(|k| reporter.update(|found: &mut Vec<i32>| found.push(k)));
                Ok(())
            },
        );
        let state = wait(&task);
        assert_eq!((state.value.as_slice(), state.stage), (&[0, 1, 2, 3, 4][..], Stage::Finished));
    }

    #[test]
    fn the_output_is_given_once_and_needs_no_copy() {
        struct Single(u32);
        let task = Task::start((), || (), |_| Ok(Single(7)));
        wait(&task);
        assert_eq!(task.take().map(|single| single.0), Some(7));
        assert!(task.take().is_none());
        // What is done is done, even if it was to be cancelled meanwhile.
        let late = Task::start(
            (),
            || (),
            |reporter| {
                reporter.cancel().store(true, Ordering::Relaxed);
                Ok(Single(8))
            },
        );
        assert_eq!(wait(&late).stage, Stage::Cancelled);
        assert_eq!(late.take().map(|single| single.0), Some(8));
    }

    #[test]
    fn errors_panics_and_cancelling_keep_what_was_found() {
        let failed: Task<i32> = Task::start(
            0,
            || (),
            |reporter| {
                reporter.update(|value| *value = 7);
                Err("no luck".to_owned())
            },
        );
        let state = wait(&failed);
        assert_eq!((state.value, state.failure.as_deref()), (7, Some("no luck")));
        let panicked: Task<i32> = Task::start(0, || (), |_| panic!("oh"));
        assert_eq!(wait(&panicked).failure.as_deref(), Some("oh"));
        let cancelled: Task<i32> = Task::start(
            0,
            || (),
            |reporter| {
                reporter.update(|value| *value = 3);
                while !reporter.cancel().load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err("cancelled".to_owned())
            },
        );
        cancelled.cancel();
        let state = wait(&cancelled);
        assert_eq!((state.stage, state.failure.clone()), (Stage::Cancelled, None));
    }
}
