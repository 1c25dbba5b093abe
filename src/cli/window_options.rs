//! What the window can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct OpenOptions {
    /// The session file; without one the window opens as it does without a command
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub window: WindowOptions,
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

/// A workspace that is always there, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Workspace {
    /// What the neuron does and has learned
    Learn,
    /// Why a stimulus is right or wrong
    Explain,
    /// How much it can learn
    Limits,
    /// Experiments and recordings
    Data,
    /// Rules as equations
    Rules,
    /// Where it works: a neuron at every point of a plane
    Atlas,
    /// Small networks that learn by other rules
    Circuits,
}
