//! Inequalities between parameters that a search keeps to, as in `5*A_A < A_N`.

use std::fmt;

use crate::model::params::ParamError;
use crate::model::{ParamId, Params};

/// A sum of parameters with factors, and a number: `5*A_A - 1`.
#[derive(Debug, Clone, PartialEq)]
struct Sum {
    terms: Vec<(f64, ParamId)>,
    constant: f64,
}

/// One inequality: the left side is less than the right one.
#[derive(Debug, Clone, PartialEq)]
pub struct Inequality {
    text: String,
    less: Sum,
    more: Sum,
}

/// Why a text is no inequality.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InequalityError {
    /// Neither < nor >, or more than one.
    #[error("`{0}` is not an inequality: write one < or >, as in 5*A_A < A_N")]
    Shape(String),
    /// A term that is neither a number nor a parameter.
    #[error("`{text}`: `{term}` is no term: write a number, a parameter, or a product as in 5*A_A")]
    Term {
        /// The whole inequality.
        text: String,
        /// What was not understood.
        term: String,
    },
    /// No parameter has this name.
    #[error("`{text}`: {source}")]
    Unknown {
        /// The whole inequality.
        text: String,
        /// Which name.
        source: ParamError,
    },
}

impl Inequality {
    /// Reads `5*A_A < A_N` or `a < 1`; both sides are sums of parameters with factors.
    ///
    /// # Errors
    /// [`InequalityError`].
    pub fn parse(text: &str) -> Result<Self, InequalityError> {
        let text = text.trim();
        let turned = text.contains('>');
        let sides: Vec<&str> = text.split(['<', '>']).collect();
        let [left, right] = sides[..] else { return Err(InequalityError::Shape(text.to_owned())) };
        let (left, right) = (Sum::parse(text, left)?, Sum::parse(text, right)?);
        let (less, more) = if turned { (right, left) } else { (left, right) };
        Ok(Self { text: text.to_owned(), less, more })
    }

    /// By how much `params` break it, as a part of the sides' size: 0 where it holds.
    pub fn broken_by(&self, params: &Params) -> f64 {
        let (less, more) = (self.less.value(params), self.more.value(params));
        if less < more {
            return 0.0;
        }
        let size = less.abs() + more.abs();
        let part = (less - more) / size;
        // Equal sides break it too, and so does what is infinite.
        1e-9 + if part.is_finite() { part } else { f64::from(u8::from(size > 0.0)) }
    }
}

impl fmt::Display for Inequality {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl Sum {
    fn parse(text: &str, side: &str) -> Result<Self, InequalityError> {
        let mut sum = Self { terms: Vec::new(), constant: 0.0 };
        // A sign begins a term; one after an exponent's e belongs to the number.
        let mut from = 0;
        let signs = side.char_indices().filter(|&(at, sign)| {
            matches!(sign, '+' | '-') && !side[..at].trim_end().is_empty() && !exponent(&side[..at])
        });
        for (at, _) in signs.chain([(side.len(), ' ')]) {
            sum.add(text, &side[from..at])?;
            from = at;
        }
        Ok(sum)
    }

    fn add(&mut self, text: &str, term: &str) -> Result<(), InequalityError> {
        let wrong = || InequalityError::Term { text: text.to_owned(), term: term.trim().to_owned() };
        let bare = term.trim();
        let (sign, bare) = match bare.strip_prefix('-') {
            Some(rest) => (-1.0, rest.trim()),
            None => (1.0, bare.strip_prefix('+').unwrap_or(bare).trim()),
        };
        let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
        if bare.is_empty() {
            return Err(wrong());
        }
        if let Some(constant) = number(bare) {
            self.constant += sign * constant;
            return Ok(());
        }
        let (factor, key) = match bare.split_once('*') {
            Some((factor, key)) => (number(factor).ok_or_else(wrong)?, key.trim()),
            None => (1.0, bare),
        };
        let id = ParamId::parse(key)
            .map_err(|source| InequalityError::Unknown { text: text.to_owned(), source })?;
        self.terms.push((sign * factor, id));
        Ok(())
    }

    fn value(&self, params: &Params) -> f64 {
        self.terms.iter().map(|&(factor, id)| factor * params.get(id)).sum::<f64>() + self.constant
    }
}

/// Does `before` end in the e of a number such as 1e-3?
fn exponent(before: &str) -> bool {
    let mut last = before.chars().rev();
    matches!(last.next(), Some('e' | 'E'))
        && last.next().is_some_and(|digit| digit.is_ascii_digit() || digit == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inequality_holds_where_its_left_side_is_less() {
        let params = Params { a_a: 1.0, a_n: 5.5, a: 0.9, rho_a: 0.3, rho_n: 0.2, ..Params::default() };
        for (text, holds) in [
            ("5*A_A < A_N", true),
            ("6 * A_A < A_N", false),
            ("A_N > 5*A_A", true),
            ("a < 1", true),
            ("a<0.9", false),
            ("rho_N - rho_A < -1e-2", true),
            ("rho_N + rho_A < 5e-1", false),
            ("0.4 < rho_N + rho_A", true),
            ("-2*a < -1.7", true),
        ] {
            let inequality = Inequality::parse(text).unwrap();
            assert_eq!(inequality.broken_by(&params) == 0.0, holds, "{text}");
            assert_eq!(inequality.to_string(), text);
        }
        // 6 against 5.5: .5 of 11.5.
        let broken = Inequality::parse("6*A_A < A_N").unwrap().broken_by(&params);
        assert!((broken - 0.5 / 11.5).abs() < 1e-6, "{broken}");
        let published = Params { kappa_a: f64::INFINITY, ..params };
        assert!(Inequality::parse("kappa_A < 1").unwrap().broken_by(&published) > 0.5);
        assert_eq!(Inequality::parse("kappa_A > 1").unwrap().broken_by(&published), 0.0);
    }

    #[test]
    fn what_is_no_inequality_is_refused_with_what_would_be_right() {
        let message = |text: &str| Inequality::parse(text).unwrap_err().to_string();
        for text in ["", "A_A", "A_A < A_N < 3", "A_A = A_N"] {
            assert!(message(text).contains("as in 5*A_A < A_N"), "{text}");
        }
        for text in ["< 1", "A_A <", "2*3*A_A < 1", "A_A + < 1", "nan < a", "inf*a < 1"] {
            assert!(message(text).contains(text.trim()), "{}", message(text));
        }
        assert!(message("alpha_a < 1").contains("did you mean `alpha_A`"));
    }
}
