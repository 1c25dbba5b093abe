//! Demonstrations of circuits: step by step, and what each claims.

use super::{Beginning, CircuitAction, CircuitLook, LiveCircuit};
use crate::circuits::layered::Trace;
use crate::circuits::{Inside, SettingsError};
use crate::engine::any::Command;
use crate::engine::system::Session;
use crate::engine::{Navigate, RunState, Transport};

/// A demonstration.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitScenario {
    /// Name on the command line.
    pub name: String,
    /// Heading.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What it begins from.
    pub start: Beginning,
    /// The steps, at least one.
    pub steps: Vec<CircuitStep>,
}

/// One step of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitStep {
    /// What happens and why.
    pub caption: String,
    /// What to look at.
    pub look: String,
    /// Keys of the views that show it, one or two.
    pub views: Vec<String>,
    /// What is done at its beginning, in order; a restart takes the scenario's seed.
    pub actions: Vec<CircuitAction>,
    /// Steps of the circuit that it runs.
    pub steps: u64,
    /// How long that takes when it is shown.
    pub seconds: f64,
    /// What holds at its end.
    pub claims: Vec<CircuitClaim>,
}

/// A number that lies between two bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitClaim {
    /// The sentence that it stands for.
    pub says: String,
    /// What is measured.
    pub quantity: CircuitQuantity,
    /// Of which other rule; of the one that is chosen if none.
    pub of: Option<String>,
    /// Not below.
    pub at_least: f64,
    /// Not above.
    pub at_most: f64,
}

/// What a claim may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CircuitQuantity {
    /// Loss on test trials.
    Loss,
    /// Right answers on test trials.
    Right,
    /// Loss of the twin.
    TwinLoss,
    /// Right answers of the twin.
    TwinRight,
    /// Loss in losses of the twin.
    LossOverTwin,
    /// How far its loss is from the twin's.
    LossOffTwin,
    /// Mean cosine to the gradient over the step.
    Cosine,
    /// Length of the difference to the gradient, in lengths of it, at the end.
    Distance,
    /// Angle of feedback weights to the transposed forward weights, in degrees.
    FeedbackAngle,
    /// F after the last inference step, in parts of the first, for the next presentation.
    EnergyLeft,
    /// How much nearer to BPTT five hops come than none, for the next batch: difference of the cosines.
    FurtherHops,
    /// Share of the three oldest pairs that are recalled.
    Oldest,
    /// Share of the five newest pairs that are recalled.
    Newest,
}

impl CircuitQuantity {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Right => "right",
            Self::TwinLoss => "loss of the twin",
            Self::TwinRight => "right of the twin",
            Self::LossOverTwin => "loss over that of the twin",
            Self::LossOffTwin => "difference of the losses",
            Self::Cosine => "mean cosine",
            Self::Distance => "distance",
            Self::FeedbackAngle => "feedback angle",
            Self::EnergyLeft => "part of F that is left",
            Self::FurtherHops => "gain of five hops",
            Self::Oldest => "three oldest",
            Self::Newest => "five newest",
        }
    }

    /// The views that draw it, by key.
    pub fn drawn_in(self) -> &'static [&'static str] {
        match self {
            Self::Loss
            | Self::Right
            | Self::TwinLoss
            | Self::TwinRight
            | Self::LossOverTwin
            | Self::LossOffTwin => &["circuit-learning"],
            Self::Cosine | Self::Distance | Self::FeedbackAngle | Self::FurtherHops => &["circuit-alignment"],
            Self::EnergyLeft => &["circuit-inside"],
            Self::Oldest | Self::Newest => &["circuit-task"],
        }
    }

    /// Its value, `from` being the step of the circuit at which the step of the demonstration began.
    fn of(self, live: &LiveCircuit, of: Option<&str>, from: u64) -> Option<f64> {
        if let Some(key) = of {
            let other = live.others.iter().find(|other| other.rule.key == key)?;
            let measures = other.curve.last().measures;
            return match self {
                Self::Loss => Some(measures.loss),
                Self::Right => Some(measures.right),
                _ => None,
            };
        }
        let last = live.curve.last();
        match self {
            Self::Loss => Some(last.measures.loss),
            Self::Right => Some(last.measures.right),
            Self::TwinLoss => last.twin.map(|twin| twin.loss),
            Self::TwinRight => last.twin.map(|twin| twin.right),
            Self::LossOverTwin => last.twin.map(|twin| last.measures.loss / twin.loss),
            Self::LossOffTwin => last.twin.map(|twin| (last.measures.loss - twin.loss).abs()),
            Self::Cosine => {
                let points = live.curve.points().iter().filter(|point| point.step > from);
                let cosines: Vec<f64> =
                    points.filter_map(|point| Some(point.alignment.as_ref()?.cosine)).collect();
                let count = cosines.len() as f64;
                (count > 0.0).then(|| cosines.iter().sum::<f64>() / count)
            }
            Self::Distance => last.alignment.as_ref().map(|alignment| alignment.distance),
            Self::FeedbackAngle => live.circuit.feedback_angle(),
            Self::EnergyLeft | Self::FurtherHops | Self::Oldest | Self::Newest => {
                self.inside(&live.circuit.inside())
            }
        }
    }

    fn inside(self, inside: &Inside) -> Option<f64> {
        match (self, inside) {
            (Self::EnergyLeft, Inside::Layered(inside)) => {
                let Trace::Inference(steps) = &inside.trace else { return None };
                Some(steps.last()?.energy / steps.first()?.energy)
            }
            (Self::FurtherHops, Inside::Recurrent(inside)) => {
                Some(inside.hops.get(5)? - inside.hops.first()?)
            }
            (Self::Oldest | Self::Newest, Inside::Index(inside)) => {
                let right = inside.recalls.iter().map(|recall| f64::from(u8::from(recall.right())));
                let (some, count) = match self {
                    Self::Oldest => (right.take(3).sum::<f64>(), 3),
                    _ => (right.rev().take(5).sum(), 5),
                };
                (inside.recalls.len() >= count).then(|| some / count as f64)
            }
            _ => None,
        }
    }
}

impl CircuitScenario {
    /// What to tell the engine at the beginning of step `at`, all but to run. The first begins again as the scenario does.
    pub fn commands(&self, at: usize) -> Vec<Command<CircuitAction, CircuitLook>> {
        let Some(step) = self.steps.get(at) else { return Vec::new() };
        let mut actions = Vec::new();
        if at == 0 {
            let Beginning { rule, task, settings, seed } = &self.start;
            actions.extend([
                CircuitAction::Compare(false),
                CircuitAction::Task(task.key.to_owned()),
                CircuitAction::Rule(rule.key.to_owned()),
            ]);
            let first = task.settings(rule);
            let differs = settings.iter().filter(|(one, value)| first.get(one) != *value);
            actions.extend(
                differs.map(|(one, value)| CircuitAction::Set {
                    key: one.key.to_owned(),
                    value: one.show(value),
                }),
            );
            actions.push(CircuitAction::Restart(*seed));
        }
        actions.extend(step.actions.iter().map(|action| match action {
            CircuitAction::Restart(_) => CircuitAction::Restart(self.start.seed),
            other => other.clone(),
        }));
        let look = (at == 0).then_some(Command::Look(CircuitLook::PauseWhen(None)));
        let navigate = Command::Navigate(Navigate::Live);
        std::iter::once(navigate).chain(look).chain(actions.into_iter().map(Command::Act)).collect()
    }

    /// How long it takes to show, in seconds.
    pub fn seconds(&self) -> f64 {
        self.steps.iter().map(|step| step.seconds).sum()
    }
}

/// A claim and what was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct CircuitFinding {
    /// Number of the step, from 0.
    pub step: usize,
    /// The claim.
    pub claim: CircuitClaim,
    /// The value; `None` if there was nothing to measure.
    pub value: Option<f64>,
}

impl CircuitFinding {
    /// Does the claim hold?
    pub fn holds(&self) -> bool {
        self.value.is_some_and(|value| self.claim.at_least <= value && value <= self.claim.at_most)
    }
}

/// Plays a demonstration at once and measures what it claims, for its own seed or another.
///
/// # Errors
/// A circuit that cannot be built.
pub fn check(scenario: &CircuitScenario, seed: u64) -> Result<Vec<CircuitFinding>, SettingsError> {
    let start = Beginning { seed, ..scenario.start.clone() };
    let scenario = CircuitScenario { start: start.clone(), ..scenario.clone() };
    let mut session = Session::<LiveCircuit>::begin(start)?;
    let mut findings = Vec::new();
    for (at, step) in scenario.steps.iter().enumerate() {
        scenario.commands(at).into_iter().for_each(|command| session.apply(command));
        let from = session.system().circuit().steps();
        session.apply(Command::Transport(Transport::RunFor(step.steps)));
        while session.run_state() != RunState::Paused {
            session.advance(u64::MAX);
        }
        findings.extend(step.claims.iter().map(|claim| CircuitFinding {
            step: at,
            claim: claim.clone(),
            value: claim.quantity.of(session.system(), claim.of.as_deref(), from),
        }));
    }
    Ok(findings)
}
