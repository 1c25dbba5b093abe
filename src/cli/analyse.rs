//! `equipoise analyse`: the balance of excitation and inhibition in one's own recordings.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde_json::{Value as Json, json};

use super::Failure;
use super::output::{progress_bar, say};
use crate::analysis::recordings::{
    Analysis, Estimate, FittedLine, Interval, Options, Permutation, SignFlip, analyse as analysis,
};
use crate::io::recordings::{Mapping, Part, Table, guess};

#[derive(Debug, Args)]
pub(super) struct AnalyseOptions {
    /// CSV file, a row for each measurement; columns are recognised by their headings, or named below
    file: PathBuf,
    /// Column of the cell's name
    #[arg(long, value_name = "COL")]
    cell: Option<String>,
    /// Column of the stimulus
    #[arg(long, value_name = "COL")]
    stimulus: Option<String>,
    /// Column that says pre or post
    #[arg(long, value_name = "COL")]
    condition: Option<String>,
    /// Column of the excitatory current i_E
    #[arg(long, value_name = "COL")]
    e: Option<String>,
    /// Column of the inhibitory current i_I
    #[arg(long, value_name = "COL")]
    i: Option<String>,
    /// Column of the units
    #[arg(long, value_name = "COL")]
    units: Option<String>,
    /// Column that says whether the stimulus was the paired one in this cell
    #[arg(long, value_name = "COL")]
    paired_column: Option<String>,
    /// The stimulus that was paired, if it is the same in all cells
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    paired_stimulus: Option<String>,
    /// Word for before pairing; several with commas between them
    #[arg(long, value_name = "WORD")]
    pre: Option<String>,
    /// Word for after pairing
    #[arg(long, value_name = "WORD")]
    post: Option<String>,
    /// Bootstrap resamples, and label swaps where they are too many to enumerate
    #[arg(long, default_value_t = Options::default().resamples, value_name = "N")]
    resamples: u32,
    /// Seed of resamples and swaps
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn analyse(options: &AnalyseOptions) -> Result<ExitCode, Failure> {
    let table = Table::open(&options.file).map_err(Failure::usage)?;
    let mapping = options.mapping(table.headings())?;
    let recordings = table.read(&mapping).map_err(Failure::usage)?;
    let progress = progress_bar(100);
    let resampling = Options { resamples: options.resamples, seed: options.seed };
    let at = |fraction: f32| progress.set_position((100.0 * fraction) as u64);
    let found = analysis(&recordings, resampling, &AtomicBool::new(false), &at).map_err(Failure::usage)?;
    progress.finish_and_clear();
    if options.json {
        say(format_args!("{:#}", options.to_json(&found)?))?
    } else {
        tell(&found)?
    }
    Ok(ExitCode::SUCCESS)
}

impl AnalyseOptions {
    /// The columns as named, and for the others as their headings say.
    fn mapping(&self, headings: &[String]) -> Result<Mapping, Failure> {
        let mut columns = guess(headings);
        let named = [
            (Part::Cell, &self.cell),
            (Part::Stimulus, &self.stimulus),
            (Part::Condition, &self.condition),
            (Part::Excitation, &self.e),
            (Part::Inhibition, &self.i),
            (Part::Units, &self.units),
            (Part::Paired, &self.paired_column),
        ];
        named.iter().filter_map(|(_, column)| column.as_deref()).for_each(|column| columns.forget(column));
        for (part, column) in named {
            if column.is_some() {
                columns.part(part).clone_from(column);
            }
        }
        let mut mapping = columns.complete(headings).map_err(Failure::usage)?;
        mapping.paired_stimulus.clone_from(&self.paired_stimulus);
        mapping.pre = self.pre.clone().unwrap_or(mapping.pre);
        mapping.post = self.post.clone().unwrap_or(mapping.post);
        Ok(mapping)
    }

    fn to_json(&self, found: &Analysis) -> Result<Json, Failure> {
        let mut result = json!({
            "program": "equipoise",
            "version": env!("CARGO_PKG_VERSION"),
            "file": self.file.file_name().map(|name| name.to_string_lossy().into_owned()),
        });
        let analysis = serde_json::to_value(found).map_err(Failure::failed)?;
        if let (Some(result), Json::Object(analysis)) = (result.as_object_mut(), analysis) {
            result.extend(analysis);
        }
        Ok(result)
    }
}

fn tell(found: &Analysis) -> Result<(), Failure> {
    let unit = found.unit.symbol();
    let shown = if unit.is_empty() { "no unit" } else { unit };
    say(format_args!(
        "{} cells, {} pairs, {shown}; sampled: {}; {} resamples, seed {}\n",
        found.cells,
        found.pairs,
        found.sampling.name(),
        found.resamples,
        found.seed
    ))?;
    for sentence in &found.assumed {
        say(format_args!("Read as: {sentence}"))?;
    }
    if !found.assumed.is_empty() {
        say("")?;
    }
    say("balance line i_I = a i_E + b, orthogonal regression [95 % bootstrap interval]")?;
    for (name, line) in [("pre", &found.lines.pre), ("post", &found.lines.post), ("both", &found.lines.both)]
    {
        say(format_args!("  {name:<6}{}", answer(line, fitted)))?;
    }
    say(format_args!("\npost is closer to the line of both ({})", of_unit("distance pre - post", unit)))?;
    say(format_args!("  {}", answer(&found.closer, sign_flip)))?;
    say("correlation of i_E and i_I rises (Fisher z post - pre, over cells)")?;
    say(format_args!("  {}", answer(&found.correlation, sign_flip)))?;
    say(format_args!(
        "i_E grows more at the paired stimulus ({}, over cells)",
        of_unit("paired - others", unit)
    ))?;
    match &found.potentiation.value {
        Some(potentiation) => {
            say(format_args!("  {}", sign_flip(&potentiation.absolute)))?;
            say(format_args!("  relative to pre: {}", answer(&potentiation.relative, sign_flip)))?;
        }
        None => say(format_args!("  {}", missing(&found.potentiation)))?,
    }
    say("change of i_I against the initial imbalance a i_E + b - i_I")?;
    say(format_args!(
        "  {}",
        answer(&found.inhibition, |change| format!(
            "slope {}{}, {} from coupling alone; r {}{}; {}",
            digits(change.slope),
            interval(&change.slope_interval),
            digits(change.null_mean_slope),
            answer(&change.r, |&r| digits(r)),
            interval(&change.r_interval),
            p_values(&change.test)
        ))
    ))?;
    cells(found)?;
    for remark in &found.remarks {
        say(format_args!("\nNote: {remark}"))?;
    }
    Ok(())
}

fn cells(found: &Analysis) -> Result<(), Failure> {
    let width = found.each_cell.iter().map(|cell| cell.name.chars().count()).max().unwrap_or(4).max(4);
    say(format_args!(
        "\n{:<width$} {:>7} {:>8} {:>8} {:>8} {:>9} {:>9}",
        "cell", "stimuli", "r pre", "r post", "change z", "a pre", "a post"
    ))?;
    for cell in &found.each_cell {
        let number = |value: Option<f64>| value.map_or("-".to_owned(), digits);
        say(format_args!(
            "{:<width$} {:>7} {:>8} {:>8} {:>8} {:>9} {:>9}",
            cell.name,
            cell.stimuli,
            number(cell.r_pre.value),
            number(cell.r_post.value),
            number(cell.z_change.value),
            number(cell.line_pre.value.map(|line| line.a)),
            number(cell.line_post.value.map(|line| line.a))
        ))?;
    }
    Ok(())
}

/// Four significant digits: currents may be in pA or in A.
fn digits(value: f64) -> String {
    let magnitude = value.abs().log10().floor();
    // The logarithm of 0 is below all of these.
    if (-3.0..6.0).contains(&magnitude) {
        format!("{value:.*}", (3.0 - magnitude).max(0.0) as usize)
    } else if value.abs() < 1e-300 {
        "0".to_owned()
    } else {
        format!("{value:.3e}")
    }
}

fn of_unit(what: &str, unit: &str) -> String {
    if unit.is_empty() { what.to_owned() } else { format!("{what}, {unit}") }
}

fn answer<T>(answer: &Estimate<T>, show: impl FnOnce(&T) -> String) -> String {
    answer.value.as_ref().map_or_else(|| missing(answer), show)
}

fn missing<T>(answer: &Estimate<T>) -> String {
    format!("none: {}", answer.reason.as_deref().unwrap_or_default())
}

fn interval(answer: &Estimate<Interval>) -> String {
    answer
        .value
        .map_or_else(|| " [no interval]".to_owned(), |i| format!(" [{}, {}]", digits(i.low), digits(i.high)))
}

fn fitted(line: &FittedLine) -> String {
    let (a, b) = (interval(&line.a_interval), interval(&line.b_interval));
    format!("a {:>9}{a:<22}  b {:>9}{b}", digits(line.line.a), digits(line.line.b))
}

fn sign_flip(found: &SignFlip) -> String {
    format!(
        "mean {}{} over {}, d_z {}; {}",
        digits(found.mean),
        interval(&found.interval),
        found.differences.len(),
        answer(&found.d_z, |&d_z| digits(d_z)),
        p_values(&found.test)
    )
}

fn p_values(test: &Permutation) -> String {
    let how = if test.exact { "exact" } else { "drawn" };
    format!(
        "p {:.5} one-sided, {:.5} two-sided ({how}, {} swaps)",
        test.p_greater, test.p_two_sided, test.permutations
    )
}
