//! How long what was learned lasts: under supervision, and without it; and what is left of it without
//! one of the four rules.

use crate::model::{Lanes, Measures, ModelError, ParamId, Params, Simulation};

pub use several::{Followed, several};

mod several;

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

/// Which of the moments of a [`Course`] are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Until {
    /// After training alone.
    Trained,
    /// And after the unsupervised epochs that follow it.
    Retained,
    /// And after the long run, and alone after it.
    Alone,
}

/// One neuron, or several side by side.
trait Neurons: Clone {
    fn run(&mut self, epochs: u64);
    fn withdraw(&mut self) -> Result<(), ModelError>;
    fn measures(&self) -> Vec<Measures>;
}

impl Neurons for Simulation {
    fn run(&mut self, epochs: u64) {
        self.run_epochs(epochs);
    }

    fn withdraw(&mut self) -> Result<(), ModelError> {
        self.set_params(self.params().unsupervised()).map(drop)
    }

    fn measures(&self) -> Vec<Measures> {
        vec![self.recall().measures(self.params())]
    }
}

impl Neurons for Lanes {
    fn run(&mut self, epochs: u64) {
        self.run_epochs(epochs);
    }

    fn withdraw(&mut self) -> Result<(), ModelError> {
        self.withdraw_supervision();
        Ok(())
    }

    fn measures(&self) -> Vec<Measures> {
        Lanes::measures(self)
    }
}

/// What the neurons know at each moment, in the order of [`Endurance`]: after training, some epochs on without
/// supervision, after the long run, and alone after that. What they keep is looked at on a copy: the long run is one
/// of supervision throughout.
fn moments<N: Neurons>(
    mut neurons: N,
    course: Course,
    until: Until,
) -> Result<Vec<Vec<Measures>>, ModelError> {
    let alone = |neurons: &N, epochs| -> Result<Vec<Measures>, ModelError> {
        let mut neurons = neurons.clone();
        neurons.withdraw()?;
        neurons.run(epochs);
        Ok(neurons.measures())
    };
    neurons.run(course.trained);
    let mut moments = vec![neurons.measures()];
    if until >= Until::Retained {
        moments.push(alone(&neurons, course.retained)?);
    }
    if until >= Until::Alone {
        neurons.run(course.long.saturating_sub(course.trained));
        moments.push(neurons.measures());
        moments.push(alone(&neurons, course.alone)?);
    }
    Ok(moments)
}

/// Of one neuron, the moments until `until`.
fn of_one(params: &Params, seed: u64, course: Course, until: Until) -> Result<Vec<Measures>, ModelError> {
    let moments = moments(Simulation::new(params.clone(), seed)?, course, until)?;
    Ok(moments.into_iter().flatten().collect())
}

/// Trains one neuron, and looks at what it keeps some epochs on, in the long run, and alone after that.
///
/// # Errors
/// As [`Simulation::new`].
pub fn endure(params: &Params, seed: u64, course: Course) -> Result<Endurance, ModelError> {
    let moments = of_one(params, seed, course, Until::Alone)?;
    let [trained, retained, long, alone] = [0, 1, 2, 3].map(|moment| moments[moment]);
    Ok(Endurance { trained, retained, long, alone })
}

/// The same without the long run.
///
/// # Errors
/// As [`Simulation::new`].
pub fn keep(params: &Params, seed: u64, course: Course) -> Result<Kept, ModelError> {
    let moments = of_one(params, seed, course, Until::Retained)?;
    Ok(Kept { trained: moments[0], retained: moments[1] })
}

/// What it knows after training alone.
///
/// # Errors
/// As [`Simulation::new`].
pub fn trained(params: &Params, seed: u64, course: Course) -> Result<Measures, ModelError> {
    Ok(of_one(params, seed, course, Until::Trained)?[0])
}
