//! Units of a file: of one kind, given in a column or in the headings.

use super::columns::Columns;
use super::error::RecordingsError;
use super::mapping::Part;
use super::text::shown;
use crate::analysis::recordings::Unit;

/// The units so far: of the headings, and of the first row.
pub(super) struct RowUnits {
    headings: [Unit; 2],
    first: Option<Unit>,
    pub converted: bool,
}

impl RowUnits {
    pub fn new(columns: &Columns) -> Result<Self, RecordingsError> {
        if columns.of(Part::Units).is_some() {
            return Ok(Self { headings: [Unit::NONE; 2], first: None, converted: false });
        }
        let [i_e, i_i] = [Part::Excitation, Part::Inhibition].map(|part| columns.heading(part));
        let headings = [i_e, i_i].map(|heading| in_brackets(heading).unwrap_or(Unit::NONE));
        let [of_e, of_i] = headings;
        if of_e.quantity() != of_i.quantity() {
            return Err(RecordingsError::HeadingUnits { i_e: shown(i_e), i_i: shown(i_i) });
        }
        Ok(Self { headings, first: Some(of_e), converted: of_e != of_i })
    }

    /// What everything is converted to.
    pub fn common(&self) -> Unit {
        self.first.unwrap_or(Unit::NONE)
    }

    /// Of i_E and i_I, where there is no column of units.
    pub fn of_headings(&self) -> [Unit; 2] {
        self.headings
    }

    pub fn of_row(&mut self, text: &str) -> Result<Unit, String> {
        let unit =
            Unit::parse(text).ok_or_else(|| format!("is no unit known here: give {}", Unit::EXPECTED))?;
        let first = *self.first.get_or_insert(unit);
        if unit.quantity() != first.quantity() {
            let of_first = if first == Unit::NONE { "none" } else { first.symbol() };
            return Err(format!(
                "does not go with the first row's unit ({of_first}): give units of one kind"
            ));
        }
        self.converted |= unit != first;
        Ok(unit)
    }
}

/// The unit in a heading, as in `i_e (pA)`.
fn in_brackets(heading: &str) -> Option<Unit> {
    let (_, after) = heading.split_once(['(', '['])?;
    Unit::parse(after.trim_end().trim_end_matches([')', ']']))
}
