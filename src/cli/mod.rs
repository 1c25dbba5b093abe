//! The command line: arguments in, window or headless command out.

mod analyse;
#[cfg(feature = "gui")]
mod animate;
mod arguments;
mod atlas;
mod capacity;
mod circuit;
mod computing;
mod experiment;
mod export;
mod list;
mod merge;
mod neighbours;
mod output;
mod rules;
mod run;
mod scenario;
mod setup;
mod theory;
#[cfg(feature = "tune")]
mod tune;
mod verify;
mod window_options;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

pub use arguments::Arguments;
pub use setup::Setup;

use crate::io::naming::one_line;
use crate::io::output::WriteError;
use crate::model::ModelError;
use arguments::Action;
use window_options::OpenOptions;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// What was asked for is wrong: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// It went wrong on the way: exit code 1.
    #[error("{0}")]
    Failed(String),
    /// The reader closed the pipe: exit 0 silently.
    #[error("")]
    Unread,
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::usage(error)
    }
}

impl Failure {
    fn usage(error: impl std::fmt::Display) -> Self {
        Self::Usage(error.to_string())
    }

    fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    fn write(error: WriteError) -> Self {
        if error.unread() { Self::Unread } else { Self::failed(error) }
    }
}

/// Runs the program. Bad input ends with exit code 2 and one line on standard error.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) if !error.use_stderr() => {
            // Help and version go to standard output.
            return match error.print() {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
                Err(error) => complain(&Failure::failed(format!("cannot write to standard output: {error}"))),
            };
        }
        Err(error) => return complain(&Failure::Usage(first_line(&error.to_string()))),
    };
    match act(parsed) {
        Ok(code) => code,
        Err(failure) => complain(&failure),
    }
}

fn act(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.action {
        None => open_window(arguments.setup, arguments.window, None),
        Some(Action::Open(options)) => {
            let OpenOptions { file, window } = *options;
            open_window(Setup::default(), window, file)
        }
        Some(Action::Export(options)) => export::export(&options),
        Some(Action::Run(options)) => run::run(&options),
        Some(Action::Presets) => list::presets(),
        Some(Action::Params) => list::params(),
        Some(Action::Scenario(options)) => scenario::scenario(&options),
        #[cfg(feature = "gui")]
        Some(Action::Animate(options)) => animate::animate(&options),
        #[cfg(not(feature = "gui"))]
        Some(Action::Animate(_)) => {
            Err(Failure::Usage("this build draws nothing: build it with `--features gui`".to_owned()))
        }
        Some(Action::Analyse(options)) => analyse::analyse(&options),
        Some(Action::Experiment(options)) => experiment::experiment(&options),
        Some(Action::Verify(options)) => verify::verify(&options),
        #[cfg(feature = "tune")]
        Some(Action::Tune(options)) => tune::tune(&options),
        #[cfg(not(feature = "tune"))]
        Some(Action::Tune(_)) => {
            Err(Failure::Usage("this build has no search: build it with `--features tune`".to_owned()))
        }
        Some(Action::Rules(command)) => rules::run(&command),
        Some(Action::Theory(command)) => theory::theory(&command),
        Some(Action::Capacity(command)) => capacity::run(&command),
        Some(Action::Atlas(options)) => atlas::atlas(&options),
        Some(Action::Circuit(options)) => circuit::circuit(&options),
        Some(Action::Merge(options)) => merged(merge::merge(&options)?),
    }
}

/// Runs the command whose parts were merged.
fn merged(merged: merge::Merged) -> Result<ExitCode, Failure> {
    let parsed = Arguments::try_parse_from(&merged.arguments)
        .map_err(|error| Failure::Usage(format!("merge: {}", first_line(&error.to_string()))))?;
    if !matches!(
        parsed.action,
        Some(Action::Atlas(_) | Action::Capacity(_) | Action::Rules(_) | Action::Verify(_))
    ) {
        return Err(Failure::Usage("merge: the parts name a command that has no parts".to_owned()));
    }
    output::merging(merged.command.clone());
    act(parsed)
}

fn complain(failure: &Failure) -> ExitCode {
    if matches!(failure, Failure::Unread) {
        return ExitCode::SUCCESS;
    }
    // Standard error may be closed as well; then nobody wants to know.
    let _ = writeln!(std::io::stderr(), "equipoise: {}", one_line(&failure.to_string()));
    match failure {
        Failure::Unread => ExitCode::SUCCESS,
        Failure::Usage(_) => ExitCode::from(2),
        Failure::Failed(_) => ExitCode::FAILURE,
    }
}

/// The first line of a parser's message, and its advice if there is any.
fn first_line(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let first = lines.first().copied().unwrap_or("bad arguments");
    let missing = lines.iter().skip(1).take_while(|line| line.starts_with(['<', '-']));
    let tip = lines.iter().find_map(|line| line.strip_prefix("tip: ")).map(|tip| format!(" ({tip})"));
    let missing: String = missing.map(|line| format!(" {line}")).collect();
    format!("{}{missing}{}", first.trim_start_matches("error: "), tip.unwrap_or_default())
}

#[cfg(feature = "gui")]
fn open_window(
    setup: Setup,
    window: window_options::WindowOptions,
    file: Option<std::path::PathBuf>,
) -> Result<ExitCode, Failure> {
    use crate::io::{recovery, session};
    // Read before the window opens, so that a file that cannot be used ends here.
    if file.is_some() && (window.pin.is_some() || window.scenario.is_some()) {
        return Err(Failure::Usage(
            "open: a session is shown as it is, without --pin or --scenario".to_owned(),
        ));
    }
    let open = |path: std::path::PathBuf| Ok((session::open(&path, session::Watcher::nobody())?, path));
    let session = file.map(open).transpose().map_err(|error: session::OpenError| Failure::usage(error))?;
    let preset = setup.preset_name().to_owned();
    let params = setup.params()?;
    let home = Some(setup.preset_params(&params)?);
    if let Some(unknown) =
        window.present.iter().flatten().find(|key| !crate::ui::views::keys().contains(&key.as_str()))
    {
        let views = crate::ui::views::keys().join(", ");
        return Err(Failure::Usage(format!("--present {unknown}: give one or two of {views}")));
    }
    let circuit = window.scenario.as_deref().and_then(crate::io::circuit_scenarios::find);
    let circuit = circuit.transpose().map_err(Failure::usage)?;
    let named = window.scenario.as_deref().filter(|_| circuit.is_none());
    let scenario = named.map(crate::io::scenarios::find).transpose();
    // A picture shows the program as it comes, whatever was set before.
    let settings = crate::io::settings::usual_path().filter(|_| window.screenshot.is_none());
    let unsaved = recovery::usual_folder().filter(|_| window.screenshot.is_none());
    let asked = window.running || window.present.is_some() || window.pin.is_some() || session.is_some();
    let welcome = setup.is_usual() && !asked && scenario.as_ref().is_ok_and(Option::is_none);
    let shown = window.present.iter().flatten().filter_map(|key| crate::ui::views::system_of(key));
    let shown: Vec<_> = shown.collect();
    if shown.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(Failure::Usage("--present: give two views of the neuron, or two of circuits".to_owned()));
    }
    let circuits = window.workspace == Some(window_options::Workspace::Circuits)
        || shown.first() == Some(&crate::ui::Shown::Circuits);
    let welcome = welcome && circuit.is_none() && !circuits;
    // A picture after some epochs is one of a neuron that runs.
    let welcome = welcome && (window.screenshot.is_none() || window.screenshot_epochs == 0);
    let opening = crate::ui::Opening {
        params,
        seed: setup.seed,
        preset,
        preset_values: home,
        theme: window.theme.map(Into::into),
        size: window.size,
        settings,
        unsaved,
        typed_paths: window.typed_paths,
        scenario: scenario.map_err(Failure::usage)?,
        circuit,
        welcome,
        present: window.present,
        circuits,
        workspace: window.workspace.filter(|_| !circuits).map(|workspace| workspace as usize),
        pin: window.pin,
        screenshot: window
            .screenshot
            .map(|path| crate::ui::ScreenshotRequest { path, after_epochs: window.screenshot_epochs }),
    };
    crate::ui::open(opening, session).map_err(Failure::failed)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(feature = "gui"))]
fn open_window(
    _setup: Setup,
    _window: window_options::WindowOptions,
    _file: Option<std::path::PathBuf>,
) -> Result<ExitCode, Failure> {
    Err(Failure::Usage("this build has no window; `equipoise --help` lists the commands it has".to_owned()))
}
