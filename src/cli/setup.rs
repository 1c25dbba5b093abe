//! What to simulate, and how it becomes validated parameters.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::io::presets::{self, Preset};
use crate::io::rule_files;
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
    /// Load a rule: one that comes with the program (equipoise rules list) or a file; may be repeated
    #[arg(long, value_name = "NAME|FILE")]
    rule: Vec<String>,
    /// Load a rule from the text of its file
    #[arg(long, value_name = "TEXT")]
    rule_text: Vec<String>,
    /// Also take the parameters that the rules suggest; --set comes after them
    #[arg(long)]
    suggested: bool,
    /// Set a parameter of a rule, as in oja.alpha=0.01, or switch it, as in oja=off; may be repeated
    #[arg(long, value_name = "NAME.KEY=VALUE", num_args = 1.., action = clap::ArgAction::Append)]
    set_rule: Vec<String>,
}

/// What a command line that says nothing about it means.
impl Default for Setup {
    fn default() -> Self {
        Self {
            preset: None,
            params: None,
            stimuli: None,
            seed: 1,
            set: Vec::new(),
            rule: Vec::new(),
            rule_text: Vec::new(),
            suggested: false,
            set_rule: Vec::new(),
        }
    }
}

impl Setup {
    /// Does it say anything?
    #[cfg(feature = "gui")]
    pub fn is_usual(&self) -> bool {
        let Self { preset, params, stimuli, seed, set, rule, rule_text, suggested: _, set_rule } = self;
        let no_rules = rule.is_empty() && rule_text.is_empty() && set_rule.is_empty();
        let usual = Self::default();
        preset.is_none()
            && params.is_none()
            && stimuli.is_none()
            && *seed == usual.seed
            && set.is_empty()
            && no_rules
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
        let files = self.rule.iter().map(|name| rule_files::find(name));
        let texts = self.rule_text.iter().map(|text| rule_files::read("--rule-text", text));
        for file in files.chain(texts) {
            let file = file.map_err(Failure::usage)?;
            if self.suggested {
                params = rule_files::suggested(&file, &params).map_err(Failure::usage)?;
            }
            params.rules = params.rules.with(file.into()).map_err(Failure::usage)?;
        }
        for setting in &self.set_rule {
            params.rules = rule_files::set(&params.rules, setting).map_err(Failure::Usage)?;
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
