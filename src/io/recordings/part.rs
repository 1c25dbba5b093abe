//! What a column can hold.

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Name of the cell.
    Cell,
    /// Name of the stimulus.
    Stimulus,
    /// Before or after pairing.
    Condition,
    /// i_E.
    Excitation,
    /// i_I.
    Inhibition,
    /// Unit of both currents in this row.
    Units,
    /// Whether this stimulus was the paired one in this cell.
    Paired,
}

impl Part {
    /// All, those that are needed first.
    pub const ALL: [Self; 7] = [
        Self::Cell,
        Self::Stimulus,
        Self::Condition,
        Self::Excitation,
        Self::Inhibition,
        Self::Units,
        Self::Paired,
    ];

    /// In messages, short.
    pub(super) fn short(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Stimulus => "stimulus",
            Self::Condition => "condition",
            Self::Excitation => "i_E",
            Self::Inhibition => "i_I",
            Self::Units => "units",
            Self::Paired => "paired",
        }
    }

    /// In messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cell => "the cell",
            Self::Stimulus => "the stimulus",
            Self::Condition => "the condition (pre or post)",
            Self::Excitation => "i_E",
            Self::Inhibition => "i_I",
            Self::Units => "the units",
            Self::Paired => "paired or not",
        }
    }
}
