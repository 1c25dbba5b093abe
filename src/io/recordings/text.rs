//! Fields of a CSV file as names, numbers and words.

use crate::analysis::recordings::{LARGEST_VALUE, Phase};

/// Longest name in bytes; a longer one is most likely a quote that was not closed.
pub(super) const LONGEST_NAME: usize = 256;

/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// A value for a one-line message.
pub(super) fn shown(value: &str) -> String {
    let mut text: String = value.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if value.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}

/// Headings for a one-line message.
pub(super) fn listed(headings: &[String]) -> String {
    let mut names: Vec<String> =
        headings.iter().take(20).map(|heading| format!("`{}`", shown(heading))).collect();
    if headings.len() > names.len() {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The name of a cell or stimulus.
pub(super) fn name(text: &str) -> Result<&str, String> {
    let problem = if text.is_empty() {
        "is no name: give one"
    } else if text.len() > LONGEST_NAME {
        "is too long for a name: give at most 256 bytes (is a quote not closed?)"
    } else if text.chars().any(char::is_control) {
        "has a control character in it: leave it out"
    } else {
        return Ok(text);
    };
    Err(problem.to_owned())
}

/// A current. Where semicolons or tabs divide columns, a comma may divide decimals.
pub(super) fn number(text: &str, decimal_comma: bool) -> Result<f64, String> {
    // Typeset tables have a real minus sign.
    let text = text.replace('\u{2212}', "-");
    let comma = decimal_comma && text.matches(',').count() == 1 && !text.contains('.');
    let text = if comma { text.replace(',', ".") } else { text };
    // Rust would read `inf` and `nan`.
    in_range(text.parse().unwrap_or(f64::NAN))
}

/// A current of reasonable size, in whatever unit.
pub(super) fn in_range(value: f64) -> Result<f64, String> {
    if value.abs() <= LARGEST_VALUE {
        return Ok(value);
    }
    Err(format!(
        "is no current: give a number between -{LARGEST_VALUE:e} and {LARGEST_VALUE:e}, or put # before the row"
    ))
}

/// Yes or no.
pub(super) fn truth(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "paired" => Ok(true),
        "false" | "f" | "no" | "n" | "0" | "unpaired" | "" => Ok(false),
        _ => Err("is neither yes nor no: give true or false, yes or no, 1 or 0".to_owned()),
    }
}

/// The words for pre and post.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pre: Vec<String>,
    post: Vec<String>,
}

impl Words {
    /// # Errors
    /// A message if there is no word, or one for both.
    pub fn new(pre: &str, post: &str) -> Result<Self, String> {
        let words = |text: &str| -> Vec<String> {
            text.split(',').map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
        };
        let found = Self { pre: words(pre), post: words(post) };
        if found.pre.is_empty() || found.post.is_empty() {
            return Err("there is no word for pre or none for post: give at least one for each".to_owned());
        }
        match found.pre.iter().find(|word| found.post.contains(word)) {
            Some(word) => Err(format!("`{}` cannot mean both pre and post", shown(word))),
            None => Ok(found),
        }
    }

    pub fn phase(&self, text: &str) -> Result<Phase, String> {
        let word = text.to_lowercase();
        if self.pre.contains(&word) {
            Ok(Phase::Pre)
        } else if self.post.contains(&word) {
            Ok(Phase::Post)
        } else {
            let (pre, post) = (shown(&self.pre.join(", ")), shown(&self.post.join(", ")));
            Err(format!("is neither pre nor post: give one of {pre}, or one of {post}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_finite_and_commas_are_decimal_only_where_they_divide_nothing() {
        assert_eq!(number("-3.5e2", false), Ok(-350.0));
        assert_eq!(number("\u{2212}3,5", true), Ok(-3.5));
        for bad in ["", "NaN", "inf", "1e300", "3,5", "12 pA", "0x10"] {
            assert!(number(bad, false).is_err(), "{bad}");
        }
        assert!(number("1,234.5", true).is_err() && number("1,2,3", true).is_err());
    }

    #[test]
    fn words_tell_pre_from_post() {
        let words = Words::new("Pre, before", "post").unwrap();
        assert_eq!((words.phase("BEFORE"), words.phase("Post")), (Ok(Phase::Pre), Ok(Phase::Post)));
        assert!(words.phase("wash").unwrap_err().contains("pre, before"));
        assert!(Words::new("a", "A").is_err() && Words::new("a", " ,").is_err());
    }
}
