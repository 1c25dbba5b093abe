//! The exact gradient of a single layer: the delta rule.

use rand_pcg::Pcg64;

use crate::circuits::arrays::Arrays;
use crate::circuits::layered::network::sigmoid;
use crate::circuits::neurons::credit::{NeuronRule, Stimulus, write};
use crate::circuits::neurons::tasks::{ETA, neuron};
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::model::Presentation;

/// The rule.
pub static RULE: Rule = Rule {
    key: "delta",
    name: "delta rule",
    equation: "dw_E = eta k (Y - s(h)) x_E,   dw_I = -eta k (Y - s(h)) x_I",
    citation: "Widrow & Hoff 1960; the gradient of the cross-entropy",
    limits: "The reference: every neuron is told every answer. In one layer, without hidden units, backprop is this: the error times the input. k = 1/(N f), so that η is how far a whole error moves a current.",
    parameters: &[],
    defaults: &[],
    family: Family::Neurons(|settings| Box::new(Delta::new(settings))),
};

/// The rule; it has no state.
#[derive(Debug, Clone, Copy)]
pub struct Delta {
    rate: f64,
}

impl Delta {
    /// With these settings.
    pub fn new(settings: &Settings) -> Self {
        Self { rate: settings.get(&ETA) * neuron(settings).k_i() }
    }

    /// Writes minus the gradient of -Y log s(h) - (1 - Y) log(1 - s(h)), times eta k.
    pub fn gradient(&self, shown: &Stimulus<'_>, change: &mut Arrays) {
        write(change, shown, |_, now| {
            let moved = self.rate * error(now);
            [[moved, 0.0], [-moved, 0.0]]
        });
    }
}

/// Y - s(h).
fn error(now: &Presentation) -> f64 {
    f64::from(u8::from(now.target)) - sigmoid(now.drive)
}

impl NeuronRule for Delta {
    fn change(
        &mut self,
        shown: &Stimulus<'_>,
        _: &mut Pcg64,
        change: &mut Arrays,
        did: &mut dyn FnMut(&Presentation),
    ) {
        self.gradient(shown, change);
        shown.neurons.iter().for_each(|now| did(&Presentation { fired: now.drive > 0.0, ..*now }));
    }

    fn boxed_clone(&self) -> Box<dyn NeuronRule> {
        Box::new(*self)
    }
}
