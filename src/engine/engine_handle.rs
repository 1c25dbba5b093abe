//! The window's end of the engine: sends commands, reads the latest snapshot, never waits.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use crossbeam_channel::{Sender, TrySendError, bounded};

use super::command::{Command, Numbered};
use super::session::Session;
use super::snapshot::Snapshot;
use super::workbench::Workbench;
use super::worker::{Worker, catch};
use crate::model::{ModelError, Params};

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
pub struct Engine {
    commands: Option<Sender<Numbered>>,
    unsent: Vec<Numbered>,
    issued: u64,
    latest: Arc<ArcSwap<Snapshot>>,
    thread: Option<JoinHandle<Session>>,
}

impl Engine {
    /// Starts a paused simulation. `wake` is called after every new snapshot.
    ///
    /// # Errors
    /// Parameters that cannot be built, or no thread to be had.
    pub fn start(params: Params, seed: u64, wake: impl Fn() + Send + 'static) -> Result<Self, EngineError> {
        let bench = catch(|| Workbench::new(params, seed)).map_err(EngineError::Failed)??;
        let latest = Arc::new(ArcSwap::from_pointee(bench.snapshot(0.0)));
        let (commands, received) = bounded(CHANNEL);
        let worker = Worker::new(bench, received, Arc::clone(&latest), Box::new(wake));
        let thread = std::thread::Builder::new().name("simulation".to_owned()).spawn(move || worker.run())?;
        Ok(Self { commands: Some(commands), unsent: Vec::new(), issued: 0, latest, thread: Some(thread) })
    }

    /// Sends a command without waiting. While the channel is full, commands queue here and only the
    /// last value of each parameter is kept; [`Engine::flush`] sends them on.
    pub fn send(&mut self, command: Command) {
        self.issued += 1;
        let numbered = Numbered { number: self.issued, command };
        if let Some(last) = self.unsent.last_mut()
            && numbered.command.supersedes(&last.command)
        {
            *last = numbered;
        } else {
            self.unsent.push(numbered);
        }
        self.flush();
    }

    /// Commands sent so far. A command has been carried out once [`Snapshot::applied`] has reached
    /// what this was after sending it.
    pub fn issued(&self) -> u64 {
        self.issued
    }

    /// Sends what could not be sent before. Call it once a frame.
    pub fn flush(&mut self) {
        let Some(commands) = &self.commands else { return };
        let mut waiting = std::mem::take(&mut self.unsent).into_iter();
        for command in waiting.by_ref() {
            if let Err(TrySendError::Full(command)) = commands.try_send(command) {
                self.unsent.push(command);
                break;
            }
        }
        self.unsent.extend(waiting);
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.latest.load_full()
    }

    /// Stops the thread and gives its session.
    ///
    /// # Errors
    /// [`EngineError::Failed`] if the thread ended in a panic of its own.
    pub fn stop(mut self) -> Result<Session, EngineError> {
        self.join().unwrap_or_else(|| Err(EngineError::Failed("it had already stopped".to_owned())))
    }

    fn join(&mut self) -> Option<Result<Session, EngineError>> {
        self.commands = None;
        let joined = self.thread.take()?.join();
        Some(joined.map_err(|_| EngineError::Failed("the simulation thread panicked".to_owned())))
    }
}

/// A thread that is still building a large problem after this long is left to end by itself.
const GRACE: Duration = Duration::from_secs(1);

impl Drop for Engine {
    fn drop(&mut self) {
        self.commands = None;
        let start = Instant::now();
        while start.elapsed() < GRACE && self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            self.join();
        }
    }
}
