//! The thread that drives a workbench: real time, fairness between computing and listening, and
//! survival of panics. Nothing here changes what is computed, only when.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError};

use super::catch::catch;
use super::command::Command;
use super::filling::Filler;
use super::message::Message;
use super::run_state::Speed;
use super::snapshot::Snapshot;
use super::system::{Session, System};
use super::workbench::Workbench;

/// A snapshot at most this often.
const FRAME: Duration = Duration::from_millis(16);
/// Snapshots take at most this part of the thread's time.
const SNAPSHOT_SHARE: u32 = 8;
/// Listen for commands at least this often.
const BURST: Duration = Duration::from_millis(1);
/// A state to fall back on is kept this often.
const KEEP: Duration = Duration::from_secs(1);
/// The speed shown is a mean over about this long.
const RATE_WINDOW: Duration = Duration::from_millis(500);

pub(super) struct Worker<S: System> {
    bench: Workbench<S>,
    last_good: Session<S>,
    kept_at: Instant,
    messages: Receiver<Message<S>>,
    applied: u64,
    latest: Arc<ArcSwap<Snapshot<S>>>,
    wake: Box<dyn Fn() + Send>,
    next_snapshot: Instant,
    unpublished: bool,
    unkept: bool,
    pace: Pace,
    rate: Rate,
    filler: Filler<S>,
}

enum Heard {
    Nothing,
    Something,
    TheEnd,
}

impl<S: System> Worker<S> {
    pub fn new(
        bench: Workbench<S>,
        messages: Receiver<Message<S>>,
        latest: Arc<ArcSwap<Snapshot<S>>>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        let now = Instant::now();
        Self {
            last_good: bench.head().clone(),
            bench,
            kept_at: now,
            messages,
            applied: 0,
            latest,
            wake,
            next_snapshot: now,
            unpublished: false,
            unkept: false,
            pace: Pace::new(now),
            rate: Rate::new(now),
            filler: Filler::default(),
        }
    }

    /// Runs until the handle is dropped; gives the session back.
    pub fn run(mut self) -> Session<S> {
        loop {
            match self.listen() {
                Heard::TheEnd => return self.bench.into_head(),
                Heard::Something => {
                    self.unpublished = true;
                    self.unkept = true;
                }
                Heard::Nothing => {}
            }
            self.guarded(Self::burst);
            self.guarded(|worker| worker.unpublished |= worker.filler.tend(&mut worker.bench));
            self.keep();
            if self.unpublished && (self.idle() || Instant::now() >= self.next_snapshot) {
                self.guarded(Self::publish);
            }
        }
    }

    fn idle(&self) -> bool {
        self.bench.idle()
    }

    /// Carries out all waiting commands; while there is nothing to do, waits for one.
    fn listen(&mut self) -> Heard {
        let mut heard = Heard::Nothing;
        loop {
            let first = matches!(heard, Heard::Nothing);
            if first && self.idle() && self.unkept {
                self.keep_now();
            }
            let message = if first && self.idle() && !self.unpublished {
                match self.filler.wait(&self.messages) {
                    Ok(message) => message.ok_or(TryRecvError::Empty),
                    Err(_) => Err(TryRecvError::Disconnected),
                }
            } else if let Some(pause) = self.pause().filter(|_| first) {
                self.messages.recv_timeout(pause).map_err(|error| match error {
                    RecvTimeoutError::Timeout => TryRecvError::Empty,
                    RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
                })
            } else {
                self.messages.try_recv()
            };
            match message {
                // A copy changes nothing: nothing is to be published or drawn.
                Ok(message @ Message::Copy(_)) => self.obey(message),
                Ok(message) => {
                    heard = Heard::Something;
                    self.obey(message);
                }
                Err(TryRecvError::Empty) => return heard,
                Err(TryRecvError::Disconnected) => return Heard::TheEnd,
            }
        }
    }

    fn obey(&mut self, message: Message<S>) {
        match message {
            Message::Command(number, command) => {
                self.applied = number;
                let run = self.bench.run_id();
                self.announce_long_build(&command);
                self.guarded(|worker| worker.bench.apply(command));
                if self.bench.run_id() != run {
                    self.keep_now();
                }
            }
            Message::Restore(number, bench) => {
                self.applied = number;
                self.bench = *bench;
                self.keep_now();
            }
            // The requester may be gone.
            Message::Copy(to) => drop(to.try_send(Box::new(self.bench.clone()))),
        }
    }

    /// How long there is nothing to do under the speed limit.
    fn pause(&self) -> Option<Duration> {
        let pause = self.pace.pause(self.bench.speed()).filter(|_| !self.idle() && !self.bench.seeking())?;
        let until_snapshot = self.next_snapshot.saturating_duration_since(Instant::now());
        Some(if self.unpublished { pause.min(until_snapshot) } else { pause })
    }

    fn burst(&mut self) {
        let start = Instant::now();
        if self.idle() {
            self.pace = Pace::new(start);
            self.rate = Rate::new(start);
            return;
        }
        if self.bench.seeking() {
            let run = self.bench.run_id();
            while self.bench.seeking() && start.elapsed() < BURST {
                self.bench.seek(64);
            }
            if self.bench.run_id() != run {
                self.keep_now();
            }
            self.unpublished = true;
            return;
        }
        self.pace.earn(start, self.bench.speed());
        let mut made = 0;
        while made == 0 || start.elapsed() < BURST {
            let now = self.bench.advance(self.pace.allowance(32));
            if now == 0 {
                break;
            }
            self.pace.spend(now);
            made += now;
        }
        self.unpublished |= made > 0;
        self.unkept |= made > 0;
        self.rate.count(made);
    }

    fn publish(&mut self) {
        let start = Instant::now();
        let rate = if self.idle() { 0.0 } else { self.rate.at(start) };
        let applied = self.applied;
        let filling = self.filler.part();
        self.latest.store(Arc::new(Snapshot { applied, filling, ..self.bench.snapshot(rate) }));
        self.unpublished = false;
        self.next_snapshot = start + FRAME.max(start.elapsed() * SNAPSHOT_SHARE);
        (self.wake)();
    }

    fn keep(&mut self) {
        if self.unkept && self.kept_at.elapsed() >= KEEP {
            self.keep_now();
        }
    }

    fn keep_now(&mut self) {
        self.last_good = self.bench.head().clone();
        self.kept_at = Instant::now();
        self.unkept = false;
    }

    /// Does `work`; if it panics, goes back to the last good state, paused, and says so.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        let Err(reason) = catch(|| work(self)) else { return };
        self.bench.fall_back(self.last_good.clone(), &reason);
        self.unpublished = true;
    }

    fn announce_long_build(&self, command: &Command<S::Action, S::Look>) {
        if let Command::Act(action) = command
            && self.bench.shown().system.takes_long(action)
        {
            let building = Snapshot { building: true, ..(*self.latest.load_full()).clone() };
            self.latest.store(Arc::new(building));
            (self.wake)();
        }
    }
}

/// Keeps a speed limit: time earns presentations.
struct Pace {
    credit: f64,
    limited: bool,
    since: Instant,
}

impl Pace {
    fn new(now: Instant) -> Self {
        // The first presentation is due at once.
        Self { credit: 1.0, limited: false, since: now }
    }

    fn earn(&mut self, now: Instant, speed: Speed) {
        let elapsed = now.duration_since(self.since).as_secs_f64().min(0.25);
        self.since = now;
        self.limited = matches!(speed, Speed::PerSecond(_));
        if let Speed::PerSecond(limit) = speed {
            // What was earned beyond one is kept, or slow limits would run slower than they say.
            self.credit = (self.credit + elapsed * limit).min((0.05 * limit).max(2.0));
        }
    }

    fn allowance(&self, most: u64) -> u64 {
        if self.limited { most.min(self.credit as u64) } else { most }
    }

    fn spend(&mut self, made: u64) {
        if self.limited {
            self.credit -= made as f64;
        }
    }

    /// How long to wait before the next presentation is due.
    fn pause(&self, speed: Speed) -> Option<Duration> {
        match speed {
            Speed::PerSecond(limit) if self.credit < 1.0 => {
                Some(Duration::from_secs_f64(((1.0 - self.credit) / limit.max(1e-3)).clamp(1e-4, 0.05)))
            }
            _ => None,
        }
    }
}

/// Measures presentations per second.
struct Rate {
    since: Instant,
    made: u64,
    shown: f64,
}

impl Rate {
    fn new(now: Instant) -> Self {
        Self { since: now, made: 0, shown: 0.0 }
    }

    fn count(&mut self, made: u64) {
        self.made += made;
    }

    fn at(&mut self, now: Instant) -> f64 {
        let elapsed = now.duration_since(self.since);
        if elapsed >= RATE_WINDOW || self.shown == 0.0 {
            self.shown = self.made as f64 / elapsed.as_secs_f64().max(1e-3);
        }
        if elapsed >= RATE_WINDOW {
            self.since = now;
            self.made = 0;
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A limit is what is made in the long run, however late the thread wakes up.
    #[test]
    fn a_limit_is_kept_however_late_the_thread_wakes() {
        for limit in [0.25, 1.0, 7.0, 20.0, 100.0, 20_000.0] {
            for late in [1, 7, 30] {
                let speed = Speed::PerSecond(limit);
                let start = Instant::now();
                let (mut pace, mut now, mut made) = (Pace::new(start), start, 0);
                while now - start < Duration::from_secs(200) {
                    now += pace.pause(speed).unwrap_or_default() + Duration::from_millis(late);
                    pace.earn(now, speed);
                    loop {
                        let allowed = pace.allowance(32);
                        if allowed == 0 {
                            break;
                        }
                        pace.spend(allowed);
                        made += allowed;
                    }
                }
                // The first one is due at once, and the last one may be under way.
                let wanted = 200.0 * limit;
                let off = (made as f64 - wanted).abs();
                assert!(off <= 2.0 + 0.01 * wanted, "{limit} a second, {late} ms late: {made}");
            }
        }
    }
}
