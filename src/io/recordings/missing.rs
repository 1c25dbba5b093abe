//! How tables write that a value is missing.

use super::delimiters::DELIMITERS;

/// Words for a value that is not there, in small letters.
const WORDS: [&str; 18] = [
    "na",
    "n/a",
    "n.a.",
    "nan",
    "-nan",
    "nd",
    "n.d.",
    "n/d",
    "null",
    "(null)",
    "nil",
    "<na>",
    "\\n",
    "none",
    "missing",
    "not available",
    "no data",
    "empty",
];

/// No longer field is looked at, in bytes.
const LONGEST: usize = 40;

/// Errors of spreadsheets, in capitals, for rows that begin with one.
const ERRORS: [&str; 12] = [
    "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#N/V", "#NV", "#ERROR!", "#SPILL!",
    "#CALC!",
];

/// A field without the white space and the quotes around it.
pub(super) fn bare(field: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let field = field.trim_matches(blank);
    match field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.trim_matches(blank),
        None => field,
    }
}

/// Is this current missing?
pub(super) fn is_missing(text: &str) -> bool {
    // Most fields are numbers.
    if text.starts_with(|c: char| c.is_ascii_digit()) || text.len() > LONGEST {
        return false;
    }
    let text = text.trim_matches('\'').trim();
    // Dashes, dots and question marks alone, however many.
    text.chars().all(|c| matches!(c, '-' | '.' | '?' | '*' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '…'))
        || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || is_error(text)
}

/// Is the name of a cell or stimulus missing? Some words for that are names: `none` of a trial without a tone.
pub(super) fn is_missing_name(text: &str) -> bool {
    is_missing(text) && !["none", "empty", "nil", "nd"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// `#DIV/0!`, `#N/A` and the like in any language's program, and `Err:502`.
fn is_error(text: &str) -> bool {
    if !text.starts_with(['#', 'E', 'e']) {
        return false;
    }
    let capitals = text.to_uppercase();
    let code = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    ERRORS.contains(&capitals.trim_end_matches(" N/A"))
        || (capitals.starts_with('#') && capitals.len() > 2 && capitals.ends_with(['!', '?']))
        || capitals.strip_prefix("ERR:").is_some_and(code)
}

/// Does this line begin with a field that is an error? It would look like a comment.
pub(super) fn is_error_line(line: &str) -> bool {
    let divides = |c: char| u8::try_from(c).is_ok_and(|byte| DELIMITERS.contains(&byte));
    line.starts_with('#') && line.split(divides).next().is_some_and(|first| is_error(bare(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_recognised_and_numbers_are_not() {
        for word in [
            "", "NA", "N/A", "n/a", "NaN", "null", "-", "--", "—", ".", "?", "#N/A", "none", "missing",
            "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "#NULL!", "#N/A N/A", "Err:502", "<NA>",
            "'NA'", "#WERT!", "n.d.",
        ] {
            assert!(is_missing(bare(&format!(" \" {word}\" "))), "{word}");
        }
        for text in ["0", "-1", ".5", "abc", "12 pA", "nano", "#3", "x", "inf", "Err"] {
            assert!(!is_missing(text), "{text}");
        }
        assert!(is_missing_name("NA") && is_missing_name("") && !is_missing_name("None"));
    }
}
