//! Speed in words, and a run that begins one by one, speeds up and holds when the neuron has learned.

use crate::engine::{Command, RunState, Snapshot, Speed, Transport};

/// Slowest speed limit, presentations a second.
pub const SLOWEST: f64 = 0.05;
/// Fastest limited speed, presentations a second.
pub const FASTEST: f64 = 1e6;
/// Presentations a second up to which the eye follows the five beats of each.
pub const FOLLOWED: f64 = 2.5;
/// Presentations a second above which single ones flicker.
pub const FLICKERS: f64 = 100.0;
/// Speed limit on opening: learning takes a few seconds and can be watched.
pub const OPENING: Speed = Speed::PerSecond(20_000.0);

/// A speed in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Beat by beat.
    OneByOne,
    /// Presentations can be told apart.
    Slow,
    /// Learning takes a few seconds.
    Fast,
    /// As fast as this computer can.
    Unlimited,
}

impl Pace {
    /// All, the slowest first.
    pub const ALL: [Self; 4] = [Self::OneByOne, Self::Slow, Self::Fast, Self::Unlimited];

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneByOne => "one by one",
            Self::Slow => "slow",
            Self::Fast => "fast",
            Self::Unlimited => "as fast as possible",
        }
    }

    /// What one sees at it.
    pub fn tip(self) -> &'static str {
        match self {
            Self::OneByOne => "A presentation every four seconds, in five beats",
            Self::Slow => "20 presentations a second",
            Self::Fast => "20 000 presentations a second: learning takes seconds",
            Self::Unlimited => "As fast as this computer can",
        }
    }

    /// The limit that the word stands for.
    pub fn speed(self) -> Speed {
        match self {
            Self::OneByOne => Speed::PerSecond(0.25),
            Self::Slow => Speed::PerSecond(20.0),
            Self::Fast => OPENING,
            Self::Unlimited => Speed::Unlimited,
        }
    }

    /// The word for a limit.
    pub fn of(speed: Speed) -> Self {
        match speed {
            Speed::Unlimited => Self::Unlimited,
            Speed::PerSecond(limit) if limit <= FOLLOWED => Self::OneByOne,
            Speed::PerSecond(limit) if limit <= FLICKERS => Self::Slow,
            Speed::PerSecond(_) => Self::Fast,
        }
    }
}

/// Is it so slow that the eye follows five beats?
pub fn followed(speed: Speed) -> bool {
    Pace::of(speed) == Pace::OneByOne
}

/// The limit twice as fast, or half.
pub fn faster_or_slower(speed: Speed, faster: bool) -> Transport {
    Transport::SetSpeed(match speed {
        Speed::PerSecond(limit) if faster && limit >= FASTEST => Speed::Unlimited,
        Speed::PerSecond(limit) => {
            let factor = if faster { 2.0 } else { 0.5 };
            Speed::PerSecond((limit * factor).clamp(SLOWEST, FASTEST))
        }
        Speed::Unlimited if faster => Speed::Unlimited,
        Speed::Unlimited => OPENING,
    })
}

/// Balanced accuracy at which a run that speeds up holds.
pub const LEARNED: f64 = 0.9;
/// Presentations a second at first.
const FIRST: f64 = 0.08;
/// Seconds in which the speed doubles: up to `SINGLE`, and beyond.
const DOUBLING: (f64, f64) = (8.0, 0.7);
/// Presentations a second up to which it speeds up slowly.
const SINGLE: f64 = 0.6;

/// How far a run that speeds up has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Beat by beat.
    OneByOne,
    /// Too fast for that.
    Faster,
    /// It has learned, and holds.
    Learned,
}

/// A run that speeds up.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    /// Seconds that it has run.
    ran: f64,
    last: Option<f64>,
    /// Number of the last command that it sent, and the limit.
    sent: Option<(u64, f64)>,
    /// Number of the command to hold; then where it held.
    learned: Option<u64>,
    held: Option<(u64, u64)>,
}

impl Ramp {
    /// A ramp that begins with the next frame.
    pub fn new() -> Self {
        Self { ran: 0.0, last: None, sent: None, learned: None, held: None }
    }

    /// The limit after `seconds`.
    pub fn limit(seconds: f64) -> f64 {
        let single = DOUBLING.0 * (SINGLE / FIRST).log2();
        let doublings = if seconds < single {
            seconds / DOUBLING.0
        } else {
            single / DOUBLING.0 + (seconds - single) / DOUBLING.1
        };
        let Speed::PerSecond(most) = OPENING else { return FASTEST };
        (FIRST * doublings.exp2()).min(most)
    }

    /// Goes on with the simulation; `issued` is the number of the last command sent, `now` the time in seconds.
    pub fn drive(&mut self, snapshot: &Snapshot, issued: u64, now: f64) -> Vec<Command> {
        let since = self.last.replace(now).map_or(0.0, |last| (now - last).clamp(0.0, 0.5));
        let Some((number, limit)) = self.sent else {
            let limit = Self::limit(0.0);
            let commands = vec![
                Command::Transport(Transport::SetSpeed(Speed::PerSecond(limit))),
                Command::Transport(Transport::Run),
            ];
            self.sent = Some((issued + commands.len() as u64, limit));
            return commands;
        };
        if self.held.is_none() && self.learned.is_some_and(|pause| snapshot.applied >= pause) {
            if snapshot.measures.balanced_accuracy < LEARNED {
                // It was, for a moment, before the simulation heard of it.
                self.learned = None;
                self.sent = Some((issued + 1, limit));
                return vec![Command::Transport(Transport::Run)];
            }
            self.held = Some((snapshot.generation, snapshot.presentations));
        }
        if self.learned.is_some() || snapshot.applied < number || snapshot.run == RunState::Paused {
            return Vec::new();
        }
        self.ran += since;
        if snapshot.measures.balanced_accuracy >= LEARNED {
            self.learned = Some(issued + 1);
            return vec![Command::Transport(Transport::Pause)];
        }
        let wanted = Self::limit(self.ran);
        if wanted < limit * 1.05 {
            return Vec::new();
        }
        self.sent = Some((issued + 1, wanted));
        vec![Command::Transport(Transport::SetSpeed(Speed::PerSecond(wanted)))]
    }

    /// Is it as fast as it gets? It still holds when the neuron has learned.
    pub fn is_fast(&self) -> bool {
        Speed::PerSecond(Self::limit(self.ran)) == OPENING
    }

    /// Does it hold, or is it about to?
    pub fn holding(&self) -> bool {
        self.learned.is_some()
    }

    /// Has the run gone on since it held, or another one begun?
    pub fn over(&self, snapshot: &Snapshot) -> bool {
        let at = (snapshot.generation, snapshot.presentations);
        self.held.is_some_and(|held| held != at || snapshot.run != RunState::Paused)
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        match (self.held.is_some(), Self::limit(self.ran) <= FOLLOWED) {
            (true, _) => Stage::Learned,
            (false, true) => Stage::OneByOne,
            (false, false) => Stage::Faster,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_for_a_speed_that_has_this_word() {
        for pace in Pace::ALL {
            assert_eq!(Pace::of(pace.speed()), pace);
        }
    }

    /// Five beats of the first presentations can be read; within 35 seconds it is as fast as a run is on opening.
    #[test]
    fn a_ramp_is_slow_at_first_and_fast_within_35_seconds() {
        let mut shown = 0.0;
        let step = 0.01;
        let mut at = [0.0; 4];
        for tick in 0..3000 {
            let before = shown;
            shown += step * Ramp::limit(f64::from(tick) * step);
            for (number, when) in at.iter_mut().enumerate() {
                if before < number as f64 + 1.0 && shown >= number as f64 + 1.0 {
                    *when = f64::from(tick) * step;
                }
            }
        }
        // The first presentation is shown at once, the second after eight seconds: more than 1.6 s for each beat.
        assert!(at[0] >= 8.0, "{at:?}");
        assert!(at[1] - at[0] >= 4.0 && at[3] < 20.0, "{at:?}");
        assert_eq!(Speed::PerSecond(Ramp::limit(35.0)), OPENING);
        assert!(Ramp { ran: 35.0, ..Ramp::new() }.is_fast() && !Ramp { ran: 20.0, ..Ramp::new() }.is_fast());
        assert!(
            (0..3000)
                .all(|tick| Ramp::limit(f64::from(tick + 1) / 100.0) >= Ramp::limit(f64::from(tick) / 100.0))
        );
    }
}
