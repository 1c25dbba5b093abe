//! Other rules that learn beside the one that is chosen: same starting weights, same data.

use crate::circuits::{Circuit, Rule, SettingsError};

use super::curve::{Curve, Point};
use super::{Beginning, stretch};

/// Another rule and what it has learned.
#[derive(Debug, Clone)]
pub struct Other {
    /// The rule.
    pub rule: &'static Rule,
    pub(super) circuit: Box<dyn Circuit>,
    /// Its learning curve.
    pub curve: Curve,
    /// At which step it went out of bounds; it learns no more then.
    pub ended: Option<u64>,
}

impl Other {
    /// All other rules of a circuit, at their start. The exact gradient is the twin already.
    pub(super) fn all(now: &Beginning) -> Result<Vec<Self>, SettingsError> {
        let exact = now.task.rules().next();
        let others = now.task.rules().filter(|rule| *rule != now.rule && Some(*rule) != exact);
        others.map(|rule| Self::begin(rule, now)).collect()
    }

    /// A rule at its start.
    pub(super) fn begin(rule: &'static Rule, now: &Beginning) -> Result<Self, SettingsError> {
        let mut circuit = now.with_rule(rule.key)?.circuit()?;
        circuit.drop_twin();
        let curve = Curve::beginning(circuit.measures(), None);
        Ok(Self { rule, circuit, curve, ended: None })
    }

    /// One step.
    pub(super) fn step(&mut self, every: u64) {
        if self.ended.is_some() {
            return;
        }
        match stretch(&mut *self.circuit, every) {
            Ok(Some(alignment)) => {
                let (step, measures) = (self.circuit.steps(), self.circuit.measures());
                let feedback = self.circuit.feedback_angle();
                self.curve.push(Point { step, measures, twin: None, alignment, feedback });
            }
            Ok(None) => (),
            Err(diverged) => self.ended = Some(diverged.step),
        }
    }

    /// Goes on with the settings that `now` has for all.
    pub(super) fn go_on_as(&mut self, now: &Beginning) -> Result<(), SettingsError> {
        let next = now.with_rule(self.rule.key)?;
        self.circuit.go_on_with(next.rule, &next.settings);
        Ok(())
    }
}
