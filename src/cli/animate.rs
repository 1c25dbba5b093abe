//! `equipoise animate`: a neuron that learns, as GIF file or folder of pictures.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::output::{progress_bar, say};
use super::setup::Setup;
use super::window_options::{ThemeName, size_within};
use crate::engine::Session;
use crate::ui::export::learning::{self, Plan};

/// Smallest and largest animation, in pixels: one that can be read, and one that can be computed.
const SIZES: [[f32; 2]; 2] = [[320.0, 200.0], [4096.0, 4096.0]];

fn pixels(text: &str) -> Result<[f32; 2], String> {
    size_within(text, SIZES).map(|size| size.map(f32::round))
}

/// Parts of the work that progress is told in.
const PARTS: u64 = 100;

#[derive(Debug, Args)]
pub(super) struct AnimateOptions {
    /// File that ends in .gif, or folder for PNG files
    file: PathBuf,
    #[command(flatten)]
    setup: Setup,
    /// One view or two
    #[arg(long, value_name = "VIEW,VIEW", value_delimiter = ',', num_args = 1..=2, default_value = "neuron,capacity")]
    views: Vec<String>,
    /// Size in pixels
    #[arg(long, value_name = "WxH", value_parser = pixels, default_value = "960x400")]
    size: [f32; 2],
    /// Theme
    #[arg(long, default_value = "light")]
    theme: ThemeName,
}

/// The first presentations beat by beat, then faster and faster until balanced accuracy reaches 0.9.
pub(super) fn animate(options: &AnimateOptions) -> Result<ExitCode, Failure> {
    let params = options.setup.params()?;
    let session = Session::new(params, options.setup.seed).map_err(Failure::usage)?;
    let views = options.views.iter().map(String::as_str).collect();
    let plan = Plan { views, size: options.size, theme: options.theme.into() };
    let progress = progress_bar(PARTS);
    let told = |part: f32| progress.set_position((part * PARTS as f32) as u64);
    let made = learning::write(&options.file, session, &plan, told).map_err(|error| match error {
        learning::LearningError::Views(_) => Failure::usage(error),
        _ => Failure::failed(error),
    })?;
    progress.finish_and_clear();
    say(format_args!("{}: {made} presentations", options.file.display()))?;
    Ok(ExitCode::SUCCESS)
}
