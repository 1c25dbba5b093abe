//! Changes of every kind that rules may ask: of groups of synapses, and by their own weight.

use super::{Bounds, Request, SMALLEST_SCALE, Step, SynapseChange, Weights};
use crate::model::Active;
use crate::model::plasticity::Groups;
use crate::model::plasticity::language::Target;

/// Smallest factor by which the scale alone is changed; below it, weights are changed one by one.
const SMALLEST_FACTOR: f64 = 0.5;

/// What a rule asks of synapses by their own weight in one presentation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fraction {
    /// Column of the rule.
    pub rule: usize,
    /// Which synapses.
    pub target: Target,
    /// Of active ones.
    pub active: f64,
    /// Of silent ones.
    pub silent: f64,
}

/// What all rules together ask of one population in one presentation. Kept from one to the next, so that nothing is
/// allocated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Everything {
    /// Of all synapses.
    pub all: Request,
    /// Of the first and of the second group alone.
    pub groups: [Request; 2],
    /// By their own weight.
    pub fractions: Vec<Fraction>,
    /// How synapses are divided.
    pub division: Groups,
}

impl Everything {
    /// Nothing is asked.
    pub fn clear(&mut self, division: Groups) {
        self.all = Request::default();
        self.groups = [Request::default(); 2];
        self.fractions.clear();
        self.division = division;
    }

    fn apart(&self) -> bool {
        self.groups.iter().any(|group| !group.is_nothing())
    }

    /// The fraction asked of all weights alike, if it is.
    fn common(&self) -> Option<f64> {
        let alike = |fraction: &Fraction| {
            fraction.active == fraction.silent && matches!(fraction.target, Target::E | Target::I)
        };
        let all = !self.apart() && self.fractions.iter().all(alike);
        all.then(|| self.fractions.iter().map(|fraction| fraction.active).sum())
    }

    /// The fraction asked of a synapse.
    fn fraction(&self, rules: impl Fn(&Fraction) -> bool, active: bool) -> f64 {
        let of = |fraction: &Fraction| if active { fraction.active } else { fraction.silent };
        self.fractions.iter().filter(|fraction| rules(fraction)).map(of).sum()
    }
}

impl Weights {
    /// As [`Weights::apply`], for everything that rules may ask. Allocates nothing. Fractions need
    /// [`Weights::track_fractions`] before.
    pub fn apply_everything(&mut self, active: Active<'_>, asked: &Everything, bounds: Bounds, keep: f64) {
        match asked.common() {
            Some(0.0) if asked.fractions.iter().all(|fraction| fraction.active == 0.0) => {
                if !self.fractions.is_empty() {
                    self.settle_touched(active, &asked.all);
                }
                self.apply(active, asked.all, bounds, keep);
            }
            Some(common) if (SMALLEST_FACTOR - 1.0..=0.0).contains(&common) => {
                self.change_scale(active, asked, common, bounds, keep);
            }
            _ => self.change_each(active, asked, bounds, keep),
        }
    }

    fn settle_touched(&mut self, active: Active<'_>, request: &Request) {
        if request.silent() != (0.0, 0.0) {
            self.settle_all();
        } else if request.active() != (0.0, 0.0) {
            self.settle(active);
        }
    }

    /// All weights shrink alike; only those that are asked for something else are touched.
    fn change_scale(
        &mut self,
        active: Active<'_>,
        asked: &Everything,
        common: f64,
        bounds: Bounds,
        keep: f64,
    ) {
        let old_scale = self.scale;
        for fraction in &asked.fractions {
            self.add_scale(fraction.rule, fraction.active * old_scale);
        }
        self.settle_touched(active, &asked.all);
        let unit = old_scale * (1.0 + common);
        self.scale = unit * keep;
        let step = Step { bounds, unit, old_scale, new_scale: self.scale };
        self.take_step(active, asked.all, step);
    }

    /// Visits every synapse.
    fn change_each(&mut self, active: Active<'_>, asked: &Everything, bounds: Bounds, keep: f64) {
        self.settle_all();
        let old_scale = self.scale;
        self.scale *= keep;
        let step = Step { bounds, unit: old_scale, old_scale, new_scale: self.scale };
        let groups = asked.division;
        let covered = |group: usize| move |target: Target| groups.covers(target, group);
        // By group, silent and active.
        let kinds = [0, 1].map(|group| {
            let rules = |fraction: &Fraction| covered(group)(fraction.target);
            let request = asked.all.and(&asked.groups[if groups.two { group } else { 0 }]);
            [
                (step.with(request.silent()), asked.fraction(rules, false)),
                (step.with(request.active()), asked.fraction(rules, true)),
            ]
        });
        let mut next = active.iter().peekable();
        for j in 0..self.values.len() {
            let is_active = next.next_if(|&active| active == j).is_some();
            let (change, fraction) = &kinds[j % 2][usize::from(is_active)];
            let weight = self.values[j] * old_scale;
            for one in &asked.fractions {
                if groups.covers(one.target, j) {
                    let part = if is_active { one.active } else { one.silent };
                    self.add_fraction(one.rule, j, part * weight);
                }
            }
            let given = change.apply_with(&mut self.values[j], *fraction);
            if let Some(clipped) = self.clipped.get_mut(j) {
                *clipped += given;
            }
        }
        if self.scale < SMALLEST_SCALE {
            self.multiply_out();
        }
    }
}

impl SynapseChange {
    /// Changes a stored value, also by a fraction of itself, and tells what the bounds gave, in units of weight.
    fn apply_with(&self, v: &mut f64, fraction: f64) -> f64 {
        let of_itself = fraction * *v;
        let asked = *v + self.both + of_itself;
        let allowed = if self.soft == 0.0 { asked } else { *v + self.softened(*v) + of_itself };
        *v = self.bounded(allowed);
        (*v - asked) * self.new_scale
    }
}
