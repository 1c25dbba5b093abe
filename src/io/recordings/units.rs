//! Units of a file: of one kind, given in a column, in the headings, in a row below them, or with the values.

use super::columns::Columns;
use super::error::RecordingsError;
use super::heading::Heading;
use super::number::{Measured, in_range};
use super::part::Part;
use super::text::shown;
use crate::analysis::recordings::Unit;

/// The two currents.
pub(super) const CURRENTS: [Part; 2] = [Part::Excitation, Part::Inhibition];

/// Where units come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// There are none.
    Nowhere,
    Column,
    Headings,
    /// The row in this line.
    Row(u64),
    /// Each value has its own.
    Values,
}

/// The units of a file, and that of all results.
pub(super) struct RowUnits {
    source: Source,
    /// Of i_E and i_I, where all rows have the same.
    fixed: [Unit; 2],
    /// What everything is converted to.
    common: Option<Unit>,
    converted: bool,
    /// Headings with something in brackets that is no unit known here.
    unknown: Vec<String>,
}

impl RowUnits {
    /// `row`: the units that a row below the headings gives. `of_values`: the first unit that is written with a value.
    pub fn new(
        columns: &Columns<'_>,
        row: Option<(u64, [Option<Unit>; 2])>,
        of_values: Option<Unit>,
    ) -> Result<Self, RecordingsError> {
        let mut found = Self {
            source: Source::Nowhere,
            fixed: [Unit::NONE; 2],
            common: None,
            converted: false,
            unknown: Vec::new(),
        };
        if columns.of(Part::Units).is_some() {
            found.source = Source::Column;
            return Ok(found);
        }
        let names = CURRENTS.map(|part| columns.heading(part));
        let headings = names.map(Heading::of);
        found.fixed =
            [0, 1].map(|k| row.and_then(|(_, units)| units[k]).or(headings[k].unit).unwrap_or(Unit::NONE));
        if let Some((line, units)) = row {
            for ((name, heading), below) in names.iter().zip(&headings).zip(units) {
                if let (Some(heading), Some(below)) = (heading.unit, below)
                    && heading != below
                {
                    let (heading, below) = (heading.symbol(), below.symbol());
                    return Err(RecordingsError::TwoUnits { column: shown(name), heading, line, below });
                }
            }
            found.source = Source::Row(line);
        } else if headings.iter().any(|heading| heading.unit.is_some()) {
            found.source = Source::Headings;
        } else if of_values.is_some() {
            found.source = Source::Values;
            return Ok(found);
        }
        let [of_e, of_i] = found.fixed;
        if of_e.quantity() != of_i.quantity() {
            let [i_e, i_i] = names.map(shown);
            let (unit_e, unit_i) = (name(of_e), name(of_i));
            return Err(RecordingsError::HeadingUnits { i_e, unit_e, i_i, unit_i });
        }
        let unknown =
            names.iter().zip(&headings).filter(|(_, heading)| heading.unknown && of_e == Unit::NONE);
        found.unknown = unknown.map(|(name, _)| format!("`{}`", shown(name))).collect();
        (found.common, found.converted) = (Some(of_e), of_e != of_i);
        Ok(found)
    }

    /// What everything is converted to.
    pub fn common(&self) -> Unit {
        self.common.unwrap_or(Unit::NONE)
    }

    /// Were there values in more units than one?
    pub fn converted(&self) -> bool {
        self.converted
    }

    /// The units of a row whose field of units is this.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_row(&mut self, text: &str) -> Result<[Unit; 2], String> {
        let unit = Unit::parse(text).or_else(|| Heading::only_unit(text));
        let unit = unit.ok_or_else(|| format!("is no unit known here: give {}", Unit::EXPECTED))?;
        self.join(unit)?;
        Ok([unit; 2])
    }

    /// Of i_E and i_I, where there is no column of units.
    pub fn fixed(&self) -> [Unit; 2] {
        self.fixed
    }

    /// A value in the common unit; one written with it goes before that of the column.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn convert(&mut self, measured: Measured, of_column: Unit) -> Result<f64, String> {
        let unit = match measured.unit {
            Some(unit) => unit,
            None if self.source == Source::Values => {
                return Err(
                    "has no unit, though other values have: give one for each, as in 12.3 pA".to_owned()
                );
            }
            None => of_column,
        };
        self.join(unit)?;
        in_range(unit.convert(measured.value, self.common()).unwrap_or(f64::NAN))
    }

    /// Does this unit go with the others?
    fn join(&mut self, unit: Unit) -> Result<(), String> {
        let first = *self.common.get_or_insert(unit);
        if unit.quantity() != first.quantity() {
            return Err(format!(
                "does not go with the unit of the others ({}): give units of one kind",
                name(first)
            ));
        }
        self.converted |= unit != first;
        Ok(())
    }

    /// What was assumed, in sentences.
    pub fn assumed(&self, column: &str) -> Vec<String> {
        let symbol = name(self.common());
        let from = match self.source {
            Source::Nowhere => String::new(),
            Source::Column if self.common() == Unit::NONE => String::new(),
            Source::Column => format!("Unit {symbol}, from column `{}`.", shown(column)),
            Source::Headings => format!("Unit {symbol}, from the headings."),
            Source::Row(line) => format!("Unit {symbol}, from line {line} below the headings."),
            Source::Values => format!("Unit {symbol}, as written with the values."),
        };
        let unknown = match self.unknown.join(" and ") {
            names if names.is_empty() => String::new(),
            names => format!("No unit known here in {names}: the values are taken as pure numbers."),
        };
        [from, unknown].into_iter().filter(|sentence| !sentence.is_empty()).collect()
    }
}

fn name(unit: Unit) -> &'static str {
    if unit == Unit::NONE { "none" } else { unit.symbol() }
}
