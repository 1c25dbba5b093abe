//! A CSV file as headings and rows that know their line.

use std::path::Path;

use csv::StringRecord;

use super::decode::decode;
use super::error::RecordingsError;
use super::heading::Heading;
use super::layout::{Layout, reader};
use super::limits::LONGEST_LINE;
use super::missing::{bare, is_missing};
use super::text::shown;
use crate::analysis::recordings::Unit;
use crate::io::input;

/// Larger files are refused.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Most comments of a beginning that are looked at.
const COMMENTS: usize = 50;

/// A file's table: its text, and where in it the headings and rows are.
#[derive(Debug)]
pub struct Table {
    text: String,
    encoding: Option<&'static str>,
    layout: Layout,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// [`RecordingsError`] if it cannot be read, is no text, or has no headings; the rows are not checked.
    pub fn open(path: &Path) -> Result<Self, RecordingsError> {
        Self::parse(input::bytes(path, LARGEST_FILE)?)
    }

    /// The table in these bytes of a file.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, RecordingsError> {
        let decoded = decode(bytes)?;
        check_lines(&decoded.text)?;
        let layout = Layout::of(&decoded.text)?;
        Ok(Self { text: decoded.text, encoding: decoded.assumed, layout })
    }

    /// Column headings.
    pub fn headings(&self) -> &[String] {
        &self.layout.headings
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.layout.delimiter
    }

    /// What was assumed about the text and the table in it, a sentence each.
    pub(super) fn assumed(&self) -> Vec<String> {
        self.encoding.map(str::to_owned).into_iter().chain(self.layout.assumed.iter().cloned()).collect()
    }

    /// Do the comments at the beginning say that a program like this one simulated it?
    pub fn says_simulated(&self) -> bool {
        let lines = self.text.lines().take(COMMENTS).filter(|line| line.starts_with('#'));
        lines.map(str::to_lowercase).any(|line| {
            line.contains("simulated by this program") || line.contains("simulated, not recorded")
        })
    }

    /// Hands over each row that is not empty, until `take` says that it has enough.
    pub(super) fn rows(
        &self,
        mut take: impl FnMut(Row<'_>) -> Result<bool, RecordingsError>,
    ) -> Result<(), RecordingsError> {
        let mut reader = reader(self.layout.delimiter).from_reader(self.body().as_bytes());
        let mut record = StringRecord::new();
        loop {
            let read = reader.read_record(&mut record);
            if !read.map_err(|error| RecordingsError::Malformed(shown(&error.to_string())))? {
                return Ok(());
            }
            let row = Row { table: self, record: &record, end: reader.position().byte() as usize };
            if !row.is_empty() && !take(row)? {
                return Ok(());
            }
        }
    }

    fn body(&self) -> &str {
        self.text.get(self.layout.body..).unwrap_or_default()
    }

    /// The units that the first row gives for these columns in place of values, and its line.
    pub(super) fn units_row(&self, columns: [Option<usize>; 2]) -> Option<(u64, [Option<Unit>; 2])> {
        let mut found = None;
        // What cannot be read is said when it is read.
        let _ = self.rows(|row| {
            let text = columns.map(|column| column.map_or("", |column| row.field(column)));
            let units = text.map(Heading::only_unit);
            let one = units.iter().any(Option::is_some);
            let no_other = text.iter().zip(units).all(|(text, unit)| unit.is_some() || is_missing(text));
            found = (one && no_other).then(|| (row.line(), units));
            Ok(false)
        });
        found
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    record: &'a StringRecord,
    /// Where it ends in the body, in bytes.
    end: usize,
}

impl<'a> Row<'a> {
    /// What is in a column, without white space and quotes around it.
    pub fn field(self, column: usize) -> &'a str {
        bare(self.record.get(column).unwrap_or_default())
    }

    pub fn fields(self) -> impl Iterator<Item = &'a str> {
        self.record.iter().map(bare)
    }

    fn is_empty(self) -> bool {
        self.fields().all(str::is_empty)
    }

    /// Are these the headings once more, as where files were joined?
    pub fn repeats_headings(self) -> bool {
        self.fields().take(self.table.headings().len()).eq(self.table.headings())
    }

    /// Is there one value for each heading? Separators at the end do not matter.
    ///
    /// # Errors
    /// [`RecordingsError::Columns`].
    pub fn check_width(self) -> Result<(), RecordingsError> {
        let expected = self.table.headings().len();
        let found = self.record.len();
        if found == expected || (found > expected && self.fields().skip(expected).all(str::is_empty)) {
            return Ok(());
        }
        Err(self.wrong_width())
    }

    fn wrong_width(self) -> RecordingsError {
        let (found, expected) = (self.record.len() as u64, self.table.headings().len() as u64);
        RecordingsError::Columns { line: self.line(), found, expected }
    }

    /// A quote that is not closed would hide the rows below it.
    ///
    /// # Errors
    /// [`RecordingsError::OpenQuote`].
    pub fn check_quotes(self) -> Result<(), RecordingsError> {
        if !self.record.iter().any(|field| field.contains('\n')) {
            return Ok(());
        }
        let start = self.record.position().map_or(0, |position| position.byte() as usize);
        let raw = self.table.body().as_bytes().get(start..self.end).unwrap_or_default();
        match raw.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2) {
            true => Ok(()),
            false => Err(RecordingsError::OpenQuote(self.line())),
        }
    }

    /// The row's line, from 1. The reader's position is before the comments and empty lines that it skipped.
    pub fn line(self) -> u64 {
        let Some(position) = self.record.position() else { return 0 };
        let mut line = self.table.layout.body_line + position.line() - 1;
        let mut rest = self.table.body().as_bytes().get(position.byte() as usize..).unwrap_or_default();
        loop {
            match rest.first() {
                Some(b'\n') => line += 1,
                Some(b'#') => {
                    let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                    rest = &rest[end..];
                    continue;
                }
                _ => return line,
            }
            rest = &rest[1..];
        }
    }
}

/// Long lines are no rows of recordings, and with very many fields they would take much memory.
fn check_lines(text: &str) -> Result<(), RecordingsError> {
    match text.split('\n').position(|line| line.len() > LONGEST_LINE) {
        Some(line) => Err(RecordingsError::LongLine(line as u64 + 1)),
        None => Ok(()),
    }
}
