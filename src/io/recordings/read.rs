//! Reading a table of recordings.

use std::path::Path;

use super::columns::Columns;
use super::error::RecordingsError;
use super::left_out::{Lacking, LeftOut};
use super::mapping::{Guess, Mapping, guess};
use super::missing::{is_missing, is_missing_name};
use super::number::Numerals;
use super::part::Part;
use super::table::{Row, Table};
use super::text::{Words, name, shown, truth};
use super::units::{CURRENTS, RowUnits};
use crate::analysis::recordings::{Currents, DataError, Gathering, Recordings, Unit};

/// Rows in a peek.
const FIRST_ROWS: usize = 5;

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Column headings.
    pub headings: Vec<String>,
    /// What they seem to mean.
    pub columns: Guess,
    /// The first rows, at most 5, as text for display.
    pub first_rows: Vec<Vec<String>>,
    /// What was assumed about the text and the table in it, a sentence each.
    pub assumed: Vec<String>,
}

/// Looks at the headings and first rows of a file.
///
/// # Errors
/// [`RecordingsError`] if it cannot be read or has no headings; the rows are not checked.
pub fn peek(path: &Path) -> Result<Peek, RecordingsError> {
    Ok(Table::open(path)?.peek())
}

/// Reads a file whose columns are as `mapping` says.
///
/// # Errors
/// [`RecordingsError`], with line, column and value where a value is wrong.
pub fn read(path: &Path, mapping: &Mapping) -> Result<Recordings, RecordingsError> {
    Table::open(path)?.read(mapping)
}

impl Table {
    /// The headings and first rows.
    pub fn peek(&self) -> Peek {
        let columns = guess(self.headings());
        let place = |heading: &Option<String>| {
            self.headings().iter().position(|other| Some(other) == heading.as_ref())
        };
        let units = self.units_row([place(&columns.i_e), place(&columns.i_i)]).map(|(line, _)| line);
        let mut first_rows = Vec::new();
        // A dialog shows what is there; what is wrong with it is said when it is read.
        let _ = self.rows(|row| {
            if units != Some(row.line()) {
                first_rows.push(row.fields().take(self.headings().len()).map(shown).collect());
            }
            Ok(first_rows.len() < FIRST_ROWS)
        });
        Peek { headings: self.headings().to_vec(), columns, first_rows, assumed: self.assumed() }
    }

    /// The recordings, where the columns are as `mapping` says.
    ///
    /// # Errors
    /// [`RecordingsError`], with line, column and value where a value is wrong.
    pub fn read(&self, mapping: &Mapping) -> Result<Recordings, RecordingsError> {
        let mut reader = Reader::new(self, mapping)?;
        self.rows(|row| reader.row(row).map(|()| true))?;
        reader.finish(self)
    }
}

/// Rows becoming measurements.
struct Reader<'a> {
    columns: Columns<'a>,
    words: Words,
    units: RowUnits,
    /// Line of a row that has units in place of values.
    units_line: Option<u64>,
    /// The column of units is filled somewhere: then a blank is a missing unit.
    units_given: bool,
    numerals: Numerals,
    paired_stimulus: Option<&'a str>,
    /// The paired stimulus has occurred.
    seen: bool,
    left_out: LeftOut,
    taken: usize,
    gathering: Gathering,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table, mapping: &'a Mapping) -> Result<Self, RecordingsError> {
        let columns = Columns::new(table.headings(), mapping)?;
        let units_row = table.units_row(CURRENTS.map(|part| columns.of(part)));
        let units_line = units_row.map(|(line, _)| line);
        let (numerals, units_given) = survey(table, &columns, units_line)?;
        Ok(Self {
            words: Words::new(&mapping.pre, &mapping.post).map_err(RecordingsError::Words)?,
            units: RowUnits::new(&columns, units_row, numerals.unit)?,
            columns,
            units_line,
            units_given,
            numerals,
            paired_stimulus: mapping.paired_stimulus.as_deref().map(str::trim),
            seen: false,
            left_out: LeftOut::default(),
            taken: 0,
            gathering: Gathering::default(),
        })
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), RecordingsError> {
        row.check_quotes()?;
        if self.units_line.take_if(|line| *line == row.line()).is_some() {
            return Ok(());
        }
        if row.repeats_headings() {
            self.left_out.headings += 1;
            return Ok(());
        }
        let text = |part| self.columns.field(part, row).text();
        let mut lacking = Lacking::default();
        [Part::Cell, Part::Stimulus]
            .into_iter()
            .for_each(|part| lacking.add(part, is_missing_name(text(part))));
        // A footer, as of means: what else is in it need not be a measurement.
        if lacking.any() {
            self.left_out.add(lacking);
            return Ok(());
        }
        row.check_width()?;
        self.measurement(row, lacking)
    }

    /// A row with a cell and a stimulus: whatever is there must be right, also if something else is missing.
    fn measurement(&mut self, row: Row<'_>, mut lacking: Lacking) -> Result<(), RecordingsError> {
        let Self { columns, units, numerals, .. } = self;
        let field = |part| columns.field(part, row);
        let cell = field(Part::Cell).read(name)?;
        let stimulus = field(Part::Stimulus).read(name)?;
        let named = self.paired_stimulus == Some(stimulus);
        self.seen |= named;
        let phase = field(Part::Condition).read(|text| self.words.phase(text))?;
        lacking.add(Part::Condition, phase.is_none());
        let blank =
            columns.of(Part::Units).is_some() && self.units_given && no_unit(field(Part::Units).text());
        lacking.add(Part::Units, blank);
        let of_row = match columns.of(Part::Units) {
            Some(_) if self.units_given && !blank => field(Part::Units).read(|text| units.of_row(text))?,
            Some(_) => [Unit::NONE; 2],
            None => units.fixed(),
        };
        let mut values = [0.0; 2];
        for ((part, unit), value) in CURRENTS.into_iter().zip(of_row).zip(&mut values) {
            if is_missing(field(part).text()) {
                lacking.add(part, true);
                continue;
            }
            *value = field(part).read(|text| {
                let measured = numerals.read(text)?;
                if blank { Ok(measured.value) } else { units.convert(measured, unit) }
            })?;
        }
        let marked = match columns.of(Part::Paired) {
            Some(_) => field(Part::Paired).read(truth)?,
            None => false,
        };
        let Some(phase) = phase.filter(|_| !lacking.any()) else {
            self.left_out.add(lacking);
            return Ok(());
        };
        self.taken += 1;
        let [i_e, i_i] = values;
        Ok(self.gathering.add(cell, stimulus, phase, Currents { i_e, i_i }, marked || named)?)
    }

    fn finish(mut self, table: &Table) -> Result<Recordings, RecordingsError> {
        let left_out = self.left_out.told();
        if let (0, Some(told)) = (self.taken, &left_out) {
            return Err(RecordingsError::NothingLeft(told.clone()));
        }
        if let (false, Some(stimulus)) = (self.seen, self.paired_stimulus) {
            return Err(RecordingsError::NoPairedStimulus(shown(stimulus)));
        }
        if self.units.converted() {
            let symbol = self.units.common().symbol();
            self.gathering.remark(format!("Values in other units were converted to {symbol}."));
        }
        let repeated = match self.left_out.headings {
            0 => None,
            count => Some(format!("Headings that were repeated among the rows, left out: {count}.")),
        };
        let mut recordings = match (self.gathering.finish(self.units.common()), &left_out) {
            (Ok(recordings), _) => recordings,
            (Err(source @ DataError::TooFewPairs { .. }), Some(told)) => {
                return Err(RecordingsError::TooFewLeft { left_out: told.clone(), source });
            }
            (Err(error), _) => return Err(error.into()),
        };
        recordings.assumed = table.assumed();
        recordings.assumed.extend(self.numerals.assumed().map(str::to_owned));
        recordings.assumed.extend(self.units.assumed(self.columns.heading(Part::Units)));
        recordings.assumed.extend(left_out.map(|told| format!("{told}.")).into_iter().chain(repeated));
        Ok(recordings)
    }
}

/// Is the unit missing? `nA` is not, though `NA` is; a pure number can say so.
fn no_unit(text: &str) -> bool {
    is_missing(text) && (text.is_empty() || Unit::parse(text).is_none())
}

/// How the numbers of all measurements are written, and whether the column of units is filled anywhere.
fn survey(
    table: &Table,
    columns: &Columns<'_>,
    units_line: Option<u64>,
) -> Result<(Numerals, bool), RecordingsError> {
    let (mut numerals, mut units) = (Numerals::new(table.delimiter()), false);
    let mut first = true;
    table.rows(|row| {
        // Only the first row can be that of the units.
        let skipped = std::mem::take(&mut first) && units_line.is_some();
        let footer =
            [Part::Cell, Part::Stimulus].iter().any(|part| is_missing_name(columns.field(*part, row).text()));
        if !skipped && !footer {
            CURRENTS.iter().for_each(|part| numerals.see(columns.field(*part, row).text()));
            units |= columns.of(Part::Units).is_some() && !no_unit(columns.field(Part::Units, row).text());
        }
        Ok(true)
    })?;
    Ok((numerals, units))
}
