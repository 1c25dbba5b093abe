//! `equipoise presets` and `equipoise params`: what there is.

use std::process::ExitCode;

use super::Failure;
use super::output::say;
use crate::io::presets::Preset;
use crate::model::ParamId;
use crate::model::params::Group;

pub(super) fn presets() -> Result<ExitCode, Failure> {
    let presets = Preset::builtin().map_err(Failure::failed)?;
    for preset in &presets {
        say(format_args!("{:<12} {}", preset.name, preset.description))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn params() -> Result<ExitCode, Failure> {
    for group in Group::ALL {
        say(format_args!("{}", group.title()))?;
        for spec in ParamId::ALL.iter().map(|id| id.spec()).filter(|spec| spec.group == group) {
            let ours = if spec.extension { " [addition of this project]" } else { "" };
            let unit = if spec.unit.is_empty() { String::new() } else { format!(", {}", spec.unit) };
            say(format_args!("  {:<13} {}{ours}", spec.key, spec.doc))?;
            say(format_args!(
                "  {:<13} {}; default {}{unit}",
                "",
                spec.range_text(),
                spec.show(spec.default)
            ))?;
            say(format_args!("  {:<13} {}", "", spec.equation))?;
        }
        say("")?;
    }
    Ok(ExitCode::SUCCESS)
}
