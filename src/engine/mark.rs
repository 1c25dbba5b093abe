//! Marks on the time axes: what was changed or happened, and when.

use std::sync::Arc;

use crate::model::{ParamId, packed};

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
    /// A breakpoint paused the run.
    Breakpoint(String),
}

impl Event {
    /// In a few words.
    pub fn text(&self) -> String {
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
            Self::Breakpoint(text) => text.clone(),
        }
    }
}

/// To four significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// Presentations of the session before it.
    pub made: u64,
    /// Presentations since the start or reset before it.
    pub presentation: u64,
    /// Epochs since the start or reset, with the part of the present one.
    pub epoch: f64,
    /// Which start: marks of an earlier one are not on the axes that begin at the start.
    pub generation: u64,
    /// What happened.
    pub event: Event,
}

/// All marks of a run; of very many, the latest.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Marks(#[serde(deserialize_with = "packed::at_most::<_, _, Mark, MOST>")] Arc<Vec<Mark>>);

/// Most marks kept.
const MOST: usize = 4096;

impl Marks {
    /// Adds a mark. Further changes of the same parameter at the same moment are one change.
    pub fn push(&mut self, mark: Mark) {
        let marks = Arc::make_mut(&mut self.0);
        if let (Some(last), Event::Change { id, to, .. }) = (marks.last_mut(), &mark.event)
            && last.made == mark.made
            && last.generation == mark.generation
            && let Event::Change { id: of, to: last_to, .. } = &mut last.event
            && of == id
        {
            *last_to = *to;
            return;
        }
        if marks.len() == MOST {
            marks.drain(..MOST / 4);
        }
        marks.push(mark);
    }

    /// Memory that a copy of its own takes.
    pub fn bytes(&self) -> usize {
        std::mem::size_of_val(self.0.as_slice())
    }

    /// Are there at most MOST marks, all at valid times?
    pub fn are_sound(&self) -> bool {
        self.0.len() <= MOST && self.0.iter().all(|mark| mark.epoch.is_finite())
    }

    pub fn share(&self) -> Arc<Vec<Mark>> {
        Arc::clone(&self.0)
    }
}
