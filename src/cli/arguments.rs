//! What can be typed, and how it becomes validated parameters.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::Failure;
use crate::io::output::Destination;
use crate::io::presets::{self, Preset};
use crate::model::{ParamId, Params};

/// A laboratory where a cortical neuron learns associations live.
///
/// Without a command the window opens; the commands run without one.
#[derive(Debug, Parser)]
#[command(name = "equipoise", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) action: Option<Action>,
    #[command(flatten)]
    pub(super) setup: Setup,
    #[command(flatten)]
    pub(super) window: WindowOptions,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Train one neuron without a window and report what it learned
    Run(RunOptions),
    /// Open the window, with a session if a file is given
    Open(Box<OpenOptions>),
    /// Write what is in a session file as CSV, NumPy arrays, parameters or a methods paragraph
    Export(super::export::ExportOptions),
    /// List the presets
    Presets,
    /// List every parameter with its range, default and meaning
    Params,
    /// Guided demonstrations: list, read or check them
    Scenario(super::scenario::ScenarioOptions),
    /// Write an animation of a neuron that learns
    #[cfg(feature = "gui")]
    Animate(super::animate::AnimateOptions),
    /// Write an animation of a neuron that learns (not in this build)
    #[cfg(not(feature = "gui"))]
    #[command(hide = true, disable_help_flag = true)]
    Animate(Elsewhere),
    /// Statistics of the balance of excitation and inhibition in your own recordings
    Analyse(super::analyse::AnalyseOptions),
    /// Virtual experiments: protocols of recordings from auditory cortex, applied to simulated cells
    Experiment(super::experiment::ExperimentOptions),
    /// Run the model's reference experiments and compare (about 20 s of computing)
    Verify(super::verify::VerifyOptions),
    /// Search for parameters that store more
    #[cfg(feature = "tune")]
    Tune(super::tune::TuneOptions),
    /// Search for parameters that store more (not in this build)
    #[cfg(not(feature = "tune"))]
    #[command(hide = true, disable_help_flag = true)]
    Tune(Elsewhere),
    /// What is theoretically possible
    #[command(subcommand)]
    Theory(super::theory::Theory),
    /// Measure how much is stored, and whether more could be
    #[command(subcommand)]
    Capacity(super::capacity::Capacity),
}

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

#[derive(Debug, Args)]
pub(super) struct OpenOptions {
    /// The session file; without one the window opens as it does without a command
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub window: WindowOptions,
}

#[derive(Debug, Args)]
pub(super) struct RunOptions {
    #[command(flatten)]
    pub setup: Setup,
    /// Epochs to train
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub epochs: u64,
    /// Further epochs of the same stimuli with both modulators off
    #[arg(long, value_name = "EPOCHS", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub then_unsupervised: Option<u64>,
    /// Presentations to run instead of epochs, as copied commands do; without --preset they begin from `retained`
    #[arg(long, conflicts_with_all = ["epochs", "then_unsupervised", "csv"], value_parser = clap::value_parser!(u64).range(0..=1_000_000_000_000))]
    pub presentations: Option<u64>,
    /// Something done on the way, as in 12430:rho_A=0.3 or 0:compare=rule_N=off; may be repeated
    #[arg(long, value_name = "PRESENTATION:ACTION", requires = "presentations", action = clap::ArgAction::Append)]
    pub at: Vec<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
    /// Write the measures after every epoch to this file (- is standard output)
    #[arg(long, value_name = "FILE")]
    pub csv: Option<Destination>,
}

#[derive(Debug, Args)]
pub(super) struct WindowOptions {
    /// Theme [default: the system's]
    #[arg(long)]
    pub theme: Option<ThemeName>,
    /// Size of the window in points, as in 1280x800
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<[f32; 2]>,
    /// Begin with this demonstration: a name, or the path of a scenario file
    #[arg(long, value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// Open with the views of this workspace
    #[arg(long, value_enum)]
    pub workspace: Option<Workspace>,
    /// Open in presentation mode with one view or two, as in traces,plane
    #[arg(long, value_name = "VIEW,VIEW", value_delimiter = ',', num_args = 1..=2)]
    pub present: Option<Vec<String>>,
    /// Open with a neuron that runs, without the first steps
    #[arg(long)]
    pub running: bool,
    /// Pin this stimulus from the start
    #[arg(long, value_name = "STIMULUS")]
    pub pin: Option<usize>,
    /// Type paths instead of choosing them in the system's file dialog
    #[arg(long)]
    pub typed_paths: bool,
    /// Run, write a picture of the window to this file and quit
    #[arg(long, value_name = "FILE.png", value_parser = png)]
    pub screenshot: Option<PathBuf>,
    /// Epochs to run before the picture
    #[arg(long, default_value_t = 400, requires = "screenshot")]
    pub screenshot_epochs: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ThemeName {
    Light,
    Dark,
}

#[cfg(feature = "gui")]
impl From<ThemeName> for egui::Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
        }
    }
}

/// Smallest width and height of a window, below which it is of no use, and largest.
const WINDOW: [[f32; 2]; 2] = [[640.0, 420.0], [16384.0, 16384.0]];

fn size(text: &str) -> Result<[f32; 2], String> {
    size_within(text, WINDOW)
}

/// A width and a height, neither below the first nor above the last.
pub(super) fn size_within(text: &str, [low, high]: [[f32; 2]; 2]) -> Result<[f32; 2], String> {
    let side = |text: &str, at: usize| text.parse().ok().filter(|side| (low[at]..=high[at]).contains(side));
    let size = text.split_once('x').and_then(|(width, height)| Some([side(width, 0)?, side(height, 1)?]));
    size.ok_or_else(|| format!("give WIDTHxHEIGHT, from {}x{} to {}x{}", low[0], low[1], high[0], high[1]))
}

fn png(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let fit = crate::io::ending::one_of(&path, "a picture of the window", &["png"]);
    fit.map(|_| path).map_err(|unfit| unfit.to_string())
}

/// Arguments of a command that this build does not have.
#[cfg(not(all(feature = "tune", feature = "gui")))]
#[derive(Debug, Args)]
pub(super) struct Elsewhere {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<String>,
}

/// A workspace that is always there, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Workspace {
    /// What the neuron does and has learned
    Learn,
    /// Why a stimulus is right or wrong
    Explain,
    /// How much it can learn
    Limits,
    /// Experiments and recordings
    Data,
}
