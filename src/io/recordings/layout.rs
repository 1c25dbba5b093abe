//! Where a table begins in its text: the delimiter, the headings, and what stands before them.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};

use super::delimiters::DELIMITERS;
use super::error::RecordingsError;
use super::heading::Heading;
use super::limits::MOST_COLUMNS;
use super::missing::bare;
use super::part::Part;
use super::text::{LONGEST_NAME, shown};

/// The headings are looked for in this many rows at the start.
const LOOKED_AT: usize = 100;

/// A row with this many known headings is that of the headings.
const KNOWN: usize = 3;

/// Where the table is.
#[derive(Debug)]
pub(super) struct Layout {
    pub delimiter: u8,
    pub headings: Vec<String>,
    /// Where the rows begin, in bytes and as a line from 1.
    pub body: usize,
    pub body_line: u64,
    /// What was assumed, in sentences.
    pub assumed: Vec<String>,
}

/// A row among the first ones.
struct Row {
    fields: Vec<String>,
    /// Where it ends, in bytes.
    end: usize,
}

impl Row {
    fn filled(&self) -> usize {
        self.fields.iter().filter(|field| !field.is_empty()).count()
    }

    /// Columns without empty ones at the end.
    fn width(&self) -> usize {
        self.fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1)
    }
}

/// What fields mean as headings. Most of a table's words occur in many rows.
#[derive(Default)]
struct Meanings(HashMap<String, Option<Part>>);

impl Meanings {
    /// How many parts of a mapping are among these fields.
    fn known(&mut self, row: &Row) -> usize {
        if row.fields.len() > MOST_COLUMNS {
            return 0;
        }
        let named = row.fields.iter().filter(|field| field.contains(char::is_alphabetic));
        let parts: HashSet<Part> = named.filter_map(|field| self.of(field)).collect();
        parts.len()
    }

    fn of(&mut self, field: &str) -> Option<Part> {
        if let Some(part) = self.0.get(field) {
            return *part;
        }
        let part = Heading::of(field).part().map(|(part, _)| part);
        self.0.insert(field.to_owned(), part);
        part
    }
}

/// The first rows, as this delimiter divides them.
struct Sample {
    delimiter: u8,
    rows: Vec<Row>,
    /// Known headings in the row that has most.
    known: usize,
    /// Usual number of columns.
    width: usize,
    /// The row of the headings.
    headings: usize,
    /// The rows are comments: there the headings are.
    in_comments: bool,
}

impl Sample {
    fn of(text: &str, delimiter: u8) -> Self {
        let rows = rows(text, delimiter);
        let width = usual_width(&rows);
        let sample =
            |rows, headings, known| Self { delimiter, rows, known, width, headings, in_comments: false };
        if let Some((at, known)) = best(&rows) {
            return sample(rows, at, known);
        }
        // Some programs put # before their headings.
        let comments = comments(text, delimiter);
        if let Some((at, known)) = best(&comments) {
            return Self { in_comments: true, ..sample(comments, at, known) };
        }
        // The first row that fills the usual columns, whatever its headings mean.
        let full = rows.iter().position(|row| row.filled() + 1 >= width.max(2));
        sample(rows, full.unwrap_or(0), 0)
    }
}

/// The first of the rows with most known headings, if they are enough.
fn best(rows: &[Row]) -> Option<(usize, usize)> {
    let mut meanings = Meanings::default();
    let known = rows.iter().map(|row| meanings.known(row)).enumerate();
    let best = known.fold((0, 0), |best, (at, known)| if known > best.1 { (at, known) } else { best });
    (best.1 >= KNOWN).then_some(best)
}

/// The first rows that are not empty.
fn rows(text: &str, delimiter: u8) -> Vec<Row> {
    let mut found = Vec::new();
    let mut reader = reader(delimiter).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    while found.len() < LOOKED_AT && reader.read_record(&mut record).unwrap_or(false) {
        let fields: Vec<String> = record.iter().map(|field| bare(field).to_owned()).collect();
        if fields.iter().any(|field| !field.is_empty()) {
            found.push(Row { fields, end: reader.position().byte() as usize });
        }
    }
    found
}

/// The comments before the first row, taken for rows.
fn comments(text: &str, delimiter: u8) -> Vec<Row> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').take_while(|line| line.starts_with('#') || line.trim().is_empty());
    let rows = lines.take(LOOKED_AT).map(|line| {
        end += line.len();
        let fields = line.trim_start_matches('#').split(char::from(delimiter));
        Row { fields: fields.map(|field| bare(field).to_owned()).collect(), end }
    });
    rows.collect()
}

/// How rows are read everywhere.
pub(super) fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).comment(Some(b'#'));
    builder
}

/// The most frequent number of columns, of several the smallest: signs that divide nothing give all numbers.
fn usual_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(Row::width).collect();
    widths.sort_unstable();
    // The last of equals is the largest, so the order is turned.
    widths
        .chunk_by(|x, y| x == y)
        .rev()
        .max_by_key(|equal| equal.len())
        .and_then(|equal| equal.first())
        .copied()
        .unwrap_or(0)
}

/// The delimiter that a first line `sep=;` names, and where the line ends.
fn separator_line(text: &str) -> (usize, Option<u8>) {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let bare = line.trim_start().trim_start_matches('"');
        if bare.is_empty() {
            continue;
        }
        let named = bare.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and(bare.get(4..));
        let Some(named) = named else { break };
        // Excel itself wants a real tab, people write \t.
        let sign = if named.starts_with("\\t") { Some(b'\t') } else { named.bytes().next() };
        return match sign.filter(|sign| DELIMITERS.contains(sign)) {
            Some(sign) => (end, Some(sign)),
            None => (0, None),
        };
    }
    (0, None)
}

fn sign_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolons",
        b'\t' => "tabs",
        b'|' => "vertical bars",
        _ => "commas",
    }
}

impl Layout {
    /// Finds the table.
    ///
    /// # Errors
    /// [`RecordingsError`] if there are no headings, or none that can be.
    pub fn of(text: &str) -> Result<Self, RecordingsError> {
        let (start, named) = separator_line(text);
        let rest = &text[start..];
        // The one that is named is the first to be tried, and the others only better if they find more.
        // A comma comes last: it may divide decimals as often as another sign divides columns.
        let others = DELIMITERS.into_iter().rev().filter(|sign| Some(*sign) != named);
        let tried =
            named.into_iter().chain(others).filter(|sign| *sign == b',' || rest.contains(char::from(*sign)));
        let regular = |sample: &Sample| sample.rows.iter().filter(|row| row.width() == sample.width).count();
        let rank = |sample: &Sample| (sample.known, sample.width, regular(sample));
        let better = |best: Sample, other: Sample| if rank(&other) > rank(&best) { other } else { best };
        let samples = tried.map(|delimiter| Sample::of(rest, delimiter));
        let mut sample = samples.reduce(better).ok_or(RecordingsError::NoHeadings)?;
        if sample.headings >= sample.rows.len() {
            return Err(RecordingsError::NoHeadings);
        }
        let row = sample.rows.swap_remove(sample.headings);
        let body = start + row.end;
        let line =
            |end: usize| 1 + text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() as u64;
        let mut assumed = Vec::new();
        if sample.delimiter != b',' || named.is_some() {
            let said = if named == Some(sample.delimiter) { ", as the line sep= says" } else { "" };
            assumed.push(format!("Columns divided by {}{said}.", sign_name(sample.delimiter)));
        }
        let own = line(body.saturating_sub(1));
        if sample.in_comments {
            assumed.push(format!("Headings in line {own}, behind the #."));
        } else if sample.headings > 0 {
            assumed.push(skipped(&sample.rows[..sample.headings], own));
        }
        let headings = headings(row)?;
        Ok(Self { delimiter: sample.delimiter, headings, body, body_line: line(body), assumed })
    }
}

fn skipped(titles: &[Row], line: u64) -> String {
    let text = |row: &Row| {
        let filled: Vec<&str> =
            row.fields.iter().map(String::as_str).filter(|field| !field.is_empty()).collect();
        format!("`{}`", shown(&filled.join(" ")))
    };
    let mut named: Vec<String> = titles.iter().take(3).map(text).collect();
    if titles.len() > named.len() {
        named.push("…".to_owned());
    }
    format!("Headings in line {line}; skipped before them: {}.", named.join(", "))
}

/// The fields of the row of the headings, if they can be headings.
fn headings(row: Row) -> Result<Vec<String>, RecordingsError> {
    if row.fields.len() > MOST_COLUMNS {
        return Err(RecordingsError::TooManyColumns(row.fields.len()));
    }
    if row.fields.iter().any(|heading| heading.len() > LONGEST_NAME) {
        let problem = format!("a heading is longer than {LONGEST_NAME} bytes (is a quote not closed?)");
        return Err(RecordingsError::Malformed(problem));
    }
    let width = row.width();
    let mut headings = row.fields;
    headings.truncate(width);
    Ok(headings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [&str; 5] = ["cell", "stimulus", "condition", "i_e", "i_i"];

    fn found(text: &str) -> (Vec<String>, u64) {
        let layout = Layout::of(text).unwrap();
        (layout.headings, layout.body_line)
    }

    #[test]
    fn the_delimiter_is_the_one_that_divides_most() {
        let delimiter = |text| Layout::of(text).unwrap().delimiter;
        assert_eq!(delimiter("# a;b;c;d\n\n\"x;y;z\",b\n"), b',');
        assert_eq!(delimiter("cell;i,e;i_i\n"), b';');
        assert_eq!(delimiter("cell\tx\n"), b'\t');
        assert_eq!(delimiter("cell|x\n1,5|2,5\n"), b'|');
        assert_eq!(delimiter("sep=|\nx,y|z\n"), b'|');
        assert_eq!(delimiter("a;1,5;2,5\nb;1,5;2,5\n"), b';');
        assert_eq!(delimiter("zelle;x;y\na;1,5;2,5\nb;1,5;2,5\n"), b';');
        assert_eq!(delimiter("zelle,x,y\na,1.5,2.5\nb,1.5,\"2;5\"\n"), b',');
        // A file that was saved once more says sep=; still.
        assert_eq!(delimiter("sep=;\ncell,stimulus,condition,i_e,i_i\n"), b',');
        assert!(Layout::of("").is_err() && Layout::of(" \n,,\n").is_err());
    }

    #[test]
    fn the_headings_are_found_below_whatever_stands_before_them() {
        for sign in [",", ";", "\t", "|"] {
            let line = HEADINGS.join(sign);
            for (before, lines) in [
                ("", 0),
                ("\n \n", 2),
                ("Experiment 2024-03-01\n", 1),
                ("Experiment, 3 March; rig | 2\n\nCell line\tCHO\n", 3),
                (&format!("Experiment{}\n", sign.repeat(4)), 1),
                (&format!("Cell{sign}c1\nCondition{sign}pre\n"), 2),
                (&format!("sep={sign}\n"), 1),
                (&format!("\"SEP={sign}\"\nTitle\n"), 2),
                ("# he said, \"hi\n", 1),
            ] {
                let text = format!("{before}{line}{sign}{sign}\nc1{sign}4{sign}pre{sign}1{sign}2\n");
                assert_eq!(found(&text), (HEADINGS.map(str::to_owned).to_vec(), lines + 2), "{text:?}");
            }
        }
        assert_eq!(found("# cell,stimulus,condition,i_e,i_i\nc1,4,pre,1,2\n").0, HEADINGS);
        let unknown = "Zellen von Montag, Dienstag\nzelle,ton,zustand,erregung,hemmung\na,1,vor,1,2\n";
        assert_eq!(found(unknown).0[1], "ton");
        let broken = "cell,stimulus,condition,\"i_e\n(pA)\",i_i\n";
        assert_eq!(found(broken).1, 3);
    }

    #[test]
    fn what_was_skipped_is_said() {
        let text = format!("Rig 2\n,,\nMonday,cold\n{}\n", HEADINGS.join(","));
        assert_eq!(
            Layout::of(&text).unwrap().assumed,
            ["Headings in line 4; skipped before them: `Rig 2`, `Monday cold`."]
        );
    }
}
