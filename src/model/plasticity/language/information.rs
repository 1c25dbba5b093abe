//! What a synapse must be told to follow a rule.

/// What must be known besides what the synapse and its neuron have themselves, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Information {
    /// Only activity, currents and weights.
    Nothing,
    /// A modulator that comes unreliably.
    Modulator,
    /// Whether the output was right.
    Reward,
    /// The target, or the error.
    Label,
}

impl Information {
    /// All, least first.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Modulator, Self::Reward, Self::Label];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Modulator => "unreliable modulator",
            Self::Reward => "scalar reward",
            Self::Label => "label or error",
        }
    }

    /// One sentence about it.
    pub fn doc(self) -> &'static str {
        match self {
            Self::Nothing => {
                "The rule uses only what the synapse and its neuron have: activity, currents, weights."
            }
            Self::Modulator => {
                "The rule needs acetylcholine or noradrenaline, which come unreliably and never say what the output \
                 should have been where they are absent."
            }
            Self::Reward => "The rule needs to be told whether the output was right.",
            Self::Label => "The rule needs the answer: the target or the error. A reference, not biology.",
        }
    }
}
