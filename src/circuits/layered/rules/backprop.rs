//! The exact gradient: what every other rule is compared with.

use rand_pcg::Pcg64;

use crate::circuits::arrays::Arrays;
use crate::circuits::layered::credit::{LayeredRule, Shown};
use crate::circuits::layered::network::{Activity, back, forward, outer, room};
use crate::circuits::rule::{Family, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    key: "backprop",
    name: "backprop",
    equation: "d_L = (y - v_L) v_L (1 - v_L),   d_l = (W_{l+1}^T d_{l+1}) v_l (1 - v_l),   dW_l = d_l v_{l-1}^T",
    citation: "Rumelhart, Hinton & Williams 1986",
    limits: "The reference: every unit is told its exact share of the error.",
    parameters: &[],
    defaults: &[],
    family: Family::Layered(|_| Box::new(Backprop::default())),
};

/// Its scratch space; it has no state.
#[derive(Debug, Clone, Default)]
pub struct Backprop {
    v: Activity,
    d: Activity,
}

impl Backprop {
    /// Writes minus the gradient of the loss.
    pub fn gradient(&mut self, weights: &Arrays, x: &[f64], y: &[f64], change: &mut Arrays) {
        if self.v.len() != weights.len() + 1 {
            self.v = room(weights);
            self.d = room(weights);
        }
        let Self { v, d } = self;
        forward(weights, x, v);
        let last = weights.len();
        for ((d, v), y) in d[last].iter_mut().zip(&v[last]).zip(y) {
            *d = (y - v) * v * (1.0 - v);
        }
        for l in (0..last).rev() {
            outer(&d[l + 1], &v[l], &mut change[l]);
            if l > 0 {
                let (before, after) = d.split_at_mut(l + 1);
                back(&weights[l], &after[0], &mut before[l]);
                before[l].iter_mut().zip(&v[l]).for_each(|(d, v)| *d *= v * (1.0 - v));
            }
        }
    }
}

impl LayeredRule for Backprop {
    fn change(&mut self, shown: &Shown<'_>, _: &mut Pcg64, change: &mut Arrays) {
        self.gradient(shown.weights, shown.x, shown.y, change);
    }

    fn boxed_clone(&self) -> Box<dyn LayeredRule> {
        Box::new(self.clone())
    }
}
