//! A CSV file as headings and rows that know their line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::error::RecordingsError;
use super::text::{LONGEST_NAME, shown};

/// Larger files are refused.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Longest line in bytes.
pub(super) const LONGEST_LINE: usize = 1 << 16;

/// Most columns.
pub(super) const MOST_COLUMNS: usize = 1000;

/// At most `limit` bytes of a file that is not too large.
pub(super) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, RecordingsError> {
    let unreadable = |source| RecordingsError::Unreadable { path: path.to_owned(), source };
    let data = std::fs::metadata(path).map_err(unreadable)?;
    // Opening a pipe could wait forever.
    if !data.is_file() {
        return Err(RecordingsError::NotAFile(path.to_owned()));
    }
    if data.len() > LARGEST_FILE {
        return Err(RecordingsError::TooLarge { path: path.to_owned(), size: data.len() });
    }
    let mut bytes = Vec::new();
    // It may grow meanwhile.
    File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

/// A file's text with its headings.
pub(super) struct Table {
    bytes: Vec<u8>,
    pub delimiter: u8,
    pub headings: Vec<String>,
}

impl Table {
    pub fn parse(mut bytes: Vec<u8>) -> Result<Self, RecordingsError> {
        // What some programs call Unicode is UTF-16.
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(RecordingsError::NotUtf8(None));
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        check_lines(&bytes)?;
        let delimiter = delimiter(&bytes);
        let mut table = Self { bytes, delimiter, headings: Vec::new() };
        let headings = table.reader().byte_headers().map_err(|error| table.malformed(&error))?.clone();
        if headings.iter().all(<[u8]>::is_empty) {
            return Err(RecordingsError::NoHeadings);
        }
        if headings.len() > MOST_COLUMNS {
            return Err(RecordingsError::TooManyColumns(headings.len()));
        }
        for heading in &headings {
            if heading.len() > LONGEST_NAME {
                let problem =
                    format!("a heading is longer than {LONGEST_NAME} bytes (is a quote not closed?)");
                return Err(RecordingsError::Malformed(problem));
            }
            let text = std::str::from_utf8(heading);
            table.headings.push(text.map_err(|_| RecordingsError::NotUtf8(None))?.to_owned());
        }
        Ok(table)
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(self.delimiter).comment(Some(b'#')).trim(csv::Trim::All);
        builder.from_reader(self.bytes.as_slice())
    }

    /// Hands over each row with its place, until `take` says that it has enough.
    pub fn rows(
        &self,
        mut take: impl FnMut(Place, &ByteRecord) -> Result<bool, RecordingsError>,
    ) -> Result<(), RecordingsError> {
        let mut reader = self.reader();
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| self.malformed(&error))? {
            if !take(Place { table: self, position: record.position() }, &record)? {
                break;
            }
        }
        Ok(())
    }

    fn malformed(&self, error: &csv::Error) -> RecordingsError {
        match error.kind() {
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => RecordingsError::Columns {
                line: Place { table: self, position: pos.as_ref() }.line(),
                found: *len,
                expected: *expected_len,
            },
            _ => RecordingsError::Malformed(shown(&error.to_string())),
        }
    }
}

/// Where a row is.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    table: &'a Table,
    position: Option<&'a csv::Position>,
}

impl Place<'_> {
    /// The row's line, from 1. The reader's position is before the comments and empty lines that it skipped.
    pub fn line(self) -> u64 {
        let Some(position) = self.position else { return 0 };
        let mut line = position.line();
        let mut rest = self.table.bytes.get(position.byte() as usize..).unwrap_or_default();
        loop {
            match rest.first() {
                Some(b'\n') => line += 1,
                Some(b'\r') => {}
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
fn check_lines(bytes: &[u8]) -> Result<(), RecordingsError> {
    match bytes.split(|&byte| byte == b'\n').position(|line| line.len() > LONGEST_LINE) {
        Some(line) => Err(RecordingsError::LongLine(line as u64 + 1)),
        None => Ok(()),
    }
}

/// The delimiter that is most frequent in the headings, outside quotes; a comma if none is there.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r');
    let headings = lines.find(|line| !line.is_empty() && !line.starts_with(b"#")).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for &byte in headings {
        quoted ^= byte == b'"';
        counts
            .iter_mut()
            .filter(|(delimiter, _)| !quoted && *delimiter == byte)
            .for_each(|entry| entry.1 += 1);
    }
    // The first of the most frequent.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_frequent_one() {
        assert_eq!(delimiter(b"# a;b;c;d\n\n\"x;y;z\",b\n"), b',');
        assert_eq!(delimiter(b"cell;i,e;i_i\n"), b';');
        assert_eq!(delimiter(b"cell\tx\n"), b'\t');
        assert_eq!(delimiter(b""), b',');
    }
}
