//! What the neuron has learned, measured on frozen weights: no modulators, no noise, every
//! stimulus once.

use super::{Params, Simulation};

/// Currents of every stimulus on the present weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Responses {
    /// i_E by stimulus.
    pub i_e: Vec<f64>,
    /// i_I by stimulus.
    pub i_i: Vec<f64>,
    /// Target Y by stimulus.
    pub targets: Vec<bool>,
    /// Threshold theta.
    pub theta: f64,
}

/// The measures of one [`Responses`].
///
/// The fraction of correct responses is never reported alone: a neuron that never fires reaches
/// 1 - f_out.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Measures {
    /// P(y = 1 | Y = 1).
    pub hit_rate: f64,
    /// P(y = 0 | Y = 0).
    pub correct_rejection: f64,
    /// BA = (hit rate + correct rejection)/2.
    pub balanced_accuracy: f64,
    /// Fraction of correct responses.
    pub fraction_correct: f64,
    /// Mean margin |h| of the correct responses, in threshold units; 0 if none is correct.
    pub mean_margin: f64,
    /// Pearson correlation of i_E and i_I over the stimuli; 0 if either does not vary.
    pub ei_correlation: f64,
    /// Participation ratio of the cloud (i_E, i_I) over the stimuli: 2 where it is round, 1 where it lies on
    /// a line; see [`participation`].
    pub dimension: f64,
    /// alpha = P/(N_E + N_I).
    pub load: f64,
    /// alpha max(0, 2 BA - 1).
    pub learned_load: f64,
}

impl Measures {
    /// Are they all finite?
    pub fn is_finite(&self) -> bool {
        let Self { hit_rate, correct_rejection, balanced_accuracy, fraction_correct, .. } = *self;
        let Self { mean_margin, ei_correlation, dimension, load, learned_load, .. } = *self;
        [hit_rate, correct_rejection, balanced_accuracy, fraction_correct, mean_margin]
            .into_iter()
            .chain([ei_correlation, dimension, load, learned_load])
            .all(f64::is_finite)
    }
}

impl Measures {
    /// Can measuring have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        let Self { hit_rate, correct_rejection, balanced_accuracy, fraction_correct, .. } = *self;
        let Self { mean_margin, ei_correlation, dimension, load, learned_load, .. } = *self;
        let ranges = [
            ("hit rate", hit_rate, 0.0, 1.0),
            ("correct rejection", correct_rejection, 0.0, 1.0),
            ("balanced accuracy", balanced_accuracy, 0.0, 1.0),
            ("fraction correct", fraction_correct, 0.0, 1.0),
            ("mean margin", mean_margin, 0.0, f64::MAX),
            ("corr(i_E, i_I)", ei_correlation, -1.0, 1.0),
            ("dimension", dimension, 0.0, 2.0),
            ("load", load, 0.0, f64::MAX),
            ("learned load", learned_load, 0.0, load),
        ];
        for (name, value, low, high) in ranges {
            // Rounding may leave a sum of squares a little beyond its bound.
            let slack = 1e-9 * high.min(1.0);
            if !(low - slack <= value && value <= high + slack) {
                return Err(format!("the {name} is {value}, it may be from {low} to {high}"));
            }
        }
        let mean = (hit_rate + correct_rejection) / 2.0;
        if (balanced_accuracy - mean).abs() > 1e-9 {
            return Err(format!(
                "the balanced accuracy is {balanced_accuracy}, and hit rate and correct rejection give {mean}"
            ));
        }
        Ok(())
    }
}

impl Simulation {
    /// The response to every stimulus on the present weights, without modulators or noise.
    pub fn recall(&self) -> Responses {
        Responses::of(self)
    }
}

impl Responses {
    /// Recalls every stimulus of `simulation`.
    pub fn of(simulation: &Simulation) -> Self {
        let stimuli = simulation.stimuli();
        let (i_e, i_i) = (0..stimuli.len()).map(|mu| simulation.currents(mu)).unzip();
        Self { i_e, i_i, targets: stimuli.targets().to_vec(), theta: simulation.params().theta }
    }

    /// Number of stimuli.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Nothing was recalled.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Drive h = i_E - i_I - theta of stimulus `mu`.
    pub fn drive(&self, mu: usize) -> f64 {
        self.i_e[mu] - self.i_i[mu] - self.theta
    }

    /// Is the response to stimulus `mu` its target?
    pub fn correct(&self, mu: usize) -> bool {
        (self.drive(mu) > 0.0) == self.targets[mu]
    }

    /// The measures, at the load of `params`.
    pub fn measures(&self, params: &Params) -> Measures {
        let right_of = |class: bool| {
            let of_class = || (0..self.len()).filter(|&mu| self.targets[mu] == class);
            ratio(of_class().filter(|&mu| self.correct(mu)).count(), of_class().count())
        };
        let (hit_rate, correct_rejection) = (right_of(true), right_of(false));
        let balanced_accuracy = (hit_rate + correct_rejection) / 2.0;
        let correct = || (0..self.len()).filter(|&mu| self.correct(mu));
        let margins: f64 = correct().map(|mu| self.drive(mu).abs()).sum();
        let load = params.load();
        Measures {
            hit_rate,
            correct_rejection,
            balanced_accuracy,
            fraction_correct: ratio(correct().count(), self.len()),
            mean_margin: margins / correct().count().max(1) as f64,
            ei_correlation: correlation(&self.i_e, &self.i_i),
            dimension: participation(&self.i_e, &self.i_i),
            load,
            learned_load: load * (2.0 * balanced_accuracy - 1.0).max(0.0),
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Means of x and y, and sums of squares and of products about them: xx, yy, xy. Both have the same length.
pub fn scatter(x: &[f64], y: &[f64]) -> ([f64; 2], [f64; 3]) {
    let n = x.len().max(1) as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let mut sums = [0.0; 3];
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        sums[0] += dx * dx;
        sums[1] += dy * dy;
        sums[2] += dx * dy;
    }
    ([mean_x, mean_y], sums)
}

/// Pearson correlation; 0 where either series is constant.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (_, [xx, yy, xy]) = scatter(x, y);
    let spread = xx.sqrt() * yy.sqrt();
    if spread > 0.0 { (xy / spread).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Participation ratio of a cloud of points (x, y), the number of dimensions that it effectively fills:
/// `(l1 + l2)^2 / (l1^2 + l2^2)` with l1, l2 the eigenvalues of its covariance. 1 for points on a line, 2 for
/// a round cloud, 0 for a single point.
pub fn participation(x: &[f64], y: &[f64]) -> f64 {
    let (_, [xx, yy, xy]) = scatter(x, y);
    let trace = xx + yy;
    if trace > 0.0 {
        // Of the matrix over its trace, so that tiny currents do not vanish in squares.
        let (xx, yy, xy) = (xx / trace, yy / trace, xy / trace);
        (1.0 / (xx * xx + yy * yy + 2.0 * xy * xy)).clamp(1.0, 2.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recall(drives: &[(f64, bool)]) -> Responses {
        Responses {
            i_e: drives.iter().map(|(h, _)| 5.0 + h).collect(),
            i_i: vec![5.0; drives.len()],
            targets: drives.iter().map(|(_, target)| *target).collect(),
            theta: 0.0,
        }
    }

    #[test]
    fn a_neuron_that_never_fires_has_learned_nothing() {
        let silent = recall(&[(-1.0, false), (-1.0, false), (-1.0, false), (-1.0, true)]);
        let measures = silent.measures(&Params::default());
        assert_eq!(measures.fraction_correct, 0.75);
        assert_eq!((measures.hit_rate, measures.correct_rejection), (0.0, 1.0));
        assert_eq!(measures.learned_load, 0.0);
    }

    #[test]
    fn measures_by_hand() {
        let mixed = recall(&[(2.0, true), (-1.0, true), (1.0, false), (-4.0, false), (-3.0, false)]);
        let measures = mixed.measures(&Params::default());
        assert_eq!(measures.hit_rate, 0.5);
        assert!((measures.correct_rejection - 2.0 / 3.0).abs() < 1e-15);
        assert!((measures.balanced_accuracy - 7.0 / 12.0).abs() < 1e-15);
        assert_eq!(measures.mean_margin, 3.0);
        assert!((measures.learned_load - 0.5 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn zero_drive_does_not_fire() {
        assert!(recall(&[(0.0, false)]).correct(0));
        assert!(!recall(&[(0.0, true)]).correct(0));
    }

    #[test]
    fn participation_counts_dimensions() {
        let (x, y) = ([1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]);
        assert!((participation(&x, &y) - 2.0).abs() < 1e-15, "a round cloud");
        assert!((participation(&x, &[3.0, -3.0, 0.0, 0.0]) - 1.0).abs() < 1e-15, "a line");
        // Eigenvalues 4 and 1: 25/17.
        assert!((participation(&x.map(|x| 2.0 * x), &y) - 25.0 / 17.0).abs() < 1e-15);
        assert_eq!(participation(&[2.0, 2.0], &[1.0, 1.0]), 0.0, "a point");
    }

    #[test]
    fn correlation_of_a_line_is_one_and_of_a_constant_zero() {
        assert!((correlation(&[1.0, 2.0, 4.0], &[3.0, 5.0, 9.0]) - 1.0).abs() < 1e-15);
        assert_eq!(correlation(&[1.0, 2.0], &[3.0, 3.0]), 0.0);
        assert!((correlation(&[1e-100, 2e-100], &[1e-120, 3e-120]) - 1.0).abs() < 1e-12);
    }
}
