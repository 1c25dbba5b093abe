//! Standard output, whose reader may go away at any time, and the beginning of files.

use std::io::{ErrorKind, Write};
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::io::export::{Provenance, provenance};
use crate::io::output::{Destination, Output, WriteError};
use crate::io::words::quoted;
use crate::model::Params;

/// Data go to standard output, so that what is said to the person goes to standard error.
static DATA: OnceLock<()> = OnceLock::new();

/// Says where a command's data go, before anything is written.
///
/// # Errors
/// If more than one of them are to go to standard output.
pub fn data_to(destinations: &[Option<&Destination>]) -> Result<(), Failure> {
    let streams = destinations.iter().flatten().filter(|destination| ***destination == Destination::Stdout);
    match streams.count() {
        0 => Ok(()),
        1 => {
            // A command says it once.
            let _ = DATA.set(());
            Ok(())
        }
        _ => {
            Err(Failure::Usage("only one output can go to standard output: give the other a file".to_owned()))
        }
    }
}

/// Prints a line (or several), where no data go.
///
/// # Errors
/// [`Failure::Unread`] if nobody reads any more, which is no failure to complain about.
pub fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    if DATA.get().is_some() {
        // If nobody listens there either, the data still matter.
        let _ = writeln!(std::io::stderr(), "{text}");
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::failed(format!("cannot write to standard output: {error}")),
    })
}

/// A bar on a terminal, nothing elsewhere.
pub fn progress_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

/// Arguments that do not change what is computed, and whether a value follows.
const INCIDENTAL: [(&str, bool); 8] = [
    ("--csv", true),
    ("--npz", true),
    ("--checkpoint", true),
    ("--shard", true),
    ("--log", true),
    ("--save", true),
    ("--json", false),
    ("--complete", false),
];

/// The command whose parts are put together.
static MERGED: OnceLock<Vec<String>> = OnceLock::new();

/// Says that results are those of another command than the one that this program was started with.
pub fn merging(words: Vec<String>) {
    // A process merges once.
    let _ = MERGED.set(words);
}

/// The arguments that this program was started with, as far as they matter for the result.
pub fn command_words() -> Vec<String> {
    if let Some(words) = MERGED.get() {
        return words.clone();
    }
    let mut words = Vec::new();
    let mut arguments = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = arguments.next() {
        let incidental = INCIDENTAL.iter().find(|(name, _)| word.split('=').next() == Some(*name));
        match incidental {
            Some((_, true)) if !word.contains('=') => drop(arguments.next()),
            Some(_) => {}
            None => words.push(word),
        }
    }
    words
}

fn command() -> String {
    let words = command_words();
    std::iter::once("equipoise".to_owned())
        .chain(words.iter().map(|word| quoted(word)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Begins a CSV file: lines that start with `#` say which version, seeds, parameters and command it comes from.
///
/// # Errors
/// What the writer says.
fn begin_csv(out: &mut dyn Write, parameters: &str, seeds: &str) -> std::io::Result<()> {
    writeln!(out, "# {}: simulated, not recorded", Provenance::program())?;
    writeln!(out, "# seed {seeds}")?;
    writeln!(out, "# parameters: {parameters}")?;
    writeln!(out, "# written by: {}", command())
}

/// A table being written. It is begun before anything is computed, so that a place that cannot be written is known
/// at once; its first failure is told at the end, so that it costs no results.
#[derive(Debug)]
pub struct Table {
    destination: Destination,
    writer: csv::Writer<Output>,
    failure: Option<WriteError>,
}

impl Table {
    /// Begins one, if it is asked for.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn begin(
        destination: Option<&Destination>,
        params: &Params,
        seeds: &str,
    ) -> Result<Option<Self>, Failure> {
        Self::begin_with(destination, &provenance::parameters(params).to_string(), seeds)
    }

    /// The same of what has other parameters than the neuron's.
    ///
    /// # Errors
    /// As [`Table::begin`].
    pub fn begin_with(
        destination: Option<&Destination>,
        parameters: &str,
        seeds: &str,
    ) -> Result<Option<Self>, Failure> {
        let Some(destination) = destination.cloned() else { return Ok(None) };
        let mut output = Output::open(&destination).map_err(Failure::write)?;
        let begun = begin_csv(&mut output, parameters, seeds);
        let mut table = Self { destination, writer: csv::Writer::from_writer(output), failure: None };
        table.note(begun);
        Ok(Some(table))
    }

    fn note(&mut self, written: std::io::Result<()>) {
        if let Err(source) = written {
            let path = self.destination.path().to_owned();
            self.failure.get_or_insert(WriteError { path, source });
        }
    }

    /// Adds a row as it is.
    pub fn record(&mut self, row: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        if self.failure.is_none() {
            let written = self.writer.write_record(row).map_err(plain);
            self.note(written);
        }
    }

    /// Adds a row with the names of its fields.
    pub fn serialize(&mut self, row: impl serde::Serialize) {
        if self.failure.is_none() {
            let written = self.writer.serialize(row).map_err(plain);
            self.note(written);
        }
    }

    /// Did the reader of standard output close it, so that nobody wants the rest?
    pub fn unread(&self) -> bool {
        self.failure.as_ref().is_some_and(WriteError::unread)
    }

    /// Puts the table in its place.
    ///
    /// # Errors
    /// The first failure; what was there before is unchanged then.
    pub fn commit(self) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(Failure::write(failure));
        }
        let path = self.destination.path().to_owned();
        let output = self
            .writer
            .into_inner()
            .map_err(|error| Failure::write(WriteError { path, source: error.into_error() }))?;
        output.commit().map_err(Failure::write)
    }
}

/// What the system said, where it said something.
fn plain(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}
