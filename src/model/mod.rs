//! The model: one cortical neuron, its associations and the four plasticity rules.
//!
//! Pure: no threads, no clocks, no files, no window. A [`Simulation`] advances one presentation at
//! a time and is a deterministic function of its parameters and its seed.
//!
//! Source: Aljadeff, D'amour, Field, Froemke & Clopath (2019), *Cortical credit assignment by
//! Hebbian, neuromodulatory and inhibitory plasticity*, arXiv:1911.00307. What this project adds to
//! the published model is marked as such on the parameter that switches it ([`Spec::extension`]).
//!
//! [`Spec::extension`]: params::Spec::extension

mod active;
mod check;
mod given_stimuli;
mod lanes;
pub mod modulators;
mod own_rules;
pub mod packed;
pub mod params;
mod patterns;
pub mod plasticity;
mod population;
mod presentation;
pub mod responses;
mod showing;
pub mod simulation;
pub mod state;
pub mod stimuli;
mod stimulus_cache;
pub mod streams;
mod told;
pub mod tones;
pub mod weights;

pub use active::Active;
pub use lanes::Lanes;
pub use modulators::Release;
pub use own_rules::{Fault, OwnView};
pub use params::{ParamId, Params};
pub use patterns::Patterns;
pub use plasticity::entry::{Column, Entry};
pub use plasticity::ledger::Ledger;
pub use population::Population;
pub use presentation::{Presentation, Told};
pub use responses::{Measures, Responses};
pub use showing::YBAR_RATE;
pub use simulation::Simulation;
pub use stimuli::Stimuli;
pub use stimulus_cache::StimulusCache;
pub use tones::Tones;
pub use weights::Weights;

use params::ParamError;

/// Memory that one simulation may take for its stimuli and synapses, in bytes (2 GiB). While one is
/// replaced by another there are two.
pub const MEMORY_LIMIT: u64 = 2 << 30;
/// Inputs that may be drawn for one set of stimuli, P (N_E + N_I): half a minute or so.
pub const DRAW_LIMIT: f64 = 4e9;

/// Why a simulation cannot be built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A parameter is outside its declared range.
    #[error(transparent)]
    Parameter(#[from] ParamError),
    /// Rules that cannot be loaded or set so.
    #[error(transparent)]
    Rules(Box<plasticity::RulesError>),
    /// A stimulus that does not exist.
    #[error("there is no stimulus {stimulus}: they are numbered from 0 to {}", there.saturating_sub(1))]
    NoSuchStimulus {
        /// What was asked for.
        stimulus: usize,
        /// How many there are.
        there: usize,
    },
    /// Stimuli or weights that were given instead of drawn do not fit.
    #[error("{what}: given stimuli and weights must fit the parameters")]
    Given {
        /// What does not.
        what: String,
    },
    /// The stimuli and synapses would not fit.
    #[error(
        "{synapses} synapses and {stimuli} stimuli need about {} of memory, more than the {} this program takes: \
         lower N_E, N_I, P or f_in",
        gibibytes(*needed), gibibytes(MEMORY_LIMIT)
    )]
    Memory {
        /// N_E + N_I.
        synapses: usize,
        /// P.
        stimuli: usize,
        /// Estimated need in bytes.
        needed: u64,
    },
    /// Drawing the stimuli would take too long.
    #[error(
        "P (N_E + N_I) = {inputs:.1e} inputs would take minutes to draw (at most {DRAW_LIMIT:.0e}): \
         lower N_E, N_I or P"
    )]
    Work {
        /// P (N_E + N_I).
        inputs: f64,
    },
}

impl From<plasticity::RulesError> for ModelError {
    fn from(error: plasticity::RulesError) -> Self {
        Self::Rules(Box::new(error))
    }
}

fn gibibytes(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64)
}
