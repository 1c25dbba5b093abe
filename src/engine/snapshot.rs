//! What the engine shows of itself: one self-contained value, so that frames may be skipped
//! without losing history.

use std::sync::Arc;

use super::Synapse;
use super::breakpoint::Breakpoint;
use super::command::Speed;
use super::health::CommonMode;
use super::history::{CurvePoint, WeightHistory};
use super::log::Log;
use super::mark::Mark;
use super::recipe::Origin;
use super::synapse_history::SynapsePoint;
use super::timeline::Timeline;
use crate::analysis::attribution::{ByRule, Effect, Moment};
use crate::analysis::drift::Sample;
use crate::model::plasticity::ledger::Entry;
use crate::model::plasticity::{Change, RULES};
use crate::model::{Measures, ParamId, Params, Population, Presentation, Recall, Stimuli, Weights};

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

/// The weights of a population, or evenly chosen ones of a large population.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightSample {
    /// Sampled weights.
    pub values: Vec<f32>,
    /// Synapses in all.
    pub of: usize,
}

impl WeightSample {
    /// At most `most` weights, evenly chosen, the first always among them.
    pub fn of(weights: &Weights, most: usize) -> Self {
        let every = weights.len().div_ceil(most).max(1);
        Self { values: weights.iter().step_by(every).map(|w| w as f32).collect(), of: weights.len() }
    }

    /// Synapses per sampled one.
    pub fn every(&self) -> usize {
        self.of.div_ceil(self.values.len().max(1)).max(1)
    }
}

/// One synapse in detail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inspection {
    /// Whose synapse.
    pub population: Population,
    /// Its index.
    pub synapse: usize,
    /// Weight now.
    pub weight: f64,
    /// Weight at the start.
    pub start: f64,
    /// Change since the start by rule, turnover and bounds; sums to `weight - start`.
    pub ledger: Entry,
}

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Focus {
    /// The pinned stimulus.
    pub stimulus: Option<usize>,
    /// The pinned synapse.
    pub synapse: Option<Synapse>,
}

/// The record of one stimulus since it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Times shown.
    pub shown: u32,
    /// Times the drive did not have the sign of the target.
    pub wrong: u32,
    /// Times the sign of the drive had changed.
    pub flips: u32,
    /// Number of the presentation of the last acetylcholine.
    pub last_ach: Option<u64>,
    /// Number of the presentation of the last noradrenaline.
    pub last_na: Option<u64>,
    /// Did the drive exceed 0 when it was last shown?
    fires: Option<bool>,
}

impl Tally {
    pub(super) fn count(&mut self, now: &Presentation) {
        let fires = now.drive > 0.0;
        self.shown = self.shown.saturating_add(1);
        self.wrong = self.wrong.saturating_add(u32::from(!now.correct()));
        self.flips = self.flips.saturating_add(u32::from(self.fires.is_some_and(|before| before != fires)));
        self.fires = Some(fires);
        if now.release.ach.is_some() {
            self.last_ach = Some(now.index);
        }
        if now.release.na.is_some() {
            self.last_na = Some(now.index);
        }
    }
}

/// The pinned stimulus since the run began, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    /// Which one.
    pub stimulus: usize,
    /// Its presentations, oldest first; of many, evenly chosen ones and the last.
    pub moments: Vec<Moment>,
    /// Its presentations before and after its response changed last.
    pub flip: Option<[Moment; 2]>,
}

/// The pinned synapse since the run began, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct PinnedSynapse {
    /// The synapse now.
    pub now: Inspection,
    /// The synapse at the ends of epochs, oldest first.
    pub points: Vec<SynapsePoint>,
}

/// The second run, B.
#[derive(Debug, Clone, PartialEq)]
pub struct RivalState {
    /// Parameters of its own.
    pub overrides: Vec<(ParamId, f64)>,
    /// All its parameters.
    pub params: Params,
    /// Presentations since its start.
    pub presentations: u64,
    /// Whole epochs since its start.
    pub epochs: u64,
    /// Its most recent presentations, oldest first.
    pub recent: Vec<Presentation>,
    /// Response to every stimulus.
    pub recall: Recall,
    /// What it has learned.
    pub measures: Measures,
    /// The measures over time.
    pub curve: Arc<Vec<CurvePoint>>,
    /// w_E now.
    pub excitatory: WeightSample,
    /// w_I now.
    pub inhibitory: WeightSample,
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
}

/// The state of the live simulation at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Parameters in force.
    pub params: Params,
    /// Seed in force.
    pub seed: u64,
    /// Running or paused.
    pub run: RunState,
    /// Speed limit in force.
    pub speed: Speed,
    /// Do the weights change?
    pub plastic: bool,
    /// Associations are added while they are stored: most stored at once so far.
    pub growing: Option<usize>,
    /// A large problem is being built; everything else is from before.
    pub building: bool,
    /// The past of what is pinned is being computed in the background: the part that is done, from 0 to 1.
    pub filling: Option<f32>,
    /// Number of the last command that has been carried out.
    pub applied: u64,
    /// Presentations since the start or reset.
    pub presentations: u64,
    /// Whole epochs since the start or reset.
    pub epochs: u64,
    /// Presentations per second over the last half second; 0 while paused.
    pub rate: f64,
    /// Counts resets and rebuilds.
    pub generation: u64,
    /// The most recent presentations, oldest first; at most [`super::RECENT`].
    pub recent: Vec<Presentation>,
    /// Response to every stimulus on the present weights.
    pub recall: Recall,
    /// What the neuron has learned.
    pub measures: Measures,
    /// The measures over time.
    pub curve: Arc<Vec<CurvePoint>>,
    /// w_E now.
    pub excitatory: WeightSample,
    /// w_I now.
    pub inhibitory: WeightSample,
    /// The weights over time.
    pub weights: WeightHistory,
    /// Recent effects of presentations on the drive of their own stimulus; some of them, oldest first.
    pub drift: Vec<Sample>,
    /// What changed the mean currents since the start.
    pub common: CommonMode,
    /// The same over time, since the run began.
    pub common_past: Arc<Vec<(u64, CommonMode)>>,
    /// The associations.
    pub stimuli: Arc<Stimuli>,
    /// What each rule changed of the drive of the stimulus shown, for each of `recent`.
    pub changes: Vec<ByRule>,
    /// What each rule asked of each active and each silent synapse in the last presentation, in units of weight.
    pub last_changes: [Change; RULES.len()],
    /// The record of every stimulus.
    pub tallies: Vec<Tally>,
    /// The synapse that was asked for.
    pub inspection: Option<Inspection>,
    /// The pinned stimulus.
    pub pinned: Option<Pinned>,
    /// The pinned synapse.
    pub synapse: Option<PinnedSynapse>,
    /// What presenting each stimulus has done, if that was asked for.
    pub effects: Option<Arc<Vec<Effect>>>,
    /// What was changed or happened, oldest first.
    pub marks: Arc<Vec<Mark>>,
    /// When to pause.
    pub breakpoints: Vec<Breakpoint>,
    /// The second run.
    pub rival: Option<Arc<RivalState>>,
    /// Where the run began, and what has been done since the session began: see
    /// [`super::recipe::Recipe::new`].
    pub origin: Origin,
    /// Everything done to the model.
    pub log: Log,
    /// Where in the session this is.
    pub timeline: Timeline,
    /// The latest notice.
    pub notice: Option<Notice>,
}
