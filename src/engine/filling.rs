//! The past of what was pinned late, computed again in the background: the run is known bit for bit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, RecvError, Select, Sender, TryRecvError, bounded};

use super::recipe::Recipe;
use super::recorder::Recorder;
use super::snapshot::Focus;
use super::workbench::Workbench;
use super::worker::catch;

/// A past that is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Missing {
    /// Counts resets and rebuilds: of which start it is.
    pub generation: u64,
    /// What is followed.
    pub focus: Focus,
    /// Up to which presentation of the run.
    pub until: u64,
}

/// How far the computation is.
enum News {
    /// This part is done, from 0 to 1.
    Part(f32),
    /// What was recorded; nothing if it failed, which leaves things as they are.
    Done(Option<Box<Recorder>>),
}

/// Presentations between two looks at whether it is still wanted.
const STEP: u64 = 1 << 12;
/// Parts of the work that are told of.
const PARTS: u64 = 50;

/// A past being computed; dropping it ends that.
struct Filling {
    missing: Missing,
    news: Receiver<News>,
    part: f32,
    cancel: Arc<AtomicBool>,
}

impl Filling {
    /// Begins; nothing if the system gives no thread.
    fn start(missing: Missing, recipe: Recipe) -> Option<Self> {
        // Two places, so that the end never waits for a progress that nobody has read.
        let (send, news) = bounded(2);
        let cancel = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancel);
        let thread = std::thread::Builder::new().name("past".to_owned());
        thread
            .spawn(move || {
                let done = catch(|| compute(&missing, &recipe, &send, &stop)).ok().flatten();
                // Nobody may want it any more.
                let _ = send.send(News::Done(done));
            })
            .ok()?;
        Some(Self { missing, news, part: 0.0, cancel })
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

fn compute(
    missing: &Missing,
    recipe: &Recipe,
    news: &Sender<News>,
    cancel: &AtomicBool,
) -> Option<Box<Recorder>> {
    let until = missing.until.max(1);
    let mut told = 0;
    let (session, ended) = recipe
        .follow(missing.focus, |made| {
            if !made.is_multiple_of(STEP) {
                return true;
            }
            if made * PARTS / until > told {
                told = made * PARTS / until;
                // A progress that does not fit is as good as the next one.
                let _ = news.try_send(News::Part(made as f32 / until as f32));
            }
            !cancel.load(Ordering::Relaxed)
        })
        .ok()?;
    ended.then(|| Box::new(session.main.recorder().clone()))
}

/// What looks after the past of what is pinned.
#[derive(Default)]
pub(super) struct Filler {
    filling: Option<Filling>,
    /// What could not be computed is not tried again.
    given_up: Option<Missing>,
}

impl Filler {
    /// Begins what is missing, takes what is done, ends what is no longer wanted; true if there is more to show.
    pub fn tend(&mut self, bench: &mut Workbench) -> bool {
        let missing = bench.missing();
        let mut changed = false;
        if self.filling.as_ref().is_some_and(|filling| Some(filling.missing) != missing) {
            self.filling = None;
            changed = true;
        }
        if self.filling.is_none() {
            let Some(missing) = missing.filter(|missing| self.given_up.as_ref() != Some(missing)) else {
                return changed;
            };
            self.filling = Filling::start(missing, bench.shown().recipe_until(&missing));
            self.given_up = self.filling.is_none().then_some(missing);
            return true;
        }
        changed | self.listen(bench)
    }

    fn listen(&mut self, bench: &mut Workbench) -> bool {
        let Some(filling) = &mut self.filling else { return false };
        let mut changed = false;
        while let Ok(news) = filling.news.try_recv() {
            changed = true;
            match news {
                News::Part(part) => filling.part = part,
                News::Done(past) => {
                    let missing = filling.missing;
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

impl Workbench {
    /// The past that what is followed lacks, unless what is shown is still being sought.
    fn missing(&self) -> Option<Missing> {
        (!self.seeking()).then(|| self.shown().missing())?
    }

    /// Takes a past that was computed.
    fn fill(&mut self, missing: &Missing, past: &Recorder) {
        self.shown_mut().fill(missing, past);
    }
}
