//! What to simulate, and how it becomes validated parameters.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::io::presets::{self, Preset};
use crate::model::{ParamId, Params};

/// What to simulate; the same for the window and for headless runs.
#[derive(Debug, Args)]
pub struct Setup {
    /// Preset to start from: a name, or the path of a preset file [default: together; for capacity, and run --presentations, retained]
    #[arg(long, value_name = "NAME|FILE")]
    preset: Option<String>,
    /// Parameters from a file, as the window exports them; they replace those of the preset, P and N included
    #[arg(long, value_name = "FILE.toml")]
    params: Option<PathBuf>,
    /// Number of associations P
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    stimuli: Option<String>,
    /// Seed of stimuli, weights, order and releases
    #[arg(long, default_value_t = Setup::default().seed)]
    pub(super) seed: u64,
    /// Set a parameter, as in alpha_A=0.2; may be repeated
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., action = clap::ArgAction::Append)]
    set: Vec<String>,
}

/// What a command line that says nothing about it means.
impl Default for Setup {
    fn default() -> Self {
        Self { preset: None, params: None, stimuli: None, seed: 1, set: Vec::new() }
    }
}

impl Setup {
    /// Does it say anything?
    #[cfg(feature = "gui")]
    pub fn is_usual(&self) -> bool {
        let Self { preset, params, stimuli, seed, set } = self;
        let usual = Self::default();
        preset.is_none() && params.is_none() && stimuli.is_none() && *seed == usual.seed && set.is_empty()
    }

    /// Name of the preset.
    pub fn preset_name(&self) -> &str {
        self.preset.as_deref().unwrap_or(presets::DEFAULT)
    }

    /// The preset's own parameters at the size of `params`.
    #[cfg(feature = "gui")]
    pub(super) fn preset_params(&self, params: &Params) -> Result<Params, Failure> {
        Ok(Preset::find(self.preset_name()).map_err(Failure::usage)?.params(params))
    }

    /// The parameters asked for, checked.
    pub(super) fn params(&self) -> Result<Params, Failure> {
        self.params_over(presets::DEFAULT)
    }

    /// The same, from another preset than the usual one if none is given.
    pub(super) fn params_over(&self, default: &str) -> Result<Params, Failure> {
        let preset = Preset::find(self.preset.as_deref().unwrap_or(default)).map_err(Failure::usage)?;
        let mut params = preset.params(&Params::default());
        if let Some(path) = &self.params {
            params = Preset::load(path).map_err(Failure::usage)?.over(&params);
        }
        if let Some(stimuli) = &self.stimuli {
            params.set_text(ParamId::p, stimuli).map_err(Failure::usage)?;
        }
        for setting in &self.set {
            let (key, value) = setting.split_once('=').ok_or_else(|| {
                Failure::Usage(format!("--set {setting}: give KEY=VALUE, as in alpha_A=0.2"))
            })?;
            let id = ParamId::parse(key.trim()).map_err(Failure::usage)?;
            params.set_text(id, value).map_err(Failure::usage)?;
        }
        params.check_buildable().map_err(Failure::usage)?;
        Ok(params)
    }
}
