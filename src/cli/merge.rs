//! `equipoise merge`: the parts of a computation become what one run would have given.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::Value as Json;
use tempfile::NamedTempFile;

use super::Failure;
use super::computing::Shard;
use crate::io::checkpoint::LARGEST_FILE;
use crate::io::input;
use crate::io::naming::shown;

#[derive(Debug, Args)]
pub(super) struct MergeOptions {
    /// The checkpoints of all parts
    #[arg(value_name = "PART", required = true)]
    parts: Vec<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write what one run would have written to its CSV file (- is standard output)
    #[arg(long, value_name = "FILE")]
    csv: Option<OsString>,
    /// Write what one run would have written as NumPy arrays
    #[arg(long, value_name = "FILE.npz")]
    npz: Option<OsString>,
}

/// First line of a part.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Heading {
    part: Shard,
    points: usize,
    command: Vec<String>,
    identity: Json,
}

/// The command of the parts, and what they hold, as its checkpoint.
pub(super) struct Merged {
    /// Its arguments, as they were given.
    pub command: Vec<String>,
    /// All arguments that make it write what one run would have written; it computes nothing.
    pub arguments: Vec<OsString>,
    /// The checkpoint, which is there as long as this is.
    _checkpoint: NamedTempFile,
}

pub(super) fn merge(options: &MergeOptions) -> Result<Merged, Failure> {
    let mut first: Option<(&Path, Heading)> = None;
    let mut there = BTreeSet::new();
    let mut lines = Vec::new();
    for path in &options.parts {
        let bytes = input::bytes(path, LARGEST_FILE).map_err(Failure::usage)?;
        let mut of_part = bytes.split_inclusive(|&byte| byte == b'\n');
        let heading = of_part.next().and_then(|line| serde_json::from_slice::<Heading>(line).ok());
        let heading = heading.ok_or_else(|| {
            Failure::Usage(format!("{} is no part of a computation: give what --shard kept", shown(path)))
        })?;
        let (first_path, first) = first.get_or_insert_with(|| (path, heading.clone()));
        let fits = Heading { part: Shard { part: first.part.part, ..heading.part }, ..heading.clone() };
        if fits != *first {
            return Err(Failure::Usage(format!(
                "{} and {} are parts of different computations",
                shown(first_path),
                shown(path)
            )));
        }
        if !there.insert(heading.part.part) {
            return Err(Failure::Usage(format!(
                "part {} is there twice: {}",
                heading.part.part,
                shown(path)
            )));
        }
        lines.extend(of_part.filter(|line| line.ends_with(b"\n")).flat_map(<[u8]>::to_vec));
    }
    let Some((_, heading)) = first else { return Err(Failure::Usage("give at least one part".to_owned())) };
    let missing: Vec<String> =
        (1..=heading.part.of).filter(|part| !there.contains(part)).map(|part| part.to_string()).collect();
    if !missing.is_empty() {
        return Err(Failure::Usage(format!(
            "of {} parts these are missing: {}",
            heading.part.of,
            missing.join(", ")
        )));
    }
    complete(options, heading, &lines)
}

fn complete(options: &MergeOptions, heading: Heading, lines: &[u8]) -> Result<Merged, Failure> {
    let failed = |error: std::io::Error| Failure::Failed(format!("a temporary file: {error}"));
    let mut file = NamedTempFile::new().map_err(failed)?;
    writeln!(file, "{}", heading.identity).and_then(|()| file.write_all(lines)).map_err(failed)?;
    file.flush().map_err(failed)?;
    let mut words: Vec<OsString> = vec!["equipoise".into()];
    words.extend(heading.command.iter().map(Into::into));
    words.extend(["--complete".into(), "--checkpoint".into(), file.path().into()]);
    words.extend(options.json.then(|| "--json".into()));
    for (name, value) in [("--csv", &options.csv), ("--npz", &options.npz)] {
        words.extend(value.iter().flat_map(|value| [name.into(), value.clone()]));
    }
    Ok(Merged { command: heading.command, arguments: words, _checkpoint: file })
}
