//! One stimulus shown once.

use super::Release;

/// One stimulus shown once: what the neuron received, what was released, what it did.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Presentation {
    /// Number of this presentation, from 0.
    pub index: u64,
    /// Stimulus mu.
    pub stimulus: u32,
    /// Target Y = 1.
    pub target: bool,
    /// Excitatory current.
    pub i_e: f64,
    /// Inhibitory current.
    pub i_i: f64,
    /// Drive h = i_E - i_I - theta.
    pub drive: f64,
    /// What was released.
    pub release: Release,
    /// Output y = 1.
    pub fired: bool,
    /// ybar as the Hebbian rule used it.
    pub ybar: f64,
    /// What rules were told of the target, if one of them asks.
    #[serde(default)]
    pub told: Told,
}

/// What rules may be told of the target.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Told {
    /// eta_T = 1: the label is given.
    pub label: bool,
    /// eta_R = 1: the reward is given.
    pub rewarded: bool,
    /// R = 1.
    pub reward: bool,
}

impl Presentation {
    /// Output y as a number.
    pub fn y(&self) -> f64 {
        f64::from(u8::from(self.fired))
    }

    /// Does the sign of the drive alone, without modulators or noise, give the target?
    pub fn correct(&self) -> bool {
        (self.drive > 0.0) == self.target
    }
}
