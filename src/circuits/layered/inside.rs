//! A presentation of the layered circuit, looked into.

use super::examples::Example;
use super::network::Activity;
use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::Arrays;

/// A presentation of the layered circuit.
#[derive(Debug, Clone, PartialEq)]
pub struct LayeredInside {
    /// Input and target.
    pub example: Example,
    /// v_0..v_L of the feedforward pass.
    pub activity: Activity,
    /// What the rule would change, times eta.
    pub change: Arrays,
    /// d_l for l = 1..L that the rule uses: the change of the biases.
    pub told: Activity,
    /// d_l for l = 1..L of backprop.
    pub exact: Activity,
    /// How the change compares with the gradient.
    pub alignment: Alignment,
    /// What the rule does on the way.
    pub trace: Trace,
}

/// What a rule of the layered circuit does on the way to its change.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Trace {
    /// Nothing that could be looked at.
    #[default]
    Nothing,
    /// Predictive coding.
    Inference(Vec<InferenceStep>),
    /// Bursts.
    Bursts(Bursts),
    /// Node perturbation.
    Perturbation {
        /// Cosine that is expected of K = 1, 2, 5, 10, ... perturbations with small noise.
        expected: Vec<(usize, f64)>,
    },
}

/// The state of predictive coding after some inference steps.
#[derive(Debug, Clone, PartialEq)]
pub struct InferenceStep {
    /// F.
    pub energy: f64,
    /// eps_l for l = 1..L.
    pub errors: Activity,
    /// Cosine to the gradient of the change that would be made now.
    pub cosine: f64,
}

/// Rates and probabilities of a presentation, l = 0..L (nothing at 0).
#[derive(Debug, Clone, PartialEq)]
pub struct Bursts {
    /// e_l, event rates.
    pub events: Activity,
    /// Burst rates without the teacher.
    pub baseline: Activity,
    /// Burst rates with the teacher.
    pub teaching: Activity,
    /// Cosine to the gradient at some gains beta.
    pub gains: Vec<(f64, f64)>,
}
