//! `equipoise presets` and `equipoise params`: what there is.

use std::process::ExitCode;

use super::Failure;
use crate::io::presets::Preset;
use crate::model::ParamId;
use crate::model::params::Group;

pub(super) fn presets() -> Result<ExitCode, Failure> {
    let presets = Preset::builtin().map_err(Failure::failed)?;
    for preset in &presets {
        println!("{:<12} {}", preset.name, preset.description);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn params() -> Result<ExitCode, Failure> {
    for group in Group::ALL {
        println!("{}", group.title());
        for spec in ParamId::ALL.iter().map(|id| id.spec()).filter(|spec| spec.group == group) {
            let ours = if spec.ours { " [addition of this project]" } else { "" };
            let unit = if spec.unit.is_empty() { String::new() } else { format!(", {}", spec.unit) };
            println!("  {:<13} {}{ours}", spec.key, spec.doc);
            println!("  {:<13} {}; default {}{unit}", "", spec.range_text(), spec.show(spec.default));
            println!("  {:<13} {}", "", spec.equation);
        }
        println!();
    }
    Ok(ExitCode::SUCCESS)
}
