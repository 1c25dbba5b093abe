//! The columns of a mapping, found in a table, and their values.

use super::error::RecordingsError;
use super::mapping::Mapping;
use super::part::Part;
use super::table::Row;
use super::text::{listed, shown};

/// Where each part is.
pub(super) struct Columns<'a> {
    headings: &'a [String],
    places: Vec<(Part, usize)>,
}

impl<'a> Columns<'a> {
    pub fn new(headings: &'a [String], mapping: &Mapping) -> Result<Self, RecordingsError> {
        let wanted = [
            (Part::Cell, Some(&mapping.cell)),
            (Part::Stimulus, Some(&mapping.stimulus)),
            (Part::Condition, Some(&mapping.condition)),
            (Part::Excitation, Some(&mapping.i_e)),
            (Part::Inhibition, Some(&mapping.i_i)),
            (Part::Units, mapping.units.as_ref()),
            (Part::Paired, mapping.paired.as_ref()),
        ];
        let mut places: Vec<(Part, usize)> = Vec::new();
        for (part, column) in wanted {
            let Some(column) = column else { continue };
            let place = find(headings, part, column.trim())?;
            if let Some(&(first, _)) = places.iter().find(|(_, other)| *other == place) {
                return Err(RecordingsError::SharedColumn { column: shown(column), first, second: part });
            }
            places.push((part, place));
        }
        Ok(Self { headings, places })
    }

    pub fn of(&self, part: Part) -> Option<usize> {
        self.places.iter().find(|(other, _)| *other == part).map(|(_, place)| *place)
    }

    pub fn heading(&self, part: Part) -> &str {
        self.of(part).and_then(|place| self.headings.get(place)).map_or("", String::as_str)
    }

    /// What this row has in a column, nothing where there is no such column.
    pub fn field<'r>(&'r self, part: Part, row: Row<'r>) -> Field<'r> {
        let text = self.of(part).map_or("", |place| row.field(place));
        Field { text, row, column: self.heading(part) }
    }
}

/// The column of this heading; capitals decide only where there are several.
fn find(headings: &[String], part: Part, column: &str) -> Result<usize, RecordingsError> {
    let same = |heading: &&str| heading.to_lowercase() == column.to_lowercase();
    let exact = |heading: &&str| *heading == column;
    let count = |means: &dyn Fn(&&str) -> bool| headings.iter().map(String::as_str).filter(means).count();
    let place = |means: &dyn Fn(&str) -> bool| headings.iter().position(|heading| means(heading));
    let (of_same, of_exact) = (count(&same), count(&exact));
    let found = match (of_exact, of_same) {
        (1, _) => place(&|heading| exact(&heading)),
        (0, 1) => place(&|heading| same(&heading)),
        (0, 0) => None,
        (_, count) => return Err(RecordingsError::Ambiguous { column: shown(column), count }),
    };
    found.ok_or_else(|| RecordingsError::NoColumn { part, column: shown(column), headings: listed(headings) })
}

/// One value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    text: &'a str,
    row: Row<'a>,
    column: &'a str,
}

impl<'a> Field<'a> {
    pub fn text(self) -> &'a str {
        self.text
    }

    pub fn read<T>(self, meaning: impl FnOnce(&'a str) -> Result<T, String>) -> Result<T, RecordingsError> {
        meaning(self.text).map_err(|problem| RecordingsError::Value {
            line: self.row.line(),
            column: shown(self.column),
            value: shown(self.text),
            problem,
        })
    }
}
