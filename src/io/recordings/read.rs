//! Reading a file of recordings.

use std::path::Path;

use super::columns::Columns;
use super::error::RecordingsError;
use super::mapping::{Mapping, Part};
use super::table::{LARGEST_FILE, Table, bytes};
use super::text::{Words, name, number, shown, truth};
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
    table.rows(|_, record| {
        let text = |field: &[u8]| shown(&String::from_utf8_lossy(field));
        first_rows.push(record.iter().map(text).collect());
        Ok(first_rows.len() < FIRST_ROWS)
    })?;
    Ok(Peek { headings: table.headings, first_rows })
}

/// Reads a file whose columns are as `mapping` says.
///
/// # Errors
/// [`RecordingsError`], with line, column and value where a value is wrong.
pub fn read(path: &Path, mapping: &Mapping) -> Result<Recordings, RecordingsError> {
    let table = Table::parse(bytes(path, LARGEST_FILE)?)?;
    let columns = Columns::new(&table, mapping)?;
    let words = Words::new(&mapping.pre, &mapping.post).map_err(RecordingsError::Words)?;
    let paired_stimulus = mapping.paired_stimulus.as_deref().map(str::trim);
    let mut units = RowUnits::new(&columns)?;
    let mut gathering = Gathering::default();
    let mut seen = paired_stimulus.is_none();
    table.rows(|line, record| {
        let field = |part| columns.field(part, line, record);
        let cell = field(Part::Cell)?.read(name)?;
        let stimulus = field(Part::Stimulus)?.read(name)?;
        let phase = field(Part::Condition)?.read(|text| words.phase(text))?;
        let unit = match columns.of(Part::Units) {
            Some(_) => Some(field(Part::Units)?.read(|text| units.of_row(text))?),
            None => None,
        };
        let current = |part, heading: Option<Unit>| -> Result<f64, RecordingsError> {
            let field = field(part)?;
            let value = field.read(|text| number(text, table.delimiter != b','))?;
            let unit = unit.or(heading).unwrap_or(Unit::NONE);
            Ok(unit.convert(value, units.common()).unwrap_or(value))
        };
        let i_e = current(Part::Excitation, units.headings[0])?;
        let i_i = current(Part::Inhibition, units.headings[1])?;
        let marked = match columns.of(Part::Paired) {
            Some(_) => field(Part::Paired)?.read(truth)?,
            None => false,
        };
        let named = paired_stimulus == Some(stimulus);
        seen |= named;
        gathering.add(cell, stimulus, phase, Currents { i_e, i_i }, marked || named)?;
        Ok(true)
    })?;
    if let (false, Some(stimulus)) = (seen, paired_stimulus) {
        return Err(RecordingsError::NoPairedStimulus(shown(stimulus)));
    }
    if units.converted {
        let symbol = units.common().symbol();
        gathering.remark(format!("Values in other units were converted to {symbol}."));
    }
    Ok(gathering.finish(units.common())?)
}
