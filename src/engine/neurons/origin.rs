//! Where a run began.

use super::action::Settings;
use crate::model::Params;
use crate::model::plasticity::Rules;

/// Where the present run began.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Parameters.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// Did the weights change?
    pub plastic: bool,
    /// Presentations of the session before it.
    pub made: u64,
    /// Actions of the log before it.
    #[serde(alias = "commands")]
    pub actions: usize,
    /// Parameters of B's own, if B began with it.
    #[serde(default, rename = "rival")]
    pub variant: Option<Settings>,
    /// Rules of B's own, if it had them then.
    #[serde(default)]
    pub variant_rules: Option<Rules>,
}

impl Origin {
    /// The start of a session.
    pub fn new(params: Params, seed: u64) -> Self {
        Self { params, seed, plastic: true, made: 0, actions: 0, variant: None, variant_rules: None }
    }
}
