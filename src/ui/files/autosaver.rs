//! Saves unsaved work every minute and when the program panics, on a thread of its own, whether or not
//! anything is drawn.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::engine::{Port, Workbench};
use crate::io::recovery::{Abandoned, Unsaved};

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// How long the simulation may take to give a copy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same while the program is panicking or being closed.
const IMPATIENCE: Duration = Duration::from_secs(2);

/// What the window has to remember, handed over from time to time.
pub type Memory = Arc<ArcSwap<Option<String>>>;

enum Word {
    /// Save at once; then this is no longer needed.
    Now(Option<Abandoned>),
}

/// The thread that saves. Dropping it without [`Autosaver::close`] leaves the work as unsaved.
pub struct Autosaver {
    words: Option<Sender<Word>>,
    thread: Option<JoinHandle<()>>,
    unsaved: Arc<Unsaved>,
    memory: Memory,
    port: Port,
}

/// Tells one state of the work from another.
fn stamp(bench: &Workbench) -> (u64, u64, usize) {
    (bench.run_id(), bench.head().made(), bench.head().log().len())
}

impl Autosaver {
    /// Begins to save what is behind `port` into `folder`.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn start(folder: &Path, port: Port) -> std::io::Result<Self> {
        let unsaved = Arc::new(Unsaved::begin(folder)?);
        let memory = Memory::default();
        let (words, heard) = channel();
        let (own, own_port, own_memory) = (Arc::clone(&unsaved), port.clone(), Arc::clone(&memory));
        let thread = std::thread::Builder::new().name("autosave".to_owned()).spawn(move || {
            let mut last = None;
            loop {
                let word = match heard.recv_timeout(EVERY) {
                    Ok(word) => Some(word),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                let Some(bench) = own_port.copy(PATIENCE) else { continue };
                let now = Some(stamp(&bench));
                if now == last && word.is_none() {
                    continue;
                }
                let saved = own.save(&bench, own_memory.load().as_ref().clone()).is_ok();
                last = now.filter(|_| saved);
                if let (Some(Word::Now(Some(superseded))), true) = (word, saved) {
                    superseded.discard();
                }
            }
        })?;
        Ok(Self { words: Some(words), thread: Some(thread), unsaved, memory, port })
    }

    /// Hands over what the window has to remember.
    pub fn remember(&self, window: String) {
        self.memory.store(Arc::new(Some(window)));
    }

    /// Saves soon; the abandoned work that this continues is discarded once that is done.
    pub fn save_soon(&self, superseded: Option<Abandoned>) {
        if let Some(words) = &self.words {
            // A thread that has ended saves nothing, and what is abandoned stays.
            let _ = words.send(Word::Now(superseded));
        }
    }

    /// Saves when this thread, that of the window, panics; panics of the simulation are survived.
    pub fn save_on_panic(&self) {
        // Weak: the hook stays for good, and must not hold the file.
        let unsaved = Arc::downgrade(&self.unsaved);
        let (port, memory) = (self.port.clone(), Arc::clone(&self.memory));
        let before = std::panic::take_hook();
        let window = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            before(panic);
            if std::thread::current().id() == window
                && let Some(unsaved) = unsaved.upgrade()
                && let Some(bench) = port.copy(IMPATIENCE)
            {
                // There is nobody left to tell.
                let _ = unsaved.save(&bench, memory.load().as_ref().clone());
            }
        }));
    }

    /// The program is closed in good order: its work is saved as the last session.
    pub fn close(mut self) {
        self.words = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let bench = self.port.copy(IMPATIENCE).filter(|bench| bench.head().made() > 0);
        if let Some(bench) = bench {
            let _ = self.unsaved.save(&bench, self.memory.load().as_ref().clone());
        }
        self.unsaved.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Command, Engine, RunState};
    use crate::io::recovery::abandoned;
    use crate::io::session::{self, Watcher};
    use crate::model::Params;

    #[test]
    fn a_panic_of_the_window_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let window = std::thread::spawn(move || {
            let params = Params { p: 20, n_e: 30, n_i: 30, ..Params::default() };
            let mut engine = Engine::start(params, 4, || ()).unwrap();
            let autosaver = Autosaver::start(&path, engine.port()).unwrap();
            autosaver.remember("{\"remembered\":true}".to_owned());
            autosaver.save_on_panic();
            engine.send(Command::RunFor(321));
            while engine.snapshot().presentations < 321 || engine.snapshot().run != RunState::Paused {
                std::thread::yield_now();
            }
            assert!(abandoned(&path).is_empty());
            panic!("the window fails, as this test wants");
        });
        assert!(window.join().is_err());
        // The thread that saves holds the file until it has heard that the window is gone.
        let start = std::time::Instant::now();
        while abandoned(folder.path()).is_empty() && start.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
        let found = abandoned(folder.path());
        assert_eq!(found.len(), 1);
        let opened = session::open(&found[0].path, Watcher::NOBODY).unwrap();
        assert_eq!((opened.bench.head().made(), opened.bench.head().simulation().seed()), (321, 4));
        assert_eq!(opened.window.as_deref(), Some("{\"remembered\":true}"));
    }
}
