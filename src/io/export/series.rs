//! All series as CSV files in a folder. Each begins with lines that start with `#` and say where it comes
//! from.

use std::path::Path;

use super::Provenance;
use crate::engine::Happening;
use crate::engine::{CurvePoint, Session, Snapshot};
use crate::io::output::{self, WriteError};
use crate::io::session::Watcher;
use crate::model::plasticity::Columns;
use crate::model::{Column, Measures, Population};

type Row = Vec<String>;

/// One file.
struct Table<'a> {
    name: &'static str,
    headings: Row,
    rows: Box<dyn Iterator<Item = Row> + 'a>,
}

/// Writes every series of `session` into `folder`, which is made if it is not there; gives their file names.
///
/// # Errors
/// [`WriteError`]; every file is the old one or the whole new one.
pub fn write(folder: &Path, session: &Session, watcher: Watcher<'_>) -> Result<Vec<String>, WriteError> {
    std::fs::create_dir_all(folder).map_err(|source| WriteError { path: folder.to_owned(), source })?;
    let snapshot = session.snapshot(0.0);
    let provenance = Provenance::of(session);
    let tables = tables(session, &snapshot);
    let count = tables.len();
    let mut names = Vec::new();
    for (at, table) in tables.into_iter().enumerate() {
        (watcher.progress)(at as f32 / count as f32);
        let name = format!("{}.csv", table.name);
        write_table(&folder.join(&name), table, &provenance, watcher)?;
        names.push(name);
    }
    Ok(names)
}

fn write_table(
    path: &Path,
    table: Table<'_>,
    provenance: &Provenance,
    watcher: Watcher<'_>,
) -> Result<(), WriteError> {
    output::write(path, |file| {
        for line in provenance.lines() {
            writeln!(file, "# {line}")?;
        }
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(&table.headings)?;
        for row in table.rows {
            watcher.check()?;
            writer.write_record(row)?;
        }
        writer.flush()
    })
}

fn tables<'a>(session: &'a Session, snapshot: &'a Snapshot) -> Vec<Table<'a>> {
    let mut tables = vec![
        curve("curve", &snapshot.curve),
        presentations(snapshot),
        stimuli(snapshot),
        synapses(session),
        events(snapshot),
        drift(snapshot),
    ];
    if let Some(variant) = &snapshot.variant {
        tables.push(curve("curve-of-B", &variant.curve));
    }
    tables.extend(pinned(snapshot));
    tables.extend(pinned_synapse(snapshot));
    tables
}

fn words(words: &[&str]) -> Row {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn numbers(values: impl IntoIterator<Item = f64>) -> impl Iterator<Item = String> {
    values.into_iter().map(|value| value.to_string())
}

fn optional(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn by_rule<'a>(columns: &'a Columns, what: &'a str) -> impl Iterator<Item = String> + 'a {
    columns.iter().map(move |rule| format!("{what}_{}", rule.key()))
}

fn curve<'a>(name: &'static str, points: &'a [CurvePoint]) -> Table<'a> {
    let headings = words(&[
        "epoch",
        "hit_rate",
        "correct_rejection",
        "balanced_accuracy",
        "fraction_correct",
        "mean_margin",
        "ei_correlation",
        "dimension",
        "load",
        "learned_load",
        "change_dimension",
    ]);
    let row = |point: &CurvePoint| {
        let Measures { hit_rate, correct_rejection, balanced_accuracy, fraction_correct, .. } =
            point.measures;
        let Measures { mean_margin, ei_correlation, dimension, load, learned_load, .. } = point.measures;
        let measures = [hit_rate, correct_rejection, balanced_accuracy, fraction_correct, mean_margin];
        let more = [ei_correlation, dimension, load, learned_load];
        [point.epoch.to_string()]
            .into_iter()
            .chain(numbers(measures))
            .chain(numbers(more))
            .chain([optional(point.change_dimension)])
            .collect()
    };
    Table { name, headings, rows: Box::new(points.iter().map(row)) }
}

fn presentations(snapshot: &Snapshot) -> Table<'_> {
    let fixed = ["presentation", "stimulus", "target", "i_E", "i_I", "h", "M_A", "M_N", "y", "ybar"];
    let headings = words(&fixed).into_iter().chain(by_rule(&snapshot.columns, "dh")).collect();
    let rows = snapshot.recent.iter().zip(&snapshot.changes).map(|(now, changes)| {
        let mut row = vec![now.index.to_string(), now.stimulus.to_string()];
        row.push(u8::from(now.target).to_string());
        row.extend(numbers([now.i_e, now.i_i, now.drive]));
        row.extend([optional(now.release.ach), optional(now.release.na)]);
        row.extend(numbers([now.y(), now.ybar]));
        row.extend(numbers(changes.of(snapshot.columns.len())));
        row
    });
    Table { name: "presentations", headings, rows: Box::new(rows) }
}

fn stimuli(snapshot: &Snapshot) -> Table<'_> {
    let fixed = ["stimulus", "target", "i_E", "i_I", "h", "response", "shown", "wrong", "flips"];
    let recall = &snapshot.recall;
    let rows = (0..recall.len()).map(|mu| {
        let mut row = vec![mu.to_string(), u8::from(recall.targets[mu]).to_string()];
        row.extend(numbers([recall.i_e[mu], recall.i_i[mu], recall.drive(mu)]));
        row.push(u8::from(recall.drive(mu) > 0.0).to_string());
        let tally = snapshot.tallies.get(mu).copied().unwrap_or_default();
        row.extend([tally.shown, tally.wrong, tally.flips].map(|count| count.to_string()));
        row
    });
    Table { name: "stimuli", headings: words(&fixed), rows: Box::new(rows) }
}

fn ledger_headings(columns: &Columns) -> impl Iterator<Item = String> + '_ {
    by_rule(columns, "dw")
        .chain([Column::Turnover, Column::Bounds].map(|column| format!("dw_{}", column.name(columns))))
}

fn synapses(session: &Session) -> Table<'_> {
    let fixed = words(&["population", "synapse", "w_start", "w"]);
    let simulation = session.simulation();
    let headings = fixed.into_iter().chain(ledger_headings(simulation.columns())).collect();
    let of = move |(population, letter): (Population, &'static str)| {
        let weights = simulation.weights(population);
        let table = simulation.ledger().table(weights, simulation.stimuli());
        (0..weights.len()).map(move |j| {
            let mut row = vec![letter.to_owned(), j.to_string()];
            row.extend(numbers([weights.start(j), weights.get(j)]));
            row.extend(numbers(table.row(j).to_vec()));
            row
        })
    };
    let both = [(Population::Excitatory, "E"), (Population::Inhibitory, "I")];
    Table { name: "synapses", headings, rows: Box::new(both.into_iter().flat_map(of)) }
}

fn events(snapshot: &Snapshot) -> Table<'_> {
    let rows = snapshot.marks.iter().map(|mark| {
        let counts = [mark.made, mark.presentation].map(|count| count.to_string());
        counts.into_iter().chain([mark.epoch.to_string(), mark.event.text()]).collect()
    });
    let headings = words(&["presentation_of_session", "presentation_of_run", "epoch", "event"]);
    Table { name: "events", headings, rows: Box::new(rows) }
}

fn drift(snapshot: &Snapshot) -> Table<'_> {
    let headings =
        words(&["target", "h"]).into_iter().chain(by_rule(&snapshot.columns, "dh")).chain(["dh".to_owned()]);
    let rows = snapshot.drift.iter().map(|sample| {
        let mut row = vec![u8::from(sample.target).to_string(), sample.drive.to_string()];
        row.extend(
            sample.rules.of(snapshot.columns.len()).chain([sample.total]).map(|change| change.to_string()),
        );
        row
    });
    Table { name: "drift", headings: headings.collect(), rows: Box::new(rows) }
}

fn pinned(snapshot: &Snapshot) -> Option<Table<'_>> {
    let pinned = snapshot.pinned.as_ref()?;
    let headings = words(&["stimulus", "presentation", "i_E", "i_I", "h"])
        .into_iter()
        .chain(by_rule(&snapshot.columns, "own"))
        .chain(by_rule(&snapshot.columns, "others"))
        .chain(words(&["threshold", "bounds_and_turnover"]));
    let rows = pinned.moments.iter().map(|moment| {
        let mut row = vec![pinned.stimulus.to_string(), moment.index.to_string()];
        row.extend(numbers([moment.i_e, moment.i_i, moment.drive]));
        let rules = snapshot.columns.len();
        row.extend(numbers(moment.own.of(rules).chain(moment.others.of(rules))));
        row.extend(numbers([moment.threshold, moment.rest]));
        row
    });
    Some(Table { name: "pinned-stimulus", headings: headings.collect(), rows: Box::new(rows) })
}

fn pinned_synapse(snapshot: &Snapshot) -> Option<Table<'_>> {
    let synapse = snapshot.synapse.as_ref()?;
    let letter = if synapse.now.population == Population::Excitatory { "E" } else { "I" };
    let headings =
        words(&["population", "synapse", "epoch", "w"]).into_iter().chain(ledger_headings(&snapshot.columns));
    let rows = synapse.points.iter().map(move |point| {
        let mut row = vec![letter.to_owned(), synapse.now.synapse.to_string(), point.epoch.to_string()];
        row.push(point.weight.to_string());
        row.extend(numbers(Column::all(snapshot.columns.len()).map(|column| point.ledger.get(column))));
        row
    });
    Some(Table { name: "pinned-synapse", headings: headings.collect(), rows: Box::new(rows) })
}
