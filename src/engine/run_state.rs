//! Whether and how fast a run goes on, and what is said of it.

/// How fast to present stimuli.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Speed {
    /// As fast as possible.
    Unlimited,
    /// At most this many presentations a second.
    PerSecond(f64),
}

/// Is the simulation going on?
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum RunState {
    /// It waits.
    Paused,
    /// It runs until it is paused.
    Running,
    /// It runs to a given count of presentations of the session, then pauses.
    Until(u64),
}

/// Something that the person should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Counts up, so that a repeated notice is seen to be a new one.
    pub number: u64,
    /// In words.
    pub text: String,
    /// The simulation itself failed.
    pub fault: bool,
    /// In which start it was said: of an earlier one it no longer holds, unless it is a fault.
    pub generation: u64,
}

impl Notice {
    /// Does it hold in this start?
    pub fn holds(&self, generation: u64) -> bool {
        self.fault || self.generation == generation
    }
}
