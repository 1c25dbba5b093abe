//! The window's end of the engine: sends commands, reads the latest snapshot, never waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::command::Command;
use super::message::Message;
use super::snapshot::Snapshot;
use super::system::{Session, System};
use super::workbench::Workbench;
use super::worker::Worker;
use crate::model::ModelError;

/// Commands that may wait in the channel; further ones wait at the sender, newest value first.
const CHANNEL: usize = 64;

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The parameters cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The system gave no thread.
    #[error("cannot start the simulation thread: {0}")]
    Thread(#[from] std::io::Error),
    /// The simulation stopped before it could be read.
    #[error("the simulation failed: {0}")]
    Failed(String),
}

/// A simulation running on its own thread. Dropping it stops the thread.
#[derive(Debug)]
pub struct Engine<S: System> {
    messages: Option<Arc<Sender<Message<S>>>>,
    unsent: Vec<Message<S>>,
    issued: u64,
    latest: Arc<ArcSwap<Snapshot<S>>>,
    thread: Option<JoinHandle<Session<S>>>,
}

impl<S: System> Engine<S> {
    /// Goes on with `bench`, paused or not as it is.
    ///
    /// # Errors
    /// No thread to be had.
    pub fn start_with(bench: Workbench<S>, wake: impl Fn() + Send + 'static) -> Result<Self, EngineError> {
        let latest = Arc::new(ArcSwap::from_pointee(bench.snapshot(0.0)));
        let (messages, received) = bounded(CHANNEL);
        let worker = Worker::new(bench, received, Arc::clone(&latest), Box::new(wake));
        let thread = std::thread::Builder::new().name("simulation".to_owned()).spawn(move || worker.run())?;
        let messages = Some(Arc::new(messages));
        Ok(Self { messages, unsent: Vec::new(), issued: 0, latest, thread: Some(thread) })
    }

    /// Sends a command without waiting. While the channel is full, commands queue here and only the
    /// last value of each parameter is kept; [`Engine::flush`] sends them on.
    pub fn send(&mut self, command: Command<S::Action, S::Look>) {
        self.issued += 1;
        if let Some(Message::Command(number, last)) = self.unsent.last_mut()
            && command.supersedes(last)
        {
            (*number, *last) = (self.issued, command);
        } else {
            self.unsent.push(Message::Command(self.issued, command));
        }
        self.flush();
    }

    /// Goes on with `bench` instead of what runs now.
    pub fn restore(&mut self, bench: Workbench<S>) {
        self.issued += 1;
        self.unsent.push(Message::Restore(self.issued, Box::new(bench)));
        self.flush();
    }

    /// Asks for a copy of everything as it will be once all commands sent so far have been carried out.
    pub fn copy(&mut self) -> PendingCopy<S> {
        let (send, receive) = bounded(1);
        self.unsent.push(Message::Copy(send));
        self.flush();
        PendingCopy(receive)
    }

    /// A way for other threads to get a copy of everything.
    pub fn port(&self) -> CopyHandle<S> {
        CopyHandle(self.messages.as_ref().map(Arc::downgrade).unwrap_or_default())
    }

    /// Commands sent so far. A command has been carried out once [`Snapshot::applied`] has reached
    /// what this was after sending it.
    pub fn issued(&self) -> u64 {
        self.issued
    }

    /// Sends what could not be sent before. Call it once a frame.
    pub fn flush(&mut self) {
        let Some(messages) = &self.messages else { return };
        let mut waiting = std::mem::take(&mut self.unsent).into_iter();
        for message in waiting.by_ref() {
            if let Err(TrySendError::Full(message)) = messages.try_send(message) {
                self.unsent.push(message);
                break;
            }
        }
        self.unsent.extend(waiting);
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot<S>> {
        self.latest.load_full()
    }

    /// Stops the thread and gives its session.
    ///
    /// # Errors
    /// [`EngineError::Failed`] if the thread ended in a panic of its own.
    pub fn stop(mut self) -> Result<Session<S>, EngineError> {
        self.join().unwrap_or_else(|| Err(EngineError::Failed("it had already stopped".to_owned())))
    }

    fn join(&mut self) -> Option<Result<Session<S>, EngineError>> {
        self.messages = None;
        let joined = self.thread.take()?.join();
        Some(joined.map_err(|_| EngineError::Failed("the simulation thread panicked".to_owned())))
    }
}

/// Where other threads get copies of the workbench. It does not keep the engine alive.
#[derive(Debug, Clone)]
pub struct CopyHandle<S: System>(Weak<Sender<Message<S>>>);

impl<S: System> CopyHandle<S> {
    /// A copy of everything as it is now; waits for the simulation, at most so long. `None` if it is gone or
    /// too busy.
    pub fn copy(&self, patience: Duration) -> Option<Workbench<S>> {
        let (send, receive) = bounded(1);
        self.0.upgrade()?.send_timeout(Message::Copy(send), patience).ok()?;
        PendingCopy(receive).wait(patience, &AtomicBool::new(false))
    }
}

/// A copy of the workbench on its way.
#[derive(Debug)]
pub struct PendingCopy<S: System>(Receiver<Box<Workbench<S>>>);

impl<S: System> PendingCopy<S> {
    /// The copy; waits at most so long, or until `cancel` is set. `None` then, or if the simulation is gone.
    pub fn wait(self, patience: Duration, cancel: &AtomicBool) -> Option<Workbench<S>> {
        let start = Instant::now();
        loop {
            match self.0.recv_timeout(Duration::from_millis(50)) {
                Ok(bench) => return Some(*bench),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if start.elapsed() > patience || cancel.load(Ordering::Relaxed) {
                return None;
            }
        }
    }
}

/// A thread that is still building a large problem after this long is left to end by itself.
const GRACE: Duration = Duration::from_secs(1);

impl<S: System> Drop for Engine<S> {
    fn drop(&mut self) {
        self.messages = None;
        let start = Instant::now();
        while start.elapsed() < GRACE && self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            self.join();
        }
    }
}
