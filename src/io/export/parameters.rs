//! Parameters as a TOML file that `--params` and `--preset` take.

use super::Provenance;
use crate::io::output::{Destination, Output, WriteError};
use crate::io::presets::Preset;

/// Writes all parameters in force.
///
/// # Errors
/// [`WriteError`]; what was there before stays.
pub fn write(to: &Destination, provenance: &Provenance) -> Result<(), WriteError> {
    Preset::write(Output::open(to)?, &provenance.lines().join("; "), &provenance.params)
}
