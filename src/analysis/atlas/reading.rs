//! What is read of one neuron, and the measures that the atlas shows.

use serde::{Deserialize, Serialize};

use crate::model::weights::Fingerprint;
use crate::model::{Measures, Params, Responses};

/// What is read of one neuron at one time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What it has learned.
    pub measures: Measures,
    /// Mean of i_E over the stimuli, in threshold units.
    pub mean_current: f64,
    /// Part of all weights that are zero or at their upper bound.
    pub at_bounds: f64,
    /// Of all weights, w_E first.
    pub fingerprint: Fingerprint,
}

impl Reading {
    /// Of a neuron with these parameters, responses to every stimulus, and weights w_E and w_I.
    pub(super) fn of(params: &Params, responses: &Responses, weights: [Vec<f64>; 2]) -> Self {
        let bounded = |weights: &Vec<f64>| {
            // Turnover takes a little of a weight at the bound until it is touched again.
            let upper = params.upper_bound(weights.len()) * (1.0 - 1e-6_f64.max(2.0 * params.lambda));
            weights.iter().filter(|&&weight| weight <= 0.0 || weight >= upper).count()
        };
        let bounded: usize = weights.iter().map(bounded).sum();
        Self {
            measures: responses.measures(params),
            mean_current: responses.i_e.iter().sum::<f64>() / responses.len().max(1) as f64,
            at_bounds: bounded as f64 / params.synapses() as f64,
            fingerprint: Fingerprint::of(weights.into_iter().flatten()),
        }
    }

    /// Can reading have given this?
    ///
    /// # Errors
    /// Which value is impossible, and what it may be.
    pub fn check(&self) -> Result<(), String> {
        self.measures.check()?;
        if !(self.mean_current >= 0.0 && self.mean_current.is_finite()) {
            return Err(format!("the mean current is {}, it is a number of at least 0", self.mean_current));
        }
        if !(0.0..=1.0).contains(&self.at_bounds) {
            return Err(format!("the part at bounds is {}, it may be from 0 to 1", self.at_bounds));
        }
        Ok(())
    }
}

/// A number of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// BA.
    BalancedAccuracy,
    /// alpha max(0, 2 BA - 1).
    LearnedLoad,
    /// P(y = 1 | Y = 1).
    HitRate,
    /// P(y = 0 | Y = 0).
    CorrectRejection,
    /// corr(i_E, i_I).
    Correlation,
    /// Mean i_E.
    MeanCurrent,
    /// Part of the weights at a bound.
    AtBounds,
    /// BA less that of the neuron compared with.
    Difference,
}

impl Quantity {
    /// All, in the order of lists.
    pub const ALL: [Self; 8] = [
        Self::BalancedAccuracy,
        Self::LearnedLoad,
        Self::HitRate,
        Self::CorrectRejection,
        Self::Correlation,
        Self::MeanCurrent,
        Self::AtBounds,
        Self::Difference,
    ];

    /// Name on the command line and in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::BalancedAccuracy => "ba",
            Self::LearnedLoad => "learned-load",
            Self::HitRate => "hit-rate",
            Self::CorrectRejection => "correct-rejection",
            Self::Correlation => "correlation",
            Self::MeanCurrent => "mean-current",
            Self::AtBounds => "at-bounds",
            Self::Difference => "difference",
        }
    }

    /// Name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::BalancedAccuracy => "balanced accuracy",
            Self::LearnedLoad => "learned load",
            Self::HitRate => "hit rate",
            Self::CorrectRejection => "correct rejection",
            Self::Correlation => "corr(i_E, i_I)",
            Self::MeanCurrent => "mean i_E",
            Self::AtBounds => "weights at a bound",
            Self::Difference => "difference of BA",
        }
    }

    /// What it is, for a neuron and the one it is compared with. NaN where there is none to compare with.
    pub fn of(self, reading: &Reading, compared: Option<&Reading>) -> f64 {
        let Measures { balanced_accuracy, learned_load, hit_rate, .. } = reading.measures;
        match self {
            Self::BalancedAccuracy => balanced_accuracy,
            Self::LearnedLoad => learned_load,
            Self::HitRate => hit_rate,
            Self::CorrectRejection => reading.measures.correct_rejection,
            Self::Correlation => reading.measures.ei_correlation,
            Self::MeanCurrent => reading.mean_current,
            Self::AtBounds => reading.at_bounds,
            Self::Difference => {
                compared.map_or(f64::NAN, |other| balanced_accuracy - other.measures.balanced_accuracy)
            }
        }
    }
}

/// When something is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// After the supervised epochs.
    Trained,
    /// After the unsupervised ones.
    Kept,
}

/// A quantity at the end of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// What.
    pub quantity: Quantity,
    /// When.
    pub phase: Phase,
}

/// Of [`Measure::parse`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{text}: give one or more of {}", Measure::keys())]
pub struct UnknownMeasure {
    text: String,
}

impl Measure {
    /// BA of the trained neuron.
    pub const TRAINED: Self = Self { quantity: Quantity::BalancedAccuracy, phase: Phase::Trained };
    /// BA that is kept.
    pub const KEPT: Self = Self { quantity: Quantity::BalancedAccuracy, phase: Phase::Kept };

    /// Reads the name of a measure.
    ///
    /// # Errors
    /// The names that there are.
    pub fn parse(text: &str) -> Result<Self, UnknownMeasure> {
        let unknown = || UnknownMeasure { text: text.to_owned() };
        if text == "kept" {
            return Ok(Self::KEPT);
        }
        let (phase, key) = match text.strip_prefix("kept-") {
            Some(key) => (Phase::Kept, key),
            None => (Phase::Trained, text),
        };
        let quantity =
            Quantity::ALL.into_iter().find(|quantity| quantity.key() == key).ok_or_else(unknown)?;
        Ok(Self { quantity, phase })
    }

    /// Name on the command line and in files.
    pub fn key(self) -> String {
        match (self.phase, self.quantity) {
            (Phase::Trained, quantity) => quantity.key().to_owned(),
            (Phase::Kept, Quantity::BalancedAccuracy) => "kept".to_owned(),
            (Phase::Kept, quantity) => format!("kept-{}", quantity.key()),
        }
    }

    fn keys() -> String {
        let keys = Quantity::ALL.map(Quantity::key).join(", ");
        format!("{keys}, kept, or kept- before any of them")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_names() {
        for quantity in Quantity::ALL {
            for phase in [Phase::Trained, Phase::Kept] {
                let measure = Measure { quantity, phase };
                assert_eq!(Measure::parse(&measure.key()), Ok(measure));
            }
        }
        assert_eq!(Measure::parse("kept-ba"), Ok(Measure::KEPT));
        let error = Measure::parse("bla").unwrap_err().to_string();
        assert!(error.contains("bla: give one or more of ba, learned-load"), "{error}");
    }
}
