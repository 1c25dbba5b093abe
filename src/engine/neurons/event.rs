//! What can happen to a neuron, for the marks on the time axes.

use crate::engine::traits::Happening;
use crate::model::ParamId;

/// What happened.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Event {
    /// A parameter was changed.
    Change {
        /// Which one.
        id: ParamId,
        /// Its value before.
        from: f64,
        /// Its value since.
        to: f64,
    },
    /// The neuron was started again.
    Restart,
    /// The associations were replaced.
    NewStimuli,
    /// A stimulus was shown by hand.
    Pairing {
        /// Which one.
        stimulus: usize,
        /// With acetylcholine.
        ach: bool,
        /// With noradrenaline.
        na: bool,
    },
    /// The weights were frozen (true) or freed.
    Frozen(bool),
    /// A second run was begun (true) or ended.
    Compared(bool),
    /// A rule was loaded, edited, set, switched or removed.
    Rules(String),
    /// A breakpoint paused the run.
    Breakpoint(String),
}

impl Happening for Event {
    fn absorb(&mut self, later: &Self) -> bool {
        match (self, later) {
            (Self::Change { id, to, .. }, Self::Change { id: other, to: later, .. }) if id == other => {
                *to = *later;
                true
            }
            _ => false,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Change { id, from, to } => {
                let spec = id.spec();
                format!("{} {} › {}", spec.symbol, spec.show(rounded(*from)), spec.show(rounded(*to)))
            }
            Self::Restart => "restart".to_owned(),
            Self::NewStimuli => "new stimuli".to_owned(),
            Self::Pairing { stimulus, ach, na } => {
                let with = match (ach, na) {
                    (true, true) => "ACh and NA",
                    (true, false) => "ACh",
                    (false, true) => "NA",
                    (false, false) => "no modulator",
                };
                format!("stimulus {stimulus} shown with {with}")
            }
            Self::Frozen(true) => "weights frozen".to_owned(),
            Self::Frozen(false) => "weights free".to_owned(),
            Self::Compared(true) => "B begins".to_owned(),
            Self::Compared(false) => "B ends".to_owned(),
            Self::Rules(text) | Self::Breakpoint(text) => text.clone(),
        }
    }

    fn pauses(&self) -> bool {
        matches!(self, Self::Breakpoint(_))
    }
}

/// To four significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
