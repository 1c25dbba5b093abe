//! The neurons as the views see them.

use std::sync::Arc;

use super::common_mode::CommonMode;
use super::condition::Breakpoint;
use super::history::{CurvePoint, WeightHistory};
use super::look::Wants;
use super::origin::Origin;
use super::recorded_neuron::{Inspection, RecordedNeuron};
use super::stimulus_counts::StimulusCounts;
use super::synapse_history::SynapsePoint;
use super::weight_sample::WeightSample;
use super::{Attention, Neurons};
use crate::analysis::attribution::{ByRule, Effect, Moment, effects};
use crate::analysis::drift::Sample;
use crate::model::plasticity::{Change, Columns, PerRule, Rules};
use crate::model::{Measures, OwnView, ParamId, Params, Population, Presentation, Responses, Stimuli};

/// Weights of one population shown; of a larger one, evenly chosen ones.
const SHOWN_WEIGHTS: usize = 1 << 14;

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

/// The second neuron, B.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantView {
    /// Parameters of its own.
    pub overrides: Vec<(ParamId, f64)>,
    /// Rules of its own, if it has any.
    pub own_rules: Option<Rules>,
    /// All its parameters.
    pub params: Params,
    /// Presentations since its start.
    pub presentations: u64,
    /// Whole epochs since its start.
    pub epochs: u64,
    /// Its most recent presentations, oldest first.
    pub recent: Vec<Presentation>,
    /// Response to every stimulus.
    pub recall: Responses,
    /// What it has learned.
    pub measures: Measures,
    /// The measures over time.
    pub curve: Arc<Vec<CurvePoint>>,
    /// w_E now.
    pub excitatory: WeightSample,
    /// w_I now.
    pub inhibitory: WeightSample,
}

/// A, and what is known of B. What nobody asked for ([`Wants`]) is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronView {
    /// Parameters in force.
    pub params: Params,
    /// Seed in force.
    pub seed: u64,
    /// Do the weights change?
    pub plastic: bool,
    /// Associations are added while they are stored: most stored at once so far.
    pub growing: Option<usize>,
    /// Presentations since the start or reset.
    pub presentations: u64,
    /// Whole epochs since the start or reset.
    pub epochs: u64,
    /// The most recent presentations, oldest first; at most [`super::monitor::RECENT`].
    pub recent: Vec<Presentation>,
    /// Response to every stimulus on the present weights.
    pub recall: Responses,
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
    pub last_changes: PerRule<Change>,
    /// The rules, in the order of everything that is said by rule.
    pub columns: Columns,
    /// The rules that were loaded, as they are now.
    pub own_rules: Vec<OwnView>,
    /// The record of every stimulus.
    pub tallies: Vec<StimulusCounts>,
    /// The synapse that was asked for.
    pub inspection: Option<Inspection>,
    /// The pinned stimulus.
    pub pinned: Option<Pinned>,
    /// The pinned synapse.
    pub synapse: Option<PinnedSynapse>,
    /// What presenting each stimulus has done, if that was asked for.
    pub effects: Option<Arc<Vec<Effect>>>,
    /// When to pause.
    pub breakpoints: Vec<Breakpoint>,
    /// B.
    pub variant: Option<Arc<VariantView>>,
    /// Where the run began, and what has been done since the session began: see
    /// [`super::Recipe::new`].
    pub origin: Origin,
}

impl NeuronView {
    /// What `attention` asks for of these neurons.
    pub fn of(neurons: &Neurons, attention: &Attention) -> Self {
        let Neurons { main, variant, growth, origin } = neurons;
        let (simulation, monitor) = (main.simulation(), main.monitor());
        let wants = attention.wants;
        let (recall, measures) = evaluated(main, wants);
        let [excitatory, inhibitory] = weights(main, wants);
        Self {
            params: simulation.params().clone(),
            seed: simulation.seed(),
            plastic: simulation.plastic(),
            growing: growth.map(|progress| progress.stored()),
            presentations: simulation.presentations(),
            epochs: simulation.epochs(),
            recent: monitor.recent.iter().copied().collect(),
            last_changes: *simulation.last_changes(),
            columns: simulation.columns().clone(),
            own_rules: simulation.own_rules(),
            changes: monitor.changes.iter().copied().collect(),
            measures,
            recall,
            curve: monitor.curve.share(),
            excitatory,
            inhibitory,
            weights: if wants.history { monitor.weights.clone() } else { WeightHistory::new() },
            drift: if wants.drift { monitor.drift.iter().copied().collect() } else { Vec::new() },
            common: CommonMode::of(simulation),
            common_past: monitor.common.share(),
            stimuli: simulation.share_stimuli(),
            tallies: if wants.counts { monitor.tallies.clone() } else { Vec::new() },
            inspection: attention.inspected.and_then(|synapse| main.inspect(synapse)),
            pinned: monitor.watched().map(|watch| Pinned {
                stimulus: watch.stimulus(),
                moments: watch.moments().copied().collect(),
                flip: watch.flip(),
            }),
            synapse: pinned_synapse(main),
            effects: wants.effects.then(|| Arc::new(effects(simulation))),
            breakpoints: attention.breakpoints.list(),
            variant: variant.as_ref().map(|variant| {
                let (recall, measures) = evaluated(&variant.neuron, wants);
                let [excitatory, inhibitory] = weights(&variant.neuron, wants);
                let (simulation, monitor) = (variant.neuron.simulation(), variant.neuron.monitor());
                Arc::new(VariantView {
                    overrides: variant.overrides.clone(),
                    own_rules: variant.rules.clone(),
                    params: simulation.params().clone(),
                    presentations: simulation.presentations(),
                    epochs: simulation.epochs(),
                    recent: monitor.recent.iter().copied().collect(),
                    recall,
                    measures,
                    curve: monitor.curve.share(),
                    excitatory,
                    inhibitory,
                })
            }),
            origin: origin.clone(),
        }
    }
}

/// The responses, if they are wanted, and the measures: of now then, else those of the last epoch noted.
fn evaluated(neuron: &RecordedNeuron, wants: Wants) -> (Responses, Measures) {
    let simulation = neuron.simulation();
    match neuron.monitor().curve.points().last().filter(|_| !wants.recall) {
        Some(point) => (Responses::default(), point.measures),
        None => {
            let recall = simulation.recall();
            let measures = recall.measures(simulation.params());
            (recall, measures)
        }
    }
}

fn weights(neuron: &RecordedNeuron, wants: Wants) -> [WeightSample; 2] {
    [Population::Excitatory, Population::Inhibitory].map(|population| match wants.weights {
        true => WeightSample::of(neuron.simulation().weights(population), SHOWN_WEIGHTS),
        false => WeightSample::default(),
    })
}

fn pinned_synapse(neuron: &RecordedNeuron) -> Option<PinnedSynapse> {
    let (synapse, history) = neuron.monitor().followed_synapse()?;
    Some(PinnedSynapse { now: neuron.inspect(synapse)?, points: history.points().to_vec() })
}
