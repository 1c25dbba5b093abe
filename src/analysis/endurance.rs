//! How long what was learned lasts: under supervision, and without it; and what is left of it without
//! one of the four rules.

use crate::model::{Measures, ModelError, ParamId, Params, Simulation};

/// The switches of the four rules, in the order of [`crate::model::plasticity::RULES`]; each is named by its symbol.
pub const ABLATIONS: [ParamId; 4] = [ParamId::rule_a, ParamId::rule_n, ParamId::rule_h, ParamId::rule_i];

/// `params` without the rule that `switch` applies.
pub fn without(params: &Params, switch: ParamId) -> Params {
    let mut without = params.clone();
    // A switch takes 0.
    let _ = without.set(switch, 0.0);
    without
}

/// Epochs after which balanced accuracy is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Supervised epochs until what was learned counts as trained.
    pub trained: u64,
    /// Unsupervised epochs after these until it counts as retained.
    pub retained: u64,
    /// Supervised epochs of the long run, from the start.
    pub long: u64,
    /// Unsupervised epochs after the long run.
    pub alone: u64,
}

impl Course {
    /// The reference schedule, then 20 000 epochs in each phase.
    pub const REFERENCE: Self = Self { trained: 800, retained: 200, long: 20_000, alone: 20_000 };

    /// The same course with another long run.
    #[must_use]
    pub fn of(trained: u64, horizon: u64) -> Self {
        Self { trained, retained: trained / 4, long: horizon.max(trained), alone: horizon }
    }

    /// Epochs in all.
    pub fn total(&self) -> u64 {
        self.retained.saturating_add(self.long).saturating_add(self.alone)
    }
}

/// What one neuron knew at four moments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Endurance {
    /// After training.
    pub trained: Measures,
    /// After the unsupervised epochs that follow it.
    pub retained: Measures,
    /// After the long supervised run.
    pub long: Measures,
    /// After the long unsupervised run that follows it.
    pub alone: Measures,
}

/// What a neuron knew with all its rules, and what it knew without one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// After training.
    pub trained: Measures,
    /// After the unsupervised epochs that follow it.
    pub retained: Measures,
}

/// Trains one neuron, and looks at what it keeps some epochs on, in the long run, and alone after that.
/// What it keeps is looked at on a copy: the long run is one of supervision throughout.
///
/// # Errors
/// As [`Simulation::new`].
pub fn endure(params: &Params, seed: u64, course: Course) -> Result<Endurance, ModelError> {
    let mut simulation = Simulation::new(params.clone(), seed)?;
    simulation.run_epochs(course.trained);
    let trained = measures(&simulation);
    let retained = measures(&alone(&simulation, course.retained)?);
    simulation.run_epochs(course.long.saturating_sub(course.trained));
    let long = measures(&simulation);
    let alone = measures(&alone(&simulation, course.alone)?);
    Ok(Endurance { trained, retained, long, alone })
}

/// The same without the long run.
///
/// # Errors
/// As [`Simulation::new`].
pub fn keep(params: &Params, seed: u64, course: Course) -> Result<Kept, ModelError> {
    let mut simulation = Simulation::new(params.clone(), seed)?;
    simulation.run_epochs(course.trained);
    let trained = measures(&simulation);
    let retained = measures(&alone(&simulation, course.retained)?);
    Ok(Kept { trained, retained })
}

/// What it knows after training alone.
///
/// # Errors
/// As [`Simulation::new`].
pub fn trained(params: &Params, seed: u64, course: Course) -> Result<Measures, ModelError> {
    let mut simulation = Simulation::new(params.clone(), seed)?;
    simulation.run_epochs(course.trained);
    Ok(measures(&simulation))
}

fn alone(simulation: &Simulation, epochs: u64) -> Result<Simulation, ModelError> {
    let mut simulation = simulation.clone();
    simulation.set_params(simulation.params().unsupervised())?;
    simulation.run_epochs(epochs);
    Ok(simulation)
}

fn measures(simulation: &Simulation) -> Measures {
    simulation.recall().measures(simulation.params())
}
