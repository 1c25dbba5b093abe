//! `equipoise export`: what is in a session file, in other formats.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::Failure;
use super::output::{data_to, say};
use crate::engine::Session;
use crate::io::export::{Provenance, arrays, methods, parameters, series};
use crate::io::output::Destination;
use crate::io::session::{self, Watcher};

#[derive(Debug, Args)]
pub(super) struct ExportOptions {
    /// The session file
    file: PathBuf,
    /// Write every series as a CSV file into this folder
    #[arg(long, value_name = "FOLDER")]
    csv: Option<PathBuf>,
    /// Write weights, ledger, associations and histories for NumPy (- is standard output)
    #[arg(long, value_name = "FILE.npz")]
    npz: Option<Destination>,
    /// Write all parameters, as `run --params` takes them (- is standard output)
    #[arg(long, value_name = "FILE.toml")]
    params: Option<Destination>,
    /// Print a paragraph for the methods section of a paper
    #[arg(long)]
    methods: bool,
    /// Print what the session is: seed, parameters, the command that computes it again, fingerprint
    #[arg(long)]
    json: bool,
}

pub(super) fn export(options: &ExportOptions) -> Result<ExitCode, Failure> {
    data_to(&[options.npz.as_ref(), options.params.as_ref()])?;
    let mut bench = session::open(&options.file, Watcher::nobody()).map_err(Failure::usage)?.bench;
    while bench.seeking() {
        bench.seek(u64::MAX);
    }
    let shown = bench.shown();
    let provenance = Provenance::of(shown);
    let written = write_files(options, shown, &provenance);
    if options.methods {
        say(methods::paragraph(shown))?;
    }
    if options.json {
        let simulation = shown.simulation();
        let mut about = provenance.to_json();
        about["measures"] = json!(simulation.recall().measures(simulation.params()));
        say(format_args!("{about:#}"))?;
    } else if !options.methods {
        provenance.lines().iter().try_for_each(say)?;
    }
    written?;
    Ok(ExitCode::SUCCESS)
}

fn write_files(options: &ExportOptions, shown: &Session, provenance: &Provenance) -> Result<(), Failure> {
    if let Some(folder) = &options.csv {
        series::write(folder, shown, Watcher::nobody()).map_err(Failure::write)?;
    }
    if let Some(destination) = &options.npz {
        arrays::write(destination, shown, Watcher::nobody()).map_err(Failure::write)?;
    }
    if let Some(destination) = &options.params {
        parameters::write(destination, provenance).map_err(Failure::write)?;
    }
    Ok(())
}
