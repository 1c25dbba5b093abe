//! Standard output, whose reader may go away at any time, and the beginning of files.

use std::io::{ErrorKind, Write};

use super::Failure;
use crate::io::export::{Provenance, provenance};
use crate::model::Params;

/// Prints a line (or several).
///
/// # Errors
/// [`Failure::Unread`] if nobody reads any more, which is no failure to complain about.
pub fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::failed(format!("cannot write to standard output: {error}")),
    })
}

/// Arguments that do not change what is computed, and whether a value follows.
const INCIDENTAL: [(&str, bool); 5] =
    [("--csv", true), ("--checkpoint", true), ("--log", true), ("--save", true), ("--json", false)];

/// The command that this program was started with, as far as it matters for the result.
fn command() -> String {
    let mut words = vec!["equipoise".to_owned()];
    let mut arguments = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = arguments.next() {
        let incidental = INCIDENTAL.iter().find(|(name, _)| word.split('=').next() == Some(*name));
        match incidental {
            Some((_, true)) if !word.contains('=') => drop(arguments.next()),
            Some(_) => {}
            None if word.contains(char::is_whitespace) => words.push(format!("'{word}'")),
            None => words.push(word),
        }
    }
    words.join(" ")
}

/// Begins a CSV file: lines that start with `#` say which version, seeds, parameters and command it comes from.
///
/// # Errors
/// What the writer says.
pub fn begin_csv(out: &mut dyn Write, params: &Params, seeds: &str) -> std::io::Result<()> {
    writeln!(out, "# {}: simulated, not recorded", Provenance::program())?;
    writeln!(out, "# seed {seeds}")?;
    writeln!(out, "# parameters: {}", provenance::parameters(params))?;
    writeln!(out, "# written by: {}", command())
}
