//! The commands.

#[cfg(not(all(feature = "tune", feature = "gui")))]
use clap::Args;
use clap::{Parser, Subcommand};

use super::run::RunOptions;
use super::setup::Setup;
use super::window_options::{OpenOptions, WindowOptions};

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
    /// Virtual experiments: protocols of recordings from auditory cortex, and miniatures of neighbouring papers
    Experiment(super::experiment::ExperimentOptions),
    /// Run the model's reference experiments, the rules and the miniatures, and compare (about a minute of computing)
    Verify(super::verify::VerifyOptions),
    /// Small circuits that learn by other rules, beside the exact gradient
    Circuit(super::circuit::CircuitOptions),
    /// Search for parameters that store more
    #[cfg(feature = "tune")]
    Tune(super::tune::TuneOptions),
    /// Search for parameters that store more (not in this build)
    #[cfg(not(feature = "tune"))]
    #[command(hide = true, disable_help_flag = true)]
    Tune(Elsewhere),
    /// Plasticity rules as equations: list, check, compare
    #[command(subcommand)]
    Rules(super::rules::RulesCommand),
    /// What is theoretically possible
    #[command(subcommand)]
    Theory(super::theory::Theory),
    /// Measure how much is stored, and whether more could be
    #[command(subcommand)]
    Capacity(super::capacity::Capacity),
    /// Train a neuron at every point of a plane of two parameters
    Atlas(Box<super::atlas::AtlasOptions>),
    /// Put the parts of a computation together (see --shard)
    Merge(super::merge::MergeOptions),
}

/// Arguments of a command that this build does not have.
#[cfg(not(all(feature = "tune", feature = "gui")))]
#[derive(Debug, Args)]
pub(super) struct Elsewhere {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<String>,
}
