//! Scenarios: guided demonstrations, step by step, and what each claims.
//!
//! A step changes parameters, runs for some epochs and then makes claims about what is to be seen. The
//! window plays it at a pace that can be followed; [`check`] plays it at once and compares.

use std::collections::BTreeMap;

use super::action::{Action, Settings};
use super::atlas::AtlasStep;
use super::condition::{at_bound, imbalance};
use super::look::Look;
use crate::engine::{Command, Navigate, RunState, Session, Transport};
use crate::model::{ModelError, Params, Population, Responses, Simulation};

/// A demonstration.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name on the command line.
    pub name: String,
    /// Heading.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Parameters of the first step.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// The steps, at least one.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What happens and why.
    pub caption: String,
    /// What to look at.
    pub look: String,
    /// Keys of the views that show it, one or two.
    pub views: Vec<String>,
    /// What is done to the model at its beginning, in order; a reset or a load takes the scenario's seed.
    pub actions: Vec<Action>,
    /// How long it runs.
    pub epochs: u64,
    /// How long that takes when it is shown.
    pub seconds: f64,
    /// An atlas that grows meanwhile.
    pub atlas: Option<AtlasStep>,
    /// What holds at its end.
    pub claims: Vec<Claim>,
}

/// A number that lies between two bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The sentence that it stands for.
    pub says: String,
    /// What is measured.
    pub quantity: Quantity,
    /// Of which neuron.
    pub of: Whose,
    /// After this many epochs of the step; at its end if none.
    pub after: Option<u64>,
    /// Not below.
    pub at_least: f64,
    /// Not above.
    pub at_most: f64,
}

impl Step {
    /// The parameters in force once it has begun, where `params` were before.
    pub fn params(&self, params: &Params) -> Params {
        let mut params = params.clone();
        self.actions.iter().for_each(|action| action.change(&mut params));
        params
    }

    /// Parameters of B's own, if it begins with B.
    pub fn control(&self) -> Option<&Settings> {
        self.actions.iter().find_map(|action| match action {
            Action::Compare(own) => own.as_ref(),
            _ => None,
        })
    }
}

impl Claim {
    /// The epoch of the step at which it is measured.
    fn moment(&self, step: &Step) -> u64 {
        self.after.unwrap_or(step.epochs).min(step.epochs)
    }
}

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, serde::Deserialize)]
pub enum Whose {
    /// A's.
    #[default]
    A,
    /// B's.
    B,
    /// A's less B's.
    #[serde(rename = "A - B")]
    Difference,
}

impl Whose {
    /// As printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Difference => "A - B",
        }
    }
}

/// What a claim may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Part of the stimuli whose drive exceeds 0.
    Firing,
    /// Targets that do not fire.
    MissedTargets,
    /// Non-targets that fire.
    FalseAlarms,
    /// Part of w_E at the upper bound.
    AtBound,
    /// Mean of h over the stimuli, in threshold units.
    MeanDrive,
    /// Mean of |a i_E + b - i_I| over the stimuli.
    OffBalance,
    /// BA.
    BalancedAccuracy,
    /// P(y = 1 | Y = 1).
    HitRate,
    /// P(y = 0 | Y = 0).
    CorrectRejection,
    /// alpha max(0, 2 BA - 1).
    LearnedLoad,
    /// alpha.
    Load,
    /// corr(i_E, i_I).
    EiCorrelation,
    /// Participation ratio of (i_E, i_I).
    Dimension,
    /// Mean of i_E over the stimuli, in threshold units.
    MeanExcitation,
    /// Mean of i_I over the stimuli.
    MeanInhibition,
    /// Mean of |i_E - i_I| over the stimuli.
    Imbalance,
    /// Part of the step's atlas where its measure is above its line.
    PartOfAtlas,
}

impl Quantity {
    /// Its value now.
    pub fn of(self, simulation: &Simulation) -> f64 {
        let recall = simulation.recall();
        let measures = recall.measures(simulation.params());
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        match self {
            Self::BalancedAccuracy => measures.balanced_accuracy,
            Self::HitRate => measures.hit_rate,
            Self::CorrectRejection => measures.correct_rejection,
            Self::LearnedLoad => measures.learned_load,
            Self::Load => measures.load,
            Self::EiCorrelation => measures.ei_correlation,
            Self::Dimension => measures.dimension,
            Self::MeanExcitation => mean(&recall.i_e),
            Self::MeanInhibition => mean(&recall.i_i),
            Self::Imbalance => imbalance(simulation),
            // Of no single neuron.
            Self::PartOfAtlas => f64::NAN,
            Self::Firing => {
                (0..recall.len()).filter(|&mu| recall.drive(mu) > 0.0).count() as f64
                    / recall.len().max(1) as f64
            }
            Self::MissedTargets => wrong(&recall, true),
            Self::FalseAlarms => wrong(&recall, false),
            Self::AtBound => {
                let synapses = simulation.weights(Population::Excitatory).len();
                let there = |&j: &usize| at_bound(simulation, (Population::Excitatory, j), true);
                (0..synapses).filter(there).count() as f64 / synapses.max(1) as f64
            }
            Self::MeanDrive => {
                (0..recall.len()).map(|mu| recall.drive(mu)).sum::<f64>() / recall.len().max(1) as f64
            }
            Self::OffBalance => {
                let Params { a, b, .. } = *simulation.params();
                let off = |(i_e, i_i): (&f64, &f64)| (a * i_e + b - i_i).abs();
                recall.i_e.iter().zip(&recall.i_i).map(off).sum::<f64>() / recall.len().max(1) as f64
            }
        }
    }

    /// The views that draw it, by key.
    pub fn drawn_in(self) -> &'static [&'static str] {
        match self {
            Self::BalancedAccuracy => &["capacity", "compare"],
            Self::HitRate | Self::CorrectRejection | Self::LearnedLoad | Self::Load => &["capacity"],
            Self::EiCorrelation | Self::Dimension => &["plane"],
            Self::Firing
            | Self::MissedTargets
            | Self::FalseAlarms
            | Self::MeanExcitation
            | Self::MeanInhibition
            | Self::MeanDrive
            | Self::OffBalance
            | Self::Imbalance => &["plane", "compare", "traces"],
            Self::AtBound => &["weights"],
            Self::PartOfAtlas => &["atlas"],
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::BalancedAccuracy => "balanced accuracy",
            Self::HitRate => "hit rate",
            Self::CorrectRejection => "correct rejection",
            Self::LearnedLoad => "learned load",
            Self::Load => "load",
            Self::EiCorrelation => "corr(i_E, i_I)",
            Self::Dimension => "dimension of (i_E, i_I)",
            Self::MeanExcitation => "mean i_E",
            Self::MeanInhibition => "mean i_I",
            Self::Imbalance => "mean |i_E - i_I|",
            Self::Firing => "part of the stimuli that fire",
            Self::MissedTargets => "targets missed",
            Self::FalseAlarms => "non-targets that fire",
            Self::AtBound => "part of w_E at the upper bound",
            Self::MeanDrive => "mean h",
            Self::PartOfAtlas => "part of the atlas above the line",
            Self::OffBalance => "mean |a i_E + b - i_I|",
        }
    }
}

fn wrong(recall: &Responses, target: bool) -> f64 {
    (0..recall.len()).filter(|&mu| recall.targets[mu] == target && !recall.correct(mu)).count() as f64
}

impl Scenario {
    /// What to tell the engine at the beginning of step `at`, all but to run. The first step loads the scenario, with what
    /// that step sets first.
    pub fn commands(&self, at: usize) -> Vec<Command> {
        let Some(step) = self.steps.get(at) else { return Vec::new() };
        let mut commands = vec![Command::Navigate(Navigate::Live)];
        let mut actions = step.actions.as_slice();
        if at == 0 {
            let sets = |action: &Action| matches!(action, Action::Set(..) | Action::SetTogether(_));
            let first = actions.iter().take_while(|action| sets(action)).count();
            let mut params = self.params.clone();
            actions[..first].iter().for_each(|action| action.change(&mut params));
            actions = &actions[first..];
            commands.extend([
                Command::Act(Action::SetPlastic(true)),
                Command::Look(Look::SetBreakpoints(Vec::new())),
                Command::Act(Action::Compare(None)),
                Command::Act(Action::Grow(None)),
                Command::Act(Action::Load { params: Box::new(params), seed: self.seed }),
            ]);
        }
        commands.extend(actions.iter().map(|action| {
            Command::Act(match action {
                Action::Reset { .. } => Action::Reset { seed: self.seed },
                Action::Load { params, .. } => Action::Load { params: params.clone(), seed: self.seed },
                other => other.clone(),
            })
        }));
        commands
    }

    /// How long it takes to show, in seconds.
    pub fn seconds(&self) -> f64 {
        self.steps.iter().map(|step| step.seconds).sum()
    }
}

/// A claim and what was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Number of the step, from 0.
    pub step: usize,
    /// The claim.
    pub claim: Claim,
    /// The value; `None` if there was no B to measure.
    pub value: Option<f64>,
}

impl Finding {
    /// Does the claim hold?
    pub fn holds(&self) -> bool {
        self.value.is_some_and(|value| self.claim.at_least <= value && value <= self.claim.at_most)
    }
}

/// Plays a scenario at once and measures what it claims, for its own seed or another.
///
/// # Errors
/// As [`Session::new`].
pub fn check(scenario: &Scenario, seed: u64) -> Result<Vec<Finding>, ModelError> {
    let scenario = Scenario { seed, ..scenario.clone() };
    let mut session = Session::new(scenario.params.clone(), seed)?;
    let mut findings = Vec::new();
    for (at, step) in scenario.steps.iter().enumerate() {
        scenario.commands(at).into_iter().for_each(|command| session.apply(command));
        let p = session.simulation().params().p as u64;
        let asked = step.claims.iter().any(|claim| claim.quantity == Quantity::PartOfAtlas);
        let atlas = step.atlas.as_ref().filter(|_| asked);
        let part = atlas.and_then(|atlas| atlas.part(session.simulation().params(), seed).ok());
        // Claims in the order of their moments.
        let mut moments: Vec<u64> = step.claims.iter().map(|claim| claim.moment(step)).collect();
        moments.extend([0, step.epochs]);
        moments.sort_unstable();
        moments.dedup();
        let mut at_moment = BTreeMap::new();
        for pair in moments.windows(2) {
            measure(&session, step, pair[0], &mut at_moment);
            run_for(&mut session, (pair[1] - pair[0]).saturating_mul(p));
        }
        measure(&session, step, step.epochs, &mut at_moment);
        findings.extend(step.claims.iter().enumerate().map(|(number, claim)| Finding {
            step: at,
            claim: claim.clone(),
            value: match claim.quantity {
                Quantity::PartOfAtlas => part,
                _ => at_moment.get(&number).copied().flatten(),
            },
        }));
    }
    Ok(findings)
}

fn run_for(session: &mut Session, presentations: u64) {
    session.apply(Command::Transport(Transport::RunFor(presentations)));
    while session.run_state() != RunState::Paused {
        session.advance(u64::MAX);
    }
}

/// Measures what the claims of a step are about after `epochs` of its epochs, by number of the claim.
fn measure(session: &Session, step: &Step, epochs: u64, found: &mut BTreeMap<usize, Option<f64>>) {
    // A quantity that several claims are about is measured once.
    let mut measured: BTreeMap<(Whose, &str), Option<f64>> = BTreeMap::new();
    for (number, claim) in step.claims.iter().enumerate().filter(|(_, claim)| claim.moment(step) == epochs) {
        let mut value = |whose: Whose| {
            let simulation = if whose == Whose::B { session.variant() } else { Some(session.simulation()) };
            let known = measured.entry((whose, claim.quantity.name()));
            *known.or_insert_with(|| simulation.map(|simulation| claim.quantity.of(simulation)))
        };
        let value = match claim.of {
            Whose::Difference => value(Whose::A).zip(value(Whose::B)).map(|(a, b)| a - b),
            whose => value(whose),
        };
        found.insert(number, value);
    }
}
