//! Parameters as a TOML file that `--params` and `--preset` take.

use std::path::Path;

use super::Provenance;
use crate::io::output::WriteError;
use crate::io::presets::Preset;

/// Writes all parameters in force.
///
/// # Errors
/// [`WriteError`]; what was there before stays.
pub fn write(path: &Path, provenance: &Provenance) -> Result<(), WriteError> {
    Preset::write(path, &provenance.lines().join("; "), &provenance.params)
}
