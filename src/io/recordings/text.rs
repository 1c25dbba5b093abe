//! Fields of a CSV file as names, numbers and words.

use super::missing::is_missing;
use crate::analysis::recordings::Phase;

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

/// Yes or no; what is missing is not marked.
pub(super) fn truth(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "1.0" | "1,0" | "paired" | "x" => Ok(true),
        "false" | "f" | "no" | "n" | "0" | "0.0" | "0,0" | "unpaired" => Ok(false),
        _ if is_missing(text) => Ok(false),
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

    /// `None` if it is missing.
    pub fn phase(&self, text: &str) -> Result<Option<Phase>, String> {
        let word = text.to_lowercase();
        if self.pre.contains(&word) {
            Ok(Some(Phase::Pre))
        } else if self.post.contains(&word) {
            Ok(Some(Phase::Post))
        } else if is_missing(text) {
            Ok(None)
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
    fn words_tell_pre_from_post() {
        let words = Words::new("Pre, before", "post").unwrap();
        let found = ["BEFORE", "Post", "", "n/a"].map(|word| words.phase(word));
        assert_eq!(found, [Ok(Some(Phase::Pre)), Ok(Some(Phase::Post)), Ok(None), Ok(None)]);
        // A word that was given means what it was given for: noradrenaline, say.
        assert_eq!(Words::new("pre", "NA").unwrap().phase("na"), Ok(Some(Phase::Post)));
        assert!(words.phase("wash").unwrap_err().contains("pre, before"));
        assert!(Words::new("a", "A").is_err() && Words::new("a", " ,").is_err());
    }
}
