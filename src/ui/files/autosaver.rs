//! Saves unsaved work every minute and when the program panics, and sessions that are left, on a thread of its
//! own, whether or not anything is drawn.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};

use crate::engine::any::{System, Workbench};
use crate::engine::{PendingWork, Work, WorkHandle};
use crate::io::recovery::{Found, Unsaved, leave};

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// How long the simulation may take to give a copy.
const PATIENCE: Duration = Duration::from_secs(60);
/// The same while the program is panicking or being closed.
const IMPATIENCE: Duration = Duration::from_secs(2);

enum Request {
    /// Save this at once; what it continues is discarded once that is done.
    Now(PendingWork, Option<Found>),
    /// This session is left for another one.
    Leave(PendingWork, Vec<u8>),
    /// This state of the work is in a file of the person's own.
    Safe(Mark, PendingWork),
}

/// Tells one state of the work from another, whatever is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    neurons: BenchMark,
    circuits: Option<BenchMark>,
}

/// The same of one system: number of the run, steps, actions, runs and bookmarks.
type BenchMark = (u64, u64, usize, (usize, usize));

fn mark<S: System>(bench: &Workbench<S>) -> BenchMark {
    let head = bench.head();
    (bench.run_id(), head.made(), head.log().len(), bench.counts())
}

impl Mark {
    /// The state of this work.
    pub fn of(work: &Work) -> Self {
        Self { neurons: mark(&work.neurons), circuits: work.circuits.as_ref().map(mark) }
    }
}

/// What both sides of the thread work with.
#[derive(Clone)]
struct Shared {
    unsaved: Arc<Unsaved>,
    folder: PathBuf,
    /// What the window has to remember, handed over from time to time.
    memory: Arc<ArcSwap<Vec<u8>>>,
    trouble: Arc<ArcSwapOption<String>>,
    /// The state that is in a file of the person's own: it is not unsaved.
    safe: Arc<ArcSwapOption<Mark>>,
    port: WorkHandle,
}

impl Shared {
    /// Is this work in a file of the person's own?
    fn is_safe(&self, work: &Work) -> bool {
        self.safe.load().as_deref() == Some(&Mark::of(work))
    }
}

/// The thread that saves. Dropping it without [`Autosaver::close`] leaves the work as unsaved.
pub struct Autosaver {
    requests: Sender<Request>,
    place: Shared,
}

/// What the thread does.
struct AutosaveThread {
    requests: Receiver<Request>,
    place: Shared,
    last: Option<Stamp>,
}

/// Tells one state of the work and what is shown of it from another.
type Stamp = (Mark, u64, Option<u64>, Vec<u8>);

fn stamp(work: &Work, window: &[u8]) -> Stamp {
    let circuit = work.circuits.as_ref().map(|bench| bench.shown().made());
    (Mark::of(work), work.neurons.shown().made(), circuit, window.to_vec())
}

impl Autosaver {
    /// Begins to save what is behind `port` into `folder`.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn start(folder: &Path, port: impl Into<WorkHandle>) -> std::io::Result<Self> {
        let (requests, heard) = channel();
        let unsaved = Arc::new(Unsaved::begin(folder)?);
        let folder = folder.to_owned();
        let (memory, trouble, safe) = (Arc::default(), Arc::default(), Arc::default());
        let port = port.into();
        let place = Shared { unsaved, folder, memory, trouble, safe, port };
        let saver = AutosaveThread { requests: heard, place: place.clone(), last: None };
        std::thread::Builder::new().name("autosave".to_owned()).spawn(move || saver.run())?;
        Ok(Self { requests, place })
    }

    /// Hands over what the window has to remember.
    pub fn remember(&self, window: Vec<u8>) {
        self.place.memory.store(Arc::new(window));
    }

    /// Saves this copy soon; the abandoned work that it continues is discarded once that is done.
    pub fn save_soon(&self, copy: PendingWork, superseded: Option<Found>) {
        // A thread that has ended saves nothing, and what is abandoned stays.
        let _ = self.requests.send(Request::Now(copy, superseded));
    }

    /// The work as it was then is in a file of the person's own; `copy` is it as it is now. As long as nothing else
    /// happens it is not unsaved.
    pub fn safe(&self, mark: Mark, copy: PendingWork) {
        let _ = self.requests.send(Request::Safe(mark, copy));
    }

    /// Keeps the session that is left for another one.
    pub fn leave(&self, copy: PendingWork, window: Vec<u8>) {
        let _ = self.requests.send(Request::Leave(copy, window));
    }

    /// What went wrong since this was asked last.
    pub fn trouble(&self) -> Option<String> {
        self.place.trouble.swap(None).map(|text| text.as_ref().clone())
    }

    /// Saves when this thread, that of the window, panics; panics of the simulation are survived.
    pub fn save_on_panic(&self) {
        // Weak: the hook stays for good, and must not hold the file.
        let unsaved = Arc::downgrade(&self.place.unsaved);
        let (port, memory) = (self.place.port.clone(), Arc::clone(&self.place.memory));
        let safe = Arc::clone(&self.place.safe);
        let before = std::panic::take_hook();
        let window = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            before(panic);
            if std::thread::current().id() == window
                && let Some(unsaved) = unsaved.upgrade()
                && let Some(bench) = port.copy(IMPATIENCE)
                && safe.load().as_deref() != Some(&Mark::of(&bench))
            {
                // There is nobody left to tell.
                let _ = unsaved.save(&bench, memory.load().to_vec());
            }
        }));
    }

    /// The program is closed in good order: its work is kept as a session that was left. If that does not go, it
    /// stays as unsaved work and is offered at the next start.
    pub fn close(self) {
        let Some(bench) = self.place.port.copy(IMPATIENCE) else { return };
        if !bench.touched() || leave(&self.place.folder, &bench, self.place.memory.load().to_vec()).is_ok() {
            self.place.unsaved.forget();
        }
    }
}

impl AutosaveThread {
    fn run(mut self) {
        loop {
            match self.requests.recv_timeout(EVERY) {
                Ok(Request::Now(copy, superseded)) => {
                    let saved = self.wait(copy).is_some_and(|bench| self.save(&bench));
                    superseded.filter(|_| saved).iter().for_each(Found::discard);
                }
                Ok(Request::Leave(copy, window)) => {
                    if let Some(bench) = self.wait(copy).filter(Work::touched) {
                        let left = leave(&self.place.folder, &bench, window);
                        self.tell("The session that was open could not be kept", left.err());
                    }
                }
                Ok(Request::Safe(mark, copy)) => self.safe(mark, copy),
                Err(RecvTimeoutError::Timeout) => {
                    let changed = |work: &Work| {
                        !self.place.is_safe(work) && Some(stamp(work, &self.place.memory.load())) != self.last
                    };
                    if let Some(bench) = self.place.port.copy(PATIENCE).filter(changed) {
                        self.save(&bench);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The file of unsaved work goes, or gets what has happened since.
    fn safe(&mut self, mark: Mark, copy: PendingWork) {
        self.place.safe.store(Some(Arc::new(mark)));
        let Some(bench) = self.wait(copy) else { return };
        if self.place.is_safe(&bench) {
            self.place.unsaved.clear();
            self.last = None;
        } else {
            self.save(&bench);
        }
    }

    fn wait(&self, copy: PendingWork) -> Option<Work> {
        copy.wait(PATIENCE, &AtomicBool::new(false))
    }

    fn save(&mut self, work: &Work) -> bool {
        let window = self.place.memory.load().to_vec();
        let saved = self.place.unsaved.save(work, window.clone());
        self.last = saved.is_ok().then(|| stamp(work, &window));
        self.tell("Unsaved work cannot be kept", saved.err());
        self.last.is_some()
    }

    fn tell(&self, what: &str, problem: Option<impl std::fmt::Display>) {
        if let Some(problem) = problem {
            self.place.trouble.store(Some(Arc::new(format!("{what}: {problem}."))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Action, Command, Engine, RunState, Transport, Workbench};
    use crate::io::recovery::{abandoned, left};
    use crate::io::session::{self, Watcher};
    use crate::model::{ParamId, Params};

    /// An engine that has made `made` presentations.
    fn engine(presentations: u64) -> Engine {
        let params = Params { p: 20, n_e: 30, n_i: 30, ..Params::default() };
        let mut engine = Engine::start(params, 4, || ()).unwrap();
        engine.send(Command::Act(Action::Set(ParamId::b, 2.0)));
        engine.send(Command::Transport(Transport::RunFor(presentations)));
        let reached = |engine: &Engine| engine.snapshot().presentations == presentations;
        while !reached(&engine) || engine.snapshot().run != RunState::Paused {
            std::thread::yield_now();
        }
        engine
    }

    fn wait(until: impl Fn() -> bool) {
        let start = std::time::Instant::now();
        while !until() && start.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_of_the_window_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let window = std::thread::spawn(move || {
            let engine = engine(321);
            let autosaver = Autosaver::start(&path, engine.port()).unwrap();
            autosaver.remember(b"remembered".to_vec());
            autosaver.save_on_panic();
            assert!(abandoned(&path).is_empty());
            panic!("the window fails, as this test wants");
        });
        assert!(window.join().is_err());
        // The thread that saves holds the file until it has heard that the window is gone.
        wait(|| !abandoned(folder.path()).is_empty());
        let found = abandoned(folder.path());
        assert_eq!(found.len(), 1);
        let opened = session::open(&found[0].path, Watcher::nobody()).unwrap();
        assert_eq!((opened.bench.head().made(), opened.bench.head().simulation().seed()), (321, 4));
        assert_eq!(opened.window, b"remembered");
    }

    #[test]
    fn what_is_left_or_closed_is_kept_and_what_nobody_touched_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = engine(123);
        let autosaver = Autosaver::start(folder.path(), engine.port()).unwrap();
        autosaver.leave(engine.copy().into(), b"one".to_vec());
        let params = Params { p: 20, n_e: 30, n_i: 30, ..Params::default() };
        engine.restore(Workbench::new(params, 9).unwrap());
        wait(|| left(folder.path()).len() == 1);
        let opened = session::open(&left(folder.path())[0].path, Watcher::nobody()).unwrap();
        assert_eq!((opened.bench.head().made(), opened.window.as_slice()), (123, &b"one"[..]));
        // Nobody touched the one with seed 9.
        autosaver.close();
        assert_eq!((left(folder.path()).len(), abandoned(folder.path()).len()), (1, 0));

        let autosaver = Autosaver::start(folder.path(), engine.port()).unwrap();
        engine.send(Command::Act(Action::Set(ParamId::b, 1.0)));
        wait(|| engine.snapshot().params.b == 1.0);
        autosaver.close();
        assert_eq!((left(folder.path()).len(), abandoned(folder.path()).len()), (2, 0));
    }

    #[test]
    fn work_that_was_just_saved_is_not_unsaved_until_something_else_happens() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = engine(50);
        let autosaver = Autosaver::start(folder.path(), engine.port()).unwrap();
        let kept = autosaver.place.unsaved.path().to_owned();
        autosaver.save_soon(engine.copy().into(), None);
        wait(|| kept.exists());
        let now = |engine: &mut Engine| {
            let bench = PendingWork::from(engine.copy()).wait(PATIENCE, &AtomicBool::new(false)).unwrap();
            Mark::of(&bench)
        };
        let saved = now(&mut engine);
        autosaver.safe(saved.clone(), engine.copy().into());
        wait(|| !kept.exists());
        assert!(!kept.exists(), "a kill leaves nothing to be offered");
        // The same word again, but the work is another by now.
        engine.send(Command::Act(Action::Set(ParamId::b, 1.0)));
        assert_ne!(now(&mut engine), saved);
        autosaver.safe(saved, engine.copy().into());
        wait(|| kept.exists());
        assert!(kept.exists(), "what was changed since is unsaved");
    }

    #[test]
    fn a_panic_right_after_saving_leaves_nothing_to_be_offered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let window = std::thread::spawn(move || {
            let mut engine = engine(20);
            let autosaver = Autosaver::start(&path, engine.port()).unwrap();
            autosaver.save_on_panic();
            let bench = PendingWork::from(engine.copy()).wait(PATIENCE, &AtomicBool::new(false)).unwrap();
            autosaver.safe(Mark::of(&bench), engine.copy().into());
            let safe = Arc::clone(&autosaver.place.safe);
            wait(move || safe.load().is_some());
            panic!("the window fails, as this test wants");
        });
        assert!(window.join().is_err());
        assert_eq!(abandoned(folder.path()), []);
    }
}
