//! Bytes of a file as text, in whatever encoding a spreadsheet or an instrument wrote it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::RecordingsError;
use super::missing::is_error_line;

/// As much is looked at to recognise UTF-16 that does not say so.
const LOOKED_AT: usize = 1 << 12;

/// A file's text, its lines divided by line feeds only.
#[derive(Debug)]
pub(super) struct Decoded {
    pub text: String,
    /// What was assumed, if it is not simply UTF-8.
    pub assumed: Option<&'static str>,
}

/// What begins so is no text at all.
const FORMATS: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a workbook or archive (as .xlsx is): save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "a workbook (.xls): save the sheet as CSV"),
    (b"ABF2\0", "a pClamp file (ABF): docs/recordings.md says how it becomes CSV"),
    (b"ABF \0", "a pClamp file (ABF): docs/recordings.md says how it becomes CSV"),
    (b"\x89HDF\r\n", "an HDF5 file, as NWB is: docs/recordings.md says how it becomes CSV"),
    (b"%PDF-", "a PDF: give a CSV file"),
];

/// The text of these bytes.
///
/// # Errors
/// [`RecordingsError::OtherFormat`] or [`RecordingsError::NotText`].
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, RecordingsError> {
    if let Some((_, what)) = FORMATS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Err(RecordingsError::OtherFormat(what));
    }
    let (text, assumed) = text(bytes)?;
    let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\0', '\u{1a}']);
    Ok(Decoded { text: shielded(unified(text)), assumed })
}

fn text(bytes: Vec<u8>) -> Result<(String, Option<&'static str>), RecordingsError> {
    let marked = Encoding::for_bom(&bytes).filter(|(encoding, _)| *encoding != UTF_8);
    if let Some((encoding, mark)) = marked {
        let name = if encoding == UTF_16LE {
            "Text in UTF-16 (little-endian), as its byte order mark says."
        } else {
            "Text in UTF-16 (big-endian), as its byte order mark says."
        };
        return strict(encoding, &bytes[mark..]).map(|text| (text, Some(name)));
    }
    if let Some((encoding, name)) = utf_16(&bytes) {
        return strict(encoding, &bytes).map(|text| (text, Some(name)));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    let binary = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0b\x0c\x1a".contains(byte);
    if bytes.iter().any(binary) {
        return Err(RecordingsError::NotText("text"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(RecordingsError::NotText("valid UTF-8, as its byte order mark says it is"));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    Ok((text.into_owned(), Some("Text in Windows-1252, as it is not valid UTF-8.")))
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, RecordingsError> {
    match encoding.decode_without_bom_handling(bytes) {
        (text, false) => Ok(text.into_owned()),
        (_, true) => Err(RecordingsError::NotText("valid UTF-16 (is it cut off?)")),
    }
}

/// UTF-16 without a mark: digits and separators have a zero byte each, always at the same side.
fn utf_16(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let pairs = bytes.get(..LOOKED_AT).unwrap_or(bytes).as_chunks::<2>().0;
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let telling = |many: usize, few: usize| many >= 2 && 4 * many >= pairs.len() && 10 * few <= many;
    if telling(second, first) {
        Some((UTF_16LE, "Text in UTF-16 (little-endian), judging by its zero bytes."))
    } else if telling(first, second) {
        Some((UTF_16BE, "Text in UTF-16 (big-endian), judging by its zero bytes."))
    } else {
        None
    }
}

/// Line ends of Windows and of old Macs become line feeds.
fn unified(text: &str) -> String {
    let mut pieces = text.split('\r');
    let mut unified = String::with_capacity(text.len());
    unified.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        unified.push('\n');
        unified.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
    unified
}

/// A row that begins with an error of a spreadsheet (`#N/A`) is no comment: a blank before it shows that.
fn shielded(text: String) -> String {
    if !text.split('\n').any(is_error_line) {
        return text;
    }
    let mut shielded = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        if is_error_line(line) {
            shielded.push(' ');
        }
        shielded.push_str(line);
    }
    shielded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16_of(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "cell;i_e (µA)\nc1;3,5\n";
        for big in [false, true] {
            for mark in ["", "\u{feff}"] {
                let found = decode(utf_16_of(&format!("{mark}{text}"), big)).unwrap();
                assert_eq!(found.text, text);
                let said = found.assumed.unwrap();
                assert!(said.contains(if big { "big" } else { "little" }), "{said}");
                assert_eq!(said.contains("mark"), !mark.is_empty(), "{said}");
            }
        }
        assert_eq!(decode(format!("\u{feff}{text}").into_bytes()).unwrap().text, text);
        let found = decode(b"cell;i_e (\xb5A)\r\nc1;3,5\r".to_vec()).unwrap();
        assert_eq!((found.text.as_str(), found.assumed.is_some()), (text, true));
        assert!(decode(text.as_bytes().to_vec()).unwrap().assumed.is_none());
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        for (bytes, told) in [
            (&b"PK\x03\x04rest"[..], "workbook"),
            (b"ABF2\0\0\0\x02", "pClamp"),
            (b"\x89HDF\r\n\x1a\n", "NWB"),
            (b"\xff\x01\x02\x03\x04", "not text"),
            (b"\xff\xfec\0\xff", "UTF-16"),
            (b"\xef\xbb\xbfcell\xb5", "byte order mark"),
        ] {
            let message = decode(bytes.to_vec()).unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }

    #[test]
    fn rows_that_begin_with_an_error_are_no_comments() {
        let found = decode(b"# note\n#N/A,1\n#N/A is missing\n#DIV/0!\t2".to_vec()).unwrap();
        assert_eq!(found.text, "# note\n #N/A,1\n#N/A is missing\n #DIV/0!\t2");
    }
}
