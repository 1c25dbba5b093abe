//! The past of what was pinned late, computed again in the background: the run is known bit for bit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, RecvError, Select, Sender, TryRecvError, bounded};

use super::catch::catch;
use super::system::{ComputePast, System};
use super::workbench::Workbench;

/// How far the computation is.
enum News<S> {
    /// This part is done, from 0 to 1.
    Part(f32),
    /// The system with what it recorded; nothing if it failed, which leaves things as they are.
    Done(Option<Box<S>>),
}

/// Parts of the work that are told of.
const PARTS: f32 = 50.0;

/// A past being computed; dropping it ends that.
struct Filling<S: System> {
    missing: S::Missing,
    news: Receiver<News<S>>,
    part: f32,
    cancel: Arc<AtomicBool>,
}

impl<S: System> Filling<S> {
    /// Begins; nothing if the system gives no thread.
    fn start(missing: S::Missing, compute: ComputePast<S>) -> Option<Self> {
        // Two places, so that the end never waits for a progress that nobody has read.
        let (send, news) = bounded(2);
        let cancel = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancel);
        let thread = std::thread::Builder::new().name("past".to_owned());
        thread
            .spawn(move || {
                let done = catch(|| compute(&mut tell(&send, &stop))).ok().flatten().map(Box::new);
                // Nobody may want it any more.
                let _ = send.send(News::Done(done));
            })
            .ok()?;
        Some(Self { missing, news, part: 0.0, cancel })
    }
}

impl<S: System> Drop for Filling<S> {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// Passes on how far the work is, and whether to go on.
fn tell<S>(news: &Sender<News<S>>, cancel: &AtomicBool) -> impl FnMut(f32) -> bool {
    let mut told = 0.0;
    move |part| {
        if (part * PARTS).floor() > told {
            told = (part * PARTS).floor();
            // A progress that does not fit is as good as the next one.
            let _ = news.try_send(News::Part(part));
        }
        !cancel.load(Ordering::Relaxed)
    }
}

/// What looks after the past of what is pinned.
pub(super) struct Filler<S: System> {
    filling: Option<Filling<S>>,
    /// What could not be computed is not tried again.
    given_up: Option<S::Missing>,
}

impl<S: System> Default for Filler<S> {
    fn default() -> Self {
        Self { filling: None, given_up: None }
    }
}

impl<S: System> Filler<S> {
    /// Begins what is missing, takes what is done, ends what is no longer wanted; true if there is more to show.
    pub fn tend(&mut self, bench: &mut Workbench<S>) -> bool {
        let missing = bench.missing();
        let mut changed = false;
        if self.filling.as_ref().is_some_and(|filling| Some(&filling.missing) != missing.as_ref()) {
            self.filling = None;
            changed = true;
        }
        if self.filling.is_none() {
            let Some(missing) = missing.filter(|missing| self.given_up.as_ref() != Some(missing)) else {
                return changed;
            };
            let compute = S::past(bench.shown(), &missing);
            self.filling = compute.and_then(|compute| Filling::start(missing.clone(), compute));
            self.given_up = self.filling.is_none().then_some(missing);
            return true;
        }
        changed | self.listen(bench)
    }

    fn listen(&mut self, bench: &mut Workbench<S>) -> bool {
        let Some(filling) = &mut self.filling else { return false };
        let mut changed = false;
        while let Ok(news) = filling.news.try_recv() {
            changed = true;
            match news {
                News::Part(part) => filling.part = part,
                News::Done(past) => {
                    let missing = filling.missing.clone();
                    self.filling = None;
                    match past {
                        Some(past) => bench.fill(&missing, &past),
                        None => self.given_up = Some(missing),
                    }
                    break;
                }
            }
        }
        changed
    }

    /// The part that is done of what is being computed.
    pub fn part(&self) -> Option<f32> {
        self.filling.as_ref().map(|filling| filling.part)
    }

    /// Waits for a message, or until there is news of the past; nothing then.
    pub fn wait<T>(&self, messages: &Receiver<T>) -> Result<Option<T>, RecvError> {
        let Some(filling) = &self.filling else { return messages.recv().map(Some) };
        let mut select = Select::new();
        let message = select.recv(messages);
        select.recv(&filling.news);
        if select.ready() == message {
            match messages.try_recv() {
                Ok(message) => return Ok(Some(message)),
                Err(TryRecvError::Disconnected) => return Err(RecvError),
                Err(TryRecvError::Empty) => {}
            }
        }
        Ok(None)
    }
}

impl<S: System> Workbench<S> {
    /// The past that what is followed lacks, unless what is shown is still being sought.
    fn missing(&self) -> Option<S::Missing> {
        (!self.seeking()).then(|| S::missing(self.shown()))?
    }

    /// Takes a past that was computed, if it is still missing.
    fn fill(&mut self, missing: &S::Missing, past: &S) {
        if S::missing(self.shown()).as_ref() == Some(missing) {
            self.shown_mut().system.fill(missing, past);
        }
    }
}
