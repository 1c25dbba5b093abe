//! Measured drift: how one presentation changed the drive of its own stimulus, rule by rule.

use crate::model::plasticity::PerRule;
use crate::model::{Population, Presentation, Simulation};

/// One presentation's effect on its own stimulus.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Sample {
    /// Target Y = 1.
    pub target: bool,
    /// Drive h before.
    pub drive: f32,
    /// What each rule asked of h.
    pub rules: PerRule<f32>,
    /// What h did, bounds and turnover included.
    pub total: f32,
}

impl Sample {
    /// Are all its numbers finite?
    pub fn is_finite(&self) -> bool {
        let mut numbers = self.rules.iter().chain([&self.drive, &self.total]);
        numbers.all(|number| number.is_finite())
    }

    /// What `now`, the last presentation of `simulation`, did.
    pub fn of(simulation: &Simulation, now: &Presentation) -> Self {
        let mu = now.stimulus as usize;
        let rules = own_changes(simulation, now).map(|change| change as f32);
        let theta = simulation.params().theta;
        let (i_e, i_i) = simulation.currents(mu);
        let total = i_e - i_i - theta - now.drive;
        Self { target: now.target, drive: now.drive as f32, rules, total: total as f32 }
    }
}

/// What each rule asked of the drive of the stimulus of `now`, the last presentation: of i_E, or of -i_I. What it asked by
/// the weights themselves is that fraction of the current.
pub fn own_changes(simulation: &Simulation, now: &Presentation) -> PerRule<f64> {
    let stimuli = simulation.stimuli();
    let mu = now.stimulus as usize;
    let division = simulation.params().division();
    let mut changes = PerRule::default();
    for (rule, column) in simulation.columns().iter().enumerate() {
        let (patterns, sign, current) = match column.population() {
            Population::Excitatory => (stimuli.excitatory(), 1.0, now.i_e),
            Population::Inhibitory => (stimuli.inhibitory(), -1.0, now.i_i),
        };
        let active = division.count(column.target, patterns.active(mu));
        let [fraction, _] = simulation.last_fraction(rule);
        changes[rule] = sign * (simulation.last_changes()[rule].active * active as f64 + fraction * current);
    }
    changes
}

/// Mean and standard error of a change over the samples of one bin of h.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bin {
    /// Mean h.
    pub drive: f64,
    /// Mean change by rule.
    pub rules: PerRule<f64>,
    /// Mean change.
    pub total: f64,
    /// Standard error of the mean change.
    pub error: f64,
    /// Samples.
    pub count: usize,
}

/// The samples of one class in `bins` bins of h from `low` to `high`; bins with fewer than `least`
/// samples are left out.
pub fn binned(
    samples: &[Sample],
    target: bool,
    (low, high): (f64, f64),
    bins: usize,
    least: usize,
) -> Vec<Bin> {
    let mut sums = vec![(Bin::default(), 0.0); bins];
    for sample in samples.iter().filter(|sample| sample.target == target) {
        let at = (f64::from(sample.drive) - low) / (high - low) * bins as f64;
        let Some((bin, squares)) = (at >= 0.0).then_some(at as usize).and_then(|at| sums.get_mut(at)) else {
            continue;
        };
        bin.count += 1;
        bin.drive += f64::from(sample.drive);
        bin.total += f64::from(sample.total);
        *squares += f64::from(sample.total).powi(2);
        bin.rules.iter_mut().zip(&sample.rules).for_each(|(sum, rule)| *sum += f64::from(*rule));
    }
    sums.retain(|(bin, _)| bin.count >= least.max(1));
    sums.into_iter()
        .map(|(mut bin, squares)| {
            let n = bin.count as f64;
            bin.drive /= n;
            bin.total /= n;
            bin.rules.iter_mut().for_each(|rule| *rule /= n);
            let variance = (squares / n - bin.total * bin.total).max(0.0) / (n - 1.0).max(1.0);
            bin.error = variance.sqrt();
            bin
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Params;

    #[test]
    fn far_from_the_bounds_the_rules_add_up_to_what_the_drive_does() {
        let params = Params { p: 30, i_ltp_only: false, rho_n: 0.3, ..Params::default() };
        let mut simulation = Simulation::new(params, 4).unwrap();
        for _ in 0..300 {
            let now = simulation.present();
            let sample = Sample::of(&simulation, &now);
            let sum: f32 = sample.rules.iter().sum();
            assert!((sum - sample.total).abs() < 1e-5, "{sample:?}");
        }
    }

    #[test]
    fn bins_hold_means_and_standard_errors() {
        let sample =
            |drive, total| Sample { target: true, drive, rules: [total, 0.0, 0.0, 0.0].into(), total };
        let samples = [sample(0.1, 1.0), sample(0.3, 3.0), sample(0.7, 5.0), sample(9.0, 1.0)];
        let bins = binned(&samples, true, (0.0, 1.0), 2, 2);
        assert_eq!(bins.len(), 1);
        let bin = bins[0];
        assert!((bin.drive - 0.2).abs() < 1e-6 && bin.count == 2);
        // Standard deviation sqrt(2), over sqrt(2).
        assert!((bin.total - 2.0).abs() < 1e-6 && (bin.error - 1.0).abs() < 1e-6);
        assert!(binned(&samples, false, (0.0, 1.0), 2, 1).is_empty());
    }
}
