//! Watches a simulation and keeps what the views show of its past.

use std::collections::VecDeque;
use std::mem::size_of;

use super::common_mode::CommonHistory;
use super::history::{CurvePoint, LearningCurve, WeightColumn, WeightHistory};
use super::look::Focus;
use super::stimulus_counts::StimulusCounts;
use super::synapse_history::SynapseHistory;
use super::weight_sample::WeightSample;
use crate::analysis::attribution::{ByRule, Moment, StimulusMonitor};
use crate::analysis::dimension::Changes;
use crate::analysis::drift::{Sample, own_changes};
use crate::engine::Synapse;
use crate::model::plasticity::ColumnMap;
use crate::model::state::{MOST_PRESENTATIONS, StateError, finite, require};
use crate::model::{Population, Presentation, Simulation, packed};

/// Most recent presentations kept for the traces.
pub const RECENT: usize = 400;

/// Synapses of one population kept in the weight history; of a larger one, evenly chosen ones.
const HISTORY_ROWS: usize = 1024;

/// Samples of the drift kept, and of how many presentations one is taken: looking at the currents again
/// costs about as much as showing a stimulus.
const DRIFT: usize = 2048;
const DRIFT_EVERY: u64 = 8;

/// Most associations that there can be.
const MOST_STIMULI: usize = 1_000_000;

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct Monitor {
    #[serde(deserialize_with = "packed::at_most::<_, _, Presentation, { RECENT }>")]
    pub recent: VecDeque<Presentation>,
    /// What each rule changed of the drive of the stimulus shown, for each of `recent`.
    #[serde(deserialize_with = "packed::at_most::<_, _, ByRule, { RECENT }>")]
    pub changes: VecDeque<ByRule>,
    pub curve: LearningCurve,
    pub weights: WeightHistory,
    /// Recent effects of presentations on their own stimulus.
    #[serde(deserialize_with = "packed::at_most::<_, _, Sample, { DRIFT }>")]
    pub drift: VecDeque<Sample>,
    #[serde(deserialize_with = "packed::at_most::<_, _, StimulusCounts, { MOST_STIMULI }>")]
    pub tallies: Vec<StimulusCounts>,
    watch: Option<StimulusMonitor>,
    synapse: Option<SynapseHistory>,
    dimension: Changes,
    /// What changed the mean currents, over time; earlier files have none.
    #[serde(default)]
    pub common: CommonHistory,
}

impl Monitor {
    /// A monitor that has seen the start of `simulation`.
    pub fn new(simulation: &Simulation) -> Self {
        let mut monitor = Self {
            recent: VecDeque::with_capacity(RECENT),
            changes: VecDeque::with_capacity(RECENT),
            curve: LearningCurve::new(),
            weights: WeightHistory::new(),
            drift: VecDeque::with_capacity(DRIFT),
            tallies: vec![StimulusCounts::default(); simulation.stimuli().len()],
            watch: None,
            synapse: None,
            dimension: Changes::new(simulation),
            common: CommonHistory::default(),
        };
        monitor.after_epoch(simulation);
        monitor
    }

    /// Notes one presentation, the last one of `simulation`. Allocates nothing.
    pub fn presented(&mut self, now: Presentation, simulation: &Simulation) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
            self.changes.pop_front();
        }
        self.recent.push_back(now);
        self.changes.push_back(own_changes(simulation, &now));
        if now.index.is_multiple_of(DRIFT_EVERY) && simulation.plastic() {
            if self.drift.len() == DRIFT {
                self.drift.pop_front();
            }
            self.drift.push_back(Sample::of(simulation, &now));
        }
        if let Some(tally) = self.tallies.get_mut(now.stimulus as usize) {
            tally.count(&now);
        }
        if let Some(watch) = self.watch.as_mut().filter(|watch| watch.stimulus() == now.stimulus as usize) {
            watch.look(simulation, now.index, (now.i_e, now.i_i), simulation.last_changes());
        }
    }

    /// Notes the end of an epoch.
    pub fn after_epoch(&mut self, simulation: &Simulation) {
        let epoch = simulation.epochs();
        if self.curve.wants(epoch) {
            let measures = simulation.recall().measures(simulation.params());
            let every = self.curve.every();
            self.dimension.look(simulation);
            let change_dimension = self.dimension.participation();
            self.curve.push(CurvePoint { epoch, measures, change_dimension });
            if self.curve.every() != every {
                self.dimension.begin_again();
            }
        }
        if self.weights.wants(epoch) {
            let sample = |population| WeightSample::of(simulation.weights(population), HISTORY_ROWS).values;
            self.weights.push(WeightColumn {
                epoch,
                excitatory: sample(Population::Excitatory),
                inhibitory: sample(Population::Inhibitory),
            });
        }
        self.common.look(simulation);
        if let Some(history) = &mut self.synapse {
            history.look(simulation);
        }
    }

    /// Rules were loaded or removed: what is recorded of rule r is now that of rule `map[r]`.
    pub fn move_columns(&mut self, map: &ColumnMap) {
        self.changes.iter_mut().for_each(|changes| *changes = changes.moved(map));
        self.drift.iter_mut().for_each(|sample| sample.rules = sample.rules.moved(map));
        self.common.move_columns(map);
        if let Some(watch) = &mut self.watch {
            watch.move_columns(map);
        }
        if let Some(history) = &mut self.synapse {
            history.move_columns(map);
        }
    }

    /// The associations were replaced.
    pub fn other_stimuli(&mut self, simulation: &Simulation) {
        self.tallies = vec![StimulusCounts::default(); simulation.stimuli().len()];
        self.watch =
            self.watch.take().and_then(|watch| StimulusMonitor::of_new_stimuli(simulation, watch.stimulus()));
    }

    /// Associations were added.
    pub fn more_stimuli(&mut self, simulation: &Simulation) {
        self.tallies.resize(simulation.stimuli().len(), StimulusCounts::default());
    }

    /// Follows what `focus` names from now on; what was followed before goes on.
    pub fn follow(&mut self, simulation: &Simulation, focus: Focus) {
        if self.watch.as_ref().map(StimulusMonitor::stimulus) != focus.stimulus {
            self.watch = focus.stimulus.and_then(|mu| StimulusMonitor::new(simulation, mu));
        }
        if self.synapse.as_ref().map(SynapseHistory::synapse) != focus.synapse {
            self.synapse = focus.synapse.and_then(|synapse| SynapseHistory::new(simulation, synapse));
        }
    }

    /// Up to which presentation of the run the past of what is followed is missing, if it is.
    pub fn missing(&self) -> Option<u64> {
        let watch = self.watch.as_ref().and_then(StimulusMonitor::missing);
        watch.max(self.synapse.as_ref().and_then(SynapseHistory::missing))
    }

    /// Puts the past of what is followed, up to presentation `until`, in front: `past` followed the same in a
    /// repetition of the run.
    pub fn complete(&mut self, past: &Self, until: u64) {
        let Self { watch, synapse, .. } = past;
        if let (Some(watch), Some(past)) = (&mut self.watch, watch)
            && watch.missing() == Some(until)
        {
            watch.complete(past.clone());
        }
        if let (Some(history), Some(past)) = (&mut self.synapse, synapse)
            && history.missing() == Some(until)
        {
            history.complete(past.clone());
        }
    }

    /// What is followed.
    pub fn focus(&self) -> Focus {
        Focus {
            stimulus: self.watch.as_ref().map(StimulusMonitor::stimulus),
            synapse: self.synapse.as_ref().map(SynapseHistory::synapse),
        }
    }

    /// Restores these records of `simulation`.
    ///
    /// # Errors
    /// [`StateError`] if they are not of this simulation.
    pub fn resume(&mut self, simulation: &Simulation) -> Result<(), StateError> {
        let p = simulation.stimuli().len();
        require(
            self.recent.len() <= RECENT && self.changes.len() == self.recent.len(),
            "too many presentations",
        )?;
        let sound = |now: &Presentation| {
            let numbers = [now.i_e, now.i_i, now.drive, now.ybar, now.release.disinhibition()];
            (now.stimulus as usize) < p && now.index < MOST_PRESENTATIONS && finite(&numbers)
        };
        require(self.recent.iter().all(sound), "a presentation is invalid")?;
        let ascending = self.recent.iter().zip(self.recent.iter().skip(1)).all(|(x, y)| x.index < y.index);
        require(ascending, "the presentations are not in order")?;
        require(self.changes.iter().all(ByRule::is_finite), "a change is not finite")?;
        self.curve.check()?;
        let samples =
            |population| WeightSample::of(simulation.weights(population), HISTORY_ROWS).values.len();
        self.weights.check((samples(Population::Excitatory), samples(Population::Inhibitory)))?;
        require(
            self.drift.len() <= DRIFT && self.drift.iter().all(Sample::is_finite),
            "the drift is invalid",
        )?;
        require(self.tallies.len() == p, "there are not P tallies")?;
        self.common.check()?;
        require(self.dimension.fit(simulation), "the changes of weights do not fit")?;
        self.synapse.iter().try_for_each(|history| history.check(simulation))?;
        self.watch.iter_mut().try_for_each(|watch| watch.resume(simulation))
    }

    /// The stimulus that is followed.
    pub fn watched(&self) -> Option<&StimulusMonitor> {
        self.watch.as_ref()
    }

    /// The synapse that is followed, and its ledger over time.
    pub fn followed_synapse(&self) -> Option<(Synapse, &SynapseHistory)> {
        self.synapse.as_ref().map(|history| (history.synapse(), history))
    }

    /// Memory that a copy takes, about; what copies share is not counted.
    pub fn bytes(&self) -> usize {
        let watch = self.watch.as_ref().map_or(0, |watch| {
            watch.moments().count() * size_of::<Moment>() + 2 * self.tallies.len() * size_of::<u32>()
        });
        RECENT * (size_of::<Presentation>() + size_of::<ByRule>())
            + self.drift.len() * size_of::<Sample>()
            + std::mem::size_of_val(self.curve.points())
            + self.tallies.len() * size_of::<StimulusCounts>()
            + self.synapse.as_ref().map_or(0, SynapseHistory::bytes)
            + watch
            + self.dimension.bytes()
    }
}
