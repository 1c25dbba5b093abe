//! Words of command lines.

/// A word as a shell reads it, on one line whatever is in it.
pub fn quoted(word: &str) -> String {
    if word.chars().any(char::is_control) {
        // Quotes alone would leave a line break in the line.
        let escape = |c: char| match c {
            '\'' | '\\' => format!("\\{c}"),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        return format!("$'{}'", word.chars().map(escape).collect::<String>());
    }
    // Nothing that a shell would act on; a `KEY=VALUE` reads better as it is.
    if !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./,:+@%".contains(c)) {
        return word.to_owned();
    }
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_word_on_one_line() {
        assert_eq!(quoted("rho_A=0.3"), "rho_A=0.3");
        assert_eq!(shlex::split(&quoted("it's mine.toml")).unwrap(), ["it's mine.toml"]);
        assert_eq!(shlex::split(&quoted("a b;c $d")).unwrap(), ["a b;c $d"]);
        assert_eq!(quoted("a\nb'c\u{7}"), "$'a\\nb\\'c\\u0007'");
    }
}
