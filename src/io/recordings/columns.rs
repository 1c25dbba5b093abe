//! The columns of a mapping, found in a table, and their values.

use csv::ByteRecord;

use super::error::RecordingsError;
use super::mapping::{Mapping, Part};
use super::table::{Place, Table};
use super::text::{listed, shown};

/// Where each part is.
pub(super) struct Columns<'a> {
    headings: &'a [String],
    places: Vec<(Part, usize)>,
}

impl<'a> Columns<'a> {
    pub fn new(table: &'a Table, mapping: &Mapping) -> Result<Self, RecordingsError> {
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
            let place = find(&table.headings, part, column.trim())?;
            if let Some(&(first, _)) = places.iter().find(|(_, other)| *other == place) {
                return Err(RecordingsError::SharedColumn { column: shown(column), first, second: part });
            }
            places.push((part, place));
        }
        Ok(Self { headings: &table.headings, places })
    }

    pub fn of(&self, part: Part) -> Option<usize> {
        self.places.iter().find(|(other, _)| *other == part).map(|(_, place)| *place)
    }

    pub fn heading(&self, part: Part) -> &str {
        self.of(part).and_then(|place| self.headings.get(place)).map_or("", String::as_str)
    }

    pub fn field<'r>(
        &'r self,
        part: Part,
        at: Place<'r>,
        row: &'r ByteRecord,
    ) -> Result<Field<'r>, RecordingsError> {
        let bytes = self.of(part).and_then(|place| row.get(place)).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| RecordingsError::NotUtf8(Some(at.line())))?;
        Ok(Field { text: text.trim(), at, column: self.heading(part) })
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
    at: Place<'a>,
    column: &'a str,
}

impl<'a> Field<'a> {
    pub fn read<T>(self, meaning: impl FnOnce(&'a str) -> Result<T, String>) -> Result<T, RecordingsError> {
        meaning(self.text).map_err(|problem| RecordingsError::Value {
            line: self.at.line(),
            column: shown(self.column),
            value: shown(self.text),
            problem,
        })
    }
}
