//! Only the output layer learns: the floor that a rule for hidden credit must beat.

use rand_pcg::Pcg64;

use super::backprop::Backprop;
use crate::circuits::arrays::Arrays;
use crate::circuits::layered::credit::{LayeredRule, Shown};
use crate::circuits::rule::{Family, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    key: "output-only",
    name: "output layer only",
    equation: "dW_L = d_L v_{L-1}^T,   dW_l = 0 for l < L",
    citation: "the delta rule, Widrow & Hoff 1960",
    limits: "No credit reaches a hidden unit: what it cannot learn needs hidden credit.",
    parameters: &[],
    defaults: &[],
    family: Family::Layered(|_| Box::new(OutputOnly::default())),
};

#[derive(Debug, Clone, Default)]
struct OutputOnly(Backprop);

impl LayeredRule for OutputOnly {
    fn change(&mut self, shown: &Shown<'_>, _: &mut Pcg64, change: &mut Arrays) {
        self.0.gradient(shown.weights, shown.x, shown.y, change);
        let hidden = change.len() - 1;
        change[..hidden].iter_mut().for_each(|layer| layer.fill(0.0));
    }

    fn boxed_clone(&self) -> Box<dyn LayeredRule> {
        Box::new(self.clone())
    }
}
