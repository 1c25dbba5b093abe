//! Text into tokens with their places.

use super::error::{ExpressionError, Problem, Span};
use super::limits;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A finite number >= 0.
    Number(f64),
    /// A name in ASCII.
    Name(String),
    /// An operator, parenthesis or comma.
    Sign(&'static str),
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The token.
    pub token: Token,
    /// Its characters.
    pub span: Span,
}

/// Signs and what each may be written as; longer ones first.
const SIGNS: [(&str, &str); 21] = [
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("·", "*"),
    ("×", "*"),
    ("/", "/"),
    ("^", "^"),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("÷", "/"),
];

/// Greek letters by their names.
const GREEK: [(char, &str); 33] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "eps"),
    ('ϵ', "eps"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ϑ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Σ', "Sigma"),
    ('Ω', "Omega"),
];

/// Above the letter before it: y with it is ybar, any other x is x_bar.
const MACRON: char = '\u{304}';

fn greek(letter: char) -> Option<&'static str> {
    GREEK.iter().find(|(greek, _)| *greek == letter).map(|(_, name)| *name)
}

/// The letter of this name.
pub(super) fn greek_of(name: &str) -> Option<char> {
    GREEK.iter().find(|(_, greek)| *greek == name).map(|(letter, _)| *letter)
}

fn begins_name(letter: char) -> bool {
    letter.is_ascii_alphabetic() || greek(letter).is_some() || letter == 'ȳ'
}

fn in_name(letter: char) -> bool {
    begins_name(letter) || letter.is_ascii_digit() || letter == '_' || letter == MACRON
}

/// A name in ASCII, whatever it was spelt with.
pub(super) fn ascii(written: &str) -> String {
    let mut name = String::with_capacity(written.len());
    for letter in written.chars() {
        match letter {
            'ȳ' => name.push_str("ybar"),
            MACRON if name == "y" => name.push_str("bar"),
            MACRON => name.push_str("_bar"),
            _ => match greek(letter) {
                Some(spelt) => name.push_str(spelt),
                None => name.push(letter),
            },
        }
    }
    name
}

/// Can this be the name of something of one's own?
pub(super) fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The tokens of `text`.
///
/// # Errors
/// More characters than there may be, a character that is not part of the language, or a number that cannot be read.
pub fn tokens(text: &str) -> Result<Vec<Placed>, ExpressionError> {
    let length = text.chars().count();
    if length > limits::CHARACTERS {
        return Err(Problem::TooLong(length).at(limits::CHARACTERS..length));
    }
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        let placed = if begins_name(letter) {
            name(&letters, at)
        } else if letter.is_ascii_digit() || letter == '.' {
            number(&letters, at)?
        } else {
            sign(&letters, at).ok_or_else(|| Problem::Character(letter).at(at..at + 1))?
        };
        at = placed.span.end;
        found.push(placed);
    }
    Ok(found)
}

/// Characters from `at` on for which `belongs` holds.
fn while_it(letters: &[char], at: usize, belongs: impl Fn(char) -> bool) -> usize {
    at + letters[at..].iter().take_while(|&&letter| belongs(letter)).count()
}

fn name(letters: &[char], at: usize) -> Placed {
    let end = while_it(letters, at, in_name);
    let written: String = letters[at..end].iter().collect();
    Placed { token: Token::Name(ascii(&written)), span: at..end }
}

fn sign(letters: &[char], at: usize) -> Option<Placed> {
    let (written, sign) = SIGNS.iter().find(|(written, _)| {
        written.chars().eq(letters[at..].iter().copied().take(written.chars().count()))
    })?;
    Some(Placed { token: Token::Sign(sign), span: at..at + written.chars().count() })
}

fn number(letters: &[char], at: usize) -> Result<Placed, ExpressionError> {
    let digit = |letter: char| letter.is_ascii_digit();
    let mut end = while_it(letters, at, digit);
    if letters.get(end) == Some(&'.') {
        end = while_it(letters, end + 1, digit);
    }
    if matches!(letters.get(end), Some('e' | 'E')) {
        let signed = usize::from(matches!(letters.get(end + 1), Some('+' | '-')));
        let exponent = end + 1 + signed;
        if letters.get(exponent).is_some_and(char::is_ascii_digit) {
            end = while_it(letters, exponent, digit);
        }
    }
    let text: String = letters[at..end].iter().collect();
    let refused = |end: usize, instead: String| {
        let text = letters[at..end].iter().collect();
        Err(Problem::Number { text, instead }.at(at..end))
    };
    // As 2x and 1.2.3.
    let glued = while_it(letters, end, |letter| in_name(letter) || letter == '.');
    if glued > end {
        let rest: String = letters[end..glued].iter().collect();
        return refused(glued, format!("write {text}*{rest} to multiply, numbers as 2, .5 or 1e-3"));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Placed { token: Token::Number(value), span: at..end }),
        Ok(_) => refused(end, format!("it is above {:e}", f64::MAX)),
        Err(_) => refused(end, "write 2, .5 or 1e-3".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(text: &str) -> String {
        let show = |placed: Placed| match placed.token {
            Token::Number(value) => value.to_string(),
            Token::Name(name) => name,
            Token::Sign(sign) => sign.to_owned(),
        };
        tokens(text).unwrap().into_iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn greek_and_barred_letters_are_spellings() {
        assert_eq!(text_of("η_A·α_A"), "eta_A * alpha_A");
        assert_eq!(text_of("Φ(h/σ) − ȳ"), "Phi ( h / sigma ) - ybar");
        assert_eq!(text_of("y\u{304} R\u{304} θ_M λ"), "ybar R_bar theta_M lambda");
        assert_eq!(text_of("a≤b != c=d"), "a <= b != c = d");
    }

    #[test]
    fn numbers_are_read_as_written_and_a_factor_is_not_glued_to_a_name() {
        assert_eq!(text_of("2 .5 1e-3 4.25E2"), "2 0.5 0.001 425");
        for (text, column) in [("1+2x", 3), ("1.2.3", 1), ("2e", 1), ("3 + .", 5), ("1e999", 1)] {
            let error = tokens(text).unwrap_err();
            assert_eq!(error.at.start + 1, column, "{text}: {error}");
            assert!(matches!(error.problem, Problem::Number { .. }), "{text}: {error}");
        }
        assert_eq!(
            tokens("2x").unwrap_err().to_string(),
            "column 1: `2x` is not a number: write 2*x to multiply, numbers as 2, .5 or 1e-3"
        );
    }

    #[test]
    fn columns_count_characters_and_not_bytes() {
        assert_eq!(tokens("η_A + $").unwrap_err().at, 6..7);
        assert!(matches!(tokens(&"1+".repeat(1_001)).unwrap_err().problem, Problem::TooLong(2_002)));
    }
}
