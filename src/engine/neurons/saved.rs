//! A session of neurons as plain values. What comes back is checked before anything is made of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::Neurons;
use super::attention::Attention;
use super::breakpoint::Watchpoints;
use super::event::Event;
use super::look::Wants;
use super::monitor::Monitor;
use super::origin::Origin;
use super::recorded_neuron::RecordedNeuron;
use super::variant::Variant;
use crate::analysis::growth::Progress;
use crate::engine::mark::Marks;
use crate::engine::run_state::{RunState, Speed};
use crate::engine::system::{Desk, History};
use crate::engine::traits::SavedForm;
use crate::engine::{Log, LogEntry, Session, Synapse};
use crate::model::plasticity::Rules;
use crate::model::state::{DrawSpec, MOST_PRESENTATIONS, State, StateError, StimulusCache, require};
use crate::model::{ParamId, Params, packed};

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedSession {
    main: SavedNeuron,
    #[serde(rename = "rival")]
    variant: Option<SavedVariant>,
    start: (Params, u64),
    origin: Origin,
    #[serde(deserialize_with = "packed::at_most::<_, _, LogEntry, MOST_ACTIONS>")]
    log: Log,
    marks: Marks<Event>,
    made: u64,
    generation: u64,
    speed: Speed,
    growth: Option<Progress>,
    inspected: Option<Synapse>,
    attributed: bool,
    breakpoints: Watchpoints,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedNeuron {
    simulation: State,
    #[serde(rename = "recorder")]
    monitor: Monitor,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedVariant {
    #[serde(rename = "subject")]
    neuron: SavedNeuron,
    overrides: Vec<(ParamId, f64)>,
    #[serde(default)]
    rules: Option<Rules>,
}

/// Most actions in the log of a run that is saved (a day of dragging, about 50 bytes each).
const MOST_ACTIONS: usize = 4_000_000;

impl SavedForm for SavedSession {
    type Shared = StimulusCache;

    fn share(cancel: &Arc<AtomicBool>) -> StimulusCache {
        StimulusCache::cancelled_by(cancel)
    }

    fn check(&self, drawn: &mut StimulusCache) -> Result<(), StateError> {
        let Self { main, variant, start: (params, seed), log, .. } = self;
        require(log.len() <= MOST_ACTIONS, "there are more actions in its log than a file holds")?;
        drawn.admit(params, *seed, &[DrawSpec { number: 0, count: params.p }])?;
        for neuron in std::iter::once(main).chain(variant.iter().map(|variant| &variant.neuron)) {
            let State { params, seed, draws, .. } = &neuron.simulation;
            drawn.admit(params, *seed, draws)?;
        }
        Ok(())
    }

    fn length(&self) -> (u64, usize) {
        (self.made, self.log.len())
    }

    fn actions_until(&self, made: u64) -> usize {
        self.log.until(made)
    }
}

impl SavedNeuron {
    fn of(neuron: &RecordedNeuron) -> Self {
        Self { simulation: neuron.simulation().state(), monitor: neuron.monitor().clone() }
    }

    fn restore(self, drawn: &mut StimulusCache) -> Result<RecordedNeuron, StateError> {
        let simulation = crate::model::Simulation::from_state(self.simulation, drawn)?;
        RecordedNeuron::resume(simulation, self.monitor)
    }
}

impl SavedSession {
    /// Every field of a session is named here: one that is forgotten does not compile.
    pub fn of(session: &Session) -> Self {
        let Session {
            system: Neurons { main, variant, growth, origin },
            past: History { start, log, marks, made, generation },
            // It opens paused; the notice was for the person who was there.
            desk: Desk { run: _, speed, attention, notice: _ },
        } = session;
        // The monitor knows what is followed.
        let Attention { focus: _, inspected, wants, breakpoints, hit: _ } = attention;
        let variant = variant.as_ref().map(|Variant { neuron, overrides, rules }| SavedVariant {
            neuron: SavedNeuron::of(neuron),
            overrides: overrides.clone(),
            rules: rules.clone(),
        });
        Self {
            main: SavedNeuron::of(main),
            variant,
            start: start.clone(),
            origin: origin.clone(),
            log: log.clone(),
            marks: marks.clone(),
            made: *made,
            generation: *generation,
            speed: *speed,
            growth: *growth,
            inspected: *inspected,
            attributed: wants.effects,
            breakpoints: breakpoints.clone(),
        }
    }

    fn check_values(&self) -> Result<(), StateError> {
        require(
            self.made < MOST_PRESENTATIONS && self.generation < MOST_PRESENTATIONS,
            "the counters are invalid",
        )?;
        let before = |entry: &LogEntry| entry.at <= self.made && entry.action.is_sound();
        require(self.log.iter().all(before), "the log has an invalid action")?;
        require(self.log.iter().is_sorted_by_key(|entry| entry.at), "the log is not in order")?;
        let origin = &self.origin;
        require(origin.made <= self.made && origin.actions <= self.log.len(), "the run has no beginning")?;
        require(self.marks.are_sound(), "a mark is invalid")?;
        require(self.growth.is_none_or(|progress| progress.growth().is_sound()), "the growth is invalid")?;
        let speed = match self.speed {
            Speed::Unlimited => true,
            Speed::PerSecond(limit) => limit.is_finite() && limit > 0.0,
        };
        require(speed, "the speed limit is not a positive number")
    }

    /// The session, paused, and what it was at its start.
    pub fn restore(self, drawn: &mut StimulusCache) -> Result<(Session, Session), StateError> {
        self.check_values()?;
        let Self {
            main,
            variant,
            start: (params, seed),
            origin,
            log,
            marks,
            made,
            generation,
            speed,
            growth,
            inspected,
            attributed,
            breakpoints,
        } = self;
        let neuron = RecordedNeuron::new_sharing(params.clone(), seed, drawn)?;
        let beginning = Neurons::beginning(neuron, params.clone(), seed);
        let beginning = Session::beginning(beginning, (params.clone(), seed));
        let main = main.restore(drawn)?;
        let variant = match variant {
            Some(SavedVariant { neuron, overrides, rules }) => {
                Some(Variant { neuron: neuron.restore(drawn)?, overrides, rules })
            }
            None => None,
        };
        let attention = Attention {
            focus: main.monitor().focus(),
            inspected,
            wants: Wants { effects: attributed, ..Wants::default() },
            breakpoints,
            hit: None,
        };
        let session = Session {
            system: Neurons { main, variant, growth, origin },
            past: History { start: (params, seed), log, marks, made, generation },
            desk: Desk { run: RunState::Paused, speed, attention, notice: None },
        };
        Ok((session, beginning))
    }
}
