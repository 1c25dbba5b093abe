//! A preset that is chosen, until the simulation has it.

use crate::model::Params;

/// A preset that has been asked for.
pub(super) struct Awaited {
    /// Number of the command.
    pub number: u64,
    /// Name of the preset.
    pub preset: String,
    /// Its parameters.
    pub params: Params,
}

/// Do these differ in more than the size of the problem?
pub(super) fn differs(params: &Params, preset_values: &Params) -> bool {
    let Params { n_e, n_i, p, .. } = *params;
    *params != Params { n_e, n_i, p, ..preset_values.clone() }
}
