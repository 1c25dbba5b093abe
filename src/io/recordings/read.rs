//! Reading a file of recordings.

use std::path::Path;

use csv::ByteRecord;

use super::columns::Columns;
use super::error::RecordingsError;
use super::mapping::{Mapping, Part};
use super::table::{LARGEST_FILE, Place, Table, bytes};
use super::text::{Words, in_range, name, number, shown, truth};
use super::units::RowUnits;
use crate::analysis::recordings::{Currents, Gathering, Recordings, Unit};

/// Of a file only this much is looked at in a peek.
const PEEKED: u64 = 1 << 20;

/// Rows in a peek.
const FIRST_ROWS: usize = 5;

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Column headings.
    pub headings: Vec<String>,
    /// The first rows, at most 5, as text for display.
    pub first_rows: Vec<Vec<String>>,
}

/// Looks at the headings and first rows of a file.
///
/// # Errors
/// [`RecordingsError`] if it cannot be read or has no headings; the rows are not checked.
pub fn peek(path: &Path) -> Result<Peek, RecordingsError> {
    let table = Table::parse(bytes(path, PEEKED)?)?;
    let mut first_rows = Vec::new();
    // A dialog shows what is there; what is wrong with it is said when it is read.
    let _ = table.rows(|_, record| {
        let text = |field: &[u8]| shown(&String::from_utf8_lossy(field));
        first_rows.push(record.iter().map(text).collect());
        Ok(first_rows.len() < FIRST_ROWS)
    });
    Ok(Peek { headings: table.headings, first_rows })
}

/// Reads a file whose columns are as `mapping` says.
///
/// # Errors
/// [`RecordingsError`], with line, column and value where a value is wrong.
pub fn read(path: &Path, mapping: &Mapping) -> Result<Recordings, RecordingsError> {
    let table = Table::parse(bytes(path, LARGEST_FILE)?)?;
    let mut reader = Reader::new(&table, mapping)?;
    table.rows(|at, record| reader.row(at, record).map(|()| true))?;
    reader.finish()
}

/// Rows becoming measurements.
struct Reader<'a> {
    columns: Columns<'a>,
    words: Words,
    units: RowUnits,
    decimal_comma: bool,
    paired_stimulus: Option<&'a str>,
    /// The paired stimulus has occurred.
    seen: bool,
    gathering: Gathering,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table, mapping: &'a Mapping) -> Result<Self, RecordingsError> {
        let columns = Columns::new(table, mapping)?;
        Ok(Self {
            words: Words::new(&mapping.pre, &mapping.post).map_err(RecordingsError::Words)?,
            units: RowUnits::new(&columns)?,
            columns,
            decimal_comma: table.delimiter != b',',
            paired_stimulus: mapping.paired_stimulus.as_deref().map(str::trim),
            seen: false,
            gathering: Gathering::default(),
        })
    }

    fn row(&mut self, at: Place, record: &ByteRecord) -> Result<(), RecordingsError> {
        let field = |part| self.columns.field(part, at, record);
        let cell = field(Part::Cell)?.read(name)?;
        let stimulus = field(Part::Stimulus)?.read(name)?;
        let phase = field(Part::Condition)?.read(|text| self.words.phase(text))?;
        let units = match self.columns.of(Part::Units) {
            Some(_) => [field(Part::Units)?.read(|text| self.units.of_row(text))?; 2],
            None => self.units.of_headings(),
        };
        let current = |part, unit: Unit| {
            field(part)?.read(|text| {
                let value = number(text, self.decimal_comma)?;
                in_range(unit.convert(value, self.units.common()).unwrap_or(value))
            })
        };
        let currents =
            Currents { i_e: current(Part::Excitation, units[0])?, i_i: current(Part::Inhibition, units[1])? };
        let marked = match self.columns.of(Part::Paired) {
            Some(_) => field(Part::Paired)?.read(truth)?,
            None => false,
        };
        let named = self.paired_stimulus == Some(stimulus);
        self.seen |= named;
        Ok(self.gathering.add(cell, stimulus, phase, currents, marked || named)?)
    }

    fn finish(mut self) -> Result<Recordings, RecordingsError> {
        if let (false, Some(stimulus)) = (self.seen, self.paired_stimulus) {
            return Err(RecordingsError::NoPairedStimulus(shown(stimulus)));
        }
        if self.units.converted {
            let symbol = self.units.common().symbol();
            self.gathering.remark(format!("Values in other units were converted to {symbol}."));
        }
        Ok(self.gathering.finish(self.units.common())?)
    }
}
