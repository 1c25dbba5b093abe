//! The two kinds of synapses.

/// Excitatory or inhibitory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Population {
    /// w_E.
    Excitatory,
    /// w_I.
    Inhibitory,
}
